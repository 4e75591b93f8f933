//! The four functions of a task's wakers. Owns the count of its clones.
//!
//! The waker that a poll lends is not counted: it cannot outlive the poll, and
//! a task that is polled is not freed.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::task::{RawWaker, RawWakerVTable};

use super::core::Core;
use super::inbox::Message;
use super::pool::core_of;
use super::slot::Header;
use crate::task::{Woken, thread::ONE_THREAD};

/// Who is told what the wakers of a set's tasks do: always on the set's own
/// thread, or at the end, when the set is gone, on whichever comes. Nothing it
/// does is to reach a task: once the set is gone, that is a deadlock.
pub trait Watch: Sized + 'static {
    /// The functions of the wakers: `static TABLE: WakerTable<Self> =
    /// WakerTable::new(); &TABLE`. One table, at one address, so that two
    /// wakers of a task can be told to be such.
    fn table() -> &'static WakerTable<Self>;

    /// Somebody woke the task with this number.
    fn woken(task: u32, woken: Woken);

    /// The task entered the ready queue, which holds `len` tasks now.
    fn queued(task: u32, len: usize);

    /// A waker of the task was cloned; `alive` are alive now.
    fn waker_cloned(task: u32, alive: u32);

    /// A waker of the task is dropped; `alive` stay alive.
    fn waker_dropped(task: u32, alive: u32);

    /// The task's future panicked with this message, within its last poll:
    /// while it was polled, or dropped after it was ready. Told once.
    fn panicked(task: u32, message: &str);
}

/// The functions of the wakers of all tasks that `W` watches.
pub struct WakerTable<W>(pub(super) RawWakerVTable, PhantomData<fn() -> W>);

impl<W: Watch> WakerTable<W> {
    /// The functions. Put them into a `static`.
    #[must_use]
    pub const fn new() -> WakerTable<W> {
        let table =
            RawWakerVTable::new(clone::<W>, wake_and_drop::<W>, wake_by_ref::<W>, drop::<W>);
        WakerTable(table, PhantomData)
    }
}

impl<W: Watch> Default for WakerTable<W> {
    fn default() -> WakerTable<W> {
        WakerTable::new()
    }
}

/// The header and the core behind a waker's pointer.
///
/// # Safety
/// `data` is that of a living waker of a task, and so is not free before it is
/// said of this waker that it is dropped.
unsafe fn parts<'a>(data: *const ()) -> (NonNull<Header>, &'a Header, *const Core) {
    // SAFETY: by the caller's word; wakers are made of such pointers alone.
    unsafe {
        let task = NonNull::new_unchecked(data.cast_mut().cast::<Header>());
        (task, task.as_ref(), core_of(task))
    }
}

/// # Safety
/// As [`parts`]; so for the next three.
unsafe fn clone<W: Watch>(data: *const ()) -> RawWaker {
    // SAFETY: by the caller's word. A task that is not free has its core.
    unsafe {
        let (task, _, core) = parts(data);
        // Where there is one thread, this is the one, also at the end.
        if ONE_THREAD || (*core).is_here() {
            cloned::<W>(task);
        } else {
            Core::tell(core, Message::Cloned(task));
        }
    }
    RawWaker::new(data, &W::table().0)
}

unsafe fn wake_and_drop<W: Watch>(data: *const ()) {
    // SAFETY: by the caller's word; `wake` consumes the waker.
    unsafe {
        wake_by_ref::<W>(data);
        drop::<W>(data);
    }
}

#[inline(always)]
unsafe fn wake_by_ref<W: Watch>(data: *const ()) {
    // SAFETY: by the caller's word.
    unsafe {
        let (task, header, core) = parts(data);
        if ONE_THREAD || (*core).is_here() {
            wake::<W>(task);
        } else {
            wake_from_elsewhere(task, header, core);
        }
    }
}

/// # Safety
/// As [`parts`], of which these are.
#[cold]
#[inline(never)]
unsafe fn wake_from_elsewhere(task: NonNull<Header>, header: &Header, core: *const Core) {
    if header.call() {
        // SAFETY: by the caller's word.
        unsafe { Core::tell(core, Message::Wake(task)) }
    }
}

unsafe fn drop<W: Watch>(data: *const ()) {
    // SAFETY: by the caller's word; the waker is not used any more.
    unsafe {
        let (task, header, core) = parts(data);
        if ONE_THREAD && !header.state.is_done() || (*core).is_here_and_up_to_date() {
            dropped::<W>(task);
        } else {
            Core::tell(core, Message::Dropped(task));
        }
    }
}

// The functions below tell the `Watch` last of all, and do not touch the task
// after that. It is the code of others, and may do anything: also let go of what
// keeps the task in its place, or of the set.

/// A waker was cloned.
///
/// # Safety
/// The caller may touch tasks, and `task` is not free; so for the next two.
pub(super) unsafe fn cloned<W: Watch>(task: NonNull<Header>) {
    // SAFETY: by the caller's word.
    let header = unsafe { task.as_ref() };
    let alive = header.wakers.get().checked_add(1);
    // As in std's Arc: a count that overflowed would free a task in use.
    let alive = alive.unwrap_or_else(|| std::process::abort());
    header.wakers.set(alive);
    W::waker_cloned(header.id.load(Ordering::Relaxed), alive);
}

/// A waker was dropped, and what was said before is acted on.
pub(super) unsafe fn dropped<W: Watch>(task: NonNull<Header>) {
    // SAFETY: by the caller's word.
    let header = unsafe { task.as_ref() };
    let id = header.id.load(Ordering::Relaxed);
    let alive = header.wakers.get() - 1;
    header.wakers.set(alive);
    if alive == 0 && header.state.is_done() {
        // SAFETY: by the caller's word.
        unsafe { (*core_of(task)).free_if_unused(task) };
    }
    W::waker_dropped(id, alive);
}

/// A waker was woken, or the task itself.
#[inline(always)]
pub(super) unsafe fn wake<W: Watch>(task: NonNull<Header>) {
    // SAFETY: by the caller's word.
    let header = unsafe { task.as_ref() };
    if header.state.wake_in_poll() {
        W::woken(header.id.load(Ordering::Relaxed), Woken::Again);
    } else {
        // SAFETY: by the caller's word.
        unsafe { wake_between_polls::<W>(task) }
    }
}

/// Out of the way of those that wake themselves while they are polled.
///
/// # Safety
/// As [`wake`].
#[inline(never)]
unsafe fn wake_between_polls<W: Watch>(task: NonNull<Header>) {
    // SAFETY: by the caller's word.
    let header = unsafe { task.as_ref() };
    let id = header.id.load(Ordering::Relaxed);
    // SAFETY: whoever wakes keeps the core: by a waker, a handle or an
    // `AbortRef`, or by having the set.
    let core = unsafe { &*core_of(task) };
    if !core.listens {
        let done = header.state.is_done();
        return W::woken(id, if done { Woken::Late } else { Woken::Unheard });
    }
    let woken = header.state.wake();
    if woken != Woken::Queue {
        return W::woken(id, woken);
    }
    // SAFETY: by the caller's word.
    let queued = unsafe { core.enqueue(task) };
    W::woken(id, Woken::Queue);
    if let Some(len) = queued {
        W::queued(id, len);
        core.ring();
    }
}

/// Puts a task into the ready queue, and tells of it, if it is not in there.
///
/// # Safety
/// As [`wake`].
#[inline]
pub(super) unsafe fn enqueue<W: Watch>(task: NonNull<Header>) {
    // SAFETY: by the caller's word.
    unsafe {
        let core = &*core_of(task);
        if let Some(len) = core.enqueue(task) {
            W::queued(task.as_ref().id.load(Ordering::Relaxed), len);
            core.ring();
        }
    }
}
