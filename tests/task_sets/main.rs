//! Sets of tasks, by the public face of `wakescope::task` alone: what a set
//! tells of its wakers, who is polled, what is dropped and when, and that the
//! memory is given back. Small enough for Miri.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod abort;
mod cancel;
mod desk;
mod edges;
mod join;
mod life;
mod messages;
mod outliving;
mod panics;
mod picking;
mod places;
mod races;
mod sequences;
mod storm;
mod strangers;
#[path = "../support/mod.rs"]
mod support;
mod wakers;
mod wakes;
