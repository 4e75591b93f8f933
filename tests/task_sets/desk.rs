//! A set that writes down what it is told, and the plainest of executors.

use std::cell::RefCell;
use std::fmt;
use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll, Waker};

use wakescope::task::{
    Finished, JoinRef, Picked, Polled, TaskSet, Unpark, WakerTable, Watch, Woken,
};

thread_local! {
    /// What the sets of this thread were told.
    static BOOK: RefCell<Vec<Line>> = const { RefCell::new(Vec::new()) };
}

/// What a set told of a task. Put into words only when somebody reads it.
enum Line {
    Woken(u32, Woken),
    Queued(u32, usize),
    Cloned(u32, u32),
    Dropped(u32, u32),
    Panicked(u32, String),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Woken(task, Woken::Queue) => write!(f, "wake {task}"),
            Line::Woken(task, Woken::Coalesced) => write!(f, "wake {task} again"),
            Line::Woken(task, Woken::Again) => write!(f, "wake {task} within its poll"),
            Line::Woken(task, Woken::Late) => write!(f, "wake {task} late"),
            Line::Woken(task, Woken::Unheard) => write!(f, "wake {task} unheard"),
            Line::Queued(task, len) => write!(f, "queue {task} as {len}"),
            Line::Cloned(task, alive) => write!(f, "clone {task}: {alive}"),
            Line::Dropped(task, alive) => write!(f, "drop {task}: {alive}"),
            Line::Panicked(task, message) => write!(f, "panic {task}: {message}"),
        }
    }
}

fn note(line: Line) {
    BOOK.with_borrow_mut(|book| book.push(line));
}

/// What this thread's sets were told since the last call.
pub(crate) fn told() -> String {
    let lines: Vec<String> = BOOK.take().iter().map(Line::to_string).collect();
    lines.join("; ")
}

/// Writes down what it is told.
pub(crate) struct Clerk;

impl Watch for Clerk {
    fn table() -> &'static WakerTable<Clerk> {
        static TABLE: WakerTable<Clerk> = WakerTable::new();
        &TABLE
    }

    fn woken(task: u32, woken: Woken) {
        note(Line::Woken(task, woken));
    }

    fn queued(task: u32, len: usize) {
        note(Line::Queued(task, len));
    }

    fn waker_cloned(task: u32, alive: u32) {
        note(Line::Cloned(task, alive));
    }

    fn waker_dropped(task: u32, alive: u32) {
        note(Line::Dropped(task, alive));
    }

    fn panicked(task: u32, message: &str) {
        note(Line::Panicked(task, message.to_owned()));
    }
}

/// A set's bell. It goes with the set's memory, which is told by its weak count.
struct Bell(Weak<AtomicUsize>);

impl Unpark for Bell {
    fn unpark(&self) {
        let rings = self.0.upgrade().expect("the test keeps the count");
        rings.fetch_add(1, Ordering::SeqCst);
    }
}

/// Whether a set's memory is there, and how often its bell was rung.
#[derive(Clone)]
pub(crate) struct Memory(Arc<AtomicUsize>);

impl Memory {
    /// Whether the set's memory was given back.
    pub(crate) fn is_gone(&self) -> bool {
        Arc::weak_count(&self.0) == 0
    }

    pub(crate) fn rings(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// A set, and the plainest of executors.
pub(crate) struct Desk {
    pub(crate) set: TaskSet<Clerk>,
    pub(crate) memory: Memory,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        drop(BOOK.take());
        let rings = Arc::new(AtomicUsize::new(0));
        Desk {
            set: TaskSet::new(Some(Box::new(Bell(Arc::downgrade(&rings))))),
            memory: Memory(rings),
        }
    }

    pub(crate) fn spawn<F: Future + 'static>(&self, future: F) -> JoinRef<F::Output> {
        self.set.spawn(future, 0, |_| {})
    }

    /// Takes the task at the front in hand.
    #[track_caller]
    pub(crate) fn pick(&self) -> Picked<'_> {
        self.set.pick(0).expect("a task is ready")
    }

    /// Polls the task at the front, or cancels it if that was asked for.
    #[track_caller]
    pub(crate) fn turn(&self) -> Polled {
        let task = self.pick();
        if task.is_aborted() {
            task.cancel();
            return Polled::NotPolled;
        }
        task.poll()
    }

    /// Takes turns until no task is ready; how many.
    pub(crate) fn run(&self) -> usize {
        let mut turns = 0;
        while !self.set.ready().is_empty() {
            self.turn();
            turns += 1;
        }
        turns
    }

    /// The numbers of the tasks that are ready, from the front.
    pub(crate) fn ready(&self) -> Vec<u32> {
        self.set.ready().iter().map(|(task, _)| task).collect()
    }

    /// Spawns a task that never ends and is polled once; a waker of it.
    pub(crate) fn waker(&self) -> Waker {
        let (future, left) = leaves_waker(false);
        drop(self.spawn(future));
        let index = self.set.ready().len() - 1;
        self.set.pick(index).unwrap().poll();
        left.take()
    }

    /// Drops the set; whether its memory was given back with it.
    pub(crate) fn close(self) -> bool {
        let Desk { set, memory } = self;
        drop(set);
        memory.is_gone()
    }
}

/// Where futures leave clones of their wakers, the latest last.
#[derive(Clone, Default)]
pub(crate) struct Left(Arc<Mutex<Vec<Waker>>>);

impl Left {
    pub(crate) fn push(&self, waker: &Waker) {
        self.0.lock().unwrap().push(waker.clone());
    }

    #[track_caller]
    pub(crate) fn take(&self) -> Waker {
        let waker = self.0.lock().unwrap().pop();
        waker.expect("a waker was left")
    }

    pub(crate) fn take_all(&self) -> Vec<Waker> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// A future that leaves a waker in each poll, and is ready in the first or never.
pub(crate) fn leaves_waker(ready: bool) -> (impl Future<Output = ()> + Unpin, Left) {
    let left = Left::default();
    let leave = left.clone();
    let future = poll_fn(move |context| {
        leave.push(context.waker());
        if ready {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    });
    (future, left)
}

/// Asks a handle once, for nobody.
pub(crate) fn ask<T>(join: &mut JoinRef<T>) -> Poll<Finished<T>> {
    join.poll(&Context::from_waker(Waker::noop()))
}

/// The output of a task that has returned.
#[track_caller]
pub(crate) fn output<T>(join: &mut JoinRef<T>) -> T {
    match ask(join) {
        Poll::Ready(Finished::Returned(output)) => output,
        Poll::Ready(Finished::Cancelled) => panic!("it was cancelled"),
        Poll::Ready(Finished::Panicked(_)) => panic!("it panicked"),
        Poll::Pending => panic!("it is not done"),
    }
}

#[track_caller]
pub(crate) fn assert_cancelled<T>(join: &mut JoinRef<T>) {
    assert!(matches!(ask(join), Poll::Ready(Finished::Cancelled)));
}
