//! The parts of a state: a task, a resource, a wait, a timer, as the events tell
//! them. Owns what is known of each; [`super::State`] decides how it changes.

use super::event::{Cause, ResourceKind, WaitKind, codes};
use super::numbered::NONE;

codes! {
    /// What a task is doing.
    Status {
        /// In the ready queue.
        Ready = 0,
        /// Being polled.
        Running = 1,
        /// In no queue: somebody has to wake it.
        Waiting = 2,
        /// Finished.
        Done = 3,
        /// Aborted.
        Cancelled = 4,
        /// Ended by a panic.
        Panicked = 5,
        /// Being polled, and woken meanwhile: it will be queued again.
        RunningWoken = 6,
        /// Spawned, and about to be queued for the first time.
        New = 7,
    }
}

impl Status {
    /// Whether the task has come to its end, one way or another.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Status::Done | Status::Cancelled | Status::Panicked)
    }
}

/// A task as the events tell it. Times are nanoseconds of logical time.
///
/// There may be a million of them, so a number for "none" stands where an
/// `Option` would; methods tell these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Time spent in the ready queue, up to `since`.
    pub queued_ns: u64,
    /// Time spent being polled, up to `since`.
    pub running_ns: u64,
    /// Time spent waiting, up to `since`.
    pub waiting_ns: u64,
    /// When it got its present status.
    pub since: u64,
    /// How often it was polled.
    pub polls: u32,
    /// How often it was woken, wakes that coalesced or came late included.
    pub wakes: u32,
    /// Polls, after the first, that ended `Pending` without the task having done anything.
    pub wasted_polls: u32,
    /// The task that spawned it, or [`NO_TASK`](super::NO_TASK).
    pub parent: u32,
    /// Clones of its waker that are alive.
    pub wakers: u32,
    /// The latest of its waits that has not ended, or `NONE`.
    pub(super) wait: u32,
    /// The latest of its timers that is set, or `NONE`.
    pub(super) timer: u32,
    /// See [`step_mark`].
    pub(super) spawn_step: u32,
    /// While it is ready: the poll, of all tasks, before which its turn would
    /// come first in, first out. When it is over: the step that ended it.
    pub(super) mark: u32,
    /// The operands of the last wake's event, and its step, or `NONE`.
    pub(super) wake_by: u32,
    pub(super) wake_through: u32,
    pub(super) wake_step: u32,
    /// Where it was last seen in the source, an index in the table of places; 0 is "unknown".
    pub place: u16,
    /// Where it was spawned.
    pub spawn_place: u16,
    /// What it is doing.
    pub status: Status,
    /// The longest run of polls in which it only woke itself; counted up to 255.
    pub longest_streak: u8,
    /// The present run of polls in which it only woke itself; counted up to 255.
    pub(super) streak: u8,
    pub(super) flags: u8,
}

const _: () = assert!(size_of::<Task>() <= 88);

/// The bits of [`Task::flags`].
pub(super) mod flags {
    /// Within a poll: it has done something.
    pub(in super::super) const PROGRESSED: u8 = 1;
    /// Within a poll: it woke itself.
    pub(in super::super) const WOKE_ITSELF: u8 = 2;
    /// Its last poll was wasted.
    pub(in super::super) const WASTED: u8 = 4;
}

/// A step as a task holds it. The steps from 2³² − 2 on are told as that one.
pub(super) fn step_mark(step: u64) -> u32 {
    step.min(u64::from(NONE - 1)) as u32
}

impl Task {
    /// The latest of its waits that has not ended: its number in
    /// [`State::waits`](super::State::waits).
    #[must_use]
    pub fn wait(&self) -> Option<u32> {
        (self.wait != NONE).then_some(self.wait)
    }

    /// The latest of its timers that is set: its number in
    /// [`State::timers`](super::State::timers).
    #[must_use]
    pub fn timer(&self) -> Option<u32> {
        (self.timer != NONE).then_some(self.timer)
    }

    /// Who woke it last: the cause, the cause's number, the resource (0: none), the step.
    #[must_use]
    pub fn last_wake(&self) -> Option<(Cause, u32, u32, u64)> {
        let cause = Cause::from_code(self.wake_through & 0xf);
        let wake = || {
            (
                cause,
                self.wake_by,
                self.wake_through >> 8,
                self.wake_step.into(),
            )
        };
        (self.wake_step != NONE).then(wake)
    }

    /// Whether its last poll was wasted.
    #[must_use]
    pub fn wasted(&self) -> bool {
        self.is(flags::WASTED)
    }

    /// The step that spawned it.
    #[must_use]
    pub fn spawn_step(&self) -> u64 {
        self.spawn_step.into()
    }

    /// The step that ended it.
    #[must_use]
    pub fn end_step(&self) -> Option<u64> {
        self.status.is_over().then_some(self.mark.into())
    }

    pub(super) fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Time spent queued, being polled, and waiting, up to `now`: nanoseconds.
    #[must_use]
    pub fn times(&self, now: u64) -> [u64; 3] {
        let spent = now - self.since;
        let mut times = [self.queued_ns, self.running_ns, self.waiting_ns];
        match self.status {
            Status::Ready | Status::New => times[0] += spent,
            Status::Running | Status::RunningWoken => times[1] += spent,
            Status::Waiting => times[2] += spent,
            Status::Done | Status::Cancelled | Status::Panicked => {}
        }
        times
    }

    /// Counts the time in the old status and enters the new one, at `now`.
    pub(super) fn enter(&mut self, status: Status, now: u64) {
        [self.queued_ns, self.running_ns, self.waiting_ns] = self.times(now);
        self.since = now;
        self.status = status;
    }
}

/// Part of a resource in a task's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The task that holds it; [`NO_TASK`](super::NO_TASK) for what was taken outside any.
    pub task: u32,
    /// How much.
    pub amount: u32,
}

/// A resource as the events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Slots or permits; 0 where there is no bound. For a join: the task's number.
    pub capacity: u32,
    /// Values inside.
    pub inside: u32,
    /// Values put in, and taken out, so far.
    pub sent: u32,
    /// See `sent`.
    pub received: u32,
    /// Whether its sender side is closed, and its receiver side.
    pub closed: [bool; 2],
    /// Handles of the sender side that are alive, and of the receiver side.
    pub handles: [u32; 2],
    /// The task that made it, or [`NO_TASK`](super::NO_TASK).
    pub maker: u32,
    /// Where it was made.
    pub place: u16,
    /// Who holds parts of it, in the order in which they got them.
    pub held: Vec<Held>,
}

/// A task in a resource's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The resource's number.
    pub resource: u32,
    /// The task that waits.
    pub task: u32,
    /// What for.
    pub kind: WaitKind,
    /// How much of it.
    pub amount: u32,
    /// Since when.
    pub since: u64,
    /// Where in the source.
    pub place: u16,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The task that set it.
    pub task: u32,
    /// When it fires.
    pub deadline: u64,
    /// When it was set.
    pub set_at: u64,
    /// Where in the source.
    pub place: u16,
}
