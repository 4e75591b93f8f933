//! The locks that all tasks of a program share, and what it is to hold one.

use std::ops::DerefMut;
use std::sync::Arc;

use wakescope::sync::{Mutex, OwnedSemaphorePermit, RwLock, Semaphore, SemaphorePermit};

use super::plan::Pick;

/// How much there is of each lock to pick from: a mutex has 1, a reader-writer
/// lock 2 (to read, or to write), a semaphore its permits.
pub(super) const LOCKS: [u32; 5] = [1, 2, 3, 1, 2];

/// The locks, in the order in which every task takes them.
pub(super) struct World {
    first: Arc<Mutex<bool>>,
    shared: Arc<RwLock<u32>>,
    permits: Arc<Semaphore>,
    second: Arc<Mutex<bool>>,
    few: Arc<RwLock<u32>>,
}

/// A share of a lock; dropping it gives it back.
pub(super) trait Held {}

impl World {
    pub(super) fn new() -> World {
        World {
            first: Arc::new(Mutex::new(false)),
            shared: Arc::new(RwLock::new(0)),
            permits: Arc::new(Semaphore::new(3)),
            second: Arc::new(Mutex::new(false)),
            few: Arc::new(RwLock::with_max_readers(0, 2)),
        }
    }

    /// Waits for the share that was picked.
    pub(super) async fn take(&self, pick: Pick) -> Box<dyn Held + '_> {
        match (pick.lock, pick.owned) {
            (0, true) => self.take_owned(pick).await,
            (0, false) => Box::new(Inside::enter(self.first.lock().await)),
            (3, true) => self.take_owned(pick).await,
            (3, false) => Box::new(Inside::enter(self.second.lock().await)),
            (2, false) => Box::new(self.permits.acquire_many(pick.amount).await.unwrap()),
            (1 | 4, false) => {
                let lock = if pick.lock == 1 {
                    &self.shared
                } else {
                    &self.few
                };
                if pick.amount == 1 {
                    return Box::new(Reads(lock.read().await));
                }
                let mut guard = lock.write().await;
                *guard += 1;
                Box::new(Writes(guard))
            }
            _ => self.take_owned(pick).await,
        }
    }

    /// Waits for the share that was picked, to hold it as long as one likes.
    pub(super) async fn take_owned(&self, pick: Pick) -> Box<dyn Held> {
        match pick.lock {
            0 => Box::new(Inside::enter(self.first.clone().lock_owned().await)),
            2 => {
                let permits = self.permits.clone();
                Box::new(permits.acquire_many_owned(pick.amount).await.unwrap())
            }
            3 => Box::new(Inside::enter(self.second.clone().lock_owned().await)),
            lock => {
                let lock = if lock == 1 { &self.shared } else { &self.few };
                if pick.amount == 1 {
                    return Box::new(Reads(lock.clone().read_owned().await));
                }
                let mut guard = lock.clone().write_owned().await;
                *guard += 1;
                Box::new(Writes(guard))
            }
        }
    }

    /// The share that was picked, if it is free.
    pub(super) fn try_take(&self, pick: Pick) -> Option<Box<dyn Held + '_>> {
        Some(match pick.lock {
            0 => Box::new(Inside::enter(self.first.try_lock().ok()?)),
            2 => Box::new(self.permits.try_acquire_many(pick.amount).ok()?),
            3 => Box::new(Inside::enter(self.second.try_lock().ok()?)),
            lock => {
                let lock = if lock == 1 { &self.shared } else { &self.few };
                if pick.amount == 1 {
                    Box::new(Reads(lock.try_read().ok()?))
                } else {
                    Box::new(Writes(lock.try_write().ok()?))
                }
            }
        })
    }
}

/// A mutex that is locked: nobody else is inside.
struct Inside<G: DerefMut<Target = bool>>(G);

impl<G: DerefMut<Target = bool>> Inside<G> {
    fn enter(mut guard: G) -> Inside<G> {
        assert!(!*guard, "two are inside of one mutex");
        *guard = true;
        Inside(guard)
    }
}

impl<G: DerefMut<Target = bool>> Drop for Inside<G> {
    fn drop(&mut self) {
        *self.0 = false;
    }
}

struct Reads<G>(G);
struct Writes<G>(G);

impl<G: DerefMut<Target = bool>> Held for Inside<G> {}
impl<G> Held for Reads<G> {}
impl<G> Held for Writes<G> {}
impl Held for SemaphorePermit<'_> {}
impl Held for OwnedSemaphorePermit {}
