//! The wait of senders for slots, one after the other, without or with the value
//! that is to go. Owns the waiter's end; the place in line is the channel's.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::chan::Chan;
use super::error::SendError;
use crate::sync::wait_list::Key;

/// A wait for slots, in line. Dropped in line it leaves; dropped with the
/// slots already its own, they go to the next in line.
pub(super) struct Reserve<'a, T> {
    chan: &'a Chan<T>,
    amount: usize,
    key: Option<Key>,
    caller: &'static Location<'static>,
}

impl<'a, T> Reserve<'a, T> {
    /// Will wait for `amount` slots; `caller` is where the user asked for them.
    pub(super) fn new(
        chan: &'a Chan<T>,
        amount: usize,
        caller: &'static Location<'static>,
    ) -> Reserve<'a, T> {
        Reserve {
            chan,
            amount,
            key: None,
            caller,
        }
    }
}

impl<T> Future for Reserve<'_, T> {
    type Output = Result<(), SendError<()>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.chan
            .poll_reserve(this.amount, &mut this.key, this.caller, cx)
    }
}

impl<T> Drop for Reserve<'_, T> {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            self.chan.stop_reserving(key);
        }
    }
}

/// A wait for a slot with the value that goes in, in the same moment as the
/// slot is had. Dropped before, it is as [`Reserve`], and the value is dropped.
pub(super) struct Sending<'a, T> {
    chan: &'a Chan<T>,
    caller: &'static Location<'static>,
    key: Option<Key>,
    /// `None` once it is sent, or was given back.
    value: Option<T>,
}

impl<'a, T> Sending<'a, T> {
    /// Will send `value`; `caller` is where the user asked for it.
    #[inline]
    pub(super) fn new(
        chan: &'a Chan<T>,
        value: T,
        caller: &'static Location<'static>,
    ) -> Sending<'a, T> {
        Sending {
            chan,
            caller,
            key: None,
            value: Some(value),
        }
    }
}

// Nothing is pinned in it: the value is only ever moved.
impl<T> Unpin for Sending<'_, T> {}

impl<T> Future for Sending<'_, T> {
    type Output = Result<(), SendError<T>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(value) = this.value.take() else {
            panic!("a send was polled after it was ready");
        };
        if this.key.is_none() {
            match this.chan.send_at_once(value) {
                Ok(()) => return Poll::Ready(Ok(())),
                Err(value) => this.value = Some(value),
            }
        } else {
            this.value = Some(value);
        }
        this.chan
            .poll_send(&mut this.value, &mut this.key, this.caller, cx)
    }
}

impl<T> Drop for Sending<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            self.chan.stop_reserving(key);
        }
    }
}
