//! The clock of a run and the timers set on it. Owns `now` and the wakers that
//! wait for a deadline; the driver of the run says when the next one fires.
//!
//! What is asked in every turn, "what time is it" and "is a timer due", is
//! answered by two numbers. The lock is for setting, firing and taking back.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::entries::Key;
use super::instant::{Instant, nanos};
use super::wheel::Wheel;
use crate::trace::{self, Actor, Kind, halves};

/// A logical clock. A cheap handle: clones share it, also across threads.
#[derive(Clone)]
pub struct Clock(Arc<Shared>);

struct Shared {
    /// Never goes back.
    now: AtomicU64,
    /// No timer is before it. Written under the lock.
    not_before: AtomicU64,
    timers: Mutex<Wheel<Timer>>,
}

struct Timer {
    waker: Waker,
    /// The task it was set by and its number, as the trace has them.
    task: u32,
    number: u32,
}

thread_local! {
    static CURRENT: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

/// Restores the thread's previous clock when dropped.
#[must_use = "the clock is left when this is dropped"]
pub struct Entered(Option<Clock>);

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.0.take();
        let ours = CURRENT.with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        // Dropped after the borrow: wakers may go with it.
        drop(ours);
    }
}

impl Clock {
    /// A clock at zero without timers.
    #[must_use]
    pub fn new() -> Clock {
        Clock(Arc::new(Shared {
            now: AtomicU64::new(0),
            not_before: AtomicU64::new(u64::MAX),
            timers: Mutex::new(Wheel::new()),
        }))
    }

    /// Makes this the clock of [`super::sleep()`] and the others on this thread,
    /// until the guard is dropped.
    pub fn enter(&self) -> Entered {
        CURRENT.with(|current| Entered(current.borrow_mut().replace(self.clone())))
    }

    /// The thread's clock.
    ///
    /// # Panics
    /// Outside a run.
    pub(super) fn current() -> Clock {
        Clock::with_current(Clock::clone)
    }

    /// Asks the thread's clock something.
    ///
    /// # Panics
    /// Outside a run.
    pub(super) fn with_current<R>(ask: impl FnOnce(&Clock) -> R) -> R {
        CURRENT.with(|current| {
            let current = current.borrow();
            let clock = current.as_ref();
            ask(clock.expect("time is asked for within a run: no clock was entered on this thread"))
        })
    }

    fn nanos(&self) -> u64 {
        self.0.now.load(Ordering::Acquire)
    }

    fn lock(&self) -> MutexGuard<'_, Wheel<Timer>> {
        self.0.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_nanos(self.nanos())
    }

    /// The earliest deadline that is set.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let deadline = self.lock().next_deadline(self.nanos());
        deadline.map(Instant::from_nanos)
    }

    /// Whether a timer is due now.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.may_be_due() && self.next_deadline().is_some_and(|due| due <= self.now())
    }

    /// False if no timer is due, and mostly true only if one is.
    fn may_be_due(&self) -> bool {
        self.0.not_before.load(Ordering::Acquire) <= self.nanos()
    }

    /// Fires the timer that is due and whose deadline is earliest, if one is:
    /// wakes its waker in the timer's name.
    pub fn fire(&self) -> bool {
        self.may_be_due() && self.fire_first(self.lock())
    }

    /// Makes it the time of the earliest deadline, if that is to come, and
    /// fires that timer. False if none is set.
    pub fn fire_next(&self) -> bool {
        let mut timers = self.lock();
        let Some(deadline) = timers.next_deadline(self.nanos()) else {
            return false;
        };
        self.reach(deadline);
        self.fire_first(timers)
    }

    fn fire_first(&self, mut timers: MutexGuard<'_, Wheel<Timer>>) -> bool {
        let due = timers.pop(self.nanos());
        let not_before = timers.not_before();
        self.0.not_before.store(not_before, Ordering::Release);
        // A wake may do anything, and set timers too.
        drop(timers);
        let Some(timer) = due else {
            return false;
        };
        trace::record(Kind::TimerFired, timer.task, timer.number, 0);
        trace::acting(Actor::Timer(timer.number), || timer.waker.wake());
        true
    }

    /// Makes it `nanos`, unless it is later already. Says nothing in the trace.
    fn reach(&self, nanos: u64) {
        if self.nanos() < nanos {
            self.0.now.fetch_max(nanos, Ordering::AcqRel);
        }
    }

    /// Drops all timers, without a word.
    pub(crate) fn clear(&self) {
        let timers = self.lock().clear();
        // After the lock: who knows what their wakers drop.
        drop(timers);
    }

    /// Time was spent: it is `duration` later. The caller has said so in the trace.
    pub fn spend(&self, duration: Duration) {
        let later = |now: u64| Some(now.saturating_add(nanos(duration)));
        let _ = self
            .0
            .now
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, later);
    }

    /// Makes it `instant` because of something from outside, and says so in
    /// the trace. Nothing happens if it is as late already.
    pub fn move_to(&self, instant: Instant) {
        if self.now() < instant {
            self.reach(instant.as_nanos());
            let (a, b) = halves(instant.as_nanos());
            trace::record(Kind::Clock, trace::NO_TASK, a, b);
        }
    }

    /// Sets a timer for the current task.
    pub(super) fn set(
        &self,
        deadline: Instant,
        waker: Waker,
        caller: &'static Location<'static>,
    ) -> Key {
        let number = trace::timer_set(deadline.as_nanos(), caller);
        let timer = Timer {
            waker,
            task: trace::current_task(),
            number,
        };
        let deadline = deadline.as_nanos();
        let mut timers = self.lock();
        if deadline < self.0.not_before.load(Ordering::Relaxed) {
            self.0.not_before.store(deadline, Ordering::Release);
        }
        timers.insert(self.nanos(), deadline, timer)
    }

    /// Sees to it that the timer wakes `waker`. False if it has fired.
    pub(super) fn update(&self, key: Key, waker: &Waker) -> bool {
        match self.lock().get_mut(key) {
            Some(timer) if timer.waker.will_wake(waker) => {
                trace::record(Kind::WillWake, trace::current_task(), 0, 0);
                return true;
            }
            Some(_) => {}
            None => return false,
        }
        // Without the lock: a waker's clone and drop may do anything.
        let mut waker = waker.clone();
        let mut timers = self.lock();
        // Another thread may have fired it meanwhile.
        let timer = timers.get_mut(key);
        let is_set = timer.is_some();
        if let Some(timer) = timer {
            std::mem::swap(&mut timer.waker, &mut waker);
        }
        drop(timers);
        is_set
    }

    /// Takes back the timer that was set for `deadline`, if it has not fired.
    pub(super) fn cancel(&self, deadline: Instant, key: Key) {
        // Most timers fire, and are taken back by a sleep that does not know.
        // No timer is before `not_before`, so this one has fired; and it is not
        // from before the timer was set, for that has lowered it.
        if deadline.as_nanos() < self.0.not_before.load(Ordering::Acquire) {
            return;
        }
        let removed = self.lock().remove(key);
        if let Some(timer) = removed {
            trace::record(Kind::TimerCancelled, timer.task, timer.number, 0);
        }
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::new()
    }
}

/// Has `waker` woken at `deadline`, once: for futures written by hand. The
/// timer cannot be taken back; a deadline that is past is due at once.
///
/// # Panics
/// Outside a run.
#[track_caller]
pub fn wake_at(deadline: Instant, waker: Waker) {
    let _ = Clock::current().set(deadline, waker, Location::caller());
}
