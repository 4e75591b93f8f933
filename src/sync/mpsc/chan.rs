//! What both ends of a channel share. Owns the values, the slots, the counts
//! of handles and the places of waiters; the handles call it and keep the
//! counts right.
//!
//! There are two locks: the state's, and the one within the [`Slots`].
//! The second may be taken under the first, never the other way round. A value
//! always has a slot of its own: a slot is taken before the value goes in and
//! given back after it came out, so that
//!
//! > free slots + reserved slots + values <= slots
//!
//! The receiver gets `None` when nothing can come any more: no sender is left,
//! or it has closed and every slot is free again, that is, nobody who reserved
//! one before can still use it.

use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use super::error::{SendError, TryRecvError, TrySendError};
use super::slots::Slots;
use crate::sync::closed::Closing;
use crate::sync::seat::{Crowd, Seat, lock};
use crate::sync::wait_list::{Key, Wakes};
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, Side, WaitKind};

type Caller = &'static Location<'static>;

/// A channel, as both ends see it.
pub(super) struct Chan<T> {
    resource: Resource,
    /// The slots of a bounded channel.
    slots: Option<Slots>,
    state: Mutex<State<T>>,
}

struct State<T> {
    values: VecDeque<T>,
    /// The receiver has closed or was dropped.
    closed: bool,
    /// The receiver was dropped: what is sent now, on a slot reserved before, is dropped.
    deserted: bool,
    senders: usize,
    weak_senders: usize,
    /// The receiver, when it waits for a value.
    receiver: Seat,
    /// Senders that wait for `closed`.
    closers: Crowd,
}

impl<T> Chan<T> {
    /// A channel with one sender and its receiver, of `bound` slots if any.
    pub(super) fn new(bound: Option<usize>, caller: Caller) -> Chan<T> {
        let resource = Resource::new(ResourceKind::Mpsc, bound.unwrap_or(0), caller);
        resource.handle_cloned(Side::Sender);
        resource.handle_cloned(Side::Receiver);
        let state = State {
            values: VecDeque::new(),
            closed: false,
            deserted: false,
            senders: 1,
            weak_senders: 0,
            receiver: Seat::new(),
            closers: Crowd::new(),
        };
        let slots = bound.map(|count| Slots::new(count, resource));
        Chan {
            resource,
            slots,
            state: Mutex::new(state),
        }
    }

    // ---- slots ----

    /// The slots of a channel that is known to be bounded.
    fn bounded(&self) -> &Slots {
        self.slots
            .as_ref()
            .expect("slots are asked for in bounded channels alone")
    }

    /// How many slots there are.
    pub(super) fn max_capacity(&self) -> usize {
        self.bounded().count()
    }

    /// How many slots are free for anyone.
    pub(super) fn capacity(&self) -> usize {
        self.bounded().free()
    }

    /// Takes `amount` slots, waiting in line for them at the place `key`.
    ///
    /// # Errors
    /// If the receiver has closed, or there are not so many slots.
    pub(super) fn poll_reserve(
        &self,
        amount: usize,
        key: &mut Option<Key>,
        caller: Caller,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<()>>> {
        let taken = self.bounded().poll_take(amount, key, caller, cx);
        if let Poll::Ready(Err(_)) = taken {
            // It may have been given slots before the receiver closed.
            self.settle();
        }
        taken
    }

    /// Who waits for slots at `key`, or was given some and has not looked, goes.
    pub(super) fn stop_reserving(&self, key: Key) {
        self.bounded().leave(key);
        self.settle();
    }

    /// Takes `amount` slots if they are free at once.
    pub(super) fn try_reserve(&self, amount: usize) -> Result<(), TrySendError<()>> {
        self.bounded().try_take(amount)
    }

    /// Gives back `amount` slots that were reserved and not used.
    pub(super) fn unreserve(&self, amount: usize) {
        self.free(amount);
        self.settle();
    }

    fn free(&self, amount: usize) {
        if let Some(slots) = &self.slots {
            slots.give_back(amount);
        }
    }

    /// Whether every slot is free: no value inside, and none can come.
    fn is_idle(&self, state: &State<T>) -> bool {
        match &self.slots {
            Some(slots) => slots.free() == slots.count(),
            None => state.values.is_empty(),
        }
    }

    /// Tells a waiting receiver if the channel has come to its end by a slot
    /// given back. The slot is given back before, so that either this or the
    /// receiver, which looks under the same lock, sees it.
    fn settle(&self) {
        let waiting = {
            let mut state = lock(&self.state);
            let over = state.closed && self.is_idle(&state);
            if over {
                state.receiver.clear(false)
            } else {
                None
            }
        };
        if let Some(waker) = waiting {
            self.resource.wake(waker);
        }
    }

    // ---- sending ----

    /// Puts a value in, on a slot that was reserved for it.
    pub(super) fn push(&self, value: T) {
        if let Some(unwanted) = self.put(value, |_| true) {
            drop(unwanted);
            self.unreserve(1);
        }
    }

    /// Puts a value into an unbounded channel, unless the receiver has closed.
    pub(super) fn push_unbounded(&self, value: T) -> Result<(), SendError<T>> {
        match self.put(value, |state| !state.closed) {
            Some(value) => Err(SendError(value)),
            None => Ok(()),
        }
    }

    /// Puts a value in if it may be and the receiver is there; else gives it back.
    fn put(&self, value: T, may: impl FnOnce(&State<T>) -> bool) -> Option<T> {
        let waiting = {
            let mut state = lock(&self.state);
            if state.deserted || !may(&state) {
                drop(state);
                return Some(value);
            }
            state.values.push_back(value);
            self.resource.sent(state.values.len());
            state.receiver.clear(true)
        };
        if let Some(waker) = waiting {
            self.resource.wake(waker);
        }
        None
    }

    /// Whether the receiver has closed or was dropped.
    pub(super) fn is_closed(&self) -> bool {
        lock(&self.state).closed
    }

    // ---- receiving ----

    /// Takes up to `limit` values out, each of them to `out`, and frees their
    /// slots; how many it took. If there are none it waits, unless the channel
    /// is at its end, which is `Ready(0)`.
    pub(super) fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        caller: Caller,
        limit: usize,
        mut out: impl FnMut(T),
    ) -> Poll<usize> {
        let _replaced;
        let mut state = lock(&self.state);
        if state.values.is_empty() {
            if self.is_over(&state) {
                return Poll::Ready(0);
            }
            _replaced = state
                .receiver
                .sit(self.resource, WaitKind::Receive, caller, cx.waker());
            return Poll::Pending;
        }
        let mut taken = 0;
        while taken < limit
            && let Some(value) = state.values.pop_front()
        {
            self.resource.received(state.values.len());
            out(value);
            taken += 1;
        }
        drop(state);
        self.free(taken);
        Poll::Ready(taken)
    }

    /// Takes a value out if one is there.
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let value = {
            let mut state = lock(&self.state);
            let Some(value) = state.values.pop_front() else {
                let over = self.is_over(&state);
                return Err(if over {
                    TryRecvError::Disconnected
                } else {
                    TryRecvError::Empty
                });
            };
            self.resource.received(state.values.len());
            value
        };
        self.free(1);
        Ok(value)
    }

    /// Whether an empty channel stays empty for ever.
    fn is_over(&self, state: &State<T>) -> bool {
        state.senders == 0 || state.closed && self.is_idle(state)
    }

    /// The receiver no longer waits.
    pub(super) fn stop_waiting(&self) {
        let _waker = lock(&self.state).receiver.clear(false);
    }

    /// No slot can be reserved from now on, nothing sent but on those that were.
    pub(super) fn close(&self) {
        let mut wakes = Wakes::new();
        {
            let mut state = lock(&self.state);
            if std::mem::replace(&mut state.closed, true) {
                return;
            }
            self.resource.closed(Side::Receiver);
            state.closers.call_all(true, &mut wakes);
        }
        wakes.wake_all(self.resource);
        if let Some(slots) = &self.slots {
            slots.close();
        }
    }

    /// The receiver is dropped: closes, and drops the values inside.
    pub(super) fn desert(&self) {
        self.resource.handle_dropped(Side::Receiver);
        self.close();
        let (values, _waker);
        {
            let mut state = lock(&self.state);
            state.deserted = true;
            values = std::mem::take(&mut state.values);
            _waker = state.receiver.clear(false);
        }
        self.free(values.len());
        drop(values);
    }

    /// How many values are inside.
    pub(super) fn len(&self) -> usize {
        lock(&self.state).values.len()
    }

    // ---- handles ----

    /// A sender is cloned.
    pub(super) fn add_sender(&self) {
        lock(&self.state).senders += 1;
        self.resource.handle_cloned(Side::Sender);
    }

    /// A weak sender becomes a sender, if there is still one. True if it did.
    pub(super) fn upgrade(&self) -> bool {
        let mut state = lock(&self.state);
        if state.senders == 0 {
            return false;
        }
        state.senders += 1;
        self.resource.handle_cloned(Side::Sender);
        true
    }

    /// A sender is dropped; after the last the receiver gets what is left.
    pub(super) fn drop_sender(&self) {
        self.resource.handle_dropped(Side::Sender);
        let waiting = {
            let mut state = lock(&self.state);
            state.senders -= 1;
            if state.senders > 0 {
                return;
            }
            self.resource.closed(Side::Sender);
            state.receiver.clear(false)
        };
        if let Some(waker) = waiting {
            self.resource.wake(waker);
        }
    }

    /// A weak sender comes.
    pub(super) fn add_weak(&self) {
        lock(&self.state).weak_senders += 1;
    }

    /// A weak sender goes.
    pub(super) fn drop_weak(&self) {
        lock(&self.state).weak_senders -= 1;
    }

    /// How many senders and weak senders there are.
    pub(super) fn sender_counts(&self) -> (usize, usize) {
        let state = lock(&self.state);
        (state.senders, state.weak_senders)
    }
}

impl<T> fmt::Debug for Chan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.state);
        f.debug_struct("Chan")
            .field("len", &state.values.len())
            .field("max_capacity", &self.slots.as_ref().map(Slots::count))
            .field("closed", &state.closed)
            .field("senders", &state.senders)
            .finish_non_exhaustive()
    }
}

impl<T> Closing for Chan<T> {
    fn poll_closed(&self, key: &mut Option<Key>, caller: Caller, waker: &Waker) -> bool {
        let _replaced;
        let mut state = lock(&self.state);
        if !state.closed {
            let wait = (self.resource, WaitKind::Close, caller);
            _replaced = state.closers.sit(key, wait, waker);
        }
        state.closed
    }

    fn stop_closing(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = lock(&self.state).closers.leave(key);
        }
    }
}
