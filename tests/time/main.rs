//! Logical time: sleeps, intervals, timeouts, computing; and timers that are
//! never early and fire in order.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod intervals;
mod order;
mod sleeping;
#[path = "../support/mod.rs"]
mod support;
mod wakers;

use wakescope::time::{Instant, ms, now};

/// The time since the run began, in milliseconds.
pub(crate) fn clock() -> u64 {
    now().as_nanos() / 1_000_000
}

pub(crate) fn at(millis: u64) -> Instant {
    Instant::START + ms(millis)
}
