//! What the documentation of `tokio::sync::mpsc` shows of bounded channels.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::mpsc::{self, error::TryRecvError, error::TrySendError};
use wakescope::time::{Duration, sleep, timeout};

#[test]
#[should_panic = "requires buffer > 0"]
fn a_channel_without_slots_panics() {
    let _ = mpsc::channel::<()>(0);
}

#[test]
fn a_weak_sender_works_while_there_is_a_strong_one() {
    let (tx, rx) = mpsc::channel::<i32>(15);
    let weak = tx.downgrade();
    assert!(weak.upgrade().is_some());
    assert_eq!((tx.strong_count(), tx.weak_count()), (1, 1));
    assert_eq!((rx.sender_strong_count(), rx.sender_weak_count()), (1, 1));
    drop(tx);
    assert!(weak.clone().upgrade().is_none());
    assert_eq!((weak.strong_count(), weak.weak_count()), (0, 1));
}

#[test]
fn a_task_sends_and_another_receives_until_the_end() {
    for slots in [100, 1] {
        let received = to_end(async move {
            let (tx, mut rx) = mpsc::channel(slots);
            spawn(async move {
                for i in 0..10 {
                    if tx.send(i).await.is_err() {
                        panic!("the receiver is there");
                    }
                }
            });
            let mut received = Vec::new();
            while let Some(i) = rx.recv().await {
                received.push(i);
            }
            received
        });
        assert_eq!(received, (0..10).collect::<Vec<_>>());
    }
}

#[test]
fn values_then_the_end_are_received() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(100);
        spawn(async move { tx.send("hello").await.unwrap() });
        assert_eq!(rx.recv().await, Some("hello"));
        assert_eq!(rx.recv().await, None);
    });
}

#[test]
fn values_wait_for_the_receiver() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(100);
        tx.send("hello").await.unwrap();
        tx.send("world").await.unwrap();
        assert_eq!(rx.recv().await, Some("hello"));
        assert_eq!(rx.recv().await, Some("world"));
    });
}

#[test]
fn many_values_can_be_received_at_once() {
    to_end(async {
        let mut buffer = Vec::with_capacity(2);
        let (tx, mut rx) = mpsc::channel(100);
        let tx2 = tx.clone();
        for text in ["first", "second", "third"] {
            tx2.send(text).await.unwrap();
        }
        assert_eq!(rx.recv_many(&mut buffer, 0).await, 0, "none is wanted");
        assert_eq!(rx.recv_many(&mut buffer, 2).await, 2);
        assert_eq!(buffer, ["first", "second"]);
        assert_eq!(rx.recv_many(&mut buffer, 1).await, 1);

        spawn(async move { tx.send("fourth").await.unwrap() });
        assert_eq!(rx.recv_many(&mut buffer, 1).await, 1);
        assert_eq!(buffer, ["first", "second", "third", "fourth"]);

        drop(tx2);
        assert_eq!(rx.recv_many(&mut buffer, 2).await, 0);
        assert_eq!(buffer.len(), 4);
    });
}

#[test]
fn trying_to_receive_tells_empty_from_over() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(100);
        tx.send("hello").await.unwrap();
        assert_eq!(rx.try_recv(), Ok("hello"));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
        tx.send("hello").await.unwrap();
        drop(tx);
        assert_eq!(rx.try_recv(), Ok("hello"));
        assert_eq!(rx.try_recv(), Err(TryRecvError::Disconnected));
    });
}

#[test]
fn a_thread_can_block_for_a_value() {
    let (tx, mut rx) = mpsc::channel::<u8>(10);
    let blocked = std::thread::spawn(move || rx.blocking_recv());
    to_end(async move { tx.send(10).await.unwrap() });
    assert_eq!(blocked.join().unwrap(), Some(10));
}

#[test]
fn a_thread_can_block_for_a_slot() {
    let (tx, mut rx) = mpsc::channel::<u8>(1);
    let blocked = std::thread::spawn(move || {
        tx.blocking_send(10).unwrap();
        tx.blocking_send(20).unwrap();
    });
    assert_eq!(rx.blocking_recv(), Some(10));
    assert_eq!(rx.blocking_recv(), Some(20));
    blocked.join().unwrap();
}

#[test]
#[should_panic = "within a task"]
fn blocking_within_a_task_panics() {
    to_end(async {
        let (tx, _rx) = mpsc::channel(1);
        let _ = tx.blocking_send(());
    });
}

#[test]
fn a_closed_channel_gives_what_is_inside_and_then_ends() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(20);
        let sender = spawn(async move {
            let mut sent = 0;
            while let Ok(permit) = tx.reserve().await {
                permit.send(sent);
                sent += 1;
            }
            sent
        });
        sleep(Duration::from_millis(1)).await;
        rx.close();
        let mut received = 0;
        while let Some(value) = rx.recv().await {
            assert_eq!(value, received);
            received += 1;
        }
        assert_eq!(received, sender.await.unwrap());
        assert_eq!(received, 20);
    });
}

#[test]
fn a_receiver_sees_that_it_has_closed() {
    let (_tx, mut rx) = mpsc::channel::<()>(10);
    assert!(!rx.is_closed());
    rx.close();
    assert!(rx.is_closed());
}

#[test]
fn a_receiver_sees_that_all_senders_are_gone() {
    let (tx, rx) = mpsc::channel::<()>(10);
    drop(tx);
    assert!(rx.is_closed());
}

#[test]
fn a_receiver_knows_how_many_are_inside() {
    to_end(async {
        let (tx, rx) = mpsc::channel(10);
        assert!(rx.is_empty());
        assert_eq!(rx.len(), 0);
        tx.send(0).await.unwrap();
        assert!(!rx.is_empty());
        assert_eq!(rx.len(), 1);
    });
}

#[test]
fn values_and_reservations_take_slots() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel::<()>(5);
        let both = |rx: &mpsc::Receiver<()>| {
            assert_eq!(tx.capacity(), rx.capacity());
            assert_eq!((tx.max_capacity(), rx.max_capacity()), (5, 5));
            (rx.capacity(), rx.len())
        };
        assert_eq!(both(&rx), (5, 0));
        let permit = tx.reserve().await.unwrap();
        assert_eq!(both(&rx), (4, 0));
        permit.send(());
        assert_eq!(both(&rx), (4, 1));
        rx.recv().await.unwrap();
        assert_eq!(both(&rx), (5, 0));
        tx.send(()).await.unwrap();
        assert_eq!(both(&rx), (4, 1));
        rx.recv().await.unwrap();
        assert_eq!(both(&rx), (5, 0));
    });
}

#[test]
fn a_future_written_by_hand_can_poll_for_many() {
    struct Take<'a> {
        receiver: mpsc::Receiver<i32>,
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
        let (tx, receiver) = mpsc::channel(32);
        let mut buffer = Vec::new();
        let take = Take {
            receiver,
            buffer: &mut buffer,
            limit: 3,
        };
        for number in 0..10 {
            tx.send(number).await.unwrap();
        }
        assert_eq!(take.await, 3);
        assert_eq!(buffer, [0, 1, 2]);
    });
}

#[test]
fn all_senders_can_wait_for_the_receiver_to_go() {
    to_end(async {
        let (tx1, rx) = mpsc::channel::<()>(1);
        let (tx2, tx3, tx4, tx5) = (tx1.clone(), tx1.clone(), tx1.clone(), tx1.clone());
        spawn(async move { drop(rx) });
        wakescope::join!(
            tx1.closed(),
            tx2.closed(),
            tx3.closed(),
            tx4.closed(),
            tx5.closed()
        );
    });
}

#[test]
fn trying_to_send_fails_while_the_channel_is_full() {
    to_end(async {
        let (tx1, mut rx) = mpsc::channel(1);
        let tx2 = tx1.clone();
        spawn(async move {
            tx1.send(1).await.unwrap();
            tx1.send(2).await.unwrap();
        });
        let tried = spawn(async move { tx2.try_send(3) });
        assert_eq!(rx.recv().await, Some(1));
        assert_eq!(rx.recv().await, Some(2));
        assert_eq!(rx.recv().await, None);
        assert_eq!(tried.await.unwrap(), Err(TrySendError::Full(3)));
    });
}

#[test]
fn sending_with_a_time_limit_is_a_timeout_around_send() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(1);
        let sender = spawn(async move {
            for i in 0..10 {
                if timeout(Duration::from_millis(100), tx.send(i))
                    .await
                    .is_err()
                {
                    return i;
                }
            }
            10
        });
        let mut received = Vec::new();
        while let Some(i) = rx.recv().await {
            received.push(i);
            sleep(Duration::from_millis(200)).await;
        }
        let failed = sender.await.unwrap();
        assert_eq!(failed, 2, "0 was received, 1 is inside");
        assert_eq!(received, [0, 1]);
    });
}

#[test]
fn senders_see_whether_the_receiver_is_gone() {
    let (tx, rx) = mpsc::channel::<()>(42);
    let tx2 = tx.clone();
    assert!(!tx.is_closed() && !tx2.is_closed());
    drop(rx);
    assert!(tx.is_closed() && tx2.is_closed());
}
