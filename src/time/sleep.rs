//! Waiting for a point in time.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::clock::Clock;
use super::entries::Key;
use super::instant::Instant;

/// Ready once it is `deadline`. Made by [`sleep`] and [`sleep_until`].
///
/// # Cancellation
/// Dropping it takes its timer back. Polling it on after a pause loses nothing.
#[must_use = "a Sleep does nothing until it is polled"]
pub struct Sleep {
    clock: Clock,
    deadline: Instant,
    timer: Option<Key>,
    caller: &'static Location<'static>,
}

/// Waits until `duration` from now has passed. The deadline is set now, not
/// at the first poll; the timer at the first poll.
///
/// # Panics
/// Outside a run.
#[track_caller]
pub fn sleep(duration: Duration) -> Sleep {
    let clock = Clock::current();
    let deadline = clock.now() + duration;
    Sleep {
        clock,
        deadline,
        timer: None,
        caller: Location::caller(),
    }
}

/// Waits until `deadline`; ready at once if it is past.
///
/// # Panics
/// Outside a run.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep {
        clock: Clock::current(),
        deadline,
        timer: None,
        caller: Location::caller(),
    }
}

impl Sleep {
    /// When it will be ready.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whether the deadline has passed.
    #[must_use]
    pub fn is_elapsed(&self) -> bool {
        self.clock.now() >= self.deadline
    }

    /// Whoever waits for it now waits at `caller`.
    pub(super) fn moved_to(&mut self, caller: &'static Location<'static>) {
        self.caller = caller;
    }

    /// Gives it a new deadline; a timer that was set is taken back, and set
    /// anew at the next poll.
    pub fn reset(mut self: Pin<&mut Self>, deadline: Instant) {
        if let Some(key) = self.timer.take() {
            self.clock.cancel(self.deadline, key);
        }
        self.deadline = deadline;
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.is_elapsed() {
            if let Some(key) = self.timer.take() {
                // Polled by chance after the deadline, before the timer fired.
                self.clock.cancel(self.deadline, key);
            }
            return Poll::Ready(());
        }
        let waiting = self
            .timer
            .is_some_and(|key| self.clock.update(key, context.waker()));
        if !waiting {
            let key = self
                .clock
                .set(self.deadline, context.waker().clone(), self.caller);
            self.timer = Some(key);
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some(key) = self.timer.take() {
            self.clock.cancel(self.deadline, key);
        }
    }
}
