//! The future that waits for [`Permits`], and what can go wrong. Owns the
//! waiter's end of the line; the line itself belongs to the permits.

use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::permits::Permits;
use super::wait_list::Key;
use crate::trace::WaitKind;

/// What stands in front of some permits: where they are, and what their
/// holder gets. An [`Acquire`] owns one while it waits.
pub(crate) trait Gate {
    /// What waiting ends with: a guard, or a `Result` where one can close.
    type Output;

    /// The permits to wait for.
    fn permits(&self) -> &Permits;

    /// The wait is over: the task with the given number holds the permits, or
    /// they were closed.
    fn pass(self, holder: Result<u32, AcquireError>) -> Self::Output;
}

/// Waits for permits, behind everyone who came before.
///
/// # Cancellation
///
/// Dropping it leaves the line; permits already handed over go to the next.
#[must_use = "futures do nothing unless polled or awaited"]
pub(crate) struct Acquire<G: Gate> {
    /// Taken when the wait is over.
    gate: Option<G>,
    amount: usize,
    kind: WaitKind,
    caller: &'static Location<'static>,
    key: Option<Key>,
}

impl<G: Gate> Acquire<G> {
    /// Will wait for `amount` permits of `gate`; `caller` is where the user
    /// asked for them. Enters the line when first polled.
    pub(crate) fn new(
        gate: G,
        amount: usize,
        kind: WaitKind,
        caller: &'static Location<'static>,
    ) -> Acquire<G> {
        Acquire {
            gate: Some(gate),
            amount,
            kind,
            caller,
            key: None,
        }
    }
}

// Nothing is pinned: the gate is only ever moved.
impl<G: Gate> Unpin for Acquire<G> {}

impl<G: Gate> Future for Acquire<G> {
    type Output = G::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<G::Output> {
        let this = &mut *self;
        let Some(gate) = this.gate.take() else {
            panic!("polled after it was ready");
        };
        // The first poll mostly finds what it wants; all else is out of line.
        let at_once = match this.key {
            None => gate.permits().take(this.amount).ok(),
            Some(_) => None,
        };
        if let Some(holder) = at_once {
            return Poll::Ready(gate.pass(Ok(holder)));
        }
        let wish = (this.amount, this.kind, this.caller);
        match gate.permits().poll_acquire(&mut this.key, wish, cx) {
            Poll::Ready(holder) => Poll::Ready(gate.pass(holder)),
            Poll::Pending => {
                this.gate = Some(gate);
                Poll::Pending
            }
        }
    }
}

impl<G: Gate> Drop for Acquire<G> {
    #[inline]
    fn drop(&mut self) {
        if let (Some(gate), Some(key)) = (&self.gate, self.key.take()) {
            gate.permits().leave(key);
        }
    }
}

/// Waiting for permits failed: the semaphore is closed.
///
/// # Examples
///
/// ```
/// use wakescope::sync::Semaphore;
/// wakescope::run::to_end(async {
///     let semaphore = Semaphore::new(1);
///     semaphore.close();
///     let error = semaphore.acquire().await.unwrap_err();
///     assert_eq!(error.to_string(), "semaphore closed");
/// });
/// ```
#[derive(Debug)]
pub struct AcquireError(pub(super) ());

impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("semaphore closed")
    }
}

impl Error for AcquireError {}

/// Permits could not be had at once.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{Semaphore, TryAcquireError};
/// let error = Semaphore::new(0).try_acquire().unwrap_err();
/// assert!(matches!(error, TryAcquireError::NoPermits));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryAcquireError {
    /// The semaphore is closed: there will never be any.
    Closed,
    /// Too few are available now, or others wait for them.
    NoPermits,
}

impl fmt::Display for TryAcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryAcquireError::Closed => "semaphore closed",
            TryAcquireError::NoPermits => "no permits available",
        })
    }
}

impl Error for TryAcquireError {}
