//! Primitives by which tasks wait for each other, with the names, signatures
//! and semantics of `tokio::sync`. Owns locks, permits, notifications and
//! channels; knows no executor: whatever polls the futures will do.
//!
//! | need | primitive |
//! |---|---|
//! | one value, once, to one task | [`oneshot`] |
//! | many values, to one task | [`mpsc`] |
//! | many values, each to every task | [`broadcast`] |
//! | the latest value, to every task | [`watch`] |
//! | one task at a time at some data | [`Mutex`] |
//! | many readers or one writer at some data | [`RwLock`] |
//! | at most so many tasks at once | [`Semaphore`] |
//! | "something happened, look again" | [`Notify`] |
//! | nobody goes on until all are here | [`Barrier`] |
//!
//! Underneath there are three layers. A `wait_list` is a line of
//! waiters and nothing else. A `supply` is a count and a line that is served
//! in order; it decides who may. The `Lock` of `crate::task`, held for a few
//! nanoseconds and never across the code of a user, guards either; its
//! `Guarded` cell makes it sound for whoever may to touch the data.
//!
//! Every primitive tells the trace of the run what happens to it: who holds
//! it, who waits at it and where in the source, who woke whom through it. Made
//! by a `const_new`, or on a thread that does not record, it says nothing.

mod acquire;
mod barrier;
mod blocking;
mod closed;
mod mutex;
mod mutex_guards;
mod mutex_line;
mod notify;
mod permits;
mod rwlock;
mod rwlock_guards;
mod rwlock_owned_guards;
mod seat;
mod semaphore;
mod semaphore_permits;
mod supply;
mod wait_list;

pub mod broadcast;
pub mod mpsc;
pub mod oneshot;
pub mod watch;

pub use acquire::{AcquireError, TryAcquireError};
pub use barrier::{Barrier, BarrierWaitResult};
pub use mutex::{Mutex, TryLockError};
pub use mutex_guards::{MappedMutexGuard, MutexGuard, OwnedMappedMutexGuard, OwnedMutexGuard};
pub use notify::Notify;
pub use rwlock::RwLock;
pub use rwlock_guards::{RwLockMappedWriteGuard, RwLockReadGuard, RwLockWriteGuard};
pub use rwlock_owned_guards::{
    OwnedRwLockMappedWriteGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard,
};
pub use semaphore::Semaphore;
pub use semaphore_permits::{OwnedSemaphorePermit, SemaphorePermit};

/// Futures of this module that have a name.
pub mod futures {
    pub use super::notify::{Notified, OwnedNotified};
}
