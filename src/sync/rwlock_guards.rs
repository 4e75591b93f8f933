//! The guards that borrow a [`RwLock`](super::RwLock): whoever has one reads or
//! writes. Own the permits and the access to the value, or to a part of it.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::mutex_guards::guards;
use super::permits::Hold;
use crate::task::{Part, ReadRef, WriteRef};

/// Reads what a [`RwLock`](super::RwLock) guards; lets the next in line have
/// its turn when dropped.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{RwLock, RwLockReadGuard};
/// let menu = RwLock::new((1, 'a'));
/// let part = RwLockReadGuard::map(menu.try_read().unwrap(), |pair| &pair.1);
/// assert_eq!(*part, 'a');
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    // Before `hold`, to be dropped before it: the cell first, then the permit.
    pub(super) read: ReadRef<'a, T>,
    pub(super) hold: Hold<'a>,
}

impl<'a, T: ?Sized> RwLockReadGuard<'a, T> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockReadGuard<'a, U>
    where
        F: FnOnce(&T) -> &U,
    {
        RwLockReadGuard {
            read: this.read.map(f),
            hold: this.hold,
        }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockReadGuard<'a, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        let RwLockReadGuard { read, hold } = this;
        match read.try_map(f) {
            Ok(read) => Ok(RwLockReadGuard { read, hold }),
            Err(read) => Err(RwLockReadGuard { read, hold }),
        }
    }
}

/// Writes what a [`RwLock`](super::RwLock) guards; lets the next in line have
/// its turn when dropped.
///
/// # Examples
///
/// ```
/// use wakescope::sync::RwLock;
/// let menu = RwLock::new(1);
/// let mut guard = menu.try_write().unwrap();
/// *guard = 2;
/// let guard = guard.downgrade();
/// assert_eq!(*guard, *menu.try_read().unwrap());
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    pub(super) write: WriteRef<'a, T>,
    pub(super) hold: Hold<'a>,
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockMappedWriteGuard<'a, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        RwLockMappedWriteGuard {
            write: this.write.map(f),
            hold: this.hold,
        }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockMappedWriteGuard<'a, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        let RwLockWriteGuard { write, hold } = this;
        match write.try_map(f) {
            Ok(write) => Ok(RwLockMappedWriteGuard { write, hold }),
            Err(write) => Err(RwLockWriteGuard { write, hold }),
        }
    }

    /// The same guard, of the type that [`RwLockWriteGuard::map`] gives.
    pub fn into_mapped(this: Self) -> RwLockMappedWriteGuard<'a, T> {
        RwLockWriteGuard::map(this, |whole| whole)
    }

    /// Goes on as a reader, with no writer in between. Readers who are next in
    /// line come in, too.
    pub fn downgrade(self) -> RwLockReadGuard<'a, T> {
        let RwLockWriteGuard { write, mut hold } = self;
        let read = write.downgrade();
        hold.held.keep_one(hold.permits);
        RwLockReadGuard { read, hold }
    }

    /// Goes on as a reader of a part of the value.
    pub fn downgrade_map<F, U: ?Sized>(this: Self, f: F) -> RwLockReadGuard<'a, U>
    where
        F: FnOnce(&T) -> &U,
    {
        RwLockReadGuard::map(this.downgrade(), f)
    }

    /// Goes on as a reader of a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, still a writer, if there is none.
    pub fn try_downgrade_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockReadGuard<'a, U>, Self>
    where
        F: FnOnce(&T) -> Option<&U>,
    {
        let RwLockWriteGuard { write, mut hold } = this;
        match write.try_downgrade_map(f) {
            Ok(read) => {
                hold.held.keep_one(hold.permits);
                Ok(RwLockReadGuard { read, hold })
            }
            Err(write) => Err(RwLockWriteGuard { write, hold }),
        }
    }
}

/// Writes a part of what a [`RwLock`](super::RwLock) guards; lets the next in
/// line have its turn when dropped.
///
/// It cannot become a reader: other readers, who see the whole, could change
/// the part under its eyes, if the whole has a `Cell` in it.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{RwLock, RwLockMappedWriteGuard, RwLockWriteGuard};
/// let menu = RwLock::new((1, 'a'));
/// let guard = menu.try_write().unwrap();
/// let mut part: RwLockMappedWriteGuard<'_, char> = RwLockWriteGuard::map(guard, |pair| &mut pair.1);
/// *part = 'b';
/// ```
#[must_use = "the lock is released when this is dropped"]
pub struct RwLockMappedWriteGuard<'a, T: ?Sized> {
    write: WriteRef<'a, T, Part>,
    hold: Hold<'a>,
}

impl<'a, T: ?Sized> RwLockMappedWriteGuard<'a, T> {
    /// Narrows the guard further.
    pub fn map<F, U: ?Sized>(this: Self, f: F) -> RwLockMappedWriteGuard<'a, U>
    where
        F: FnOnce(&mut T) -> &mut U,
    {
        RwLockMappedWriteGuard {
            write: this.write.map(f),
            hold: this.hold,
        }
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<F, U: ?Sized>(this: Self, f: F) -> Result<RwLockMappedWriteGuard<'a, U>, Self>
    where
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        let RwLockMappedWriteGuard { write, hold } = this;
        match write.try_map(f) {
            Ok(write) => Ok(RwLockMappedWriteGuard { write, hold }),
            Err(write) => Err(RwLockMappedWriteGuard { write, hold }),
        }
    }
}

guards! {
    RwLockReadGuard<'_, T>, T, [T: ?Sized], read, const;
    RwLockWriteGuard<'_, T>, T, [T: ?Sized], write, mut;
    RwLockMappedWriteGuard<'_, T>, T, [T: ?Sized], write, mut;
}
