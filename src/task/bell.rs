//! A bell that ends a thread's rest. Owns the care that no ring is lost.
//!
//! ```text
//!            ring                       rest
//!  Silent ────────▶ Rung ◀──ring── Asleep ◀──── Silent
//!     ▲              │ rest: at once, without asking the system
//!     └──────────────┘
//! ```
//!
//! A ring before the rest is not lost: that rest ends at once. Most rings are of
//! this kind, since a thread rings its own bell while it polls; they cost no
//! more than a byte.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Wake;
use std::thread::{self, Thread};

use super::lock::exchange_byte;

const SILENT: u8 = 0;
const RUNG: u8 = 1;
const ASLEEP: u8 = 2;

/// One thread rests by it, any thread rings it.
#[derive(Debug)]
pub struct Bell {
    state: AtomicU8,
    /// Who rests, or rested last.
    sleeper: Mutex<Option<Thread>>,
}

impl Bell {
    /// A bell that nobody has rung.
    #[must_use]
    pub const fn new() -> Bell {
        Bell {
            state: AtomicU8::new(SILENT),
            sleeper: Mutex::new(None),
        }
    }

    /// Ends the current [`Bell::rest`], or the next.
    #[inline]
    pub fn ring(&self) {
        if !exchange_byte(&self.state, SILENT, RUNG) {
            self.wake_sleeper();
        }
    }

    /// Waits until somebody rings; returns at once if somebody has since the
    /// last rest. For one thread at a time.
    #[inline]
    pub fn rest(&self) {
        if !exchange_byte(&self.state, RUNG, SILENT) {
            self.sleep();
        }
    }

    #[cold]
    fn wake_sleeper(&self) {
        // Always a change, also from Rung: what this thread did before is to be
        // seen by the one that rests next.
        if self.state.swap(RUNG, Ordering::AcqRel) == ASLEEP {
            self.unpark_sleeper();
        }
    }

    /// The rest may be over by now, and the next have begun: then this is for
    /// nothing, since whoever rests looks at the state, and takes nothing from
    /// the ring that comes next.
    fn unpark_sleeper(&self) {
        let sleeper = self.sleeper.lock();
        if let Some(thread) = &*sleeper.unwrap_or_else(PoisonError::into_inner) {
            thread.unpark();
        }
    }

    #[cold]
    fn sleep(&self) {
        let sleeper = self.sleeper.lock();
        *sleeper.unwrap_or_else(PoisonError::into_inner) = Some(thread::current());
        let asleep =
            self.state
                .compare_exchange(SILENT, ASLEEP, Ordering::AcqRel, Ordering::Acquire);
        if asleep.is_ok() {
            while self.state.load(Ordering::Acquire) == ASLEEP {
                thread::park();
            }
        }
        self.state.swap(SILENT, Ordering::AcqRel);
    }
}

/// To wake by a bell is to ring it.
impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.ring();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.ring();
    }
}

impl Default for Bell {
    fn default() -> Bell {
        Bell::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn a_ring_before_the_rest_ends_it_and_rings_add_up_to_one() {
        let bell = Bell::new();
        bell.ring();
        bell.ring();
        bell.rest();
        assert_eq!(bell.state.load(Ordering::Relaxed), SILENT);
    }

    #[test]
    fn no_ring_of_another_thread_is_lost() {
        let rounds = if cfg!(miri) { 20 } else { 20_000 };
        let (bell, count) = (Arc::new(Bell::new()), Arc::new(AtomicUsize::new(0)));
        let (other, counter) = (bell.clone(), count.clone());
        let thread = thread::spawn(move || {
            for _ in 0..rounds {
                counter.fetch_add(1, Ordering::Relaxed);
                other.ring();
            }
        });
        // Relaxed: the ring makes it visible.
        while count.load(Ordering::Relaxed) < rounds {
            bell.rest();
        }
        thread.join().unwrap();
    }

    #[test]
    fn a_ring_that_comes_late_to_the_sleeper_takes_nothing_from_the_next() {
        let bell = Bell::new();
        let until = |state| {
            while bell.state.load(Ordering::SeqCst) != state {
                thread::yield_now();
            }
        };
        thread::scope(|scope| {
            let resting = scope.spawn(|| (bell.rest(), bell.rest()));
            until(ASLEEP);
            // The first half of a ring. The one who rests wakes by chance before
            // the second half, and rests again.
            bell.state.swap(RUNG, Ordering::AcqRel);
            resting.thread().unpark();
            until(ASLEEP);
            bell.unpark_sleeper();
            assert!(bell.sleeper.lock().unwrap().is_some());
            bell.ring();
            resting.join().unwrap();
        });
    }
}
