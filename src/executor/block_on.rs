//! Stage 2: one future, a waker, and a rest in between.
//!
//! The busy loop asks again and again because it does not know when asking is
//! worth it. The future does know: it waits for something, and whoever brings
//! that something can tell. So `poll` is given a [`Waker`], the future hands it
//! to whatever it waits for, and answers `Pending`. The executor now rests,
//! until that waker is woken. One future that sleeps once is polled twice:
//! once to begin, once to end.
//!
//! ```text
//!   poll ──▶ Pending ──▶ park …………………… unpark ──▶ poll ──▶ Ready
//!    └─ takes a waker ─▶ timer ─ wake() ─┘
//! ```
//!
//! [`block_on`] is the whole of it, for a real thread: read it first. A page in
//! a browser has one thread and must not block it. There, "rest" means to
//! return to the event loop, and to be called again once the waker asked for a
//! turn; [`BlockOn`] is the same executor, cut into such turns.

use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use super::spawn::New;
use super::tasks::{self, Tasks};
use super::{Executor, JoinHandle, Spawner, Turn};
use crate::task::{Bell, Park, Parked, Polled, Unpark};
use crate::trace::{self, Kind, NO_TASK};

/// Runs one future to its end on this thread, which sleeps while it waits.
///
/// ```
/// assert_eq!(wakescope::executor::block_on::block_on(async { 6 * 7 }), 42);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    // To wake this future is to ring the bell by which its thread rests.
    let bell = Arc::new(Bell::new());
    let waker = Waker::from(bell.clone());
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        // A wake that came before this line is not lost: the bell remembers
        // that it was rung, and this rest then ends at once.
        bell.rest();
    }
}

/// The same in turns: an executor for one task. Dropping it cancels the task.
pub struct BlockOn {
    tasks: Tasks,
    parked: bool,
}

impl BlockOn {
    /// An executor for `future`, which takes its first turn when asked to.
    #[track_caller]
    pub fn new<F>(future: F) -> (BlockOn, JoinHandle<F::Output>)
    where
        F: Future + 'static,
    {
        BlockOn::start(future, New::named_after::<F>(Location::caller()))
    }

    pub(super) fn start<F>(future: F, new: New) -> (BlockOn, JoinHandle<F::Output>)
    where
        F: Future + 'static,
    {
        let tasks = Tasks::new(None);
        let join = tasks.spawn(future, new);
        let executor = BlockOn {
            tasks,
            parked: false,
        };
        (executor, JoinHandle::new(join))
    }
}

impl Executor for BlockOn {
    fn turn(&mut self, _rest: &mut dyn Park) -> Turn {
        let Some(task) = self.tasks.pick(0) else {
            // Nobody has woken it: rest. Whoever drives us tries again later.
            if !self.parked && !self.tasks.is_empty() {
                self.parked = true;
                trace::record(Kind::Park, NO_TASK, 0, 0);
            }
            return Turn::Idle;
        };
        if std::mem::take(&mut self.parked) {
            trace::record(Kind::Unpark, NO_TASK, 0, 0);
        }
        if tasks::poll(&task) == Polled::Again {
            tasks::queue(task);
        }
        Turn::Polled
    }

    fn spawner(&self) -> Spawner {
        Spawner::one(&self.tasks)
    }

    fn tasks(&self) -> &Tasks {
        &self.tasks
    }
}

impl Drop for BlockOn {
    fn drop(&mut self) {
        self.tasks.cancel_all(|_| {});
    }
}

/// Rests by parking the thread; ends it from any thread.
#[derive(Clone, Debug)]
pub struct ThreadPark(Thread);

impl ThreadPark {
    /// Rests on the calling thread.
    #[must_use]
    pub fn current() -> ThreadPark {
        ThreadPark(thread::current())
    }
}

impl Park for ThreadPark {
    fn park(&mut self) -> Parked {
        thread::park();
        Parked::Woken
    }

    fn spent(&mut self, _time: Duration) {
        // A real thread has spent it by itself.
    }
}

impl Unpark for ThreadPark {
    fn unpark(&self) {
        self.0.unpark();
    }
}
