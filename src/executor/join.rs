//! Waiting for a task's end. Owns nothing of the task but the right to its output.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::task::{AbortRef, Finished, JoinRef};
use crate::trace::{Resource, ResourceKind, Wait, WaitKind};

/// The right to await a task: `handle.await` gives its output, or a [`JoinError`].
///
/// # Cancellation
/// Dropping the handle detaches the task: it runs on, and its output is
/// dropped. Awaiting `&mut handle` and giving up loses nothing.
pub struct JoinHandle<T> {
    join: JoinRef<T>,
    /// This handle in the trace, from the first poll on that had to wait.
    waiting: Option<(Resource, Wait)>,
}

impl<T> JoinHandle<T> {
    pub(super) fn new(join: JoinRef<T>) -> JoinHandle<T> {
        JoinHandle {
            join,
            waiting: None,
        }
    }

    /// Asks for the task's end: its future is dropped when the executor next
    /// comes to it. A task that is done stays as it is.
    pub fn abort(&self) {
        self.join.abort();
    }

    /// A handle that can abort, and no more.
    #[must_use]
    pub fn abort_handle(&self) -> AbortHandle {
        AbortHandle(self.join.abort_ref())
    }

    /// Whether the task is done, or cancelled.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.join.is_done()
    }

    /// The task's number in its run.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.join.id()
    }

    fn end_wait(&mut self, given: bool) {
        if let Some((_, wait)) = self.waiting.take() {
            wait.end(given);
        }
    }
}

impl<T> Unpin for JoinHandle<T> {}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let caller = Location::caller();
        let Poll::Ready(finished) = self.join.poll(context) else {
            if self.waiting.is_none() {
                let id = self.id();
                let resource = Resource::new(ResourceKind::Join, id as usize, caller);
                self.waiting = Some((resource, resource.wait(WaitKind::Join, 1, caller)));
            }
            return Poll::Pending;
        };
        self.end_wait(true);
        let id = self.id();
        Poll::Ready(match finished {
            Finished::Returned(output) => Ok(output),
            Finished::Cancelled => Err(JoinError { id, payload: None }),
            Finished::Panicked(payload) => Err(JoinError {
                id,
                payload: Some(payload),
            }),
        })
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.end_wait(false);
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

/// The right to abort a task. Dropping it changes nothing.
#[derive(Clone)]
pub struct AbortHandle(AbortRef);

impl AbortHandle {
    /// As [`JoinHandle::abort`].
    pub fn abort(&self) {
        self.0.abort();
    }

    /// Whether the task is done, or cancelled.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.0.is_done()
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AbortHandle").field(&self.0.id()).finish()
    }
}

/// Why a task has no output: it was cancelled, or it panicked.
pub struct JoinError {
    id: u32,
    payload: Option<Box<dyn Any + Send>>,
}

impl JoinError {
    /// The number of the task in its run.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Whether the task was aborted, or its executor dropped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.payload.is_none()
    }

    /// Whether the task's future panicked.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.payload.is_some()
    }

    /// What the future panicked with.
    ///
    /// # Panics
    /// If the task was cancelled instead.
    #[must_use]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        self.payload
            .expect("the task was cancelled: there is no panic to take")
    }

    /// What the future panicked with, or this error back.
    ///
    /// # Errors
    /// If the task was cancelled instead.
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, JoinError> {
        let id = self.id;
        self.payload.ok_or(JoinError { id, payload: None })
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_cancelled() {
            "was cancelled"
        } else {
            "panicked"
        };
        write!(f, "task {} {what}", self.id)
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError({self})")
    }
}

impl std::error::Error for JoinError {}
