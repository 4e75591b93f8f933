//! The memory of tasks: whose place is free is taken again, the lowest first.

use std::future::{Future, poll_fn, ready};
use std::task::Poll;

use crate::desk::{Desk, Left, output};
use crate::support::rounds;

/// A future of this output that leaves its waker; it is ready when woken.
fn placed<T: Clone + 'static>(output: T) -> (impl Future<Output = T>, Left) {
    let left = Left::default();
    let leave = left.clone();
    let mut first = true;
    let future = poll_fn(move |context| {
        if std::mem::take(&mut first) {
            leave.push(context.waker());
            return Poll::Pending;
        }
        Poll::Ready(output.clone())
    });
    (future, left)
}

/// Where a new task of this output lies, and what ends it.
fn place<T: Clone + 'static>(desk: &Desk, output: T) -> (usize, Left) {
    let (future, left) = placed(output);
    drop(desk.spawn(future));
    desk.run();
    let waker = left.take();
    let address = waker.data().addr();
    left.push(&waker);
    (address, left)
}

#[test]
fn a_free_place_is_taken_again_the_lowest_first() {
    let desk = Desk::new();
    let mut tasks: Vec<(usize, Left)> = (0..32).map(|_| place(&desk, 0_u64)).collect();
    assert!(tasks.windows(2).all(|two| two[0].0 < two[1].0), "in order");
    let mut free = Vec::new();
    for index in [30, 7, 19, 8] {
        let (address, left) = &tasks[index];
        left.take().wake();
        free.push(*address);
    }
    desk.run();
    free.sort_unstable();
    for address in free {
        let (taken, left) = place(&desk, 0_u64);
        assert_eq!(taken, address);
        tasks.push((taken, left));
    }
    let highest = tasks.iter().map(|task| task.0).max().unwrap();
    assert!(place(&desk, 0_u64).0 > highest, "all others are taken");
}

#[test]
fn a_churn_of_tasks_stays_in_a_few_places() {
    let desk = Desk::new();
    let (lowest, _left) = place(&desk, 0_u64);
    let mut live: Vec<Left> = Vec::new();
    let mut highest = 0;
    for round in 0..rounds(100_000, 30) as usize {
        let (address, left) = place(&desk, 0_u64);
        highest = highest.max(address);
        live.push(left);
        if live.len() > 10 {
            live.swap_remove(round % 11).take().wake();
            desk.run();
        }
    }
    assert!(highest - lowest < 20 * 200, "{}", highest - lowest);
}

#[test]
fn places_of_a_thousand_tasks_are_given_out_once_and_in_order_after_a_flood() {
    let desk = Desk::new();
    let count = rounds(5_000, 24) as usize;
    let flood =
        |desk: &Desk| -> Vec<(usize, Left)> { (0..count).map(|_| place(desk, 0_u64)).collect() };
    let before = flood(&desk);
    let mut addresses: Vec<usize> = before.iter().map(|task| task.0).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), count);
    for (_, left) in &before {
        left.take().wake();
    }
    desk.run();
    assert!(desk.set.is_empty());
    let after: Vec<usize> = flood(&desk).iter().map(|task| task.0).collect();
    // Chunks are taken in the order in which they were made.
    let made: Vec<usize> = before.iter().map(|task| task.0).collect();
    assert_eq!(after, made);
}

/// Spawns tasks with such futures and outputs, and looks at both.
fn fits<T: Clone + PartialEq + std::fmt::Debug + 'static>(desk: &Desk, value: T) {
    let mut joins = Vec::new();
    for _ in 0..3 {
        let value = value.clone();
        joins.push(desk.spawn(async move {
            let here = &raw const value;
            assert_eq!(here.addr() % align_of::<T>(), 0);
            let mut first = true;
            poll_fn(|context| {
                context.waker().wake_by_ref();
                if std::mem::take(&mut first) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
            value
        }));
    }
    desk.run();
    for join in &mut joins {
        assert_eq!(output(join), value);
    }
}

#[test]
fn futures_of_any_size_and_alignment_fit() {
    macro_rules! aligned {
        ($desk:expr, $($align:literal)*) => {$({
            #[repr(align($align))]
            #[derive(Clone, Debug, PartialEq)]
            struct Aligned([u8; 3]);
            fits($desk, Aligned([1, 2, 3]));
        })*};
    }
    let desk = Desk::new();
    aligned!(&desk, 1 2 8 16 32 128 1024);
    if !cfg!(miri) {
        aligned!(&desk, 2048 4096);
    }
    fits(&desk, ());
    fits(&desk, [7_u8; 1]);
    fits(&desk, [7_u8; 1500]);
    fits(&desk, [7_u8; 2100]);
    fits(&desk, [7_u8; 17_000]);
    assert!(desk.close());
}

#[test]
fn an_output_may_be_stricter_than_its_future() {
    #[repr(align(1024))]
    struct Strict(u8);
    let desk = Desk::new();
    let mut joins: Vec<_> = (0..3)
        .map(|_| desk.spawn(poll_fn(|_| Poll::Ready(Box::new(Strict(9))))))
        .collect();
    let mut bare = desk.spawn(poll_fn(|_| Poll::Ready(Strict(9))));
    desk.run();
    for join in &mut joins {
        assert_eq!(output(join).0, 9);
    }
    assert_eq!(output(&mut bare).0, 9);
}

#[test]
fn a_future_of_no_size_and_its_waker_are_well() {
    let desk = Desk::new();
    assert_eq!(size_of_val(&ready(())), 1);
    let mut join = desk.spawn(poll_fn(|context| {
        drop(context.waker().clone());
        Poll::Ready(())
    }));
    desk.run();
    assert_eq!(output(&mut join), ());
}

#[test]
fn places_of_one_size_and_two_alignments_are_neighbours() {
    let desk = Desk::new();
    let (eight, _one) = place(&desk, [0_u64; 6]);
    let (sixteen, _two) = place(&desk, [0_u128; 3]);
    let (again, _three) = place(&desk, [0_u64; 6]);
    assert_eq!(sixteen % 16, 0);
    let near = sixteen.abs_diff(eight) < 1000 && again.abs_diff(sixteen) < 1000;
    assert!(near, "no chunk of its own for each number of 128 bits");
}
