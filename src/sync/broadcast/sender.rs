//! The senders of a broadcast channel.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use super::error::SendError;
use super::receiver::Receiver;
use super::shared::Shared;
use crate::sync::closed::Closed;

/// Sends to all receivers. Clones send into the same channel; when the last is
/// dropped, receivers get what is left and then an error.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Sender<T> {
    pub(super) fn of(shared: Arc<Shared<T>>) -> Sender<T> {
        Sender { shared }
    }

    /// Makes a channel that has no receiver yet.
    ///
    /// # Panics
    /// As [`channel`](super::channel()).
    ///
    /// ```
    /// let sender = wakescope::sync::broadcast::Sender::new(4);
    /// assert!(sender.send('a').is_err(), "nobody receives");
    /// let mut receiver = sender.subscribe();
    /// sender.send('b').unwrap();
    /// assert_eq!(receiver.try_recv(), Ok('b'));
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(capacity: usize) -> Sender<T> {
        Sender {
            shared: Arc::new(Shared::new(capacity, Location::caller())),
        }
    }

    /// Sends a value to all receivers, at once; how many they are. The oldest
    /// value is overwritten if the channel is full.
    ///
    /// # Errors
    /// With the value, if there is no receiver. One may yet
    /// [subscribe](Self::subscribe).
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::broadcast::channel(4);
    /// let another = sender.subscribe();
    /// assert_eq!(sender.send('a').unwrap(), 2);
    /// drop((receiver, another));
    /// assert_eq!(sender.send('b').unwrap_err().0, 'b');
    /// ```
    pub fn send(&self, value: T) -> Result<usize, SendError<T>> {
        self.shared.send(value).map_err(SendError)
    }

    /// A new receiver, of what is sent from now on.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::broadcast::channel(4);
    /// sender.send('a').unwrap();
    /// let mut late = sender.subscribe();
    /// sender.send('b').unwrap();
    /// assert_eq!(late.try_recv(), Ok('b'));
    /// ```
    #[must_use]
    pub fn subscribe(&self) -> Receiver<T> {
        Receiver::new(self.shared.clone())
    }

    /// A sender that does not keep the channel open.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::broadcast::channel::<u8>(4);
    /// let weak = sender.downgrade();
    /// drop(sender);
    /// assert!(weak.upgrade().is_none());
    /// ```
    #[must_use = "a weak sender does not keep the channel open"]
    pub fn downgrade(&self) -> WeakSender<T> {
        self.shared.add_weak();
        WeakSender {
            shared: self.shared.clone(),
        }
    }

    /// How many values are held: those that some receiver has still to see.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::broadcast::channel(4);
    /// sender.send('a').unwrap();
    /// assert_eq!(sender.len(), 1);
    /// receiver.try_recv().unwrap();
    /// assert!(sender.is_empty());
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Whether all receivers have seen all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many receivers there are.
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.shared.receivers()
    }

    /// Whether both send into one channel.
    #[must_use]
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Waits until there is no receiver.
    ///
    /// # Cancellation
    /// Dropping it loses nothing.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, receiver) = wakescope::sync::broadcast::channel::<u8>(4);
    ///     wakescope::executor::spawn(async move { drop(receiver) });
    ///     sender.closed().await;
    /// });
    /// ```
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        Closed::new(&*self.shared, Location::caller())
    }

    /// How many senders there are.
    #[must_use]
    pub fn strong_count(&self) -> usize {
        self.shared.sender_counts().0
    }

    /// How many weak senders there are.
    #[must_use]
    pub fn weak_count(&self) -> usize {
        self.shared.sender_counts().1
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        self.shared.add_sender();
        Sender {
            shared: self.shared.clone(),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.drop_sender();
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("len", &self.len())
            .field("receivers", &self.receiver_count())
            .finish_non_exhaustive()
    }
}

/// A sender that does not keep the channel open: [`upgrade`](Self::upgrade)
/// it to send.
pub struct WeakSender<T> {
    shared: Arc<Shared<T>>,
}

impl<T> WeakSender<T> {
    /// A sender, if there is still another one.
    #[must_use]
    pub fn upgrade(&self) -> Option<Sender<T>> {
        self.shared.upgrade().then(|| Sender {
            shared: self.shared.clone(),
        })
    }

    /// How many senders there are.
    #[must_use]
    pub fn strong_count(&self) -> usize {
        self.shared.sender_counts().0
    }

    /// How many weak senders there are.
    #[must_use]
    pub fn weak_count(&self) -> usize {
        self.shared.sender_counts().1
    }
}

impl<T> Clone for WeakSender<T> {
    fn clone(&self) -> WeakSender<T> {
        self.shared.add_weak();
        WeakSender {
            shared: self.shared.clone(),
        }
    }
}

impl<T> Drop for WeakSender<T> {
    fn drop(&mut self) {
        self.shared.drop_weak();
    }
}

impl<T> fmt::Debug for WeakSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakSender").finish_non_exhaustive()
    }
}
