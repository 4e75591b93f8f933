//! The permits of a [`Semaphore`]: whoever has one holds so many. Own their
//! return.

use std::sync::Arc;

use super::semaphore::Semaphore;

/// Permits of a [`Semaphore`], given back when dropped.
///
/// # Examples
///
/// ```
/// use wakescope::sync::{Semaphore, SemaphorePermit};
/// let semaphore = Semaphore::new(3);
/// let permit: SemaphorePermit<'_> = semaphore.try_acquire_many(2).unwrap();
/// drop(permit);
/// assert_eq!(semaphore.available_permits(), 3);
/// ```
#[must_use = "the permits are given back when this is dropped"]
#[derive(Debug)]
pub struct SemaphorePermit<'a> {
    pub(super) sem: &'a Semaphore,
    pub(super) permits: u32,
    pub(super) holder: u32,
}

/// Permits of a [`Semaphore`] that keep it alive, given back when dropped.
///
/// # Examples
///
/// ```
/// use std::sync::Arc;
/// use wakescope::sync::{OwnedSemaphorePermit, Semaphore};
/// let semaphore = Arc::new(Semaphore::new(1));
/// let permit: OwnedSemaphorePermit = semaphore.try_acquire_owned().unwrap();
/// assert_eq!(permit.semaphore().available_permits(), 0);
/// ```
#[must_use = "the permits are given back when this is dropped"]
#[derive(Debug)]
pub struct OwnedSemaphorePermit {
    pub(super) sem: Arc<Semaphore>,
    pub(super) permits: u32,
    pub(super) holder: u32,
}

impl SemaphorePermit<'_> {
    /// Lets go of the permits without giving them back: the semaphore has so
    /// many fewer from now on.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(3);
    /// semaphore.try_acquire().unwrap().forget();
    /// assert_eq!(semaphore.available_permits(), 2);
    /// ```
    pub fn forget(mut self) {
        let amount = std::mem::take(&mut self.permits) as usize;
        self.sem.permits.forget_held(amount, self.holder);
    }

    /// Takes over the permits of `other`.
    ///
    /// # Panics
    ///
    /// If they are of another semaphore.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(3);
    /// let mut permit = semaphore.try_acquire().unwrap();
    /// permit.merge(semaphore.try_acquire().unwrap());
    /// assert_eq!(permit.num_permits(), 2);
    /// ```
    #[track_caller]
    pub fn merge(&mut self, mut other: Self) {
        assert!(
            std::ptr::eq(self.sem, other.sem),
            "merging permits from different semaphore instances"
        );
        let amount = std::mem::take(&mut other.permits);
        let from = other.holder;
        self.sem.permits.hand_to(amount as usize, from, self.holder);
        self.permits += amount;
    }

    /// Splits off `n` of the permits; `None` if there are fewer.
    ///
    /// # Examples
    ///
    /// ```
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Semaphore::new(3);
    /// let mut permit = semaphore.try_acquire_many(3).unwrap();
    /// let part = permit.split(1).unwrap();
    /// assert_eq!((permit.num_permits(), part.num_permits()), (2, 1));
    /// ```
    pub fn split(&mut self, n: usize) -> Option<Self> {
        let n = u32::try_from(n).ok()?;
        self.permits = self.permits.checked_sub(n)?;
        Some(SemaphorePermit {
            sem: self.sem,
            permits: n,
            holder: self.holder,
        })
    }

    /// How many permits this holds.
    #[must_use]
    pub fn num_permits(&self) -> usize {
        self.permits as usize
    }
}

impl OwnedSemaphorePermit {
    /// Lets go of the permits without giving them back: the semaphore has so
    /// many fewer from now on.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Arc::new(Semaphore::new(3));
    /// semaphore.clone().try_acquire_owned().unwrap().forget();
    /// assert_eq!(semaphore.available_permits(), 2);
    /// ```
    pub fn forget(mut self) {
        let amount = std::mem::take(&mut self.permits) as usize;
        self.sem.permits.forget_held(amount, self.holder);
    }

    /// Takes over the permits of `other`.
    ///
    /// # Panics
    ///
    /// If they are of another semaphore.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Arc::new(Semaphore::new(3));
    /// let mut permit = semaphore.clone().try_acquire_owned().unwrap();
    /// permit.merge(semaphore.clone().try_acquire_owned().unwrap());
    /// assert_eq!(permit.num_permits(), 2);
    /// ```
    #[track_caller]
    pub fn merge(&mut self, mut other: Self) {
        assert!(
            Arc::ptr_eq(&self.sem, &other.sem),
            "merging permits from different semaphore instances"
        );
        let amount = std::mem::take(&mut other.permits);
        let from = other.holder;
        self.sem.permits.hand_to(amount as usize, from, self.holder);
        self.permits += amount;
    }

    /// Splits off `n` of the permits; `None` if there are fewer.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::sync::Arc;
    /// use wakescope::sync::Semaphore;
    /// let semaphore = Arc::new(Semaphore::new(3));
    /// let mut permit = semaphore.clone().try_acquire_many_owned(3).unwrap();
    /// let part = permit.split(1).unwrap();
    /// assert_eq!((permit.num_permits(), part.num_permits()), (2, 1));
    /// ```
    pub fn split(&mut self, n: usize) -> Option<Self> {
        let n = u32::try_from(n).ok()?;
        self.permits = self.permits.checked_sub(n)?;
        Some(OwnedSemaphorePermit {
            sem: self.sem.clone(),
            permits: n,
            holder: self.holder,
        })
    }

    /// The semaphore the permits are of.
    #[must_use]
    pub fn semaphore(&self) -> &Arc<Semaphore> {
        &self.sem
    }

    /// How many permits this holds.
    #[must_use]
    pub fn num_permits(&self) -> usize {
        self.permits as usize
    }
}

impl Drop for SemaphorePermit<'_> {
    fn drop(&mut self) {
        self.sem.permits.release(self.permits as usize, self.holder);
    }
}

impl Drop for OwnedSemaphorePermit {
    fn drop(&mut self) {
        self.sem.permits.release(self.permits as usize, self.holder);
    }
}
