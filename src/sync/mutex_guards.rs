//! The guards of a [`Mutex`]: whoever has one holds the lock. Own the access
//! to the value, or to a part of it, and its return.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::mutex::Mutex;
use super::mutex_line::{Borrower, Holder};
use crate::task::{OwnedWrite, Part, WriteIn, WriteRef};

/// Holds a [`Mutex`]; hands it over to the first in line when dropped.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{Mutex, MutexGuard};
/// let pot = Mutex::new((1, 2));
/// let mut second = MutexGuard::map(pot.try_lock().unwrap(), |pair| &mut pair.1);
/// *second = 3;
/// drop(second);
/// assert_eq!(pot.into_inner(), (1, 3));
/// ```
#[must_use = "the mutex is released when this is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    pub(super) write: WriteIn<'a, Mutex<T>, Holder>,
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<U, F>(this: Self, f: F) -> MappedMutexGuard<'a, U>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> &mut U,
    {
        MappedMutexGuard {
            write: this.write.map(Borrower::new, f),
        }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<U, F>(this: Self, f: F) -> Result<MappedMutexGuard<'a, U>, Self>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match this.write.try_map(Borrower::new, f) {
            Ok(write) => Ok(MappedMutexGuard { write }),
            Err(write) => Err(MutexGuard { write }),
        }
    }

    /// The mutex that is held.
    pub fn mutex(this: &Self) -> &'a Mutex<T> {
        this.write.house()
    }
}

/// Holds a [`Mutex`] and gives access to a part of its value; hands the mutex
/// over to the first in line when dropped.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{MappedMutexGuard, Mutex, MutexGuard};
/// let pot = Mutex::new(vec![1, 2]);
/// let guard = pot.try_lock().unwrap();
/// let first: MappedMutexGuard<'_, i32> = MutexGuard::try_map(guard, |list| list.first_mut()).unwrap();
/// assert_eq!(*first, 1);
/// ```
#[must_use = "the mutex is released when this is dropped"]
pub struct MappedMutexGuard<'a, T: ?Sized> {
    write: WriteRef<'a, T, Part, Borrower<'a>>,
}

impl<'a, T: ?Sized> MappedMutexGuard<'a, T> {
    /// Narrows the guard further.
    pub fn map<U, F>(this: Self, f: F) -> MappedMutexGuard<'a, U>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> &mut U,
    {
        MappedMutexGuard {
            write: this.write.map(f),
        }
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<U, F>(this: Self, f: F) -> Result<MappedMutexGuard<'a, U>, Self>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match this.write.try_map(f) {
            Ok(write) => Ok(MappedMutexGuard { write }),
            Err(write) => Err(MappedMutexGuard { write }),
        }
    }
}

/// Holds a [`Mutex`] and keeps it alive; hands it over to the first in line
/// when dropped.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::{Mutex, OwnedMutexGuard};
/// let pot = Arc::new(Mutex::new(1));
/// let guard = pot.clone().try_lock_owned().unwrap();
/// assert!(Arc::ptr_eq(OwnedMutexGuard::mutex(&guard), &pot));
/// ```
#[must_use = "the mutex is released when this is dropped"]
pub struct OwnedMutexGuard<T: ?Sized> {
    pub(super) write: OwnedWrite<Mutex<T>, T, Holder>,
}

impl<T: ?Sized> OwnedMutexGuard<T> {
    /// Narrows the guard to a part of the value. An associated function, since
    /// the value may have a method of this name.
    pub fn map<U, F>(this: Self, f: F) -> OwnedMappedMutexGuard<T, U>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> &mut U,
    {
        let write = this.write.map(f);
        OwnedMappedMutexGuard { write }
    }

    /// Narrows the guard to a part of the value, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<U, F>(this: Self, f: F) -> Result<OwnedMappedMutexGuard<T, U>, Self>
    where
        U: ?Sized,
        F: FnOnce(&mut T) -> Option<&mut U>,
    {
        match this.write.try_map(f) {
            Ok(write) => Ok(OwnedMappedMutexGuard { write }),
            Err(write) => Err(OwnedMutexGuard { write }),
        }
    }

    /// The mutex that is held.
    pub fn mutex(this: &Self) -> &Arc<Mutex<T>> {
        this.write.owner()
    }
}

/// Holds a `Mutex<T>`, keeps it alive and gives access to a part of its value;
/// hands the mutex over to the first in line when dropped.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};
/// let pot = Arc::new(Mutex::new((1, 'a')));
/// let guard = pot.try_lock_owned().unwrap();
/// let part: OwnedMappedMutexGuard<(i32, char), char> = OwnedMutexGuard::map(guard, |pair| &mut pair.1);
/// assert_eq!(*part, 'a');
/// ```
#[must_use = "the mutex is released when this is dropped"]
pub struct OwnedMappedMutexGuard<T: ?Sized, U: ?Sized = T> {
    write: OwnedWrite<Mutex<T>, U, Holder, Part>,
}

impl<T: ?Sized, U: ?Sized> OwnedMappedMutexGuard<T, U> {
    /// Narrows the guard further.
    pub fn map<S, F>(this: Self, f: F) -> OwnedMappedMutexGuard<T, S>
    where
        S: ?Sized,
        F: FnOnce(&mut U) -> &mut S,
    {
        let write = this.write.map(f);
        OwnedMappedMutexGuard { write }
    }

    /// Narrows the guard further, if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub fn try_map<S, F>(this: Self, f: F) -> Result<OwnedMappedMutexGuard<T, S>, Self>
    where
        S: ?Sized,
        F: FnOnce(&mut U) -> Option<&mut S>,
    {
        match this.write.try_map(f) {
            Ok(write) => Ok(OwnedMappedMutexGuard { write }),
            Err(write) => Err(OwnedMappedMutexGuard { write }),
        }
    }
}

/// Access through a guard, and showing it as the value it guards.
macro_rules! guards {
    ($($guard:ty, $target:ident, [$($parameters:tt)*], $field:ident, $mutable:tt;)*) => { $(
        impl<$($parameters)*> Deref for $guard {
            type Target = $target;

            fn deref(&self) -> &$target {
                &self.$field
            }
        }

        guards!(@mutable $mutable $guard, $target, [$($parameters)*], $field);

        impl<$($parameters)*> fmt::Debug for $guard
        where
            $target: fmt::Debug,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&**self, f)
            }
        }

        impl<$($parameters)*> fmt::Display for $guard
        where
            $target: fmt::Display,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&**self, f)
            }
        }
    )* };
    (@mutable mut $guard:ty, $target:ident, [$($parameters:tt)*], $field:ident) => {
        impl<$($parameters)*> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut $target {
                &mut self.$field
            }
        }
    };
    (@mutable const $guard:ty, $target:ident, [$($parameters:tt)*], $field:ident) => {};
}
pub(super) use guards;

guards! {
    MutexGuard<'_, T>, T, [T: ?Sized], write, mut;
    MappedMutexGuard<'_, T>, T, [T: ?Sized], write, mut;
    OwnedMutexGuard<T>, T, [T: ?Sized], write, mut;
    OwnedMappedMutexGuard<T, U>, U, [T: ?Sized, U: ?Sized], write, mut;
}
