//! A number for each thread, never used twice.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether this build can have one thread only: wasm without atomics.
pub(super) const ONE_THREAD: bool =
    cfg!(all(target_family = "wasm", not(target_feature = "atomics")));

/// The number of no thread: a task that any thread may poll.
pub(super) const ANY: u32 = 0;

/// The number of no thread at all.
pub(super) const NOBODY: u32 = u32::MAX;

thread_local! {
    /// 0 until the thread asks: so that a look at it is a look, and no more.
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// The calling thread's number, from 1. Where there are no threads it is 1.
///
/// # Panics
/// When 2³² − 2 threads have asked.
pub(super) fn current() -> u32 {
    if ONE_THREAD {
        return 1;
    }
    if NUMBER.get() == 0 {
        NUMBER.set(next());
    }
    NUMBER.get()
}

/// Whether the calling thread has this number, which is not 0.
#[inline]
pub(super) fn is(number: u32) -> bool {
    number == if ONE_THREAD { 1 } else { NUMBER.get() }
}

#[cold]
fn next() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
        next.checked_add(1)
    })
    .expect("fewer than 2^32 threads in the life of a process")
}
