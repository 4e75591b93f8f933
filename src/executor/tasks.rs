//! The tasks of one executor, and how each stage polls one. Writes down what
//! happens to them; never chooses among them.

use std::future::Future;
use std::num::NonZeroU32;

use super::spawn::New;
use crate::task::{JoinRef, Picked, Polled, ReadyQueue, TaskSet, Unpark, WakerTable, Watch, Woken};
use crate::trace::{self, Actor, Effect, Kind, Outcome};

/// The unfinished tasks of an executor. A handle: clones share them.
#[derive(Clone)]
pub struct Tasks(TaskSet<Written>);

/// What a policy chose: the index of a task, of so many that were ready.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    pub(super) index: u32,
    pub(super) of: NonZeroU32,
}

impl Choice {
    /// `index` of `of`; nothing is chosen of none.
    pub(super) fn new(index: usize, of: usize) -> Option<Choice> {
        let (index, of) = (index as u32, NonZeroU32::new(of as u32)?);
        Some(Choice { index, of })
    }
}

impl Tasks {
    /// No tasks yet. `bell` is rung when one becomes ready while nobody is polling.
    pub(super) fn new(bell: Option<Box<dyn Unpark>>) -> Tasks {
        Tasks(TaskSet::new(bell))
    }

    /// No tasks yet, of an executor that does not listen to wakes.
    pub(super) fn unheard() -> Tasks {
        Tasks(TaskSet::deaf())
    }

    /// How many tasks are unfinished.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether all tasks are finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes a task of `future`, writes it down and queues it for its first poll.
    pub(super) fn spawn<F>(&self, future: F, new: New) -> JoinRef<F::Output>
    where
        F: Future + 'static,
    {
        self.0
            .spawn(future, new.priority, new.teller(size_of::<F>()))
    }

    /// The tasks that want a poll.
    pub(super) fn ready(&self) -> &ReadyQueue {
        self.0.ready()
    }

    /// Takes the task at `index` out of the ready queue.
    pub(super) fn pick(&self, index: usize) -> Option<Picked<'_>> {
        self.0.pick(index)
    }

    /// Drops the futures of all unfinished tasks, in order of their numbers,
    /// each in its own name. `each` is called before a task's turn comes. A
    /// task that one of them spawns while it is dropped has its turn too.
    pub fn cancel_all(&self, mut each: impl FnMut(u32)) {
        self.0.cancel_all(|task, cancel| {
            each(task);
            trace::acting(Actor::Task(task), cancel);
        });
    }
}

/// Puts a task at the back of the ready queue.
pub(super) fn queue(task: Picked<'_>) {
    let id = task.id();
    let len = task.queue();
    trace::record(Kind::Queued, id, len as u32, 0);
}

/// Polls `task` once (or cancels it, if that was asked for) and writes down
/// what happened. `Polled::Again` means: it wants to be queued again.
pub(super) fn poll(task: &Picked<'_>) -> Polled {
    poll_chosen(task, None)
}

/// [`poll`] of a task that was chosen among several.
pub(super) fn poll_chosen(task: &Picked<'_>, choice: Option<Choice>) -> Polled {
    if !task.wants_a_poll() {
        if task.is_aborted() {
            cancel(task, choice);
        }
        return Polled::NotPolled;
    }
    if trace::is_recording() {
        return poll_recorded(task, choice);
    }
    task.poll()
}

#[inline]
fn poll_recorded(task: &Picked<'_>, choice: Option<Choice>) -> Polled {
    let id = task.id();
    // Each turn begins with a step, so that what is no step (the choice)
    // never follows the last step of the turn before.
    trace::record(Kind::PollBegin, id, 0, 0);
    tell(id, choice);
    let polled = trace::acting(Actor::Task(id), || task.poll());
    let outcome = match polled {
        Polled::Ready => Outcome::Ready,
        Polled::Panicked => Outcome::Panicked,
        _ => Outcome::Pending,
    };
    trace::record(Kind::PollEnd, id, outcome as u32, 0);
    if polled == Polled::Ready {
        trace::record(Kind::TaskDone, id, 0, 0);
    }
    polled
}

#[inline]
fn cancel(task: &Picked<'_>, choice: Option<Choice>) {
    trace::record(Kind::TaskCancelled, task.id(), 0, 0);
    tell(task.id(), choice);
    // What the future's drop wakes, it wakes in the task's name.
    trace::acting(Actor::Task(task.id()), || task.cancel());
}

fn tell(task: u32, choice: Option<Choice>) {
    if let Some(Choice { index, of }) = choice {
        trace::record(Kind::Choice, task, index, of.get());
    }
}

/// Writes down what wakers do.
struct Written;

impl Watch for Written {
    fn table() -> &'static WakerTable<Written> {
        static TABLE: WakerTable<Written> = WakerTable::new();
        &TABLE
    }

    fn woken(task: u32, woken: Woken) {
        trace::woken(task, || match woken {
            Woken::Queue => Effect::Queued,
            Woken::Coalesced => Effect::Coalesced,
            Woken::Again => Effect::Again,
            Woken::Late => Effect::Late,
            Woken::Unheard => Effect::Ignored,
        });
    }

    fn queued(task: u32, len: usize) {
        trace::record(Kind::Queued, task, len as u32, 0);
    }

    fn waker_cloned(task: u32, alive: u32) {
        trace::record(Kind::WakerCloned, task, alive, 0);
    }

    fn waker_dropped(task: u32, alive: u32) {
        trace::record(Kind::WakerDropped, task, alive, 0);
    }

    fn panicked(task: u32, message: &str) {
        trace::message(Kind::TaskPanicked, task, message.to_owned(), 0, None);
    }
}
