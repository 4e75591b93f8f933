//! Whole programs on the executor: many tasks, sleeps by chance, one of them
//! aborted now and then. A lost wake would leave the main task waiting for
//! ever, which `to_end` tells by a panic.

use std::sync::Arc;
use std::time::Duration;

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::broadcast::error::RecvError;
use wakescope::sync::{broadcast, mpsc, oneshot, watch};
use wakescope::time::sleep;

use crate::support::{SplitMix64, rounds};

async fn pause(random: &mut SplitMix64) {
    match random.below(4) {
        0 => wakescope::future::yield_now().await,
        1 => sleep(Duration::from_millis(random.below(5) as u64)).await,
        _ => {}
    }
}

#[test]
fn producers_and_a_consumer_lose_and_double_nothing() {
    let each = rounds(20, 4);
    for seed in 0..rounds(400, 1) {
        to_end(async move {
            let mut random = SplitMix64::new(seed);
            let token = Arc::new(());
            let (sender, mut receiver) = mpsc::channel(1 + random.below(4));
            let producers = 1 + random.below(5);
            for producer in 0..producers {
                let (sender, token) = (sender.clone(), token.clone());
                let mut random = SplitMix64::new(random.next());
                spawn(async move {
                    for number in 0..each {
                        pause(&mut random).await;
                        if random.below(3) == 0 {
                            let permit = sender.reserve().await.unwrap();
                            pause(&mut random).await;
                            permit.send((producer, number, token.clone()));
                        } else {
                            sender
                                .send((producer, number, token.clone()))
                                .await
                                .unwrap();
                        }
                    }
                });
            }
            drop(sender);
            let mut expected = vec![0; producers];
            while let Some((producer, number, _)) = receiver.recv().await {
                assert_eq!(number, expected[producer], "in order");
                expected[producer] += 1;
                pause(&mut random).await;
            }
            assert_eq!(expected, vec![each; producers]);
            // The last producer may not have been dropped yet.
            wakescope::future::yield_now().await;
            assert_eq!(Arc::strong_count(&token), 1);
        });
    }
}

#[test]
fn an_aborted_sender_passes_its_place_on() {
    for seed in 0..rounds(400, 1) {
        to_end(async move {
            let mut random = SplitMix64::new(seed);
            let (sender, mut receiver) = mpsc::channel(1);
            let tasks: Vec<_> = (0..6)
                .map(|number| {
                    let sender = sender.clone();
                    spawn(async move { sender.send(number).await.unwrap() })
                })
                .collect();
            let aborted = random.below(6);
            let when = random.below(4);
            drop(sender);
            let mut received = Vec::new();
            for turn in 0.. {
                if turn == when {
                    tasks[aborted].abort();
                }
                pause(&mut random).await;
                match receiver.recv().await {
                    Some(number) => received.push(number),
                    None => break,
                }
            }
            assert!(
                received.is_sorted(),
                "first come, first served: {received:?}"
            );
            assert!(received.len() >= 5);
            let missing = (0..6).find(|number| !received.contains(number));
            assert!(missing.is_none_or(|number| number == aborted));
        });
    }
}

#[test]
fn answers_come_back_to_those_who_asked() {
    let each = rounds(10, 2);
    for seed in 0..rounds(200, 1) {
        to_end(async move {
            let mut random = SplitMix64::new(seed);
            let (asks, mut asked) = mpsc::unbounded_channel::<(u64, oneshot::Sender<u64>)>();
            let mut server_random = SplitMix64::new(random.next());
            spawn(async move {
                while let Some((question, answer)) = asked.recv().await {
                    pause(&mut server_random).await;
                    let _ = answer.send(question * 2);
                }
            });
            let clients: Vec<_> = (0..5)
                .map(|client| {
                    let asks = asks.clone();
                    let mut random = SplitMix64::new(random.next());
                    spawn(async move {
                        for question in 0..each {
                            pause(&mut random).await;
                            let question = 100 * client + question;
                            let (sender, receiver) = oneshot::channel();
                            asks.send((question, sender)).unwrap();
                            assert_eq!(receiver.await, Ok(question * 2));
                        }
                    })
                })
                .collect();
            for client in clients {
                client.await.unwrap();
            }
        });
    }
}

#[test]
fn every_receiver_of_a_broadcast_sees_or_is_told_of_everything() {
    let count = rounds(50, 10);
    for seed in 0..rounds(300, 1) {
        to_end(async move {
            let mut random = SplitMix64::new(seed);
            let (sender, _) = broadcast::channel::<u64>(4);
            let receivers: Vec<_> = (0..4)
                .map(|_| {
                    let mut receiver = sender.subscribe();
                    let mut random = SplitMix64::new(random.next());
                    spawn(async move {
                        let mut next = 0;
                        loop {
                            pause(&mut random).await;
                            match receiver.recv().await {
                                Ok(number) => {
                                    assert_eq!(number, next);
                                    next += 1;
                                }
                                Err(RecvError::Lagged(missed)) => next += missed,
                                Err(RecvError::Closed) => return next,
                            }
                        }
                    })
                })
                .collect();
            for number in 0..count {
                pause(&mut random).await;
                sender.send(number).unwrap();
            }
            drop(sender);
            for receiver in receivers {
                assert_eq!(receiver.await.unwrap(), count);
            }
        });
    }
}

#[test]
fn every_watcher_sees_the_last_value_and_never_goes_back() {
    let count = rounds(30, 8);
    for seed in 0..rounds(300, 1) {
        to_end(async move {
            let mut random = SplitMix64::new(seed);
            let (sender, receiver) = watch::channel(0);
            let watchers: Vec<_> = (0..4)
                .map(|_| {
                    let mut receiver = receiver.clone();
                    let mut random = SplitMix64::new(random.next());
                    spawn(async move {
                        let mut seen = vec![*receiver.borrow_and_update()];
                        while receiver.changed().await.is_ok() {
                            seen.push(*receiver.borrow_and_update());
                            pause(&mut random).await;
                        }
                        seen
                    })
                })
                .collect();
            for number in 1..=count {
                pause(&mut random).await;
                sender.send(number).unwrap();
            }
            drop(sender);
            for watcher in watchers {
                let seen = watcher.await.unwrap();
                assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
                assert_eq!(seen.last(), Some(&count));
            }
        });
    }
}
