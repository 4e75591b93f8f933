//! The slots of a bounded channel: one [permit](Permits) each, served first
//! come first served. Owns how many there are and who is next; the values are
//! the channel's.

use std::panic::Location;
use std::task::{Context, Poll};

use super::error::{SendError, TrySendError};
use crate::sync::TryAcquireError;
use crate::sync::permits::Permits;
use crate::sync::wait_list::Key;
use crate::trace::WaitKind;
use crate::trace::probe::Resource;

/// So many slots, some of them free.
pub(super) struct Slots {
    free: Permits,
    count: usize,
}

impl Slots {
    /// `count` slots, all of them free.
    pub(super) fn new(count: usize, resource: Resource) -> Slots {
        Slots {
            free: Permits::of_channel(count, resource),
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

    /// Takes `amount` if they are free at once.
    pub(super) fn try_take(&self, amount: usize) -> Result<(), TrySendError<()>> {
        if amount > self.count {
            return Err(TrySendError::Full(()));
        }
        match self.free.try_acquire(amount) {
            Ok(_) => Ok(()),
            Err(TryAcquireError::NoPermits) => Err(TrySendError::Full(())),
            Err(TryAcquireError::Closed) => Err(TrySendError::Closed(())),
        }
    }

    /// Takes `amount`, waiting in line for them at the place `key`. An error if
    /// they are closed, or are not so many.
    pub(super) fn poll_take(
        &self,
        amount: usize,
        key: &mut Option<Key>,
        caller: &'static Location<'static>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<()>>> {
        if amount > self.count {
            return Poll::Ready(Err(SendError(())));
        }
        let wish = (amount, WaitKind::Send, caller);
        let polled = self.free.poll_acquire(key, wish, cx);
        polled.map(|taken| taken.map(drop).map_err(|_| SendError(())))
    }

    /// Who waits at `key`, or was given some and has not looked, goes.
    pub(super) fn leave(&self, key: Key) {
        self.free.leave(key);
    }

    /// Gives `amount` back, to the first in line.
    pub(super) fn give_back(&self, amount: usize) {
        self.free.add(amount);
    }

    /// Lets nobody take any more; those in line get an error.
    pub(super) fn close(&self) {
        self.free.close();
    }
}
