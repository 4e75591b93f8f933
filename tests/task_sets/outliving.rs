//! Wakers, handles and rights to abort that outlive their set, here and on other
//! threads: the last of them gives the memory back.

use std::future::pending;
use std::task::{Context, Poll, Waker};
use std::thread;

use wakescope::task::{Finished, JoinRef};

use crate::desk::{Desk, assert_cancelled, leaves_waker, output};
use crate::support::watched::watched;

/// Does something here, or on a thread that ends before this returns.
fn at(elsewhere: bool, act: impl FnOnce() + Send) {
    if elsewhere {
        thread::scope(|scope| _ = scope.spawn(act));
    } else {
        act();
    }
}

#[test]
fn wakers_outlive_their_set() {
    for elsewhere in [false, true] {
        let desk = Desk::new();
        let memory = desk.memory.clone();
        let wakers = [desk.waker(), desk.waker()];
        assert!(!desk.close());
        at(elsewhere, || {
            let [one, two] = wakers;
            let three = one.clone();
            assert!(three.will_wake(&one) && !two.will_wake(&one));
            three.wake_by_ref();
            one.wake();
            drop(three);
            assert!(!memory.is_gone());
            two.wake();
        });
        assert!(memory.is_gone());
    }
}

#[test]
fn handles_outlive_their_set_with_the_outputs() {
    for elsewhere in [false, true] {
        let desk = Desk::new();
        let memory = desk.memory.clone();
        let (future, counts) = watched(|_| true);
        let (taken, left) = (desk.spawn(async { 5 }), desk.spawn(future));
        desk.run();
        let cancelled = desk.spawn(pending::<()>());
        assert!(!desk.close());
        at(elsewhere, || {
            let (mut taken, mut cancelled) = (taken, cancelled);
            assert!(taken.is_done() && left.is_done() && cancelled.is_done());
            cancelled.abort();
            assert_cancelled(&mut cancelled);
            assert_eq!(output(&mut taken), 5);
            drop((taken, cancelled));
            assert_eq!((counts.outputs(), memory.is_gone()), ((1, 0), false));
            drop(left);
        });
        assert_eq!((counts.outputs(), memory.is_gone()), ((1, 1), true));
    }
}

#[test]
fn rights_to_abort_outlive_their_set_and_keep_its_memory() {
    for elsewhere in [false, true] {
        let desk = Desk::new();
        let memory = desk.memory.clone();
        let join = desk.spawn(pending::<()>());
        let abort = join.abort_ref();
        drop(join);
        desk.run();
        assert!(!desk.close());
        at(elsewhere, || {
            let abort = abort;
            abort.abort();
            assert!(abort.is_done());
        });
        assert!(memory.is_gone());
    }
}

#[test]
fn a_joiners_waker_of_another_set_is_woken_at_the_end_and_outlives_it() {
    let (desk, other) = (Desk::new(), Desk::new());
    let waker = other.waker();
    let mut join = desk.spawn(pending::<()>());
    assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    drop(waker);
    drop(desk);
    assert_eq!(other.ready(), [0]);
    assert_cancelled(&mut join);
    drop(join);
    assert!(other.close());
}

#[test]
fn a_waker_in_the_output_of_its_own_task_goes_with_the_handle() {
    let desk = Desk::new();
    let memory = desk.memory.clone();
    let join = desk.spawn(std::future::poll_fn(|context| {
        Poll::Ready(context.waker().clone())
    }));
    desk.run();
    assert!(!desk.close());
    thread::spawn(move || drop(join)).join().unwrap();
    assert!(memory.is_gone());
}

#[test]
fn what_lies_in_thread_locals_goes_in_any_order() {
    thread_local! {
        static KEPT: std::cell::RefCell<Vec<Box<dyn std::any::Any>>> =
            const { std::cell::RefCell::new(Vec::new()) };
    }
    fn keep(what: impl std::any::Any) {
        KEPT.with_borrow_mut(|kept| kept.push(Box::new(what)));
    }
    for order in 0..6_usize {
        let kept = thread::spawn(move || {
            let desk = Desk::new();
            let memory = desk.memory.clone();
            let (future, left) = leaves_waker(true);
            let join = desk.spawn(future);
            desk.run();
            let (set, waker) = (desk.set, left.take());
            let mut kept: Vec<Option<Box<dyn FnOnce()>>> = vec![
                Some(Box::new(move || keep(set))),
                Some(Box::new(move || keep(waker))),
                Some(Box::new(move || keep(join))),
            ];
            for pick in [order % 3, order / 3, 0, 1, 2] {
                if let Some(keep) = kept[pick].take() {
                    keep();
                }
            }
            memory
        });
        assert!(kept.join().unwrap().is_gone());
    }
}

#[test]
fn the_thread_of_a_set_that_is_forgotten_may_end() {
    let made = thread::spawn(|| {
        let desk = Desk::new();
        let waker = desk.waker();
        let join = desk.spawn(async { 5 });
        // Neither is read any more, nor is anything freed.
        if cfg!(not(miri)) {
            std::mem::forget(desk);
        }
        (waker, join)
    });
    let (waker, mut join): (Waker, JoinRef<i32>) = made.join().unwrap();
    waker.wake_by_ref();
    join.abort();
    let pending = join.poll(&Context::from_waker(Waker::noop()));
    assert!(matches!(
        pending,
        Poll::Pending | Poll::Ready(Finished::Cancelled)
    ));
    drop((waker, join));
}
