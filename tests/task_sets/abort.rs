//! Asking for a task's end: here and elsewhere, in time, late, and in a place
//! that is another task's by now.

use std::future::{pending, poll_fn};
use std::task::{Poll, Waker};
use std::thread;

use wakescope::task::Polled;

use crate::desk::{Desk, assert_cancelled, leaves_waker, output, told};
use crate::support::watched::watched;

#[test]
fn an_abort_wakes_and_the_executor_cancels() {
    for by_ref in [true, false] {
        let desk = Desk::new();
        let (future, counts) = watched(|_| false);
        let mut join = desk.spawn(future);
        desk.turn();
        told();
        if by_ref {
            join.abort_ref().abort();
        } else {
            join.abort();
        }
        assert_eq!(told(), "wake 0; queue 0 as 1");
        assert_eq!(counts.future_drops(), 0);
        assert!(!join.is_done());
        desk.turn();
        assert_eq!((counts.polls(), counts.future_drops()), (1, 1));
        assert_cancelled(&mut join);
    }
}

#[test]
fn an_abort_from_another_thread_does_the_same_when_it_is_read() {
    let desk = Desk::new();
    let mut join = desk.spawn(pending::<()>());
    desk.turn();
    told();
    let abort = join.abort_ref();
    let rings = desk.memory.rings();
    thread::scope(|scope| {
        scope.spawn(|| join.abort());
        scope.spawn(|| abort.abort());
    });
    assert_eq!(desk.memory.rings(), rings + 2);
    assert_eq!(desk.run(), 1);
    assert_eq!(told(), "wake 0; queue 0 as 1; wake 0 again");
    assert!(abort.is_done());
    assert_cancelled(&mut join);
}

#[test]
fn a_task_that_aborts_itself_is_polled_to_its_next_pending() {
    let desk = Desk::new();
    let mut join = desk.spawn(async {});
    let abort = join.abort_ref();
    let mut other = desk.spawn(poll_fn(move |_| {
        abort.abort();
        Poll::<()>::Pending
    }));
    other.abort_ref().clone().abort();
    assert_eq!(desk.run(), 2);
    assert_eq!(output(&mut join), ());
    assert_cancelled(&mut other);
}

#[test]
fn an_abort_after_the_end_changes_nothing() {
    let desk = Desk::new();
    let mut join = desk.spawn(async { 5 });
    let abort = join.abort_ref();
    assert!(!abort.is_done());
    desk.turn();
    told();
    abort.abort();
    join.abort();
    assert!(abort.is_done() && abort.id() == 0);
    assert_eq!(told(), "wake 0 late; wake 0 late");
    assert!(desk.ready().is_empty());
    assert_eq!(output(&mut join), 5);
    drop(join);
    abort.abort();
    thread::scope(|scope| _ = scope.spawn(|| abort.abort()));
    assert!(abort.is_done());
    drop(desk);
    abort.abort();
    assert!(abort.is_done());
}

#[test]
fn an_abort_of_a_place_that_is_anothers_changes_nothing() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(true);
    let abort = desk.spawn(future).abort_ref();
    desk.turn();
    let first = left.take().data();
    let (future, left) = leaves_waker(false);
    let next = desk.spawn(future);
    desk.turn();
    let waker: Waker = left.take();
    assert_eq!(waker.data(), first, "the same place");
    told();
    abort.abort();
    thread::scope(|scope| {
        scope.spawn(|| {
            abort.abort();
            assert!(abort.is_done() && abort.id() == 0);
        });
    });
    assert!(desk.ready().is_empty());
    assert_eq!(told(), "");
    assert!(!next.is_done());
    waker.wake();
    assert!(!desk.pick().is_aborted());
}

#[test]
fn the_next_task_in_the_place_of_an_aborted_one_is_not_aborted() {
    let desk = Desk::new();
    let join = desk.spawn(pending::<()>());
    join.abort();
    drop(join);
    desk.turn();
    drop(desk.spawn(pending::<()>()));
    assert_eq!(desk.turn(), Polled::Pending);
}
