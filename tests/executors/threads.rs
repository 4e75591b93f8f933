//! Executors that rest on real threads and are woken by others.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::thread;

use wakescope::executor::block_on::{ThreadPark, block_on};
use wakescope::executor::policy::Fifo;
use wakescope::executor::{Executor, Queue, spawn};
use wakescope::sync::{Notify, oneshot};

const WAKES: usize = if cfg!(miri) { 50 } else { 100_000 };

#[test]
fn block_on_sleeps_until_another_thread_wakes_it() {
    let (sender, receiver) = oneshot::channel();
    let thread = thread::spawn(move || sender.send(6 * 7).unwrap());
    assert_eq!(block_on(receiver), Ok(42));
    thread.join().unwrap();
}

#[test]
fn block_on_loses_none_of_many_wakes_of_another_thread() {
    let done = Arc::new(AtomicUsize::new(0));
    let (sender, receiver) = mpsc::channel();
    let count = done.clone();
    let thread = thread::spawn(move || {
        let waker: std::task::Waker = receiver.recv().unwrap();
        for _ in 0..WAKES {
            count.fetch_add(1, Ordering::Relaxed);
            waker.wake_by_ref();
        }
    });
    let mut sender = Some(sender);
    block_on(std::future::poll_fn(|context| {
        if let Some(sender) = sender.take() {
            sender.send(context.waker().clone()).unwrap();
        }
        if done.load(Ordering::Relaxed) == WAKES {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }));
    thread.join().unwrap();
}

/// A queue that rests on this thread, and its rest.
fn queue() -> (Queue<Fifo>, ThreadPark) {
    let park = ThreadPark::current();
    (Queue::with_bell(Fifo, park.clone()), park)
}

#[test]
fn a_queue_rests_on_its_thread_and_loses_none_of_many_wakes() {
    let (mut queue, mut park) = queue();
    let threads = 4;
    let tasks: Vec<_> = (0..threads)
        .map(|_| {
            let (sender, receiver) = mpsc::channel::<std::task::Waker>();
            let done = Arc::new(AtomicUsize::new(0));
            let count = done.clone();
            let thread = thread::spawn(move || {
                let waker = receiver.recv().unwrap();
                for _ in 0..WAKES / threads {
                    count.fetch_add(1, Ordering::Relaxed);
                    waker.wake_by_ref();
                }
            });
            let mut sender = Some(sender);
            let task = queue.spawn(std::future::poll_fn(move |context| {
                if let Some(sender) = sender.take() {
                    sender.send(context.waker().clone()).unwrap();
                }
                if done.load(Ordering::Relaxed) == WAKES / threads {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            }));
            (thread, task)
        })
        .collect();
    assert!(queue.run(&mut park), "all tasks end");
    for (thread, task) in tasks {
        assert!(task.is_finished());
        thread.join().unwrap();
    }
}

#[test]
fn a_message_to_and_fro_between_two_executors_on_two_threads() {
    let rounds = WAKES / 10;
    let (ping, pong) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let player = |mine: Arc<Notify>, other: Arc<Notify>| async move {
        for _ in 0..rounds {
            mine.notified().await;
            other.notify_one();
        }
    };
    let other = thread::spawn({
        let player = player(pong.clone(), ping.clone());
        move || {
            let (mut queue, mut park) = queue();
            drop(queue.spawn(player));
            assert!(queue.run(&mut park));
        }
    });
    let (mut queue, mut park) = queue();
    pong.notify_one();
    drop(queue.spawn(async move {
        for round in 0..rounds {
            ping.notified().await;
            if round + 1 < rounds {
                pong.notify_one();
            }
        }
    }));
    assert!(queue.run(&mut park));
    other.join().unwrap();
}

#[test]
fn a_task_spawns_onto_the_queue_that_runs_it() {
    let (mut queue, mut park) = queue();
    let sum = queue.spawn(async {
        let parts = [1, 2, 3].map(|part| spawn(async move { part }));
        let mut sum = 0;
        for part in parts {
            sum += part.await.unwrap();
        }
        sum
    });
    assert!(queue.run(&mut park));
    let sum = block_on(sum);
    assert_eq!(sum.unwrap(), 6);
}

#[test]
fn an_abort_from_another_thread_reaches_a_resting_queue() {
    let (mut queue, mut park) = queue();
    let task = queue.spawn(std::future::pending::<()>());
    let abort = task.abort_handle();
    let thread = thread::spawn(move || abort.abort());
    assert!(queue.run(&mut park));
    thread.join().unwrap();
    assert!(block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn a_handle_is_awaited_on_another_thread_than_its_task() {
    let (mut queue, mut park) = queue();
    let task = queue.spawn(async { 5 });
    let thread = thread::spawn(move || block_on(task).unwrap());
    assert!(queue.run(&mut park));
    assert_eq!(thread.join().unwrap(), 5);
}

#[test]
fn a_busy_loop_takes_wakes_of_another_thread_and_ignores_them() {
    let mut executor = wakescope::executor::BusyLoop::new(std::time::Duration::ZERO);
    let done = Arc::new(AtomicUsize::new(0));
    let (sender, receiver) = mpsc::channel::<std::task::Waker>();
    let count = done.clone();
    let thread = thread::spawn(move || {
        let waker = receiver.recv().unwrap();
        for _ in 0..WAKES {
            count.fetch_add(1, Ordering::Relaxed);
            waker.wake_by_ref();
        }
    });
    let mut sender = Some(sender);
    drop(executor.spawn(std::future::poll_fn(move |context| {
        if let Some(sender) = sender.take() {
            sender.send(context.waker().clone()).unwrap();
        }
        if done.load(Ordering::Relaxed) == WAKES {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })));
    assert!(executor.run(&mut ThreadPark::current()));
    thread.join().unwrap();
}
