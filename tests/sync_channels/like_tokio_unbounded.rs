//! What the documentation of `tokio::sync::mpsc` shows of unbounded channels.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::mpsc::{self, error::TryRecvError};

#[test]
fn a_weak_sender_works_while_there_is_a_strong_one() {
    let (tx, _rx) = mpsc::unbounded_channel::<i32>();
    let weak = tx.downgrade();
    assert!(weak.upgrade().is_some());
    assert_eq!((tx.strong_count(), tx.weak_count()), (1, 1));
    drop(tx);
    assert!(weak.clone().upgrade().is_none());
    assert_eq!((weak.strong_count(), weak.weak_count()), (0, 1));
}

#[test]
fn values_then_the_end_are_received() {
    to_end(async {
        let (tx, mut rx) = mpsc::unbounded_channel();
        spawn(async move { tx.send("hello").unwrap() });
        assert_eq!(rx.recv().await, Some("hello"));
        assert_eq!(rx.recv().await, None);
    });
}

#[test]
fn values_wait_for_the_receiver() {
    to_end(async {
        let (tx, mut rx) = mpsc::unbounded_channel();
        tx.send("hello").unwrap();
        tx.send("world").unwrap();
        assert_eq!(rx.recv().await, Some("hello"));
        assert_eq!(rx.recv().await, Some("world"));
    });
}

#[test]
fn many_values_can_be_received_at_once() {
    to_end(async {
        let mut buffer = Vec::with_capacity(2);
        let (tx, mut rx) = mpsc::unbounded_channel();
        let tx2 = tx.clone();
        for text in ["first", "second", "third"] {
            tx2.send(text).unwrap();
        }
        assert_eq!(rx.recv_many(&mut buffer, 2).await, 2);
        assert_eq!(buffer, ["first", "second"]);
        assert_eq!(rx.recv_many(&mut buffer, 2).await, 1);

        spawn(async move { tx.send("fourth").unwrap() });
        assert_eq!(rx.recv_many(&mut buffer, 1).await, 1);
        assert_eq!(buffer, ["first", "second", "third", "fourth"]);

        drop(tx2);
        assert_eq!(rx.recv_many(&mut buffer, 2).await, 0);
        assert_eq!(buffer.len(), 4);
    });
}

#[test]
fn trying_tells_empty_from_over() {
    let (tx, mut rx) = mpsc::unbounded_channel();
    tx.send("hello").unwrap();
    assert_eq!(rx.try_recv(), Ok("hello"));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    tx.send("hello").unwrap();
    drop(tx);
    assert_eq!(rx.try_recv(), Ok("hello"));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
}

#[test]
fn a_thread_can_block_for_values() {
    let (tx, mut rx) = mpsc::unbounded_channel::<u8>();
    let blocked = std::thread::spawn(move || {
        let first = rx.blocking_recv();
        let mut rest = Vec::new();
        while rx.blocking_recv_many(&mut rest, 4) > 0 {}
        (first, rest)
    });
    to_end(async move { (10..13).for_each(|value| tx.send(value).unwrap()) });
    assert_eq!(blocked.join().unwrap(), (Some(10), vec![11, 12]));
}

#[test]
fn after_close_nothing_can_be_sent() {
    let (tx, mut rx) = mpsc::unbounded_channel();
    assert!(!rx.is_closed());
    tx.send(1).unwrap();
    rx.close();
    assert!(rx.is_closed());
    assert_eq!(tx.send(2).unwrap_err().0, 2);
    assert_eq!(rx.try_recv(), Ok(1));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
}

#[test]
fn a_receiver_knows_how_many_are_inside() {
    let (tx, rx) = mpsc::unbounded_channel();
    assert!(rx.is_empty());
    assert_eq!(rx.len(), 0);
    tx.send(0).unwrap();
    assert!(!rx.is_empty());
    assert_eq!(rx.len(), 1);
}

#[test]
fn a_future_written_by_hand_can_poll_for_many() {
    struct Take<'a> {
        receiver: mpsc::UnboundedReceiver<i32>,
        buffer: &'a mut Vec<i32>,
        limit: usize,
    }
    impl Future for Take<'_> {
        type Output = usize;
        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
            let Take {
                receiver,
                buffer,
                limit,
            } = &mut *self;
            receiver.poll_recv_many(cx, buffer, *limit)
        }
    }
    to_end(async {
        let (tx, receiver) = mpsc::unbounded_channel();
        let mut buffer = Vec::new();
        let take = Take {
            receiver,
            buffer: &mut buffer,
            limit: 3,
        };
        (0..10).for_each(|number| tx.send(number).unwrap());
        assert_eq!(take.await, 3);
        assert_eq!(buffer, [0, 1, 2]);
    });
}

#[test]
fn all_senders_can_wait_for_the_receiver_to_go() {
    to_end(async {
        let (tx1, rx) = mpsc::unbounded_channel::<()>();
        let (tx2, tx3) = (tx1.clone(), tx1.clone());
        spawn(async move { drop(rx) });
        wakescope::join!(tx1.closed(), tx2.closed(), tx3.closed());
    });
}

#[test]
fn senders_see_whether_the_receiver_is_gone() {
    let (tx, rx) = mpsc::unbounded_channel::<()>();
    let tx2 = tx.clone();
    assert!(!tx.is_closed() && !tx2.is_closed());
    drop(rx);
    assert!(tx.is_closed() && tx2.is_closed());
}

#[test]
fn senders_know_their_channel() {
    let (tx, _rx) = mpsc::unbounded_channel::<()>();
    let (other, _other_rx) = mpsc::unbounded_channel::<()>();
    assert!(tx.same_channel(&tx.clone()));
    assert!(!tx.same_channel(&other));
}
