//! A supply: a count, and a line of those who wait for some of it. Owns who may
//! and in what order; owns no data, no lock, and wakes nobody. It lies under
//! the lock of a primitive: of [`Permits`](super::permits::Permits), of a
//! bounded channel (one a slot), of a [`Mutex`](super::Mutex) (for the waiting).
//!
//! Fair, as tokio's batch semaphore is: what comes back goes to whoever is
//! first in line, at once, before anyone else can ask for it. While the first
//! in line lacks some, what there is is kept for it, so that one who wants many
//! is not starved by those who want few:
//!
//! > somebody in line  =>  nobody outside the line gets any
//!
//! A waiter's life:
//!
//! ```text
//! outside -poll, not enough-> in line -its turn-> given -poll-> holds
//!    \--------poll, enough---------------------------------------/
//! ```
//!
//! Dropped in line, it leaves and the next may have its turn. Dropped when
//! given, before it looked, what it was given goes back and on to the next.
//!
//! What a method returns or collects as wakers is for the time after the lock.

use std::panic::Location;
use std::task::Waker;

use super::acquire::TryAcquireError;
use super::wait_list::{Key, WaitList, Wakes, renew};
use crate::trace::probe::{Resource, Wait};
use crate::trace::{NO_TASK, Side, WaitKind, current_task};

/// A count with a line of waiters. See the [module](self).
pub(super) struct Supply {
    /// What nobody holds. Kept for the first in line, if there is one.
    free: usize,
    closed: bool,
    /// At what those in line wait, for the trace.
    resource: Resource,
    /// Of what the trace is told who holds how much. Untraced for a channel:
    /// there a permit is a free slot, which nobody holds.
    holdings: Resource,
    line: WaitList<Waiter>,
}

/// Only made by those who have to wait.
struct Waiter {
    waker: Option<Waker>,
    amount: usize,
    wait: Wait,
    given: bool,
}

/// What a waiter finds when it is polled.
pub(super) enum Look {
    /// It has what it wants, in the name of the task with this number.
    Holds(u32),
    /// It is in line. Drop what its waker replaces after the lock.
    Waits(Option<Waker>),
    /// It never gets it.
    Closed,
}

impl Supply {
    /// The most there can be.
    pub(super) const MAX: usize = usize::MAX >> 3;

    /// A supply of `free`, which the caller has compared to [`Supply::MAX`].
    pub(super) const fn new(free: usize, resource: Resource, holdings: Resource) -> Supply {
        Supply {
            free,
            closed: false,
            resource,
            holdings,
            line: WaitList::new(),
        }
    }

    /// What nobody holds, kept for the first in line or not.
    pub(super) fn free(&self) -> usize {
        self.free
    }

    /// How many are in line.
    pub(super) fn waiting(&self) -> usize {
        self.line.len()
    }

    /// How much could be had at once, without waiting.
    pub(super) fn available(&self) -> usize {
        if self.line.is_empty() { self.free } else { 0 }
    }

    /// Whether [`Supply::close`] was called.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The path without waiting, for the current task, whose number it
    /// returns. Reads the line's length, never its entries.
    #[inline]
    pub(super) fn take(&mut self, amount: usize) -> Result<u32, TryAcquireError> {
        if self.closed {
            return Err(TryAcquireError::Closed);
        }
        if amount > 0 && (amount > self.free || !self.line.is_empty()) {
            return Err(TryAcquireError::NoPermits);
        }
        self.free -= amount;
        if self.holdings.number() == 0 {
            return Ok(NO_TASK);
        }
        let holder = current_task();
        self.acquired(holder, amount);
        Ok(holder)
    }

    /// Takes one if nothing stands against it, telling nobody. For a channel,
    /// whose slots nobody holds.
    #[inline]
    pub(super) fn take_one(&mut self) -> bool {
        let quiet = self.free > 0 && self.line.is_empty() && !self.closed;
        self.free -= usize::from(quiet);
        quiet
    }

    /// Adds one that nobody held, of those there were; who is served with it.
    #[inline]
    #[must_use = "to be woken after the lock"]
    pub(super) fn put_one(&mut self) -> Option<Waker> {
        self.free += 1;
        if self.line.is_empty() {
            return None;
        }
        self.serve_one()
    }

    /// Adds `amount`, which the task `holder` held, or nobody did, and serves
    /// the line. False, and nothing is changed, if it would be too much.
    #[inline]
    pub(super) fn put(&mut self, amount: usize, holder: Option<u32>, wakes: &mut Wakes) -> bool {
        match self.free.checked_add(amount) {
            Some(free) if free <= Supply::MAX => self.free = free,
            _ => return false,
        }
        if let Some(holder) = holder {
            self.released(holder, amount);
        }
        if !self.line.is_empty() {
            self.serve(wakes);
        }
        true
    }

    /// Takes away up to `amount` that is available; how much it was.
    pub(super) fn forget(&mut self, amount: usize) -> usize {
        let gone = amount.min(self.available());
        self.free -= gone;
        gone
    }

    /// Closes: everyone in line gets an error, as does everyone who comes.
    pub(super) fn close(&mut self, wakes: &mut Wakes) {
        if std::mem::replace(&mut self.closed, true) {
            return;
        }
        self.holdings.closed(Side::Sender);
        while let Some(key) = self.line.first() {
            let waiter = self.line.leave(key);
            waiter.wait.end(false);
            wakes.push(waiter.waker.take());
        }
    }

    /// Gives the first in line what it wants, as long as there is enough.
    fn serve(&mut self, wakes: &mut Wakes) {
        while self.serves_first() {
            wakes.push(self.serve_one());
        }
    }

    /// Whether there is enough for the first in line, if there is one.
    fn serves_first(&mut self) -> bool {
        let first = self.line.first();
        first.is_some_and(|key| self.line.get_mut(key).amount <= self.free)
    }

    /// Gives the first in line what it wants, if there is enough; whom to wake.
    /// Everyone in line wants some, so that one that comes back serves one.
    #[inline(never)]
    fn serve_one(&mut self) -> Option<Waker> {
        let key = self.line.first()?;
        let amount = self.line.get_mut(key).amount;
        if amount > self.free {
            return None;
        }
        self.free -= amount;
        let waiter = self.line.leave(key);
        waiter.given = true;
        let (wait, waker) = (waiter.wait, waiter.waker.take());
        self.acquired(wait.task(), amount);
        wait.end(true);
        waker
    }

    /// One poll of a wait for `amount` by a waiter whose place, once it has
    /// one, is `key`.
    #[inline]
    pub(super) fn poll(
        &mut self,
        key: &mut Option<Key>,
        wish: (usize, WaitKind, &'static Location<'static>),
        waker: &Waker,
    ) -> Look {
        if let Some(place) = *key {
            return self.look(place, key, waker);
        }
        match self.take(wish.0) {
            Ok(holder) => Look::Holds(holder),
            Err(TryAcquireError::Closed) => Look::Closed,
            Err(TryAcquireError::NoPermits) => {
                *key = Some(self.enter(wish, waker));
                Look::Waits(None)
            }
        }
    }

    /// Enters the line at its end.
    #[inline(never)]
    pub(super) fn enter(
        &mut self,
        (amount, kind, caller): (usize, WaitKind, &'static Location<'static>),
        waker: &Waker,
    ) -> Key {
        let waiter = Waiter {
            waker: Some(waker.clone()),
            amount,
            wait: self.resource.wait(kind, amount, caller),
            given: false,
        };
        self.line.push_back(waiter)
    }

    /// What the waiter at `place` finds. Empties `key` unless it still waits.
    #[inline(never)]
    pub(super) fn look(&mut self, place: Key, key: &mut Option<Key>, waker: &Waker) -> Look {
        if self.line.is_in_line(place) {
            return Look::Waits(renew(&mut self.line.get_mut(place).waker, waker));
        }
        *key = None;
        // Its waker was taken when it left the line: nothing drops one here.
        let Waiter {
            amount,
            wait,
            given,
            ..
        } = self.line.remove(place);
        if !self.closed {
            return Look::Holds(wait.task());
        }
        if given {
            // Given before, but closing wins, as in tokio. Nobody is in line.
            self.released(wait.task(), amount);
            self.free += amount;
        }
        Look::Closed
    }

    /// A waiter goes: leaves the line, or gives back what it was given. Drop
    /// its waker after the lock: who knows what that drops.
    #[must_use = "to be dropped after the lock"]
    pub(super) fn leave(&mut self, key: Key, wakes: &mut Wakes) -> Option<Waker> {
        let in_line = self.line.is_in_line(key);
        let waiter = self.line.remove(key);
        if in_line {
            waiter.wait.end(false);
        } else if waiter.given {
            self.released(waiter.wait.task(), waiter.amount);
            self.free += waiter.amount;
        }
        self.serve(wakes);
        waiter.waker
    }

    fn acquired(&self, holder: u32, amount: usize) {
        if amount > 0 {
            self.holdings.acquired(holder, amount);
        }
    }

    fn released(&self, holder: u32, amount: usize) {
        if amount > 0 {
            self.holdings.released(holder, amount);
        }
    }
}
