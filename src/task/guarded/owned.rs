//! Guards of a [`Guarded`] cell that borrow nothing: they keep alive an `Arc`
//! of whatever the cell lies in. Own that lease and what follows its end;
//! the rules of lending are those of the [cell](super).

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr;
use std::sync::Arc;

use super::lending::{Lending, Mode, OnRelease, Sharing};
use super::{Common, Exclusive, Guarded, Part, Shared, Unique, Whole};

/// Ends the lending when dropped, then calls `then`, then lets go of `owner`.
struct OwnedLease<M: ?Sized, R: OnRelease<M>> {
    /// Lies in `owner`.
    lending: *const Lending,
    mode: Mode,
    then: R,
    owner: Arc<M>,
}

// SAFETY: `lending` points to an atomic, which any thread may use, and stays
// valid with `owner`; the other fields are `Send` by what is asked of them.
unsafe impl<M: ?Sized, R: OnRelease<M> + Send> Send for OwnedLease<M, R> where Arc<M>: Send {}
// SAFETY: as above; `&OwnedLease` gives out no more than `&M` and `&R`.
unsafe impl<M: ?Sized, R: OnRelease<M> + Sync> Sync for OwnedLease<M, R> where Arc<M>: Sync {}

impl<M: ?Sized, R: OnRelease<M>> OwnedLease<M, R> {
    /// Lends the cell that `cell` finds in `owner`, if `begin` says that it is
    /// lent; otherwise the owner.
    #[inline]
    fn try_new<T: ?Sized, S>(
        owner: Arc<M>,
        then: impl FnOnce(&M) -> R,
        mode: Mode,
        cell: impl FnOnce(&M) -> &Guarded<T, S>,
        begin: impl FnOnce(&Lending) -> bool,
    ) -> Result<(*mut T, OwnedLease<M, R>), Arc<M>> {
        // What `cell` returns is good for as long as a `&M` could be, since it
        // must work for a borrow of any length; and a `&M` could be held for
        // as long as an `Arc<M>` is. So pointers into it last as `owner` does.
        let found = cell(&owner);
        if !begin(&found.lending) {
            return Err(owner);
        }
        let (value, lending) = (found.value.get(), ptr::from_ref(&found.lending));
        let lease = OwnedLease {
            lending,
            mode,
            then: then(&owner),
            owner,
        };
        Ok((value, lease))
    }

    fn lending(&self) -> &Lending {
        // SAFETY: `try_new` took it from within `owner`, which is alive as
        // long as this lease is.
        unsafe { &*self.lending }
    }
}

impl<M: ?Sized, R: OnRelease<M>> Drop for OwnedLease<M, R> {
    fn drop(&mut self) {
        let passed = self.lending().end(self.mode);
        // SAFETY: as in `lending`; not by it, since `then` is borrowed too.
        let lending = unsafe { &*self.lending };
        self.then.released(&self.owner, passed.then_some(lending));
    }
}

/// A writer's guard that keeps an `Arc<M>` alive; `T` lies within `M`.
pub struct OwnedWrite<M: ?Sized, T: ?Sized, R: OnRelease<M>, W = Whole> {
    value: Unique<T>,
    lease: OwnedLease<M, R>,
    extent: PhantomData<W>,
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>> OwnedWrite<M, T, R> {
    /// Lends the cell that `cell` finds in `owner` to a writer; `then`, made
    /// when it is lent, follows when the guard is dropped.
    ///
    /// # Errors
    ///
    /// The owner, if the cell is lent.
    pub fn try_new<S: Sharing>(
        owner: Arc<M>,
        then: impl FnOnce(&M) -> R,
        cell: impl FnOnce(&M) -> &Guarded<T, S>,
    ) -> Result<Self, Arc<M>> {
        let mode = Mode::writer::<S>();
        let lent = OwnedLease::try_new(owner, then, mode, cell, |lending| lending.begin(mode));
        lent.map(OwnedWrite::from_lent)
    }

    /// Lends the cell that `cell` finds in `owner` to the next writer, after
    /// it was passed on by the last; `then` follows when the guard is dropped.
    ///
    /// # Errors
    ///
    /// The owner, if the cell was not passed on, or somebody else was faster.
    pub fn claim(
        owner: Arc<M>,
        then: R,
        cell: impl FnOnce(&M) -> &Guarded<T, Exclusive>,
    ) -> Result<Self, Arc<M>> {
        let lent = OwnedLease::try_new(owner, |_| then, Mode::Sole, cell, Lending::claim);
        lent.map(OwnedWrite::from_lent)
    }

    fn from_lent((value, lease): (*mut T, OwnedLease<M, R>)) -> Self {
        OwnedWrite {
            value: Unique(value),
            lease,
            extent: PhantomData,
        }
    }

    /// Becomes a reader, with no writer in between.
    pub fn downgrade(self) -> OwnedRead<M, T, R> {
        let mut lease = self.lease;
        lease.mode = lease.lending().downgrade(lease.mode);
        OwnedRead {
            value: Common(self.value.0),
            lease,
        }
    }

    /// Becomes a reader of a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, still a writer, if there is none.
    pub fn try_downgrade_map<U: ?Sized>(
        self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<OwnedRead<M, U, R>, Self> {
        match part(&self).map(ptr::from_ref) {
            Some(value) => Ok(OwnedRead {
                value: Common(value),
                lease: self.downgrade().lease,
            }),
            None => Err(self),
        }
    }
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>, W> OwnedWrite<M, T, R, W> {
    /// What the guard keeps alive.
    pub fn owner(&self) -> &Arc<M> {
        &self.lease.owner
    }

    /// Narrows the guard to a part of the value.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&mut T) -> &mut U) -> OwnedWrite<M, U, R, Part> {
        // SAFETY: as in `deref_mut`. The part lives as long as the whole: its
        // reference is derived from one that could be of any length.
        let value = Unique(ptr::from_mut(part(unsafe { &mut *self.value.0 })));
        OwnedWrite {
            value,
            lease: self.lease,
            extent: PhantomData,
        }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<U: ?Sized>(
        self,
        part: impl FnOnce(&mut T) -> Option<&mut U>,
    ) -> Result<OwnedWrite<M, U, R, Part>, Self> {
        // SAFETY: as in `map`. If there is no part, no reference is left.
        match part(unsafe { &mut *self.value.0 }).map(ptr::from_mut) {
            Some(value) => Ok(OwnedWrite {
                value: Unique(value),
                lease: self.lease,
                extent: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>, W> Deref for OwnedWrite<M, T, R, W> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lease says Written, so no other guard exists; this one
        // lends the value out by the rules of borrowing, through itself. The
        // value lies in `owner`, which is alive and does not move.
        unsafe { &*self.value.0 }
    }
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>, W> DerefMut for OwnedWrite<M, T, R, W> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` excludes any other use.
        unsafe { &mut *self.value.0 }
    }
}

/// A reader's guard that keeps an `Arc<M>` alive; `T` lies within `M`.
pub struct OwnedRead<M: ?Sized, T: ?Sized, R: OnRelease<M>> {
    value: Common<T>,
    lease: OwnedLease<M, R>,
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>> OwnedRead<M, T, R> {
    /// Lends the cell that `cell` finds in `owner` to a reader; `then`, made
    /// when it is lent, follows when the guard is dropped.
    ///
    /// # Errors
    ///
    /// The owner, if the cell is lent to a writer.
    pub fn try_new(
        owner: Arc<M>,
        then: impl FnOnce(&M) -> R,
        cell: impl FnOnce(&M) -> &Guarded<T, Shared>,
    ) -> Result<Self, Arc<M>> {
        let begin = |lending: &Lending| lending.begin(Mode::Read);
        let (value, lease) = OwnedLease::try_new(owner, then, Mode::Read, cell, begin)?;
        Ok(OwnedRead {
            value: Common(value),
            lease,
        })
    }

    /// What the guard keeps alive.
    pub fn owner(&self) -> &Arc<M> {
        &self.lease.owner
    }

    /// What follows when the guard is dropped.
    pub fn then_mut(&mut self) -> &mut R {
        &mut self.lease.then
    }

    /// Narrows the guard to a part of the value.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&T) -> &U) -> OwnedRead<M, U, R> {
        // SAFETY: as in `deref`. The part lives as long as the whole.
        let value = Common(ptr::from_ref(part(unsafe { &*self.value.0 })));
        OwnedRead {
            value,
            lease: self.lease,
        }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<U: ?Sized>(
        self,
        part: impl FnOnce(&T) -> Option<&U>,
    ) -> Result<OwnedRead<M, U, R>, Self> {
        // SAFETY: as in `map`.
        match part(unsafe { &*self.value.0 }).map(ptr::from_ref) {
            Some(value) => Ok(OwnedRead {
                value: Common(value),
                lease: self.lease,
            }),
            None => Err(self),
        }
    }
}

impl<M: ?Sized, T: ?Sized, R: OnRelease<M>> Deref for OwnedRead<M, T, R> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lease says Read, so no writer's guard exists; the value
        // lies in `owner`, which is alive and does not move.
        unsafe { &*self.value.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{OwnedRead, OwnedWrite};
    use crate::task::guarded::{Guarded, Lending, OnRelease, Shared};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    struct House {
        cell: Guarded<(i32, String), Shared>,
        released: AtomicUsize,
    }

    struct Count(usize);

    impl OnRelease<House> for Count {
        fn released(&mut self, owner: &House, passed: Option<&Lending>) {
            assert!(passed.is_none());
            owner.released.fetch_add(self.0, Ordering::Relaxed);
        }
    }

    fn house() -> Arc<House> {
        Arc::new(House {
            cell: Guarded::new((1, "a".into())),
            released: AtomicUsize::new(0),
        })
    }

    #[test]
    fn an_owned_guard_outlives_every_other_handle() {
        let house = house();
        let write = OwnedWrite::try_new(house.clone(), |_| Count(1), |house| &house.cell);
        let write = write.ok().unwrap();
        drop(house);
        let mut part = write.map(|pair| &mut pair.1);
        part.push('b');
        assert_eq!(*part, "ab");
        assert_eq!(part.owner().released.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn what_follows_the_release_runs_once_with_the_cell_free() {
        let house = house();
        let new = || OwnedWrite::try_new(house.clone(), |_| Count(1), |house| &house.cell).ok();
        let mut write = new().unwrap();
        assert!(new().is_none());
        assert_eq!(house.released.load(Ordering::Relaxed), 0);
        write.0 = 5;
        let mut read = write.downgrade();
        let second = OwnedRead::try_new(house.clone(), |_| Count(10), |house| &house.cell);
        let second = second.ok().unwrap().map(|pair| &pair.0);
        assert_eq!((read.0, *second), (5, 5));
        read.then_mut().0 = 100;
        drop(read);
        assert_eq!(house.released.load(Ordering::Relaxed), 100);
        let Err(second) = second.try_map(|_| None::<&u8>) else {
            panic!("there is no such part");
        };
        assert!(new().is_none());
        drop(second);
        assert_eq!(house.released.load(Ordering::Relaxed), 110);
        assert!(new().is_some());
        assert_eq!(Arc::strong_count(&house), 1);
    }

    #[test]
    fn owned_guards_can_end_on_another_thread() {
        let house = house();
        let write = OwnedWrite::try_new(house.clone(), |_| Count(1), |house| &house.cell);
        let mut write = write.ok().unwrap();
        std::thread::spawn(move || write.0 = 7).join().unwrap();
        assert_eq!(house.cell.try_read().unwrap().0, 7);
        assert_eq!(house.released.load(Ordering::Relaxed), 1);
    }
}
