//! What a task can be, and who may change it. Owns one byte a task.
//!
//! ```text
//!            ┌────────── (5) Pending ───────────┐
//!            ▼                                  │
//!         ┌──────┐ (1) wake  ┌────────┐ (2) picked ┌─────────┐ (3) Ready  ┌──────┐
//!  spawn  │ Idle │ ────────▶ │ Queued │ ─────────▶ │ Polling │ ─────────▶ │ Done │
//!    └──▶ └──────┘           └────────┘            └─────────┘            └──────┘
//!                                ▲                      │ (4) wake           ▲
//!                                │                      ▼                    │
//!                                │               ┌──────────────┐ (3) Ready  │
//!                                └─ (6) Pending ─│ PollingWoken │ ───────────┘
//!                                                └──────────────┘
//! ```
//!
//! 1. `wake` on an idle task queues it: the caller must put it into a queue.
//!    A spawn ends with this, so that every new task is polled once.
//! 2. The executor takes it out of the queue and polls it. One that listens to
//!    no wakes polls `Idle` tasks as well: that is a kind of `Polling` too.
//! 3. The future returned `Ready`, panicked, or was cancelled (from any state
//!    but the polling ones). A wake from now on is late, and harmless.
//! 4. `wake` during the poll: only noted. The task is not in two places at once.
//! 5. The future returned `Pending` and nobody woke it meanwhile.
//! 6. It returned `Pending`, but was woken meanwhile: the executor queues it
//!    again at once, or the wake would be lost.
//!
//! A wake that finds `Queued` or `PollingWoken` changes nothing: wakes
//! coalesce. It still writes the byte, so that whatever the waking thread did
//! before is visible to the poll that follows.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};

const IDLE: u8 = 0;
const QUEUED: u8 = 1;
/// To poll is to add this.
const POLL: u8 = 2;
const POLLING_IDLE: u8 = IDLE + POLL;
const POLLING_QUEUED: u8 = QUEUED + POLL;
const POLLING_WOKEN: u8 = 4;
const DONE: u8 = 5;

/// What a wake found, and so what it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Woken {
    /// The task was idle. It is queued now, and the caller must see to that.
    Queue,
    /// It was on its way to a poll already.
    Coalesced,
    /// It is being polled, and will be polled once more.
    Again,
    /// It is done.
    Late,
    /// Its executor does not listen to wakes: nothing changed.
    Unheard,
}

/// Transitions (1) and (4): what a wake makes of a state, and what it found.
fn woken(state: u8) -> (u8, Woken) {
    match state {
        IDLE => (QUEUED, Woken::Queue),
        POLLING_IDLE | POLLING_QUEUED => (POLLING_WOKEN, Woken::Again),
        DONE => (DONE, Woken::Late),
        same => (same, Woken::Coalesced),
    }
}

/// Whether the transitions (2) and, without a poll, (3) are open.
fn is_at_rest(state: u8) -> bool {
    matches!(state, IDLE | QUEUED)
}

/// Transitions (5) and (6), and whether it is (6).
fn ended_pending(state: u8) -> (u8, bool) {
    match state {
        POLLING_WOKEN => (QUEUED, true),
        _ => (IDLE, false),
    }
}

/// The state byte of a task that threads share.
#[derive(Debug)]
pub(super) struct State(AtomicU8);

impl State {
    pub(super) const fn new() -> State {
        State(AtomicU8::new(IDLE))
    }

    /// The state before, if `next` made another of it.
    fn change(&self, next: impl Fn(u8) -> Option<u8>) -> Result<u8, u8> {
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, next)
    }

    /// Transitions (1) and (4).
    pub(super) fn wake(&self) -> Woken {
        let (Ok(state) | Err(state)) = self.change(|state| Some(woken(state).0));
        woken(state).1
    }

    /// Transition (2). False if the task is done or being polled.
    pub(super) fn begin_poll(&self) -> bool {
        self.change(|state| is_at_rest(state).then_some(state + POLL))
            .is_ok()
    }

    /// Transitions (5) and (6). True for (6): the task must be queued again.
    /// Only for whoever began the poll.
    pub(super) fn end_pending(&self) -> bool {
        let (Ok(state) | Err(state)) = self.change(|state| Some(ended_pending(state).0));
        ended_pending(state).1
    }

    /// Transition (3) after a poll. Only for whoever began the poll.
    pub(super) fn end_done(&self) {
        self.0.store(DONE, Ordering::Release);
    }

    /// Transition (3) without a poll. False if it is done or being polled.
    pub(super) fn cancel(&self) -> bool {
        self.change(|state| is_at_rest(state).then_some(DONE))
            .is_ok()
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.load(Ordering::Acquire) == DONE
    }
}

/// Marks a [`LocalState`] that is not done: it is to be cancelled instead of polled.
const ABORTED: u8 = 0x80;

/// The same for a task that one thread alone wakes, polls and cancels, with the
/// mark [`ABORTED`]. What happens at every yield is one look and one comparison.
#[derive(Debug)]
pub(super) struct LocalState(Cell<u8>);

impl LocalState {
    /// Of a task that is not there yet: nothing can happen to it.
    pub(super) const fn done() -> LocalState {
        LocalState(Cell::new(DONE))
    }

    /// A task that wants its first poll. It counts as queued if wakes queue it.
    #[inline]
    pub(super) fn begin(&self, listens: bool) {
        self.0.set(if listens { QUEUED } else { IDLE });
    }

    fn unmarked(&self) -> u8 {
        self.0.get() & !ABORTED
    }

    /// Goes to `next`, with the mark if it has it.
    fn go_to(&self, next: u8) {
        self.0.set(next | self.0.get() & ABORTED);
    }

    /// Transitions (1) and (4).
    #[inline]
    pub(super) fn wake(&self) -> Woken {
        let (next, woken) = woken(self.unmarked());
        self.go_to(next);
        woken
    }

    /// Transition (4), where it is the first wake in the poll of a task that was
    /// queued; otherwise nothing, and false.
    #[inline]
    pub(super) fn wake_in_poll(&self) -> bool {
        let first = self.0.get() == POLLING_QUEUED;
        if first {
            self.0.set(POLLING_WOKEN);
        }
        first
    }

    /// Whether the transition (2) is open, and the task not to be cancelled instead.
    #[inline]
    pub(super) fn wants_a_poll(&self) -> bool {
        is_at_rest(self.0.get())
    }

    /// Transition (2). False if the task is done, being polled, or to be cancelled.
    #[inline]
    pub(super) fn begin_poll(&self) -> bool {
        let state = self.0.get();
        if is_at_rest(state) {
            self.0.set(state + POLL);
        }
        is_at_rest(state)
    }

    /// Transitions (5) and (6). True for (6): the task must be queued again.
    #[inline]
    pub(super) fn end_pending(&self) -> bool {
        if self.0.get() == POLLING_WOKEN {
            self.0.set(QUEUED);
            return true;
        }
        let (next, again) = ended_pending(self.unmarked());
        self.go_to(next);
        again
    }

    /// Transition (3) after a poll.
    pub(super) fn end_done(&self) {
        self.0.set(DONE);
    }

    /// Transition (3) without a poll. False if it is done or being polled.
    pub(super) fn cancel(&self) -> bool {
        let may = self.is_at_rest();
        if may {
            self.0.set(DONE);
        }
        may
    }

    /// Marks it as one to be cancelled instead of polled, unless it is done.
    pub(super) fn abort(&self) {
        if !self.is_done() {
            self.0.set(self.0.get() | ABORTED);
        }
    }

    /// Whether it is marked so.
    pub(super) fn is_aborted(&self) -> bool {
        self.0.get() & ABORTED != 0
    }

    /// Whether it wants a poll, or to be cancelled instead.
    pub(super) fn is_queued(&self) -> bool {
        self.unmarked() == QUEUED
    }

    /// Whether it is idle or queued.
    pub(super) fn is_at_rest(&self) -> bool {
        is_at_rest(self.unmarked())
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.get() == DONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wakes_coalesce_until_the_poll_and_are_harmless_after_the_end() {
        let state = State::new();
        assert_eq!(state.wake(), Woken::Queue);
        assert_eq!(state.wake(), Woken::Coalesced);
        assert!(state.begin_poll());
        assert_eq!(state.wake(), Woken::Again);
        assert_eq!(state.wake(), Woken::Coalesced);
        assert!(state.end_pending(), "woken meanwhile: queue it again");
        assert!(state.begin_poll());
        assert!(!state.end_pending());
        assert!(state.cancel());
        assert_eq!(state.wake(), Woken::Late);
        assert!(state.is_done());
    }

    #[test]
    fn a_task_is_never_polled_twice_at_once_nor_cancelled_while_polled() {
        let state = State::new();
        assert!(
            state.begin_poll(),
            "an executor without wakes polls idle tasks"
        );
        assert!(!state.begin_poll());
        assert!(!state.cancel());
        state.end_done();
        assert!(!state.begin_poll());
        assert!(!state.cancel());
    }
}
