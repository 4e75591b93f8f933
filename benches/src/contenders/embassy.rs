//! Embassy's executor, with the channels, signals and locks of embassy-sync for a single executor.
//!
//! Its tasks are declared beforehand: storage for all that a workload will ever have alive is made
//! once, is never freed, and is no part of what is timed. The macro `task` makes the same storage,
//! but searches its pool from the front for a free place, which with 100,000 alive would be all that
//! is measured; here each task is given its place, as `TaskStorage` allows.
//!
//! It is driven as its platforms drive it, by `poll` after each call of the pender. A platform's
//! pender also wakes a processor that sleeps; nothing sleeps here, so this one has nothing to do.
#![allow(unsafe_code)] // The raw executor asks for it; each block says what makes it sound.

use std::cell::Cell;
use std::future::Future;
use std::hint::black_box;

use embassy_executor::Spawner;
use embassy_executor::raw::{Executor, TaskStorage};
use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::channel::Channel;
use embassy_sync::mutex::Mutex;
use embassy_sync::signal::Signal;

use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{end, locks, yields};
use crate::workload::{
    BATCH, BATCHES, CAPACITY, LOCKERS, LOCKS, ROUND_TRIPS, Workload, YIELDERS, YIELDS,
};

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    let items = workload.items();
    match workload {
        Workload::Spawn => Some(spawn(1, items)),
        Workload::Churn => Some(spawn(BATCHES, BATCH)),
        Workload::YieldOne => Some(yield_each(1, items)),
        Workload::YieldMany => Some(yield_each(YIELDERS, YIELDS)),
        Workload::PingPong => Some(ping_pong()),
        Workload::Stream => Some(stream(items)),
        Workload::Park | Workload::ParkMillion => Some(park(items)),
        Workload::MutexContended => Some(mutex(LOCKERS, LOCKS, true)),
        Workload::MutexAlone => Some(mutex(1, items, false)),
        Workload::Timers | Workload::BlockOnReady | Workload::BlockOnYield => None,
    }
}

/// Told that there is something to poll; `Run::until` polls anyway.
// SAFETY: no other symbol has this name: no platform of embassy-executor is switched on.
#[unsafe(export_name = "__pender")]
fn pender(_context: *mut ()) {}

/// An executor that lives as long as the program.
#[derive(Clone, Copy)]
struct Run(&'static Executor);

impl Run {
    fn new() -> Run {
        Run(Box::leak(Box::new(Executor::new(std::ptr::null_mut()))))
    }

    /// Polls until `done`; panics if that does not come.
    fn until(self, done: &Cell<bool>) {
        done.set(false);
        let mut polls = 0_u64;
        while !done.get() {
            // SAFETY: this is the only call, it is not within a task, and so never within itself.
            unsafe { self.0.poll() };
            polls += 1;
            assert!(polls < 1 << 40, "every task ends");
        }
    }

    fn spawner(self) -> Spawner {
        self.0.spawner()
    }
}

/// Storage for tasks of one type, given out in a circle.
struct Pool<F: Future<Output = ()> + 'static> {
    places: &'static [TaskStorage<F>],
    next: Cell<usize>,
}

impl<F: Future<Output = ()> + 'static> Pool<F> {
    fn new(count: usize) -> &'static Pool<F> {
        let places: Vec<TaskStorage<F>> = (0..count).map(|_| TaskStorage::new()).collect();
        Box::leak(Box::new(Pool {
            places: places.leak(),
            next: Cell::new(0),
        }))
    }

    fn spawn(&self, spawner: Spawner, future: impl FnOnce() -> F) {
        let index = self.next.get();
        let next = index + 1;
        self.next
            .set(if next == self.places.len() { 0 } else { next });
        let token = self.places[index].spawn(future);
        spawner.spawn(token.expect("the place is free"));
    }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn spawn(batches: usize, batch: usize) -> Job {
    let (run, latch, done) = (Run::new(), Latch::leak(), leak(Cell::new(false)));
    // The last task of a batch has woken the first task before its own place is free again.
    let tasks = Pool::new(batch + 1);
    let main = Pool::new(1);
    Job::now(move || {
        let spawner = run.spawner();
        main.spawn(spawner, || async move {
            for _ in 0..batches {
                latch.expect(batch);
                for _ in 0..batch {
                    tasks.spawn(spawner, || end(latch));
                }
                latch.wait().await;
            }
            done.set(true);
        });
        run.until(done);
    })
}

fn yield_each(count: usize, times: usize) -> Job {
    let (run, latch, done) = (Run::new(), Latch::leak(), leak(Cell::new(false)));
    let (tasks, main) = (Pool::new(count), Pool::new(1));
    Job::now(move || {
        let spawner = run.spawner();
        main.spawn(spawner, || async move {
            latch.expect(count);
            for _ in 0..count {
                tasks.spawn(spawner, || yields(latch, times));
            }
            latch.wait().await;
            done.set(true);
        });
        run.until(done);
    })
}

fn ping_pong() -> Job {
    let (run, done) = (Run::new(), leak(Cell::new(false)));
    let to = leak(Channel::<NoopRawMutex, u64, 1>::new());
    let back = leak(Channel::<NoopRawMutex, u64, 1>::new());
    let (peer, main) = (Pool::new(1), Pool::new(1));
    Job::now(move || {
        let spawner = run.spawner();
        main.spawn(spawner, || async move {
            peer.spawn(spawner, || async {
                for _ in 0..ROUND_TRIPS {
                    let value = to.receive().await;
                    back.send(value + 1).await;
                }
            });
            let mut value = 0;
            for _ in 0..ROUND_TRIPS {
                to.send(value).await;
                value = back.receive().await;
            }
            assert_eq!(value, ROUND_TRIPS as u64);
            done.set(true);
        });
        run.until(done);
    })
}

fn stream(count: usize) -> Job {
    let (run, done) = (Run::new(), leak(Cell::new(false)));
    let channel = leak(Channel::<NoopRawMutex, u64, CAPACITY>::new());
    let (peer, main) = (Pool::new(1), Pool::new(1));
    Job::now(move || {
        let spawner = run.spawner();
        main.spawn(spawner, || async move {
            peer.spawn(spawner, || async move {
                for value in 0..count as u64 {
                    channel.send(value).await;
                }
            });
            let mut sum = 0;
            for _ in 0..count {
                sum += channel.receive().await;
            }
            assert_eq!(sum, (count as u64 - 1) * count as u64 / 2);
            done.set(true);
        });
        run.until(done);
    })
}

fn park(count: usize) -> Job {
    let (run, done) = (Run::new(), leak(Cell::new(false)));
    let (parked, latch) = (Latch::leak(), Latch::leak());
    let signals: Vec<Signal<NoopRawMutex, u64>> = (0..count).map(|_| Signal::new()).collect();
    let signals: &'static [_] = signals.leak();
    let (tasks, main) = (Pool::new(count), Pool::new(1));
    Job::now(move || {
        let spawner = run.spawner();
        main.spawn(spawner, || async move {
            parked.expect(count);
            latch.expect(count);
            for signal in signals {
                tasks.spawn(spawner, || async move {
                    parked.arrive();
                    black_box(signal.wait().await);
                    latch.arrive();
                });
            }
            parked.wait().await;
            for (value, signal) in signals.iter().enumerate() {
                signal.signal(value as u64);
            }
            latch.wait().await;
            done.set(true);
        });
        run.until(done);
    })
}

fn mutex(contenders: usize, times: usize, yields: bool) -> Job {
    let (run, latch, done) = (Run::new(), Latch::leak(), leak(Cell::new(false)));
    let mutex = leak(Mutex::<NoopRawMutex, usize>::new(0));
    let (tasks, main) = (Pool::new(contenders), Pool::new(1));
    Job::now(move || {
        let spawner = run.spawner();
        *mutex.try_lock().unwrap() = 0;
        main.spawn(spawner, || async move {
            latch.expect(contenders);
            for _ in 0..contenders {
                tasks.spawn(spawner, || locks!(mutex, latch, times, yields));
            }
            latch.wait().await;
            done.set(true);
        });
        run.until(done);
        assert_eq!(*mutex.try_lock().unwrap(), contenders * times);
    })
}
