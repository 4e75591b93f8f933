//! What the tasks of a set have in common, reached from each of them: the ready
//! queue, their memory, the inbox. Owns the rule of who may touch what.
//!
//! A task is touched by one thread at a time:
//!
//! 1. the set's own, while the set exists: [`Core::is_here`];
//! 2. then whoever holds the inbox's lock, which is closed by then.
//!
//! Nobody else: other threads send messages; see [`super::inbox`]. What they may
//! reach directly is atomic (the number, the join bits, whether a wake is under
//! way), or is theirs by the join protocol (the output).
//!
//! What is called in between, such as an output's drop, a bell or a `Watch`, may
//! end the set. So whoever goes on after that asks `is_here` once more, and who
//! can, calls it last.

use std::cell::{Cell, UnsafeCell};
use std::collections::{BTreeMap, VecDeque};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use super::inbox::{Inbox, Message};
use super::pool::Pool;
use super::ready::ReadyQueue;
use super::slot::{ENDING, HELD, Header, LINKED};
use crate::task::{Unpark, thread};

/// See the [module](self).
pub(super) struct Core {
    /// The thread that the set is on. Never another one; [`NOBODY`](thread::NOBODY) at the end.
    owner: AtomicU32,
    /// Whether there is a message that was not acted on.
    called: AtomicBool,
    /// Whether wakes queue tasks.
    pub(super) listens: bool,
    /// Whether a task is polled, or the inbox read, at this moment: the executor
    /// looks at the queue afterwards by itself.
    polling: Cell<bool>,
    /// How many handles the set has, and how many tasks it was given.
    pub(super) handles: Cell<usize>,
    pub(super) spawned: Cell<u32>,
    /// How many tasks are not done.
    pub(super) unfinished: Cell<usize>,
    /// How many places are taken, from the end of the set on.
    left: Cell<usize>,
    pub(super) ready: ReadyQueue,
    pool: UnsafeCell<Pool>,
    inbox: Mutex<Inbox>,
    /// Messages that were taken out of the inbox and are to be acted on next.
    taken_out: UnsafeCell<VecDeque<Message>>,
    /// Who waits for a task's end, by the task's number.
    joiners: Mutex<BTreeMap<u32, Waker>>,
    /// Ends the executor's rest.
    bell: Option<Box<dyn Unpark>>,
}

// SAFETY: what is neither atomic, nor behind a lock, nor `Sync` is touched by one
// thread at a time: the set's, while `owner` is its number (which only that
// thread changes); then whoever holds the inbox's lock and finds it closed. The
// set's thread closes it under that lock, which orders the one before the other.
unsafe impl Sync for Core {}
// SAFETY: as above. Whoever drops the last reference has it alone.
unsafe impl Send for Core {}

/// The executor is busy until this is dropped.
pub(super) struct Busy<'a> {
    polling: &'a Cell<bool>,
    around: bool,
}

impl Drop for Busy<'_> {
    #[inline]
    fn drop(&mut self) {
        self.polling.set(self.around);
    }
}

impl Core {
    /// A core for a set on this thread.
    pub(super) fn new(listens: bool, bell: Option<Box<dyn Unpark>>) -> Core {
        Core {
            owner: AtomicU32::new(thread::current()),
            called: AtomicBool::new(false),
            listens,
            polling: Cell::new(false),
            handles: Cell::new(1),
            spawned: Cell::new(0),
            unfinished: Cell::new(0),
            left: Cell::new(0),
            ready: ReadyQueue::new(),
            pool: UnsafeCell::new(Pool::default()),
            inbox: Mutex::default(),
            taken_out: UnsafeCell::default(),
            joiners: Mutex::default(),
            bell,
        }
    }

    /// Whether the caller is on the set's own thread, and the set exists.
    #[inline]
    pub(super) fn is_here(&self) -> bool {
        // Relaxed: the number is this thread's only if this thread put it there.
        thread::is(self.owner.load(Ordering::Relaxed))
    }

    /// [`Core::is_here`], and whatever other threads said before is acted on.
    ///
    /// Whoever is about to let go of a task asks this: the set's thread acts at
    /// once, and must not overtake a message; see [`super::inbox`].
    #[inline]
    pub(super) fn is_here_and_up_to_date(&self) -> bool {
        if !self.is_here() || !self.is_called() {
            return self.is_here();
        }
        // SAFETY: this is the set's thread, and the set exists.
        unsafe { self.read_messages() };
        // A `Watch` was told of them, and may have done anything: ask again.
        self.is_here()
    }

    fn joiners(&self) -> MutexGuard<'_, BTreeMap<u32, Waker>> {
        self.joiners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a clone of `waker` for the end of the task `id`, unless the one
    /// that is there would wake the same.
    pub(super) fn leave_joiner(&self, id: u32, waker: &Waker) {
        let kept = self.joiners().get(&id).map(|kept| kept.will_wake(waker));
        if kept != Some(true) {
            // Cloned and dropped outside the lock: who knows what they do.
            let waker = waker.clone();
            let replaced = self.joiners().insert(id, waker);
            drop(replaced);
        }
    }

    /// The waker that was left for the end of the task `id`.
    #[cold]
    pub(super) fn take_joiner(&self, id: u32) -> Option<Waker> {
        self.joiners().remove(&id)
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pool.
    ///
    /// # Safety
    /// The caller may touch tasks, by the module's rule, and lets go of the
    /// pool before anything else can reach for it.
    #[allow(clippy::mut_from_ref)]
    pub(super) unsafe fn pool(&self) -> &mut Pool {
        // SAFETY: by the caller's word.
        unsafe { &mut *self.pool.get() }
    }

    /// A task began its life.
    pub(super) fn began_one(&self) {
        self.unfinished.set(self.unfinished.get() + 1);
    }

    /// Frees the task's place, if the task is done and in nobody's hands.
    ///
    /// # Safety
    /// The caller may touch tasks, and `task` is in a place that is taken; it
    /// is not used afterwards. No message that was sent before is left to act
    /// on, so that the count of wakers counts all of them.
    pub(super) unsafe fn free_if_unused(&self, task: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let header = unsafe { task.as_ref() };
        let in_hands = header.has(LINKED | HELD | ENDING) || header.wakers.get() > 0;
        if header.state.is_done() && !in_hands {
            // SAFETY: the caller may touch tasks. Nobody has this one: no waker
            // counts, no handle, no queue. Its future was dropped when it was
            // done, its output by whoever the join protocol gave it to.
            unsafe { self.pool().give_back(task) };
            self.left.set(self.left.get().wrapping_sub(1));
        }
    }

    /// Puts a task into the ready queue; how many are in it now. `None` if it
    /// is in there already, or in the executor's hand, which sees to it.
    ///
    /// # Safety
    /// The caller may touch tasks, and `task` is one of this set that is not free.
    pub(super) unsafe fn enqueue(&self, task: NonNull<Header>) -> Option<usize> {
        // SAFETY: by the caller's word.
        let header = unsafe { task.as_ref() };
        if header.has(LINKED) {
            return None;
        }
        header.set(LINKED);
        // SAFETY: by the caller's word; it is not in the queue.
        Some(unsafe { self.link(task) })
    }

    /// [`Core::enqueue`] of a task that is marked so and is not in the queue: it
    /// is in the executor's hand, and leaves it.
    ///
    /// # Safety
    /// As [`Core::enqueue`], and the task is `LINKED`, but not in the queue.
    #[inline]
    pub(super) unsafe fn link(&self, task: NonNull<Header>) -> usize {
        // SAFETY: it is not in the queue, and stays alive while it is LINKED.
        unsafe { self.ready.push_back(task) };
        self.ready.len()
    }

    /// A task's state has come to Done.
    pub(super) fn finished_one(&self) {
        self.unfinished.set(self.unfinished.get() - 1);
    }

    /// Drops the task's future. False if the task is done, or being polled.
    ///
    /// # Safety
    /// On the set's thread, while the set exists; `task` is one of this set, and
    /// its place stays meanwhile.
    pub(super) unsafe fn cancel(&self, task: NonNull<Header>) -> bool {
        // SAFETY: by the caller's word.
        let header = unsafe { task.as_ref() };
        if !header.state.cancel() {
            return false;
        }
        self.finished_one();
        // SAFETY: we moved the state from Idle or Queued to Done: nobody polls,
        // nobody will, and the future is ours to drop. We are on its thread.
        unsafe { (header.vtable.cancel)(task) };
        true
    }

    /// Marks the task as one to be cancelled instead of polled, and wakes it;
    /// unless the place is another task's by now.
    ///
    /// # Safety
    /// The caller may touch tasks, and `task` is in a place that was taken for
    /// the task `id`.
    pub(super) unsafe fn abort(&self, task: NonNull<Header>, id: u32) {
        // SAFETY: a place that was taken once can be read as long as the core is
        // there, by those who may touch tasks: nobody else fills it anew.
        let header = unsafe { task.as_ref() };
        if header.id.load(Ordering::Relaxed) == id {
            header.state.abort();
            // SAFETY: by the caller's word. If the place is free, this task was
            // the last in it, and is done: the wake is late.
            unsafe { (header.vtable.wake)(task) };
        }
    }

    /// Rings the bell, unless the executor is about to look by itself.
    pub(super) fn ring(&self) {
        if let Some(bell) = &self.bell
            && !self.polling.get()
        {
            bell.unpark();
        }
    }

    /// Marks the executor as busy, until what this gives is dropped: it looks at
    /// the queue afterwards by itself.
    #[inline]
    pub(super) fn busy(&self) -> Busy<'_> {
        Busy {
            polling: &self.polling,
            around: self.polling.replace(true),
        }
    }

    /// Whether there are messages. Relaxed: of what happened before on another
    /// thread, the sending of a message included, this thread knows already.
    #[inline]
    pub(super) fn is_called(&self) -> bool {
        !thread::ONE_THREAD && self.called.load(Ordering::Relaxed)
    }

    /// Acts on the messages that have come, in order.
    ///
    /// # Safety
    /// On the set's thread, while the set exists.
    #[cold]
    pub(super) unsafe fn read_messages(&self) {
        let _busy = self.busy();
        // A `Watch` that is told of a message may get here once more, amid the
        // loop below: so first come those that were taken out before.
        // SAFETY: by the caller's word; nothing else uses the list meanwhile.
        unsafe {
            self.act_on_taken_out();
            *self.taken_out.get() = std::mem::take(&mut self.inbox().messages);
            self.act_on_taken_out();
        }
        let inbox = self.inbox();
        if inbox.messages.is_empty() {
            self.called.store(false, Ordering::Relaxed);
        }
    }

    /// # Safety
    /// As [`Core::read_messages`].
    unsafe fn act_on_taken_out(&self) {
        // SAFETY: by the caller's word; the list is let go of before the message
        // is acted on, and messages come out of it in order.
        unsafe {
            while let Some(message) = { (*self.taken_out.get()).pop_front() } {
                self.act_on(message);
            }
        }
    }

    /// The set is gone: from here on nobody reads messages. Its tasks are done.
    ///
    /// # Safety
    /// On the set's thread, while the set exists, which it does no more after this.
    /// The core lies in an `Arc`.
    pub(super) unsafe fn close(core: *const Core) {
        // SAFETY: by the caller's word, the set has it.
        let this = unsafe { &*core };
        loop {
            // SAFETY: by the caller's word.
            unsafe { this.read_messages() };
            let mut inbox = this.inbox();
            if inbox.messages.is_empty() {
                inbox.closed = true;
                this.owner.store(thread::NOBODY, Ordering::Relaxed);
                // SAFETY: by the caller's word, and the pool is let go at once.
                this.left.set(unsafe { this.pool() }.taken().count());
                if this.left.get() > 0 {
                    // Wakers and handles may come yet. They keep the core
                    // together, and let go when the last place is free.
                    // SAFETY: by the caller's word.
                    unsafe { Arc::increment_strong_count(core) };
                }
                return;
            }
        }
    }

    /// Says something from another thread than the set's, or when the set is gone.
    ///
    /// # Safety
    /// `core` is alive; what the message says is true, and is said once.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn tell(core: *const Core, message: Message) {
        // Once the message is out, nothing else may keep the core alive.
        // SAFETY: it is alive, and lies in an `Arc`: sets make it so.
        let core = unsafe {
            Arc::increment_strong_count(core);
            Arc::from_raw(core)
        };
        let mut inbox = core.inbox();
        if !inbox.closed {
            inbox.messages.push_back(message);
            core.called.store(true, Ordering::Relaxed);
            drop(inbox);
            if let (Some(bell), Message::Wake(_) | Message::Abort(..)) = (&core.bell, message) {
                bell.unpark();
            }
            return;
        }
        let before = core.left.get();
        // SAFETY: the inbox is closed, and we hold its lock.
        unsafe { core.act_on(message) };
        let last = before > 0 && core.left.get() == 0;
        drop(inbox);
        if last {
            // SAFETY: `close` left one reference for the places that were
            // taken; this was the last of them.
            unsafe { Arc::decrement_strong_count(Arc::as_ptr(&core)) };
        }
    }

    /// # Safety
    /// The caller may touch tasks, and the message is the oldest that was not acted on.
    unsafe fn act_on(&self, message: Message) {
        // SAFETY: in all of these, a message that was not acted on keeps its
        // task's place from being freed (see `super::inbox`), but for `Abort`,
        // which brings the task's number to compare; a place once taken can be
        // read as long as the core is there.
        unsafe {
            match message {
                Message::Wake(task) => {
                    let header = task.as_ref();
                    header.answer_call();
                    (header.vtable.wake)(task);
                }
                Message::Cloned(task) => (task.as_ref().vtable.waker_cloned)(task),
                Message::Dropped(task) => (task.as_ref().vtable.waker_dropped)(task),
                Message::LetGo(task) => {
                    task.as_ref().clear(HELD);
                    self.free_if_unused(task);
                }
                Message::Abort(task, id) => self.abort(task, id),
            }
        }
    }
}
