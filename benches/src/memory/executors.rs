//! Parking [`Forever`] on each executor: all tasks spawned at once, then polled until each was.
#![allow(unsafe_code)] // Embassy's raw executor asks for it.

use std::any::Any;
use std::rc::Rc;
use std::task::{Context, Waker};

use ::async_executor::LocalExecutor;
use ::embassy_executor::raw::{Executor, TaskStorage};
use ::tokio::runtime::{Builder, LocalOptions};
use ::tokio::task::{LocalSet, spawn_local};
use ::wakescope::executor::policy::Fifo;
use ::wakescope::executor::{Executor as _, Queue};
use ::wakescope::task::{Park, Parked};
use futures::StreamExt;
use futures::executor::LocalPool;
use futures::stream::FuturesUnordered;
use futures::task::LocalSpawnExt;

use super::{Forever, polled};
use crate::latch::yield_now;

type Kept = Box<dyn Any>;

/// Yields until so many polls have been.
async fn all_polled(goal: usize) {
    while polled() < goal {
        yield_now().await;
    }
}

pub(super) fn wakescope(count: usize) -> Kept {
    struct Rest;
    impl Park for Rest {
        fn park(&mut self) -> Parked {
            Parked::Forever
        }

        fn spent(&mut self, _time: std::time::Duration) {}
    }

    let (mut queue, goal) = (Queue::new(Fifo), polled() + count);
    for _ in 0..count {
        drop(queue.spawn(Forever::new()));
    }
    assert!(!queue.run(&mut Rest), "no task ends");
    assert_eq!(polled(), goal);
    Box::new(queue)
}

pub(super) fn tokio_local_set(count: usize) -> Kept {
    let runtime = Builder::new_current_thread().build().unwrap();
    let (set, goal) = (LocalSet::new(), polled() + count);
    set.block_on(&runtime, async move {
        for _ in 0..count {
            drop(spawn_local(Forever::new()));
        }
        all_polled(goal).await;
    });
    Box::new((runtime, set))
}

pub(super) fn tokio_local_runtime(count: usize) -> Kept {
    let builder = &mut Builder::new_current_thread();
    let runtime = builder.build_local(LocalOptions::default()).unwrap();
    let goal = polled() + count;
    runtime.block_on(async move {
        for _ in 0..count {
            drop(spawn_local(Forever::new()));
        }
        all_polled(goal).await;
    });
    Box::new(runtime)
}

pub(super) fn async_executor(count: usize) -> Kept {
    let (executor, goal) = (Rc::new(LocalExecutor::new()), polled() + count);
    for _ in 0..count {
        executor.spawn(Forever::new()).detach();
    }
    while executor.try_tick() {}
    assert_eq!(polled(), goal);
    Box::new(executor)
}

pub(super) fn async_executor_static(count: usize) -> Kept {
    let (executor, goal) = (LocalExecutor::new().leak(), polled() + count);
    for _ in 0..count {
        // It keeps no task itself: without a waker and a handle, a task is dropped.
        std::mem::forget(executor.spawn(Forever::new()));
    }
    while executor.try_tick() {}
    assert_eq!(polled(), goal);
    Box::new(executor)
}

pub(super) fn local_pool(count: usize) -> Kept {
    let (mut pool, goal) = (LocalPool::new(), polled() + count);
    let spawner = pool.spawner();
    for _ in 0..count {
        spawner.spawn_local(Forever::new()).unwrap();
    }
    pool.run_until_stalled();
    assert_eq!(polled(), goal);
    Box::new(pool)
}

pub(super) fn futures_unordered(count: usize) -> Kept {
    let (mut tasks, goal) = (FuturesUnordered::new(), polled() + count);
    for _ in 0..count {
        tasks.push(Forever::new());
    }
    let mut context = Context::from_waker(Waker::noop());
    while polled() < goal {
        assert!(tasks.poll_next_unpin(&mut context).is_pending());
    }
    Box::new(tasks)
}

pub(super) fn embassy(count: usize) -> Kept {
    let executor: &'static Executor = Box::leak(Box::new(Executor::new(std::ptr::null_mut())));
    let places: Vec<TaskStorage<Forever>> = (0..count).map(|_| TaskStorage::new()).collect();
    let (places, goal) = (places.leak(), polled() + count);
    for place in &*places {
        let token = place.spawn(Forever::new);
        executor.spawner().spawn(token.expect("the place is free"));
    }
    while polled() < goal {
        // SAFETY: this is the only call, it is not within a task, and so never within itself.
        unsafe { executor.poll() };
    }
    Box::new(executor)
}

#[cfg(target_arch = "wasm32")]
pub(super) fn wasm_bindgen_futures(count: usize) -> Kept {
    for _ in 0..count {
        ::wasm_bindgen_futures::spawn_local(Forever::new());
    }
    Box::new(())
}
