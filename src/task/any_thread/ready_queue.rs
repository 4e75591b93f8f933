//! The ready queue: a list threaded through the tasks themselves, so that
//! queuing allocates nothing. Owns the order; never polls.

use std::ptr::NonNull;
use std::sync::atomic::Ordering;

use super::header::Header;
use super::raw::Task;

/// Tasks in the order in which they became ready, each at most once.
/// Dropping it drops its references to them.
#[derive(Default)]
pub struct ReadyQueue {
    ends: Option<(NonNull<Header>, NonNull<Header>)>,
    len: usize,
}

// SAFETY: the queue owns a reference to each task in it, and `Task` is Send; the
// `next` fields it follows belong to it alone while `linked` is set.
unsafe impl Send for ReadyQueue {}

impl ReadyQueue {
    /// An empty queue.
    #[must_use]
    pub const fn new() -> ReadyQueue {
        ReadyQueue { ends: None, len: 0 }
    }

    /// How many tasks are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether none is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Puts a task at the back.
    ///
    /// # Panics
    /// If the task is in a queue already.
    pub fn push_back(&mut self, task: Task) {
        // SAFETY: `task` keeps it alive.
        let header = unsafe { task.pointer().as_ref() };
        assert!(
            !header.linked.swap(true, Ordering::Acquire),
            "a task is in one queue at a time"
        );
        header.next.set(None);
        // The reference is the queue's from here on.
        let node = task.into_pointer();
        self.ends = match self.ends {
            None => Some((node, node)),
            Some((front, back)) => {
                // SAFETY: tasks in the queue are alive, and their `next` is ours.
                unsafe { back.as_ref() }.next.set(Some(node));
                Some((front, node))
            }
        };
        self.len += 1;
    }

    /// Takes the task at the front.
    pub fn pop_front(&mut self) -> Option<Task> {
        self.remove(0)
    }

    /// Takes the task at `index` from the front; `None` past the end. Walks
    /// there: the front is quick, the back takes as many steps as there are tasks.
    pub fn remove(&mut self, index: usize) -> Option<Task> {
        let (front, back) = self.ends?;
        let mut before = None;
        let mut node = front;
        for _ in 0..index {
            // SAFETY: tasks in the queue are alive, and their `next` is ours;
            // so for the two below.
            let next = unsafe { node.as_ref() }.next.get()?;
            before = Some(node);
            node = next;
        }
        // SAFETY: as above.
        let header = unsafe { node.as_ref() };
        let after = header.next.take();
        if let Some(before) = before {
            // SAFETY: as above.
            unsafe { before.as_ref() }.next.set(after);
        }
        let front = if before.is_none() { after } else { Some(front) };
        let back = if after.is_none() { before } else { Some(back) };
        self.ends = front.zip(back);
        self.len -= 1;
        header.linked.store(false, Ordering::Release);
        // SAFETY: the reference that `push_back` took over goes to the caller.
        Some(unsafe { Task::from_pointer(node) })
    }

    /// The tasks' numbers and priorities, from the front.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let mut next = self.ends.map(|(front, _)| front);
        std::iter::from_fn(move || {
            // SAFETY: tasks in the queue are alive, and it is borrowed: none leaves.
            let header = unsafe { next?.as_ref() };
            next = header.next.get();
            Some((header.id, header.priority))
        })
    }
}

impl Drop for ReadyQueue {
    fn drop(&mut self) {
        while self.pop_front().is_some() {}
    }
}
