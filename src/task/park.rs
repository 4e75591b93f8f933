//! What an executor does when it has nothing to poll. Owns no policy: the
//! executor asks, the driver of the run answers.

use std::time::Duration;

/// What came of parking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parked {
    /// Something may have happened: look at the queue again.
    Woken,
    /// Nothing can ever happen any more: no timer is set, no input can come.
    Forever,
}

/// What an executor rests on: the thread, the browser's event loop, or a
/// logical clock that can jump.
pub trait Park {
    /// Waits until something may be ready.
    fn park(&mut self) -> Parked;

    /// The executor spent `time` going around without parking.
    fn spent(&mut self, time: Duration);
}

/// Ends a [`Park::park`], from any thread. Called when a task is queued.
pub trait Unpark: Send + Sync {
    /// Makes a current or the next `park` return.
    fn unpark(&self);
}
