//! A lock for critical sections of a few nanoseconds, such as a count and a
//! line of waiters need. Owns one byte and the turn at some data; refuses to be
//! held across the code of a user, across a wake, or across anything that takes
//! its time: whoever finds it held spins, and does not sleep.
//!
//! ```text
//! Free -lock-> Held -the guard is dropped-> Free
//! ```
//!
//! Taking it is one compare-and-exchange, giving it back one plain store. That
//! is less than half of what `std::sync::Mutex` does, which has to know whether
//! somebody sleeps and whether somebody panicked. Where a program has one
//! thread only, which `one_thread` knows, both are plain loads and stores.
//!
//! There is no poison: a panic under the lock gives it back, and the primitives
//! panic under it only where they have changed nothing yet.

mod one_thread;
mod pair;

use std::cell::UnsafeCell;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::{fmt, hint};

use one_thread::one_thread;
pub use pair::{Half, HalfGuard, pair};

const FREE: u8 = 0;
const HELD: u8 = 1;

/// How often a thread looks again before it lets others run.
const SPINS: u32 = 64;

/// Data that one thread at a time may use, for a moment.
///
/// # Examples
///
/// ```
/// use wakescope::task::Lock;
///
/// let count = Lock::new(1);
/// *count.lock() += 1;
/// assert_eq!(count.into_inner(), 2);
/// ```
#[derive(Default)]
pub struct Lock<T: ?Sized> {
    word: AtomicU8,
    value: UnsafeCell<T>,
}

// SAFETY: through `&Lock<T>` the value is only reached as `&mut T`, by one
// guard at a time, with acquire and release between them: as if `T` were sent
// from thread to thread, for which `T: Send` is enough.
unsafe impl<T: ?Sized + Send> Sync for Lock<T> {}

// As for std's: a panic under the lock is not possible half-way (see above).
impl<T: ?Sized> UnwindSafe for Lock<T> {}
impl<T: ?Sized> RefUnwindSafe for Lock<T> {}

impl<T> Lock<T> {
    /// A lock that nobody holds.
    pub const fn new(value: T) -> Lock<T> {
        Lock {
            word: AtomicU8::new(FREE),
            value: UnsafeCell::new(value),
        }
    }

    /// The data; that the lock is owned proves that nobody holds it.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Lock<T> {
    /// Takes the lock, spinning while another thread has it.
    ///
    /// # Panics
    /// If the program's only thread holds it already: nobody could give it back.
    #[inline]
    pub fn lock(&self) -> LockGuard<'_, T> {
        if !exchange_byte(&self.word, FREE, HELD) {
            spin(&self.word, |word| exchange_byte(word, FREE, HELD));
        }
        LockGuard {
            lock: self,
            lent: PhantomData,
        }
    }

    /// The data; that the lock is borrowed mutably proves that nobody holds it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T: ?Sized> fmt::Debug for Lock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // To show the data would be to run its code under the lock.
        f.debug_struct("Lock").finish_non_exhaustive()
    }
}

/// Holds a [`Lock`] until it is dropped.
#[must_use = "the lock is given back when this is dropped"]
pub struct LockGuard<'a, T: ?Sized> {
    lock: &'a Lock<T>,
    /// A guard is as good as the reference it gives out, and may go and be
    /// seen where that may.
    lent: PhantomData<&'a mut T>,
}

impl<T: ?Sized> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the word says Held, by this guard: there is no other, and
        // this one lends the value out by the rules of borrowing.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T: ?Sized> DerefMut for LockGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and `&mut self` excludes any other use.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T: ?Sized> Drop for LockGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // `Release`, so that the next one to hold it sees what this one wrote.
        self.lock.word.store(FREE, Ordering::Release);
    }
}

/// Calls `take` until it is true, in between letting other threads run.
#[cold]
#[inline(never)]
fn spin(word: &AtomicU8, take: impl Fn(&AtomicU8) -> bool) {
    loop {
        for _ in 0..SPINS {
            // A look costs the holder less than an attempt does.
            if word.load(Ordering::Relaxed) & HELD == 0 && take(word) {
                return;
            }
            hint::spin_loop();
        }
        assert!(
            !one_thread(),
            "a lock of a few nanoseconds was taken by the thread that holds it: \
             cloning a waker must not use what it is to wake for"
        );
        std::thread::yield_now();
    }
}

/// Defines an exchange of `from` for `to` that tells whether it happened, for
/// one width of word. Where there is no other thread it needs no bus lock.
macro_rules! exchange {
    ($name:ident, $Atomic:ty, $value:ty) => {
        #[inline]
        pub(super) fn $name(word: &$Atomic, from: $value, to: $value) -> bool {
            if one_thread() {
                let free = word.load(Ordering::Relaxed) == from;
                if free {
                    word.store(to, Ordering::Relaxed);
                }
                return free;
            }
            // `AcqRel` costs what `Acquire` does, and serves either direction.
            word.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
        }
    };
}

exchange!(exchange_byte, AtomicU8, u8);
exchange!(exchange_word, AtomicU32, u32);

#[cfg(test)]
mod tests;
