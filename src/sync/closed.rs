//! The future by which senders wait until nobody receives, the same for all
//! channels with many senders. Owns the waiter's end; the place in the crowd
//! is the channel's.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::wait_list::Key;

/// A channel that can lose its receivers.
pub(super) trait Closing {
    /// True when nobody receives; else the task waits, at the place `key`.
    fn poll_closed(
        &self,
        key: &mut Option<Key>,
        caller: &'static Location<'static>,
        waker: &Waker,
    ) -> bool;

    /// Whoever waits at `key`, if anyone, goes: it gives up, or was called and
    /// has looked.
    fn stop_closing(&self, key: &mut Option<Key>);
}

/// A wait for the last receiver to go.
pub(super) struct Closed<'a, C: Closing> {
    channel: &'a C,
    key: Option<Key>,
    caller: &'static Location<'static>,
}

impl<'a, C: Closing> Closed<'a, C> {
    /// Will wait; `caller` is where the user asked for it.
    pub(super) fn new(channel: &'a C, caller: &'static Location<'static>) -> Closed<'a, C> {
        Closed {
            channel,
            key: None,
            caller,
        }
    }
}

impl<C: Closing> Future for Closed<'_, C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if this
            .channel
            .poll_closed(&mut this.key, this.caller, cx.waker())
        {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

impl<C: Closing> Drop for Closed<'_, C> {
    fn drop(&mut self) {
        self.channel.stop_closing(&mut self.key);
    }
}
