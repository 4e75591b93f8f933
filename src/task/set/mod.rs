//! The tasks of one executor: a *set*. Owns their memory, their states and the
//! order in which they became ready; never decides when one is polled.
//!
//! A set stays on the thread that made it, and so do its tasks' futures. Its
//! wakers and handles may go anywhere. Nearly everything happens on the set's
//! own thread, and there it needs neither a lock nor an atomic operation. What
//! other threads do reaches the set as a message. So a wake costs a look at
//! which thread this is, a byte, and a link in a list.
//!
//! ```text
//!  TaskSet ─▶ Core ── ready queue ──▶ task ─▶ task ─▶ task
//!              │  ◀─ inbox ◀─ other threads      ▲
//!              └──── pool: chunks of places ─────┘ Waker, JoinRef: a pointer each
//! ```
//!
//! A task has no count of references. It has a count of its wakers, and bits for
//! the executor and the handle; when it is done and all of
//! these are 0, its place is free. Read on in this order: `slot` (a task in
//! memory), `core` (who may touch what), `inbox`, `waker`, `join`, `pool`.

mod core;
mod inbox;
mod join;
mod poll;
mod pool;
mod ready;
mod slot;
mod waker;

use std::alloc::Layout;
use std::cell::Cell;
use std::collections::BinaryHeap;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use self::core::Core;
use self::poll::Functions;
use self::pool::ALIGN_MAX;
use self::slot::{Called, ENDING, HANDLE, HELD, Header, LINKED, Slot, Stage, VTable};
use super::state::LocalState;
use super::{Polled, Unpark};

pub use self::join::{AbortRef, JoinRef};
pub use self::ready::ReadyQueue;
pub use self::waker::{WakerTable, Watch};

/// The tasks of one executor, watched by `W`. A handle: clones share them.
///
/// Dropping the last handle cancels the tasks that are not done.
pub struct TaskSet<W>(Owner, PhantomData<W>);

/// One of the handles of a set, on the set's thread: a core counts them, and
/// they have one reference to it together. The last one ends the set.
struct Owner(NonNull<Core>);

impl Deref for Owner {
    type Target = Core;

    #[inline]
    fn deref(&self) -> &Core {
        // SAFETY: the reference that the handles have keeps it.
        unsafe { self.0.as_ref() }
    }
}

impl<W> Clone for TaskSet<W> {
    fn clone(&self) -> TaskSet<W> {
        let handles = self.0.handles.get().checked_add(1);
        // As in std's Rc: a count that overflowed would end a set in use.
        let handles = handles.unwrap_or_else(|| std::process::abort());
        self.0.handles.set(handles);
        TaskSet(Owner(self.0.0), PhantomData)
    }
}

impl<W: Watch> TaskSet<W> {
    /// A set without tasks, on this thread. `bell` is rung when a task becomes
    /// ready and nobody is polling: it ends the executor's rest.
    #[must_use]
    pub fn new(bell: Option<Box<dyn Unpark>>) -> TaskSet<W> {
        TaskSet::of(Core::new(true, bell))
    }

    /// A set whose tasks' wakers change nothing: for an executor that polls all
    /// of them anyway, and puts them into the queue itself.
    #[must_use]
    pub fn deaf() -> TaskSet<W> {
        TaskSet::of(Core::new(false, None))
    }

    fn of(core: Core) -> TaskSet<W> {
        let core = Arc::into_raw(Arc::new(core)).cast_mut();
        // SAFETY: what an `Arc` points to is somewhere.
        TaskSet(Owner(unsafe { NonNull::new_unchecked(core) }), PhantomData)
    }

    /// Makes a task of `future` and queues it. `born` is called with its
    /// number before it is queued; tasks are numbered from 0. `priority` is
    /// higher for more urgent.
    ///
    /// A future, or an output, whose alignment is above 4096 does not compile:
    ///
    /// ```compile_fail
    /// # use wakescope::task::{TaskSet, Watch};
    /// #[repr(align(16384))]
    /// struct Vast;
    ///
    /// fn spawn<W: Watch>(set: &TaskSet<W>) {
    ///     drop(set.spawn(std::future::poll_fn(|_| std::task::Poll::Ready(Vast)), 0, |_| {}));
    /// }
    /// # use wakescope::task::{WakerTable, Woken};
    /// # struct Deaf;
    /// # impl Watch for Deaf {
    /// #     fn table() -> &'static WakerTable<Deaf> {
    /// #         static TABLE: WakerTable<Deaf> = WakerTable::new();
    /// #         &TABLE
    /// #     }
    /// #     fn woken(_: u32, _: Woken) {}
    /// #     fn queued(_: u32, _: usize) {}
    /// #     fn waker_cloned(_: u32, _: u32) {}
    /// #     fn waker_dropped(_: u32, _: u32) {}
    /// #     fn panicked(_: u32, _: &str) {}
    /// # }
    /// # spawn(&TaskSet::<Deaf>::deaf());
    /// ```
    ///
    /// # Panics
    /// When 2³² − 1 tasks were spawned.
    pub fn spawn<F>(&self, future: F, priority: u8, born: impl FnOnce(u32)) -> JoinRef<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        const {
            assert!(
                align_of::<Slot<F>>() <= ALIGN_MAX,
                "the alignment of a future, and of its output, is at most 4096"
            )
        };
        let layout = Layout::new::<Slot<F>>();
        let (place, id) = self.0.prepare(layout, &Functions::<F, W>::VTABLE, priority);
        // SAFETY: the task is HELD with its HANDLE for this one. Should `born`
        // panic, it lets go of the place, which is that of a task that is done.
        let join = unsafe { JoinRef::new(place) };
        born(id);
        let stage = Stage {
            future: ManuallyDrop::new(future),
        };
        // SAFETY: the place has the layout of such a slot, and is ours to fill.
        // Then the header and the future are there, with these functions.
        unsafe {
            (&raw mut (*place.cast::<Slot<F>>().as_ptr()).stage).write(stage);
            self.0.launch::<W>(place);
        }
        join
    }

    /// How many tasks are not done.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.unfinished.get()
    }

    /// Whether all tasks are done.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks that want a poll, those included that other threads have woken
    /// up to now.
    #[must_use]
    #[inline]
    pub fn ready(&self) -> &ReadyQueue {
        let core = &*self.0;
        if core.is_called() {
            // SAFETY: a set is not sent: this is its thread, and it exists.
            unsafe { core.read_messages() };
        }
        &core.ready
    }

    /// Takes the task at `index` out of the ready queue; `None` past the end.
    #[must_use]
    #[inline]
    pub fn pick(&self, index: usize) -> Option<Picked<'_>> {
        // SAFETY: as above.
        let task = unsafe { self.ready().remove(index) }?;
        Some(Picked {
            task,
            core: &self.0,
        })
    }

    /// Cancels all tasks that are not done, in the order of their numbers, those
    /// included that are spawned meanwhile. `each` is given a task's number and
    /// what cancels it, to do something before or after.
    pub fn cancel_all(&self, each: impl FnMut(u32, &dyn Fn())) {
        self.0.cancel_all(each);
    }
}

/// A task in the executor's hand, taken out of the ready queue. Dropping it
/// leaves the task to itself; one that wants a poll yet is queued again, but not
/// in a [deaf](TaskSet::deaf) set, whose executor sees to that.
///
/// It borrows the set: so the set is there, and this is the set's thread.
pub struct Picked<'a> {
    task: NonNull<Header>,
    core: &'a Core,
}

impl Picked<'_> {
    #[inline]
    fn header(&self) -> &Header {
        // SAFETY: the task is picked, so its place is not free.
        unsafe { self.task.as_ref() }
    }

    /// The task's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.header().id.load(Ordering::Relaxed)
    }

    /// Whether the task is to be polled: it is not done, and not
    /// [to be cancelled](Picked::is_aborted).
    #[must_use]
    #[inline]
    pub fn wants_a_poll(&self) -> bool {
        self.header().state.wants_a_poll()
    }

    /// Whether the task is to be cancelled instead of polled.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.header().state.is_aborted()
    }

    /// Whether the task is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.header().state.is_done()
    }

    /// Polls the task's future once, with a waker of this task. A panic of the
    /// future is caught and is the task's result. A task that is to be cancelled
    /// is cancelled instead.
    #[inline]
    pub fn poll(&self) -> Polled {
        let header = self.header();
        if !header.state.begin_poll() {
            if header.state.is_aborted() {
                self.cancel();
            }
            return Polled::NotPolled;
        }
        let _busy = self.core.busy();
        // SAFETY: the state is Polling by our doing, so the future is ours until
        // the poll function moves it on; the task is picked, so its place stays.
        unsafe { (header.vtable.poll)(self.task) }
    }

    /// Drops the future where it lies; the join handle gets "cancelled". False
    /// if the task is done, or being polled at this moment.
    pub fn cancel(&self) -> bool {
        // SAFETY: the task is picked, so its place stays.
        unsafe { self.core.cancel(self.task) }
    }

    /// Puts the task back into the ready queue, at the end; how many tasks are
    /// in it now. A task that is done is not polled when its turn comes.
    #[inline]
    pub fn queue(self) -> usize {
        let Picked { task, core } = *ManuallyDrop::new(self);
        // SAFETY: a picked task is in no queue, and its place is not free; it
        // stays taken, since it is in the queue now.
        unsafe { core.link(task) }
    }
}

impl Drop for Picked<'_> {
    #[inline]
    fn drop(&mut self) {
        let header = self.header();
        if header.state.is_done() {
            // The waker that a poll lent may have been cloned on another thread.
            self.core.is_here_and_up_to_date();
        }
        header.clear(LINKED);
        // SAFETY: the set is there, and this is its thread; we are done with it.
        unsafe {
            if header.state.is_done() {
                self.core.free_if_unused(self.task);
            } else if header.state.is_queued() {
                (header.vtable.enqueue)(self.task);
            }
        }
    }
}

impl Owner {
    /// A place for a task, and its number. The header is there, of a task that
    /// is done: nothing happens to it until [`Owner::launch`].
    fn prepare(
        &self,
        layout: Layout,
        vtable: &'static VTable,
        priority: u8,
    ) -> (NonNull<Header>, u32) {
        let id = self.spawned.get();
        // The greatest number stands for "no task".
        let next = id.checked_add(1).expect("task numbers fit 32 bits");
        self.spawned.set(next);
        // SAFETY: a set is not sent: this is its thread, and it exists. The pool
        // is let go at once.
        let place = unsafe { self.pool().take(layout, self.0.as_ptr()) };
        let header = place.as_ptr();
        // SAFETY: the place is ours to fill. Field by field, since an `AbortRef`
        // of a task that was here before may read two of them at this moment:
        // those are atomic on either side, the bits after the number (see
        // `AbortRef::is_done`).
        unsafe {
            (&raw mut (*header).vtable).write(vtable);
            (&raw mut (*header).wakers).write(Cell::new(0));
            (&raw mut (*header).next).write(Cell::new(None));
            (&raw mut (*header).state).write(LocalState::done());
            (&raw mut (*header).flags).write(Cell::new(HELD));
            (&raw mut (*header).priority).write(priority);
            (&raw mut (*header).called).write(Called::default());
            AtomicU32::from_ptr((&raw mut (*header).id).cast()).store(id, Ordering::Relaxed);
            AtomicU8::from_ptr((&raw mut (*header).join).cast()).store(HANDLE, Ordering::Release);
        }
        (place, id)
    }

    /// Queues a new task for its first poll.
    ///
    /// # Safety
    /// `place` is from [`Owner::prepare`], and its future is there.
    #[inline]
    unsafe fn launch<W: Watch>(&self, place: NonNull<Header>) {
        // SAFETY: by the caller's word.
        unsafe {
            let header = place.as_ref();
            header.state.begin(self.listens);
            self.began_one();
            waker::enqueue::<W>(place);
        }
    }

    fn cancel_all(&self, mut each: impl FnMut(u32, &dyn Fn())) {
        while self.unfinished.get() > 0 {
            // SAFETY: this is the set's thread, and it exists; the pool is let
            // go at once.
            let taken = unsafe { self.pool() }.taken();
            let mut tasks: Vec<(u32, NonNull<Header>)> = taken
                // SAFETY: places that are taken hold tasks.
                .map(|task| (unsafe { task.as_ref() }, task))
                .filter(|(header, _)| header.state.is_at_rest())
                .map(|(header, task)| (header.id.load(Ordering::Relaxed), task))
                .collect();
            if tasks.is_empty() {
                return;
            }
            if !tasks.is_sorted() {
                // By a heap, whose code is a tenth of a sort's: it is rarely needed.
                tasks = BinaryHeap::from(tasks).into_sorted_vec();
            }
            for (id, task) in tasks {
                // SAFETY: a place that was taken can be read as long as the set
                // exists. The one before may have ended this one: the number tells.
                let header = unsafe { task.as_ref() };
                if header.id.load(Ordering::Relaxed) != id || !header.state.is_at_rest() {
                    continue;
                }
                // SAFETY: this is the set's thread, and it exists. The place is that
                // of a task at rest, so it is taken.
                let _ending = unsafe { Ending::of(self, task) };
                // SAFETY: as above; the task is marked, so its place stays.
                let cancel = || _ = unsafe { Core::cancel(self, task) };
                each(id, &cancel);
                cancel();
            }
        }
    }
}

/// Keeps a task in its place while it is cancelled with all others.
struct Ending<'a> {
    core: &'a Core,
    task: NonNull<Header>,
    /// Whether one around this one keeps it already.
    around: bool,
}

impl Ending<'_> {
    /// # Safety
    /// This is the set's thread, and the set exists as long as this does; the
    /// task's place is taken.
    unsafe fn of(core: &Core, task: NonNull<Header>) -> Ending<'_> {
        // SAFETY: by the caller's word.
        let header = unsafe { task.as_ref() };
        let around = header.has(ENDING);
        header.set(ENDING);
        Ending { core, task, around }
    }
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        if !self.around {
            self.core.is_here_and_up_to_date();
            // SAFETY: this is the set's thread, and it exists; the task is marked.
            unsafe {
                self.task.as_ref().clear(ENDING);
                self.core.free_if_unused(self.task);
            }
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let handles = self.handles.get() - 1;
        self.handles.set(handles);
        if handles > 0 {
            return;
        }
        // A panic in here leaks the core: there may be wakers and handles.
        self.cancel_all(|_, cancel| cancel());
        // SAFETY: this is the set's thread, and it exists; the tasks in the
        // queue are done, and free if nobody else has them.
        unsafe {
            self.is_here_and_up_to_date();
            while let Some(task) = self.ready.remove(0) {
                task.as_ref().clear(LINKED);
                self.free_if_unused(task);
            }
            Core::close(self.0.as_ptr());
            Arc::decrement_strong_count(self.0.as_ptr());
        }
    }
}
