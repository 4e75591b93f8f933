//! A channel that holds one value, the latest, and tells its watchers when it
//! has changed. Whoever is slow misses what was between, never the last.
//!
//! Owns the value, and a version that grows with each change; a receiver
//! remembers the version it has seen. Names and semantics are those of
//! `tokio::sync::watch`.
//!
//! ```text
//!  send:  value, version + 1, all who wait in `changed` are woken
//!  receiver:  seen == version: nothing new        seen != version: changed
//! ```
//!
//! The value is borrowed, not cloned: a [`Ref`] holds a read lock, and whoever
//! sends meanwhile blocks its thread until it is dropped. Keep it short, and
//! never across an `.await` (the compiler sees to that where futures have to
//! be `Send`). In a browser, whose thread must not block, that is a panic.
//!
//! ```
//! use wakescope::sync::watch;
//!
//! wakescope::run::to_end(async {
//!     let (sender, mut receiver) = watch::channel("hello");
//!     wakescope::executor::spawn(async move { sender.send("world").unwrap() });
//!     assert_eq!(*receiver.borrow(), "hello");
//!     receiver.changed().await.unwrap();
//!     assert_eq!(*receiver.borrow_and_update(), "world");
//! });
//! ```

mod receiver;
mod sender;
mod shared;

pub mod error;

use std::panic::Location;
use std::sync::Arc;

pub use receiver::Receiver;
pub use sender::Sender;
pub use shared::Ref;

use shared::Shared;

/// Makes a channel that holds `init`, which the receiver counts as seen.
///
/// ```
/// let (_sender, receiver) = wakescope::sync::watch::channel(1);
/// assert_eq!(*receiver.borrow(), 1);
/// assert!(!receiver.has_changed().unwrap());
/// ```
#[must_use]
#[track_caller]
pub fn channel<T>(init: T) -> (Sender<T>, Receiver<T>) {
    let sender = Sender::of(Arc::new(Shared::new(init, Location::caller())));
    let receiver = sender.subscribe();
    (sender, receiver)
}
