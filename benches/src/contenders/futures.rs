//! futures: its `LocalPool`, its `block_on`, its channels and its lock.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use futures::channel::{mpsc, oneshot};
use futures::executor::{LocalPool, LocalSpawner, block_on};
use futures::lock::Mutex;
use futures::task::LocalSpawnExt;
use futures::{SinkExt, StreamExt};

use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{self, BlockOn, Executor, Spawn, locks, parks};
use crate::workload::{CAPACITY, LOCKERS, LOCKS, ROUND_TRIPS, Workload};

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    match workload {
        Workload::BlockOnReady | Workload::BlockOnYield => tasks::block_on(Function, workload),
        _ => with_primitives::<Pool>(workload),
    }
}

/// The workload on any executor, with the channels and the lock of futures.
pub(crate) fn with_primitives<E: Executor>(workload: Workload) -> Option<Job> {
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

struct Pool(RefCell<LocalPool>, LocalSpawner);

impl Executor for Pool {
    type Spawner = LocalSpawner;
    type Done = ();

    fn new() -> Self {
        let pool = LocalPool::new();
        let spawner = pool.spawner();
        Pool(RefCell::new(pool), spawner)
    }

    fn run<M>(&self, main: impl FnOnce(LocalSpawner) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        self.0.borrow_mut().run_until(main(self.1.clone()));
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Spawn for LocalSpawner {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        self.spawn_local(future).unwrap();
    }
}

fn ping_pong<E: Executor>() -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|spawner| async move {
            // One place for each sender comes on top of what is asked for.
            let (mut to, mut at_peer) = mpsc::channel::<u64>(0);
            let (mut back, mut here) = mpsc::channel::<u64>(0);
            spawner.spawn(async move {
                while let Some(value) = at_peer.next().await {
                    back.send(value + 1).await.unwrap();
                }
            });
            let mut value = 0;
            for _ in 0..ROUND_TRIPS {
                to.send(value).await.unwrap();
                value = here.next().await.unwrap();
            }
            assert_eq!(value, ROUND_TRIPS as u64);
        })
    })
}

fn stream<E: Executor>(count: usize) -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|spawner| async move {
            let (mut to, mut from) = mpsc::channel::<u64>(CAPACITY - 1);
            spawner.spawn(async move {
                for value in 0..count as u64 {
                    to.send(value).await.unwrap();
                }
            });
            let mut sum = 0;
            while let Some(value) = from.next().await {
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

fn mutex<E: Executor>(contenders: usize, times: usize, yields: bool) -> Job {
    let (executor, latch) = (E::new(), Latch::leak());
    E::job(move || {
        executor.run(|spawner| async move {
            let mutex = Rc::new(Mutex::new(0));
            latch.expect(contenders);
            for _ in 0..contenders {
                let mutex = mutex.clone();
                spawner.spawn(locks!(mutex, latch, times, yields));
            }
            latch.wait().await;
            assert_eq!(*mutex.lock().await, contenders * times);
        })
    })
}

/// Its `block_on`.
struct Function;

impl BlockOn for Function {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        block_on(future)
    }
}
