//! The ready queue: order, each task at most once, and what the hand keeps.

use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::task::{Poll, Waker};

use wakescope::task::Polled;

use crate::desk::{Desk, told};
use crate::support::{SplitMix64, rounds};

fn desk_of(tasks: u32) -> Desk {
    let desk = Desk::new();
    for task in 0..tasks {
        drop(desk.set.spawn(pending::<()>(), (task % 3) as u8, |_| {}));
    }
    desk
}

#[test]
fn tasks_come_out_in_the_order_in_which_they_became_ready() {
    let desk = desk_of(4);
    let line: Vec<_> = desk.set.ready().iter().collect();
    assert_eq!(line, [(0, 0), (1, 1), (2, 2), (3, 0)]);
    for task in 0..4 {
        assert_eq!(desk.set.ready().len(), 4 - task as usize);
        let picked = desk.pick();
        assert_eq!(picked.id(), task);
        picked.poll();
    }
    assert!(desk.set.pick(0).is_none() && desk.set.ready().is_empty());
}

#[test]
fn any_task_can_be_picked_and_the_ends_stay_right() {
    for gone in 0..4 {
        let desk = desk_of(4);
        let task = desk.set.pick(gone).unwrap();
        assert_eq!(task.id() as usize, gone);
        assert!(desk.set.pick(3).is_none(), "past the end");
        told();
        assert_eq!(task.queue(), 4);
        assert_eq!(told(), "", "who queues it tells");
        let mut order: Vec<u32> = (0..4).filter(|task| *task as usize != gone).collect();
        order.push(gone as u32);
        assert_eq!(desk.ready(), order);
        assert_eq!(desk.run(), 4);
    }
}

#[test]
fn a_task_that_is_let_go_unpolled_is_queued_at_the_end() {
    let desk = desk_of(2);
    told();
    drop(desk.pick());
    assert_eq!(told(), "queue 0 as 2");
    assert_eq!(desk.ready(), [1, 0]);
}

#[test]
fn a_task_that_is_done_may_be_queued_but_is_not_polled() {
    let desk = Desk::new();
    drop(desk.spawn(async {}));
    let task = desk.pick();
    assert_eq!(task.poll(), Polled::Ready);
    assert_eq!(task.poll(), Polled::NotPolled);
    assert!(task.is_done() && !task.cancel());
    assert_eq!(task.queue(), 1);
    assert_eq!(desk.pick().poll(), Polled::NotPolled);
    assert!(desk.set.ready().is_empty());
    assert!(desk.close());
}

#[test]
fn tasks_may_be_picked_while_one_is_polled_and_while_the_line_is_read() {
    let desk = desk_of(3);
    let set = desk.set.clone();
    drop(desk.spawn(poll_fn(move |_| {
        set.pick(0).unwrap().poll();
        let task = set.pick(1).unwrap();
        assert_eq!(task.id(), 2);
        task.poll();
        Poll::Ready(())
    })));
    desk.set.pick(3).unwrap().poll();
    assert_eq!(desk.ready(), [1]);

    let desk = desk_of(3);
    let mut line = desk.set.ready().iter();
    assert_eq!(line.next(), Some((0, 0)));
    desk.set.cancel_all(|_, cancel| cancel());
    while desk.set.pick(0).is_some() {}
    drop(desk.spawn(async {}));
    // What it says now is anything, and ends.
    assert!(line.count() <= 3);
}

#[test]
fn the_hand_keeps_a_task_that_is_cancelled_with_all_others() {
    let desk = desk_of(2);
    let task = desk.pick();
    desk.set.cancel_all(|_, cancel| cancel());
    assert!(task.is_done() && desk.set.is_empty());
    let waker = desk.waker();
    assert_eq!((task.id(), task.poll()), (0, Polled::NotPolled));
    drop((task, waker));
    assert!(desk.close());
}

#[test]
#[cfg_attr(miri, ignore = "it leaks, as it should")]
fn a_hand_that_never_lets_go_keeps_the_place_for_ever() {
    let desk = desk_of(1);
    std::mem::forget(desk.pick());
    assert!(desk.ready().is_empty());
    assert!(!desk.close(), "the future is dropped, the memory is not");
}

#[test]
fn it_agrees_with_a_plain_deque_over_random_operations() {
    for seed in 0..rounds(50, 1) {
        let mut random = SplitMix64::new(seed);
        let desk = Desk::new();
        let mut wakers: Vec<Waker> = (0..12).map(|_| desk.waker()).collect();
        let mut model = VecDeque::new();
        for _ in 0..rounds(500, 40) {
            if random.below(2) == 0 {
                let task = random.below(12);
                wakers[task].wake_by_ref();
                if !model.contains(&(task as u32)) {
                    model.push_back(task as u32);
                }
            } else {
                let index = random.below(13);
                let task = desk.set.pick(index);
                assert_eq!(task.as_ref().map(|task| task.id()), model.remove(index));
                task.map(|task| task.poll());
            }
            assert_eq!(desk.ready(), Vec::from(model.clone()), "seed {seed}");
        }
        wakers.clear();
        assert!(desk.close());
    }
}
