//! The ready queue: a list threaded through the tasks themselves, so that
//! queuing allocates nothing. Owns the order; never polls.

use std::cell::Cell;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

use super::slot::Header;

/// Tasks in the order in which they became ready, each at most once.
#[derive(Default)]
pub struct ReadyQueue {
    len: Cell<usize>,
    /// The ends, if it is not empty; otherwise left over, as is what the last
    /// task says of the one after it.
    front: Cell<Option<NonNull<Header>>>,
    back: Cell<Option<NonNull<Header>>>,
}

impl ReadyQueue {
    pub(super) const fn new() -> ReadyQueue {
        ReadyQueue {
            len: Cell::new(0),
            front: Cell::new(None),
            back: Cell::new(None),
        }
    }

    /// How many tasks are in it.
    #[must_use]
    #[inline]
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
        (0..self.len()).map_while(move |_| {
            // SAFETY: this borrows the set, so we are on its thread and its memory
            // stays. Between two calls the task that is next may have left the
            // queue, and its place be free or another's. Its header can be read
            // all the same, and its `next` is that of some task, or none: then
            // what is told is of no use, but nothing is written by it.
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
    #[inline]
    pub(super) unsafe fn push_back(&self, task: NonNull<Header>) {
        if self.is_empty() {
            self.front.set(Some(task));
        } else {
            // SAFETY: a queue that is not empty has a back, and tasks in it are alive.
            let back = unsafe { self.back.get().unwrap_unchecked().as_ref() };
            back.next.set(Some(task));
        }
        self.back.set(Some(task));
        self.len.set(self.len() + 1);
    }

    /// Takes the task at `index` from the front, which stays `LINKED`; `None` past
    /// the end. Walks there: the front is quick, the back takes as many steps as
    /// there are tasks.
    ///
    /// # Safety
    /// The caller may touch tasks.
    #[inline]
    pub(super) unsafe fn remove(&self, index: usize) -> Option<NonNull<Header>> {
        if index >= self.len() {
            return None;
        }
        let mut before: Option<NonNull<Header>> = None;
        // SAFETY: a queue that is not empty has a front.
        let mut task = unsafe { self.front.get().unwrap_unchecked() };
        for _ in 0..index {
            before = Some(task);
            // SAFETY: tasks in the queue are alive; so for all below.
            task = unsafe { task.as_ref() }.next.get()?;
        }
        // SAFETY: as above.
        let after = unsafe { task.as_ref() }.next.get();
        match before {
            Some(before) => {
                // SAFETY: as above.
                unsafe { before.as_ref() }.next.set(after);
                if index + 1 == self.len() {
                    self.back.set(Some(before));
                }
            }
            None => self.front.set(after),
        }
        self.len.set(self.len() - 1);
        Some(task)
    }
}
