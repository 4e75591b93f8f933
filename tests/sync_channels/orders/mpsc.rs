//! mpsc: random operations by many senders and the receiver.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wakescope::sync::mpsc::error::{SendError, TryRecvError, TrySendError};
use wakescope::sync::mpsc::{self, OwnedPermit};

use super::InFlight;
use crate::support::{SplitMix64, WakeCount, any, rounds};

/// A value that knows when it is dropped: its token's count.
type Value = (u32, Arc<()>);

enum Doing {
    Sending(InFlight<Result<(), SendError<Value>>>, u32),
    Reserving(InFlight<Result<OwnedPermit<Value>, SendError<()>>>),
}

impl Doing {
    fn is_woken(&self) -> bool {
        match self {
            Doing::Sending(future, _) => future.is_woken(),
            Doing::Reserving(future) => future.is_woken(),
        }
    }
}

/// Who waits for a slot, as the model sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Turn {
    InLine,
    Given,
    Refused,
}

struct Waiter {
    doing: Doing,
    turn: Turn,
}

struct World {
    random: SplitMix64,
    token: Arc<()>,
    senders: Vec<mpsc::Sender<Value>>,
    receiver: Option<mpsc::Receiver<Value>>,
    /// In the order they came.
    waiters: Vec<Waiter>,
    permits: Vec<OwnedPermit<Value>>,
    // The model.
    slots: usize,
    inside: VecDeque<u32>,
    closed: bool,
    next: u32,
    receiver_wakes: Arc<WakeCount>,
    receiver_waits: bool,
    receiver_wakes_seen: usize,
}

impl World {
    fn new(seed: u64) -> World {
        let mut random = SplitMix64::new(seed);
        let slots = 1 + random.below(3);
        let (sender, receiver) = mpsc::channel(slots);
        World {
            random,
            token: Arc::new(()),
            senders: vec![sender],
            receiver: Some(receiver),
            waiters: Vec::new(),
            permits: Vec::new(),
            slots,
            inside: VecDeque::new(),
            closed: false,
            next: 0,
            receiver_wakes: Arc::default(),
            receiver_waits: false,
            receiver_wakes_seen: 0,
        }
    }

    fn given(&self) -> usize {
        let is_given = |waiter: &&Waiter| waiter.turn == Turn::Given;
        self.waiters.iter().filter(is_given).count()
    }

    fn someone_in_line(&self) -> bool {
        self.waiters
            .iter()
            .any(|waiter| waiter.turn == Turn::InLine)
    }

    fn free(&self) -> usize {
        self.slots - self.inside.len() - self.permits.len() - self.given()
    }

    /// The model's hand-over: whoever is first in line gets what is free.
    fn serve(&mut self) {
        for index in 0..self.waiters.len() {
            if self.waiters[index].turn == Turn::InLine && self.free() > 0 {
                self.waiters[index].turn = Turn::Given;
            }
        }
    }

    fn value(&mut self) -> Value {
        self.next += 1;
        (self.next, self.token.clone())
    }

    /// A sender to act with; with none left, nothing can be done.
    fn sender(&mut self) -> Option<mpsc::Sender<Value>> {
        let index = self.random.index(self.senders.len())?;
        Some(self.senders[index].clone())
    }

    fn start(&mut self) {
        let Some(sender) = self.sender() else { return };
        let at_once = self.free() > 0 && !self.someone_in_line();
        if self.random.below(2) == 0 {
            let value = self.value();
            let number = value.0;
            match InFlight::start(any(async move { sender.send(value).await })) {
                Ok(Ok(())) => {
                    assert!(at_once && !self.closed);
                    self.inside.push_back(number);
                }
                Ok(Err(SendError(back))) => {
                    assert!(self.closed);
                    assert_eq!(back.0, number);
                }
                Err(waits) => {
                    assert!(!at_once && !self.closed);
                    self.waiters.push(Waiter {
                        doing: Doing::Sending(waits, number),
                        turn: Turn::InLine,
                    });
                }
            }
        } else {
            match InFlight::start(any(sender.reserve_owned())) {
                Ok(Ok(permit)) => {
                    assert!(at_once && !self.closed);
                    self.permits.push(permit);
                }
                Ok(Err(SendError(()))) => assert!(self.closed),
                Err(waits) => {
                    assert!(!at_once && !self.closed);
                    self.waiters.push(Waiter {
                        doing: Doing::Reserving(waits),
                        turn: Turn::InLine,
                    });
                }
            }
        }
    }

    fn try_send(&mut self) {
        let Some(sender) = self.sender() else { return };
        let at_once = self.free() > 0 && !self.someone_in_line();
        let value = self.value();
        let number = value.0;
        match sender.try_send(value) {
            Ok(()) => {
                assert!(at_once && !self.closed);
                self.inside.push_back(number);
            }
            Err(TrySendError::Full(_)) => assert!(!at_once && !self.closed),
            Err(TrySendError::Closed(_)) => assert!(self.closed),
        }
    }

    fn poll_waiter(&mut self) {
        let Some(index) = self.random.index(self.waiters.len()) else {
            return;
        };
        let turn = self.waiters[index].turn;
        match &mut self.waiters[index].doing {
            Doing::Sending(future, number) => {
                let number = *number;
                match future.poll() {
                    Poll::Pending => assert_eq!(turn, Turn::InLine),
                    Poll::Ready(Ok(())) => {
                        assert_eq!(turn, Turn::Given);
                        self.waiters.remove(index);
                        self.inside.push_back(number);
                    }
                    Poll::Ready(Err(SendError(back))) => {
                        assert_eq!((turn, back.0), (Turn::Refused, number));
                        self.waiters.remove(index);
                    }
                }
            }
            Doing::Reserving(future) => match future.poll() {
                Poll::Pending => assert_eq!(turn, Turn::InLine),
                Poll::Ready(Ok(permit)) => {
                    assert_eq!(turn, Turn::Given);
                    self.waiters.remove(index);
                    self.permits.push(permit);
                }
                Poll::Ready(Err(SendError(()))) => {
                    assert_eq!(turn, Turn::Refused);
                    self.waiters.remove(index);
                }
            },
        }
    }

    fn cancel_waiter(&mut self) {
        if let Some(index) = self.random.index(self.waiters.len()) {
            self.waiters.remove(index);
            self.serve();
        }
    }

    fn end_permit(&mut self) {
        let Some(index) = self.random.index(self.permits.len()) else {
            return;
        };
        let permit = self.permits.remove(index);
        match self.random.below(3) {
            0 => drop(permit),
            1 => drop(permit.release()),
            _ => {
                let value = self.value();
                let number = value.0;
                drop(permit.send(value));
                if self.receiver.is_some() {
                    self.inside.push_back(number);
                }
            }
        }
        self.serve();
    }

    /// Whether the empty channel has come to its end.
    fn is_over(&self) -> bool {
        let senders = self.senders.len() + self.waiters.len() + self.permits.len();
        // A refused sender may have been given a slot before; it has to look
        // or go before the slot is free, and the sender it holds with it.
        senders == 0 || self.closed && self.permits.is_empty() && self.refused_slots() == 0
    }

    /// Slots that were given to those who are refused now: what is missing.
    fn refused_slots(&self) -> usize {
        let Some(receiver) = &self.receiver else {
            return 0;
        };
        let taken = self.inside.len() + self.permits.len();
        self.slots - taken - receiver.capacity()
    }

    fn receive(&mut self) {
        let over = self.is_over();
        let Some(receiver) = &mut self.receiver else {
            return;
        };
        let expected = self.inside.pop_front();
        let mut many = Vec::new();
        let received = match self.random.below(3) {
            0 => match receiver.try_recv() {
                Ok(value) => Some(value),
                Err(error) => {
                    let disconnected = error == TryRecvError::Disconnected;
                    assert_eq!((expected, disconnected), (None, over));
                    return;
                }
            },
            choice => {
                let waker = Waker::from(self.receiver_wakes.clone());
                let mut cx = Context::from_waker(&waker);
                self.receiver_wakes_seen = self.receiver_wakes.count();
                let polled = if choice == 1 {
                    receiver.poll_recv(&mut cx)
                } else {
                    let limit = 1 + self.random.below(2);
                    receiver
                        .poll_recv_many(&mut cx, &mut many, limit)
                        .map(|count| {
                            assert_eq!(count, many.len());
                            (count > 0).then(|| many.remove(0))
                        })
                };
                self.receiver_waits = polled.is_pending();
                match polled {
                    Poll::Ready(received) => {
                        if received.is_none() {
                            assert_eq!((expected, over), (None, true));
                        }
                        received
                    }
                    Poll::Pending => {
                        assert_eq!((expected, over), (None, false));
                        return;
                    }
                }
            }
        };
        assert_eq!(received.as_ref().map(|value| value.0), expected);
        for value in many {
            assert_eq!(Some(value.0), self.inside.pop_front());
        }
        self.serve();
    }

    fn close(&mut self, by_drop: bool) {
        let Some(mut receiver) = self.receiver.take() else {
            return;
        };
        self.closed = true;
        if by_drop {
            drop(receiver);
            self.inside.clear();
            self.receiver_waits = false;
        } else {
            receiver.close();
            self.receiver = Some(receiver);
        }
        for waiter in &mut self.waiters {
            waiter.turn = Turn::Refused;
        }
        // Who closes knows that it has: it is not woken for that.
        self.receiver_waits &= !(self.inside.is_empty() && self.is_over());
    }

    /// What must hold between any two operations.
    fn check(&self) {
        for waiter in &self.waiters {
            let waits = waiter.turn == Turn::InLine;
            if waits {
                assert!(!waiter.doing.is_woken(), "nobody is woken in vain");
            } else {
                assert!(waiter.doing.is_woken(), "a wake is lost");
            }
        }
        if let Some(receiver) = &self.receiver {
            assert_eq!(receiver.len(), self.inside.len());
            if !self.closed {
                let capacity = if self.someone_in_line() {
                    0
                } else {
                    self.free()
                };
                assert_eq!(receiver.capacity(), capacity);
            }
            let something = !self.inside.is_empty() || self.is_over();
            if self.receiver_waits && something {
                let woken = self.receiver_wakes.count() > self.receiver_wakes_seen;
                assert!(woken, "the receiver's wake is lost");
            }
        }
        let sending = |waiter: &&Waiter| matches!(waiter.doing, Doing::Sending(..));
        let alive = self.inside.len() + self.waiters.iter().filter(sending).count();
        assert_eq!(Arc::strong_count(&self.token) - 1, alive, "values alive");
    }

    fn step(&mut self) {
        match self.random.below(40) {
            0..=9 => self.start(),
            10..=12 => self.try_send(),
            13..=18 => self.poll_waiter(),
            19..=20 => self.cancel_waiter(),
            21..=23 => self.end_permit(),
            24..=35 => self.receive(),
            36 => {
                if let Some(sender) = self.sender() {
                    self.senders.push(sender);
                }
            }
            37 => {
                if let Some(index) = self.random.index(self.senders.len()) {
                    self.senders.swap_remove(index);
                }
            }
            _ => match self.random.below(16) {
                0 => self.close(false),
                1 => self.close(true),
                _ => {}
            },
        }
    }

    /// All futures and permits go; then every slot is free again.
    fn finish(mut self) {
        self.waiters.clear();
        self.permits.clear();
        self.serve();
        if let Some(receiver) = &mut self.receiver {
            for expected in self.inside.drain(..) {
                assert_eq!(receiver.try_recv().unwrap().0, expected);
            }
            assert_eq!(receiver.capacity(), self.slots, "all slots are free");
        }
        for sender in &self.senders {
            assert_eq!(sender.capacity(), self.slots, "all slots are free");
            assert_eq!(sender.strong_count(), self.senders.len());
        }
        drop(self.senders);
        if let Some(mut receiver) = self.receiver {
            assert!(matches!(
                receiver.try_recv(),
                Err(TryRecvError::Disconnected)
            ));
        }
        assert_eq!(Arc::strong_count(&self.token), 1, "no value is left");
        assert_eq!(
            Arc::strong_count(&self.receiver_wakes),
            1,
            "no waker is left"
        );
    }
}

#[test]
fn bounded_channels_agree_with_the_model() {
    for seed in 0..rounds(3_000, 4) {
        let mut world = World::new(seed);
        for _ in 0..120 {
            world.step();
            world.check();
        }
        world.finish();
    }
}
