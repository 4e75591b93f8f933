//! Whether this thread is the only one of the program. Owns the question; what
//! is cheaper then is the business of whoever asks.
//!
//! A locked instruction costs as much as ten plain ones, and only guards
//! against other threads. In a browser without atomics there are none. Natively
//! the C library of Linux knows, and its own allocator, and the reference
//! counts of C++, ask it in the same way. Everywhere else the answer is no.
//!
//! The answer is good until the asking thread starts another. What it wrote
//! before, the new thread sees: starting it orders the two.

use crate::task::thread::ONE_THREAD;

#[inline]
pub(super) fn one_thread() -> bool {
    ONE_THREAD || system::one_thread()
}

#[cfg(not(all(
    target_os = "linux",
    target_env = "gnu",
    not(target_feature = "crt-static"),
    not(miri)
)))]
mod system {
    #[inline]
    pub(super) fn one_thread() -> bool {
        false
    }
}

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    not(target_feature = "crt-static"),
    not(miri)
))]
mod system {
    use std::ffi::{c_char, c_void};
    use std::ptr;
    use std::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

    unsafe extern "C" {
        /// Of the C library, which std links to.
        fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    }

    /// Where to look: at first at a "no", which makes the first to ask look up.
    static FLAG: AtomicPtr<AtomicU8> = AtomicPtr::new(ptr::from_ref(&UNKNOWN).cast_mut());

    /// Nothing was looked up yet.
    static UNKNOWN: AtomicU8 = AtomicU8::new(0);

    /// What a C library without the flag (before 2.32) says.
    static NEVER: AtomicU8 = AtomicU8::new(0);

    #[inline]
    pub(super) fn one_thread() -> bool {
        let flag = FLAG.load(Ordering::Relaxed).cast_const();
        // SAFETY: `FLAG` never holds anything but the address of a static of
        // this file, or of the C library's `char __libc_single_threaded`. That
        // is never unloaded, is one byte, and is only written where there is
        // one thread: to "no", by the one that is about to start a second.
        let yes = unsafe { &*flag }.load(Ordering::Relaxed) != 0;
        // A "no" is about to cost more than this comparison.
        yes || ptr::eq(flag, &UNKNOWN) && look_up()
    }

    #[cold]
    #[inline(never)]
    fn look_up() -> bool {
        // SAFETY: the declaration is that of POSIX; null stands for all that
        // is loaded, and the name ends with a zero.
        let found = unsafe { dlsym(ptr::null_mut(), c"__libc_single_threaded".as_ptr()) };
        let flag = if found.is_null() {
            ptr::from_ref(&NEVER).cast_mut()
        } else {
            found.cast::<AtomicU8>()
        };
        FLAG.store(flag, Ordering::Relaxed);
        // Known from the next time on: "no" is right at any time.
        false
    }
}
