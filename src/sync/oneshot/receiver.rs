//! The half that receives.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::State;
use super::error::{RecvError, TryRecvError};
use crate::sync::seat::place_of_await;
use crate::task::Half;

/// The half that receives: await it for the value, or for the error that says
/// that none will come.
///
/// # Cancellation
/// Dropping it closes the channel; a value in it is dropped. To wait for it
/// with other things and keep it, await `&mut receiver`.
#[must_use = "a receiver does nothing unless awaited"]
pub struct Receiver<T> {
    /// `None` once it has given its answer.
    half: Option<Half<State<T>>>,
}

impl<T> Receiver<T> {
    pub(super) fn new(half: Half<State<T>>) -> Receiver<T> {
        Receiver { half: Some(half) }
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
        if let Some(half) = &mut self.half {
            let after = half.lock_mut().close();
            after.finish();
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
        self.half.is_none()
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
        self.half
            .as_ref()
            .is_none_or(|half| half.lock().value.is_none())
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
        let Some(half) = &mut self.half else {
            return Err(TryRecvError::Closed);
        };
        let mut state = half.lock_mut();
        let gone = state.is_alone();
        let answer = state.answer(gone);
        drop(state);
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
    #[inline]
    fn leave(&mut self) {
        if let Some(half) = self.half.take() {
            let after = half.leave(State::finish_receiving);
            let _unreceived = after.finish();
        }
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    /// # Panics
    /// When it has given its answer before.
    #[track_caller]
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let caller = Location::caller();
        let half = self
            .half
            .as_mut()
            .expect("a oneshot receiver was polled after its answer");
        let mut state = half.lock_mut();
        let gone = state.is_alone();
        let Some(answer) = state.answer(gone) else {
            let replaced = state.wait(cx.waker(), |made| place_of_await(caller, made));
            drop(state);
            drop(replaced);
            return Poll::Pending;
        };
        drop(state);
        // If the sender is gone, which it mostly is, this locks nothing.
        self.leave();
        Poll::Ready(answer)
    }
}

impl<T> Drop for Receiver<T> {
    #[inline]
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
