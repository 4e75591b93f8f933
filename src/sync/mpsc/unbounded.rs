//! The sender of an unbounded channel.

use std::fmt;
use std::future::Future;
use std::panic::Location;

use super::chan::Chan;
use super::error::SendError;
use super::handles::{Tx, ends};
use super::receiver::UnboundedReceiver;
use super::weak::WeakUnboundedSender;
use crate::sync::closed::Closed;

/// Makes a channel without a bound: sending never waits, and nothing but the
/// receiver's pace keeps it from growing.
///
/// ```
/// let (sender, mut receiver) = wakescope::sync::mpsc::unbounded_channel();
/// sender.send('a').unwrap();
/// assert_eq!(receiver.try_recv(), Ok('a'));
/// ```
#[must_use]
#[track_caller]
pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    let (tx, rx) = ends(Chan::new(None, Location::caller()));
    (UnboundedSender { tx }, UnboundedReceiver::new(rx))
}

/// Sends into an unbounded channel. Clones send into the same one; when the
/// last is dropped the channel ends.
pub struct UnboundedSender<T> {
    tx: Tx<T>,
}

impl<T> UnboundedSender<T> {
    pub(super) fn new(tx: Tx<T>) -> UnboundedSender<T> {
        UnboundedSender { tx }
    }

    /// Sends a value, at once: no waiting, no task needed.
    ///
    /// # Errors
    /// With the value, if the receiver was dropped or has closed.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::mpsc::unbounded_channel();
    /// drop(receiver);
    /// assert_eq!(sender.send('a').unwrap_err().0, 'a');
    /// ```
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.tx.chan().push_unbounded(value)
    }

    /// Waits until the receiver is dropped or has closed.
    ///
    /// # Cancellation
    /// Dropping it loses nothing.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, receiver) = wakescope::sync::mpsc::unbounded_channel::<u8>();
    ///     wakescope::executor::spawn(async move { drop(receiver) });
    ///     sender.closed().await;
    /// });
    /// ```
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        Closed::new(self.tx.chan(), Location::caller())
    }

    /// Whether the receiver was dropped or has closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.tx.chan().is_closed()
    }

    /// Whether both send into one channel.
    #[must_use]
    pub fn same_channel(&self, other: &UnboundedSender<T>) -> bool {
        self.tx.same_channel(&other.tx)
    }

    /// A sender that does not keep the channel open.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::unbounded_channel::<u8>();
    /// let weak = sender.downgrade();
    /// drop(sender);
    /// assert!(weak.upgrade().is_none());
    /// ```
    #[must_use = "a weak sender does not keep the channel open"]
    pub fn downgrade(&self) -> WeakUnboundedSender<T> {
        WeakUnboundedSender::new(self.tx.downgrade())
    }

    /// How many senders there are.
    #[must_use]
    pub fn strong_count(&self) -> usize {
        self.tx.chan().sender_counts().0
    }

    /// How many weak senders there are.
    #[must_use]
    pub fn weak_count(&self) -> usize {
        self.tx.chan().sender_counts().1
    }
}

impl<T> Clone for UnboundedSender<T> {
    fn clone(&self) -> UnboundedSender<T> {
        UnboundedSender {
            tx: self.tx.clone(),
        }
    }
}

impl<T> fmt::Debug for UnboundedSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnboundedSender")
            .field("chan", self.tx.chan())
            .finish()
    }
}
