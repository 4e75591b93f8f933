//! What can go wrong with a oneshot channel.

use std::{error, fmt};

/// The sender was dropped without sending, or the receiver had closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecvError(pub(super) ());

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("channel closed")
    }
}

impl error::Error for RecvError {}

/// Why [`try_recv`](super::Receiver::try_recv) has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// None was sent yet; one may come.
    Empty,
    /// None will come: the sender is gone, the receiver closed, or the
    /// value was received before.
    Closed,
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryRecvError::Empty => "channel empty",
            TryRecvError::Closed => "channel closed",
        })
    }
}

impl error::Error for TryRecvError {}
