//! Timers and the wakers they keep: a waker's clone and drop may do anything,
//! also with the clock that it is in.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use wakescope::time::{Clock, Duration, Instant, Sleep, ms, sleep, sleep_until, wake_at};

use crate::at;
use crate::support::{ByHand, WakeCount};

/// A waker that owns a sleep, as that of a task may: the last clone drops it.
#[derive(Default)]
struct Owner(#[allow(dead_code)] Mutex<Option<Sleep>>);

impl Wake for Owner {
    fn wake(self: Arc<Self>) {}
}

/// A waker that owns a sleep for which a timer is set.
fn owner(duration: Duration) -> Waker {
    let mut owned = sleep(duration);
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut owned).poll(&mut context).is_pending());
    Waker::from(Arc::new(Owner(Mutex::new(Some(owned)))))
}

fn poll(sleep: &mut Sleep, waker: &Waker) -> Poll<()> {
    Pin::new(sleep).poll(&mut Context::from_waker(waker))
}

#[test]
fn dropping_a_waker_may_take_back_timers_of_the_same_clock() {
    let clock = Clock::new();
    let _entered = clock.enter();
    // Replaced by a later poll's waker.
    let mut nap = sleep(ms(5));
    assert!(poll(&mut nap, &owner(ms(1))).is_pending());
    assert_eq!(clock.next_deadline(), Some(at(1)));
    assert!(poll(&mut nap, &owner(ms(2))).is_pending());
    assert_eq!(clock.next_deadline(), Some(at(2)), "that of 1 ms has gone");
    // Taken back with the timer.
    drop(nap);
    assert_eq!(clock.next_deadline(), None);
    // Fired.
    wake_at(at(3), owner(ms(9)));
    assert!(clock.fire_next());
    assert_eq!((clock.now(), clock.next_deadline()), (at(3), None));
}

#[test]
fn a_sleep_that_is_dropped_late_takes_back_no_timer_but_its_own() {
    let clock = Clock::new();
    let _entered = clock.enter();
    let wakes = Arc::new(WakeCount::default());
    let waker = Waker::from(wakes.clone());
    let mut early = sleep(ms(1));
    assert!(poll(&mut early, &waker).is_pending());
    assert!(clock.fire_next());
    // It stands where the first one stood, and is as late.
    wake_at(at(1), waker.clone());
    drop(early);
    assert!(clock.is_due() && clock.fire());
    assert_eq!(wakes.count(), 2);
    assert!(!clock.is_due() && !clock.fire() && !clock.fire_next());
}

#[test]
fn of_timers_that_are_due_the_earliest_fires_whenever_it_was_set() {
    let clock = Clock::new();
    let _entered = clock.enter();
    let mut naps: Vec<_> = [4, 2].map(|due| ByHand::new(sleep_until(at(due)))).into();
    naps.iter_mut().for_each(ByHand::pending);
    clock.spend(ms(7));
    let past = Arc::new(WakeCount::default());
    wake_at(at(3), Waker::from(past.clone()));
    assert_eq!(clock.next_deadline(), Some(at(2)));
    let mut order = Vec::new();
    while clock.fire() {
        order.push((naps[1].wakes(), past.count(), naps[0].wakes()));
    }
    assert_eq!(order, [(1, 0, 0), (1, 1, 0), (1, 1, 1)]);
    assert_eq!(clock.now(), at(7));
}

#[test]
fn the_end_of_time_is_a_deadline_like_others() {
    let clock = Clock::new();
    let _entered = clock.enter();
    let end = Instant::from_nanos(u64::MAX);
    let mut nap = ByHand::new(sleep_until(end));
    nap.pending();
    assert!(!clock.is_due());
    assert!(clock.fire_next());
    assert_eq!((clock.now(), nap.wakes()), (end, 1));
    nap.ready();
    assert!(!clock.is_due() && !clock.fire());
    let wakes = Arc::new(WakeCount::default());
    wake_at(end, Waker::from(wakes.clone()));
    assert!(clock.is_due() && clock.fire());
    assert_eq!(wakes.count(), 1);
}

#[test]
fn timers_set_on_other_threads_all_fire_once() {
    let clock = Clock::new();
    let wakes = Arc::new(WakeCount::default());
    let count = crate::support::rounds(2_000, 20);
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (clock, wakes) = (clock.clone(), wakes.clone());
            scope.spawn(move || {
                let _entered = clock.enter();
                let waker = Waker::from(wakes);
                for timer in 0..count {
                    let mut nap = sleep(ms(1 + timer % 7));
                    let _ = poll(&mut nap, &waker);
                    drop(nap);
                    wake_at(at(timer * 2 + thread), waker.clone());
                }
            });
        }
        for _ in 0..count {
            clock.fire_next();
        }
    });
    while clock.fire_next() {}
    // Those of the naps that had fired before they were dropped come on top.
    assert!(wakes.count() >= 2 * count as usize);
    assert_eq!(clock.next_deadline(), None);
    drop(clock);
    assert_eq!(Arc::strong_count(&wakes), 1, "no waker is left");
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_sleep_is_four_words() {
    assert_eq!(size_of::<Sleep>(), 32);
}
