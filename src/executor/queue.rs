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

use super::policy::{NotReady, Policy};
use super::spawn::New;
use super::tasks::{self, Choice, Tasks};
use super::{Executor, JoinHandle, Spawner, Turn};
use crate::task::{Park, Picked, Polled, Unpark};
use crate::trace::{self, Kind, NO_TASK};

/// An executor for many tasks on one thread. Dropping it cancels its tasks.
pub struct Queue<P = Box<dyn Policy>> {
    /// The tasks, and the queue of those that want a poll.
    tasks: Tasks,
    policy: P,
    parked: bool,
}

impl<P: Policy> Queue<P> {
    /// An executor without tasks, for whoever drives it by [`Executor::turn`].
    #[must_use]
    pub fn new(policy: P) -> Queue<P> {
        Queue::build(policy, None)
    }

    /// An executor that rings `bell` when a task becomes ready: the other half
    /// of the [`Park`] that [`Executor::run`] rests on.
    #[must_use]
    pub fn with_bell(policy: P, bell: impl Unpark + 'static) -> Queue<P> {
        Queue::build(policy, Some(Box::new(bell)))
    }

    fn build(policy: P, bell: Option<Box<dyn Unpark>>) -> Queue<P> {
        Queue {
            tasks: Tasks::new(bell),
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
        JoinHandle::new(self.tasks.spawn(future, new))
    }
}

impl<P> Drop for Queue<P> {
    fn drop(&mut self) {
        self.tasks.cancel_all(|_| {});
    }
}

/// A task, and what it was chosen among, if there was a choice.
type Next<'a> = Option<(Picked<'a>, Option<Choice>)>;

/// Takes the task that is next out of the queue.
fn next<'a>(tasks: &'a Tasks, policy: &mut impl Policy) -> Result<Next<'a>, NotReady> {
    let ready = tasks.ready();
    let of = ready.len();
    if of < 2 {
        return Ok(tasks.pick(0).map(|task| (task, None)));
    }
    let index = policy.choose(ready)?;
    let task = tasks.pick(index);
    let task = task.expect("a policy chooses among what is ready");
    Ok(Some((task, Choice::new(index, of))))
}

impl<P: Policy> Executor for Queue<P> {
    fn turn(&mut self, _rest: &mut dyn Park) -> Turn {
        let (task, choice) = match next(&self.tasks, &mut self.policy) {
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
        if tasks::poll_chosen(&task, choice) == Polled::Again {
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
