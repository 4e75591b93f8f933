//! The senders of a watch channel.

use std::future::Future;
use std::mem;
use std::panic::Location;
use std::sync::Arc;

use super::error::SendError;
use super::receiver::Receiver;
use super::shared::{Ref, Shared};
use crate::sync::closed::Closed;

/// Changes the value. When the last sender is dropped, receivers learn that it
/// changes no more.
#[derive(Debug)]
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Sender<T> {
    pub(super) fn of(shared: Arc<Shared<T>>) -> Sender<T> {
        Sender { shared }
    }

    /// Makes a channel that nobody watches yet.
    ///
    /// ```
    /// let sender = wakescope::sync::watch::Sender::new(1);
    /// assert!(sender.send(2).is_err(), "nobody watches");
    /// let receiver = sender.subscribe();
    /// sender.send(3).unwrap();
    /// assert_eq!(*receiver.borrow(), 3);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(init: T) -> Sender<T> {
        Sender {
            shared: Arc::new(Shared::new(init, Location::caller())),
        }
    }

    /// Replaces the value, and tells all receivers.
    ///
    /// # Errors
    /// With the value, if there is no receiver; the old one stays. To replace
    /// it all the same, use [`send_replace`](Self::send_replace).
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// drop(receiver);
    /// assert_eq!(sender.send(3).unwrap_err().0, 3);
    /// assert_eq!(*sender.borrow(), 2);
    /// ```
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        if self.is_closed() {
            return Err(SendError(value));
        }
        self.send_replace(value);
        Ok(())
    }

    /// Lets `modify` change the value in place, and tells all receivers.
    ///
    /// # Panics
    /// If `modify` does; then nobody is told, and what it had changed stays.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::watch::channel(vec![1]);
    /// sender.send_modify(|list| list.push(2));
    /// assert_eq!(*receiver.borrow(), [1, 2]);
    /// ```
    pub fn send_modify<F>(&self, modify: F)
    where
        F: FnOnce(&mut T),
    {
        self.send_if_modified(|value| {
            modify(value);
            true
        });
    }

    /// Lets `modify` change the value in place, and tells all receivers if it
    /// returns true. Returns what `modify` did.
    ///
    /// # Panics
    /// If `modify` does; then nobody is told, and what it had changed stays.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::watch::channel(1);
    /// assert!(!sender.send_if_modified(|value| *value > 1));
    /// assert!(!receiver.has_changed().unwrap());
    /// ```
    pub fn send_if_modified<F>(&self, modify: F) -> bool
    where
        F: FnOnce(&mut T) -> bool,
    {
        self.shared.modify(modify)
    }

    /// Replaces the value, tells all receivers, and returns the old one.
    /// Whether anyone watches does not matter.
    ///
    /// ```
    /// let (sender, _) = wakescope::sync::watch::channel(1);
    /// assert_eq!(sender.send_replace(2), 1);
    /// assert_eq!(sender.send_replace(3), 2);
    /// ```
    pub fn send_replace(&self, mut value: T) -> T {
        self.send_modify(|old| mem::swap(old, &mut value));
        value
    }

    /// Borrows the value. Sending blocks while the [`Ref`] lives.
    ///
    /// ```
    /// let (sender, _) = wakescope::sync::watch::channel(1);
    /// assert_eq!(*sender.borrow(), 1);
    /// ```
    #[must_use]
    pub fn borrow(&self) -> Ref<'_, T> {
        self.shared.borrow(None)
    }

    /// Whether nobody watches. Somebody may yet [subscribe](Self::subscribe).
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.receiver_count() == 0
    }

    /// Waits until nobody watches.
    ///
    /// # Cancellation
    /// Dropping it loses nothing.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, receiver) = wakescope::sync::watch::channel(1);
    ///     wakescope::executor::spawn(async move { drop(receiver) });
    ///     sender.closed().await;
    /// });
    /// ```
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        Closed::new(&*self.shared, Location::caller())
    }

    /// A new receiver, which counts the present value as seen.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// let late = sender.subscribe();
    /// assert_eq!(*late.borrow(), 2);
    /// assert!(!late.has_changed().unwrap());
    /// ```
    #[must_use]
    pub fn subscribe(&self) -> Receiver<T> {
        Receiver::new(self.shared.clone())
    }

    /// How many receivers there are.
    #[must_use]
    pub fn receiver_count(&self) -> usize {
        self.shared.counts().1
    }

    /// How many senders there are.
    #[must_use]
    pub fn sender_count(&self) -> usize {
        self.shared.counts().0
    }

    /// Whether both send into one channel.
    #[must_use]
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
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

impl<T: Default> Default for Sender<T> {
    #[track_caller]
    fn default() -> Sender<T> {
        Sender::new(T::default())
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.drop_sender();
    }
}
