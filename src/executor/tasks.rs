//! The tasks of one executor, and how each stage polls one. Owns a reference to
//! every unfinished task; never chooses among them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::task::{Polled, Schedule, Task, Woken};
use crate::trace::{self, Actor, Effect, Kind, Outcome};

/// The unfinished tasks of an executor, by number. A handle: clones share them.
#[derive(Clone, Default)]
pub struct Tasks(Rc<Inner>);

#[derive(Default)]
struct Inner {
    spawned: Cell<u32>,
    unfinished: RefCell<BTreeMap<u32, Entry>>,
}

struct Entry {
    task: Task,
    polls: u32,
}

/// What a policy chose: the index of a task, of so many that were ready.
pub(super) struct Choice {
    pub(super) index: usize,
    pub(super) of: usize,
}

impl Tasks {
    /// How many tasks are unfinished.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.unfinished.borrow().len()
    }

    /// Whether all tasks are finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number the next task gets: tasks are numbered from 0.
    pub(super) fn next_number(&self) -> u32 {
        let number = self.0.spawned.get();
        self.0.spawned.set(
            number
                .checked_add(1)
                .filter(|next| *next < trace::NO_TASK)
                .expect("task numbers fit 32 bits"),
        );
        number
    }

    pub(super) fn insert(&self, task: Task) {
        self.0
            .unfinished
            .borrow_mut()
            .insert(task.id(), Entry { task, polls: 0 });
    }

    /// The first unfinished task whose number is `from` or greater.
    pub(super) fn at_or_after(&self, from: u32) -> Option<Task> {
        self.0
            .unfinished
            .borrow()
            .range(from..)
            .next()
            .map(|(_, entry)| entry.task.clone())
    }

    /// Polls `task` once (or cancels it, if that was asked for) and writes
    /// down what happened. `Polled::Again` means: it wants to be queued again.
    pub(super) fn poll(&self, task: &Task) -> Polled {
        self.poll_chosen(task, None)
    }

    /// [`Tasks::poll`] of a task that was chosen among several.
    pub(super) fn poll_chosen(&self, task: &Task, choice: Option<Choice>) -> Polled {
        let tell_choice = || {
            if let Some(Choice { index, of }) = choice {
                trace::record(Kind::Choice, task.id(), index as u32, of as u32);
            }
        };
        if task.is_aborted() {
            self.cancel(task, tell_choice);
            return Polled::NotPolled;
        }
        let polls = match self.0.unfinished.borrow_mut().get_mut(&task.id()) {
            Some(entry) => {
                entry.polls += 1;
                entry.polls
            }
            None => return Polled::NotPolled,
        };
        let id = task.id();
        // Each turn begins with a step, so that what is no step (the choice)
        // never follows the last step of the turn before.
        trace::record(Kind::PollBegin, id, polls, 0);
        tell_choice();
        let polled = trace::acting(Actor::Task(id), || task.poll());
        let outcome = match polled {
            Polled::Ready => Outcome::Ready,
            Polled::Panicked => Outcome::Panicked,
            _ => Outcome::Pending,
        };
        trace::record(Kind::PollEnd, id, outcome as u32, 0);
        if outcome != Outcome::Pending {
            if outcome == Outcome::Ready {
                trace::record(Kind::TaskDone, id, 0, 0);
            }
            self.remove(id);
        }
        polled
    }

    fn cancel(&self, task: &Task, tell_choice: impl FnOnce()) {
        if task.is_done() {
            return;
        }
        let id = task.id();
        trace::record(Kind::TaskCancelled, id, 0, 0);
        tell_choice();
        // What the future's drop wakes, it wakes in the task's name.
        trace::acting(Actor::Task(id), || task.cancel());
        self.remove(id);
    }

    fn remove(&self, id: u32) {
        let removed = self.0.unfinished.borrow_mut().remove(&id);
        // Dropped here, after the borrow: a task's end may reach back to us.
        drop(removed);
    }

    /// Drops the futures of all unfinished tasks, in order of their numbers,
    /// each in its own name. `each` is called before a task's turn comes. A
    /// task that one of them spawns while it is dropped has its turn too.
    pub fn cancel_all(&self, mut each: impl FnMut(u32)) {
        while let Some(task) = self.at_or_after(0) {
            each(task.id());
            trace::acting(Actor::Task(task.id()), || task.cancel());
            self.remove(task.id());
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The executor has cancelled its tasks; these came after it had gone.
        for (_, entry) in std::mem::take(self.unfinished.get_mut()) {
            entry.task.cancel();
        }
    }
}

/// What an executor does with a task that wants a poll.
pub(super) trait Ready: Send + Sync + 'static {
    /// Whether it listens to wakes at all.
    const LISTENS: bool = true;

    /// The task wants a poll.
    fn ready(&self, task: Task);
}

/// Stands between a task's wakers and its executor, and writes down what passes.
pub(super) struct Watched<R>(pub(super) std::sync::Arc<R>);

impl<R: Ready> Schedule for Watched<R> {
    fn schedule(&self, task: Task) {
        self.0.ready(task);
    }

    fn woken(&self, task: u32, woken: Woken) {
        let effect = match woken {
            Woken::Late => Effect::Late,
            _ if !R::LISTENS => Effect::Ignored,
            Woken::Queue => Effect::Queued,
            Woken::Coalesced => Effect::Coalesced,
            Woken::Again => Effect::Again,
        };
        trace::woken(task, effect);
    }

    fn waker_cloned(&self, task: u32, alive: u32) {
        trace::record(Kind::WakerCloned, task, alive, 0);
    }

    fn waker_dropped(&self, task: u32, alive: u32) {
        trace::record(Kind::WakerDropped, task, alive, 0);
    }

    fn panicked(&self, task: u32, message: &str) {
        trace::message(Kind::TaskPanicked, task, message.to_owned(), 0, None);
    }
}
