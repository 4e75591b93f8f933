//! The half that sends.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::Shared;
use crate::sync::seat::lock;
use crate::trace::WaitKind;

/// The half that sends. Dropping it without sending tells the receiver so.
pub struct Sender<T> {
    /// `None` once it has sent.
    shared: Option<Arc<Shared<T>>>,
}

impl<T> Sender<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Sender<T> {
        Sender {
            shared: Some(shared),
        }
    }

    fn shared(&self) -> &Shared<T> {
        self.shared
            .as_ref()
            .expect("only `send` takes it, and consumes the sender")
    }

    /// Sends the value, at once: no waiting, no task needed. That it was sent
    /// does not mean that it will be received: the receiver may yet be dropped.
    ///
    /// # Errors
    /// Gives the value back if the receiver was dropped or has closed.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::oneshot::channel();
    /// drop(receiver);
    /// assert_eq!(sender.send(3), Err(3));
    /// ```
    pub fn send(mut self, value: T) -> Result<(), T> {
        let shared = self
            .shared
            .take()
            .expect("only `send` takes it, and consumes the sender");
        shared.finish_sending(Some(value))
    }

    /// Waits until the receiver is dropped or has closed: then nobody wants
    /// the value any more.
    ///
    /// # Cancellation
    /// Dropping it loses nothing; call it again to wait again.
    ///
    /// ```
    /// use wakescope::sync::oneshot;
    ///
    /// wakescope::run::to_end(async {
    ///     let (mut sender, receiver) = oneshot::channel::<()>();
    ///     wakescope::executor::spawn(async move { drop(receiver) });
    ///     sender.closed().await;
    /// });
    /// ```
    #[track_caller]
    pub fn closed(&mut self) -> impl Future<Output = ()> {
        SenderClosed {
            sender: self,
            caller: Location::caller(),
        }
    }

    /// Whether the receiver was dropped or has closed, so that `send` fails.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::oneshot::channel::<()>();
    /// assert!(!sender.is_closed());
    /// drop(receiver);
    /// assert!(sender.is_closed());
    /// ```
    #[must_use]
    pub fn is_closed(&self) -> bool {
        lock(&self.shared().state).closed
    }

    /// As [`closed`](Self::closed), for futures written by hand. Only the
    /// waker of the last call is woken.
    #[track_caller]
    pub fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_closed_at(cx, Location::caller())
    }

    fn poll_closed_at(
        &mut self,
        cx: &mut Context<'_>,
        caller: &'static Location<'static>,
    ) -> Poll<()> {
        let shared = self.shared();
        let _replaced;
        let mut state = lock(&shared.state);
        if state.closed {
            return Poll::Ready(());
        }
        _replaced = state
            .sender
            .sit(shared.resource, WaitKind::Close, caller, cx.waker());
        Poll::Pending
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            // No value goes, so none comes back.
            let _ = shared.finish_sending(None);
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("closed", &self.is_closed())
            .finish()
    }
}

struct SenderClosed<'a, T> {
    sender: &'a mut Sender<T>,
    caller: &'static Location<'static>,
}

impl<T> Future for SenderClosed<'_, T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let caller = self.caller;
        self.sender.poll_closed_at(cx, caller)
    }
}

impl<T> Drop for SenderClosed<'_, T> {
    fn drop(&mut self) {
        // The guard is gone at the end of the statement, before the waker.
        let _waker = lock(&self.sender.shared().state).sender.clear(false);
    }
}
