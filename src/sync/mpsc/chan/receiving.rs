//! The way out: taking values, and waiting for one. Owns no state.

use std::task::{Context, Poll};

use super::{Caller, Chan, State};
use crate::sync::mpsc::error::TryRecvError;
use crate::sync::wait_list::Wakes;
use crate::task::LockGuard;
use crate::trace::WaitKind;

impl<T> Chan<T> {
    /// Takes the next value out and frees its slot. If there is none it waits,
    /// unless the channel is at its end, which is `None`.
    #[inline]
    pub(in crate::sync::mpsc) fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        caller: Caller,
    ) -> Poll<Option<T>> {
        let mut state = self.state.lock();
        match state.values.pop_front() {
            Some(value) => {
                self.taken_one(state);
                Poll::Ready(Some(value))
            }
            None => self.wait(state, cx, caller).map(|()| None),
        }
    }

    /// As [`poll_recv`](Self::poll_recv), for up to `limit` values, which go to
    /// `buffer`; how many they are, 0 at the channel's end.
    pub(in crate::sync::mpsc) fn poll_recv_many(
        &self,
        cx: &mut Context<'_>,
        caller: Caller,
        buffer: &mut Vec<T>,
        limit: usize,
    ) -> Poll<usize> {
        let mut state = self.state.lock();
        let count = limit.min(state.values.len());
        if count == 0 {
            return self.wait(state, cx, caller).map(|()| 0);
        }
        for _ in 0..count {
            buffer.extend(state.values.pop_front());
            self.resource.received(state.values.len());
        }
        self.taken(state, count);
        Poll::Ready(count)
    }

    /// Takes a value out if one is there.
    pub(in crate::sync::mpsc) fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut state = self.state.lock();
        let Some(value) = state.values.pop_front() else {
            let over = state.is_over();
            return Err(if over {
                TryRecvError::Disconnected
            } else {
                TryRecvError::Empty
            });
        };
        self.taken_one(state);
        Ok(value)
    }

    /// Tells of a value that was taken out, frees its slot, and gives the lock
    /// back.
    #[inline]
    fn taken_one(&self, mut state: LockGuard<'_, State<T>>) {
        self.resource.received(state.values.len());
        let waiting = match &mut state.slots {
            Some(slots) => slots.give_back_one(),
            None => None,
        };
        drop(state);
        self.wake(waiting);
    }

    /// Frees the slots of `count` values that were taken out, and gives the
    /// lock back.
    fn taken(&self, mut state: LockGuard<'_, State<T>>, count: usize) {
        let mut wakes = Wakes::new();
        state.free(count, &mut wakes);
        drop(state);
        wakes.wake_all(self.resource);
    }

    /// The receiver waits, unless the channel, which is empty, stays so.
    #[inline(never)]
    fn wait(
        &self,
        mut state: LockGuard<'_, State<T>>,
        cx: &mut Context<'_>,
        caller: Caller,
    ) -> Poll<()> {
        if state.is_over() {
            return Poll::Ready(());
        }
        let (resource, waker) = (self.resource, cx.waker());
        let replaced = state
            .receiver
            .sit(resource, WaitKind::Receive, caller, waker);
        drop(state);
        drop(replaced);
        Poll::Pending
    }

    /// The receiver no longer waits.
    #[inline(never)]
    pub(in crate::sync::mpsc) fn stop_waiting(&self) {
        // The guard is gone at the end of the statement, before the waker.
        let _waker = self.state.lock().receiver.clear(false);
    }
}
