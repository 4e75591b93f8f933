//! What contenders do alike, written once: the workloads that need an executor and nothing else, for
//! all that can spawn whatever they are given, and those of `block_on`.

use std::future::Future;
use std::hint::black_box;

use crate::job::Job;
use crate::latch::{Latch, yield_now};
use crate::workload::{BATCH, BATCHES, Workload, YIELDERS, YIELDS};

/// An executor that spawns futures of any type.
pub trait Executor: 'static {
    /// What tasks spawn with.
    type Spawner: Spawn;
    /// What tells that a run is over: nothing, where [`Executor::run`] returns at the end.
    type Done: 'static;

    /// Made once, and used for every run.
    fn new() -> Self;

    /// Runs `main` and what it spawns to the end of `main`.
    fn run<M>(&self, main: impl FnOnce(Self::Spawner) -> M) -> Self::Done
    where
        M: Future<Output = ()> + 'static;

    /// A job of such runs.
    fn job(work: impl FnMut() -> Self::Done + 'static) -> Job;
}

/// Puts new tasks on an executor; nobody awaits their end.
pub trait Spawn: Clone + 'static {
    /// Makes a task of `future`.
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static;
}

/// Runs futures to their end, one at a time, and nothing beside them.
pub trait BlockOn: 'static {
    /// Runs `future` on this thread.
    fn block_on<F: Future>(&self, future: F) -> F::Output;
}

/// A task that ends at its first poll.
pub async fn end(latch: &'static Latch) {
    latch.arrive();
}

/// A task that yields `times` times.
pub async fn yields(latch: &'static Latch, times: usize) {
    for _ in 0..black_box(times) {
        yield_now().await;
    }
    latch.arrive();
}

// The next two are macros, so that each contender's task is compiled as if it were written in its
// file: with a function over a trait of locks, tokio's took 3 % longer.

/// A task that waits for what is sent to it.
macro_rules! parks {
    ($receiver:ident, $parked:ident, $latch:ident) => {
        async move {
            $parked.arrive();
            std::hint::black_box($receiver.await.unwrap());
            $latch.arrive();
        }
    };
}
pub(crate) use parks;

/// A task that takes a lock so many times, and yields while it holds it if it is told to.
macro_rules! locks {
    ($mutex:ident, $latch:ident, $times:expr, $yields:expr) => {
        async move {
            for _ in 0..$times {
                let mut guard = $mutex.lock().await;
                *guard += 1;
                if $yields {
                    $crate::latch::yield_now().await;
                }
                std::hint::black_box(&guard);
            }
            $latch.arrive();
        }
    };
}
pub(crate) use locks;

/// The job of a workload that needs an executor and nothing else; `None` for all others.
pub fn job<E: Executor>(workload: Workload) -> Option<Job> {
    match workload {
        Workload::Spawn => Some(spawn::<E>(1, workload.items())),
        Workload::Churn => Some(spawn::<E>(BATCHES, BATCH)),
        Workload::YieldOne => Some(yield_each::<E>(1, workload.items())),
        Workload::YieldMany => Some(yield_each::<E>(YIELDERS, YIELDS)),
        _ => None,
    }
}

fn spawn<E: Executor>(batches: usize, batch: usize) -> Job {
    let (executor, latch) = (E::new(), Latch::leak());
    E::job(move || {
        executor.run(|spawner| async move {
            for _ in 0..batches {
                latch.expect(batch);
                for _ in 0..batch {
                    spawner.spawn(end(latch));
                }
                latch.wait().await;
            }
        })
    })
}

fn yield_each<E: Executor>(tasks: usize, times: usize) -> Job {
    let (executor, latch) = (E::new(), Latch::leak());
    E::job(move || {
        executor.run(|spawner| async move {
            latch.expect(tasks);
            for _ in 0..tasks {
                spawner.spawn(yields(latch, times));
            }
            latch.wait().await;
        })
    })
}

/// The job of a workload of `block_on`; `None` for all others.
pub fn block_on(runner: impl BlockOn, workload: Workload) -> Option<Job> {
    match workload {
        Workload::BlockOnReady => Some(block_on_ready(runner, workload.items())),
        Workload::BlockOnYield => Some(block_on_yield(runner, workload.items())),
        _ => None,
    }
}

fn block_on_ready(runner: impl BlockOn, times: usize) -> Job {
    Job::now(move || {
        for time in 0..times {
            assert_eq!(runner.block_on(async { black_box(time) }), time);
        }
    })
}

fn block_on_yield(runner: impl BlockOn, times: usize) -> Job {
    Job::now(move || {
        let latch = Latch::default();
        latch.expect(1);
        runner.block_on(async {
            for _ in 0..times {
                yield_now().await;
            }
            latch.arrive();
        });
        latch.expect(0);
    })
}
