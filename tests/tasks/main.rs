//! Tasks, by the public face of `wakescope::task` alone: every test counts
//! polls, schedules and drops, and whether the memory was given back. Small
//! enough for Miri.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod desk;
mod join;
mod life;
mod panics;
mod queue;
mod sequences;
#[path = "../support/mod.rs"]
mod support;
mod threads;
