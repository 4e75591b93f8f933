//! To whom a [`Guarded`](super::Guarded) cell is lent: one word. Owns the states
//! and their order between threads; the value, and what a guard may do with it,
//! are the cell's.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::task::lock::exchange_word;

/// How many readers there are, or one of the constants.
pub struct Lending(AtomicU32);

const FREE: u32 = 0;
/// Lent to a writer.
const WRITTEN: u32 = u32::MAX;
/// Lent to a writer who is to pass it on.
const AWAITED: u32 = u32::MAX - 1;
/// On its way from one writer to the next: lent to nobody, and not free.
const PASSED: u32 = u32::MAX - 2;

/// Marks a [`Guarded`](super::Guarded) that is only ever lent to one at a time.
#[derive(Debug)]
pub enum Exclusive {}

/// Marks a [`Guarded`](super::Guarded) that can be lent to many readers at once.
#[derive(Debug)]
pub enum Shared {}

/// How a cell can be lent.
pub trait Sharing {
    /// Whether one at a time, and so whether it can be passed on.
    const EXCLUSIVE: bool;
}

impl Sharing for Exclusive {
    const EXCLUSIVE: bool = true;
}

impl Sharing for Shared {
    const EXCLUSIVE: bool = false;
}

/// What happens when a guard is dropped: after the lending has ended, while
/// the guard's owner, if it has one, is still alive.
pub trait OnRelease<M: ?Sized> {
    /// The cell within `owner` is free again. Or it is passed on: then it stays
    /// so until somebody claims it or frees it.
    fn released(&mut self, owner: &M, passed: Option<&Lending>);
}

/// Nothing follows.
impl<M: ?Sized> OnRelease<M> for () {
    #[inline]
    fn released(&mut self, _: &M, _: Option<&Lending>) {}
}

/// What a guard has to undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// A writer of an exclusive cell, who may be asked to pass it on.
    Sole,
    /// A writer of a cell that readers share.
    Write,
    Read,
}

impl Mode {
    /// Of a writer of a cell of kind `S`.
    pub(super) const fn writer<S: Sharing>() -> Mode {
        if S::EXCLUSIVE {
            Mode::Sole
        } else {
            Mode::Write
        }
    }
}

impl Lending {
    pub(super) const fn new() -> Lending {
        Lending(AtomicU32::new(FREE))
    }

    /// Lends it out; `Acquire`, so that what earlier guards wrote is seen.
    #[inline]
    pub(super) fn begin(&self, mode: Mode) -> bool {
        match mode {
            Mode::Sole | Mode::Write => exchange_word(&self.0, FREE, WRITTEN),
            Mode::Read => loop {
                let readers = self.0.load(Ordering::Relaxed);
                // Short of the constants, so that no number is mistaken for one.
                if readers >= PASSED - 1 {
                    return false;
                }
                if exchange_word(&self.0, readers, readers + 1) {
                    return true;
                }
            },
        }
    }

    /// Takes it back; `Release`, so that later guards see what was written.
    /// True if it is passed on and not free.
    #[inline]
    pub(super) fn end(&self, mode: Mode) -> bool {
        match mode {
            Mode::Sole => {
                let asked = self.0.load(Ordering::Relaxed) != WRITTEN;
                if !asked && exchange_word(&self.0, WRITTEN, FREE) {
                    return false;
                }
                // Awaited, which nobody but the writer, who is here, changes.
                self.0.store(PASSED, Ordering::Release);
                return true;
            }
            Mode::Write => self.0.store(FREE, Ordering::Release),
            Mode::Read => loop {
                let readers = self.0.load(Ordering::Relaxed);
                if exchange_word(&self.0, readers, readers - 1) {
                    break;
                }
            },
        }
        false
    }

    /// From a writer, of `mode`, to a reader, with nobody in between; the mode
    /// of the reader. One who had an exclusive cell still has it alone.
    pub(super) fn downgrade(&self, mode: Mode) -> Mode {
        if mode == Mode::Sole {
            return mode;
        }
        self.0.store(1, Ordering::Release);
        Mode::Read
    }

    /// Asks the writer to pass it on instead of freeing it. False if it is free.
    pub fn ask(&self) -> bool {
        loop {
            match self.0.load(Ordering::Relaxed) {
                FREE => return false,
                // Whoever claims it then will pass it on without being asked.
                AWAITED | PASSED => return true,
                _ if exchange_word(&self.0, WRITTEN, AWAITED) => return true,
                _ => {}
            }
        }
    }

    /// Lends it to the next writer, who is to pass it on in turn. False if it
    /// is not passed on, or no longer.
    pub(super) fn claim(&self) -> bool {
        exchange_word(&self.0, PASSED, AWAITED)
    }

    /// Frees it, if it is passed on and not claimed.
    pub fn free_passed(&self) {
        exchange_word(&self.0, PASSED, FREE);
    }
}
