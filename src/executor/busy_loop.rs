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
use std::time::Duration;

use super::spawn::New;
use super::tasks::{self, Tasks};
use super::{Executor, JoinHandle, Spawner, Turn};
use crate::task::{Park, Polled};
use crate::trace::{self, Kind, NO_TASK, halves};

/// The busy loop. Dropping it cancels its tasks.
pub struct BusyLoop {
    /// All of them in a circle, the one to poll next at the front. A task gets
    /// a waker, since `poll` asks for one, but waking it changes nothing.
    tasks: Tasks,
    /// What going around once costs.
    lap: Duration,
    /// How many tasks are still to be polled in this lap.
    left: usize,
    /// Whether a lap was begun before.
    lapped: bool,
}

impl BusyLoop {
    /// An executor without tasks. Each lap costs `lap` of logical time.
    #[must_use]
    pub fn new(lap: Duration) -> BusyLoop {
        BusyLoop {
            tasks: Tasks::unheard(),
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
        JoinHandle::new(self.tasks.spawn(future, new))
    }
}

impl Executor for BusyLoop {
    fn turn(&mut self, rest: &mut dyn Park) -> Turn {
        if self.left == 0 {
            self.left = self.tasks.ready().len();
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
        let Some(task) = self.tasks.pick(0) else {
            return Turn::Idle;
        };
        // Ready or not: ask. A task that is not done goes to the back, to be
        // asked again in the next lap. Nothing here looks at a waker.
        if tasks::poll(&task) == Polled::Pending {
            tasks::queue(task);
        }
        Turn::Polled
    }

    fn spawner(&self) -> Spawner {
        Spawner::many(&self.tasks)
    }

    fn tasks(&self) -> &Tasks {
        &self.tasks
    }
}

impl Drop for BusyLoop {
    fn drop(&mut self) {
        self.tasks.cancel_all(|_| {});
    }
}
