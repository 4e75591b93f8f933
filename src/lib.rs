//! Wakescope: watch a hand-written async executor run, and take its controls.
//!
//! This crate is the executor, its primitives, and the record of what they do;
//! the page around it draws that record and nothing else. Everything runs in
//! logical time and is deterministic: a run is a function of its [`run::RunSpec`].
//!
//! # Reading order, along the series
//!
//! 1. [`executor::busy_loop`]: polls in a circle
//! 2. [`executor::block_on`]: one future, a waker, parks
//! 3. [`task`], then [`executor::queue`] and [`executor::policy`]: many tasks, one thread
//! 4. [`time`], [`sync`], [`future`]: what tasks wait for
//! 5. [`trace`]: what is written down, and what follows from it
//! 6. [`run`] and [`lessons`]: a whole run from its spec; the programs shown
//!
//! # Who may import whom
//!
//! | module | imports |
//! |---|---|
//! | `task`, `trace` | std |
//! | `executor`, `time`, `sync`, `future` | `task`, `trace` |
//! | `lessons` | `executor`, `time`, `sync`, `future` |
//! | `run` | all of these |
//! | `web` | everything; nothing imports it |

pub mod executor;
pub mod future;
pub mod lessons;
pub mod run;
pub mod sync;
pub mod task;
pub mod time;
pub mod trace;
#[cfg(all(target_arch = "wasm32", feature = "web"))]
pub mod web;

/// The examples of the two READMEs, so that they stay true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../README.zh-CN.md")]
pub struct Readme;
