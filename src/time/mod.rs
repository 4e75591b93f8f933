//! Logical time: a clock that moves only when something happens, and futures
//! that wait for it. Owns deadlines; never waits itself.
//!
//! Time is nanoseconds since the run began. It does not pass: it *is moved*, by
//! a timer that fires, by a task that computes ([`cpu()`]), or by an input. So a
//! run takes the same logical time at every playing speed, and the same in a
//! test as in a page.

mod clock;
mod cpu;
mod entries;
mod instant;
mod interval;
mod sleep;
mod timeout;
mod wheel;

pub use clock::{Clock, Entered, wake_at};
pub use cpu::{Cpu, cpu};
pub use instant::{Instant, ms, now};
pub use interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use std::time::Duration;
pub use timeout::{Elapsed, timeout, timeout_at};
