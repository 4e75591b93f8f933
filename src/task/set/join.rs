//! How a task's output gets out. Owns the bits that say whose it is.
//!
//! `HANDLE`: the join handle exists. `OUTPUT`: the output is in place. The task
//! sets the second, the handle clears the first when dropped. Whoever finds the
//! other gone drops the output, so it is dropped exactly once, and never by a
//! stray waker. `JOINER`: somebody waits for the end, and left a waker.
//!
//! The handle may be on another thread than the task, so that these bits are
//! changed by atomic operations, but where the handle is known to be here.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use super::core::Core;
use super::inbox::Message;
use super::poll::quietly;
use super::pool::core_of;
use super::slot::{HANDLE, HELD, Header, JOINER, OUTPUT};
use crate::task::Finished;

/// The task's half: the output is in place.
///
/// # Safety
/// On the set's thread; the task is done, its stage holds the output, which
/// `drop_output` drops, and the caller owns that.
#[inline]
pub(super) unsafe fn finished(task: NonNull<Header>, drop_output: unsafe fn(NonNull<Header>)) {
    // SAFETY: the task is not free: the caller has it in hand.
    let header = unsafe { task.as_ref() };
    let mut before = header.join.load(Ordering::Acquire);
    if before & HANDLE == 0 {
        // A handle that is gone does not come back, and nobody else has a say.
        header.join.store(OUTPUT, Ordering::Release);
    } else {
        before = header.join.fetch_or(OUTPUT, Ordering::AcqRel);
    }
    if before & HANDLE == 0 {
        // SAFETY: the handle was gone before the output came: it is ours.
        unsafe { drop_output(task) };
    } else if before & JOINER != 0 {
        // SAFETY: the task is not free, so its core is there.
        wake_joiner(
            unsafe { &*core_of(task) },
            header.id.load(Ordering::Relaxed),
        );
    }
}

#[inline(never)]
fn wake_joiner(core: &Core, id: u32) {
    if let Some(waker) = core.take_joiner(id) {
        // A panic in the waker of others is not the executor's.
        quietly(|| waker.wake());
    }
}

/// The one reference that can take a task's output. Dropping it detaches the
/// task: it runs on, and its output is dropped.
pub struct JoinRef<T> {
    handle: Handle,
    // The output may be dropped here: behave like an owner of one.
    output: PhantomData<T>,
}

/// What a [`JoinRef`] is, whatever the output.
struct Handle {
    task: NonNull<Header>,
    taken: bool,
    /// Whether a waker was left.
    joins: bool,
}

// SAFETY: on another thread than the set's it uses the atomic parts of a task
// and sends messages, and moves or drops the output, for which `T` is Send.
unsafe impl<T: Send> Send for JoinRef<T> {}
// SAFETY: through a shared reference it can abort, by a message, and read.
unsafe impl<T: Send> Sync for JoinRef<T> {}

impl<T> JoinRef<T> {
    /// # Safety
    /// `task` is not free, is marked `HELD` and has its `HANDLE` bit for the one
    /// that is made here, and its future's output is a `T`.
    pub(super) unsafe fn new(task: NonNull<Header>) -> JoinRef<T> {
        let handle = Handle {
            task,
            taken: false,
            joins: false,
        };
        JoinRef {
            handle,
            output: PhantomData,
        }
    }

    /// The task's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.handle.id()
    }

    /// Whether the task is finished, or cancelled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.handle.is_done()
    }

    /// Asks for the task to be cancelled, and wakes it so that the executor
    /// comes to it. Nothing happens to a task that is done.
    pub fn abort(&self) {
        let handle = &self.handle;
        // SAFETY: the task is HELD by us.
        unsafe { abort(handle.core(), handle.task, handle.id()) }
    }

    /// The right to abort the task, and no more.
    #[must_use]
    pub fn abort_ref(&self) -> AbortRef {
        self.handle.abort_ref()
    }

    /// Takes the output if the task is finished; otherwise sees to it that the
    /// context's waker is woken then.
    ///
    /// # Panics
    /// If the output was taken before.
    pub fn poll(&mut self, context: &Context<'_>) -> Poll<Finished<T>> {
        if self.handle.poll(context.waker()).is_pending() {
            return Poll::Pending;
        }
        let mut output: Option<Finished<T>> = None;
        let task = self.handle.task;
        // SAFETY: OUTPUT is set and HANDLE too (we exist): by the protocol the
        // output is ours, once, which `taken` sees to. `T` is its type.
        unsafe { (task.as_ref().vtable.take_output)(task, (&raw mut output).cast()) };
        Poll::Ready(output.expect("the bit says that the output is there"))
    }
}

impl Handle {
    fn header(&self) -> &Header {
        // SAFETY: the task is HELD by us, so its place is not free.
        unsafe { self.task.as_ref() }
    }

    fn core(&self) -> *const Core {
        // SAFETY: as above.
        unsafe { core_of(self.task) }
    }

    fn id(&self) -> u32 {
        self.header().id.load(Ordering::Relaxed)
    }

    fn is_done(&self) -> bool {
        self.header().join.load(Ordering::Acquire) & OUTPUT != 0
    }

    fn abort_ref(&self) -> AbortRef {
        // SAFETY: the task's place is taken, so its core is alive, and lies in
        // an `Arc`.
        let core = unsafe {
            Arc::increment_strong_count(self.core());
            Arc::from_raw(self.core())
        };
        AbortRef {
            core,
            task: self.task,
            id: self.id(),
        }
    }

    /// Ready, once, when the output is there for the caller to take.
    fn poll(&mut self, waker: &Waker) -> Poll<()> {
        assert!(
            !self.taken,
            "a join handle was polled after it had returned the task's result"
        );
        if !self.is_done() {
            // SAFETY: the task is HELD by us, which keeps its core.
            unsafe { &*self.core() }.leave_joiner(self.id(), waker);
            self.joins = true;
            if self.header().join.fetch_or(JOINER, Ordering::AcqRel) & OUTPUT == 0 {
                return Poll::Pending;
            }
            // It came to its end meanwhile, on another thread.
            self.take_joiner_back();
        }
        self.taken = true;
        Poll::Ready(())
    }

    #[cold]
    fn take_joiner_back(&mut self) {
        self.joins = false;
        // SAFETY: as in `poll`.
        drop(unsafe { &*self.core() }.take_joiner(self.id()));
    }
}

impl Drop for Handle {
    #[inline]
    fn drop(&mut self) {
        let (core, header) = (self.core(), self.header());
        let bits = header.join.load(Ordering::Relaxed);
        // SAFETY: the task is HELD by us, which keeps its core.
        if bits == HANDLE && unsafe { (*core).is_here() } && !header.state.is_done() {
            // Nobody waits, nothing has come, and the task's half is on this
            // thread too, so that nobody else changes the bits. Release is for
            // `AbortRef::is_done`.
            header.join.store(0, Ordering::Release);
            header.clear(HELD);
        } else {
            self.let_go();
        }
    }
}

impl Handle {
    #[inline(never)]
    fn let_go(&mut self) {
        if self.joins {
            self.take_joiner_back();
        }
        let (core, header) = (self.core(), self.header());
        let before = header.join.fetch_and(!HANDLE, Ordering::AcqRel);
        if before & OUTPUT != 0 && !self.taken {
            // SAFETY: the output came while the handle existed, and it was not
            // taken: it is ours to drop.
            unsafe { (header.vtable.drop_output)(self.task) };
        }
        // SAFETY: the task is HELD by us, and we are gone: here, or by a
        // message, the last one of this handle. Where we are is asked anew: with
        // the output the set may have gone.
        unsafe {
            if (*core).is_here_and_up_to_date() {
                header.clear(HELD);
                if header.state.is_done() {
                    (*core).free_if_unused(self.task);
                }
            } else {
                Core::tell(core, Message::LetGo(self.task));
            }
        }
    }
}

/// # Safety
/// `core` is alive, and `task` in a place that was taken for the task `id`.
unsafe fn abort(core: *const Core, task: NonNull<Header>, id: u32) {
    // SAFETY: by the caller's word. On another thread no reference to the header
    // is made: the place may be filled anew at this moment.
    unsafe {
        if (*core).is_here() {
            (*core).abort(task, id);
        } else {
            Core::tell(core, Message::Abort(task, id));
        }
    }
}

/// The right to abort a task. Keeps the memory of its set, but not the task's
/// place: when that is another's, the number tells. Dropping it changes nothing.
#[derive(Clone)]
pub struct AbortRef {
    core: Arc<Core>,
    task: NonNull<Header>,
    id: u32,
}

// SAFETY: as for `JoinRef`; what it reads of the place is atomic.
unsafe impl Send for AbortRef {}
// SAFETY: as above.
unsafe impl Sync for AbortRef {}

impl AbortRef {
    /// As [`JoinRef::abort`].
    pub fn abort(&self) {
        // SAFETY: we keep the core, and with it the place.
        unsafe { abort(Arc::as_ptr(&self.core), self.task, self.id) }
    }

    /// Whether the task is finished, or cancelled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        // SAFETY: we keep the core and with it the place, in which these two
        // are written and read by atomic operations alone.
        unsafe {
            let place = self.task.as_ptr();
            let (join, id) = (&(*place).join, &(*place).id);
            // The number last: if it is ours, so were the bits, since those of a
            // later task are written after its number, and by Release.
            let done = join.load(Ordering::Acquire) & OUTPUT != 0;
            id.load(Ordering::Relaxed) != self.id || done
        }
    }

    /// The task's number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }
}
