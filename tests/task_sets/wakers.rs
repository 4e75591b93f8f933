//! The count of a task's wakers, and what they keep.

use std::task::Waker;

use wakescope::task::Polled;

use crate::desk::{Desk, leaves_waker, told};

#[test]
fn every_clone_is_counted_and_the_lent_one_is_not() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(false);
    drop(desk.spawn(future));
    told();
    desk.turn();
    assert_eq!(told(), "clone 0: 1");
    let first = left.take();
    let second = first.clone();
    assert!(first.will_wake(&second));
    first.wake();
    assert_eq!(told(), "clone 0: 2; wake 0; queue 0 as 1; drop 0: 1");
    desk.turn();
    drop(second);
    assert_eq!(told(), "clone 0: 2; drop 0: 1");
    drop(left.take());
    assert_eq!(told(), "drop 0: 0");
    assert!(desk.close());
}

#[test]
fn wakers_of_two_tasks_and_of_two_sets_are_told_apart() {
    let (desk, other) = (Desk::new(), Desk::new());
    let wakers = [desk.waker(), desk.waker(), other.waker(), other.waker()];
    for (index, waker) in wakers.iter().enumerate() {
        let same = |&other: &&Waker| waker.will_wake(other);
        assert_eq!(wakers.iter().position(|other| same(&other)), Some(index));
    }
}

#[test]
fn a_waker_keeps_its_tasks_place_and_not_its_future() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(true);
    drop(desk.spawn(future));
    assert_eq!(desk.turn(), Polled::Ready);
    let wakers = left.take_all();
    assert_eq!(wakers.len(), 1);
    let others: Vec<Waker> = (0..3).map(|_| desk.waker()).collect();
    assert!(others.iter().all(|other| !other.will_wake(&wakers[0])));
    told();
    drop(wakers);
    assert_eq!(told(), "drop 0: 0");
    drop(others);
    assert!(desk.close());
}

#[test]
fn many_wakers_of_one_task_are_many_and_one() {
    let desk = Desk::new();
    let waker = desk.waker();
    let many = vec![waker; if cfg!(miri) { 12 } else { 10_000 }];
    told();
    for waker in many {
        waker.wake();
    }
    assert_eq!(desk.run(), 1);
    assert!(told().ends_with("; wake 0 again; drop 0: 0; clone 0: 1"));
}
