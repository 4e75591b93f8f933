//! Points in logical time.

use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::Duration;

use super::clock::Clock;

/// A point in logical time: nanoseconds since the run began, up to 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The run's beginning.
    pub const START: Instant = Instant(0);

    /// The time it is.
    ///
    /// # Panics
    /// Outside a run.
    #[must_use]
    pub fn now() -> Instant {
        Clock::with_current(Clock::now)
    }

    /// The point this many nanoseconds after the run's beginning.
    #[must_use]
    pub fn from_nanos(nanos: u64) -> Instant {
        Instant(nanos)
    }

    /// Nanoseconds since the run's beginning.
    #[must_use]
    pub fn as_nanos(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero if it is not.
    #[must_use]
    pub fn duration_since(self, earlier: Instant) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }

    /// How long ago this was; zero if it is to come.
    ///
    /// # Panics
    /// Outside a run.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        Instant::now().duration_since(self)
    }
}

/// The nanoseconds of a duration; the longest there is for longer ones.
pub(super) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl Add<Duration> for Instant {
    type Output = Instant;

    /// Saturates at the end of time.
    fn add(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_add(nanos(duration)))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Instant;

    /// Saturates at the run's beginning.
    fn sub(self, duration: Duration) -> Instant {
        Instant(self.0.saturating_sub(nanos(duration)))
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}

/// The time it is; short for [`Instant::now`].
///
/// # Panics
/// Outside a run.
#[must_use]
pub fn now() -> Instant {
    Instant::now()
}

/// So many milliseconds; short for [`Duration::from_millis`].
#[must_use]
pub const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
