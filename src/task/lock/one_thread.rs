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

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[inline]
pub(super) fn one_thread() -> bool {
    true
}

#[cfg(any(
    miri,
    not(any(
        all(target_family = "wasm", not(target_feature = "atomics")),
        all(
            target_os = "linux",
            target_env = "gnu",
            not(target_feature = "crt-static")
        )
    ))
))]
#[inline]
pub(super) fn one_thread() -> bool {
    false
}

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    not(target_feature = "crt-static"),
    not(miri)
))]
pub(super) use linux::one_thread;

#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    not(target_feature = "crt-static"),
    not(miri)
))]
mod linux {
    use std::ffi::{c_char, c_void};
    use std::ptr;
    use std::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

    unsafe extern "C" {
        /// Of the C library, which std links to.
        fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    }

    /// Where to look. Null until it was looked up.
    static FLAG: AtomicPtr<AtomicU8> = AtomicPtr::new(ptr::null_mut());

    /// Where a C library without the flag (before 2.32) is looked up: never.
    static NEVER: AtomicU8 = AtomicU8::new(0);

    #[inline]
    pub(in super::super) fn one_thread() -> bool {
        let mut flag = FLAG.load(Ordering::Relaxed).cast_const();
        if flag.is_null() {
            flag = look_up();
        }
        // SAFETY: `look_up` stores nothing but the address of a static of this
        // file, or of the C library's `char __libc_single_threaded`. That is
        // never unloaded, is one byte, and is only written where there is one
        // thread, or to "no" by the one thread that starts a second.
        unsafe { &*flag }.load(Ordering::Relaxed) != 0
    }

    #[cold]
    fn look_up() -> *const AtomicU8 {
        // SAFETY: the declaration is that of POSIX; null stands for all that
        // is loaded, and the name ends with a zero.
        let found = unsafe { dlsym(ptr::null_mut(), c"__libc_single_threaded".as_ptr()) };
        let flag = if found.is_null() {
            ptr::from_ref(&NEVER)
        } else {
            found.cast::<AtomicU8>().cast_const()
        };
        FLAG.store(flag.cast_mut(), Ordering::Relaxed);
        flag
    }
}
