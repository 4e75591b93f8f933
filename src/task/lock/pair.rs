//! What two handles share, and nobody else: an `Arc` and a [`Lock`](super::Lock)
//! in one byte. Owns the memory of the shared state; what the two do with it is
//! their business.
//!
//! ```text
//! Both -lock-> Both, held -guard dropped-> Both
//! Both -one leaves-> One -it leaves-> freed
//! ```
//!
//! Leaving is the last use of the state, under the lock. So whoever finds the
//! other gone is alone with it, and needs the lock no longer: a value that was
//! sent and waits to be received is taken with one plain load.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU8, Ordering};

use super::{HELD, exchange_byte, spin};

/// Both handles are there.
const BOTH: u8 = 0;
/// One has left.
const ONE: u8 = 2;

struct Shared<S> {
    /// `BOTH` or `ONE`, and `HELD` on top.
    word: AtomicU8,
    state: UnsafeCell<S>,
}

/// Two handles of `state`, in one allocation.
///
/// # Examples
///
/// ```
/// let (one, mut other) = wakescope::task::pair(1);
/// *one.lock() += 1;
/// one.leave(|count| *count += 1);
/// let count = other.lock_mut();
/// assert!(count.is_alone() && *count == 3);
/// ```
pub fn pair<S>(state: S) -> (Half<S>, Half<S>) {
    let shared = Box::new(Shared {
        word: AtomicU8::new(BOTH),
        state: UnsafeCell::new(state),
    });
    let shared = NonNull::from(Box::leak(shared));
    let half = || Half {
        shared,
        owned: PhantomData,
    };
    (half(), half())
}

/// One of two handles. See the head of this file.
pub struct Half<S> {
    shared: NonNull<Shared<S>>,
    owned: PhantomData<Shared<S>>,
}

// SAFETY: the state is reached by one guard at a time, as `&mut S`, with
// acquire and release between them, and dropped by either half: as if `S` were
// sent from thread to thread.
unsafe impl<S: Send> Send for Half<S> {}
// SAFETY: as above; `&Half` gives out no more than guards.
unsafe impl<S: Send> Sync for Half<S> {}

// As a box: moving a handle does not move the state.
impl<S> Unpin for Half<S> {}
impl<S> UnwindSafe for Half<S> {}
impl<S> RefUnwindSafe for Half<S> {}

impl<S> Half<S> {
    fn shared(&self) -> &Shared<S> {
        // SAFETY: it was made by `pair`, and is freed by the half that leaves
        // last: not before this one has left, which consumes it.
        unsafe { self.shared.as_ref() }
    }

    /// Takes the lock; `BOTH` or `ONE`, as it was.
    #[inline]
    fn begin(&self) -> u8 {
        let word = &self.shared().word;
        if exchange_byte(word, BOTH, BOTH | HELD) {
            return BOTH;
        }
        spin(word, |word| {
            exchange_byte(word, BOTH, BOTH | HELD) || exchange_byte(word, ONE, ONE | HELD)
        });
        word.load(Ordering::Relaxed) & ONE
    }

    /// As `begin`, but if this handle is alone it does not touch the word:
    /// that it is borrowed mutably excludes everyone else.
    #[inline]
    fn begin_mut(&mut self) -> u8 {
        // `Acquire`, to see what the other wrote before it left.
        if self.shared().word.load(Ordering::Acquire) == ONE {
            return ONE;
        }
        self.begin()
    }

    /// Takes the lock, spinning while the other has it.
    #[inline]
    pub fn lock(&self) -> HalfGuard<'_, S> {
        let before = self.begin();
        HalfGuard { half: self, before }
    }

    /// As [`lock`](Self::lock), and for less if the other has left.
    #[inline]
    pub fn lock_mut(&mut self) -> HalfGuard<'_, S> {
        let before = self.begin_mut();
        HalfGuard { half: self, before }
    }

    /// Leaves. `last` is the last that this handle does to the state, under
    /// the lock; if the other has left, the state is dropped after that.
    #[inline]
    pub fn leave<R>(self, last: impl FnOnce(&mut S) -> R) -> R {
        let mut half = ManuallyDrop::new(self);
        let before = half.begin_mut();
        // Leaves also if `last` panics.
        let leaving = Leaving {
            half: &half,
            before,
        };
        // SAFETY: the lock is held, or this is the only handle, and owned.
        last(unsafe { &mut *leaving.half.shared().state.get() })
    }
}

/// Dropping a handle is leaving without a last word.
impl<S> Drop for Half<S> {
    fn drop(&mut self) {
        let before = self.begin_mut();
        drop(Leaving { half: self, before });
    }
}

/// A handle that leaves, and holds the lock, when this is dropped. Whoever
/// makes one never uses the handle again.
struct Leaving<'a, S> {
    half: &'a Half<S>,
    before: u8,
}

impl<S> Drop for Leaving<'_, S> {
    #[inline]
    fn drop(&mut self) {
        let shared = self.half.shared;
        if self.before == BOTH {
            // SAFETY: not freed yet, since the other is there, and has to take
            // the lock before it can be the last. From this store on it can, so
            // that nothing here touches the memory again.
            unsafe { (*shared.as_ptr()).word.store(ONE, Ordering::Release) };
        } else {
            // SAFETY: `pair` made it as a box; the other has left, and this
            // half leaves now and is not used again: nobody else has it.
            drop(unsafe { Box::from_raw(shared.as_ptr()) });
        }
    }
}

impl<S> fmt::Debug for Half<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Half").finish_non_exhaustive()
    }
}

/// Holds the lock of a pair until it is dropped.
#[must_use = "the lock is given back when this is dropped"]
pub struct HalfGuard<'a, S> {
    half: &'a Half<S>,
    before: u8,
}

impl<S> HalfGuard<'_, S> {
    /// Whether the other handle has left.
    #[inline]
    pub fn is_alone(&self) -> bool {
        self.before == ONE
    }
}

// SAFETY: a guard is as good as a `&mut S`, which is `Sync` if `S` is.
unsafe impl<S: Sync> Sync for HalfGuard<'_, S> {}

impl<S> Deref for HalfGuard<'_, S> {
    type Target = S;

    #[inline]
    fn deref(&self) -> &S {
        // SAFETY: the word says Held, by this guard, or its half is the only
        // one and is borrowed mutably: there is no other guard.
        unsafe { &*self.half.shared().state.get() }
    }
}

impl<S> DerefMut for HalfGuard<'_, S> {
    #[inline]
    fn deref_mut(&mut self) -> &mut S {
        // SAFETY: as in `deref`, and `&mut self` excludes any other use.
        unsafe { &mut *self.half.shared().state.get() }
    }
}

impl<S> Drop for HalfGuard<'_, S> {
    #[inline]
    fn drop(&mut self) {
        // If nothing was held, this stores what is there.
        self.half
            .shared()
            .word
            .store(self.before, Ordering::Release);
    }
}
