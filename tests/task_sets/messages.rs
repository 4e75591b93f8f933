//! What the set's own thread does at once never overtakes what other threads
//! said before: of each of these, one was a place freed too early.

use std::future::poll_fn;
use std::task::{Poll, Waker};
use std::thread;

use crate::desk::{Desk, Left, leaves_waker, told};

/// Does something with a waker on another thread, which ends before this returns.
fn elsewhere<T: Send + 'static>(waker: Waker, act: impl FnOnce(Waker) -> T + Send + 'static) -> T {
    thread::spawn(move || act(waker)).join().unwrap()
}

#[test]
fn a_clone_made_elsewhere_and_dropped_here_leaves_the_first_alive() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(true);
    drop(desk.spawn(future));
    desk.turn();
    told();
    let (first, second) = elsewhere(left.take(), |first| {
        let second = first.clone();
        (first, second)
    });
    drop(second);
    assert_eq!(told(), "clone 0: 2; drop 0: 1");
    // Would the place be free, this task would be in it.
    let other = desk.waker();
    assert!(!first.will_wake(&other));
    told();
    first.wake();
    assert_eq!(told(), "wake 0 late; drop 0: 0");
    drop(other);
    assert!(desk.close());
}

#[test]
fn a_chain_of_clones_made_elsewhere_is_counted_from_either_end() {
    for last_first in [false, true] {
        let desk = Desk::new();
        let (future, left) = leaves_waker(true);
        drop(desk.spawn(future));
        desk.turn();
        let mut chain = elsewhere(left.take(), |first| {
            let second = first.clone();
            let third = second.clone();
            vec![first, second, third]
        });
        if last_first {
            chain.reverse();
        }
        told();
        chain.truncate(1);
        assert_eq!(told(), "clone 0: 2; clone 0: 3; drop 0: 2; drop 0: 1");
        assert!(!chain[0].will_wake(&desk.waker()));
        drop(chain);
        assert!(desk.close());
    }
}

#[test]
fn a_clone_of_the_lent_waker_made_elsewhere_keeps_the_place() {
    for detach in [true, false] {
        let desk = Desk::new();
        let left = Left::default();
        let leave = left.clone();
        let join = desk.spawn(poll_fn(move |context| {
            // Lent for this poll, also to a thread that ends with it.
            let (waker, leave) = (context.waker(), &leave);
            thread::scope(|scope| {
                scope.spawn(move || leave.push(waker));
            });
            Poll::Ready(())
        }));
        // The last to let go is the executor's hand, or the handle.
        if detach {
            drop(join);
            desk.turn();
        } else {
            desk.turn();
            drop(join);
        }
        let waker = left.take();
        assert!(!waker.will_wake(&desk.waker()));
        told();
        drop(waker);
        assert_eq!(told(), "drop 0: 0");
        assert!(desk.close());
    }
}

#[test]
fn a_wake_from_elsewhere_is_read_before_the_wakers_drop_here() {
    let desk = Desk::new();
    let (future, left) = leaves_waker(true);
    drop(desk.spawn(future));
    desk.turn();
    let waker = elsewhere(left.take(), |waker| {
        waker.wake_by_ref();
        waker
    });
    told();
    drop(waker);
    let next = desk.spawn(poll_fn(|_| Poll::<()>::Pending));
    assert_eq!(
        told(),
        "wake 0 late; drop 0: 0; queue 1 as 1",
        "the next task in the place is not woken by it"
    );
    assert_eq!(desk.ready(), [1]);
    drop(next);
    assert!(desk.close());
}

#[test]
fn a_waker_that_is_cloned_elsewhere_while_all_are_cancelled_keeps_the_place() {
    let desk = Desk::new();
    let waker = desk.waker();
    let kept = elsewhere(waker, |waker| {
        let kept = waker.clone();
        drop(waker);
        kept
    });
    desk.set.cancel_all(|_, cancel| cancel());
    assert!(!kept.will_wake(&desk.waker()));
    drop(kept);
    assert!(desk.close());
}

#[test]
fn messages_are_read_in_the_order_in_which_they_were_sent() {
    let desk = Desk::new();
    let (one, two) = (desk.waker(), desk.waker());
    told();
    elsewhere(one, move |one| {
        let clone = one.clone();
        two.wake_by_ref();
        one.wake();
        drop(two);
        clone.wake_by_ref();
        drop(clone);
    });
    assert_eq!(told(), "", "nothing happens before they are read");
    assert_eq!(desk.ready(), [1, 0]);
    assert_eq!(
        told(),
        "clone 0: 2; wake 1; queue 1 as 1; wake 0; queue 0 as 2; drop 0: 1; \
         drop 1: 0; drop 0: 0",
        "the second wake of 0 found that the first lay there yet"
    );
    assert!(desk.close());
}
