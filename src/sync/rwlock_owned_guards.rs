//! The guards that keep a [`RwLock`] alive: whoever has one reads or writes.
//! Own the permits and the access to the value, or to a part of it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::RwLock;
use super::mutex_guards::guards;
use super::permits::{HasPermits, Held};
use crate::task::{OwnedRead, OwnedWrite, Part};

/// Reads what a `RwLock<T>` guards, or a part of it, and keeps it alive; lets
/// the next in line have its turn when dropped.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::{OwnedRwLockReadGuard, RwLock};
/// let menu = Arc::new(RwLock::new((1, 'a')));
/// let part = OwnedRwLockReadGuard::map(menu.try_read_owned().unwrap(), |pair| &pair.1);
/// assert_eq!(*part, 'a');
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct OwnedRwLockReadGuard<T: ?Sized, U: ?Sized = T> {
    pub(super) read: OwnedRead<RwLock<T>, U, Held>,
}

impl<T: ?Sized, U: ?Sized> OwnedRwLockReadGuard<T, U> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<F, V: ?Sized>(this: Self, f: F) -> OwnedRwLockReadGuard<T, V>
    where
        F: FnOnce(&U) -> &V,
    {
        let read = this.read.map(f);
        OwnedRwLockReadGuard { read }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, V: ?Sized>(this: Self, f: F) -> Result<OwnedRwLockReadGuard<T, V>, Self>
    where
        F: FnOnce(&U) -> Option<&V>,
    {
        match this.read.try_map(f) {
            Ok(read) => Ok(OwnedRwLockReadGuard { read }),
            Err(read) => Err(OwnedRwLockReadGuard { read }),
        }
    }

    /// The lock that is held.
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        this.read.owner()
    }

    /// A guard of one reader, who was the writer until now.
    fn downgraded(mut read: OwnedRead<RwLock<T>, U, Held>) -> Self {
        let lock = read.owner().clone();
        read.then_mut().keep_one(lock.permits());
        OwnedRwLockReadGuard { read }
    }
}

/// Writes what a `RwLock<T>` guards and keeps it alive; lets the next in line
/// have its turn when dropped.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::RwLock;
/// let menu = Arc::new(RwLock::new(1));
/// let guard = menu.clone().try_write_owned().unwrap().downgrade();
/// assert_eq!(*guard, *menu.try_read().unwrap());
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct OwnedRwLockWriteGuard<T: ?Sized> {
    pub(super) write: OwnedWrite<RwLock<T>, T, Held>,
}

impl<T: ?Sized> OwnedRwLockWriteGuard<T> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> OwnedRwLockMappedWriteGuard<T, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        let write = this.write.map(f);
        OwnedRwLockMappedWriteGuard { write }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, U: ?Sized>(
        this: Self,
        f: F,
    ) -> Result<OwnedRwLockMappedWriteGuard<T, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match this.write.try_map(f) {
            Ok(write) => Ok(OwnedRwLockMappedWriteGuard { write }),
            Err(write) => Err(OwnedRwLockWriteGuard { write }),
        }
    }

    /// The same guard, of the type that [`OwnedRwLockWriteGuard::map`] gives.
    pub fn into_mapped(this: Self) -> OwnedRwLockMappedWriteGuard<T> {
        OwnedRwLockWriteGuard::map(this, |whole| whole)
    }

    /// Goes on as a reader, with no writer in between. Readers who are next in
    /// line come in, too.
    pub fn downgrade(self) -> OwnedRwLockReadGuard<T> {
        OwnedRwLockReadGuard::downgraded(self.write.downgrade())
    }

    /// Goes on as a reader of a part of the value.
    pub fn downgrade_map<F, U: ?Sized>(this: Self, f: F) -> OwnedRwLockReadGuard<T, U>
    where
        F: FnOnce(&T) -> &U,
    {
        OwnedRwLockReadGuard::map(this.downgrade(), f)
    }

    /// Goes on as a reader of a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, still a writer, if there is none.
    pub fn try_downgrade_map<F, U: ?Sized>(
        this: Self,
        f: F,
    ) -> Result<OwnedRwLockReadGuard<T, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        match this.write.try_downgrade_map(f) {
            Ok(read) => Ok(OwnedRwLockReadGuard::downgraded(read)),
            Err(write) => Err(OwnedRwLockWriteGuard { write }),
        }
    }

    /// The lock that is held.
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        this.write.owner()
    }
}

/// Writes a part of what a `RwLock<T>` guards and keeps it alive; lets the next
/// in line have its turn when dropped.
///
/// It cannot become a reader: other readers, who see the whole, could change
/// the part under its eyes, if the whole has a `Cell` in it.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::{OwnedRwLockWriteGuard, RwLock};
/// let menu = Arc::new(RwLock::new((1, 'a')));
/// let guard = menu.clone().try_write_owned().unwrap();
/// *OwnedRwLockWriteGuard::map(guard, |pair| &mut pair.1) = 'b';
/// assert_eq!(menu.try_read().unwrap().1, 'b');
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct OwnedRwLockMappedWriteGuard<T: ?Sized, U: ?Sized = T> {
    write: OwnedWrite<RwLock<T>, U, Held, Part>,
}

impl<T: ?Sized, U: ?Sized> OwnedRwLockMappedWriteGuard<T, U> {
    /// Narrows the guard further.
    pub fn map<F, V: ?Sized>(this: Self, f: F) -> OwnedRwLockMappedWriteGuard<T, V>
    where
        F: FnOnce(&mut U) -> &mut V,
    {
        let write = this.write.map(f);
        OwnedRwLockMappedWriteGuard { write }
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, V: ?Sized>(
        this: Self,
        f: F,
    ) -> Result<OwnedRwLockMappedWriteGuard<T, V>, Self>
    where
        F: FnOnce(&mut U) -> Option<&mut V>,
    {
        match this.write.try_map(f) {
            Ok(write) => Ok(OwnedRwLockMappedWriteGuard { write }),
            Err(write) => Err(OwnedRwLockMappedWriteGuard { write }),
        }
    }

    /// The lock that is held.
    pub fn rwlock(this: &Self) -> &Arc<RwLock<T>> {
        this.write.owner()
    }
}

guards! {
    OwnedRwLockReadGuard<T, U>, U, [T: ?Sized, U: ?Sized], read, const;
    OwnedRwLockWriteGuard<T>, T, [T: ?Sized], write, mut;
    OwnedRwLockMappedWriteGuard<T, U>, U, [T: ?Sized, U: ?Sized], write, mut;
}
