//! Stage 3: many tasks on one thread.
//!
//! With one future, a wake says it all: poll it. With many, a wake must also
//! say *which*. So each task has a waker of its own, and waking means: put this
//! task into the queue of those that want a poll. The executor takes one out,
//! polls it, and takes the next. A task that answers `Pending` is in no queue
//! at all, and costs nothing, until somebody wakes it.
//!
//! ```text
//!          ┌──── ready queue ───┐
//!  wake ──▶│ soup │ dish │ rice │ ──▶ next ──▶ poll ──▶ Ready: done
//!          └────────────────────┘               │
//!     ▲                                         ▼
//!     └──── timer, channel, lock, … ◀── waker ── Pending
//! ```
//!
//! Two rules keep it honest. A task is in the queue at most once, however often
//! it is woken: wakes coalesce, and one poll answers them all. And a task that
//! is woken *while* it is polled goes back into the queue afterwards, because
//! what it was woken for may have come after it had looked.
//!
//! Who is next is not decided here: see [`super::policy`].

use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::policy::{NotReady, Policy};
use super::spawn::{New, start};
use super::tasks::{Choice, Ready, Tasks};
use super::{Executor, JoinHandle, Spawner, Turn};
use crate::task::{Park, Polled, ReadyQueue, Task, Unpark};
use crate::trace::{self, Kind, NO_TASK};

/// An executor for many tasks on one thread. Dropping it cancels its tasks.
pub struct Queue {
    tasks: Tasks,
    shared: Arc<Shared>,
    policy: Box<dyn Policy>,
    parked: bool,
}

/// What wakers reach, from any thread: the queue, and the bell that ends a rest.
pub(super) struct Shared {
    ready: Mutex<ReadyQueue>,
    bell: Option<Box<dyn Unpark>>,
}

impl Queue {
    /// An executor without tasks, for whoever drives it by [`Executor::turn`].
    #[must_use]
    pub fn new(policy: impl Policy + 'static) -> Queue {
        Queue::build(Box::new(policy), None)
    }

    /// An executor that rings `bell` when a task becomes ready: the other half
    /// of the [`Park`] that [`Executor::run`] rests on.
    #[must_use]
    pub fn with_bell(policy: impl Policy + 'static, bell: impl Unpark + 'static) -> Queue {
        Queue::build(Box::new(policy), Some(Box::new(bell)))
    }

    pub(crate) fn build(policy: Box<dyn Policy>, bell: Option<Box<dyn Unpark>>) -> Queue {
        let shared = Arc::new(Shared {
            ready: Mutex::default(),
            bell,
        });
        Queue {
            tasks: Tasks::default(),
            shared,
            policy,
            parked: false,
        }
    }

    /// Makes a task of `future` and queues it.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
    {
        let new = New::named_after::<F>(Location::caller());
        JoinHandle::new(start(&self.tasks, future, &self.shared, new))
    }

    /// Takes the task that is next out of the queue; what was chosen among, if
    /// there was a choice.
    fn next(&mut self) -> Result<Option<(Task, Option<Choice>)>, NotReady> {
        let mut ready = self.shared.lock();
        let count = ready.len();
        if count < 2 {
            return Ok(ready.pop_front().map(|task| (task, None)));
        }
        let index = self.policy.choose(&ready)?;
        let task = ready.remove(index);
        let task = task.expect("a policy chooses among what is ready");
        Ok(Some((task, Some(Choice { index, of: count }))))
    }
}

impl Executor for Queue {
    fn turn(&mut self, _rest: &mut dyn Park) -> Turn {
        let (task, choice) = match self.next() {
            Ok(Some(next)) => next,
            Ok(None) => {
                // Nothing is ready: rest. Whoever drives us tries again later.
                if !self.parked && !self.tasks.is_empty() {
                    self.parked = true;
                    trace::record(Kind::Park, NO_TASK, 0, 0);
                }
                return Turn::Idle;
            }
            Err(refused) => return Turn::Refused(refused),
        };
        if std::mem::take(&mut self.parked) {
            trace::record(Kind::Unpark, NO_TASK, 0, 0);
        }
        if self.tasks.poll_chosen(&task, choice) == Polled::Again {
            self.shared.ready(task);
        }
        Turn::Polled
    }

    fn spawner(&self) -> Spawner {
        Spawner::queue(self.tasks.clone(), self.shared.clone())
    }

    fn tasks(&self) -> &Tasks {
        &self.tasks
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.tasks.cancel_all(|_| {});
        // The tasks in the queue keep it alive, and it them: part the two.
        let queued = std::mem::take(&mut *self.shared.lock());
        drop(queued);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, ReadyQueue> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ready for Shared {
    fn ready(&self, task: Task) {
        let id = task.id();
        let mut ready = self.lock();
        ready.push_back(task);
        let count = ready.len();
        drop(ready);
        trace::record(Kind::Queued, id, count as u32, 0);
        if let Some(bell) = &self.bell {
            bell.unpark();
        }
    }
}
