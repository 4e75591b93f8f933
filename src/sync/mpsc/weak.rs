//! Senders that do not keep their channel open.

use std::fmt;

use super::bounded::Sender;
use super::handles::WeakTx;
use super::unbounded::UnboundedSender;

/// A sender that does not keep the channel open: [`upgrade`](Self::upgrade)
/// it to send.
pub struct WeakSender<T> {
    tx: WeakTx<T>,
}

impl<T> WeakSender<T> {
    pub(super) fn new(tx: WeakTx<T>) -> WeakSender<T> {
        WeakSender { tx }
    }

    /// A sender, if there is still another one.
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        self.tx.upgrade().map(Sender::new)
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

impl<T> Clone for WeakSender<T> {
    fn clone(&self) -> WeakSender<T> {
        WeakSender {
            tx: self.tx.clone(),
        }
    }
}

impl<T> fmt::Debug for WeakSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakSender")
            .field("chan", self.tx.chan())
            .finish()
    }
}

/// A sender that does not keep the channel open: [`upgrade`](Self::upgrade)
/// it to send.
pub struct WeakUnboundedSender<T> {
    tx: WeakTx<T>,
}

impl<T> WeakUnboundedSender<T> {
    pub(super) fn new(tx: WeakTx<T>) -> WeakUnboundedSender<T> {
        WeakUnboundedSender { tx }
    }

    /// A sender, if there is still another one.
    #[must_use]
    pub fn upgrade(&self) -> Option<UnboundedSender<T>> {
        self.tx.upgrade().map(UnboundedSender::new)
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

impl<T> Clone for WeakUnboundedSender<T> {
    fn clone(&self) -> WeakUnboundedSender<T> {
        WeakUnboundedSender {
            tx: self.tx.clone(),
        }
    }
}

impl<T> fmt::Debug for WeakUnboundedSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakUnboundedSender")
            .field("chan", self.tx.chan())
            .finish()
    }
}
