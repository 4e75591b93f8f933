//! A task: a future that an executor owns, and the wakers that lead back to it.
//!
//! Owns the memory of tasks and all of the crate's `unsafe`. Never decides when
//! a task is polled: that is the executor's, behind the trait [`Schedule`].
//!
//! Read in this order: [`state`] (what a task can be, as a diagram), `header`
//! (what it looks like in memory), `raw` (poll, cancel, and the waker's four
//! functions), `join` (how its result gets out), `ready_queue` (the line of
//! tasks that want a poll).
//!
//! ```text
//!   Task ──┐                      one allocation
//!   Task ──┼──▶ ┌────────┬───────────┬──────────────────────────┐
//!  Waker ──┤    │ header │ scheduler │ the future, then its     │
//!  Waker ──┤    │        │           │ output, then nothing     │
//!  JoinRef ┘    └────────┴───────────┴──────────────────────────┘
//! ```
#![allow(unsafe_code)] // The one allowance: each block below says what makes it sound.

mod guarded;
mod header;
mod join;
mod park;
mod random;
mod raw;
mod ready_queue;
pub mod state;
mod thread;
mod waker_slot;

pub use guarded::*;
pub use join::{Finished, JoinRef};
pub use park::{Park, Parked, Unpark};
pub use random::Random;
pub use raw::{Polled, Schedule, Task, spawn_local, spawn_send};
pub use ready_queue::ReadyQueue;
pub use state::Woken;
pub use waker_slot::WakerSlot;
