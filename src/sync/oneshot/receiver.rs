//! The half that receives.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::Shared;
use super::error::{RecvError, TryRecvError};
use crate::sync::seat::{lock, place_of_await};
use crate::trace::{Side, WaitKind};

/// The half that receives: await it for the value, or for the error that says
/// that none will come.
///
/// # Cancellation
/// Dropping it closes the channel; a value in it is dropped. To wait for it
/// with other things and keep it, await `&mut receiver`.
#[must_use = "a receiver does nothing unless awaited"]
pub struct Receiver<T> {
    /// `None` once it has given its answer.
    shared: Option<Arc<Shared<T>>>,
}

impl<T> Receiver<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Receiver<T> {
        Receiver {
            shared: Some(shared),
        }
    }

    /// Nothing can be sent from now on; what was sent before can be received.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::oneshot::channel();
    /// receiver.close();
    /// assert_eq!(sender.send(3), Err(3));
    /// assert!(receiver.try_recv().is_err());
    /// ```
    pub fn close(&mut self) {
        if let Some(shared) = &self.shared {
            shared.close();
        }
    }

    /// Whether the receiver has given its answer, the value or the error, and
    /// must not be awaited again.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::oneshot::channel();
    /// sender.send(3).unwrap();
    /// assert!(!receiver.is_terminated());
    /// assert_eq!(receiver.try_recv(), Ok(3));
    /// assert!(receiver.is_terminated());
    /// ```
    #[must_use]
    pub fn is_terminated(&self) -> bool {
        self.shared.is_none()
    }

    /// Whether no value is in the channel. An empty one can still have an
    /// answer, the error; see [`is_terminated`](Self::is_terminated).
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::oneshot::channel();
    /// assert!(receiver.is_empty());
    /// sender.send(3).unwrap();
    /// assert!(!receiver.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shared
            .as_ref()
            .is_none_or(|shared| lock(&shared.state).value.is_none())
    }

    /// Takes the value if it was sent already. Does not wait.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] if a value may still come,
    /// [`TryRecvError::Closed`] if none will.
    ///
    /// ```
    /// use wakescope::sync::oneshot::{self, error::TryRecvError};
    ///
    /// let (sender, mut receiver) = oneshot::channel::<u8>();
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    /// drop(sender);
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    /// ```
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let Some(shared) = &self.shared else {
            return Err(TryRecvError::Closed);
        };
        let answer = shared.answer(&mut lock(&shared.state));
        let answer = answer.ok_or(TryRecvError::Empty)?;
        self.leave();
        answer.map_err(|RecvError(())| TryRecvError::Closed)
    }

    /// Waits by blocking the thread. Not in a browser.
    ///
    /// # Errors
    /// As awaiting the receiver.
    ///
    /// # Panics
    /// Within a task, and if the receiver has given its answer before.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::oneshot::channel();
    /// let thread = std::thread::spawn(move || receiver.blocking_recv());
    /// sender.send(3).unwrap();
    /// assert_eq!(thread.join().unwrap(), Ok(3));
    /// ```
    #[cfg(not(target_family = "wasm"))]
    #[track_caller]
    pub fn blocking_recv(self) -> Result<T, RecvError> {
        crate::sync::blocking::block_on(self)
    }

    /// The receiver's half of the channel ends; a value left in it is dropped.
    fn leave(&mut self) {
        if let Some(shared) = self.shared.take() {
            shared.resource.handle_dropped(Side::Receiver);
            shared.close();
            let _unreceived = lock(&shared.state).value.take();
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    /// # Panics
    /// When it has given its answer before.
    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let caller = Location::caller();
        let shared = self
            .shared
            .as_ref()
            .expect("a oneshot receiver was polled after its answer");
        let answer = {
            let _replaced;
            let mut state = lock(&shared.state);
            let Some(answer) = shared.answer(&mut state) else {
                let place = place_of_await(caller, shared.made);
                let (resource, waker) = (shared.resource, cx.waker());
                _replaced = state
                    .receiver
                    .sit(resource, WaitKind::Receive, place, waker);
                return Poll::Pending;
            };
            answer
        };
        self.leave();
        Poll::Ready(answer)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.leave();
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("terminated", &self.is_terminated())
            .field("empty", &self.is_empty())
            .finish()
    }
}
