//! The counted ends of a channel: what the public senders, weak senders and
//! receivers are underneath, bounded or not. Owns the counting, nothing else.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::chan::Chan;

/// The two ends of a new channel.
pub(super) fn ends<T>(chan: Chan<T>) -> (Tx<T>, Rx<T>) {
    let chan = Arc::new(chan);
    (Tx { chan: chan.clone() }, Rx { chan })
}

/// A sender's end; the channel stays open for as long as one is left.
pub(super) struct Tx<T> {
    chan: Arc<Chan<T>>,
}

impl<T> Tx<T> {
    /// The channel.
    pub(super) fn chan(&self) -> &Chan<T> {
        &self.chan
    }

    /// Whether both send into one channel.
    pub(super) fn same_channel(&self, other: &Tx<T>) -> bool {
        Arc::ptr_eq(&self.chan, &other.chan)
    }

    /// An end that does not keep the channel open.
    pub(super) fn downgrade(&self) -> WeakTx<T> {
        self.chan.add_weak();
        WeakTx {
            chan: self.chan.clone(),
        }
    }
}

impl<T> Clone for Tx<T> {
    fn clone(&self) -> Tx<T> {
        self.chan.add_sender();
        Tx {
            chan: self.chan.clone(),
        }
    }
}

impl<T> Drop for Tx<T> {
    fn drop(&mut self) {
        self.chan.drop_sender();
    }
}

/// A sender's end that does not keep the channel open.
pub(super) struct WeakTx<T> {
    chan: Arc<Chan<T>>,
}

impl<T> WeakTx<T> {
    /// The channel.
    pub(super) fn chan(&self) -> &Chan<T> {
        &self.chan
    }

    /// A full end, while there is still another.
    pub(super) fn upgrade(&self) -> Option<Tx<T>> {
        self.chan.upgrade().then(|| Tx {
            chan: self.chan.clone(),
        })
    }
}

impl<T> Clone for WeakTx<T> {
    fn clone(&self) -> WeakTx<T> {
        self.chan.add_weak();
        WeakTx {
            chan: self.chan.clone(),
        }
    }
}

impl<T> Drop for WeakTx<T> {
    fn drop(&mut self) {
        self.chan.drop_weak();
    }
}

/// The receiver's end: there is one.
pub(super) struct Rx<T> {
    chan: Arc<Chan<T>>,
}

impl<T> Rx<T> {
    /// The channel.
    pub(super) fn chan(&self) -> &Chan<T> {
        &self.chan
    }

    /// Polls for one value.
    #[inline]
    pub(super) fn poll_recv(
        &mut self,
        cx: &mut Context<'_>,
        caller: &'static Location<'static>,
    ) -> Poll<Option<T>> {
        self.chan.poll_recv(cx, caller)
    }

    /// Polls for up to `limit` values.
    pub(super) fn poll_recv_many(
        &mut self,
        cx: &mut Context<'_>,
        caller: &'static Location<'static>,
        buffer: &mut Vec<T>,
        limit: usize,
    ) -> Poll<usize> {
        if limit == 0 {
            return Poll::Ready(0);
        }
        self.chan.poll_recv_many(cx, caller, buffer, limit)
    }

    /// Calls `poll` until it is ready. If that is dropped half-way, the
    /// receiver no longer waits.
    pub(super) fn until<P, R>(&mut self, poll: P) -> Until<'_, T, P>
    where
        P: FnMut(&mut Rx<T>, &mut Context<'_>) -> Poll<R>,
    {
        Until {
            receiver: self,
            poll,
            waiting: false,
        }
    }
}

impl<T> Drop for Rx<T> {
    fn drop(&mut self) {
        self.chan.desert();
    }
}

/// The future of [`Rx::until`].
pub(super) struct Until<'a, T, P> {
    receiver: &'a mut Rx<T>,
    poll: P,
    waiting: bool,
}

// Nothing is pinned in it: `poll` is called, never polled.
impl<T, P> Unpin for Until<'_, T, P> {}

impl<T, P, R> Future for Until<'_, T, P>
where
    P: FnMut(&mut Rx<T>, &mut Context<'_>) -> Poll<R>,
{
    type Output = R;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        let this = &mut *self;
        let polled = (this.poll)(this.receiver, cx);
        this.waiting = polled.is_pending();
        polled
    }
}

impl<T, P> Drop for Until<'_, T, P> {
    fn drop(&mut self) {
        if self.waiting {
            self.receiver.chan.stop_waiting();
        }
    }
}
