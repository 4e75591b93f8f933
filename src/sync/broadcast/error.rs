//! What can go wrong with a broadcast channel.

use std::{error, fmt};

/// Nobody receives; the value that was not sent.
#[derive(Debug)]
pub struct SendError<T>(pub T);

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("channel closed")
    }
}

impl<T: fmt::Debug> error::Error for SendError<T> {}

/// Why [`recv`](super::Receiver::recv) has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecvError {
    /// All was received and all senders were dropped.
    Closed,
    /// So many values were overwritten before this receiver came to them. It
    /// goes on with the oldest that is left.
    Lagged(u64),
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecvError::Closed => f.write_str("channel closed"),
            RecvError::Lagged(missed) => write!(f, "channel lagged by {missed}"),
        }
    }
}

impl error::Error for RecvError {}

/// Why [`try_recv`](super::Receiver::try_recv) has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TryRecvError {
    /// All was received; more may come.
    Empty,
    /// All was received and all senders were dropped.
    Closed,
    /// So many values were overwritten before this receiver came to them. It
    /// goes on with the oldest that is left.
    Lagged(u64),
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryRecvError::Empty => f.write_str("channel empty"),
            TryRecvError::Closed => f.write_str("channel closed"),
            TryRecvError::Lagged(missed) => write!(f, "channel lagged by {missed}"),
        }
    }
}

impl error::Error for TryRecvError {}
