//! What a task looks like in memory: a header any code can use without knowing
//! the future's type, then the scheduler and the future.

use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize};
use std::task::RawWakerVTable;

use crate::task::state::State;
use crate::task::{Finished, Polled, WakerSlot};

/// The part of a task that is the same for all.
///
/// `refs` counts everything that points at the task: [`Task`](super::Task)s,
/// wakers, the [`JoinRef`](super::JoinRef). The memory goes with the last.
/// `wakers` counts the wakers among them, for those who want to know.
pub(super) struct Header {
    pub(super) vtable: &'static VTable,
    pub(super) refs: AtomicUsize,
    pub(super) wakers: AtomicU32,
    /// The task's number in its run.
    pub(super) id: u32,
    /// The thread that may poll and drop the future; see `task::thread`.
    pub(super) owner: u32,
    pub(super) state: State,
    /// The join protocol's bits; see [`super::join`].
    pub(super) join: AtomicU8,
    /// Somebody asked for the task to be cancelled instead of polled.
    pub(super) aborted: AtomicBool,
    /// Whether the task is in a [`ReadyQueue`](super::ReadyQueue).
    pub(super) linked: AtomicBool,
    /// Higher is more urgent; 0 is usual.
    pub(super) priority: u8,
    /// The next task in the queue. Belongs to the queue while `linked`.
    pub(super) next: Cell<Option<NonNull<Header>>>,
    /// Who waits for the task's end.
    pub(super) joiner: WakerSlot,
}

/// What a header needs to know of the types behind it.
pub(super) struct VTable {
    pub(super) poll: unsafe fn(NonNull<Header>) -> Polled,
    pub(super) cancel: unsafe fn(NonNull<Header>),
    /// Moves the output into the `Option<Finished<T>>` behind the pointer.
    pub(super) take_output: unsafe fn(NonNull<Header>, *mut ()),
    pub(super) drop_output: unsafe fn(NonNull<Header>),
    pub(super) wake: unsafe fn(NonNull<Header>),
    /// Hands a new reference to the scheduler.
    pub(super) schedule: unsafe fn(NonNull<Header>),
    pub(super) free: unsafe fn(NonNull<Header>),
    pub(super) waker: &'static RawWakerVTable,
}

/// The one allocation of a task. `repr(C)`: a pointer to it is one to `header`.
#[repr(C)]
pub(super) struct Allocation<F: Future, S> {
    pub(super) header: Header,
    pub(super) scheduler: S,
    pub(super) stage: UnsafeCell<Stage<F>>,
}

/// What the allocation holds besides.
pub(super) enum Stage<F: Future> {
    /// The future. It is pinned: not moved until it is dropped in place.
    Future(F),
    /// What came of it, for the join handle.
    Finished(Finished<F::Output>),
    /// Nothing any more.
    Empty,
}
