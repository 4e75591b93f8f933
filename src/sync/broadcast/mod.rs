//! A channel with many senders and many receivers, each of which sees every
//! value that was sent since it subscribed.
//!
//! It holds the last `capacity` values. Sending never waits: the oldest value
//! is overwritten, and a receiver that had not come to it yet is told how many
//! it missed ([`Lagged`](error::RecvError::Lagged)). A value goes as soon as
//! its last receiver has it. Names and semantics are those of
//! `tokio::sync::broadcast`.
//!
//! ```text
//!  positions   … 5   6   7   8   9          next to be sent: 10
//!  held              6   7   8   9          capacity 4: value 5 was overwritten
//!  receivers     ^       ^           ^
//!                at 5:   at 7        at 10: waits
//!                Lagged(1), then 6
//! ```
//!
//! ```
//! use wakescope::sync::broadcast;
//!
//! wakescope::run::to_end(async {
//!     let (sender, mut one) = broadcast::channel(16);
//!     let mut other = sender.subscribe();
//!     sender.send(10).unwrap();
//!     assert_eq!(one.recv().await, Ok(10));
//!     assert_eq!(other.recv().await, Ok(10));
//! });
//! ```

mod receiver;
mod sender;
mod shared;

pub mod error;

use std::panic::Location;
use std::sync::Arc;

pub use receiver::Receiver;
pub use sender::{Sender, WeakSender};

use shared::Shared;

/// Makes a channel that holds the last `capacity` values, rounded up to a
/// power of two.
///
/// # Panics
/// If `capacity` is 0 or more than `usize::MAX / 2`.
///
/// ```
/// let (sender, mut receiver) = wakescope::sync::broadcast::channel(2);
/// assert_eq!(sender.send('a').unwrap(), 1);
/// assert_eq!(receiver.try_recv(), Ok('a'));
/// ```
#[must_use]
#[track_caller]
pub fn channel<T: Clone>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared::new(capacity, Location::caller()));
    let sender = Sender::of(shared);
    let receiver = sender.subscribe();
    (sender, receiver)
}
