//! What a task looks like in memory: a header that any code can use without
//! knowing the future's type, then the future, and in its place, later, its output.
//!
//! Most of a header belongs to the set's own thread and is plain memory. What
//! other threads may touch is atomic, and said so at each field.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::task::state::LocalState;
use crate::task::thread::ONE_THREAD;
use crate::task::{Finished, Polled};

/// Bits of [`Header::flags`]: who may still come back to the task.
pub(super) const LINKED: u8 = 1; // it is in the ready queue, or was taken out by a `Picked`
pub(super) const HELD: u8 = 2; // its `JoinRef` exists
pub(super) const ENDING: u8 = 4; // it is being cancelled with all others

/// Bits of [`Header::join`]; see [`super::join`].
pub(super) const HANDLE: u8 = 1;
pub(super) const OUTPUT: u8 = 2;
pub(super) const JOINER: u8 = 4;

/// The part of a task that is the same for all: 20 bytes where pointers have 4,
/// 32 where they have 8.
#[repr(C)]
pub(super) struct Header {
    pub(super) vtable: &'static VTable,
    /// The next task in the ready queue, while `LINKED`.
    pub(super) next: Cell<Option<NonNull<Header>>>,
    /// How many clones of its waker are alive.
    pub(super) wakers: Cell<u32>,
    /// The task's number in its set. Atomic: an [`AbortRef`](super::AbortRef)
    /// on any thread compares it, also when the slot is another task's by now.
    pub(super) id: AtomicU32,
    pub(super) state: LocalState,
    pub(super) flags: Cell<u8>,
    /// The join protocol's bits. Atomic: the handle may be on another thread.
    pub(super) join: AtomicU8,
    /// Higher is more urgent; 0 is usual.
    pub(super) priority: u8,
    /// Whether a wake of another thread lies in the inbox.
    pub(super) called: Called,
}

/// One byte, or none where there is no other thread.
pub(super) type Called = [AtomicBool; if ONE_THREAD { 0 } else { 1 }];

const _: () = assert!(size_of::<Header>() <= 4 * size_of::<usize>() + 4);

/// What a header needs to know of the types behind it.
pub(super) struct VTable {
    pub(super) poll: unsafe fn(NonNull<Header>) -> Polled,
    pub(super) cancel: unsafe fn(NonNull<Header>),
    /// Moves the output into the `Option<Finished<T>>` behind the pointer.
    pub(super) take_output: unsafe fn(NonNull<Header>, *mut ()),
    pub(super) drop_output: unsafe fn(NonNull<Header>),
    pub(super) wake: unsafe fn(NonNull<Header>),
    pub(super) enqueue: unsafe fn(NonNull<Header>),
    pub(super) waker_cloned: unsafe fn(NonNull<Header>),
    pub(super) waker_dropped: unsafe fn(NonNull<Header>),
}

/// A task's place. `repr(C)`: a pointer to it is one to its header.
#[repr(C)]
pub(super) struct Slot<F: Future> {
    pub(super) header: Header,
    pub(super) stage: Stage<F>,
}

/// The state and the join bits tell which of them is there, if any.
pub(super) union Stage<F: Future> {
    /// Until the task is done. It is pinned: it is dropped where it lies.
    pub(super) future: ManuallyDrop<F>,
    /// What came of it, until it is taken.
    pub(super) finished: ManuallyDrop<Finished<F::Output>>,
}

impl Header {
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    pub(super) fn set(&self, flag: u8) {
        self.flags.set(self.flags.get() | flag);
    }

    pub(super) fn clear(&self, flag: u8) {
        self.flags.set(self.flags.get() & !flag);
    }

    /// Notes that another thread wakes; false if that is noted already.
    pub(super) fn call(&self) -> bool {
        let called = self.called.first();
        called.is_none_or(|called| !called.swap(true, Ordering::AcqRel))
    }

    /// The wake of another thread is about to be answered.
    pub(super) fn answer_call(&self) {
        if let Some(called) = self.called.first() {
            called.swap(false, Ordering::AcqRel);
        }
    }
}
