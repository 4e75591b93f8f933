//! The half that sends.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::{Aside, State};
use crate::task::Half;
use crate::trace::WaitKind;
use crate::trace::probe::Resource;

const TAKEN: &str = "only `send` takes it, and consumes the sender";

/// The half that sends. Dropping it without sending tells the receiver so.
pub struct Sender<T> {
    /// `None` once it has sent.
    half: Option<Half<State<T>>>,
}

impl<T> Sender<T> {
    pub(super) fn new(half: Half<State<T>>) -> Sender<T> {
        Sender { half: Some(half) }
    }

    fn half(&self) -> &Half<State<T>> {
        self.half.as_ref().expect(TAKEN)
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
    #[inline]
    pub fn send(mut self, value: T) -> Result<(), T> {
        let half = self.half.take().expect(TAKEN);
        let after = half.leave(|state| state.finish_sending(Some(value)));
        after.finish().map_or(Ok(()), Err)
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
        self.half().lock().closed
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
        let mut state = self.half().lock();
        if state.closed {
            return Poll::Ready(());
        }
        // Untraced, if it is not there: then nobody asks where it was made.
        let aside = state
            .aside
            .get_or_insert_with(|| Aside::new(Resource::untraced(), caller));
        let (resource, waker) = (aside.resource, cx.waker());
        let replaced = aside.sender.sit(resource, WaitKind::Close, caller, waker);
        drop(state);
        drop(replaced);
        Poll::Pending
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if let Some(half) = self.half.take() {
            let after = half.leave(|state| state.finish_sending(None));
            // No value goes, so none comes back.
            after.finish();
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
        let _waker = self.sender.half().lock().clear_sender(false);
    }
}
