//! A scheduler that only keeps books, and a future that is watched.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

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

/// How often things happened.
#[derive(Default)]
pub(crate) struct Counts {
    polls: AtomicUsize,
    future_drops: AtomicUsize,
    outputs: AtomicUsize,
    output_drops: AtomicUsize,
}

impl Counts {
    pub(crate) fn polls(&self) -> usize {
        self.polls.load(Ordering::SeqCst)
    }

    pub(crate) fn future_drops(&self) -> usize {
        self.future_drops.load(Ordering::SeqCst)
    }

    /// How many outputs came into being, and how many went.
    pub(crate) fn outputs(&self) -> (usize, usize) {
        let drops = self.output_drops.load(Ordering::SeqCst);
        (self.outputs.load(Ordering::SeqCst), drops)
    }
}

/// An output whose drop is counted.
pub(crate) struct Output(Arc<Counts>);

impl Drop for Output {
    fn drop(&mut self) {
        self.0.output_drops.fetch_add(1, Ordering::SeqCst);
    }
}

/// What a [`Watched`] future does in its poll; true: it is ready.
pub(crate) type Step = Box<dyn FnMut(&Waker) -> bool + Send>;

/// A future whose polls and drops are counted.
pub(crate) struct Watched {
    counts: Arc<Counts>,
    step: Step,
}

/// A future that does `step` whenever it is polled, and its counts.
pub(crate) fn watched(step: impl FnMut(&Waker) -> bool + Send + 'static) -> (Watched, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let future = Watched {
        counts: counts.clone(),
        step: Box::new(step),
    };
    (future, counts)
}

impl Future for Watched {
    type Output = Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Output> {
        self.counts.polls.fetch_add(1, Ordering::SeqCst);
        if !(self.step)(context.waker()) {
            return Poll::Pending;
        }
        self.counts.outputs.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Output(self.counts.clone()))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.counts.future_drops.fetch_add(1, Ordering::SeqCst);
    }
}

/// Does `0` when it is dropped.
pub(crate) struct OnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
