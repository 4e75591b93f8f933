//! The slots of a bounded channel: a [`Supply`] of them, served first come
//! first served. Owns how many there are and who is next; the values, and the
//! lock above both, are the channel's.

use std::panic::Location;
use std::task::Waker;

use super::error::TrySendError;
use crate::sync::TryAcquireError;
use crate::sync::supply::{Look, Supply};
use crate::sync::wait_list::{Key, Wakes};
use crate::trace::WaitKind;
use crate::trace::probe::Resource;

/// So many slots, some of them free.
pub(super) struct Slots {
    free: Supply,
    count: usize,
}

impl Slots {
    /// `count` slots, all of them free.
    pub(super) fn new(count: usize, resource: Resource) -> Slots {
        Slots {
            free: Supply::new(count, resource, Resource::untraced()),
            count,
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// How many are free for anyone: not kept for the first in line.
    pub(super) fn free(&self) -> usize {
        self.free.available()
    }

    /// Takes one if it is free at once.
    #[inline]
    pub(super) fn take_one(&mut self) -> bool {
        self.free.take_one()
    }

    /// Gives one back, to the first in line; whom to wake.
    #[inline]
    #[must_use = "to be woken after the lock"]
    pub(super) fn give_back_one(&mut self) -> Option<Waker> {
        self.free.put_one()
    }

    /// Takes `amount` if they are free at once.
    #[inline]
    pub(super) fn try_take(&mut self, amount: usize) -> Result<(), TrySendError<()>> {
        if amount > self.count {
            return Err(TrySendError::Full(()));
        }
        match self.free.take(amount) {
            Ok(_) => Ok(()),
            Err(TryAcquireError::NoPermits) => Err(TrySendError::Full(())),
            Err(TryAcquireError::Closed) => Err(TrySendError::Closed(())),
        }
    }

    /// Takes `amount`, waiting in line for them at the place `key`. Closed too
    /// if there are not so many.
    #[inline]
    pub(super) fn poll_take(
        &mut self,
        amount: usize,
        key: &mut Option<Key>,
        caller: &'static Location<'static>,
        waker: &Waker,
    ) -> Look {
        if amount > self.count {
            return Look::Closed;
        }
        self.free.poll(key, (amount, WaitKind::Send, caller), waker)
    }

    /// Who waits at `key`, or was given some and has not looked, goes.
    #[must_use = "to be dropped after the lock"]
    pub(super) fn leave(&mut self, key: Key, wakes: &mut Wakes) -> Option<Waker> {
        self.free.leave(key, wakes)
    }

    /// Gives `amount` back, to the first in line.
    #[inline]
    pub(super) fn give_back(&mut self, amount: usize, wakes: &mut Wakes) {
        let fits = self.free.put(amount, None, wakes);
        debug_assert!(fits, "more slots come back than were taken");
    }

    /// Lets nobody take any more; those in line get an error.
    pub(super) fn close(&mut self, wakes: &mut Wakes) {
        self.free.close(wakes);
    }
}
