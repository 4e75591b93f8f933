//! Channels with many senders and one receiver.
//!
//! A [`channel`] is bounded: it has so many slots, and whoever sends into a
//! full one waits in line until the receiver makes room. That is backpressure:
//! the producers go no faster than the consumer. An [`unbounded_channel`]
//! never makes a sender wait, and grows as far as memory goes.
//!
//! A channel ends from either side. When all senders are dropped, the receiver
//! gets what is left and then `None`. When the receiver is dropped, or
//! [closes](Receiver::close), senders get their values back as errors. Names
//! and semantics are those of `tokio::sync::mpsc`; all but `send_timeout`,
//! which is [`timeout`](crate::time::timeout) around `send`.
//!
//! Underneath, `chan` holds the values, the counts of handles and the places
//! of waiters; `slots` are a bounded channel's, served first come first served.
//! `handles` are the counted ends that the public types wrap.
//!
//! ```
//! use wakescope::sync::mpsc;
//!
//! wakescope::run::to_end(async {
//!     let (sender, mut receiver) = mpsc::channel(1);
//!     wakescope::executor::spawn(async move {
//!         for number in 0..3 {
//!             sender.send(number).await.unwrap();
//!         }
//!     });
//!     let mut received = Vec::new();
//!     while let Some(number) = receiver.recv().await {
//!         received.push(number);
//!     }
//!     assert_eq!(received, [0, 1, 2]);
//! });
//! ```

mod bounded;
mod chan;
mod handles;
mod permit;
mod receiver;
mod reserve;
mod slots;
mod unbounded;
mod weak;

pub mod error;

pub use bounded::{Sender, channel};
pub use permit::{OwnedPermit, Permit, PermitIterator};
pub use receiver::{Receiver, UnboundedReceiver};
pub use unbounded::{UnboundedSender, unbounded_channel};
pub use weak::{WeakSender, WeakUnboundedSender};
