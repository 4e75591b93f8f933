//! What a primitive calls to be seen: one [`Resource`] a primitive, one
//! [`Wait`] a waiter. Owns no state but two numbers; on a thread that does not
//! record, every call does nothing.

use std::panic::Location;
use std::task::Waker;

use super::event::{Kind, NO_TASK, ResourceKind, Side, WaitKind};
use super::recorder::{current_task, is_recording, made, record, set_via, wait_begin};

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
    #[inline]
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }

    /// The current task begins to wait here, at `caller`. Call it when the
    /// waiter enters the line, not at each poll.
    #[must_use]
    #[inline]
    pub fn wait(self, kind: WaitKind, amount: usize, caller: &'static Location<'static>) -> Wait {
        if self.0 == 0 {
            // Of no resource, so that nobody is told about its task.
            return Wait {
                number: 0,
                task: NO_TASK,
                traced: false,
            };
        }
        self.begin_wait(kind, amount, caller)
    }

    #[inline(never)]
    fn begin_wait(self, kind: WaitKind, amount: usize, caller: &'static Location<'static>) -> Wait {
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
    #[inline]
    pub fn acquired(self, task: u32, amount: usize) {
        self.say(Kind::Acquired, Some(task), amount);
    }

    /// `task` gave back `amount`.
    #[inline]
    pub fn released(self, task: u32, amount: usize) {
        self.say(Kind::Released, Some(task), amount);
    }

    /// The current task put a value in; `inside` values are there now.
    #[inline]
    pub fn sent(self, inside: usize) {
        self.say(Kind::Sent, None, inside);
    }

    /// The current task took a value out; `inside` values are there now.
    #[inline]
    pub fn received(self, inside: usize) {
        self.say(Kind::Received, None, inside);
    }

    /// `side` is closed: its last handle went, or `close` was called.
    #[inline]
    pub fn closed(self, side: Side) {
        self.say(Kind::Closed, None, side as usize);
    }

    /// A handle of `side` came into being, the first one included.
    #[inline]
    pub fn handle_cloned(self, side: Side) {
        self.say(Kind::HandleCloned, None, side as usize);
    }

    /// A handle of `side` was dropped.
    #[inline]
    pub fn handle_dropped(self, side: Side) {
        self.say(Kind::HandleDropped, None, side as usize);
    }

    /// `count` waiters were notified.
    pub fn notified(self, count: usize) {
        self.say(Kind::Notified, None, count);
    }

    /// An observed future was polled for the first time.
    pub fn future_started(self) {
        self.say(Kind::FutureStarted, None, 0);
    }

    /// An observed future was dropped: 0 never polled, 1 half done, 2 finished.
    pub fn future_dropped(self, progress: usize) {
        self.say(Kind::FutureDropped, None, progress);
    }

    /// Wakes `waker` through this resource, so that the trace can tell by what
    /// the task was woken. Never call it while holding a lock that the woken
    /// side may need.
    #[inline]
    pub fn wake(self, waker: Waker) {
        if self.0 == 0 && !is_recording() {
            return waker.wake();
        }
        let previous = set_via(self.0);
        waker.wake();
        set_via(previous);
    }

    /// One comparison where no trace knows the resource.
    #[inline]
    fn say(self, kind: Kind, task: Option<u32>, b: usize) {
        if self.0 != 0 {
            self.record(kind, task, b);
        }
    }

    /// `task` is the current one if it is not given.
    #[inline(never)]
    fn record(self, kind: Kind, task: Option<u32>, b: usize) {
        let task = task.unwrap_or_else(current_task);
        record(kind, task, self.0, u32::try_from(b).unwrap_or(u32::MAX));
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
    /// The task that waits, or [`NO_TASK`].
    #[inline]
    #[must_use]
    pub fn task(self) -> u32 {
        self.task
    }

    /// The wait is over: `given` what it waited for, or it gave up (dropped).
    #[inline]
    pub fn end(self, given: bool) {
        if self.traced {
            self.record_end(given);
        }
    }

    #[inline(never)]
    fn record_end(self, given: bool) {
        record(Kind::WaitEnd, self.task, self.number, u32::from(given));
    }
}

/// Whether the waker that was kept would wake the same task as the context's;
/// says so in the trace. If not, a clone of the context's is to be kept instead.
#[inline]
pub fn will_wake(kept: &Option<Waker>, waker: &Waker) -> bool {
    let same = kept.as_ref().is_some_and(|kept| kept.will_wake(waker));
    if same {
        record(Kind::WillWake, current_task(), 0, 0);
    }
    same
}
