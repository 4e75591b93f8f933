//! async-executor, as a `LocalExecutor` or leaked as a `StaticLocalExecutor`, with async-channel and
//! async-lock. They have no oneshot of their own: that of futures is usual, and takes 0.3 of the time
//! of a channel of capacity 1 to park 100,000 tasks here.

use std::future::Future;
use std::rc::Rc;

use async_executor::{LocalExecutor, StaticLocalExecutor};
use async_lock::Mutex;
use futures::channel::oneshot;
use futures_lite::future::block_on;

use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{self, Executor, Spawn, locks, parks};
use crate::workload::{CAPACITY, LOCKERS, LOCKS, ROUND_TRIPS, Workload};

/// The workload made ready.
pub(crate) fn prepare<E: Executor<Done = ()>>(workload: Workload) -> Option<Job> {
    let items = workload.items();
    match workload {
        Workload::PingPong => Some(ping_pong::<E>()),
        Workload::Stream => Some(stream::<E>(items)),
        Workload::Park | Workload::ParkMillion => Some(park::<E>(items)),
        Workload::MutexContended => Some(mutex::<E>(LOCKERS, LOCKS, true)),
        Workload::MutexAlone => Some(mutex::<E>(1, items, false)),
        Workload::Timers | Workload::BlockOnReady | Workload::BlockOnYield => None,
        _ => tasks::job::<E>(workload),
    }
}

/// A `LocalExecutor`, shared by its tasks.
pub(crate) struct Local(Rc<LocalExecutor<'static>>);

/// A `StaticLocalExecutor`.
pub(crate) struct Static(&'static StaticLocalExecutor);

impl Executor for Local {
    type Spawner = Rc<LocalExecutor<'static>>;
    type Done = ();

    fn new() -> Self {
        Local(Rc::new(LocalExecutor::new()))
    }

    fn run<M>(&self, main: impl FnOnce(Self::Spawner) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        block_on(self.0.run(main(self.0.clone())));
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Executor for Static {
    type Spawner = &'static StaticLocalExecutor;
    type Done = ();

    fn new() -> Self {
        Static(LocalExecutor::new().leak())
    }

    fn run<M>(&self, main: impl FnOnce(Self::Spawner) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        block_on(self.0.run(main(self.0)));
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Spawn for Rc<LocalExecutor<'static>> {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        LocalExecutor::spawn(self, future).detach();
    }
}

impl Spawn for &'static StaticLocalExecutor {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        StaticLocalExecutor::spawn(self, future).detach();
    }
}

fn ping_pong<E: Executor>() -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|spawner| async move {
            let (to, at_peer) = async_channel::bounded::<u64>(1);
            let (back, here) = async_channel::bounded::<u64>(1);
            spawner.spawn(async move {
                while let Ok(value) = at_peer.recv().await {
                    back.send(value + 1).await.unwrap();
                }
            });
            let mut value = 0;
            for _ in 0..ROUND_TRIPS {
                to.send(value).await.unwrap();
                value = here.recv().await.unwrap();
            }
            assert_eq!(value, ROUND_TRIPS as u64);
        })
    })
}

fn stream<E: Executor>(count: usize) -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|spawner| async move {
            let (to, from) = async_channel::bounded::<u64>(CAPACITY);
            spawner.spawn(async move {
                for value in 0..count as u64 {
                    to.send(value).await.unwrap();
                }
            });
            let mut sum = 0;
            while let Ok(value) = from.recv().await {
                sum += value;
            }
            assert_eq!(sum, (count as u64 - 1) * count as u64 / 2);
        })
    })
}

fn park<E: Executor>(count: usize) -> Job {
    let (executor, parked, latch) = (E::new(), Latch::leak(), Latch::leak());
    E::job(move || {
        executor.run(|spawner| async move {
            parked.expect(count);
            latch.expect(count);
            let mut senders = Vec::with_capacity(count);
            for _ in 0..count {
                let (sender, receiver) = oneshot::channel::<u64>();
                senders.push(sender);
                spawner.spawn(parks!(receiver, parked, latch));
            }
            parked.wait().await;
            for (value, sender) in senders.into_iter().enumerate() {
                sender.send(value as u64).unwrap();
            }
            latch.wait().await;
        })
    })
}

fn mutex<E: Executor<Done = ()>>(contenders: usize, times: usize, yields: bool) -> Job {
    let (executor, latch) = (E::new(), Latch::leak());
    E::job(move || {
        let mutex = Rc::new(Mutex::new(0));
        let shared = mutex.clone();
        executor.run(|spawner| async move {
            latch.expect(contenders);
            for _ in 0..contenders {
                let mutex = shared.clone();
                spawner.spawn(locks!(mutex, latch, times, yields));
            }
            latch.wait().await;
        });
        assert_eq!(*mutex.try_lock().unwrap(), contenders * times);
    })
}
