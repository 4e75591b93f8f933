//! Wakes, drops, joins and aborts from other threads while the set's own works.

use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::task::{Poll, Waker};
use std::thread;

use wakescope::task::{AbortRef, Finished, JoinRef};

use crate::desk::{Desk, leaves_waker};
use crate::support::watched::watched;
use crate::support::{self, SplitMix64, rounds};

/// Waits for a task's end on this thread.
fn wait<T>(mut join: JoinRef<T>) -> Finished<T> {
    support::unpark::wait(|context| join.poll(context))
}

#[test]
fn no_wake_from_any_thread_is_lost() {
    let threads = 3;
    let wakes = rounds(20_000, 15) as usize;
    let desk = Desk::new();
    let done = Arc::new(AtomicUsize::new(0));
    let seen = done.clone();
    let (hand, wakers) = mpsc::channel::<Waker>();
    let mut hand = Some(hand);
    let (future, counts) = watched(move |waker: &Waker| {
        if let Some(hand) = hand.take() {
            for _ in 0..threads {
                hand.send(waker.clone()).unwrap();
            }
        }
        seen.load(Ordering::Relaxed) == threads * wakes
    });
    let join = desk.spawn(future);
    desk.turn();
    thread::scope(|scope| {
        for waker in wakers.iter().take(threads) {
            let done = &done;
            scope.spawn(move || {
                for _ in 0..wakes {
                    // Relaxed: the wake itself must make it visible.
                    done.fetch_add(1, Ordering::Relaxed);
                    waker.wake_by_ref();
                }
            });
        }
        while !join.is_done() {
            if desk.run() == 0 {
                thread::yield_now();
            }
        }
    });
    assert_eq!(counts.future_drops(), 1);
    drop(join);
    assert!(desk.close());
}

#[test]
fn an_output_is_dropped_once_when_the_end_races_with_the_handles_drop() {
    for _ in 0..rounds(2_000, 8) {
        let desk = Desk::new();
        let (future, counts) = watched(|_| true);
        let join = desk.spawn(future);
        let start = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                drop(join);
            });
            start.wait();
            desk.turn();
        });
        assert_eq!(counts.outputs(), (1, 1));
        assert!(desk.close());
    }
}

#[test]
fn a_join_on_another_thread_is_always_told_of_the_end() {
    for round in 0..rounds(2_000, 8) {
        let desk = Desk::new();
        let (future, counts) = watched(|_| true);
        let join = desk.spawn(future);
        let start = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                let finished = wait(join);
                assert_eq!(matches!(finished, Finished::Returned(_)), round % 2 == 0);
            });
            start.wait();
            if round % 2 == 0 {
                desk.turn();
            } else {
                drop(desk);
            }
        });
        let (made, dropped) = counts.outputs();
        assert_eq!(made, dropped);
        assert_eq!(counts.future_drops(), 1);
    }
}

#[test]
fn wakers_are_cloned_woken_and_dropped_while_the_set_ends() {
    for round in 0..rounds(500, 3) {
        let desk = Desk::new();
        let memory = desk.memory.clone();
        let wakers: Vec<Waker> = (0..3).map(|_| desk.waker()).collect();
        let joins: Vec<_> = (0..3).map(|_| desk.spawn(async { vec![1] })).collect();
        let start = Barrier::new(4);
        thread::scope(|scope| {
            for (index, (waker, join)) in wakers.into_iter().zip(joins).enumerate() {
                let start = &start;
                scope.spawn(move || {
                    let abort = join.abort_ref();
                    start.wait();
                    let clone = waker.clone();
                    waker.wake_by_ref();
                    drop(waker);
                    abort.abort();
                    let _ = abort.is_done();
                    if index == 0 {
                        let _ = wait(join);
                    } else {
                        drop(join);
                    }
                    clone.wake();
                });
            }
            start.wait();
            if round % 2 == 0 {
                desk.run();
            }
            drop(desk);
        });
        assert!(memory.is_gone());
    }
}

#[test]
fn wakers_go_to_and_fro_between_the_sets_thread_and_others() {
    for seed in 0..rounds(60, 2) {
        let desk = Desk::new();
        let (there, from_here) = mpsc::channel::<Waker>();
        let (back, from_there) = mpsc::channel::<Waker>();
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut random = SplitMix64::new(seed);
                for waker in from_here {
                    for _ in 0..random.below(3) {
                        let _ = back.send(waker.clone());
                    }
                    match random.below(3) {
                        0 => waker.wake(),
                        1 => _ = back.send(waker),
                        _ => drop(waker),
                    }
                }
            });
            let mut random = SplitMix64::new(seed + 1000);
            for _ in 0..rounds(300, 14) {
                if random.below(3) == 0 {
                    // Its place is free as soon as the last waker is gone.
                    let (future, left) = leaves_waker(random.below(2) == 0);
                    drop(desk.spawn(future));
                    desk.run();
                    left.take_all().into_iter().for_each(|waker| {
                        let _ = there.send(waker);
                    });
                }
                if let Ok(waker) = from_there.try_recv() {
                    match random.below(3) {
                        0 => waker.wake(),
                        1 => _ = there.send(waker),
                        _ => drop(waker),
                    }
                }
                if random.below(8) == 0 {
                    desk.set.cancel_all(|_, cancel| cancel());
                }
                desk.run();
            }
            drop(there);
            from_there.into_iter().for_each(drop);
        });
        assert!(desk.close());
    }
}

#[test]
fn a_place_is_filled_anew_while_others_ask_and_abort_who_was_there_before() {
    let desk = Desk::new();
    let stop = Arc::new(AtomicBool::new(false));
    let (hand, aborts) = mpsc::channel::<AbortRef>();
    thread::scope(|scope| {
        let stopped = stop.clone();
        scope.spawn(move || {
            let mut known: Vec<AbortRef> = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                known.extend(aborts.try_iter());
                for abort in &known {
                    abort.abort();
                    // They were done when they were handed over.
                    assert!(abort.is_done());
                }
                known.truncate(3);
                thread::yield_now();
            }
        });
        for round in 0..rounds(3_000, 5) {
            let join = desk.spawn(async {});
            let abort = join.abort_ref();
            if round % 2 == 0 {
                drop(join);
                desk.turn();
            } else {
                desk.turn();
                drop(join);
            }
            hand.send(abort).unwrap();
            // In the same place, and never aborted.
            let next = desk.spawn(pending::<()>());
            drop(next);
            while let Some(task) = desk.set.pick(0) {
                assert!(!task.is_aborted());
                task.poll();
            }
            desk.set.cancel_all(|_, cancel| cancel());
        }
        stop.store(true, Ordering::Relaxed);
    });
    drop(hand);
}

#[test]
fn an_abort_races_with_the_end() {
    for _ in 0..rounds(1_000, 8) {
        let desk = Desk::new();
        let mut polls = 0;
        let mut join = desk.spawn(poll_fn(move |context| {
            polls += 1;
            context.waker().wake_by_ref();
            if polls == 3 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }));
        let abort = join.abort_ref();
        thread::scope(|scope| {
            scope.spawn(move || abort.abort());
            while !join.is_done() {
                desk.run();
            }
        });
        assert!(crate::desk::ask(&mut join).is_ready());
        drop(join);
        drop(desk);
    }
}
