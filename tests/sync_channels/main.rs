//! The channels of `wakescope::sync`: oneshot, mpsc, broadcast, watch.
//!
//! - `like_tokio_*`: what the documentation of `tokio::sync` shows, in our own
//!   words, with only the imports changed.
//! - `orders`: random interleavings of whole programs; nothing is lost,
//!   doubled or out of order, and no wake is lost.
//! - `cancelled`: every future, dropped at every point of its life.
//! - `threads`: the same channels between threads that block.
//! - `seen`: what the trace says of them.
//! - `auto_traits`: they are `Send`, `Sync` and `Unpin` where tokio's are.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

#[path = "../support/mod.rs"]
mod support;

mod auto_traits;
mod cancelled;
mod helpers;
mod like_tokio_broadcast;
mod like_tokio_mpsc;
mod like_tokio_mpsc_permits;
mod like_tokio_oneshot;
mod like_tokio_unbounded;
mod like_tokio_watch;
mod orders;
mod seen;
mod threads;
