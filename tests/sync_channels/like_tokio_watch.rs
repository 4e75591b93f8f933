//! What the documentation of `tokio::sync::watch` shows.

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::watch;
use wakescope::time::{Duration, sleep};

#[test]
fn a_task_sees_the_first_value_and_each_change() {
    to_end(async {
        let (tx, mut rx) = watch::channel("hello");
        let watcher = spawn(async move {
            let mut seen = Vec::new();
            loop {
                seen.push(*rx.borrow_and_update());
                if rx.changed().await.is_err() {
                    return seen;
                }
            }
        });
        sleep(Duration::from_millis(100)).await;
        tx.send("world").unwrap();
        drop(tx);
        assert_eq!(watcher.await.unwrap(), ["hello", "world"]);
    });
}

#[test]
fn the_last_change_is_seen_even_after_the_sender_is_gone() {
    to_end(async {
        let (tx, mut rx) = watch::channel("hello");
        tx.send("goodbye").unwrap();
        drop(tx);
        assert!(rx.has_changed().is_err(), "it is closed, and still unseen");
        assert!(rx.changed().await.is_ok());
        assert!(rx.changed().await.is_err(), "closed, and seen");
    });
}

#[test]
fn what_is_borrowed_knows_whether_it_is_new() {
    let (tx, mut rx) = watch::channel("hello");
    tx.send("goodbye").unwrap();
    assert!(!tx.borrow().has_changed(), "never to a sender");
    drop(tx);
    assert!(rx.has_changed().is_err());
    assert_eq!(*rx.borrow(), "goodbye");
    assert!(rx.borrow().has_changed());
    {
        let received = rx.borrow_and_update();
        assert_eq!(*received, "goodbye");
        assert!(received.has_changed());
    }
    assert!(!rx.borrow().has_changed(), "it is seen now");
}

#[test]
fn the_first_value_can_be_borrowed_without_a_sender() {
    let (_, rx) = watch::channel("hello");
    assert_eq!(*rx.borrow(), "hello");
}

#[test]
fn a_receiver_knows_of_a_change_until_it_has_seen_it() {
    let (tx, mut rx) = watch::channel("hello");
    tx.send("goodbye").unwrap();
    assert!(rx.has_changed().unwrap());
    assert_eq!(*rx.borrow_and_update(), "goodbye");
    assert!(!rx.has_changed().unwrap());
    drop(tx);
    assert!(rx.has_changed().is_err());
}

#[test]
fn changed_waits_for_the_next_value_and_then_for_the_end() {
    to_end(async {
        let (tx, mut rx) = watch::channel("hello");
        spawn(async move { tx.send("goodbye").unwrap() });
        assert!(rx.changed().await.is_ok());
        assert_eq!(*rx.borrow_and_update(), "goodbye");
        assert!(rx.changed().await.is_err(), "the sender's task is done");
    });
}

#[test]
fn a_receiver_can_wait_for_a_condition() {
    to_end(async {
        let (tx, mut rx) = watch::channel("hello");
        spawn(async move {
            sleep(Duration::from_secs(1)).await;
            tx.send("goodbye").unwrap();
        });
        assert!(rx.wait_for(|value| *value == "goodbye").await.is_ok());
        assert_eq!(*rx.borrow(), "goodbye");
    });
}

#[test]
fn waiting_for_a_condition_ends_with_the_senders() {
    to_end(async {
        let (tx, mut rx) = watch::channel(0);
        spawn(async move { tx.send(1).unwrap() });
        let mut asked = Vec::new();
        let answer = rx
            .wait_for(|value| {
                asked.push(*value);
                *value == 2
            })
            .await;
        assert!(answer.is_err());
        assert_eq!(asked, [0, 1]);
    });
}

#[test]
fn receivers_and_senders_know_their_channel() {
    let (tx, rx) = watch::channel(true);
    let (other_tx, other_rx) = watch::channel(true);
    assert!(rx.same_channel(&rx.clone()));
    assert!(!rx.same_channel(&other_rx));
    assert!(tx.same_channel(&tx.clone()));
    assert!(!tx.same_channel(&other_tx));
}

#[test]
fn a_sender_alone_sends_once_somebody_subscribes() {
    let tx = watch::Sender::new(0u8);
    assert!(tx.send(3).is_err());
    let _rx = tx.subscribe();
    assert!(tx.send(4).is_ok());
}

#[test]
fn a_value_can_be_changed_in_place() {
    struct State {
        counter: usize,
    }
    let (tx, rx) = watch::channel(State { counter: 0 });
    tx.send_modify(|state| state.counter += 1);
    assert_eq!(rx.borrow().counter, 1);
}

#[test]
fn a_change_in_place_is_told_only_if_it_was_one() {
    let (tx, mut rx) = watch::channel(1);
    let make_even = |counter: &mut i32| {
        let odd = *counter % 2 == 1;
        *counter += i32::from(odd);
        odd
    };
    assert!(!rx.has_changed().unwrap());
    assert!(tx.send_if_modified(make_even));
    assert!(rx.has_changed().unwrap());
    assert_eq!(*rx.borrow_and_update(), 2);

    assert!(!rx.has_changed().unwrap());
    assert!(!tx.send_if_modified(make_even));
    assert!(!rx.has_changed().unwrap());
    assert_eq!(*rx.borrow_and_update(), 2);
}

#[test]
fn a_change_that_panics_is_kept_and_not_told() {
    let (tx, rx) = watch::channel(1);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        tx.send_modify(|value| {
            *value = 2;
            panic!("half-way");
        });
    }));
    assert!(panicked.is_err());
    assert!(!rx.has_changed().unwrap());
    assert_eq!(*rx.borrow(), 2);
    tx.send(3).unwrap();
    assert_eq!(*rx.borrow(), 3);
}

#[test]
fn replacing_gives_the_old_value_back() {
    let (tx, _rx) = watch::channel(1);
    assert_eq!(tx.send_replace(2), 1);
    assert_eq!(tx.send_replace(3), 2);
}

#[test]
fn a_sender_can_borrow_what_it_sent() {
    let (tx, _) = watch::channel("hello");
    assert_eq!(*tx.borrow(), "hello");
}

#[test]
fn a_sender_sees_whether_anyone_watches() {
    let (tx, rx) = watch::channel(());
    assert!(!tx.is_closed());
    drop(rx);
    assert!(tx.is_closed());
}

#[test]
fn a_sender_can_wait_until_nobody_watches() {
    to_end(async {
        let (tx, rx) = watch::channel("hello");
        spawn(async move { drop(rx) });
        tx.closed().await;
    });
}

#[test]
fn who_subscribes_has_the_present_value() {
    let (tx, _rx) = watch::channel(0u64);
    tx.send(5).unwrap();
    let rx = tx.subscribe();
    assert_eq!(*rx.borrow(), 5);
    tx.send(10).unwrap();
    assert_eq!(*rx.borrow(), 10);
}

#[test]
fn who_subscribes_waits_for_the_next_value() {
    to_end(async {
        let (tx, _rx) = watch::channel(0u64);
        tx.send(5).unwrap();
        let mut rx = tx.subscribe();
        spawn(async move {
            sleep(Duration::from_millis(10)).await;
            tx.send(100).unwrap();
        });
        rx.changed().await.unwrap();
        assert_eq!(*rx.borrow(), 100);
    });
}

#[test]
fn handles_are_counted() {
    let (tx, rx) = watch::channel("hello");
    assert_eq!((tx.sender_count(), tx.receiver_count()), (1, 1));
    let (tx2, rx2) = (tx.clone(), rx.clone());
    assert_eq!((tx.sender_count(), tx.receiver_count()), (2, 2));
    assert_eq!((tx2.sender_count(), tx2.receiver_count()), (2, 2));
    drop((tx2, rx2));
    assert_eq!((tx.sender_count(), tx.receiver_count()), (1, 1));
}

#[test]
fn a_receiver_can_mark_the_value_either_way() {
    let (tx, mut rx) = watch::channel(0);
    rx.mark_changed();
    assert!(rx.has_changed().unwrap());
    rx.mark_unchanged();
    assert!(!rx.has_changed().unwrap());
    tx.send(1).unwrap();
    rx.mark_unchanged();
    assert!(!rx.has_changed().unwrap());
}

#[test]
fn a_clone_remembers_what_its_original_has_seen() {
    let (tx, mut rx) = watch::channel(0);
    tx.send(1).unwrap();
    let unseen = rx.clone();
    rx.mark_unchanged();
    let seen = rx.clone();
    assert!(unseen.has_changed().unwrap());
    assert!(!seen.has_changed().unwrap());
}
