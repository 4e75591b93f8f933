//! [`Mutex`]: one task at a time at some data, across `.await`s. Owns the
//! pairing of one cell (the data, and whether it is held) with one line (who is
//! next).

use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;

use super::blocking::block_on;
use super::mutex_guards::{MutexGuard, OwnedMutexGuard};
use super::mutex_line::{Door, HasLine, Holder, Line, Locking};
use crate::task::{Guarded, Lending, OwnedWrite, WriteIn, house};
use crate::trace::ResourceKind;
use crate::trace::probe::Resource;

/// A lock that a task can hold while it waits for something else.
///
/// Fair, as in tokio: who waits gets it in the order in which they came; a
/// guard that is dropped hands the lock over to the first in line at once, so
/// that nobody can snatch it. A panic of its holder releases it and does not
/// poison it.
///
/// # Examples
///
/// ```
/// use wakescope::sync::Mutex;
///
/// wakescope::run::to_end(async {
///     let pot = Mutex::new(0);
///     *pot.lock().await += 1;
///     assert_eq!(*pot.lock().await, 1);
/// });
/// ```
pub struct Mutex<T: ?Sized> {
    line: Line,
    cell: Guarded<T>,
}

impl<T> Mutex<T> {
    /// A mutex that nobody holds.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// let pot = Mutex::new("rice");
    /// assert_eq!(*pot.try_lock().unwrap(), "rice");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(value: T) -> Mutex<T> {
        let resource = Resource::new(ResourceKind::Mutex, 1, Location::caller());
        Mutex {
            line: Line::new(resource),
            cell: Guarded::new(value),
        }
    }

    /// A mutex for a `static`; no trace knows it.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// static POT: Mutex<u32> = Mutex::const_new(1);
    /// *POT.try_lock().unwrap() += 1;
    /// ```
    #[must_use]
    pub const fn const_new(value: T) -> Mutex<T> {
        Mutex {
            line: Line::new(Resource::untraced()),
            cell: Guarded::new(value),
        }
    }

    /// The value.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// assert_eq!(Mutex::new(1).into_inner(), 1);
    /// ```
    pub fn into_inner(self) -> T {
        self.cell.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits for the lock.
    ///
    /// # Cancellation
    ///
    /// Dropping leaves the line of waiters, and with it the place in it; a
    /// lock already handed over is passed on.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// wakescope::run::to_end(async {
    ///     let pot = Mutex::new(1);
    ///     let mut guard = pot.lock().await;
    ///     *guard = 2;
    /// });
    /// ```
    #[track_caller]
    pub fn lock(&self) -> impl Future<Output = MutexGuard<'_, T>> {
        Locking::new(Borrowed(self), Location::caller())
    }

    /// Waits for the lock, with a guard that keeps the mutex alive.
    ///
    /// # Cancellation
    ///
    /// As for [`Mutex::lock`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Mutex;
    /// wakescope::run::to_end(async {
    ///     let pot = Arc::new(Mutex::new(1));
    ///     let mut guard = pot.lock_owned().await;
    ///     *guard = 2;
    /// });
    /// ```
    #[track_caller]
    pub fn lock_owned(self: Arc<Self>) -> impl Future<Output = OwnedMutexGuard<T>> {
        Locking::new(Owned(self), Location::caller())
    }

    /// Blocks the thread until it has the lock. For code outside of tasks.
    ///
    /// # Panics
    ///
    /// Within a task, whose thread it would block.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// let pot = Mutex::new(1);
    /// *pot.blocking_lock() += 1;
    /// assert_eq!(pot.into_inner(), 2);
    /// ```
    #[track_caller]
    pub fn blocking_lock(&self) -> MutexGuard<'_, T> {
        block_on(self.lock())
    }

    /// Blocks the thread until it has the lock, with a guard that keeps the
    /// mutex alive. For code outside of tasks.
    ///
    /// # Panics
    ///
    /// Within a task, whose thread it would block.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Mutex;
    /// let pot = Arc::new(Mutex::new(1));
    /// assert_eq!(*pot.blocking_lock_owned(), 1);
    /// ```
    #[track_caller]
    pub fn blocking_lock_owned(self: Arc<Self>) -> OwnedMutexGuard<T> {
        block_on(self.lock_owned())
    }

    /// Takes the lock if nobody holds it.
    ///
    /// # Errors
    ///
    /// If somebody does.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// let pot = Mutex::new(1);
    /// let guard = pot.try_lock().unwrap();
    /// assert!(pot.try_lock().is_err());
    /// ```
    pub fn try_lock(&self) -> Result<MutexGuard<'_, T>, TryLockError> {
        Borrowed(self).enter().map_err(|_| TryLockError(()))
    }

    /// Takes the lock if nobody holds it, with a guard that keeps the mutex
    /// alive.
    ///
    /// # Errors
    ///
    /// If somebody does.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Mutex;
    /// let pot = Arc::new(Mutex::new(1));
    /// let guard = pot.clone().try_lock_owned().unwrap();
    /// assert!(pot.try_lock().is_err());
    /// ```
    pub fn try_lock_owned(self: Arc<Self>) -> Result<OwnedMutexGuard<T>, TryLockError> {
        Owned(self).enter().map_err(|_| TryLockError(()))
    }

    /// The value; that the mutex is borrowed mutably proves that nobody holds it.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Mutex;
    /// let mut pot = Mutex::new(1);
    /// *pot.get_mut() = 2;
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        self.cell.get_mut()
    }
}

const PASSED: &str = "a mutex is claimed by the one that it was passed on to";

house!(Mutex<T>, cell);

impl<T: ?Sized> HasLine for Mutex<T> {
    fn line(&self) -> &Line {
        &self.line
    }
}

struct Borrowed<'a, T: ?Sized>(&'a Mutex<T>);

impl<'a, T: ?Sized> Door for Borrowed<'a, T> {
    type Guard = MutexGuard<'a, T>;

    fn line(&self) -> &Line {
        &self.0.line
    }

    fn lending(&self) -> &Lending {
        self.0.cell.lending()
    }

    #[inline]
    fn enter(self) -> Result<MutexGuard<'a, T>, Self> {
        let taken = |mutex: &Mutex<T>| Holder(mutex.line.taken());
        let write = WriteIn::try_new(self.0, taken).ok_or(self)?;
        Ok(MutexGuard { write })
    }

    fn claim(self, holder: u32) -> MutexGuard<'a, T> {
        let write = WriteIn::claim(self.0, Holder(holder)).expect(PASSED);
        MutexGuard { write }
    }
}

struct Owned<T: ?Sized>(Arc<Mutex<T>>);

impl<T: ?Sized> Door for Owned<T> {
    type Guard = OwnedMutexGuard<T>;

    fn line(&self) -> &Line {
        &self.0.line
    }

    fn lending(&self) -> &Lending {
        self.0.cell.lending()
    }

    fn enter(self) -> Result<OwnedMutexGuard<T>, Self> {
        let taken = |mutex: &Mutex<T>| Holder(mutex.line.taken());
        let write = OwnedWrite::try_new(self.0, taken, |mutex| &mutex.cell).map_err(Owned)?;
        Ok(OwnedMutexGuard { write })
    }

    fn claim(self, holder: u32) -> OwnedMutexGuard<T> {
        let write = OwnedWrite::claim(self.0, Holder(holder), |mutex| &mutex.cell);
        let write = write.ok().expect(PASSED);
        OwnedMutexGuard { write }
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(value: T) -> Mutex<T> {
        Mutex::new(value)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

/// Shows the value if nobody holds the lock; takes it for that time.
impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Mutex");
        match self.try_lock() {
            Ok(value) => shown.field("data", &&*value),
            Err(_) => shown.field("data", &format_args!("<locked>")),
        };
        shown.finish()
    }
}

/// The lock could not be had at once.
///
/// # Examples
///
/// ```
/// use wakescope::sync::Mutex;
/// let pot = Mutex::new(1);
/// let _guard = pot.try_lock().unwrap();
/// assert_eq!(pot.try_lock().unwrap_err().to_string(), "operation would block");
/// ```
#[derive(Debug)]
pub struct TryLockError(pub(super) ());

impl fmt::Display for TryLockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("operation would block")
    }
}

impl Error for TryLockError {}
