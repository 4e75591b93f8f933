//! Making, polling, cancelling and freeing tasks, and the waker's functions. One
//! file, so that what makes them sound together can be read in one go.

use std::any::Any;
use std::cell::{Cell, UnsafeCell};
use std::future::Future;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering, fence};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

use super::header::{Allocation, Header, Stage, VTable};
use super::join::{self, JoinRef};
use crate::task::result::message_of;
use crate::task::state::State;
use crate::task::{Finished, Polled, WakerSlot, Woken, thread};

/// The executor's side of a task's wakers. Called from any thread that wakes.
///
/// The three reports are for those who watch; none of the calls may drop the
/// last reference to anything that wakes in turn while holding a lock.
pub trait Schedule: Send + Sync + 'static {
    /// The task wants a poll: put it where it will get one.
    fn schedule(&self, task: Task);

    /// Somebody woke the task with this number; [`Schedule::schedule`] follows
    /// if that queued it.
    fn woken(&self, task: u32, woken: Woken);

    /// A waker of the task was cloned; `alive` are alive now.
    fn waker_cloned(&self, task: u32, alive: u32);

    /// A waker of the task is dropped; `alive` stay alive.
    fn waker_dropped(&self, task: u32, alive: u32);

    /// The task's future panicked with this message, within its last poll:
    /// while it was polled, or dropped after it was ready. Told once.
    fn panicked(&self, task: u32, message: &str);
}

/// A counted reference to a task, of any future type.
///
/// Sending one to another thread is fine: polling and cancelling a task spawned
/// with [`spawn_local`] panics there. Dropping a `Task` cancels nothing.
pub struct Task(NonNull<Header>);

// SAFETY: everything that a `Task` offers is atomic, or guarded by `owner` (the
// future is polled and dropped on its thread alone) and by the state byte.
unsafe impl Send for Task {}
// SAFETY: as above.
unsafe impl Sync for Task {}

/// Makes a task of a future that stays on this thread. The first reference is
/// the executor's; the second its spawner's. The task is idle: [`Task::wake`] it.
///
/// `id` is the task's number in its run, `priority` is higher for more urgent.
pub fn spawn_local<F, S>(
    future: F,
    scheduler: S,
    id: u32,
    priority: u8,
) -> (Task, JoinRef<F::Output>)
where
    F: Future + 'static,
    F::Output: 'static,
    S: Schedule,
{
    spawn(future, scheduler, id, priority, thread::current())
}

/// Makes a task that any thread may poll, one at a time. As [`spawn_local`] otherwise.
pub fn spawn_send<F, S>(
    future: F,
    scheduler: S,
    id: u32,
    priority: u8,
) -> (Task, JoinRef<F::Output>)
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
    S: Schedule,
{
    spawn(future, scheduler, id, priority, thread::ANY)
}

fn spawn<F, S>(
    future: F,
    scheduler: S,
    id: u32,
    priority: u8,
    owner: u32,
) -> (Task, JoinRef<F::Output>)
where
    F: Future + 'static,
    S: Schedule,
{
    let header = Header {
        vtable: &Allocation::<F, S>::VTABLE,
        refs: AtomicUsize::new(2),
        wakers: AtomicU32::new(0),
        id,
        owner,
        state: State::new(),
        join: AtomicU8::new(join::HANDLE),
        aborted: AtomicBool::new(false),
        linked: AtomicBool::new(false),
        priority,
        next: Cell::new(None),
        joiner: WakerSlot::new(),
    };
    let stage = UnsafeCell::new(Stage::Future(future));
    let allocation = Box::new(Allocation {
        header,
        scheduler,
        stage,
    });
    let pointer = NonNull::from(Box::leak(allocation)).cast::<Header>();
    (Task(pointer), JoinRef::new(Task(pointer)))
}

impl Task {
    fn header(&self) -> &Header {
        // SAFETY: we hold a reference, so the allocation is there; only shared
        // references to headers are ever made.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn pointer(&self) -> NonNull<Header> {
        self.0
    }

    pub(super) fn into_pointer(self) -> NonNull<Header> {
        ManuallyDrop::new(self).0
    }

    /// The reverse of [`Task::into_pointer`].
    ///
    /// # Safety
    /// `pointer` stands for one counted reference that the caller gives up.
    pub(super) unsafe fn from_pointer(pointer: NonNull<Header>) -> Task {
        Task(pointer)
    }

    /// The task's number in its run.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.header().id
    }

    /// The task's priority; higher is more urgent.
    #[must_use]
    pub fn priority(&self) -> u8 {
        self.header().priority
    }

    /// Whether the task is finished, or cancelled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.header().state.is_done()
    }

    /// Whether the task is in a [`ReadyQueue`](super::ReadyQueue).
    #[must_use]
    pub fn is_queued(&self) -> bool {
        self.header().linked.load(Ordering::Acquire)
    }

    /// How many wakers of the task are alive.
    #[must_use]
    pub fn wakers(&self) -> u32 {
        self.header().wakers.load(Ordering::Relaxed)
    }

    /// Wakes the task, as one of its wakers would.
    pub fn wake(&self) {
        // SAFETY: the pointer is live, and this is its own vtable.
        unsafe { (self.header().vtable.wake)(self.0) }
    }

    /// Queues a new task for its first poll. Nobody woke it, so nobody is told;
    /// on a task that was queued before it does nothing.
    pub fn first_schedule(&self) {
        if self.header().state.wake() == Woken::Queue {
            // SAFETY: the pointer is live, and this is its own vtable.
            unsafe { (self.header().vtable.schedule)(self.0) }
        }
    }

    /// Asks for the task to be cancelled, and wakes it so that the executor
    /// comes to it. Nothing happens to a task that is done.
    pub fn abort(&self) {
        self.header().aborted.store(true, Ordering::Release);
        self.wake();
    }

    /// Whether [`Task::abort`] was called: the executor then cancels instead of polling.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.header().aborted.load(Ordering::Acquire)
    }

    /// Polls the future once, with a waker of this task.
    ///
    /// # Panics
    /// On another thread than a local task was spawned on. A panic of the
    /// future itself is caught and is the task's result.
    pub fn poll(&self) -> Polled {
        self.assert_owner();
        if !self.header().state.begin_poll() {
            return Polled::NotPolled;
        }
        // SAFETY: the state is Polling by our doing, so the future is ours
        // until the poll function moves it on; the owner was checked.
        unsafe { (self.header().vtable.poll)(self.0) }
    }

    /// Drops the future in place; the join handle gets "cancelled". False if
    /// the task is done, or being polled at this moment.
    ///
    /// # Panics
    /// On another thread than a local task was spawned on.
    pub fn cancel(&self) -> bool {
        self.assert_owner();
        if !self.header().state.cancel() {
            return false;
        }
        // SAFETY: we moved the state from Idle or Queued to Done: nobody polls,
        // nobody will, and the future is ours to drop; the owner was checked.
        unsafe { (self.header().vtable.cancel)(self.0) };
        true
    }

    fn assert_owner(&self) {
        let owner = self.header().owner;
        assert!(
            owner == thread::ANY || owner == thread::current(),
            "a local task is polled and cancelled only on the thread that spawned it"
        );
    }
}

impl Clone for Task {
    fn clone(&self) -> Task {
        retain(self.header());
        Task(self.0)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // SAFETY: this reference is counted and not used again.
        unsafe { release(self.0) }
    }
}

fn retain(header: &Header) {
    if header.refs.fetch_add(1, Ordering::Relaxed) > usize::MAX / 2 {
        // As in std's Arc: overflowing the count would free a live task. A
        // panic could be caught, and the count driven on.
        std::process::abort();
    }
}

/// Gives up one reference; frees the task with the last.
///
/// # Safety
/// `pointer` stands for a counted reference that is not used again.
unsafe fn release(pointer: NonNull<Header>) {
    // SAFETY: our reference keeps the allocation alive up to the decrement.
    let header = unsafe { pointer.as_ref() };
    let vtable = header.vtable;
    if header.refs.fetch_sub(1, Ordering::Release) == 1 {
        fence(Ordering::Acquire);
        // SAFETY: that was the last reference; the fence makes all that the
        // others did visible.
        unsafe { (vtable.free)(pointer) }
    }
}

impl<F: Future, S: Schedule> Allocation<F, S> {
    const VTABLE: VTable = VTable {
        poll: Self::poll,
        cancel: Self::cancel,
        take_output: Self::take_output,
        drop_output: Self::drop_output,
        wake: Self::wake,
        schedule: Self::schedule,
        free: Self::free,
        waker: &Self::WAKER,
    };

    const WAKER: RawWakerVTable = RawWakerVTable::new(
        Self::waker_clone,
        Self::waker_wake,
        Self::waker_wake_by_ref,
        Self::waker_drop,
    );

    /// # Safety
    /// `pointer` is live and was made by [`spawn`] with these types. Used by all below.
    unsafe fn of<'a>(pointer: NonNull<Header>) -> &'a Self {
        // SAFETY: by the caller's word; `repr(C)` puts the header first, and
        // the pointer came from the whole allocation.
        unsafe { pointer.cast::<Self>().as_ref() }
    }

    /// # Safety
    /// As [`Self::of`], and the caller has moved the state to Polling.
    unsafe fn poll(pointer: NonNull<Header>) -> Polled {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        let raw = RawWaker::new(
            pointer.as_ptr().cast_const().cast(),
            this.header.vtable.waker,
        );
        // SAFETY: the functions keep RawWaker's contract. This waker is lent,
        // not counted: ManuallyDrop keeps its drop from being called.
        let waker = ManuallyDrop::new(unsafe { Waker::from_raw(raw) });
        let mut context = Context::from_waker(&waker);
        let polled = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the state is Polling: the stage is ours alone. No
            // reference to it outlives the closure.
            let stage = unsafe { &mut *this.stage.get() };
            let Stage::Future(future) = stage else {
                unreachable!("a task that is not done has its future")
            };
            // SAFETY: the future is never moved: it lives in its allocation
            // until `replace` drops it in place.
            unsafe { Pin::new_unchecked(future) }.poll(&mut context)
        }));
        let (finished, result) = match polled {
            Ok(Poll::Pending) => {
                return if this.header.state.end_pending() {
                    Polled::Again
                } else {
                    Polled::Pending
                };
            }
            Ok(Poll::Ready(output)) => (Finished::Returned(output), Polled::Ready),
            Err(payload) => {
                this.scheduler
                    .panicked(this.header.id, message_of(&*payload));
                (Finished::Panicked(payload), Polled::Panicked)
            }
        };
        // SAFETY: still Polling, so the stage is ours.
        let result = match unsafe { this.replace(Stage::Finished(finished)) } {
            Ok(()) => result,
            Err(payload) => {
                // The future's own drop panicked; that is the task's result now,
                // unless its poll had panicked before.
                if result != Polled::Panicked {
                    this.scheduler
                        .panicked(this.header.id, message_of(&*payload));
                    // SAFETY: as above. What is replaced is an output, kept whole.
                    let _ = unsafe { this.replace(Stage::Finished(Finished::Panicked(payload))) };
                }
                Polled::Panicked
            }
        };
        this.header.state.end_done();
        // SAFETY: the output is in place, and the state is Done.
        unsafe { join::finished(&this.header, pointer) };
        result
    }

    /// # Safety
    /// As [`Self::of`], and the caller has moved the state to Done without a poll.
    unsafe fn cancel(pointer: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        // SAFETY: the caller moved the state to Done: the stage is ours.
        let finished = match unsafe { this.replace(Stage::Empty) } {
            Ok(()) => Finished::Cancelled,
            Err(payload) => Finished::Panicked(payload),
        };
        // SAFETY: as above; the stage is empty, so nothing is dropped.
        let _ = unsafe { this.replace(Stage::Finished(finished)) };
        // SAFETY: the output is in place, and the state is Done.
        unsafe { join::finished(&this.header, pointer) };
    }

    /// Drops what the stage holds and puts `new` there, also if the drop
    /// panics; the panic's payload then is the error.
    ///
    /// # Safety
    /// The stage is the caller's alone.
    unsafe fn replace(&self, new: Stage<F>) -> Result<(), Box<dyn Any + Send>> {
        let stage = self.stage.get();
        // SAFETY: the stage is initialised and the caller's. Whatever the drop
        // does, the slot is overwritten below without being read again.
        let dropped = catch_unwind(AssertUnwindSafe(|| unsafe { stage.drop_in_place() }));
        // SAFETY: the old value is dropped (or its drop was cut short by a
        // panic, which leaks the rest); the slot is ours to write.
        unsafe { stage.write(new) };
        dropped
    }

    /// # Safety
    /// As [`Self::of`]; the caller owns the output by the join protocol, and
    /// `out` points to an `Option<Finished<F::Output>>`.
    unsafe fn take_output(pointer: NonNull<Header>, out: *mut ()) {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        // SAFETY: the join protocol gives the stage to the caller.
        let stage = unsafe { &mut *this.stage.get() };
        if let Stage::Finished(finished) = std::mem::replace(stage, Stage::Empty) {
            // SAFETY: by the caller's word about `out`.
            unsafe { *out.cast::<Option<Finished<F::Output>>>() = Some(finished) };
        }
    }

    /// # Safety
    /// As [`Self::of`]; the caller owns the output by the join protocol.
    unsafe fn drop_output(pointer: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        // SAFETY: the join protocol gives the stage to the caller. A panic of
        // an output's drop has nobody to report to.
        let _ = unsafe { this.replace(Stage::Empty) };
    }

    /// # Safety
    /// As [`Self::of`].
    unsafe fn wake(pointer: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        let woken = this.header.state.wake();
        this.scheduler.woken(this.header.id, woken);
        if woken == Woken::Queue {
            // SAFETY: as above.
            unsafe { Self::schedule(pointer) };
        }
    }

    /// # Safety
    /// As [`Self::of`].
    unsafe fn schedule(pointer: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let this = unsafe { Self::of(pointer) };
        retain(&this.header);
        this.scheduler.schedule(Task(pointer));
    }

    /// # Safety
    /// As [`Self::of`], and the last reference was given up.
    unsafe fn free(pointer: NonNull<Header>) {
        // SAFETY: the allocation came from a Box of this type, and nobody
        // refers to it any more.
        let allocation = unsafe { Box::from_raw(pointer.cast::<Self>().as_ptr()) };
        let header = &allocation.header;
        if header.owner != thread::ANY
            && header.owner != thread::current()
            && !header.state.is_done()
        {
            // A local future that its executor did not cancel must not be
            // dropped on this thread, and a pinned one must not go undropped
            // with its memory: leaking the whole is the sound way out.
            std::mem::forget(allocation);
        }
    }

    /// # Safety
    /// `data` is the pointer of a live waker of these types; so for the next three.
    unsafe fn waker_clone(data: *const ()) -> RawWaker {
        // SAFETY: wakers are made of non-null header pointers only.
        let pointer = unsafe { NonNull::new_unchecked(data.cast_mut().cast::<Header>()) };
        // SAFETY: the waker keeps the allocation alive.
        let this = unsafe { Self::of(pointer) };
        retain(&this.header);
        let alive = this.header.wakers.fetch_add(1, Ordering::Relaxed) + 1;
        this.scheduler.waker_cloned(this.header.id, alive);
        RawWaker::new(data, this.header.vtable.waker)
    }

    unsafe fn waker_wake(data: *const ()) {
        // SAFETY: by the caller's word.
        unsafe { Self::waker_wake_by_ref(data) };
        // SAFETY: as above; `wake` consumes the waker.
        unsafe { Self::waker_drop(data) };
    }

    unsafe fn waker_wake_by_ref(data: *const ()) {
        // SAFETY: as in `waker_clone`.
        unsafe { Self::wake(NonNull::new_unchecked(data.cast_mut().cast())) };
    }

    unsafe fn waker_drop(data: *const ()) {
        // SAFETY: as in `waker_clone`.
        let pointer = unsafe { NonNull::new_unchecked(data.cast_mut().cast::<Header>()) };
        // SAFETY: the waker keeps the allocation alive until `release`.
        let this = unsafe { Self::of(pointer) };
        let alive = this.header.wakers.fetch_sub(1, Ordering::Relaxed) - 1;
        this.scheduler.waker_dropped(this.header.id, alive);
        // SAFETY: the waker's reference is given up here.
        unsafe { release(pointer) };
    }
}
