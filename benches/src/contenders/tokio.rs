//! tokio: its `current_thread` runtime with a `LocalSet`, or its `LocalRuntime`, and `tokio::sync`.
//! In wasm it has no timers: even a paused clock reads the system's once, which panics there.

use std::future::Future;
use std::rc::Rc;

use tokio::runtime::{Builder, LocalOptions, LocalRuntime};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::{LocalSet, spawn_local};

use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{self, BlockOn, Executor, Spawn, locks, parks};
use crate::workload::{CAPACITY, LOCKERS, LOCKS, ROUND_TRIPS, Workload};

/// The workload made ready.
pub(crate) fn prepare<E>(workload: Workload) -> Option<Job>
where
    E: Executor<Spawner = Here, Done = ()> + Paused,
{
    let items = workload.items();
    match workload {
        Workload::PingPong => Some(ping_pong::<E>()),
        Workload::Stream => Some(stream::<E>(items)),
        Workload::Park | Workload::ParkMillion => Some(park::<E>(items)),
        Workload::MutexContended => Some(mutex::<E>(LOCKERS, LOCKS, true)),
        Workload::MutexAlone => Some(mutex::<E>(1, items, false)),
        #[cfg(not(target_arch = "wasm32"))]
        Workload::Timers => Some(timers::<E>(items)),
        #[cfg(target_arch = "wasm32")]
        Workload::Timers => None,
        Workload::BlockOnReady | Workload::BlockOnYield => tasks::block_on(E::alone(), workload),
        _ => tasks::job::<E>(workload),
    }
}

/// What the two differ in besides running.
pub(crate) trait Paused {
    /// With time paused from the start.
    #[cfg(not(target_arch = "wasm32"))]
    fn paused() -> Self;
    /// What blocks on a future without tasks beside it.
    fn alone() -> impl BlockOn;
}

/// The runtime with a `LocalSet`.
pub(crate) struct Set(tokio::runtime::Runtime, LocalSet);

/// The `LocalRuntime`.
pub(crate) struct Runtime(LocalRuntime);

/// Spawns on the executor that runs the caller.
#[derive(Clone)]
pub(crate) struct Here;

impl Spawn for Here {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        drop(spawn_local(future));
    }
}

impl Executor for Set {
    type Spawner = Here;
    type Done = ();

    fn new() -> Self {
        let runtime = Builder::new_current_thread().build().unwrap();
        Set(runtime, LocalSet::new())
    }

    fn run<M>(&self, main: impl FnOnce(Here) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        self.1.block_on(&self.0, main(Here));
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Executor for Runtime {
    type Spawner = Here;
    type Done = ();

    fn new() -> Self {
        let builder = &mut Builder::new_current_thread();
        Runtime(builder.build_local(LocalOptions::default()).unwrap())
    }

    fn run<M>(&self, main: impl FnOnce(Here) -> M)
    where
        M: Future<Output = ()> + 'static,
    {
        self.0.block_on(main(Here));
    }

    fn job(work: impl FnMut() + 'static) -> Job {
        Job::now(work)
    }
}

impl Paused for Set {
    #[cfg(not(target_arch = "wasm32"))]
    fn paused() -> Self {
        let builder = &mut Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().unwrap();
        Set(runtime, LocalSet::new())
    }

    fn alone() -> impl BlockOn {
        Builder::new_current_thread().build().unwrap()
    }
}

impl Paused for Runtime {
    #[cfg(not(target_arch = "wasm32"))]
    fn paused() -> Self {
        let builder = &mut Builder::new_current_thread();
        let builder = builder.enable_time().start_paused(true);
        Runtime(builder.build_local(LocalOptions::default()).unwrap())
    }

    fn alone() -> impl BlockOn {
        Self::new().0
    }
}

impl BlockOn for tokio::runtime::Runtime {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        tokio::runtime::Runtime::block_on(self, future)
    }
}

impl BlockOn for LocalRuntime {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        LocalRuntime::block_on(self, future)
    }
}

fn ping_pong<E: Executor<Spawner = Here>>() -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|_| async {
            let (to, mut at_peer) = mpsc::channel::<u64>(1);
            let (back, mut here) = mpsc::channel::<u64>(1);
            drop(spawn_local(async move {
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
        })
    })
}

fn stream<E: Executor<Spawner = Here>>(count: usize) -> Job {
    let executor = E::new();
    E::job(move || {
        executor.run(|_| async move {
            let (to, mut from) = mpsc::channel::<u64>(CAPACITY);
            drop(spawn_local(async move {
                for value in 0..count as u64 {
                    to.send(value).await.unwrap();
                }
            }));
            let mut sum = 0;
            while let Some(value) = from.recv().await {
                sum += value;
            }
            assert_eq!(sum, (count as u64 - 1) * count as u64 / 2);
        })
    })
}

fn park<E: Executor<Spawner = Here>>(count: usize) -> Job {
    let (executor, parked, latch) = (E::new(), Latch::leak(), Latch::leak());
    E::job(move || {
        executor.run(|_| async move {
            parked.expect(count);
            latch.expect(count);
            let mut senders = Vec::with_capacity(count);
            for _ in 0..count {
                let (sender, receiver) = oneshot::channel::<u64>();
                senders.push(sender);
                drop(spawn_local(parks!(receiver, parked, latch)));
            }
            parked.wait().await;
            for (value, sender) in senders.into_iter().enumerate() {
                sender.send(value as u64).unwrap();
            }
            latch.wait().await;
        })
    })
}

fn mutex<E>(contenders: usize, times: usize, yields: bool) -> Job
where
    E: Executor<Spawner = Here, Done = ()>,
{
    let (executor, latch) = (E::new(), Latch::leak());
    E::job(move || {
        let mutex = Rc::new(Mutex::new(0));
        let shared = mutex.clone();
        executor.run(|_| async move {
            latch.expect(contenders);
            for _ in 0..contenders {
                let mutex = shared.clone();
                drop(spawn_local(locks!(mutex, latch, times, yields)));
            }
            latch.wait().await;
        });
        assert_eq!(*mutex.try_lock().unwrap(), contenders * times);
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn timers<E: Executor<Spawner = Here> + Paused>(count: usize) -> Job {
    use crate::workload::sleep_ms;
    use tokio::time::{Duration, sleep};

    let (executor, latch) = (E::paused(), Latch::leak());
    E::job(move || {
        executor.run(|_| async move {
            latch.expect(count);
            for index in 0..count {
                drop(spawn_local(async move {
                    sleep(Duration::from_millis(sleep_ms(index))).await;
                    latch.arrive();
                }));
            }
            latch.wait().await;
        })
    })
}
