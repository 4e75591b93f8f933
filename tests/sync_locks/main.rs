//! The locks of `wakescope::sync`: `Semaphore`, `Mutex`, `RwLock`, `Notify`,
//! `Barrier`.
//!
//! `like_tokio_*` are the examples of tokio's documentation in our own words:
//! the primitives are used as they are there, only the imports differ. The
//! others test what no example shows.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

#[path = "../support/mod.rs"]
mod support;

mod auto_traits;
mod cancellation;
mod fairness;
mod like_tokio_mutex;
mod like_tokio_notify_barrier;
mod like_tokio_rwlock;
mod like_tokio_rwlock_owned;
mod like_tokio_semaphore;
mod properties;
mod threads;
mod traced;
