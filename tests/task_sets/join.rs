//! How an output gets out: once, to whoever may have it.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use wakescope::task::{Finished, JoinRef};

use crate::desk::{Desk, ask, output, told};
use crate::support::WakeCount;
use crate::support::watched::{Output, watched};

#[test]
fn whoever_joins_is_woken_once_at_the_end() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let mut join = desk.spawn(future);
    let wakes = Arc::new(WakeCount::default());
    let waker = Waker::from(wakes.clone());
    for _ in 0..3 {
        assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    }
    // Under Miri, std's table of a waker's functions has several addresses.
    assert_eq!(Arc::strong_count(&wakes), 3, "one is kept, once");
    desk.turn();
    assert_eq!((wakes.count(), Arc::strong_count(&wakes)), (1, 2));
    let taken = output(&mut join);
    assert_eq!(counts.outputs(), (1, 0), "it is moved, not copied");
    drop((taken, join));
    assert_eq!(counts.outputs(), (1, 1));
    assert!(desk.close());
}

#[test]
fn the_last_waker_that_was_left_is_the_one_woken() {
    let desk = Desk::new();
    let mut join = desk.spawn(async {});
    let [old, new] = [(); 2].map(|()| Arc::new(WakeCount::default()));
    for wakes in [&old, &new] {
        let waker = Waker::from(wakes.clone());
        assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the one before is dropped");
    desk.turn();
    assert_eq!((old.count(), new.count()), (0, 1));
}

#[test]
#[should_panic(expected = "a join handle was polled after it had returned the task's result")]
fn a_result_is_given_once() {
    let desk = Desk::new();
    let mut join = desk.spawn(async {});
    desk.turn();
    assert!(ask(&mut join).is_ready());
    let _ = ask(&mut join);
}

#[test]
fn an_output_that_nobody_takes_is_dropped_when_it_comes_or_with_the_handle() {
    for detach in [true, false] {
        let desk = Desk::new();
        let (future, counts) = watched(|_| true);
        let mut join = Some(desk.spawn(future));
        if detach {
            join = None;
        }
        let task = desk.pick();
        task.poll();
        assert_eq!(counts.outputs(), (1, usize::from(detach)));
        drop(join);
        assert_eq!(counts.outputs(), (1, 1), "while the task is in hand yet");
        drop(task);
        assert!(desk.close());
    }
}

#[test]
fn a_dropped_handle_keeps_no_waker() {
    let desk = Desk::new();
    let mut join = desk.spawn(async {});
    let wakes = Arc::new(WakeCount::default());
    let waker = Waker::from(wakes.clone());
    assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    drop((join, waker));
    assert_eq!(Arc::strong_count(&wakes), 1);
    desk.turn();
    assert_eq!(wakes.count(), 0);
}

#[test]
fn a_future_may_drop_its_own_handle_while_it_is_polled_or_dropped() {
    for by_poll in [true, false] {
        let desk = Desk::new();
        let own: Rc<RefCell<Option<JoinRef<Rc<()>>>>> = Rc::default();
        let within = own.clone();
        let made = Rc::new(());
        let given = made.clone();
        let join = desk.spawn(poll_fn(move |_| {
            within.take();
            Poll::Ready(given.clone())
        }));
        own.replace(Some(join));
        if by_poll {
            desk.turn();
        } else {
            drop(own);
            desk.set.cancel_all(|_, cancel| cancel());
        }
        assert_eq!(Rc::strong_count(&made), 1, "no copy of it is left");
        assert!(desk.close());
    }
}

type Own = Rc<RefCell<Option<JoinRef<()>>>>;

#[test]
fn tasks_that_join_themselves_or_each_other_end_with_the_set() {
    for (count, other) in [(1, 0), (2, 1)] {
        let desk = Desk::new();
        let owns: Vec<Own> = (0..count).map(|_| Rc::default()).collect();
        for index in 0..count {
            let awaited = owns[(index + other) % count].clone();
            let join = desk.spawn(poll_fn(move |context| {
                let mut awaited = awaited.borrow_mut();
                awaited.as_mut().unwrap().poll(context).map(|_| ())
            }));
            owns[index].replace(Some(join));
        }
        drop(owns);
        assert_eq!(desk.run(), count);
        assert_eq!(desk.set.len(), count);
        assert!(desk.close());
    }
}

#[test]
fn a_task_that_joins_another_is_woken_by_its_end_and_a_cancelled_one_is_an_end() {
    let desk = Desk::new();
    let awaited: Own = Rc::default();
    let within = awaited.clone();
    let mut waiting = desk.spawn(poll_fn(move |context| {
        let mut awaited = within.borrow_mut();
        awaited.as_mut().unwrap().poll(context)
    }));
    awaited.replace(Some(desk.spawn(async {})));
    desk.turn();
    told();
    assert!(desk.pick().cancel());
    assert_eq!(told(), "wake 0; queue 0 as 1; drop 0: 0");
    desk.turn();
    assert!(matches!(output(&mut waiting), Finished::Cancelled));
}

/// Everything that can happen to a task and its handle, in every order.
#[test]
fn in_whatever_order_task_and_handle_go_the_output_is_dropped_once() {
    const ACTS: [&str; 6] = ["wait", "finish", "cancel", "join", "detach", "close"];
    let step = if cfg!(miri) { 91 } else { 1 };
    for order in (0..ACTS.len().pow(4)).step_by(step) {
        let acts = (0..4).map(|digit| ACTS[order / ACTS.len().pow(digit) % ACTS.len()]);
        let desk = Desk::new();
        let memory = desk.memory.clone();
        let finish = Arc::new(AtomicBool::new(false));
        let may = finish.clone();
        let (future, counts) = watched(move |waker: &Waker| {
            waker.wake_by_ref();
            may.load(Ordering::SeqCst)
        });
        let (mut join, mut desk) = (Some(desk.spawn(future)), Some(desk));
        let mut taken: Option<Output> = None;
        for act in acts.clone() {
            match (act, &desk) {
                ("wait" | "finish", Some(desk)) => {
                    finish.store(act == "finish", Ordering::SeqCst);
                    if let Some(task) = desk.set.pick(0) {
                        task.poll();
                    }
                }
                ("cancel", Some(desk)) => desk.set.cancel_all(|_, cancel| cancel()),
                ("join", _) => {
                    if let Some(Poll::Ready(finished)) = join.as_mut().map(ask) {
                        if let Finished::Returned(output) = finished {
                            taken = Some(output);
                        }
                        join = None;
                    }
                }
                ("detach", _) => join = None,
                ("close", _) => desk = None,
                _ => {}
            }
        }
        let acts: Vec<&str> = acts.collect();
        drop((desk, join));
        assert_eq!(counts.future_drops(), 1, "{acts:?}");
        let (made, dropped) = counts.outputs();
        assert_eq!(made, dropped + usize::from(taken.is_some()), "{acts:?}");
        assert!(memory.is_gone(), "{acts:?}");
    }
}
