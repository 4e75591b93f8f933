//! A writer's guard that knows its cell by what the cell lies in. Owns how a
//! guard of a whole value stays small: one reference is the way to the value,
//! to the lending, and to what follows its end. The rules of lending are those
//! of the [cell](super); a guard of a part, whose place the reference does not
//! tell, is a [`WriteRef`].
//!
//! A guard that lives across an `.await` lies in a task and moves through
//! memory, word by word. So few words are a matter of speed.

use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::ptr;

use super::lending::{Lending, Mode, OnRelease};
use super::{Guarded, Lease, Part, Unique, WriteRef};

/// What an exclusive cell lies in. Only [`house!`] implements it.
///
/// # Safety
///
/// `cell` returns the same cell each time, and does nothing else.
pub(crate) unsafe trait House {
    /// Of the value in the cell.
    type Value: ?Sized;

    /// The cell.
    fn cell(&self) -> &Guarded<Self::Value>;
}

/// Makes a struct a [`House`] of the cell that is its field of this name.
macro_rules! house {
    ($House:ident<$T:ident>, $cell:ident) => {
        // SAFETY: it is a field of the struct itself, not of what the struct
        // refers to: the same each time, and no code runs to find it.
        #[allow(unsafe_code)]
        unsafe impl<$T: ?Sized> $crate::task::House for $House<$T> {
            type Value = $T;

            #[inline]
            fn cell(&self) -> &$crate::task::Guarded<$T> {
                let $House { $cell, .. } = self;
                $cell
            }
        }
    };
}
pub(crate) use house;

/// A writer's guard of the cell in a house: the only way to the value while it
/// lives. When it is dropped, `then` follows.
pub(crate) struct WriteIn<'a, M: ?Sized + House, R: OnRelease<M> + Copy> {
    house: &'a M,
    then: R,
    /// A guard is as good as the reference it gives out, and may go and be
    /// seen where that may.
    lent: PhantomData<&'a mut M::Value>,
}

impl<'a, M: ?Sized + House, R: OnRelease<M> + Copy> WriteIn<'a, M, R> {
    /// Lends the value in `house` to a writer; `None` if it is lent. `then` is
    /// made when it is lent.
    #[inline]
    pub(crate) fn try_new(house: &'a M, then: impl FnOnce(&M) -> R) -> Option<Self> {
        let lent = house.cell().lending.begin(Mode::Sole);
        lent.then(|| WriteIn {
            house,
            then: then(house),
            lent: PhantomData,
        })
    }

    /// Lends the value to the next writer, after it was passed on by the last;
    /// `None` if it was not, or somebody else was faster.
    #[inline]
    pub(crate) fn claim(house: &'a M, then: R) -> Option<Self> {
        let claimed = house.cell().lending.claim();
        claimed.then(|| WriteIn {
            house,
            then,
            lent: PhantomData,
        })
    }

    /// What the cell lies in.
    #[inline]
    pub(crate) fn house(&self) -> &'a M {
        self.house
    }

    /// Narrows the guard to a part of the value. What follows when that guard
    /// is dropped, `then` makes of what would follow here.
    pub(crate) fn map<U: ?Sized, N: OnRelease<()>>(
        mut self,
        then: impl FnOnce(&'a M, R) -> N,
        part: impl FnOnce(&mut M::Value) -> &mut U,
    ) -> WriteRef<'a, U, Part, N> {
        let value = ptr::from_mut(part(&mut self));
        // SAFETY: it was derived from the value, through this guard.
        unsafe { self.into_part(then, value) }
    }

    /// As [`map`](Self::map), if there is such a part.
    ///
    /// # Errors
    ///
    /// The guard as it was, if there is none.
    pub(crate) fn try_map<U: ?Sized, N: OnRelease<()>>(
        mut self,
        then: impl FnOnce(&'a M, R) -> N,
        part: impl FnOnce(&mut M::Value) -> Option<&mut U>,
    ) -> Result<WriteRef<'a, U, Part, N>, Self> {
        match part(&mut self).map(ptr::from_mut) {
            // SAFETY: as in `map`. If there is no part, no reference is left.
            Some(value) => Ok(unsafe { self.into_part(then, value) }),
            None => Err(self),
        }
    }

    /// The guard of the part at `value`.
    ///
    /// # Safety
    ///
    /// `value` was derived from the `&mut` of the whole value that this guard
    /// gives out. The part lives as long as the whole: a reference to it could
    /// have been of any length up to 'a.
    unsafe fn into_part<U: ?Sized, N: OnRelease<()>>(
        self,
        then: impl FnOnce(&'a M, R) -> N,
        value: *mut U,
    ) -> WriteRef<'a, U, Part, N> {
        let house = self.house;
        // While this runs, the lending would still be ended by this guard.
        let then = then(house, self.then);
        // From here on by the other: nothing between the two can panic.
        mem::forget(self);
        WriteRef {
            value: Unique(value),
            lease: Lease {
                lending: &house.cell().lending,
                mode: Mode::Sole,
                then,
            },
            lent: PhantomData,
        }
    }
}

impl<M: ?Sized + House, R: OnRelease<M> + Copy> Drop for WriteIn<'_, M, R> {
    #[inline]
    fn drop(&mut self) {
        let lending: &Lending = &self.house.cell().lending;
        let passed = lending.end(Mode::Sole);
        self.then.released(self.house, passed.then_some(lending));
    }
}

impl<M: ?Sized + House, R: OnRelease<M> + Copy> Deref for WriteIn<'_, M, R> {
    type Target = M::Value;

    #[inline]
    fn deref(&self) -> &M::Value {
        // SAFETY: the cell, which is the same each time it is asked for, is
        // lent to a writer, who is this guard: no other exists. This one lends
        // the value out by the rules of borrowing, through itself. The cell
        // outlives 'a, and the value never moves while the cell is borrowed.
        unsafe { &*self.house.cell().value.get() }
    }
}

impl<M: ?Sized + House, R: OnRelease<M> + Copy> DerefMut for WriteIn<'_, M, R> {
    #[inline]
    fn deref_mut(&mut self) -> &mut M::Value {
        // SAFETY: as in `deref`, and `&mut self` excludes any other use.
        unsafe { &mut *self.house.cell().value.get() }
    }
}

#[cfg(test)]
mod tests;
