//! Computing: the one thing that takes time within a poll.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::clock::Clock;
use super::instant::nanos;
use crate::trace::{self, Kind, halves};

/// Computes when polled, and is ready then. Made by [`cpu`].
///
/// # Cancellation
/// Dropped before its poll, it has computed nothing.
#[must_use = "a Cpu computes when it is polled"]
pub struct Cpu {
    clock: Clock,
    time: Duration,
    caller: &'static Location<'static>,
}

/// Holds the worker for `time`, as a long computation or a blocking call does:
/// it does not suspend, and nothing else runs on that worker meanwhile.
///
/// # Panics
/// Outside a run.
#[track_caller]
pub fn cpu(time: Duration) -> Cpu {
    Cpu {
        clock: Clock::current(),
        time,
        caller: Location::caller(),
    }
}

impl Future for Cpu {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        let (a, b) = halves(nanos(self.time));
        trace::record_at(Kind::Cpu, trace::current_task(), a, b, self.caller);
        self.clock.spend(self.time);
        Poll::Ready(())
    }
}
