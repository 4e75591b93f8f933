//! The sender of a bounded channel.

use std::fmt;
use std::future::Future;
use std::panic::Location;

use super::chan::Chan;
use super::error::{SendError, TrySendError};
use super::handles::{Tx, ends};
use super::permit::{OwnedPermit, Permit, PermitIterator};
use super::receiver::Receiver;
use super::reserve::{Reserve, Sending};
use super::weak::WeakSender;
use crate::sync::closed::Closed;
use crate::sync::permits::Permits;

/// Makes a channel of `buffer` slots.
///
/// # Panics
/// If `buffer` is 0 (every send would wait for ever), or more than
/// `usize::MAX >> 3`.
///
/// ```
/// let (sender, mut receiver) = wakescope::sync::mpsc::channel(2);
/// sender.try_send("a").unwrap();
/// sender.try_send("b").unwrap();
/// assert!(sender.try_send("c").is_err(), "both slots are taken");
/// assert_eq!(receiver.try_recv(), Ok("a"));
/// ```
#[must_use]
#[track_caller]
pub fn channel<T>(buffer: usize) -> (Sender<T>, Receiver<T>) {
    assert!(buffer > 0, "mpsc bounded channel requires buffer > 0");
    assert!(
        buffer <= Permits::MAX,
        "a channel cannot have more than `usize::MAX >> 3` slots"
    );
    let (tx, rx) = ends(Chan::new(Some(buffer), Location::caller()));
    (Sender { tx }, Receiver::new(rx))
}

/// Sends into a bounded channel. Clones send into the same one; when the last
/// is dropped the channel ends.
pub struct Sender<T> {
    tx: Tx<T>,
}

impl<T> Sender<T> {
    pub(super) fn new(tx: Tx<T>) -> Sender<T> {
        Sender { tx }
    }

    pub(super) fn tx(&self) -> &Tx<T> {
        &self.tx
    }

    /// Sends a value, waiting in line for a slot if all are taken. First come
    /// first served. That it was sent does not mean that it will be received.
    ///
    /// # Errors
    /// With the value, if the receiver was dropped or has closed, before or
    /// while it waits.
    ///
    /// # Cancellation
    /// Dropping it before it is ready drops the value, unsent, and loses the
    /// place in line; a slot already handed over goes to the next. To keep the
    /// value, [`reserve`](Self::reserve) first.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    ///     sender.send(1).await.unwrap();
    ///     assert_eq!(receiver.recv().await, Some(1));
    ///     drop(receiver);
    ///     assert_eq!(sender.send(2).await.unwrap_err().0, 2);
    /// });
    /// ```
    #[track_caller]
    pub fn send(&self, value: T) -> impl Future<Output = Result<(), SendError<T>>> {
        Sending::new(self.tx.chan(), value, Location::caller())
    }

    /// Sends a value if a slot is free and nobody waits for it.
    ///
    /// # Errors
    /// With the value: [`TrySendError::Full`] where [`send`](Self::send) would
    /// wait, [`TrySendError::Closed`] where it would fail.
    ///
    /// ```
    /// use wakescope::sync::mpsc::{self, error::TrySendError};
    ///
    /// let (sender, receiver) = mpsc::channel(1);
    /// assert_eq!(sender.try_send(1), Ok(()));
    /// assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
    /// drop(receiver);
    /// assert_eq!(sender.try_send(3), Err(TrySendError::Closed(3)));
    /// ```
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.tx.chan().try_send(value)
    }

    /// As [`send`](Self::send), waiting by blocking the thread. Not in a browser.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    ///
    /// # Panics
    /// Within a task.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    /// let thread = std::thread::spawn(move || sender.blocking_send(3));
    /// assert_eq!(receiver.blocking_recv(), Some(3));
    /// assert!(thread.join().unwrap().is_ok());
    /// ```
    #[cfg(not(target_family = "wasm"))]
    #[track_caller]
    pub fn blocking_send(&self, value: T) -> Result<(), SendError<T>> {
        crate::sync::blocking::block_on(self.send(value))
    }

    /// Waits in line for a slot and keeps it, to send a value on it later
    /// without waiting.
    ///
    /// # Errors
    /// If the receiver was dropped or has closed.
    ///
    /// # Cancellation
    /// As [`send`](Self::send), and there is no value to lose.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    ///     let permit = sender.reserve().await.unwrap();
    ///     assert!(sender.try_send(1).is_err(), "the slot is reserved");
    ///     permit.send(2);
    ///     assert_eq!(receiver.recv().await, Some(2));
    /// });
    /// ```
    #[track_caller]
    pub fn reserve(&self) -> impl Future<Output = Result<Permit<'_, T>, SendError<()>>> {
        let chan = self.tx.chan();
        let reserve = Reserve::new(chan, 1, Location::caller());
        async move { reserve.await.map(|()| Permit::new(chan)) }
    }

    /// Waits in line for `n` slots, all of them, and keeps them.
    ///
    /// # Errors
    /// If the receiver was dropped or has closed, or if the channel has less
    /// than `n` slots.
    ///
    /// # Cancellation
    /// As [`reserve`](Self::reserve).
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::mpsc::channel(2);
    ///     for (number, permit) in sender.reserve_many(2).await.unwrap().enumerate() {
    ///         permit.send(number);
    ///     }
    ///     assert_eq!(receiver.recv().await, Some(0));
    ///     assert_eq!(receiver.recv().await, Some(1));
    /// });
    /// ```
    #[track_caller]
    pub fn reserve_many(
        &self,
        n: usize,
    ) -> impl Future<Output = Result<PermitIterator<'_, T>, SendError<()>>> {
        let chan = self.tx.chan();
        let reserve = Reserve::new(chan, n, Location::caller());
        async move { reserve.await.map(|()| PermitIterator::new(chan, n)) }
    }

    /// As [`reserve`](Self::reserve), with the sender within the permit, which
    /// thus borrows nothing; sending gives it back.
    ///
    /// # Errors
    /// If the receiver was dropped or has closed.
    ///
    /// # Cancellation
    /// As [`reserve`](Self::reserve); the sender is dropped. Clone it before
    /// to keep one.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    ///     let permit = sender.reserve_owned().await.unwrap();
    ///     let sender = permit.send(1);
    ///     assert_eq!(receiver.recv().await, Some(1));
    ///     sender.send(2).await.unwrap();
    /// });
    /// ```
    #[track_caller]
    pub fn reserve_owned(self) -> impl Future<Output = Result<OwnedPermit<T>, SendError<()>>> {
        let caller = Location::caller();
        async move {
            Reserve::new(self.tx.chan(), 1, caller).await?;
            Ok(OwnedPermit::new(self.tx))
        }
    }

    /// Keeps a slot if one is free and nobody waits for it.
    ///
    /// # Errors
    /// As [`try_send`](Self::try_send), without a value.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel::<u8>(1);
    /// let permit = sender.try_reserve().unwrap();
    /// assert!(sender.try_reserve().is_err());
    /// drop(permit);
    /// assert!(sender.try_reserve().is_ok());
    /// ```
    pub fn try_reserve(&self) -> Result<Permit<'_, T>, TrySendError<()>> {
        self.tx.chan().try_reserve(1)?;
        Ok(Permit::new(self.tx.chan()))
    }

    /// Keeps `n` slots if so many are free and nobody waits.
    ///
    /// # Errors
    /// As [`try_reserve`](Self::try_reserve); [`TrySendError::Full`] also if
    /// the channel has less than `n` slots.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel::<u8>(2);
    /// assert!(sender.try_reserve_many(3).is_err());
    /// assert_eq!(sender.try_reserve_many(2).unwrap().len(), 2);
    /// ```
    pub fn try_reserve_many(&self, n: usize) -> Result<PermitIterator<'_, T>, TrySendError<()>> {
        self.tx.chan().try_reserve(n)?;
        Ok(PermitIterator::new(self.tx.chan(), n))
    }

    /// As [`try_reserve`](Self::try_reserve), with the sender within the permit.
    ///
    /// # Errors
    /// As [`try_send`](Self::try_send), with the sender for a value.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel::<u8>(1);
    /// let permit = sender.clone().try_reserve_owned().unwrap();
    /// assert!(sender.try_reserve_owned().is_err());
    /// # drop(permit);
    /// ```
    pub fn try_reserve_owned(self) -> Result<OwnedPermit<T>, TrySendError<Sender<T>>> {
        match self.tx.chan().try_reserve(1) {
            Ok(()) => Ok(OwnedPermit::new(self.tx)),
            Err(TrySendError::Full(())) => Err(TrySendError::Full(self)),
            Err(TrySendError::Closed(())) => Err(TrySendError::Closed(self)),
        }
    }

    /// Waits until the receiver is dropped or has closed.
    ///
    /// # Cancellation
    /// Dropping it loses nothing.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, receiver) = wakescope::sync::mpsc::channel::<u8>(1);
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
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        self.tx.same_channel(&other.tx)
    }

    /// How many slots are free for anyone: neither taken by a value, nor
    /// reserved, nor kept for the first in line.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel(3);
    /// sender.try_send(1).unwrap();
    /// assert_eq!((sender.capacity(), sender.max_capacity()), (2, 3));
    /// ```
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.tx.chan().capacity()
    }

    /// How many slots the channel has.
    #[must_use]
    pub fn max_capacity(&self) -> usize {
        self.tx.chan().max_capacity()
    }

    /// A sender that does not keep the channel open.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel::<u8>(1);
    /// let weak = sender.downgrade();
    /// assert!(weak.upgrade().is_some());
    /// drop(sender);
    /// assert!(weak.upgrade().is_none());
    /// ```
    #[must_use = "a weak sender does not keep the channel open"]
    pub fn downgrade(&self) -> WeakSender<T> {
        WeakSender::new(self.tx.downgrade())
    }

    /// How many senders there are, permits that own one included.
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

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Sender<T> {
        Sender {
            tx: self.tx.clone(),
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("chan", self.tx.chan())
            .finish()
    }
}
