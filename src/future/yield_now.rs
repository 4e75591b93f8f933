//! Letting others go first.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Pending once, ready at the second poll. Made by [`yield_now`].
///
/// # Cancellation
/// Dropping it leaves at most a wake behind: one poll too many, and harmless.
#[derive(Debug)]
#[must_use = "yielding happens when this is awaited"]
pub struct YieldNow(bool);

/// Goes to the back of the queue: wakes the task itself, then answers
/// `Pending`. To wait for something by yielding in a loop is busy-waiting.
pub fn yield_now() -> YieldNow {
    YieldNow(false)
}

impl Future for YieldNow {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
