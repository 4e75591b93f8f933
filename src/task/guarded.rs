//! A value that is lent to one writer or to many readers, checked at run time:
//! a `RefCell` that threads may share. Owns the soundness of what the locks of
//! `sync` hand out; never waits. Who may come, and in what order, is decided
//! before, by permits; that the cell is free then is what it checks.
//!
//! ```text
//! Free -try_write-> Written -drop-> Free
//! Free -try_read-> Read by 1 <-try_read / drop-> Read by n -drop-> Free
//!                  Read by 1 <-downgrade- Written
//! ```
//!
//! An exclusive cell can also go from one to the next without being free in
//! between, so that nobody can snatch it. Then the cell alone is all that a
//! lock without waiters needs: one exchange to take it, one to give it back.
//!
//! ```text
//! Written -ask-> Awaited -drop-> Passed -claim-> Awaited
//!                                Passed -free_passed-> Free
//! ```
//!
//! While it is Passed, nobody has a guard. That is all that its soundness
//! needs; who asks, who may claim, and when, is up to the primitive.
//!
//! The guards come in three kinds: [`WriteRef`] and [`ReadRef`] borrow the cell,
//! and know where the value is; [`WriteIn`] borrows what the cell lies in, and
//! is smaller; [`OwnedWrite`] and [`OwnedRead`] keep an `Arc` of it alive.

mod lending;
mod owned;
mod within;

use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::ptr;

use lending::Mode;
pub use lending::{Exclusive, Lending, OnRelease, Shared, Sharing};
pub use owned::{OwnedRead, OwnedWrite};
pub(crate) use within::{House, WriteIn, house};

/// Marks a writer of a cell's whole value, who may become a reader.
#[derive(Debug)]
pub enum Whole {}

/// Marks a writer of a part of it, who may not: through `&mut Cell<i32>` there
/// is a way to a part `&mut i32`, but a reader who had `&i32` could be
/// surprised by other readers, who have `&Cell<i32>`.
#[derive(Debug)]
pub enum Part {}

/// A value lent to one writer, or, if `S` is [`Shared`], to many readers.
///
/// # Examples
///
/// ```
/// use wakescope::task::Guarded;
///
/// let cell: Guarded<i32> = Guarded::new(1);
/// let mut value = cell.try_write().unwrap();
/// *value += 1;
/// assert!(cell.try_write().is_none());
/// drop(value);
/// assert_eq!(cell.into_inner(), 2);
/// ```
pub struct Guarded<T: ?Sized, S = Exclusive> {
    lending: Lending,
    sharing: PhantomData<S>,
    value: UnsafeCell<T>,
}

// SAFETY: through `&Guarded<T, Exclusive>` a value is only reached as
// `&mut T`, by one guard at a time, with acquire and release between them: as
// if `T` were sent from thread to thread, for which `T: Send` is enough.
unsafe impl<T: ?Sized + Send> Sync for Guarded<T, Exclusive> {}

// SAFETY: as above, and in addition several threads may hold `&T` at once,
// for which `T: Sync` is needed.
unsafe impl<T: ?Sized + Send + Sync> Sync for Guarded<T, Shared> {}

impl<T, S> Guarded<T, S> {
    /// A cell that nobody has borrowed.
    pub const fn new(value: T) -> Guarded<T, S> {
        Guarded {
            lending: Lending::new(),
            sharing: PhantomData,
            value: UnsafeCell::new(value),
        }
    }

    /// The value; that the cell is owned proves that it is not lent.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized, S> Guarded<T, S> {
    /// The value; that the cell is borrowed mutably proves that it is not lent.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: ?Sized, S: Sharing> Guarded<T, S> {
    /// Lends the value to a writer; `None` while it is lent to anyone.
    #[inline]
    pub fn try_write(&self) -> Option<WriteRef<'_, T>> {
        let mode = Mode::writer::<S>();
        // It is lent to a writer, who is the guard made here.
        self.lending.begin(mode).then(|| WriteRef {
            value: Unique(self.value.get()),
            lease: Lease {
                lending: &self.lending,
                mode,
                then: (),
            },
            lent: PhantomData,
        })
    }
}

impl<T: ?Sized> Guarded<T, Exclusive> {
    /// Whose turn it is.
    #[inline]
    pub fn lending(&self) -> &Lending {
        &self.lending
    }
}

impl<T: ?Sized> Guarded<T, Shared> {
    /// Lends the value to one more reader; `None` while it is lent to a writer.
    pub fn try_read(&self) -> Option<ReadRef<'_, T>> {
        let lent = self.lending.begin(Mode::Read);
        lent.then(|| ReadRef {
            value: Common(self.value.get()),
            lease: Lease {
                lending: &self.lending,
                mode: Mode::Read,
                then: (),
            },
            lent: PhantomData,
        })
    }
}

/// A pointer that is used as `&mut T` would be.
struct Unique<T: ?Sized>(*mut T);

// SAFETY: it stands for a `&mut T`, which is `Send` if `T` is.
unsafe impl<T: ?Sized + Send> Send for Unique<T> {}
// SAFETY: it stands for a `&mut T`, which is `Sync` if `T` is.
unsafe impl<T: ?Sized + Sync> Sync for Unique<T> {}

/// A pointer that is used as `&T` would be.
struct Common<T: ?Sized>(*const T);

// SAFETY: it stands for a `&T`, which is `Send` if `T: Sync`.
unsafe impl<T: ?Sized + Sync> Send for Common<T> {}
// SAFETY: it stands for a `&T`, which is `Sync` if `T` is.
unsafe impl<T: ?Sized + Sync> Sync for Common<T> {}

/// Ends the lending when dropped, then calls `then`.
struct Lease<'a, R: OnRelease<()>> {
    lending: &'a Lending,
    mode: Mode,
    then: R,
}

impl<R: OnRelease<()>> Drop for Lease<'_, R> {
    #[inline]
    fn drop(&mut self) {
        let passed = self.lending.end(self.mode);
        self.then.released(&(), passed.then_some(self.lending));
    }
}

/// A writer's guard: the only way to the value while it lives.
pub struct WriteRef<'a, T: ?Sized, W = Whole, R: OnRelease<()> = ()> {
    value: Unique<T>,
    lease: Lease<'a, R>,
    lent: PhantomData<(&'a mut T, W)>,
}

impl<'a, T: ?Sized, W, R: OnRelease<()>> WriteRef<'a, T, W, R> {
    /// Narrows the guard to a part of the value.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&mut T) -> &mut U) -> WriteRef<'a, U, Part, R> {
        // SAFETY: as in `deref_mut`. The part lives as long as the whole: its
        // reference is derived from one that could be of any length up to 'a.
        let value = part(unsafe { &mut *self.value.0 });
        WriteRef {
            value: Unique(ptr::from_mut(value)),
            lease: self.lease,
            lent: PhantomData,
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
    ) -> Result<WriteRef<'a, U, Part, R>, Self> {
        // SAFETY: as in `map`. If there is no part, no reference is left.
        match part(unsafe { &mut *self.value.0 }).map(ptr::from_mut) {
            Some(value) => Ok(WriteRef {
                value: Unique(value),
                lease: self.lease,
                lent: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<'a, T: ?Sized> WriteRef<'a, T> {
    /// Becomes a reader, with no writer in between.
    pub fn downgrade(self) -> ReadRef<'a, T> {
        let mut lease = self.lease;
        lease.mode = lease.lending.downgrade(lease.mode);
        ReadRef {
            value: Common(self.value.0),
            lease,
            lent: PhantomData,
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
    ) -> Result<ReadRef<'a, U>, Self> {
        match part(&self).map(ptr::from_ref) {
            Some(value) => Ok(ReadRef {
                value: Common(value),
                lease: self.downgrade().lease,
                lent: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<T: ?Sized, W, R: OnRelease<()>> Deref for WriteRef<'_, T, W, R> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lease says Written, so no other guard exists; this one
        // lends the value out by the rules of borrowing, through itself. The
        // cell outlives 'a, and the value never moves while the cell is borrowed.
        unsafe { &*self.value.0 }
    }
}

impl<T: ?Sized, W, R: OnRelease<()>> DerefMut for WriteRef<'_, T, W, R> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` excludes any other use.
        unsafe { &mut *self.value.0 }
    }
}

/// A reader's guard: nobody writes while it lives.
pub struct ReadRef<'a, T: ?Sized> {
    value: Common<T>,
    lease: Lease<'a, ()>,
    lent: PhantomData<&'a T>,
}

impl<'a, T: ?Sized> ReadRef<'a, T> {
    /// Narrows the guard to a part of the value.
    pub fn map<U: ?Sized>(self, part: impl FnOnce(&T) -> &U) -> ReadRef<'a, U> {
        // SAFETY: as in `deref`. The part lives as long as the whole.
        let value = Common(ptr::from_ref(part(unsafe { &*self.value.0 })));
        ReadRef {
            value,
            lease: self.lease,
            lent: PhantomData,
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
    ) -> Result<ReadRef<'a, U>, Self> {
        // SAFETY: as in `map`.
        match part(unsafe { &*self.value.0 }).map(ptr::from_ref) {
            Some(value) => Ok(ReadRef {
                value: Common(value),
                lease: self.lease,
                lent: PhantomData,
            }),
            None => Err(self),
        }
    }
}

impl<T: ?Sized> Deref for ReadRef<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the lease says Read, so no writer's guard exists; the cell
        // outlives 'a, and the value never moves while the cell is borrowed.
        unsafe { &*self.value.0 }
    }
}

#[cfg(test)]
mod tests;
