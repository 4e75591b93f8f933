//! Cancelling one task, and all.

use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;

use crate::desk::{Desk, assert_cancelled, leaves_waker, told};
use crate::support::watched::{OnDrop, watched};

#[test]
fn cancelling_drops_the_future_at_once_and_a_done_task_is_left_alone() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    let mut join = desk.spawn(future);
    let task = desk.pick();
    assert!(task.cancel());
    assert_eq!((counts.polls(), counts.future_drops()), (0, 1));
    assert!(task.is_done() && !task.cancel());
    assert!(desk.set.is_empty());
    assert_cancelled(&mut join);
    assert_eq!(counts.outputs(), (0, 0));
}

#[test]
fn all_are_cancelled_in_the_order_of_their_numbers_wherever_they_lie() {
    let desk = Desk::new();
    // A free place below, so that the last is not the highest.
    let first = desk.waker();
    drop(desk.waker());
    for size in [1_usize, 100, 10, 3000] {
        let bytes = vec![0_u8; size];
        let array = [bytes.len(); 4];
        drop(desk.spawn(async move {
            pending::<()>().await;
            drop((bytes, array));
        }));
    }
    let mut order = Vec::new();
    desk.set.cancel_all(|task, cancel| {
        order.push(task);
        cancel();
        cancel();
    });
    assert_eq!(order, [0, 1, 2, 3, 4, 5]);
    drop(first);
    assert!(desk.close());
}

#[test]
fn what_is_spawned_while_all_are_cancelled_is_cancelled_too() {
    let desk = Desk::new();
    let order: Rc<RefCell<Vec<u32>>> = Rc::default();
    let set = desk.set.clone();
    let guard = OnDrop(move || drop(set.spawn(pending::<()>(), 0, |_| {})));
    drop(desk.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    }));
    drop(desk.spawn(pending::<()>()));
    desk.turn();
    desk.set.cancel_all(|task, _| order.borrow_mut().push(task));
    assert_eq!(*order.borrow(), [0, 1, 2], "whoever forgets to, it is done");
    assert!(desk.set.is_empty());
    assert!(desk.close());
}

#[test]
fn cancelling_all_within_cancelling_all_cancels_each_once() {
    let desk = Desk::new();
    let counts: Vec<_> = (0..4)
        .map(|_| {
            let (future, counts) = watched(|_| false);
            drop(desk.spawn(future));
            counts
        })
        .collect();
    let set = desk.set.clone();
    let order: Rc<RefCell<Vec<(u32, u32)>>> = Rc::default();
    desk.set.cancel_all(|outer, cancel| {
        set.cancel_all(|inner, cancel| {
            order.borrow_mut().push((outer, inner));
            cancel();
        });
        cancel();
    });
    assert_eq!(*order.borrow(), [(0, 0), (0, 1), (0, 2), (0, 3)]);
    assert!(counts.iter().all(|counts| counts.future_drops() == 1));
    drop(set);
    assert!(desk.close());
}

#[test]
fn a_panic_of_who_cancels_all_leaves_the_rest_to_the_next() {
    let desk = Desk::new();
    let (one, two) = (desk.waker(), desk.waker());
    let cancelling = std::panic::AssertUnwindSafe(|| {
        desk.set
            .cancel_all(|task, _| assert_ne!(task, 1, "not this one"));
    });
    assert!(std::panic::catch_unwind(cancelling).is_err());
    assert_eq!(desk.set.len(), 1);
    told();
    drop((one, two));
    assert_eq!(told(), "drop 0: 0; drop 1: 0");
    assert!(desk.close());
}

#[test]
fn a_cancelled_task_that_is_queued_is_picked_once_more_and_then_gone() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(false);
    let join = desk.spawn(future);
    desk.set.cancel_all(|_, cancel| cancel());
    drop(join);
    assert_eq!(desk.ready(), [0]);
    assert!(desk.pick().is_done());
    assert!(desk.ready().is_empty());
    assert!(left.take_all().is_empty());
    assert!(desk.close());
}
