//! What both ends of a channel share. Owns the values, the slots, the counts
//! of handles and the places of waiters; the handles call it and keep the
//! counts right.
//!
//! One lock guards all of it, so that a message takes it twice: once to go in,
//! once to come out. A value always has a slot of its own: a slot is taken
//! before the value goes in and given back after it came out, so that
//!
//! > free slots + reserved slots + values <= slots
//!
//! The receiver gets `None` when nothing can come any more: no sender is left,
//! or it has closed and every slot is free again, that is, nobody who reserved
//! one before can still use it.
//!
//! Values and wakers are dropped, and wakers woken, when the lock is free again.
//!
//! Here is the state and its end. What sends is in `sending`, what receives in
//! `receiving`; handles come and go in `counts`.

mod counts;
mod receiving;
mod sending;

use std::collections::VecDeque;
use std::fmt;
use std::panic::Location;
use std::task::Waker;

use super::slots::Slots;
use crate::sync::seat::{Crowd, Seat};
use crate::sync::wait_list::Wakes;
use crate::task::Lock;
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, Side};

type Caller = &'static Location<'static>;

/// A channel, as both ends see it.
pub(super) struct Chan<T> {
    resource: Resource,
    state: Lock<State<T>>,
}

struct State<T> {
    values: VecDeque<T>,
    /// The slots of a bounded channel.
    slots: Option<Slots>,
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

impl<T> State<T> {
    /// The slots of a channel that is known to be bounded.
    #[inline]
    fn bounded(&mut self) -> &mut Slots {
        self.slots
            .as_mut()
            .expect("slots are asked for in bounded channels alone")
    }

    /// Gives back `amount` slots, to the first in line.
    #[inline]
    fn free(&mut self, amount: usize, wakes: &mut Wakes) {
        if let Some(slots) = &mut self.slots {
            slots.give_back(amount, wakes);
        }
    }

    /// Whether every slot is free: no value inside, and none can come.
    fn is_idle(&self) -> bool {
        match &self.slots {
            Some(slots) => slots.free() == slots.count(),
            None => self.values.is_empty(),
        }
    }

    /// Whether an empty channel stays empty for ever.
    fn is_over(&self) -> bool {
        self.senders == 0 || self.closed && self.is_idle()
    }

    /// Tells a waiting receiver if the channel has come to its end by a slot
    /// that was given back.
    fn settle(&mut self, wakes: &mut Wakes) {
        if self.closed && self.is_idle() {
            wakes.push(self.receiver.clear(false));
        }
    }
}

impl<T> Chan<T> {
    /// A channel with one sender and its receiver, of `bound` slots if any.
    pub(super) fn new(bound: Option<usize>, caller: Caller) -> Chan<T> {
        let resource = Resource::new(ResourceKind::Mpsc, bound.unwrap_or(0), caller);
        resource.handle_cloned(Side::Sender);
        resource.handle_cloned(Side::Receiver);
        let state = State {
            values: VecDeque::new(),
            slots: bound.map(|count| Slots::new(count, resource)),
            closed: false,
            deserted: false,
            senders: 1,
            weak_senders: 0,
            receiver: Seat::new(),
            closers: Crowd::new(),
        };
        Chan {
            resource,
            state: Lock::new(state),
        }
    }

    #[inline]
    fn wake(&self, waiting: Option<Waker>) {
        if let Some(waker) = waiting {
            self.resource.wake(waker);
        }
    }

    /// Whether the receiver has closed or was dropped.
    pub(super) fn is_closed(&self) -> bool {
        self.state.lock().closed
    }

    /// How many values are inside.
    pub(super) fn len(&self) -> usize {
        self.state.lock().values.len()
    }

    /// No slot can be reserved from now on, nothing sent but on those that were.
    pub(super) fn close(&self) {
        let mut wakes = Wakes::new();
        {
            let mut state = self.state.lock();
            if std::mem::replace(&mut state.closed, true) {
                return;
            }
            self.resource.closed(Side::Receiver);
            state.closers.call_all(true, &mut wakes);
        }
        wakes.wake_all(self.resource);
        let mut wakes = Wakes::new();
        if let Some(slots) = &mut self.state.lock().slots {
            slots.close(&mut wakes);
        }
        wakes.wake_all(self.resource);
    }

    /// The receiver is dropped: closes, and drops the values inside.
    pub(super) fn desert(&self) {
        self.resource.handle_dropped(Side::Receiver);
        self.close();
        let mut wakes = Wakes::new();
        let mut state = self.state.lock();
        state.deserted = true;
        let values = std::mem::take(&mut state.values);
        let waker = state.receiver.clear(false);
        state.free(values.len(), &mut wakes);
        drop(state);
        wakes.wake_all(self.resource);
        drop((values, waker));
    }
}

impl<T> fmt::Debug for Chan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.lock();
        let (len, closed, senders) = (state.values.len(), state.closed, state.senders);
        let max_capacity = state.slots.as_ref().map(Slots::count);
        drop(state);
        f.debug_struct("Chan")
            .field("len", &len)
            .field("max_capacity", &max_capacity)
            .field("closed", &closed)
            .field("senders", &senders)
            .finish_non_exhaustive()
    }
}
