//! Wakes, drops and joins from other threads than the one that polls.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::task::{Poll, Wake, Waker};
use std::thread;

use wakescope::task::any_thread::{JoinRef, Task, spawn_local, spawn_send};
use wakescope::task::{Finished, Polled, WakerSlot};

use crate::desk::Desk;
use crate::support::watched::{OnDrop, watched};
use crate::support::{self, rounds};

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
    let (seen, hand) = (done.clone(), mpsc::channel::<Waker>());
    let mut sender = Some(hand.0);
    // Ready once it has seen all the work, which it is woken for.
    let (future, counts) = watched(move |waker| {
        if let Some(sender) = sender.take() {
            for _ in 0..threads {
                sender.send(waker.clone()).unwrap();
            }
        }
        seen.load(Ordering::Relaxed) == threads * wakes
    });
    let (task, _join) = desk.spawn(future);
    task.first_schedule();
    desk.next().unwrap().poll();
    thread::scope(|scope| {
        for waker in hand.1.iter().take(threads) {
            let done = &done;
            scope.spawn(move || {
                for _ in 0..wakes {
                    // Relaxed: the wake itself must make it visible.
                    done.fetch_add(1, Ordering::Relaxed);
                    waker.wake_by_ref();
                }
            });
        }
        while !task.is_done() {
            match desk.next() {
                Some(task) => {
                    // What it was woken for meanwhile is answered at once.
                    while task.poll() == Polled::Again {}
                }
                None => thread::yield_now(),
            }
        }
    });
    assert!(counts.polls() <= desk.schedules() + desk.wakes().len() + 1);
    assert_eq!(counts.future_drops(), 1);
}

#[test]
fn a_local_task_is_polled_and_cancelled_on_its_own_thread_alone() {
    let desk = Desk::new();
    let (task, join) = desk.spawn(async {});
    let elsewhere = |act: fn(&Task)| {
        let task = task.clone();
        let panic = thread::spawn(move || act(&task)).join().unwrap_err();
        panic.downcast_ref::<&str>().unwrap().to_string()
    };
    let sentence = "a local task is polled and cancelled only on the thread that spawned it";
    let poll = |task: &Task| assert_eq!(task.poll(), Polled::Ready);
    let cancel = |task: &Task| assert!(task.cancel());
    assert_eq!([elsewhere(poll), elsewhere(cancel)], [sentence; 2]);
    assert_eq!(task.poll(), Polled::Ready, "nothing has happened to it");
    drop(join);
}

#[test]
fn wakers_and_tasks_of_a_local_future_may_be_dropped_anywhere() {
    let desk = Desk::new();
    let home = thread::current().id();
    let drops = Rc::new(Cell::new(0));
    let count = drops.clone();
    let guard = OnDrop(move || {
        assert_eq!(thread::current().id(), home);
        count.set(count.get() + 1);
    });
    let kept: Arc<Mutex<Vec<Waker>>> = Arc::default();
    let keep = kept.clone();
    let future = async move {
        let _guard = guard;
        std::future::poll_fn(move |context| {
            keep.lock().unwrap().push(context.waker().clone());
            Poll::<()>::Pending
        })
        .await;
    };
    let (task, join) = spawn_local(future, desk.clerk(), 0, 0);
    task.poll();
    assert!(task.cancel());
    assert_eq!(drops.get(), 1);
    thread::spawn(move || drop((task, kept))).join().unwrap();
    drop(join);
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
#[cfg_attr(miri, ignore = "it leaks, as it should")]
fn a_local_future_that_nobody_cancelled_is_never_dropped_on_a_foreign_thread() {
    let desk = Desk::new();
    let guard = OnDrop(|| panic!("dropped on the thread {:?}", thread::current().id()));
    let (task, join) = desk.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    task.poll();
    drop(join);
    thread::spawn(move || drop(task)).join().unwrap();
    assert_eq!(desk.tasks_in_memory(), 1, "leaked whole");
}

#[test]
fn a_task_of_any_thread_is_polled_and_dropped_on_any() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    let (task, join) = spawn_send(future, desk.clerk(), 0, 0);
    let task = thread::spawn(move || {
        assert_eq!(task.poll(), Polled::Pending);
        task
    })
    .join()
    .unwrap();
    assert_eq!(task.poll(), Polled::Pending);
    drop(join);
    thread::spawn(move || drop(task)).join().unwrap();
    assert_eq!((counts.polls(), counts.future_drops()), (2, 1));
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn an_output_is_dropped_once_when_the_end_races_with_the_handles_drop() {
    for _ in 0..rounds(2_000, 12) {
        let desk = Desk::new();
        let (future, counts) = watched(|_| true);
        let (task, join) = desk.spawn(future);
        let start = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                drop(join);
            });
            start.wait();
            assert_eq!(task.poll(), Polled::Ready);
        });
        assert_eq!(counts.outputs(), (1, 1));
    }
}

#[test]
fn a_join_on_another_thread_is_always_told_of_the_end() {
    for _ in 0..rounds(2_000, 12) {
        let desk = Desk::new();
        let (future, counts) = watched(|_| true);
        let (task, join) = desk.spawn(future);
        let start = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                start.wait();
                assert!(matches!(wait(join), Finished::Returned(_)));
            });
            start.wait();
            assert_eq!(task.poll(), Polled::Ready);
        });
        assert_eq!(counts.outputs(), (1, 1));
    }
}

#[test]
fn a_task_is_polled_by_one_thread_at_a_time() {
    let desk = Desk::new();
    let inside = Arc::new(AtomicUsize::new(0));
    let within = inside.clone();
    let (future, counts) = watched(move |_| {
        assert_eq!(within.fetch_add(1, Ordering::SeqCst), 0, "two at once");
        thread::yield_now();
        within.fetch_sub(1, Ordering::SeqCst);
        false
    });
    let (task, _join) = spawn_send(future, desk.clerk(), 0, 0);
    let polled = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..rounds(500, 8) {
                    match task.poll() {
                        Polled::Pending => drop(polled.fetch_add(1, Ordering::SeqCst)),
                        other => assert_eq!(other, Polled::NotPolled),
                    }
                }
            });
        }
    });
    assert_eq!(counts.polls(), polled.load(Ordering::SeqCst));
}

#[test]
fn a_cancel_and_a_poll_at_once_drop_the_future_once() {
    for _ in 0..rounds(1_000, 12) {
        let desk = Desk::new();
        let (future, counts) = watched(|_| false);
        let (task, join) = spawn_send(future, desk.clerk(), 0, 0);
        thread::scope(|scope| {
            scope.spawn(|| task.poll());
            while !task.cancel() {
                thread::yield_now();
            }
        });
        assert_eq!(counts.future_drops(), 1);
        assert!(matches!(wait(join), Finished::Cancelled));
    }
}

#[test]
fn a_slot_loses_no_wake_when_two_threads_take_and_one_registers() {
    struct Count(AtomicUsize);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    for _ in 0..rounds(1_000, 10) {
        let wakes = Arc::new(Count(AtomicUsize::new(0)));
        let (slot, said) = (WakerSlot::new(), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    said.fetch_add(1, Ordering::Relaxed);
                    if let Some(waker) = slot.take() {
                        waker.wake();
                    }
                });
            }
            let waker = Waker::from(wakes.clone());
            // As a future: register, look, and rest until woken.
            loop {
                let before = wakes.0.load(Ordering::SeqCst);
                slot.register(&waker);
                if said.load(Ordering::Relaxed) == 2 {
                    break;
                }
                while wakes.0.load(Ordering::SeqCst) == before {
                    thread::yield_now();
                }
            }
        });
        drop(slot);
        assert_eq!(Arc::strong_count(&wakes), 1, "every waker is dropped");
    }
}
