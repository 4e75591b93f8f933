//! Ticks at a steady pace.

use std::future::poll_fn;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::instant::Instant;
use super::sleep::{Sleep, sleep_until};

/// What an [`Interval`] does about ticks that were missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTickBehavior {
    /// Ticks at once, as often as it missed, until it has caught up.
    #[default]
    Burst,
    /// Counts the period anew from the late tick.
    Delay,
    /// Leaves out what was missed and keeps to the old beat.
    Skip,
}

/// Ticks at a steady pace; the first tick is due at once. Made by [`interval`].
#[must_use = "an Interval does nothing until its tick is awaited"]
pub struct Interval {
    sleep: Sleep,
    period: Duration,
    missed: MissedTickBehavior,
}

/// Ticks now and then every `period`.
///
/// # Panics
/// If `period` is zero, and outside a run.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Ticks at `start` and then every `period`.
///
/// # Panics
/// If `period` is zero, and outside a run.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(
        !period.is_zero(),
        "an interval's period is longer than zero"
    );
    Interval {
        sleep: sleep_until(start),
        period,
        missed: MissedTickBehavior::default(),
    }
}

impl Interval {
    /// Waits for the next tick; when it was due.
    ///
    /// # Cancellation
    /// Dropping the future loses no tick: the next call waits for the same one.
    #[track_caller]
    pub fn tick(&mut self) -> impl Future<Output = Instant> + '_ {
        self.sleep.moved_to(Location::caller());
        poll_fn(|context| self.poll_tick(context))
    }

    /// [`Interval::tick`], for futures written by hand.
    pub fn poll_tick(&mut self, context: &mut Context<'_>) -> Poll<Instant> {
        if Pin::new(&mut self.sleep).poll(context).is_pending() {
            return Poll::Pending;
        }
        let (due, now) = (self.sleep.deadline(), Instant::now());
        let next = match self.missed {
            _ if now <= due + self.period => due + self.period,
            MissedTickBehavior::Burst => due + self.period,
            MissedTickBehavior::Delay => now + self.period,
            MissedTickBehavior::Skip => {
                let period = self.period.as_nanos();
                let into = now.duration_since(due).as_nanos() % period;
                now + Duration::from_nanos((period - into) as u64)
            }
        };
        Pin::new(&mut self.sleep).reset(next);
        Poll::Ready(due)
    }

    /// Begins anew: the next tick is one period from now.
    ///
    /// # Panics
    /// Outside a run.
    pub fn reset(&mut self) {
        let next = Instant::now() + self.period;
        Pin::new(&mut self.sleep).reset(next);
    }

    /// The time between two ticks.
    #[must_use]
    pub fn period(&self) -> Duration {
        self.period
    }

    /// What it does about missed ticks.
    #[must_use]
    pub fn missed_tick_behavior(&self) -> MissedTickBehavior {
        self.missed
    }

    /// Says what it does about missed ticks.
    pub fn set_missed_tick_behavior(&mut self, missed: MissedTickBehavior) {
        self.missed = missed;
    }
}
