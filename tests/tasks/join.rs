//! How an output gets out: once, to whoever may have it.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use wakescope::task::any_thread::JoinRef;
use wakescope::task::{Finished, Polled};

use crate::desk::{Desk, Output, watched};
use crate::support::WakeCount;

fn poll<T>(join: &mut JoinRef<T>) -> Poll<Finished<T>> {
    join.poll(&Context::from_waker(Waker::noop()))
}

#[test]
fn whoever_joins_is_woken_once_at_the_end() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let (task, mut join) = desk.spawn(future);
    let wakes = Arc::new(WakeCount::default());
    let waker = Waker::from(wakes.clone());
    for _ in 0..3 {
        assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(Arc::strong_count(&wakes), 3, "one waker is kept, once");
    assert_eq!(task.poll(), Polled::Ready);
    assert_eq!((wakes.count(), Arc::strong_count(&wakes)), (1, 2));
    let Poll::Ready(Finished::Returned(output)) = poll(&mut join) else {
        panic!("it is finished")
    };
    assert_eq!(counts.outputs(), (1, 0), "the output is moved, not copied");
    drop(output);
    drop(join);
    assert_eq!(counts.outputs(), (1, 1));
}

#[test]
fn the_last_waker_that_joined_is_the_one_woken() {
    let desk = Desk::new();
    let (task, mut join) = desk.spawn(async {});
    let [old, new] = [(); 2].map(|()| Arc::new(WakeCount::default()));
    for wakes in [&old, &new] {
        let waker = Waker::from(wakes.clone());
        assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(Arc::strong_count(&old), 1, "the one before is dropped");
    task.poll();
    assert_eq!((old.count(), new.count()), (0, 1));
}

#[test]
#[should_panic(expected = "a join handle was polled after it had returned the task's result")]
fn a_result_is_given_once() {
    let desk = Desk::new();
    let (task, mut join) = desk.spawn(async {});
    task.poll();
    assert!(poll(&mut join).is_ready());
    let _ = poll(&mut join);
}

#[test]
fn an_output_that_nobody_waits_for_is_dropped_when_it_comes() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let (task, join) = desk.spawn(future);
    drop(join);
    assert_eq!(task.poll(), Polled::Ready);
    assert_eq!(
        counts.outputs(),
        (1, 1),
        "while the task is still referred to"
    );
}

#[test]
fn an_output_that_nobody_took_is_dropped_with_the_handle() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let (task, join) = desk.spawn(future);
    task.poll();
    assert_eq!(counts.outputs(), (1, 0));
    drop(join);
    assert_eq!(
        counts.outputs(),
        (1, 1),
        "while the task is still referred to"
    );
}

#[test]
fn a_dropped_handle_keeps_no_waker() {
    let desk = Desk::new();
    let (task, mut join) = desk.spawn(async {});
    let wakes = Arc::new(WakeCount::default());
    let waker = Waker::from(wakes.clone());
    assert!(join.poll(&Context::from_waker(&waker)).is_pending());
    drop((join, waker));
    assert_eq!(Arc::strong_count(&wakes), 1);
    task.poll();
    assert_eq!(wakes.count(), 0);
}

#[test]
fn a_future_may_drop_its_own_handle_while_it_is_polled_or_dropped() {
    for end_by_poll in [true, false] {
        let desk = Desk::new();
        let own: Rc<RefCell<Option<JoinRef<Rc<()>>>>> = Rc::default();
        let within = own.clone();
        let output = Rc::new(());
        let made = output.clone();
        let (task, join) = desk.spawn(poll_fn(move |_| {
            if end_by_poll {
                within.take();
            }
            Poll::Ready(made.clone())
        }));
        *own.borrow_mut() = Some(join);
        if end_by_poll {
            assert_eq!(task.poll(), Polled::Ready);
        } else {
            // The future has the only way to its handle: both go here.
            drop(own);
            assert!(task.cancel());
        }
        drop(task);
        assert_eq!(Rc::strong_count(&output), 1, "no copy of it is left");
        assert_eq!(desk.tasks_in_memory(), 0);
    }
}

#[test]
fn a_task_may_join_itself_and_leaks_nothing_when_it_is_cancelled() {
    let desk = Desk::new();
    let own: Rc<RefCell<Option<JoinRef<()>>>> = Rc::default();
    let within = own.clone();
    let (task, join) = desk.spawn(poll_fn(move |context| {
        let mut own = within.borrow_mut();
        own.as_mut().unwrap().poll(context).map(|_| ())
    }));
    *own.borrow_mut() = Some(join);
    drop(own);
    assert_eq!(task.poll(), Polled::Pending);
    assert_eq!(task.wakers(), 1, "it waits for its own end");
    assert!(task.cancel());
    drop(task);
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn two_tasks_may_join_each_other_and_leak_nothing_when_they_are_cancelled() {
    type Slot = Rc<RefCell<Option<JoinRef<()>>>>;
    let desk = Desk::new();
    let slots: [Slot; 2] = Default::default();
    let tasks = [1, 0].map(|other: usize| {
        let other = slots[other].clone();
        desk.spawn(poll_fn(move |context| {
            let mut other = other.borrow_mut();
            other.as_mut().unwrap().poll(context).map(|_| ())
        }))
    });
    let tasks = tasks.map(|(task, join)| {
        let slot = slots.iter().find(|slot| slot.borrow().is_none()).unwrap();
        *slot.borrow_mut() = Some(join);
        task
    });
    drop(slots);
    for task in &tasks {
        assert_eq!(task.poll(), Polled::Pending);
    }
    let [first, second] = tasks;
    assert!(first.cancel());
    assert_eq!(second.poll(), Polled::Ready, "the other's end is an end");
    drop((first, second));
    while desk.next().is_some() {}
    assert_eq!(desk.tasks_in_memory(), 0);
}

/// Everything that can happen to a task and its handle, in every order: the
/// future and its output are each dropped exactly once.
#[test]
fn in_whatever_order_task_and_handle_go_the_output_is_dropped_once() {
    const ACTS: [&str; 6] = ["wait", "finish", "cancel", "join", "detach", "forget"];
    let mut orders = vec![vec![]];
    for _ in 0..4 {
        orders = orders
            .iter()
            .flat_map(|order| {
                ACTS.map(|act| {
                    let mut order: Vec<&str> = order.clone();
                    order.push(act);
                    order
                })
            })
            .collect();
    }
    let step = if cfg!(miri) { 7 } else { 1 };
    for order in orders.into_iter().step_by(step) {
        let desk = Desk::new();
        let finish = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let may = finish.clone();
        let (future, counts) = watched(move |_| may.load(std::sync::atomic::Ordering::SeqCst));
        let (task, join) = desk.spawn(future);
        let (mut task, mut join) = (Some(task), Some(join));
        let mut taken: Option<Output> = None;
        for act in &order {
            match *act {
                "wait" => {
                    if let Some(task) = &task {
                        task.poll();
                    }
                }
                "finish" => {
                    finish.store(true, std::sync::atomic::Ordering::SeqCst);
                    if let Some(task) = &task {
                        task.poll();
                    }
                }
                "cancel" => {
                    if let Some(task) = &task {
                        task.cancel();
                    }
                }
                "join" => {
                    if let Some(handle) = &mut join
                        && let Poll::Ready(finished) = poll(handle)
                    {
                        if let Finished::Returned(output) = finished {
                            taken = Some(output);
                        }
                        join = None;
                    }
                }
                "detach" => join = None,
                _ => task = None,
            }
            assert!(counts.future_drops() <= 1, "{order:?}");
        }
        drop((task, join));
        assert_eq!(counts.future_drops(), 1, "{order:?}");
        let (made, dropped) = counts.outputs();
        assert_eq!(made, dropped + usize::from(taken.is_some()), "{order:?}");
        assert_eq!(desk.tasks_in_memory(), 0, "{order:?}");
    }
}
