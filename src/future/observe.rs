//! Watching a future that is not a task: was it ever polled, did it finish?

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::trace::{Resource, ResourceKind};

/// A future whose first poll and whose end stand in the trace. Made by [`observe`].
///
/// # Cancellation
/// Dropping it drops the future; one that was never polled is *forgotten*, and
/// the trace says so.
#[must_use = "a future does nothing until it is polled"]
pub struct Observe<F> {
    future: Pin<Box<F>>,
    resource: Resource,
    progress: usize,
}

const FORGOTTEN: usize = 0;
const HALF_DONE: usize = 1;
const FINISHED: usize = 2;

/// Watches `future`. It behaves as before; what happens to it can be seen.
#[track_caller]
pub fn observe<F: Future>(future: F) -> Observe<F> {
    let resource = Resource::new(ResourceKind::Future, 0, Location::caller());
    Observe {
        future: Box::pin(future),
        resource,
        progress: FORGOTTEN,
    }
}

impl<F: Future> Future for Observe<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if self.progress == FORGOTTEN {
            self.progress = HALF_DONE;
            self.resource.future_started();
        }
        let polled = self.future.as_mut().poll(context);
        if polled.is_ready() {
            self.progress = FINISHED;
        }
        polled
    }
}

impl<F> Drop for Observe<F> {
    fn drop(&mut self) {
        self.resource.future_dropped(self.progress);
    }
}
