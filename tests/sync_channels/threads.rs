//! The channels between threads that block: what the executors above never
//! do, and what makes the locks within earn their keep. Under Miri a race or
//! a deadlock would show.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use wakescope::sync::broadcast::error::RecvError;
use wakescope::sync::{broadcast, mpsc, oneshot, watch};

use crate::helpers::{block_on, poll_now};
use crate::support::rounds;

#[test]
fn a_oneshot_value_crosses_threads() {
    for round in 0..rounds(500, 20) {
        let (sender, receiver) = oneshot::channel();
        thread::scope(|scope| {
            scope.spawn(move || sender.send(round).unwrap());
            assert_eq!(block_on(receiver), Ok(round));
        });
    }
}

#[test]
fn a_oneshot_value_is_dropped_once_whoever_goes_first() {
    for _ in 0..rounds(500, 20) {
        let token = Arc::new(());
        let (mut sender, receiver) = oneshot::channel();
        thread::scope(|scope| {
            scope.spawn(|| drop(receiver));
            let value = token.clone();
            scope.spawn(move || {
                let _ = poll_now(sender.closed());
                let _ = sender.send(value);
            });
        });
        assert_eq!(Arc::strong_count(&token), 1);
    }
}

#[test]
fn many_threads_send_into_a_small_channel() {
    let each = rounds(2_000, 10);
    let (sender, mut receiver) = mpsc::channel(2);
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let sender = sender.clone();
            thread::spawn(move || {
                for value in 0..each {
                    if value % 3 == 0 {
                        block_on(sender.reserve()).unwrap().send((number, value));
                    } else {
                        block_on(sender.send((number, value))).unwrap();
                    }
                }
            })
        })
        .collect();
    drop(sender);
    let mut expected = [0; 3];
    while let Some((number, value)) = block_on(receiver.recv()) {
        assert_eq!(value, expected[number as usize], "in order");
        expected[number as usize] += 1;
    }
    assert_eq!(expected, [each; 3]);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn senders_that_give_up_pass_their_slots_on() {
    let each = rounds(1_000, 8);
    let sent = AtomicUsize::new(0);
    let (sender, mut receiver) = mpsc::channel(1);
    thread::scope(|scope| {
        for _ in 0..2 {
            let (sender, sent) = (sender.clone(), &sent);
            scope.spawn(move || {
                for _ in 0..each {
                    // Polled once: it sends at once, or gives up its place.
                    if poll_now(sender.send(())).is_some_and(|sent| sent.is_ok()) {
                        sent.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let (patient, sent) = (sender.clone(), &sent);
        scope.spawn(move || {
            for _ in 0..each {
                block_on(patient.send(())).unwrap();
                sent.fetch_add(1, Ordering::Relaxed);
            }
        });
        drop(sender);
        let mut received = 0;
        let mut buffer = Vec::new();
        while block_on(receiver.recv_many(&mut buffer, 3)) > 0 {
            received += buffer.drain(..).count();
        }
        assert_eq!(receiver.capacity(), 1);
        assert_eq!(received, sent.load(Ordering::Relaxed));
    });
}

#[test]
fn a_receiver_that_closes_gets_all_that_was_sent() {
    for round in 0..rounds(300, 10) {
        let (sender, mut receiver) = mpsc::channel(3);
        let sent = thread::scope(|scope| {
            let threads: Vec<_> = (0..2)
                .map(|_| {
                    let sender = sender.clone();
                    scope.spawn(move || {
                        let mut sent = 0;
                        while block_on(sender.send(())).is_ok() {
                            sent += 1;
                        }
                        sent
                    })
                })
                .collect();
            let mut received = 0;
            for _ in 0..round % 5 {
                block_on(receiver.recv()).unwrap();
                received += 1;
            }
            receiver.close();
            // Though `sender` is still here, this ends.
            while block_on(receiver.recv()).is_some() {
                received += 1;
            }
            let sent: usize = threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum();
            assert_eq!(received, sent);
            sent
        });
        assert!(sent as u64 >= round % 5);
        assert!(sender.is_closed());
    }
}

#[test]
fn senders_blocked_in_line_learn_that_the_receiver_was_dropped() {
    for _ in 0..rounds(300, 10) {
        let token = Arc::new(());
        let (sender, receiver) = mpsc::channel(1);
        sender.try_send(token.clone()).unwrap();
        thread::scope(|scope| {
            for _ in 0..3 {
                let (sender, value) = (sender.clone(), token.clone());
                scope.spawn(move || {
                    block_on(sender.send(value)).unwrap_err();
                    block_on(sender.closed());
                });
            }
            scope.spawn(move || drop(receiver));
        });
        assert_eq!(Arc::strong_count(&token), 1);
        assert_eq!(sender.capacity(), 1);
    }
}

#[test]
fn an_unbounded_channel_takes_from_many_threads() {
    let each = rounds(2_000, 10);
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let threads: Vec<_> = (0..3)
        .map(|number| {
            let sender = sender.clone();
            thread::spawn(move || (0..each).for_each(|value| sender.send((number, value)).unwrap()))
        })
        .collect();
    drop(sender);
    let mut expected = [0; 3];
    while let Some((number, value)) = receiver.blocking_recv() {
        assert_eq!(value, expected[number as usize], "in order");
        expected[number as usize] += 1;
    }
    assert_eq!(expected, [each; 3]);
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
}

#[test]
fn a_broadcast_reaches_all_threads() {
    let count = rounds(2_000, 15);
    let (sender, _) = broadcast::channel::<u64>(8);
    thread::scope(|scope| {
        for _ in 0..3 {
            let mut receiver = sender.subscribe();
            scope.spawn(move || {
                let mut next = 0;
                loop {
                    match block_on(receiver.recv()) {
                        Ok(number) => {
                            assert_eq!(number, next);
                            next += 1;
                        }
                        Err(RecvError::Lagged(missed)) => next += missed,
                        Err(RecvError::Closed) => break,
                    }
                }
                assert_eq!(next, count);
            });
        }
        (0..count).for_each(|number| assert!(sender.send(number).is_ok()));
        drop(sender);
    });
}

#[test]
fn all_threads_see_the_last_value_of_a_watch() {
    let count = rounds(2_000, 15);
    let (sender, receiver) = watch::channel(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            let mut receiver = receiver.clone();
            scope.spawn(move || {
                let mut last = 0;
                while block_on(receiver.changed()).is_ok() {
                    let value = *receiver.borrow_and_update();
                    assert!(value >= last, "never back");
                    last = value;
                }
                assert_eq!(last, count);
            });
        }
        let mut waiter = receiver.clone();
        scope.spawn(move || {
            let value = *block_on(waiter.wait_for(|value| *value >= count / 2)).unwrap();
            assert!(value >= count / 2);
        });
        drop(receiver);
        (1..=count).for_each(|number| assert!(sender.send_replace(number) < number));
        drop(sender);
    });
}
