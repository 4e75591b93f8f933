//! Who is served, and when: futures polled by hand.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wakescope::sync::{Barrier, Mutex, Notify, RwLock, Semaphore};

use crate::support::{ByHand, WakeCount};

#[test]
fn a_released_mutex_is_handed_to_the_first_in_line_and_cannot_be_snatched() {
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().unwrap();
    let mut line: Vec<_> = (0..3).map(|_| ByHand::new(mutex.lock())).collect();
    line.iter_mut().for_each(ByHand::pending);
    drop(guard);
    assert!(mutex.try_lock().is_err());
    for index in 0..3 {
        let wakes: Vec<_> = line.iter().map(ByHand::wakes).collect();
        assert_eq!(wakes, [1, usize::from(index >= 1), usize::from(index >= 2)]);
        if let Some(later) = line.get_mut(index + 1) {
            later.pending();
        }
        drop(line[index].ready());
    }
    assert!(mutex.try_lock().is_ok());
}

#[test]
fn a_future_that_was_never_polled_has_no_place_in_line() {
    let semaphore = Semaphore::new(0);
    let mut first_made = ByHand::new(semaphore.acquire());
    let mut first_polled = ByHand::new(semaphore.acquire());
    first_polled.pending();
    first_made.pending();
    semaphore.add_permits(1);
    let _permit = first_polled.ready();
    first_made.pending();
}

#[test]
fn one_who_wants_many_is_not_overtaken_by_those_who_want_few() {
    let semaphore = Semaphore::new(2);
    let mut many = ByHand::new(semaphore.acquire_many(3));
    many.pending();
    // Two are there, but they are kept for the first in line.
    assert_eq!(semaphore.available_permits(), 0);
    assert!(semaphore.try_acquire().is_err());
    assert_eq!(semaphore.forget_permits(1), 0);
    let mut few = ByHand::new(semaphore.acquire());
    few.pending();
    semaphore.add_permits(1);
    assert_eq!((many.wakes(), few.wakes()), (1, 0));
    drop(many.ready());
    let _one = few.ready();
    assert_eq!(semaphore.available_permits(), 2);
}

#[test]
fn who_leaves_the_line_lets_all_pass_who_can() {
    let semaphore = Semaphore::new(2);
    let mut many = ByHand::new(semaphore.acquire_many(3));
    let mut few: Vec<_> = (0..3).map(|_| ByHand::new(semaphore.acquire())).collect();
    many.pending();
    few.iter_mut().for_each(ByHand::pending);
    assert_eq!(many.cancel(), 0);
    let wakes: Vec<_> = few.iter().map(ByHand::wakes).collect();
    assert_eq!(wakes, [1, 1, 0]);
}

#[test]
fn no_permits_at_all_are_had_at_once() {
    let semaphore = Semaphore::new(0);
    let mut waiting = ByHand::new(semaphore.acquire());
    waiting.pending();
    let none = ByHand::new(semaphore.acquire_many(0)).ready().unwrap();
    assert_eq!(none.num_permits(), 0);
    assert!(semaphore.try_acquire_many(0).is_ok());
}

#[test]
fn a_lock_handed_to_a_dropped_future_goes_to_the_next() {
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().unwrap();
    let (mut first, mut second) = (ByHand::new(mutex.lock()), ByHand::new(mutex.lock()));
    first.pending();
    second.pending();
    drop(guard);
    assert_eq!((first.wakes(), second.wakes()), (1, 0));
    assert_eq!(first.cancel(), 0);
    assert_eq!(second.wakes(), 1);
    drop(second.ready());
}

#[test]
fn the_waker_of_the_last_poll_is_woken() {
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().unwrap();
    let (old, new) = (
        Arc::new(WakeCount::default()),
        Arc::new(WakeCount::default()),
    );
    let mut waiting = pin!(mutex.lock());
    for count in [&old, &new, &new] {
        let waker = Waker::from(count.clone());
        let polled = waiting.as_mut().poll(&mut Context::from_waker(&waker));
        assert!(polled.is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the old waker is let go of");
    assert_eq!(Arc::strong_count(&new), 2, "one clone of the new is kept");
    drop(guard);
    assert_eq!(Arc::strong_count(&new), 1);
}

#[test]
fn closing_wins_over_a_permit_that_was_handed_over() {
    let semaphore = Semaphore::new(0);
    let mut given = ByHand::new(semaphore.acquire());
    let mut waiting = ByHand::new(semaphore.acquire_many(5));
    given.pending();
    waiting.pending();
    semaphore.add_permits(1);
    semaphore.close();
    semaphore.close();
    assert_eq!(semaphore.available_permits(), 0);
    let error = given.ready().unwrap_err();
    assert_eq!(error.to_string(), "semaphore closed");
    assert_eq!(semaphore.available_permits(), 1, "it came back");
    assert_eq!(waiting.wakes(), 1);
    assert!(waiting.ready().is_err());
    semaphore.add_permits(1);
    assert_eq!(semaphore.available_permits(), 2);
    assert!(ByHand::new(semaphore.acquire()).ready().is_err());
}

#[test]
#[should_panic(expected = "more permits than MAX_PERMITS")]
fn there_are_never_more_permits_than_can_be_counted() {
    Semaphore::new(Semaphore::MAX_PERMITS).add_permits(1);
}

#[test]
fn a_writer_in_line_lets_no_later_reader_past() {
    let lock = RwLock::new(());
    let read = lock.try_read().unwrap();
    let mut writer = ByHand::new(lock.write());
    let (mut one, mut two) = (ByHand::new(lock.read()), ByHand::new(lock.read()));
    writer.pending();
    one.pending();
    two.pending();
    assert!(lock.try_read().is_err());
    drop(read);
    let guard = writer.ready();
    one.pending();
    drop(guard);
    assert_eq!((one.wakes(), two.wakes()), (1, 1), "readers go in together");
    let (_one, _two) = (one.ready(), two.ready());
}

#[test]
fn a_writer_that_gives_up_lets_the_readers_behind_it_in() {
    let lock = RwLock::new(());
    let _read = lock.try_read().unwrap();
    let mut writer = ByHand::new(lock.write());
    let mut reader = ByHand::new(lock.read());
    writer.pending();
    reader.pending();
    assert_eq!(writer.cancel(), 0);
    assert_eq!(reader.wakes(), 1);
    drop(reader.ready());
}

#[test]
fn a_downgraded_writer_lets_in_the_readers_that_are_next() {
    let lock = RwLock::new(());
    let write = lock.try_write().unwrap();
    let (mut reader, mut writer) = (ByHand::new(lock.read()), ByHand::new(lock.write()));
    reader.pending();
    writer.pending();
    let read = write.downgrade();
    assert_eq!((reader.wakes(), writer.wakes()), (1, 0));
    drop(reader.ready());
    writer.pending();
    drop(read);
    drop(writer.ready());
}

#[test]
fn one_notification_is_stored_and_never_two() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    ByHand::new(notify.notified()).ready();
    ByHand::new(notify.notified()).pending();
}

#[test]
fn notifications_reach_the_first_or_the_last() {
    let notify = Notify::new();
    let mut line: Vec<_> = (0..3).map(|_| ByHand::new(notify.notified())).collect();
    line.iter_mut().for_each(ByHand::pending);
    notify.notify_last();
    notify.notify_one();
    let wakes: Vec<_> = line.iter().map(ByHand::wakes).collect();
    assert_eq!(wakes, [1, 0, 1]);
}

#[test]
fn a_notification_that_was_not_seen_is_passed_on() {
    let notify = Notify::new();
    let mut line: Vec<_> = (0..3).map(|_| ByHand::new(notify.notified())).collect();
    line.iter_mut().for_each(ByHand::pending);
    notify.notify_last();
    assert_eq!(line.pop().unwrap().cancel(), 0);
    assert_eq!(
        (line[0].wakes(), line[1].wakes()),
        (0, 1),
        "to the last again"
    );
    line.remove(1).ready();
    notify.notify_one();
    assert_eq!(line.pop().unwrap().cancel(), 0);
    ByHand::new(notify.notified()).ready(); // nobody was there: it was stored
}

#[test]
fn a_notification_of_all_is_neither_stored_nor_passed_on() {
    let notify = Notify::new();
    notify.notify_waiters();
    let mut early = ByHand::new(notify.notified());
    early.pending();
    let mut unpolled = ByHand::new(notify.notified());
    notify.notify_waiters();
    let mut late = ByHand::new(notify.notified());
    late.pending();
    assert_eq!(early.cancel(), 0);
    unpolled.ready();
    late.pending();
}

#[test]
fn a_stored_notification_is_used_before_one_of_all() {
    let notify = Notify::new();
    let mut waiting = ByHand::new(notify.notified());
    notify.notify_one();
    notify.notify_waiters();
    waiting.ready();
    waiting.ready(); // and stays so
    ByHand::new(notify.notified()).pending();
}

#[test]
fn an_enabled_wait_is_in_line_without_a_waker() {
    let notify = Notify::new();
    let mut enabled = pin!(notify.notified());
    assert!(!enabled.as_mut().enable());
    assert!(!enabled.as_mut().enable());
    notify.notify_one();
    ByHand::new(notify.notified()).pending();
    assert!(enabled.as_mut().enable());
    assert_eq!(poll_once(enabled), Poll::Ready(()));
}

fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn the_last_to_arrive_leads_and_the_next_round_begins() {
    let barrier = Barrier::new(3);
    for _ in 0..3 {
        let mut line: Vec<_> = (0..3).map(|_| ByHand::new(barrier.wait())).collect();
        line[2].pending();
        line[0].pending();
        line[0].pending();
        assert!(line[1].ready().is_leader());
        assert_eq!((line[2].wakes(), line[0].wakes()), (1, 1));
        assert!(!line[0].ready().is_leader());
        assert!(!line[2].ready().is_leader());
    }
}

#[test]
fn a_new_round_does_not_wait_for_the_last_one_to_look() {
    let barrier = Barrier::new(2);
    let mut slow = ByHand::new(barrier.wait());
    slow.pending();
    assert!(ByHand::new(barrier.wait()).ready().is_leader());
    let mut next = ByHand::new(barrier.wait());
    next.pending();
    assert!(!slow.ready().is_leader());
    next.pending();
}

#[test]
fn who_has_arrived_stays_counted_also_if_it_is_dropped() {
    let barrier = Barrier::new(2);
    let mut gone = ByHand::new(barrier.wait());
    gone.pending();
    assert_eq!(gone.cancel(), 0);
    assert!(ByHand::new(barrier.wait()).ready().is_leader());
    let unpolled = ByHand::new(barrier.wait());
    assert_eq!(unpolled.cancel(), 0);
    ByHand::new(barrier.wait()).pending();
}

#[test]
fn a_barrier_for_nobody_is_one_for_one() {
    assert!(ByHand::new(Barrier::new(0).wait()).ready().is_leader());
}
