//! Permits: a count, and a line of those who wait for some of it. Owns who may
//! and in what order; owns no data. The base of [`Semaphore`](super::Semaphore)
//! (its permits), [`Mutex`](super::Mutex) (one permit), [`RwLock`](super::RwLock)
//! (a permit a reader, all of them for a writer) and of bounded channels (a
//! permit a slot).
//!
//! Fair, as tokio's batch semaphore is: permits that come back go to whoever
//! is first in line, at once, before anyone else can ask for them. While the
//! first in line lacks some, what there is is kept for it, so that one who
//! wants many is not starved by those who want few:
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

use std::fmt;
use std::panic::Location;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::acquire::{AcquireError, TryAcquireError};
use super::wait_list::{Key, WaitList, Wakes, renew};
use crate::task::OnRelease;
use crate::trace::probe::{Resource, Wait};
use crate::trace::{Side, WaitKind, current_task};

/// A count of permits with a line of waiters. See the [module](self).
pub(crate) struct Permits {
    state: Mutex<State>,
    resource: Resource,
    /// Whether the trace is told who holds how many. A channel's is not: there
    /// a permit is a free slot, which nobody holds.
    holders_are_told: bool,
}

struct State {
    /// Permits that nobody holds. Kept for the first in line, if there is one.
    free: usize,
    closed: bool,
    line: WaitList<Waiter>,
}

struct Waiter {
    waker: Option<Waker>,
    amount: usize,
    wait: Wait,
    given: bool,
}

impl Permits {
    /// The most permits there can be.
    pub(crate) const MAX: usize = usize::MAX >> 3;

    /// `free` permits. The trace is told who holds some.
    ///
    /// # Panics
    ///
    /// If `free` is more than [`Permits::MAX`].
    pub(crate) const fn new(free: usize, resource: Resource) -> Permits {
        assert!(free <= Permits::MAX, "more permits than MAX_PERMITS");
        Permits {
            state: Mutex::new(State {
                free,
                closed: false,
                line: WaitList::new(),
            }),
            resource,
            holders_are_told: true,
        }
    }

    /// `free` slots of a channel: the trace is told who waits, not who holds.
    ///
    /// # Panics
    ///
    /// If `free` is more than [`Permits::MAX`].
    pub(crate) const fn of_channel(free: usize, resource: Resource) -> Permits {
        let mut permits = Permits::new(free, resource);
        permits.holders_are_told = false;
        permits
    }

    /// How many could be had at once, without waiting.
    pub(crate) fn available(&self) -> usize {
        let state = self.lock();
        if state.line.is_empty() { state.free } else { 0 }
    }

    /// Takes `amount` now, for the current task, whose number it returns.
    ///
    /// # Errors
    ///
    /// `Closed` after [`Permits::close`]; `NoPermits` where one would wait.
    ///
    /// # Panics
    ///
    /// If `amount` is more than [`Permits::MAX`].
    pub(crate) fn try_acquire(&self, amount: usize) -> Result<u32, TryAcquireError> {
        assert!(amount <= Permits::MAX, "more permits than MAX_PERMITS");
        self.take(&mut self.lock(), amount)
    }

    /// Gives back `amount` that the task `holder` held.
    pub(crate) fn release(&self, amount: usize, holder: u32) {
        self.put(amount, |permits| permits.released(holder, amount));
    }

    /// Adds `amount` that nobody held.
    ///
    /// # Panics
    ///
    /// If there would be more than [`Permits::MAX`].
    pub(crate) fn add(&self, amount: usize) {
        self.put(amount, |_| ());
    }

    /// The task `holder` holds `amount` no longer, and nobody else gets them.
    pub(crate) fn forget_held(&self, amount: usize, holder: u32) {
        if amount > 0 {
            self.released(holder, amount);
        }
    }

    /// `amount` of what the task `from` holds is now held by the task `to`.
    pub(crate) fn hand_to(&self, amount: usize, from: u32, to: u32) {
        if amount > 0 && from != to && self.holders_are_told {
            self.resource.released(from, amount);
            self.resource.acquired(to, amount);
        }
    }

    /// Takes away up to `amount` that are available; how many it were.
    pub(crate) fn forget_available(&self, amount: usize) -> usize {
        let mut state = self.lock();
        if !state.line.is_empty() {
            return 0;
        }
        let gone = amount.min(state.free);
        state.free -= gone;
        gone
    }

    /// Closes: everyone in line gets an error, as does everyone who comes.
    pub(crate) fn close(&self) {
        let mut wakes = Wakes::new();
        let mut state = self.lock();
        if !state.closed {
            state.closed = true;
            if self.holders_are_told {
                self.resource.closed(Side::Sender);
            }
            while let Some(key) = state.line.first() {
                let waiter = state.line.leave(key);
                waiter.wait.end(false);
                wakes.push(waiter.waker.take());
            }
        }
        drop(state);
        wakes.wake_all(self.resource);
    }

    /// Whether [`Permits::close`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path without waiting: reads the line's length, never its entries.
    fn take(&self, state: &mut State, amount: usize) -> Result<u32, TryAcquireError> {
        if state.closed {
            return Err(TryAcquireError::Closed);
        }
        if amount > 0 && (amount > state.free || !state.line.is_empty()) {
            return Err(TryAcquireError::NoPermits);
        }
        state.free -= amount;
        let holder = current_task();
        self.acquired(holder, amount);
        Ok(holder)
    }

    fn put(&self, amount: usize, tell: impl FnOnce(&Permits)) {
        if amount == 0 {
            return;
        }
        let mut wakes = Wakes::new();
        let mut state = self.lock();
        let free = state.free.checked_add(amount);
        let Some(free) = free.filter(|&free| free <= Permits::MAX) else {
            drop(state);
            panic!("more permits than MAX_PERMITS");
        };
        tell(self);
        state.free = free;
        self.serve(&mut state, &mut wakes);
        drop(state);
        wakes.wake_all(self.resource);
    }

    /// Gives the first in line what it wants, as long as there is enough.
    fn serve(&self, state: &mut State, wakes: &mut Wakes) {
        while let Some(key) = state.line.first() {
            let amount = state.line.get_mut(key).amount;
            if amount > state.free {
                break;
            }
            state.free -= amount;
            let waiter = state.line.leave(key);
            waiter.given = true;
            self.acquired(waiter.wait.task(), amount);
            waiter.wait.end(true);
            wakes.push(waiter.waker.take());
        }
    }

    /// One poll of a wait for `amount` permits by a waiter whose place, once it
    /// has one, is `key`. Ready with the number of the task that holds them.
    pub(super) fn poll_acquire(
        &self,
        key: &mut Option<Key>,
        (amount, kind, caller): (usize, WaitKind, &'static Location<'static>),
        cx: &mut Context<'_>,
    ) -> Poll<Result<u32, AcquireError>> {
        let mut state = self.lock();
        let Some(place) = *key else {
            return match self.take(&mut state, amount) {
                Ok(holder) => Poll::Ready(Ok(holder)),
                Err(TryAcquireError::Closed) => Poll::Ready(Err(AcquireError(()))),
                Err(TryAcquireError::NoPermits) => {
                    let waiter = Waiter {
                        waker: Some(cx.waker().clone()),
                        amount,
                        wait: self.resource.wait(kind, amount, caller),
                        given: false,
                    };
                    *key = Some(state.line.push_back(waiter));
                    Poll::Pending
                }
            };
        };
        if state.line.is_in_line(place) {
            let replaced = renew(&mut state.line.get_mut(place).waker, cx.waker());
            drop(state);
            drop(replaced);
            return Poll::Pending;
        }
        *key = None;
        if state.closed {
            // Perhaps given before, but closing wins, as in tokio.
            drop(state);
            self.leave(place);
            return Poll::Ready(Err(AcquireError(())));
        }
        Poll::Ready(Ok(state.line.remove(place).wait.task()))
    }

    /// A waiter goes: leaves the line, or gives back what it was given.
    pub(super) fn leave(&self, key: Key) {
        let mut wakes = Wakes::new();
        let mut state = self.lock();
        let in_line = state.line.is_in_line(key);
        let waiter = state.line.remove(key);
        if in_line {
            waiter.wait.end(false);
        } else if waiter.given {
            self.released(waiter.wait.task(), waiter.amount);
            state.free += waiter.amount;
        }
        self.serve(&mut state, &mut wakes);
        drop(state);
        // Its waker goes only here, after the lock: who knows what that drops.
        drop(waiter);
        wakes.wake_all(self.resource);
    }

    fn acquired(&self, holder: u32, amount: usize) {
        if self.holders_are_told && amount > 0 {
            self.resource.acquired(holder, amount);
        }
    }

    fn released(&self, holder: u32, amount: usize) {
        if self.holders_are_told && amount > 0 {
            self.resource.released(holder, amount);
        }
    }
}

/// A primitive that stands on permits.
pub(crate) trait HasPermits {
    /// The permits it stands on.
    fn permits(&self) -> &Permits;
}

/// Permits that an owned guard holds; given back when its cell is free.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) amount: usize,
    pub(crate) holder: u32,
}

impl Held {
    /// Keeps one permit and gives back the others, for a writer that becomes a
    /// reader.
    pub(crate) fn keep_one(&mut self, permits: &Permits) {
        let others = std::mem::replace(&mut self.amount, 1) - 1;
        permits.release(others, self.holder);
    }
}

impl<M: ?Sized + HasPermits> OnRelease<M> for Held {
    fn released(&mut self, owner: &M) {
        owner.permits().release(self.amount, self.holder);
    }
}

/// Permits that a borrowing guard holds; given back when dropped. A guard
/// keeps it behind its cell's guard, since fields are dropped in order.
#[derive(Debug)]
pub(crate) struct Hold<'a> {
    pub(crate) permits: &'a Permits,
    pub(crate) held: Held,
}

impl<'a> Hold<'a> {
    /// The task `holder` holds `amount`.
    pub(crate) fn new(permits: &'a Permits, amount: usize, holder: u32) -> Hold<'a> {
        let held = Held { amount, holder };
        Hold { permits, held }
    }
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.permits.release(self.held.amount, self.held.holder);
    }
}

impl fmt::Debug for Permits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Permits")
            .field("free", &state.free)
            .field("waiting", &state.line.len())
            .field("closed", &state.closed)
            .finish()
    }
}
