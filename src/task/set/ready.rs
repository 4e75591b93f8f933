//! The ready queue: a list threaded through the tasks themselves, so that
//! queuing allocates nothing. Owns the order; never polls.

use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

use super::slot::{Header, LINKED, PICKED};

/// Tasks in the order in which they became ready, each at most once.
#[derive(Default)]
pub struct ReadyQueue {
    front: Cell<Option<NonNull<Header>>>,
    /// Means something while there is a front.
    back: Cell<Option<NonNull<Header>>>,
    len: Cell<usize>,
}

impl ReadyQueue {
    pub(super) const fn new() -> ReadyQueue {
        ReadyQueue {
            front: Cell::new(None),
            back: Cell::new(None),
            len: Cell::new(0),
        }
    }

    /// How many tasks are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether none is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks' numbers and priorities, from the front.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let mut next = self.front.get();
        std::iter::from_fn(move || {
            // SAFETY: tasks in the queue are alive, and whoever could take one
            // out (the set, on this thread) does so between two calls at most:
            // it leaves the task's `next` as it is, and the place is read only.
            let header = unsafe { next?.as_ref() };
            next = header.next.get();
            Some((header.id.load(Ordering::Relaxed), header.priority))
        })
    }

    /// Puts a task at the back.
    ///
    /// # Safety
    /// The caller may touch tasks. The task is in no queue, is marked `LINKED`
    /// and stays alive until it is taken out.
    pub(super) unsafe fn push_back(&self, task: NonNull<Header>) {
        // SAFETY: by the caller's word.
        unsafe { task.as_ref() }.next.set(None);
        match self.front.get() {
            None => self.front.set(Some(task)),
            Some(_) => {
                let back = self.back.get().expect("a queue with a front has a back");
                // SAFETY: tasks in the queue are alive.
                unsafe { back.as_ref() }.next.set(Some(task));
            }
        }
        self.back.set(Some(task));
        self.len.set(self.len.get() + 1);
    }

    /// Takes the task at `index` from the front, `PICKED` instead of `LINKED`;
    /// `None` past the end. Walks there: the front is quick, the back takes as many
    /// steps as there are tasks.
    ///
    /// # Safety
    /// The caller may touch tasks.
    pub(super) unsafe fn remove(&self, index: usize) -> Option<NonNull<Header>> {
        let mut before: Option<NonNull<Header>> = None;
        let mut task = self.front.get()?;
        for _ in 0..index {
            // SAFETY: tasks in the queue are alive; so for all below.
            let next = unsafe { task.as_ref() }.next.get()?;
            before = Some(task);
            task = next;
        }
        // SAFETY: as above.
        let header = unsafe { task.as_ref() };
        let after = header.next.get();
        match before {
            // SAFETY: as above.
            Some(before) => unsafe { before.as_ref() }.next.set(after),
            None => self.front.set(after),
        }
        if after.is_none() {
            self.back.set(before);
        }
        self.len.set(self.len.get() - 1);
        header.flags.set(header.flags.get() & !LINKED | PICKED);
        Some(task)
    }
}
