//! Permits: a [`Supply`] under a lock of its own. Owns the lock, and that wakers
//! are woken and dropped after it. The base of [`Semaphore`](super::Semaphore)
//! (its permits) and [`RwLock`](super::RwLock) (a permit a reader, all of them
//! for a writer).

use std::fmt;
use std::panic::Location;
use std::task::{Context, Poll};

use super::acquire::{AcquireError, TryAcquireError};
use super::supply::{Look, Supply};
use super::wait_list::{Key, Wakes};
use crate::task::{Lending, Lock, OnRelease};
use crate::trace::WaitKind;
use crate::trace::probe::Resource;

/// A count of permits with a line of waiters. See the [module](self).
pub(crate) struct Permits {
    supply: Lock<Supply>,
    resource: Resource,
}

impl Permits {
    /// The most permits there can be.
    pub(crate) const MAX: usize = Supply::MAX;

    /// `free` permits. The trace is told who holds some.
    ///
    /// # Panics
    ///
    /// If `free` is more than [`Permits::MAX`].
    pub(crate) const fn new(free: usize, resource: Resource) -> Permits {
        assert!(free <= Permits::MAX, "more permits than MAX_PERMITS");
        Permits {
            supply: Lock::new(Supply::new(free, resource, resource)),
            resource,
        }
    }

    /// How many could be had at once, without waiting.
    pub(crate) fn available(&self) -> usize {
        self.supply.lock().available()
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
        self.take(amount)
    }

    /// As [`try_acquire`](Self::try_acquire), for an `amount` that has been
    /// compared to the most there can be, or may wait for ever.
    #[inline]
    pub(super) fn take(&self, amount: usize) -> Result<u32, TryAcquireError> {
        self.supply.lock().take(amount)
    }

    /// Gives back `amount` that the task `holder` held.
    #[inline]
    pub(crate) fn release(&self, amount: usize, holder: u32) {
        if amount > 0 {
            self.put(amount, Some(holder));
        }
    }

    /// Adds `amount` that nobody held.
    ///
    /// # Panics
    ///
    /// If there would be more than [`Permits::MAX`].
    pub(crate) fn add(&self, amount: usize) {
        if amount > 0 {
            self.put(amount, None);
        }
    }

    #[inline]
    fn put(&self, amount: usize, holder: Option<u32>) {
        let mut wakes = Wakes::new();
        let fits = self.supply.lock().put(amount, holder, &mut wakes);
        assert!(fits, "more permits than MAX_PERMITS");
        wakes.wake_all(self.resource);
    }

    /// The task `holder` holds `amount` no longer, and nobody else gets them.
    pub(crate) fn forget_held(&self, amount: usize, holder: u32) {
        if amount > 0 {
            self.resource.released(holder, amount);
        }
    }

    /// `amount` of what the task `from` holds is now held by the task `to`.
    pub(crate) fn hand_to(&self, amount: usize, from: u32, to: u32) {
        if amount > 0 && from != to {
            self.resource.released(from, amount);
            self.resource.acquired(to, amount);
        }
    }

    /// Takes away up to `amount` that are available; how many it were.
    pub(crate) fn forget_available(&self, amount: usize) -> usize {
        self.supply.lock().forget(amount)
    }

    /// Closes: everyone in line gets an error, as does everyone who comes.
    pub(crate) fn close(&self) {
        let mut wakes = Wakes::new();
        self.supply.lock().close(&mut wakes);
        wakes.wake_all(self.resource);
    }

    /// Whether [`Permits::close`] was called.
    pub(crate) fn is_closed(&self) -> bool {
        self.supply.lock().is_closed()
    }

    /// One poll of a wait for `amount` permits by a waiter whose place, once it
    /// has one, is `key`. Ready with the number of the task that holds them.
    #[inline(never)]
    pub(super) fn poll_acquire(
        &self,
        key: &mut Option<Key>,
        wish: (usize, WaitKind, &'static Location<'static>),
        cx: &mut Context<'_>,
    ) -> Poll<Result<u32, AcquireError>> {
        let look = self.supply.lock().poll(key, wish, cx.waker());
        // The lock is free again: what it replaced may be dropped.
        match look {
            Look::Holds(holder) => Poll::Ready(Ok(holder)),
            Look::Waits(_replaced) => Poll::Pending,
            Look::Closed => Poll::Ready(Err(AcquireError(()))),
        }
    }

    /// A waiter goes: leaves the line, or gives back what it was given.
    #[inline(never)]
    pub(super) fn leave(&self, key: Key) {
        let mut wakes = Wakes::new();
        let _waker = self.supply.lock().leave(key, &mut wakes);
        drop(_waker);
        wakes.wake_all(self.resource);
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
    #[inline]
    fn released(&mut self, owner: &M, _: Option<&Lending>) {
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
        let supply = self.supply.lock();
        let (free, waiting, closed) = (supply.free(), supply.waiting(), supply.is_closed());
        drop(supply);
        f.debug_struct("Permits")
            .field("free", &free)
            .field("waiting", &waiting)
            .field("closed", &closed)
            .finish()
    }
}
