//! A scheduler that only keeps books.

use std::future::Future;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use wakescope::task::Woken;
use wakescope::task::any_thread::{JoinRef, Schedule, Task, spawn_local};

/// What a [`Desk`] wrote down.
#[derive(Default)]
struct Books {
    queue: Mutex<Vec<Task>>,
    schedules: AtomicUsize,
    woken: Mutex<Vec<Woken>>,
    wakers: AtomicU32,
    panics: Mutex<Vec<String>>,
}

/// Where tasks are scheduled. Dropping it drops the tasks in its queue.
pub(crate) struct Desk(Arc<Books>);

/// A task's way to its desk.
pub(crate) struct Clerk(Arc<Books>);

impl Schedule for Clerk {
    fn schedule(&self, task: Task) {
        self.0.schedules.fetch_add(1, Ordering::SeqCst);
        self.0.queue.lock().unwrap().push(task);
    }

    fn woken(&self, _task: u32, woken: Woken) {
        self.0.woken.lock().unwrap().push(woken);
    }

    fn waker_cloned(&self, _task: u32, alive: u32) {
        self.0.wakers.store(alive, Ordering::SeqCst);
    }

    fn waker_dropped(&self, _task: u32, alive: u32) {
        self.0.wakers.store(alive, Ordering::SeqCst);
    }

    fn panicked(&self, _task: u32, message: &str) {
        self.0.panics.lock().unwrap().push(message.to_owned());
    }
}

impl Desk {
    pub(crate) fn new() -> Desk {
        Desk(Arc::default())
    }

    pub(crate) fn clerk(&self) -> Clerk {
        Clerk(self.0.clone())
    }

    /// Makes a task of `future`, number 7, not yet scheduled.
    pub(crate) fn spawn<F>(&self, future: F) -> (Task, JoinRef<F::Output>)
    where
        F: Future + 'static,
    {
        spawn_local(future, self.clerk(), 7, 0)
    }

    /// Takes a task out of the queue.
    pub(crate) fn next(&self) -> Option<Task> {
        let mut queue = self.0.queue.lock().unwrap();
        if queue.is_empty() {
            return None;
        }
        Some(queue.remove(0))
    }

    /// How often a task was put into the queue.
    pub(crate) fn schedules(&self) -> usize {
        self.0.schedules.load(Ordering::SeqCst)
    }

    /// What the wakes since the last call did.
    pub(crate) fn wakes(&self) -> Vec<Woken> {
        std::mem::take(&mut self.0.woken.lock().unwrap())
    }

    /// How many wakers were alive at the last report.
    pub(crate) fn wakers(&self) -> u32 {
        self.0.wakers.load(Ordering::SeqCst)
    }

    /// The messages of panics since the last call.
    pub(crate) fn panics(&self) -> Vec<String> {
        std::mem::take(&mut self.0.panics.lock().unwrap())
    }

    /// How many tasks of this desk still take up memory.
    pub(crate) fn tasks_in_memory(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // A task in the queue keeps the books, and they the queue.
        let queue = std::mem::take(&mut *self.0.queue.lock().unwrap());
        drop(queue);
    }
}
