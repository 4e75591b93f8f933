//! The clock of a run and the timers set on it. Owns `now` and the wakers that
//! wait for a deadline; the driver of the run says when the next one fires.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::instant::{Instant, nanos};
use crate::trace::{self, Actor, Kind, halves};

/// A logical clock. A cheap handle: clones share it, also across threads.
#[derive(Clone, Default)]
pub struct Clock(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    now: u64,
    /// By deadline, and among equal deadlines in the order they were set.
    timers: BTreeMap<Key, Entry>,
    set: u64,
}

/// Where a timer stands in the order of firing: its deadline, then its number.
pub(super) type Key = (u64, u64);

struct Entry {
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
        Clock::default()
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
        CURRENT
            .with(|current| current.borrow().clone())
            .expect("time is asked for within a run: no clock was entered on this thread")
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_nanos(self.lock().now)
    }

    /// The earliest deadline that is set.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.lock()
            .timers
            .keys()
            .next()
            .map(|&(deadline, _)| Instant::from_nanos(deadline))
    }

    /// Whether a timer is due now.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let inner = self.lock();
        inner
            .timers
            .keys()
            .next()
            .is_some_and(|&(deadline, _)| deadline <= inner.now)
    }

    /// Fires the timer that is due and whose deadline is earliest, if one is:
    /// wakes its waker in the timer's name.
    pub fn fire(&self) -> bool {
        let mut inner = self.lock();
        let now = inner.now;
        let Some(first) = inner
            .timers
            .first_entry()
            .filter(|first| first.key().0 <= now)
        else {
            return false;
        };
        let Entry {
            waker,
            task,
            number,
        } = first.remove();
        drop(inner);
        trace::record(Kind::TimerFired, task, number, 0);
        trace::acting(Actor::Timer(number), || waker.wake());
        true
    }

    /// Makes it the time of the earliest deadline, if that is to come, and
    /// fires that timer. False if none is set.
    pub fn fire_next(&self) -> bool {
        let Some(deadline) = self.next_deadline() else {
            return false;
        };
        self.reach(deadline);
        self.fire()
    }

    /// Makes it `instant`, unless it is later already. Says nothing in the trace.
    fn reach(&self, instant: Instant) {
        let mut inner = self.lock();
        inner.now = inner.now.max(instant.as_nanos());
    }

    /// Drops all timers, without a word.
    pub(crate) fn clear(&self) {
        let timers = std::mem::take(&mut self.lock().timers);
        // After the lock: who knows what their wakers drop.
        drop(timers);
    }

    /// Time was spent: it is `duration` later. The caller has said so in the trace.
    pub fn spend(&self, duration: Duration) {
        let mut inner = self.lock();
        inner.now = inner.now.saturating_add(nanos(duration));
    }

    /// Makes it `instant` because of something from outside, and says so in
    /// the trace. Nothing happens if it is as late already.
    pub fn move_to(&self, instant: Instant) {
        if self.now() < instant {
            self.reach(instant);
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
        let entry = Entry {
            waker,
            task: trace::current_task(),
            number,
        };
        let mut inner = self.lock();
        inner.set += 1;
        let key = (deadline.as_nanos(), inner.set);
        inner.timers.insert(key, entry);
        key
    }

    /// Sees to it that the timer wakes `waker`. False if it has fired.
    pub(super) fn update(&self, key: Key, waker: &Waker) -> bool {
        let mut inner = self.lock();
        let Some(entry) = inner.timers.get_mut(&key) else {
            return false;
        };
        if entry.waker.will_wake(waker) {
            trace::record(Kind::WillWake, trace::current_task(), 0, 0);
        } else {
            let old = std::mem::replace(&mut entry.waker, waker.clone());
            drop(inner);
            drop(old);
        }
        true
    }

    /// Takes the timer back, if it has not fired.
    pub(super) fn cancel(&self, key: Key) {
        let removed = self.lock().timers.remove(&key);
        if let Some(entry) = removed {
            trace::record(Kind::TimerCancelled, entry.task, entry.number, 0);
        }
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
