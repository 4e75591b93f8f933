//! [`RwLock`]: many readers or one writer at some data, across `.await`s. Owns
//! the pairing of permits (one a reader, all of them for a writer) with one
//! cell (the data).

use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use super::acquire::{Acquire, AcquireError, Gate};
use super::blocking::block_on;
use super::mutex::TryLockError;
use super::permits::{HasPermits, Held, Hold, Permits};
use super::rwlock_guards::{RwLockReadGuard, RwLockWriteGuard};
use super::rwlock_owned_guards::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard};
use crate::task::{Guarded, OwnedRead, OwnedWrite, Shared};
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, WaitKind};

/// The most readers at once, unless one says otherwise.
const MAX_READERS: u32 = u32::MAX >> 3;

/// A lock that many tasks can hold to read, or one to write.
///
/// Fair, as in tokio: who waits is served in the order in which they came. A
/// writer in line lets no later reader past, so that readers do not starve it;
/// a reader that waits for one more read lock while it holds one can therefore
/// deadlock with a writer between the two.
///
/// # Examples
///
/// ```
/// use wakescope::sync::RwLock;
///
/// wakescope::run::to_end(async {
///     let recipe = RwLock::new("rice");
///     {
///         let (one, two) = (recipe.read().await, recipe.read().await);
///         assert_eq!(*one, *two);
///     }
///     *recipe.write().await = "soup";
///     assert_eq!(*recipe.read().await, "soup");
/// });
/// ```
pub struct RwLock<T: ?Sized> {
    max_readers: u32,
    /// As many as there can be readers.
    permits: Permits,
    /// Free, or lent as the permits that are held allow.
    cell: Guarded<T, Shared>,
}

impl<T> RwLock<T> {
    /// A lock that nobody holds.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// assert_eq!(*RwLock::new(5).try_read().unwrap(), 5);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(value: T) -> RwLock<T> {
        RwLock::with_max_readers(value, MAX_READERS)
    }

    /// A lock for at most `max_reads` readers at once; the next ones wait.
    ///
    /// # Panics
    ///
    /// If `max_reads` is 0 or more than `u32::MAX >> 3`.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// let menu = RwLock::with_max_readers(5, 1);
    /// let _reader = menu.try_read().unwrap();
    /// assert!(menu.try_read().is_err());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn with_max_readers(value: T, max_reads: u32) -> RwLock<T> {
        check(max_reads);
        let capacity = max_reads as usize;
        let resource = Resource::new(ResourceKind::RwLock, capacity, Location::caller());
        RwLock {
            max_readers: max_reads,
            permits: Permits::new(capacity, resource),
            cell: Guarded::new(value),
        }
    }

    /// A lock for a `static`; no trace knows it.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// static MENU: RwLock<u32> = RwLock::const_new(5);
    /// *MENU.try_write().unwrap() = 6;
    /// ```
    #[must_use]
    pub const fn const_new(value: T) -> RwLock<T> {
        RwLock::const_with_max_readers(value, MAX_READERS)
    }

    /// A lock for a `static`, for at most `max_reads` readers at once; no trace
    /// knows it.
    ///
    /// # Panics
    ///
    /// If `max_reads` is 0 or more than `u32::MAX >> 3`.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// static MENU: RwLock<u32> = RwLock::const_with_max_readers(5, 8);
    /// assert_eq!(*MENU.try_read().unwrap(), 5);
    /// ```
    #[must_use]
    pub const fn const_with_max_readers(value: T, max_reads: u32) -> RwLock<T> {
        check(max_reads);
        RwLock {
            max_readers: max_reads,
            permits: Permits::new(max_reads as usize, Resource::untraced()),
            cell: Guarded::new(value),
        }
    }

    /// The value.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// assert_eq!(RwLock::new(1).into_inner(), 1);
    /// ```
    pub fn into_inner(self) -> T {
        self.cell.into_inner()
    }
}

const fn check(max_reads: u32) {
    assert!(
        max_reads > 0 && max_reads <= MAX_READERS,
        "a RwLock needs at least 1 reader and may have at most u32::MAX >> 3"
    );
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until it can read: until no writer has the lock or came before.
    ///
    /// # Cancellation
    ///
    /// Dropping leaves the line of waiters, and with it the place in it; a
    /// lock already handed over is passed on.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// wakescope::run::to_end(async {
    ///     let menu = RwLock::new(1);
    ///     assert_eq!(*menu.read().await, 1);
    /// });
    /// ```
    #[track_caller]
    pub fn read(&self) -> impl Future<Output = RwLockReadGuard<'_, T>> {
        Acquire::new(Read(self), 1, WaitKind::Read, Location::caller())
    }

    /// As [`RwLock::read`], with a guard that keeps the lock alive.
    ///
    /// # Cancellation
    ///
    /// As for [`RwLock::read`].
    #[track_caller]
    pub fn read_owned(self: Arc<Self>) -> impl Future<Output = OwnedRwLockReadGuard<T>> {
        Acquire::new(ReadOwned(self), 1, WaitKind::Read, Location::caller())
    }

    /// Blocks the thread until it can read. For code outside of tasks.
    ///
    /// # Panics
    ///
    /// Within a task, whose thread it would block.
    #[track_caller]
    pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {
        block_on(self.read())
    }

    /// Reads if no writer has the lock or waits for it.
    ///
    /// # Errors
    ///
    /// If one does, or if there are as many readers as there can be.
    pub fn try_read(&self) -> Result<RwLockReadGuard<'_, T>, TryLockError> {
        let holder = self.try_acquire(1)?;
        Ok(self.reader(holder))
    }

    /// As [`RwLock::try_read`], with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// As for [`RwLock::try_read`].
    pub fn try_read_owned(self: Arc<Self>) -> Result<OwnedRwLockReadGuard<T>, TryLockError> {
        let holder = self.try_acquire(1)?;
        Ok(self.reader_owned(holder))
    }

    /// Waits until it can write: until everyone who came before is done.
    ///
    /// # Cancellation
    ///
    /// As for [`RwLock::read`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// wakescope::run::to_end(async {
    ///     let menu = RwLock::new(1);
    ///     *menu.write().await = 2;
    /// });
    /// ```
    #[track_caller]
    pub fn write(&self) -> impl Future<Output = RwLockWriteGuard<'_, T>> {
        let all = self.max_readers as usize;
        Acquire::new(Write(self), all, WaitKind::Lock, Location::caller())
    }

    /// As [`RwLock::write`], with a guard that keeps the lock alive.
    ///
    /// # Cancellation
    ///
    /// As for [`RwLock::read`].
    #[track_caller]
    pub fn write_owned(self: Arc<Self>) -> impl Future<Output = OwnedRwLockWriteGuard<T>> {
        let all = self.max_readers as usize;
        Acquire::new(WriteOwned(self), all, WaitKind::Lock, Location::caller())
    }

    /// Blocks the thread until it can write. For code outside of tasks.
    ///
    /// # Panics
    ///
    /// Within a task, whose thread it would block.
    #[track_caller]
    pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {
        block_on(self.write())
    }

    /// Writes if nobody has the lock.
    ///
    /// # Errors
    ///
    /// If somebody does.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::RwLock;
    /// let menu = RwLock::new(1);
    /// let _reader = menu.try_read().unwrap();
    /// assert!(menu.try_write().is_err());
    /// ```
    pub fn try_write(&self) -> Result<RwLockWriteGuard<'_, T>, TryLockError> {
        let holder = self.try_acquire(self.max_readers)?;
        Ok(self.writer(holder))
    }

    /// As [`RwLock::try_write`], with a guard that keeps the lock alive.
    ///
    /// # Errors
    ///
    /// As for [`RwLock::try_write`].
    pub fn try_write_owned(self: Arc<Self>) -> Result<OwnedRwLockWriteGuard<T>, TryLockError> {
        let holder = self.try_acquire(self.max_readers)?;
        Ok(self.writer_owned(holder))
    }

    /// The value; that the lock is borrowed mutably proves that nobody holds it.
    pub fn get_mut(&mut self) -> &mut T {
        self.cell.get_mut()
    }

    fn try_acquire(&self, amount: u32) -> Result<u32, TryLockError> {
        let acquired = self.permits.try_acquire(amount as usize);
        acquired.map_err(|_| TryLockError(()))
    }

    fn reader(&self, holder: u32) -> RwLockReadGuard<'_, T> {
        RwLockReadGuard {
            read: self.cell.try_read().expect(FREE),
            hold: Hold::new(&self.permits, 1, holder),
        }
    }

    fn writer(&self, holder: u32) -> RwLockWriteGuard<'_, T> {
        RwLockWriteGuard {
            write: self.cell.try_write().expect(FREE),
            hold: Hold::new(&self.permits, self.max_readers as usize, holder),
        }
    }

    fn reader_owned(self: Arc<Self>, holder: u32) -> OwnedRwLockReadGuard<T> {
        let held = Held { amount: 1, holder };
        let read = OwnedRead::try_new(self, |_| held, |lock| &lock.cell);
        OwnedRwLockReadGuard {
            read: read.ok().expect(FREE),
        }
    }

    fn writer_owned(self: Arc<Self>, holder: u32) -> OwnedRwLockWriteGuard<T> {
        let amount = self.max_readers as usize;
        let held = Held { amount, holder };
        let write = OwnedWrite::try_new(self, |_| held, |lock| &lock.cell);
        OwnedRwLockWriteGuard {
            write: write.ok().expect(FREE),
        }
    }
}

const FREE: &str = "who holds the permits finds the cell free";
const OPEN: &str = "a lock is never closed";

impl<T: ?Sized> HasPermits for RwLock<T> {
    fn permits(&self) -> &Permits {
        &self.permits
    }
}

/// The four ways in: what waits, what it gets, and how.
macro_rules! gates {
    ($($gate:ident($lock:ty), [$($lifetime:lifetime)?], $guard:ty, $pass:ident;)*) => { $(
        struct $gate<$($lifetime,)? T: ?Sized>($lock);

        impl<$($lifetime,)? T: ?Sized> Gate for $gate<$($lifetime,)? T> {
            type Output = $guard;

            fn permits(&self) -> &Permits {
                &self.0.permits
            }

            fn pass(self, holder: Result<u32, AcquireError>) -> $guard {
                self.0.$pass(holder.expect(OPEN))
            }
        }
    )* };
}

gates! {
    Read(&'a RwLock<T>), ['a], RwLockReadGuard<'a, T>, reader;
    Write(&'a RwLock<T>), ['a], RwLockWriteGuard<'a, T>, writer;
    ReadOwned(Arc<RwLock<T>>), [], OwnedRwLockReadGuard<T>, reader_owned;
    WriteOwned(Arc<RwLock<T>>), [], OwnedRwLockWriteGuard<T>, writer_owned;
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(value: T) -> RwLock<T> {
        RwLock::new(value)
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

/// Shows the value if it can be read at once; reads for that time.
impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RwLock");
        match self.try_read() {
            Ok(value) => shown.field("data", &&*value),
            Err(_) => shown.field("data", &format_args!("<locked>")),
        };
        shown.finish()
    }
}
