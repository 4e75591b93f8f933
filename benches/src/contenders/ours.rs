//! Wakescope: its queue, first in, first out, and its own primitives. Compiled twice, as it ships
//! and without recording: `super::core` is the one or the other.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use super::core::executor::block_on::{ThreadPark, block_on};
use super::core::executor::policy::Fifo;
use super::core::executor::{Executor as _, Queue, spawn};
use super::core::sync::{Mutex, mpsc, oneshot};
use super::core::task::{Park, Parked};
use super::core::time::{Clock, ms, sleep};
use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{self, BlockOn, Executor, Spawn, locks, parks};
use crate::workload::{CAPACITY, LOCKERS, LOCKS, ROUND_TRIPS, Workload, sleep_ms};

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    let items = workload.items();
    match workload {
        Workload::PingPong => Some(ping_pong()),
        Workload::Stream => Some(stream(items)),
        Workload::Park | Workload::ParkMillion => Some(park(items)),
        Workload::MutexContended => Some(mutex(LOCKERS, LOCKS, true)),
        Workload::MutexAlone => Some(mutex(1, items, false)),
        Workload::Timers => Some(timers(items)),
        Workload::BlockOnReady | Workload::BlockOnYield => tasks::block_on(Function, workload),
        _ => tasks::job::<Ours>(workload),
    }
}

struct Ours(RefCell<Queue<Fifo>>);

/// Spawns on the executor that runs the caller.
#[derive(Clone)]
struct Here;

impl Executor for Ours {
    type Spawner = Here;
    type Done = ();

    fn new() -> Self {
        Ours(RefCell::new(Queue::with_bell(Fifo, ThreadPark::current())))
    }

    fn run<M>(&self, main: impl FnOnce(Here) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        let mut queue = self.0.borrow_mut();
        drop(queue.spawn(main(Here)));
        assert!(queue.run(&mut Rest), "every task ends");
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Spawn for Here {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        drop(spawn(future));
    }
}

/// Nothing comes from outside: whoever rests, rests for ever.
struct Rest;

impl Park for Rest {
    fn park(&mut self) -> Parked {
        Parked::Forever
    }

    fn spent(&mut self, _time: Duration) {}
}

fn ping_pong() -> Job {
    let executor = Ours::new();
    Job::now(move || {
        executor.run(|_| async {
            let (to, mut at_peer) = mpsc::channel::<u64>(1);
            let (back, mut here) = mpsc::channel::<u64>(1);
            drop(spawn(async move {
                while let Some(value) = at_peer.recv().await {
                    back.send(value + 1).await.unwrap();
                }
            }));
            let mut value = 0;
            for _ in 0..ROUND_TRIPS {
                to.send(value).await.unwrap();
                value = here.recv().await.unwrap();
            }
            assert_eq!(value, ROUND_TRIPS as u64);
        });
    })
}

fn stream(count: usize) -> Job {
    let executor = Ours::new();
    Job::now(move || {
        executor.run(|_| async move {
            let (to, mut from) = mpsc::channel::<u64>(CAPACITY);
            drop(spawn(async move {
                for value in 0..count as u64 {
                    to.send(value).await.unwrap();
                }
            }));
            let mut sum = 0;
            while let Some(value) = from.recv().await {
                sum += value;
            }
            assert_eq!(sum, (count as u64 - 1) * count as u64 / 2);
        });
    })
}

fn park(count: usize) -> Job {
    let (executor, parked, latch) = (Ours::new(), Latch::leak(), Latch::leak());
    Job::now(move || {
        executor.run(|_| async move {
            parked.expect(count);
            latch.expect(count);
            let mut senders = Vec::with_capacity(count);
            for _ in 0..count {
                let (sender, receiver) = oneshot::channel::<u64>();
                senders.push(sender);
                drop(spawn(parks!(receiver, parked, latch)));
            }
            parked.wait().await;
            for (value, sender) in senders.into_iter().enumerate() {
                sender.send(value as u64).unwrap();
            }
            latch.wait().await;
        });
    })
}

fn mutex(contenders: usize, times: usize, yields: bool) -> Job {
    let (executor, latch) = (Ours::new(), Latch::leak());
    Job::now(move || {
        let mutex = Rc::new(Mutex::new(0));
        let shared = mutex.clone();
        executor.run(|_| async move {
            latch.expect(contenders);
            for _ in 0..contenders {
                let mutex = shared.clone();
                drop(spawn(locks!(mutex, latch, times, yields)));
            }
            latch.wait().await;
        });
        assert_eq!(*mutex.try_lock().unwrap(), contenders * times);
    })
}

fn timers(count: usize) -> Job {
    /// When nothing is ready, it becomes the time of the next timer.
    struct Jump(Clock);
    impl Park for Jump {
        fn park(&mut self) -> Parked {
            if self.0.fire_next() {
                Parked::Woken
            } else {
                Parked::Forever
            }
        }

        fn spent(&mut self, _time: Duration) {}
    }

    let mut queue = Queue::with_bell(Fifo, ThreadPark::current());
    let (clock, latch) = (Clock::new(), Latch::leak());
    Job::now(move || {
        let _entered = clock.enter();
        drop(queue.spawn(async move {
            latch.expect(count);
            for index in 0..count {
                drop(spawn(async move {
                    sleep(ms(sleep_ms(index))).await;
                    latch.arrive();
                }));
            }
            latch.wait().await;
        }));
        assert!(queue.run(&mut Jump(clock.clone())), "every task ends");
    })
}

/// Its `block_on`.
struct Function;

impl BlockOn for Function {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        block_on(future)
    }
}
