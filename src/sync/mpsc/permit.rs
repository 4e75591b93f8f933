//! Slots of a bounded channel that were reserved: each can be used once, and
//! goes back to the channel, to the first in line, if it is not.

use std::fmt;

use super::bounded::Sender;
use super::chan::Chan;
use super::handles::Tx;

/// A reserved slot. Dropping it unused gives it to the next in line.
#[must_use = "the slot is given back at once if the permit is dropped"]
pub struct Permit<'a, T> {
    chan: &'a Chan<T>,
}

impl<'a, T> Permit<'a, T> {
    pub(super) fn new(chan: &'a Chan<T>) -> Permit<'a, T> {
        Permit { chan }
    }

    /// Sends the value on the slot, at once. If the receiver was dropped
    /// meanwhile, the value is too; if it has only closed, it still gets it.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    /// let permit = sender.try_reserve().unwrap();
    /// receiver.close();
    /// permit.send("in time");
    /// assert_eq!(receiver.try_recv(), Ok("in time"));
    /// ```
    pub fn send(self, value: T) {
        let chan = self.chan;
        // The slot is the value's now; dropping the permit would give it back.
        std::mem::forget(self);
        chan.push(value);
    }
}

impl<T> Drop for Permit<'_, T> {
    fn drop(&mut self) {
        self.chan.unreserve(1);
    }
}

impl<T> fmt::Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("chan", self.chan).finish()
    }
}

/// Several reserved slots, one after the other. Dropping it gives back those
/// that were not taken out.
#[must_use = "the slots are given back at once if the iterator is dropped"]
pub struct PermitIterator<'a, T> {
    chan: &'a Chan<T>,
    left: usize,
}

impl<'a, T> PermitIterator<'a, T> {
    pub(super) fn new(chan: &'a Chan<T>, left: usize) -> PermitIterator<'a, T> {
        PermitIterator { chan, left }
    }
}

impl<'a, T> Iterator for PermitIterator<'a, T> {
    type Item = Permit<'a, T>;

    fn next(&mut self) -> Option<Permit<'a, T>> {
        self.left = self.left.checked_sub(1)?;
        Some(Permit { chan: self.chan })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> ExactSizeIterator for PermitIterator<'_, T> {}
impl<T> std::iter::FusedIterator for PermitIterator<'_, T> {}

impl<T> Drop for PermitIterator<'_, T> {
    fn drop(&mut self) {
        if self.left > 0 {
            self.chan.unreserve(self.left);
        }
    }
}

impl<T> fmt::Debug for PermitIterator<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PermitIterator")
            .field("chan", self.chan)
            .field("left", &self.left)
            .finish()
    }
}

/// A reserved slot with a sender of its own. Dropping it unused drops the
/// sender, and gives the slot to the next in line.
#[must_use = "the slot is given back at once if the permit is dropped"]
pub struct OwnedPermit<T> {
    /// `None` once it was used.
    tx: Option<Tx<T>>,
}

impl<T> OwnedPermit<T> {
    pub(super) fn new(tx: Tx<T>) -> OwnedPermit<T> {
        OwnedPermit { tx: Some(tx) }
    }

    fn tx(&self) -> &Tx<T> {
        self.tx.as_ref().expect("what takes it consumes the permit")
    }

    fn into_tx(mut self) -> Tx<T> {
        self.tx.take().expect("what takes it consumes the permit")
    }

    /// As [`Permit::send`]; gives back the sender.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::mpsc::channel(1);
    /// let sender = sender.try_reserve_owned().unwrap().send(1);
    /// assert_eq!(receiver.try_recv(), Ok(1));
    /// assert_eq!(sender.strong_count(), 1);
    /// ```
    pub fn send(self, value: T) -> Sender<T> {
        let tx = self.into_tx();
        tx.chan().push(value);
        Sender::new(tx)
    }

    /// Gives the slot back, unused, and returns the sender.
    ///
    /// ```
    /// let (sender, _receiver) = wakescope::sync::mpsc::channel::<u8>(1);
    /// let sender = sender.try_reserve_owned().unwrap().release();
    /// assert_eq!(sender.capacity(), 1);
    /// ```
    pub fn release(self) -> Sender<T> {
        let tx = self.into_tx();
        tx.chan().unreserve(1);
        Sender::new(tx)
    }

    /// Whether both are for one channel.
    #[must_use]
    pub fn same_channel(&self, other: &OwnedPermit<T>) -> bool {
        self.tx().same_channel(other.tx())
    }

    /// Whether the sender sends into the same channel.
    #[must_use]
    pub fn same_channel_as_sender(&self, sender: &Sender<T>) -> bool {
        self.tx().same_channel(sender.tx())
    }
}

impl<T> Drop for OwnedPermit<T> {
    fn drop(&mut self) {
        if let Some(tx) = self.tx.take() {
            tx.chan().unreserve(1);
        }
    }
}

impl<T> fmt::Debug for OwnedPermit<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedPermit")
            .field("chan", &self.tx.as_ref().map(Tx::chan))
            .finish()
    }
}
