//! What a primitive calls to be seen: one [`Resource`] a primitive, one
//! [`Wait`] a waiter. Owns no state but two numbers; on a thread that does not
//! record, every call does nothing.

use std::panic::Location;
use std::task::Waker;

use super::event::{Kind, ResourceKind, Side, WaitKind};
use super::recorder::{current_task, made, record, set_via, wait_begin};

/// The number of a mutex, a channel or the like in the trace of a run.
///
/// Made on a thread that does not record, it is inert: all of its methods do
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource(u32);

impl Resource {
    /// Records that a resource was made at `caller`. `capacity` counts permits
    /// or slots; 0 where there is no bound.
    #[must_use]
    pub fn new(
        kind: ResourceKind,
        capacity: usize,
        caller: &'static Location<'static>,
    ) -> Resource {
        Resource(made(kind, capacity, caller))
    }

    /// A resource that no trace knows, for constructors that are `const`.
    #[must_use]
    pub const fn untraced() -> Resource {
        Resource(0)
    }

    /// Its number in the trace; 0 when it is in none.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The current task begins to wait here, at `caller`. Call it when the
    /// waiter enters the line, not at each poll.
    #[must_use]
    pub fn wait(self, kind: WaitKind, amount: usize, caller: &'static Location<'static>) -> Wait {
        if self.0 == 0 {
            return Wait {
                number: 0,
                task: current_task(),
                traced: false,
            };
        }
        let amount = u32::try_from(amount).unwrap_or(u32::MAX).min((1 << 24) - 1);
        let (number, task) = wait_begin(self.0, kind as u32 | amount << 8, caller);
        Wait {
            number,
            task,
            traced: true,
        }
    }

    /// `task` now holds `amount` more of it. Record a hand-over when it
    /// happens, with the task of the waiter that is given it ([`Wait::task`]).
    pub fn acquired(self, task: u32, amount: usize) {
        self.say(Kind::Acquired, task, amount);
    }

    /// `task` gave back `amount`.
    pub fn released(self, task: u32, amount: usize) {
        self.say(Kind::Released, task, amount);
    }

    /// The current task put a value in; `inside` values are there now.
    pub fn sent(self, inside: usize) {
        self.say(Kind::Sent, current_task(), inside);
    }

    /// The current task took a value out; `inside` values are there now.
    pub fn received(self, inside: usize) {
        self.say(Kind::Received, current_task(), inside);
    }

    /// `side` is closed: its last handle went, or `close` was called.
    pub fn closed(self, side: Side) {
        self.say(Kind::Closed, current_task(), side as usize);
    }

    /// A handle of `side` came into being, the first one included.
    pub fn handle_cloned(self, side: Side) {
        self.say(Kind::HandleCloned, current_task(), side as usize);
    }

    /// A handle of `side` was dropped.
    pub fn handle_dropped(self, side: Side) {
        self.say(Kind::HandleDropped, current_task(), side as usize);
    }

    /// `count` waiters were notified.
    pub fn notified(self, count: usize) {
        self.say(Kind::Notified, current_task(), count);
    }

    /// An observed future was polled for the first time.
    pub fn future_started(self) {
        self.say(Kind::FutureStarted, current_task(), 0);
    }

    /// An observed future was dropped: 0 never polled, 1 half done, 2 finished.
    pub fn future_dropped(self, progress: usize) {
        self.say(Kind::FutureDropped, current_task(), progress);
    }

    /// Wakes `waker` through this resource, so that the trace can tell by what
    /// the task was woken. Never call it while holding a lock that the woken
    /// side may need.
    pub fn wake(self, waker: Waker) {
        let previous = set_via(self.0);
        waker.wake();
        set_via(previous);
    }

    fn say(self, kind: Kind, task: u32, b: usize) {
        if self.0 != 0 {
            record(kind, task, self.0, u32::try_from(b).unwrap_or(u32::MAX));
        }
    }
}

/// A waiter's place in the trace. Ends with exactly one call of [`Wait::end`];
/// dropping it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    number: u32,
    task: u32,
    traced: bool,
}

impl Wait {
    /// The task that waits, or [`NO_TASK`](super::NO_TASK).
    #[must_use]
    pub fn task(self) -> u32 {
        self.task
    }

    /// The wait is over: `given` what it waited for, or it gave up (dropped).
    pub fn end(self, given: bool) {
        if self.traced {
            record(Kind::WaitEnd, self.task, self.number, u32::from(given));
        }
    }
}

/// Stores the context's waker in `slot`, unless the one there would wake the
/// same task; says so in the trace.
pub fn keep_waker(slot: &mut Option<Waker>, waker: &Waker) {
    match slot {
        Some(kept) if kept.will_wake(waker) => record(Kind::WillWake, current_task(), 0, 0),
        _ => *slot = Some(waker.clone()),
    }
}
