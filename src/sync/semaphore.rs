//! [`Semaphore`]: at most so many tasks at once. Owns a count of permits that
//! tasks can see and hold; how the line is served is told in `permits`.

use std::panic::Location;
use std::sync::Arc;

use super::acquire::{Acquire, AcquireError, Gate, TryAcquireError};
use super::permits::Permits;
use super::semaphore_permits::{OwnedSemaphorePermit, SemaphorePermit};
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, WaitKind};

/// A counting semaphore: a number of permits, each with one holder at a time.
///
/// Fair, as in tokio: permits go to those who wait in the order in which they
/// came, and one who waits for many is not overtaken by those who want few.
///
/// In the trace: who holds how many. Permits from [`add_permits`] come from
/// nobody; permits that are [forgotten](SemaphorePermit::forget) are given
/// back by their holder, but nobody gets them.
///
/// [`add_permits`]: Semaphore::add_permits
///
/// # Examples
///
/// ```
/// use wakescope::sync::Semaphore;
///
/// let ovens = Semaphore::new(1);
/// let permit = ovens.try_acquire().unwrap();
/// assert_eq!(ovens.available_permits(), 0);
/// drop(permit);
/// assert_eq!(ovens.available_permits(), 1);
/// ```
#[derive(Debug)]
pub struct Semaphore {
    pub(super) permits: Permits,
}

impl Semaphore {
    /// The most permits a semaphore can have: `usize::MAX >> 3`.
    pub const MAX_PERMITS: usize = Permits::MAX;

    /// A semaphore with this many permits.
    ///
    /// # Panics
    ///
    /// If there are more than [`Semaphore::MAX_PERMITS`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// assert_eq!(Semaphore::new(3).available_permits(), 3);
    /// ```
    #[must_use]
    #[track_caller]
    pub fn new(permits: usize) -> Semaphore {
        let resource = Resource::new(ResourceKind::Semaphore, permits, Location::caller());
        Semaphore {
            permits: Permits::new(permits, resource),
        }
    }

    /// A semaphore for a `static`; no trace knows it.
    ///
    /// # Panics
    ///
    /// If there are more permits than [`Semaphore::MAX_PERMITS`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// static OVENS: Semaphore = Semaphore::const_new(2);
    /// assert!(OVENS.try_acquire().is_ok());
    /// ```
    #[must_use]
    pub const fn const_new(permits: usize) -> Semaphore {
        Semaphore {
            permits: Permits::new(permits, Resource::untraced()),
        }
    }

    /// How many permits can be had without waiting.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(3);
    /// let _two = semaphore.try_acquire_many(2).unwrap();
    /// assert_eq!(semaphore.available_permits(), 1);
    /// ```
    #[must_use]
    pub fn available_permits(&self) -> usize {
        self.permits.available()
    }

    /// Adds `n` permits; those who wait get them first.
    ///
    /// # Panics
    ///
    /// If there would be more than [`Semaphore::MAX_PERMITS`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(0);
    /// semaphore.add_permits(2);
    /// assert!(semaphore.try_acquire_many(2).is_ok());
    /// ```
    pub fn add_permits(&self, n: usize) {
        self.permits.add(n);
    }

    /// Takes away up to `n` of the available permits; how many it were.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(3);
    /// assert_eq!(semaphore.forget_permits(2), 2);
    /// assert_eq!(semaphore.forget_permits(2), 1);
    /// ```
    pub fn forget_permits(&self, n: usize) -> usize {
        self.permits.forget_available(n)
    }

    /// Waits for a permit.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed, or is closed while it waits.
    ///
    /// # Cancellation
    ///
    /// Dropping leaves the line of waiters, and with it the place in it; a
    /// permit already handed over is passed on.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// wakescope::run::to_end(async {
    ///     let semaphore = Semaphore::new(1);
    ///     let permit = semaphore.acquire().await.unwrap();
    ///     assert_eq!(permit.num_permits(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        self.acquire_many(1)
    }

    /// Waits for `n` permits, which are held together.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed, or is closed while it waits.
    ///
    /// # Cancellation
    ///
    /// As for [`Semaphore::acquire`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// wakescope::run::to_end(async {
    ///     let semaphore = Semaphore::new(5);
    ///     let _three = semaphore.acquire_many(3).await.unwrap();
    ///     assert_eq!(semaphore.available_permits(), 2);
    /// });
    /// ```
    #[track_caller]
    pub fn acquire_many(
        &self,
        n: u32,
    ) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        let gate = Borrowed { sem: self, n };
        Acquire::new(gate, n as usize, WaitKind::Permit, Location::caller())
    }

    /// Takes a permit if there is one now.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError::Closed`] or [`TryAcquireError::NoPermits`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::{Semaphore, TryAcquireError};
    /// let semaphore = Semaphore::new(0);
    /// assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::NoPermits);
    /// ```
    pub fn try_acquire(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// Takes `n` permits if there are so many now.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError::Closed`] or [`TryAcquireError::NoPermits`].
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(2);
    /// assert!(semaphore.try_acquire_many(3).is_err());
    /// assert!(semaphore.try_acquire_many(2).is_ok());
    /// ```
    pub fn try_acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        let holder = self.permits.try_acquire(n as usize)?;
        Ok(SemaphorePermit {
            sem: self,
            permits: n,
            holder,
        })
    }

    /// Waits for a permit that keeps the semaphore alive.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed, or is closed while it waits.
    ///
    /// # Cancellation
    ///
    /// As for [`Semaphore::acquire`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// wakescope::run::to_end(async {
    ///     let semaphore = Arc::new(Semaphore::new(1));
    ///     let permit = semaphore.clone().acquire_owned().await.unwrap();
    ///     wakescope::executor::spawn(async move { drop(permit) }).await.unwrap();
    ///     assert_eq!(semaphore.available_permits(), 1);
    /// });
    /// ```
    #[track_caller]
    pub fn acquire_owned(
        self: Arc<Self>,
    ) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        self.acquire_many_owned(1)
    }

    /// Waits for `n` permits, which are held together and keep the semaphore
    /// alive.
    ///
    /// # Errors
    ///
    /// If the semaphore is closed, or is closed while it waits.
    ///
    /// # Cancellation
    ///
    /// As for [`Semaphore::acquire`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// wakescope::run::to_end(async {
    ///     let semaphore = Arc::new(Semaphore::new(2));
    ///     let both = semaphore.acquire_many_owned(2).await.unwrap();
    ///     assert_eq!(both.num_permits(), 2);
    /// });
    /// ```
    #[track_caller]
    pub fn acquire_many_owned(
        self: Arc<Self>,
        n: u32,
    ) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        let gate = Owned { sem: self, n };
        Acquire::new(gate, n as usize, WaitKind::Permit, Location::caller())
    }

    /// Takes a permit that keeps the semaphore alive, if there is one now.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError::Closed`] or [`TryAcquireError::NoPermits`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Arc::new(Semaphore::new(1));
    /// assert!(semaphore.try_acquire_owned().is_ok());
    /// ```
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        self.try_acquire_many_owned(1)
    }

    /// Takes `n` permits that keep the semaphore alive, if there are so many now.
    ///
    /// # Errors
    ///
    /// [`TryAcquireError::Closed`] or [`TryAcquireError::NoPermits`].
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Arc::new(Semaphore::new(1));
    /// assert!(semaphore.try_acquire_many_owned(2).is_err());
    /// ```
    pub fn try_acquire_many_owned(
        self: Arc<Self>,
        n: u32,
    ) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        let holder = self.permits.try_acquire(n as usize)?;
        Ok(OwnedSemaphorePermit {
            sem: self,
            permits: n,
            holder,
        })
    }

    /// Closes the semaphore: no more permits are given, and everyone who waits
    /// gets an error. Permits that are held stay valid.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::{Semaphore, TryAcquireError};
    /// let semaphore = Semaphore::new(1);
    /// semaphore.close();
    /// assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::Closed);
    /// ```
    pub fn close(&self) {
        self.permits.close();
    }

    /// Whether the semaphore is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.permits.is_closed()
    }
}

struct Borrowed<'a> {
    sem: &'a Semaphore,
    n: u32,
}

impl<'a> Gate for Borrowed<'a> {
    type Output = Result<SemaphorePermit<'a>, AcquireError>;

    fn permits(&self) -> &Permits {
        &self.sem.permits
    }

    fn pass(self, holder: Result<u32, AcquireError>) -> Self::Output {
        Ok(SemaphorePermit {
            sem: self.sem,
            permits: self.n,
            holder: holder?,
        })
    }
}

struct Owned {
    sem: Arc<Semaphore>,
    n: u32,
}

impl Gate for Owned {
    type Output = Result<OwnedSemaphorePermit, AcquireError>;

    fn permits(&self) -> &Permits {
        &self.sem.permits
    }

    fn pass(self, holder: Result<u32, AcquireError>) -> Self::Output {
        Ok(OwnedSemaphorePermit {
            sem: self.sem,
            permits: self.n,
            holder: holder?,
        })
    }
}
