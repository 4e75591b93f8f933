//! A task: a future that an executor owns, and the wakers that lead back to it.
//!
//! Owns the memory of tasks and all of the crate's `unsafe`. Never decides when
//! a task is polled: that is the executor's.
//!
//! Read in this order: [`state`] (what a task can be, as a diagram), [`set`] (the
//! tasks of an executor with one thread, which all stages up to the queue stand
//! on), [`any_thread`] (tasks that threads share).
#![allow(unsafe_code)] // The one allowance: each block below says what makes it sound.

pub mod any_thread;
mod bell;
mod guarded;
mod lock;
mod park;
mod random;
mod result;
pub mod set;
pub mod state;
mod thread;
mod waker_slot;

pub use bell::Bell;
pub use guarded::*;
pub use lock::*;
pub use park::{Park, Parked, Unpark};
pub use random::Random;
pub use result::{Finished, Polled};
pub use set::{AbortRef, JoinRef, Picked, ReadyQueue, TaskSet, WakerTable, Watch};
pub use state::Woken;
pub use waker_slot::WakerSlot;
