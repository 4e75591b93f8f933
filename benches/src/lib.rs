//! The workloads, and every contender doing them. Owns what is done; never how figures are shown:
//! that is `wakescope-bench-report`'s.
//!
//! A [`Workload`] says what is done and how often. A [`Contender`] turns it into a [`Job`], which
//! does the whole of it each time it is called and panics if anything was left undone. Each
//! contender has a file of its own and uses its executor, its channels and its locks as their
//! documentation advises; what all contenders do alike is in [`tasks`].
#![allow(clippy::duplicate_mod)] // `contenders/ours.rs` is for two builds of Wakescope.

pub mod contenders;
pub mod job;
pub mod latch;
#[cfg(feature = "memory")]
pub mod memory;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
#[cfg(not(target_arch = "wasm32"))]
pub mod options;
pub mod tasks;
#[cfg(target_arch = "wasm32")]
pub mod web;
pub mod workload;

pub use contenders::Contender;
pub use job::Job;
pub use workload::Workload;
