//! What the documentation of `tokio::sync::broadcast` shows.

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::broadcast::{self, error::RecvError};

use crate::helpers::poll_now;

#[test]
fn every_receiver_gets_every_value() {
    to_end(async {
        let (tx, mut rx1) = broadcast::channel(16);
        let mut rx2 = tx.subscribe();
        let one = spawn(async move {
            assert_eq!(rx1.recv().await.unwrap(), 10);
            assert_eq!(rx1.recv().await.unwrap(), 20);
        });
        let other = spawn(async move {
            assert_eq!(rx2.recv().await.unwrap(), 10);
            assert_eq!(rx2.recv().await.unwrap(), 20);
        });
        assert_eq!(tx.send(10).unwrap(), 2);
        assert_eq!(tx.send(20).unwrap(), 2);
        one.await.unwrap();
        other.await.unwrap();
    });
}

#[test]
fn a_slow_receiver_learns_how_many_it_missed_and_goes_on() {
    to_end(async {
        let (tx, mut rx) = broadcast::channel(2);
        tx.send(10).unwrap();
        tx.send(20).unwrap();
        tx.send(30).unwrap();
        assert!(matches!(rx.recv().await, Err(RecvError::Lagged(1))));
        assert_eq!(rx.recv().await.unwrap(), 20);
        assert_eq!(rx.recv().await.unwrap(), 30);
    });
}

#[test]
fn capacity_is_rounded_up_to_a_power_of_two() {
    let (tx, mut rx) = broadcast::channel(3);
    for number in 0..5 {
        tx.send(number).unwrap();
    }
    assert_eq!(poll_now(rx.recv()), Some(Err(RecvError::Lagged(1))));
    assert_eq!(rx.try_recv(), Ok(1));
}

#[test]
#[should_panic = "capacity cannot be zero"]
fn a_channel_without_capacity_panics() {
    let _ = broadcast::channel::<()>(0);
}

#[test]
#[should_panic = "exceeded"]
fn a_channel_of_boundless_capacity_panics() {
    let _ = broadcast::channel::<()>(usize::MAX);
}

#[test]
fn a_weak_sender_works_while_there_is_a_strong_one() {
    let (tx, _rx) = broadcast::channel::<i32>(15);
    let weak = tx.downgrade();
    assert_eq!((tx.strong_count(), tx.weak_count()), (1, 1));
    assert!(weak.upgrade().is_some());
    drop(tx);
    assert!(weak.clone().upgrade().is_none());
    assert_eq!((weak.strong_count(), weak.weak_count()), (0, 1));
}

#[test]
fn who_subscribes_sees_what_comes_after() {
    to_end(async {
        let (tx, _rx) = broadcast::channel(16);
        tx.send(10).unwrap();
        let mut rx = tx.subscribe();
        tx.send(20).unwrap();
        assert_eq!(rx.recv().await.unwrap(), 20);
    });
}

#[test]
fn a_value_is_held_until_the_last_receiver_has_seen_it() {
    to_end(async {
        let (tx, mut rx1) = broadcast::channel(16);
        let mut rx2 = tx.subscribe();
        assert!(tx.is_empty());
        for value in [10, 20, 30] {
            tx.send(value).unwrap();
        }
        assert_eq!(tx.len(), 3);
        rx1.recv().await.unwrap();
        assert_eq!(tx.len(), 3, "the other has not seen the first");
        rx2.recv().await.unwrap();
        assert_eq!(tx.len(), 2);
        assert!(!tx.is_empty());
    });
}

#[test]
fn a_dropped_receiver_holds_nothing_any_more() {
    let (tx, mut rx1) = broadcast::channel(16);
    let rx2 = tx.subscribe();
    tx.send(10).unwrap();
    tx.send(20).unwrap();
    rx1.try_recv().unwrap();
    assert_eq!(tx.len(), 2);
    drop(rx2);
    assert_eq!(tx.len(), 1);
}

#[test]
fn receivers_are_counted() {
    let (tx, _rx1) = broadcast::channel(16);
    assert_eq!(tx.receiver_count(), 1);
    let _rx2 = tx.subscribe();
    assert_eq!(tx.receiver_count(), 2);
    assert_eq!(tx.send(10).unwrap(), 2);
}

#[test]
fn handles_know_their_channel() {
    let (tx, rx) = broadcast::channel::<()>(16);
    let (other_tx, other_rx) = broadcast::channel::<()>(16);
    assert!(tx.same_channel(&tx.clone()));
    assert!(!tx.same_channel(&other_tx));
    assert!(rx.same_channel(&tx.subscribe()));
    assert!(!rx.same_channel(&other_rx));
}

#[test]
fn a_sender_can_wait_until_there_is_no_receiver() {
    let (tx, mut rx1) = broadcast::channel::<u32>(16);
    let mut rx2 = tx.subscribe();
    let _ = tx.send(10);
    assert_eq!(poll_now(rx1.recv()), Some(Ok(10)));
    drop(rx1);
    assert!(poll_now(tx.closed()).is_none());
    assert_eq!(poll_now(rx2.recv()), Some(Ok(10)));
    drop(rx2);
    assert!(poll_now(tx.closed()).is_some());
    let _rx3 = tx.subscribe();
    assert!(poll_now(tx.closed()).is_none(), "it is open again");
}

#[test]
fn a_receiver_knows_how_many_it_has_to_see() {
    to_end(async {
        let (tx, mut rx) = broadcast::channel(16);
        assert!(rx.is_empty());
        tx.send(10).unwrap();
        tx.send(20).unwrap();
        assert_eq!(rx.len(), 2);
        assert!(!rx.is_empty());
        assert_eq!(rx.recv().await.unwrap(), 10);
        assert_eq!(rx.len(), 1);
        assert_eq!(rx.recv().await.unwrap(), 20);
        assert_eq!(rx.len(), 0);
    });
}

#[test]
fn a_receiver_sees_whether_all_senders_are_gone() {
    let (tx, rx) = broadcast::channel::<()>(10);
    assert_eq!((rx.sender_strong_count(), rx.sender_weak_count()), (1, 0));
    assert!(!rx.is_closed());
    drop(tx);
    assert!(rx.is_closed());
}

#[test]
fn who_resubscribes_sees_what_comes_after() {
    to_end(async {
        let (tx, mut rx) = broadcast::channel(2);
        tx.send(1).unwrap();
        let mut fresh = rx.resubscribe();
        tx.send(2).unwrap();
        assert_eq!(fresh.recv().await.unwrap(), 2);
        assert_eq!(rx.recv().await.unwrap(), 1);
    });
}

#[test]
fn trying_finds_nothing_then_the_value() {
    let (tx, mut rx) = broadcast::channel(16);
    assert!(rx.try_recv().is_err());
    tx.send(10).unwrap();
    assert_eq!(rx.try_recv().unwrap(), 10);
}

#[test]
fn a_thread_can_block_for_the_next_value() {
    let (tx, mut rx) = broadcast::channel(16);
    let blocked = std::thread::spawn(move || rx.blocking_recv());
    to_end(async move { tx.send(10).map(drop).unwrap() });
    assert_eq!(blocked.join().unwrap(), Ok(10));
}
