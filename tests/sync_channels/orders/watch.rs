//! watch: random operations by senders and receivers.

use std::sync::Arc;
use std::task::Poll;

use wakescope::sync::watch::error::RecvError;
use wakescope::sync::watch::{self, Receiver};

use super::InFlight;
use crate::support::{SplitMix64, any, rounds};

/// The number of the change that made it, and a token.
type Value = (u64, Arc<()>);

struct Watcher {
    half: Half,
    /// Whether it has seen the present value.
    seen: bool,
}

enum Half {
    Idle(Receiver<Value>),
    Waiting(InFlight<(Result<(), RecvError>, Receiver<Value>)>),
}

struct World {
    random: SplitMix64,
    token: Arc<()>,
    senders: Vec<watch::Sender<Value>>,
    watchers: Vec<Watcher>,
    latest: u64,
}

impl World {
    fn send(&mut self) {
        let Some(sender) = self.senders.first() else {
            return;
        };
        let new = (self.latest + 1, self.token.clone());
        let changed = match self.random.below(4) {
            0 => sender.send(new).is_ok(),
            1 => {
                assert_eq!(sender.send_replace(new).0, self.latest);
                true
            }
            2 => {
                sender.send_modify(|value| value.0 += 1);
                true
            }
            _ => sender.send_if_modified(|_| false),
        };
        if changed {
            self.latest += 1;
            self.watchers
                .iter_mut()
                .for_each(|watcher| watcher.seen = false);
        }
    }

    fn watch(&mut self) {
        let Some(index) = self.random.index(self.watchers.len()) else {
            return;
        };
        let closed = self.senders.is_empty();
        let watcher = &mut self.watchers[index];
        let expected = match (watcher.seen, closed) {
            (false, _) => Some(true),
            (true, true) => Some(false),
            (true, false) => None,
        };
        let half = self.watchers.swap_remove(index);
        let mut seen = half.seen;
        let polled = match half.half {
            Half::Waiting(mut waiting) => match waiting.poll() {
                Poll::Ready(output) => Ok(output),
                Poll::Pending => Err(waiting),
            },
            Half::Idle(mut receiver) => match self.random.below(5) {
                0 => {
                    let value = receiver.borrow_and_update();
                    assert_eq!((value.0, value.has_changed()), (self.latest, !seen));
                    drop(value);
                    seen = true;
                    return self.watchers.push(Watcher {
                        half: Half::Idle(receiver),
                        seen,
                    });
                }
                1 => {
                    let value = receiver.borrow();
                    assert_eq!((value.0, value.has_changed()), (self.latest, !seen));
                    drop(value);
                    assert_eq!(receiver.has_changed().ok(), (!closed).then_some(!seen));
                    return self.watchers.push(Watcher {
                        half: Half::Idle(receiver),
                        seen,
                    });
                }
                2 => {
                    seen = self.random.below(2) == 0;
                    if seen {
                        receiver.mark_unchanged()
                    } else {
                        receiver.mark_changed()
                    }
                    return self.watchers.push(Watcher {
                        half: Half::Idle(receiver),
                        seen,
                    });
                }
                _ => InFlight::start(any(async move { (receiver.changed().await, receiver) })),
            },
        };
        let half = match polled {
            Ok((answer, receiver)) => {
                assert_eq!(Some(answer.is_ok()), expected);
                seen = true;
                Half::Idle(receiver)
            }
            Err(waiting) => {
                assert_eq!(expected, None);
                Half::Waiting(waiting)
            }
        };
        self.watchers.push(Watcher { half, seen });
    }

    fn step(&mut self) {
        match self.random.below(20) {
            0..=5 => self.send(),
            6..=13 => self.watch(),
            14 | 15 => {
                let clone = self
                    .watchers
                    .iter()
                    .find_map(|watcher| match &watcher.half {
                        Half::Idle(receiver) => Some((receiver.clone(), watcher.seen)),
                        Half::Waiting(_) => None,
                    });
                if let Some((receiver, seen)) = clone {
                    self.watchers.push(Watcher {
                        half: Half::Idle(receiver),
                        seen,
                    });
                }
            }
            16 => {
                if let Some(sender) = self.senders.first() {
                    let half = Half::Idle(sender.subscribe());
                    self.watchers.push(Watcher { half, seen: true });
                }
            }
            17 => {
                if let Some(index) = self.random.index(self.watchers.len()) {
                    self.watchers.swap_remove(index);
                }
            }
            18 => self.senders.extend(self.senders.first().cloned()),
            _ => {
                if self.random.below(3) == 0 {
                    self.senders.pop();
                }
            }
        }
    }

    fn check(&self) {
        if let Some(sender) = self.senders.first() {
            assert_eq!(sender.borrow().0, self.latest);
            assert_eq!(sender.receiver_count(), self.watchers.len());
            assert_eq!(sender.sender_count(), self.senders.len());
        }
        let alive = usize::from(!(self.senders.is_empty() && self.watchers.is_empty()));
        assert_eq!(
            Arc::strong_count(&self.token) - 1,
            alive,
            "the latest value, no other"
        );
        for watcher in &self.watchers {
            if let Half::Waiting(waiting) = &watcher.half {
                let something = !watcher.seen || self.senders.is_empty();
                assert_eq!(
                    waiting.is_woken(),
                    something,
                    "woken when there is something"
                );
            }
        }
    }
}

#[test]
fn watches_agree_with_the_model() {
    for seed in 0..rounds(3_000, 4) {
        let token = Arc::new(());
        let (sender, receiver) = watch::channel((0, token.clone()));
        let mut world = World {
            random: SplitMix64::new(seed),
            token,
            senders: vec![sender],
            watchers: vec![Watcher {
                half: Half::Idle(receiver),
                seen: true,
            }],
            latest: 0,
        };
        for _ in 0..120 {
            world.step();
            world.check();
        }
        world.watchers.clear();
        world.senders.clear();
        assert_eq!(Arc::strong_count(&world.token), 1, "no value is left");
    }
}
