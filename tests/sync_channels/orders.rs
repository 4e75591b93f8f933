//! Random and exhaustive interleavings, each step compared with a plain model
//! of what should happen. Futures are polled by hand, woken or not; the model
//! also knows who must have been woken by now.

mod broadcast;
mod mpsc;
mod oneshot;
mod programs;
mod unbounded;
mod watch;

use std::task::Poll;

use crate::support::AnyByHand;

/// A future in flight, and how often it had been woken when last polled.
struct InFlight<T> {
    future: AnyByHand<'static, T>,
    wakes_seen: usize,
}

impl<T> InFlight<T> {
    /// Starts a future; gives it back in flight if it has to wait.
    fn start(future: AnyByHand<'static, T>) -> Result<T, InFlight<T>> {
        let mut started = InFlight {
            future,
            wakes_seen: 0,
        };
        match started.poll() {
            Poll::Ready(output) => Ok(output),
            Poll::Pending => Err(started),
        }
    }

    fn poll(&mut self) -> Poll<T> {
        self.wakes_seen = self.future.wakes();
        self.future.poll()
    }

    /// Whether it was woken since it was last polled.
    fn is_woken(&self) -> bool {
        self.future.wakes() > self.wakes_seen
    }
}
