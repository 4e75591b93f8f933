//! What all handles of a broadcast channel share. Owns the values and who has
//! still to see each; the receivers own their positions.
//!
//! A value sits behind a lock of its own, so that it is cloned (by the user's
//! code) outside the channel's lock; the last receiver takes it as it is.

use std::collections::VecDeque;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;

use super::error::TryRecvError;
use crate::sync::closed::Closing;
use crate::sync::seat::Crowd;
use crate::sync::wait_list::{Key, Wakes};
use crate::task::Lock;
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, Side, WaitKind};

type Caller = &'static Location<'static>;

/// A channel, as all handles see it.
pub(super) struct Shared<T> {
    resource: Resource,
    capacity: usize,
    state: Lock<State<T>>,
}

struct State<T> {
    /// The values that somebody has still to see, oldest first. Whoever has to
    /// see one has to see all that are newer, so those seen by all are in front.
    held: VecDeque<Held<T>>,
    /// The position of the next value to be sent.
    next: u64,
    senders: usize,
    weak_senders: usize,
    receivers: usize,
    /// Receivers that wait for a value.
    waiting: Crowd,
    /// Senders that wait for the last receiver to go.
    closers: Crowd,
}

struct Held<T> {
    value: Value<T>,
    /// How many receivers have still to see it. Never 0 in the first of `held`.
    unseen: usize,
}

/// A value on its way to a receiver.
pub(super) struct Value<T>(Arc<Mutex<T>>);

impl<T: Clone> Value<T> {
    /// The value itself if nobody else wants it, or a clone.
    pub(super) fn into_inner(self) -> T {
        match Arc::try_unwrap(self.0) {
            Ok(value) => value.into_inner().unwrap_or_else(PoisonError::into_inner),
            // This lock is std's, since it is held across the clone.
            Err(shared) => {
                let value = shared.lock().unwrap_or_else(PoisonError::into_inner);
                value.clone()
            }
        }
    }
}

impl<T> State<T> {
    /// The position of the oldest value that is held.
    fn oldest(&self) -> u64 {
        self.next - self.held.len() as u64
    }

    /// Takes out the values that all have seen; drop them after the lock.
    fn take_seen(&mut self) -> Vec<Held<T>> {
        let seen = self.held.iter().take_while(|held| held.unseen == 0).count();
        self.held.drain(..seen).collect()
    }
}

impl<T> Shared<T> {
    /// A channel with one sender and no receiver.
    ///
    /// # Panics
    /// If `capacity` is 0 or more than `usize::MAX / 2`.
    pub(super) fn new(capacity: usize, caller: Caller) -> Shared<T> {
        assert!(capacity > 0, "broadcast channel capacity cannot be zero");
        assert!(
            capacity <= usize::MAX >> 1,
            "broadcast channel capacity exceeded `usize::MAX / 2`"
        );
        let capacity = capacity.next_power_of_two();
        let resource = Resource::new(ResourceKind::Broadcast, capacity, caller);
        resource.handle_cloned(Side::Sender);
        let state = State {
            held: VecDeque::new(),
            next: 0,
            senders: 1,
            weak_senders: 0,
            receivers: 0,
            waiting: Crowd::new(),
            closers: Crowd::new(),
        };
        Shared {
            resource,
            capacity,
            state: Lock::new(state),
        }
    }

    // ---- sending ----

    /// Puts a value in for all receivers; how many they are. Gives it back if
    /// there is none.
    pub(super) fn send(&self, value: T) -> Result<usize, T> {
        let mut wakes = Wakes::new();
        let _overwritten;
        let receivers = {
            let mut state = self.state.lock();
            let receivers = state.receivers;
            if receivers == 0 {
                drop(state);
                return Err(value);
            }
            let full = state.held.len() == self.capacity;
            _overwritten = if full { state.held.pop_front() } else { None };
            let value = Value(Arc::new(Mutex::new(value)));
            state.held.push_back(Held {
                value,
                unseen: receivers,
            });
            state.next += 1;
            self.resource.sent(state.held.len());
            state.waiting.call_all(true, &mut wakes);
            receivers
        };
        wakes.wake_all(self.resource);
        Ok(receivers)
    }

    /// How many values somebody has still to see.
    pub(super) fn len(&self) -> usize {
        self.state.lock().held.len()
    }

    // ---- receiving ----

    /// Takes the value at `position`, which moves on.
    pub(super) fn try_recv(&self, position: &mut u64) -> Result<Value<T>, TryRecvError> {
        self.take(&mut self.state.lock(), position)
    }

    /// As [`Shared::try_recv`]; if it is empty the task waits, at the place
    /// `key`, and this is `None`.
    pub(super) fn recv(
        &self,
        position: &mut u64,
        key: &mut Option<Key>,
        caller: Caller,
        waker: &Waker,
    ) -> Option<Result<Value<T>, TryRecvError>> {
        let _replaced;
        let mut state = self.state.lock();
        match self.take(&mut state, position) {
            Err(TryRecvError::Empty) => {
                let wait = (self.resource, WaitKind::Receive, caller);
                _replaced = state.waiting.sit(key, wait, waker);
                None
            }
            taken => Some(taken),
        }
    }

    fn take(&self, state: &mut State<T>, position: &mut u64) -> Result<Value<T>, TryRecvError> {
        if *position == state.next {
            let closed = state.senders == 0;
            return Err(if closed {
                TryRecvError::Closed
            } else {
                TryRecvError::Empty
            });
        }
        let oldest = state.oldest();
        if *position < oldest {
            let missed = oldest - *position;
            *position = oldest;
            return Err(TryRecvError::Lagged(missed));
        }
        let index = usize::try_from(*position - oldest).expect("an index of a deque");
        *position += 1;
        let held = &mut state.held[index];
        held.unseen -= 1;
        let value = if held.unseen > 0 {
            Value(held.value.0.clone())
        } else {
            let last = state.held.pop_front().expect("it was just found, in front");
            last.value
        };
        self.resource.received(state.held.len());
        Ok(value)
    }

    /// A receiver that waits at `key` goes, or was called and has looked.
    pub(super) fn stop_waiting(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = self.state.lock().waiting.leave(key);
        }
    }

    /// How many values were sent since `position`, overwritten ones included.
    pub(super) fn sent_since(&self, position: u64) -> usize {
        usize::try_from(self.state.lock().next - position).unwrap_or(usize::MAX)
    }

    // ---- handles ----

    /// A receiver comes; its position.
    pub(super) fn add_receiver(&self) -> u64 {
        let mut state = self.state.lock();
        state.receivers += 1;
        self.resource.handle_cloned(Side::Receiver);
        state.next
    }

    /// The receiver at `position` goes; what only it had still to see is dropped.
    pub(super) fn drop_receiver(&self, position: u64) {
        let mut wakes = Wakes::new();
        let _seen;
        {
            let mut state = self.state.lock();
            let unseen = state.next - position.max(state.oldest());
            for held in state.held.iter_mut().rev().take(unseen as usize) {
                held.unseen -= 1;
            }
            _seen = state.take_seen();
            state.receivers -= 1;
            self.resource.handle_dropped(Side::Receiver);
            if state.receivers == 0 {
                self.resource.closed(Side::Receiver);
                state.closers.call_all(true, &mut wakes);
            }
        }
        wakes.wake_all(self.resource);
    }

    /// How many receivers there are.
    pub(super) fn receivers(&self) -> usize {
        self.state.lock().receivers
    }

    /// A sender is cloned.
    pub(super) fn add_sender(&self) {
        self.state.lock().senders += 1;
        self.resource.handle_cloned(Side::Sender);
    }

    /// A weak sender becomes a sender, if there is still one. True if it did.
    pub(super) fn upgrade(&self) -> bool {
        let mut state = self.state.lock();
        if state.senders == 0 {
            return false;
        }
        state.senders += 1;
        self.resource.handle_cloned(Side::Sender);
        true
    }

    /// A sender is dropped; after the last, receivers get what is left.
    pub(super) fn drop_sender(&self) {
        let mut wakes = Wakes::new();
        {
            let mut state = self.state.lock();
            state.senders -= 1;
            self.resource.handle_dropped(Side::Sender);
            if state.senders == 0 {
                self.resource.closed(Side::Sender);
                state.waiting.call_all(false, &mut wakes);
            }
        }
        wakes.wake_all(self.resource);
    }

    /// A weak sender comes.
    pub(super) fn add_weak(&self) {
        self.state.lock().weak_senders += 1;
    }

    /// A weak sender goes.
    pub(super) fn drop_weak(&self) {
        self.state.lock().weak_senders -= 1;
    }

    /// How many senders and weak senders there are.
    pub(super) fn sender_counts(&self) -> (usize, usize) {
        let state = self.state.lock();
        (state.senders, state.weak_senders)
    }
}

impl<T> Closing for Shared<T> {
    fn poll_closed(&self, key: &mut Option<Key>, caller: Caller, waker: &Waker) -> bool {
        let _replaced;
        let mut state = self.state.lock();
        if state.receivers > 0 {
            let wait = (self.resource, WaitKind::Close, caller);
            _replaced = state.closers.sit(key, wait, waker);
        }
        state.receivers == 0
    }

    fn stop_closing(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = self.state.lock().closers.leave(key);
        }
    }
}
