//! Stage 1: polls in a circle.
//!
//! A future does nothing by itself. Somebody has to call `poll`, and to call it
//! again as long as the answer is `Pending`. The plainest executor there is
//! does just that: it goes around its tasks and asks each one, "are you ready
//! now?", for ever.
//!
//! ```text
//!        ┌─▶ rice? Pending ─▶ dish? Pending ─▶ soup? Pending ─┐
//!        └────────────────────── one lap ─────────────────────┘
//! ```
//!
//! It works, and it is where to begin, because every later stage does the same
//! but for one thing: it *waits* where this one asks. What this one wastes can
//! be counted: a task that sleeps for a second is polled in every lap of that
//! second, and all of these polls but the last are in vain. On a real machine
//! the processor is busy all the while. Here each lap costs a set amount of
//! logical time, so that the waste can be seen, and so that time goes on at
//! all: nobody else moves the clock while the loop spins.

use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::spawn::{New, start};
use super::tasks::{Ready, Tasks};
use super::{Executor, JoinHandle, Spawner, Turn};
use crate::task::{Park, Polled, ReadyQueue, Task};
use crate::trace::{self, Kind, NO_TASK, halves};

/// The busy loop. Dropping it cancels its tasks.
pub struct BusyLoop {
    tasks: Tasks,
    circle: Arc<Circle>,
    /// What going around once costs.
    lap: Duration,
    /// How many tasks are still to be polled in this lap.
    left: usize,
    /// Whether a lap was begun before.
    lapped: bool,
}

/// All unfinished tasks, the one to poll next at the front.
#[derive(Default)]
pub(super) struct Circle(Mutex<ReadyQueue>);

impl BusyLoop {
    /// An executor without tasks. Each lap costs `lap` of logical time.
    #[must_use]
    pub fn new(lap: Duration) -> BusyLoop {
        BusyLoop {
            tasks: Tasks::default(),
            circle: Arc::default(),
            lap,
            left: 0,
            lapped: false,
        }
    }

    /// Puts a future into the circle.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        let new = New::named_after::<F>(Location::caller());
        JoinHandle::new(start(&self.tasks, future, &self.circle, new))
    }
}

impl Executor for BusyLoop {
    fn turn(&mut self, rest: &mut dyn Park) -> Turn {
        if self.left == 0 {
            self.left = self.circle.lock().len();
            if self.left == 0 {
                return Turn::Idle;
            }
            if std::mem::replace(&mut self.lapped, true) {
                // Around once. It has cost time, whether or not it was of use.
                let (a, b) = halves(self.lap.as_nanos() as u64);
                trace::record(Kind::Lap, NO_TASK, a, b);
                rest.spent(self.lap);
                return Turn::Polled;
            }
        }
        self.left -= 1;
        let task = self.circle.lock().pop_front();
        let Some(task) = task else {
            return Turn::Idle;
        };
        // Ready or not: ask. A task that is not done goes to the back, to be
        // asked again in the next lap. Nothing here looks at a waker.
        if matches!(self.tasks.poll(&task), Polled::Pending | Polled::Again) {
            self.circle.ready(task);
        }
        Turn::Polled
    }

    fn spawner(&self) -> Spawner {
        Spawner::circle(self.tasks.clone(), self.circle.clone())
    }

    fn tasks(&self) -> &Tasks {
        &self.tasks
    }
}

impl Drop for BusyLoop {
    fn drop(&mut self) {
        self.tasks.cancel_all(|_| {});
        // The tasks in the circle keep it alive, and it them: part the two.
        let circle = std::mem::take(&mut *self.circle.lock());
        drop(circle);
    }
}

impl Circle {
    fn lock(&self) -> MutexGuard<'_, ReadyQueue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ready for Circle {
    /// A task gets a waker, since `poll` asks for one, but waking it changes
    /// nothing: it is in the circle anyway.
    const LISTENS: bool = false;

    fn ready(&self, task: Task) {
        let mut circle = self.lock();
        // A wake leads here too; the task that it wakes is in the circle.
        if task.is_queued() {
            return;
        }
        trace::record(Kind::Queued, task.id(), circle.len() as u32 + 1, 0);
        circle.push_back(task);
    }
}
