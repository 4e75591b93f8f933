//! What comes of a poll, and of a task.

use std::any::Any;

/// What came of a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled {
    /// The future returned `Pending`; a wake will queue the task.
    Pending,
    /// It returned `Pending` and was woken meanwhile: the executor queues it.
    Again,
    /// It returned `Ready`; the output waits for the join handle.
    Ready,
    /// It panicked (natively; in wasm a panic ends the instance).
    Panicked,
    /// It was not polled: it is done, to be cancelled, or being polled at this moment.
    NotPolled,
}

/// What came of a task.
pub enum Finished<T> {
    /// The future returned this.
    Returned(T),
    /// The future panicked with this payload.
    Panicked(Box<dyn Any + Send>),
    /// The task was cancelled before its end.
    Cancelled,
}

/// What a panic said, as far as it can be told.
pub(super) fn message_of(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "a value that is not a text"
    }
}
