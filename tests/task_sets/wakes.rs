//! What a wake does, by what it finds.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use wakescope::task::Polled;

use crate::desk::{Desk, Left, leaves_waker, told};
use crate::support::watched::watched;

#[test]
fn wakes_before_a_poll_coalesce_into_one() {
    let desk = Desk::new();
    let waker = desk.waker();
    told();
    for _ in 0..3 {
        waker.wake_by_ref();
    }
    assert_eq!(told(), "wake 0; queue 0 as 1; wake 0 again; wake 0 again");
    assert_eq!(desk.run(), 1);
}

#[test]
fn a_wake_within_the_poll_asks_for_one_more() {
    let desk = Desk::new();
    let mut polls = 0;
    let (future, counts) = watched(move |waker: &Waker| {
        polls += 1;
        if polls < 3 {
            waker.wake_by_ref();
            waker.wake_by_ref();
        }
        polls == 4
    });
    drop(desk.spawn(future));
    told();
    let task = desk.pick();
    assert_eq!(task.poll(), Polled::Again);
    assert_eq!(told(), "wake 0 within its poll; wake 0 again");
    assert!(desk.ready().is_empty(), "who has it in hand sees to it");
    assert_eq!(task.queue(), 1);
    assert_eq!(desk.turn(), Polled::Again);
    assert_eq!(desk.ready(), [0], "or it queues itself");
    assert_eq!(desk.turn(), Polled::Pending);
    assert_eq!((desk.run(), counts.polls()), (0, 3));
}

#[test]
fn a_wake_while_the_task_is_in_hand_queues_it_when_it_is_let_go() {
    let desk = Desk::new();
    let waker = desk.waker();
    waker.wake_by_ref();
    let task = desk.pick();
    assert_eq!(task.poll(), Polled::Pending);
    told();
    waker.wake_by_ref();
    assert_eq!(told(), "wake 0");
    assert!(desk.ready().is_empty());
    drop(task);
    assert_eq!(told(), "queue 0 as 1");
    assert_eq!(desk.ready(), [0]);
}

#[test]
fn a_wake_within_the_last_poll_and_one_after_it_are_harmless() {
    let desk = Desk::new();
    let left = Left::default();
    let leave = left.clone();
    drop(desk.spawn(poll_fn(move |context| {
        leave.push(context.waker());
        context.waker().wake_by_ref();
        Poll::Ready(())
    })));
    told();
    assert_eq!(desk.turn(), Polled::Ready);
    let waker = left.take();
    waker.wake_by_ref();
    waker.wake();
    assert_eq!(
        told(),
        "clone 0: 1; wake 0 within its poll; wake 0 late; wake 0 late; drop 0: 0"
    );
    assert!(desk.ready().is_empty());
    assert!(desk.close());
}

#[test]
fn a_bell_rings_for_each_task_that_becomes_ready_unless_one_is_polled() {
    let desk = Desk::new();
    let (one, two) = (desk.waker(), desk.waker());
    assert_eq!(desk.memory.rings(), 2, "for the spawns");
    one.wake_by_ref();
    one.wake_by_ref();
    assert_eq!(desk.memory.rings(), 3);
    drop(desk.spawn(poll_fn(move |_| {
        two.wake_by_ref();
        Poll::Ready(())
    })));
    assert_eq!(desk.memory.rings(), 4);
    desk.set.pick(1).unwrap().poll();
    assert_eq!(desk.ready(), [0, 1]);
    assert_eq!(desk.memory.rings(), 4);
}

#[test]
fn a_wake_from_another_thread_rings_and_waits_to_be_read() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(false);
    drop(desk.spawn(future));
    desk.turn();
    let waker = left.take();
    told();
    let rings = desk.memory.rings();
    let thread = std::thread::spawn(move || {
        waker.wake_by_ref();
        waker.wake_by_ref();
        waker
    });
    let waker = thread.join().unwrap();
    assert_eq!(desk.memory.rings(), rings + 1);
    assert_eq!(told(), "");
    waker.wake_by_ref();
    assert_eq!(desk.ready(), [0]);
    assert_eq!(told(), "wake 0; queue 0 as 1; wake 0 again");
}
