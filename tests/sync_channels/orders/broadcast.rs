//! broadcast: random operations by senders and receivers.

use std::sync::Arc;

use wakescope::sync::broadcast::error::{RecvError, TryRecvError};
use wakescope::sync::broadcast::{self, Receiver};

use super::InFlight;
use crate::support::{SplitMix64, any, rounds};

type Value = (u64, Arc<()>);
type Received = (Result<Value, RecvError>, Receiver<Value>);

/// A receiver and what it has still to see, as the model knows it.
struct Subscriber {
    half: Half,
    position: u64,
}

enum Half {
    Idle(Receiver<Value>),
    Waiting(InFlight<Received>),
}

struct World {
    random: SplitMix64,
    token: Arc<()>,
    senders: Vec<broadcast::Sender<Value>>,
    subscribers: Vec<Subscriber>,
    capacity: u64,
    next: u64,
}

impl World {
    fn oldest_held(&self) -> u64 {
        let positions = self
            .subscribers
            .iter()
            .map(|subscriber| subscriber.position);
        let unseen_from = positions.min().unwrap_or(self.next);
        unseen_from.max(self.next.saturating_sub(self.capacity))
    }

    /// What a receiver at this position gets next, if it gets anything.
    fn expected(&self, position: u64) -> Option<Result<u64, RecvError>> {
        let oldest = self.next.saturating_sub(self.capacity);
        if position < oldest {
            return Some(Err(RecvError::Lagged(oldest - position)));
        }
        if position < self.next {
            return Some(Ok(position));
        }
        self.senders.is_empty().then_some(Err(RecvError::Closed))
    }

    fn receive(&mut self) {
        let Some(index) = self.random.index(self.subscribers.len()) else {
            return;
        };
        let mut subscriber = self.subscribers.swap_remove(index);
        let expected = self.expected(subscriber.position);
        let choice = self.random.below(3);
        let answer = match subscriber.half {
            Half::Idle(mut receiver) if choice == 0 => {
                let tried = receiver.try_recv();
                subscriber.half = Half::Idle(receiver);
                match tried {
                    Ok(value) => Some(Ok(value)),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Closed) => Some(Err(RecvError::Closed)),
                    Err(TryRecvError::Lagged(missed)) => Some(Err(RecvError::Lagged(missed))),
                }
            }
            Half::Idle(mut receiver) => {
                let future = any(async move { (receiver.recv().await, receiver) });
                match InFlight::start(future) {
                    Ok((answer, receiver)) => {
                        subscriber.half = Half::Idle(receiver);
                        Some(answer)
                    }
                    Err(waiting) => {
                        subscriber.half = Half::Waiting(waiting);
                        None
                    }
                }
            }
            Half::Waiting(mut waiting) => match waiting.poll() {
                std::task::Poll::Ready((answer, receiver)) => {
                    subscriber.half = Half::Idle(receiver);
                    Some(answer)
                }
                std::task::Poll::Pending => {
                    subscriber.half = Half::Waiting(waiting);
                    None
                }
            },
        };
        assert_eq!(
            answer.as_ref().map(|a| a.as_ref().map(|v| v.0)),
            expected.as_ref().map(|e| e.as_ref().copied())
        );
        match answer {
            Some(Ok(_)) => subscriber.position += 1,
            Some(Err(RecvError::Lagged(missed))) => subscriber.position += missed,
            _ => {}
        }
        self.subscribers.push(subscriber);
    }

    fn step(&mut self) {
        match self.random.below(24) {
            0..=8 => {
                let Some(sender) = self.senders.first() else {
                    return;
                };
                let sent = sender.send((self.next, self.token.clone()));
                assert_eq!(
                    sent.as_ref().ok(),
                    Some(&self.subscribers.len()).filter(|n| **n > 0)
                );
                if sent.is_ok() {
                    self.next += 1;
                }
            }
            9..=18 => self.receive(),
            19 | 20 => {
                if let Some(sender) = self.senders.first() {
                    let half = Half::Idle(sender.subscribe());
                    self.subscribers.push(Subscriber {
                        half,
                        position: self.next,
                    });
                }
            }
            21 => {
                // Dropped idle, or with the future that waits.
                if let Some(index) = self.random.index(self.subscribers.len()) {
                    self.subscribers.swap_remove(index);
                }
            }
            22 => self.senders.extend(self.senders.first().cloned()),
            _ => {
                if self.random.below(3) == 0 {
                    self.senders.pop();
                }
            }
        }
    }

    fn check(&self) {
        let mut held = (self.next - self.oldest_held()) as usize;
        if self.subscribers.is_empty() {
            held = 0;
        }
        assert_eq!(Arc::strong_count(&self.token) - 1, held, "values alive");
        if let Some(sender) = self.senders.first() {
            assert_eq!(sender.len(), held);
            assert_eq!(sender.receiver_count(), self.subscribers.len());
            assert_eq!(sender.strong_count(), self.senders.len());
        }
        for subscriber in &self.subscribers {
            match &subscriber.half {
                Half::Idle(receiver) => {
                    assert_eq!(receiver.len() as u64, self.next - subscriber.position);
                }
                Half::Waiting(waiting) => {
                    let something = self.expected(subscriber.position).is_some();
                    assert_eq!(
                        waiting.is_woken(),
                        something,
                        "woken when there is something"
                    );
                }
            }
        }
    }
}

#[test]
fn broadcasts_agree_with_the_model() {
    for seed in 0..rounds(3_000, 4) {
        let mut random = SplitMix64::new(seed);
        let capacity = 1 << random.below(3);
        let (sender, receiver) = broadcast::channel(capacity);
        let mut world = World {
            random,
            token: Arc::new(()),
            senders: vec![sender],
            subscribers: vec![Subscriber {
                half: Half::Idle(receiver),
                position: 0,
            }],
            capacity: capacity as u64,
            next: 0,
        };
        for _ in 0..120 {
            world.step();
            world.check();
        }
        drop(world.subscribers);
        drop(world.senders);
        assert_eq!(Arc::strong_count(&world.token), 1, "no value is left");
    }
}
