//! A number for each thread, never used twice.

use std::sync::atomic::{AtomicU32, Ordering};

/// The number of no thread: a task that any thread may poll.
pub(super) const ANY: u32 = 0;

/// The calling thread's number, from 1.
///
/// # Panics
/// When 2³² − 1 threads have asked.
pub(super) fn current() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local! {
        static NUMBER: u32 = NEXT
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| next.checked_add(1))
            .expect("fewer than 2^32 threads in the life of a process");
    }
    NUMBER.with(|number| *number)
}
