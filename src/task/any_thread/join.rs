//! How a task's output gets out. Owns the two bits that say whose it is.
//!
//! `HANDLE`: the join handle exists. `OUTPUT`: the output is in place. The task
//! sets the second, the handle clears the first when dropped; both do so with
//! one atomic operation and see the other's bit as it was. Whoever finds the
//! other gone drops the output, so it is dropped exactly once, and never by a
//! stray waker on a foreign thread.

use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use super::header::Header;
use super::raw::Task;
use crate::task::Finished;

pub(super) const HANDLE: u8 = 1;
pub(super) const OUTPUT: u8 = 2;

/// The task's half: the output is in place.
///
/// # Safety
/// The stage holds the output, the caller owns it, and `pointer` is `header`'s.
pub(super) unsafe fn finished(header: &Header, pointer: NonNull<Header>) {
    if header.join.fetch_or(OUTPUT, Ordering::AcqRel) & HANDLE == 0 {
        // SAFETY: the handle was gone before the output came: it is ours.
        unsafe { (header.vtable.drop_output)(pointer) };
    } else if let Some(waker) = header.joiner.take() {
        waker.wake();
    }
}

/// The one reference that can take a task's output. Dropping it detaches the
/// task: it runs on, and its output is dropped.
pub struct JoinRef<T> {
    task: Task,
    taken: bool,
    // The output may be dropped here: behave like an owner of one.
    output: PhantomData<T>,
}

impl<T> JoinRef<T> {
    pub(super) fn new(task: Task) -> JoinRef<T> {
        JoinRef {
            task,
            taken: false,
            output: PhantomData,
        }
    }

    /// The task it belongs to.
    #[must_use]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Takes the output if the task is finished; otherwise sees to it that the
    /// context's waker is woken then.
    ///
    /// # Panics
    /// If the output was taken before.
    pub fn poll(&mut self, context: &Context<'_>) -> Poll<Finished<T>> {
        assert!(
            !self.taken,
            "a join handle was polled after it had returned the task's result"
        );
        if !self.has_output() {
            self.header().joiner.register(context.waker());
            // The task may have finished between the look and the registration.
            if !self.has_output() {
                return Poll::Pending;
            }
            drop(self.header().joiner.take());
        }
        self.taken = true;
        let mut output: Option<Finished<T>> = None;
        // SAFETY: OUTPUT is set and HANDLE too (we exist): by the protocol the
        // output is ours, once, which `taken` sees to. `T` is the future's
        // output type: `spawn` made both.
        unsafe {
            (self.header().vtable.take_output)(self.task.pointer(), (&raw mut output).cast())
        };
        Poll::Ready(output.expect("the bit says that the output is there"))
    }

    fn has_output(&self) -> bool {
        self.header().join.load(Ordering::Acquire) & OUTPUT != 0
    }

    fn header(&self) -> &Header {
        // SAFETY: `task` keeps the allocation alive as long as we borrow it.
        unsafe { self.task.pointer().as_ref() }
    }
}

// A `JoinRef<T>` is Send and Sync by its parts: `Task` always is, and
// `PhantomData<T>` asks it of the output, which this type hands out and drops.

impl<T> Drop for JoinRef<T> {
    fn drop(&mut self) {
        drop(self.header().joiner.take());
        if self.header().join.fetch_and(!HANDLE, Ordering::AcqRel) & OUTPUT != 0 && !self.taken {
            // SAFETY: the output came while the handle existed, and it was not
            // taken: it is ours to drop.
            unsafe { (self.header().vtable.drop_output)(self.task.pointer()) };
        }
    }
}
