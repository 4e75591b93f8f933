//! The way in: slots, and the values that go on them. Owns no state.

use std::task::{Context, Poll};

use super::{Caller, Chan, State};
use crate::sync::mpsc::error::{SendError, TrySendError};
use crate::sync::supply::Look;
use crate::sync::wait_list::{Key, Wakes};
use crate::task::LockGuard;

impl<T> Chan<T> {
    /// How many slots there are.
    pub(in crate::sync::mpsc) fn max_capacity(&self) -> usize {
        self.state.lock().bounded().count()
    }

    /// How many slots are free for anyone.
    pub(in crate::sync::mpsc) fn capacity(&self) -> usize {
        self.state.lock().bounded().free()
    }

    /// Takes `amount` slots, waiting in line for them at the place `key`.
    ///
    /// # Errors
    /// If the receiver has closed, or there are not so many slots.
    pub(in crate::sync::mpsc) fn poll_reserve(
        &self,
        amount: usize,
        key: &mut Option<Key>,
        caller: Caller,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<()>>> {
        let mut state = self.state.lock();
        let look = state.bounded().poll_take(amount, key, caller, cx.waker());
        match look {
            Look::Holds(_) => Poll::Ready(Ok(())),
            Look::Closed => {
                self.refused(state);
                Poll::Ready(Err(SendError(())))
            }
            Look::Waits(replaced) => {
                drop(state);
                drop(replaced);
                Poll::Pending
            }
        }
    }

    /// A sender got an error instead of slots. It may have been given some
    /// before the receiver closed, which are free now.
    fn refused(&self, mut state: LockGuard<'_, State<T>>) {
        let mut wakes = Wakes::new();
        state.settle(&mut wakes);
        drop(state);
        wakes.wake_all(self.resource);
    }

    /// Who waits for slots at `key`, or was given some and has not looked, goes.
    #[inline(never)]
    pub(in crate::sync::mpsc) fn stop_reserving(&self, key: Key) {
        let mut wakes = Wakes::new();
        let mut state = self.state.lock();
        let waker = state.bounded().leave(key, &mut wakes);
        state.settle(&mut wakes);
        drop(state);
        drop(waker);
        wakes.wake_all(self.resource);
    }

    /// Takes `amount` slots if they are free at once.
    pub(in crate::sync::mpsc) fn try_reserve(&self, amount: usize) -> Result<(), TrySendError<()>> {
        self.state.lock().bounded().try_take(amount)
    }

    /// Gives back `amount` slots that were reserved and not used.
    pub(in crate::sync::mpsc) fn unreserve(&self, amount: usize) {
        let mut wakes = Wakes::new();
        let mut state = self.state.lock();
        state.free(amount, &mut wakes);
        state.settle(&mut wakes);
        drop(state);
        wakes.wake_all(self.resource);
    }

    /// Puts a value in if nothing stands against it; else gives it back.
    #[inline]
    pub(in crate::sync::mpsc) fn send_at_once(&self, value: T) -> Result<(), T> {
        let mut state = self.state.lock();
        if state.bounded().take_one() {
            self.put(state, value);
            return Ok(());
        }
        drop(state);
        Err(value)
    }

    /// Takes a slot, waiting in line for it at the place `key`, and puts the
    /// value in.
    ///
    /// # Errors
    /// With the value, if the receiver has closed.
    #[inline(never)]
    pub(in crate::sync::mpsc) fn poll_send(
        &self,
        value: &mut Option<T>,
        key: &mut Option<Key>,
        caller: Caller,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError<T>>> {
        let present = "whoever polls a send has its value";
        let mut state = self.state.lock();
        match state.bounded().poll_take(1, key, caller, cx.waker()) {
            Look::Holds(_) => {
                self.put(state, value.take().expect(present));
                Poll::Ready(Ok(()))
            }
            Look::Closed => {
                self.refused(state);
                Poll::Ready(Err(SendError(value.take().expect(present))))
            }
            Look::Waits(replaced) => {
                drop(state);
                drop(replaced);
                Poll::Pending
            }
        }
    }

    /// Puts a value in if a slot is free at once.
    ///
    /// # Errors
    /// With the value, if none is free or the receiver has closed.
    pub(in crate::sync::mpsc) fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let mut state = self.state.lock();
        match state.bounded().try_take(1) {
            Ok(()) => {
                self.put(state, value);
                Ok(())
            }
            Err(error) => {
                drop(state);
                Err(match error {
                    TrySendError::Full(()) => TrySendError::Full(value),
                    TrySendError::Closed(()) => TrySendError::Closed(value),
                })
            }
        }
    }

    /// Puts a value in, on a slot that was reserved for it.
    pub(in crate::sync::mpsc) fn push(&self, value: T) {
        self.put(self.state.lock(), value);
    }

    /// Puts a value into an unbounded channel, unless the receiver has closed.
    pub(in crate::sync::mpsc) fn push_unbounded(&self, value: T) -> Result<(), SendError<T>> {
        let state = self.state.lock();
        if state.closed {
            drop(state);
            return Err(SendError(value));
        }
        self.put(state, value);
        Ok(())
    }

    /// Drops a value, and gives its slot back: there is no receiver any more.
    #[cold]
    fn put_nowhere(&self, state: LockGuard<'_, State<T>>, value: T) {
        drop(state);
        drop(value);
        self.unreserve(1);
    }

    /// Puts a value in, which has its slot, and gives the lock back.
    #[inline(always)]
    fn put(&self, mut state: LockGuard<'_, State<T>>, value: T) {
        if state.deserted {
            return self.put_nowhere(state, value);
        }
        state.values.push_back(value);
        self.resource.sent(state.values.len());
        let waiting = state.receiver.clear(true);
        drop(state);
        self.wake(waiting);
    }
}
