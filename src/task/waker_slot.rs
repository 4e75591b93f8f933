//! A place for one waker, filled by one side and emptied by the other, on any
//! threads. Owns the waker in it.
//!
//! Source: the protocol of `futures::task::AtomicWaker`.
//!
//! ```text
//! Free -register-> Registering -> Free
//! Free -take-> Taking -> Free
//! Registering -take-> both bits: the registering side sees it and wakes instead
//! ```

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::Waker;

const FREE: u8 = 0;
const REGISTERING: u8 = 1;
const TAKING: u8 = 2;

/// A place for one waker. Dropping it drops the waker.
#[derive(Debug)]
pub struct WakerSlot {
    state: AtomicU8,
    waker: UnsafeCell<Option<Waker>>,
}

// SAFETY: the cell is touched only by whoever moved `state` away from FREE
// (or, at the end of a registration, by the registering side while both bits
// are set), and that transition is exclusive.
unsafe impl Sync for WakerSlot {}

impl WakerSlot {
    /// An empty slot.
    #[must_use]
    pub const fn new() -> WakerSlot {
        WakerSlot {
            state: AtomicU8::new(FREE),
            waker: UnsafeCell::new(None),
        }
    }

    /// Puts a clone of `waker` in, unless the one inside would wake the same
    /// task; true if it cloned. When the other side is taking at this moment,
    /// wakes `waker` at once, so that no wake is lost.
    ///
    /// Two threads must not register at once: the second call would be ignored.
    pub fn register(&self, waker: &Waker) -> bool {
        match self
            .state
            .compare_exchange(FREE, REGISTERING, Ordering::Acquire, Ordering::Acquire)
        {
            Ok(_) => {
                // SAFETY: we moved FREE to REGISTERING; nobody else touches the
                // cell until we move it back. No reference outlives this block.
                let slot = unsafe { &mut *self.waker.get() };
                let cloned = !slot.as_ref().is_some_and(|kept| kept.will_wake(waker));
                let replaced = if cloned {
                    slot.replace(waker.clone())
                } else {
                    None
                };
                if self
                    .state
                    .compare_exchange(REGISTERING, FREE, Ordering::AcqRel, Ordering::Acquire)
                    .is_err()
                {
                    // SAFETY: a taker came meanwhile, set TAKING, and left the
                    // cell to us: it is ours until we store FREE.
                    let taken = unsafe { (*self.waker.get()).take() };
                    // Acquire: what later takers did before they came, and found
                    // the bit set, is to be seen by the task that is woken here.
                    self.state.swap(FREE, Ordering::AcqRel);
                    if let Some(waker) = taken {
                        waker.wake();
                    }
                }
                drop(replaced);
                cloned
            }
            Err(_) => {
                waker.wake_by_ref();
                false
            }
        }
    }

    /// Takes the waker out. `None` if there is none, or if it is being
    /// registered at this moment (then the registering side wakes it).
    pub fn take(&self) -> Option<Waker> {
        match self.state.fetch_or(TAKING, Ordering::AcqRel) {
            FREE => {
                // SAFETY: we moved FREE to TAKING; a registration sees the bit
                // and keeps off, another taker too.
                let taken = unsafe { (*self.waker.get()).take() };
                // Acquire: as in `register`, for takers that came second.
                self.state.fetch_and(!TAKING, Ordering::AcqRel);
                taken
            }
            _ => None,
        }
    }
}

impl Default for WakerSlot {
    fn default() -> WakerSlot {
        WakerSlot::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::task::Wake;

    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn keeps_one_waker_and_gives_it_once() {
        let count = Arc::new(Count(AtomicUsize::new(0)));
        let waker = Waker::from(count.clone());
        let slot = WakerSlot::new();
        assert!(slot.register(&waker));
        // Under Miri, std's table of a waker's functions has several addresses.
        assert!(!slot.register(&waker) || cfg!(miri), "it is there already");
        slot.take().expect("registered").wake();
        assert!(slot.take().is_none());
        assert_eq!(count.0.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn no_wake_is_lost_between_two_threads() {
        let rounds = if cfg!(miri) { 20 } else { 2_000 };
        for _ in 0..rounds {
            let count = Arc::new(Count(AtomicUsize::new(0)));
            let slot = WakerSlot::new();
            let flag = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    flag.store(1, Ordering::SeqCst);
                    if let Some(waker) = slot.take() {
                        waker.wake();
                    }
                });
                slot.register(&Waker::from(count.clone()));
                let seen = flag.load(Ordering::SeqCst) == 1;
                while !seen && count.0.load(Ordering::SeqCst) == 0 {
                    std::thread::yield_now();
                }
            });
        }
    }
}
