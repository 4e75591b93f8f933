//! wasm-bindgen-futures: its `spawn_local` puts tasks on the event loop of JavaScript, so a run ends
//! after its caller has returned. With the channels and the lock of futures.

use std::future::Future;
use std::pin::Pin;

use futures::channel::oneshot;
use wasm_bindgen_futures::spawn_local;

use crate::contenders::futures::with_primitives;
use crate::job::Job;
use crate::tasks::{Executor, Spawn};
use crate::workload::Workload;

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    with_primitives::<EventLoop>(workload)
}

struct EventLoop;

/// Spawns on the event loop.
#[derive(Clone)]
struct Here;

impl Spawn for Here {
    fn spawn<F>(&self, future: F)
    where
        F: Future<Output = ()> + 'static,
    {
        spawn_local(future);
    }
}

impl Executor for EventLoop {
    type Spawner = Here;
    type Done = Pin<Box<dyn Future<Output = ()>>>;

    fn new() -> Self {
        EventLoop
    }

    fn run<M>(&self, main: impl FnOnce(Here) -> M) -> Self::Done
    where
        M: Future<Output = ()> + 'static,
    {
        let (done, over) = oneshot::channel();
        let main = main(Here);
        spawn_local(async move {
            main.await;
            done.send(()).unwrap();
        });
        Box::pin(async move { over.await.unwrap() })
    }

    fn job(work: impl FnMut() -> Self::Done + 'static) -> Job {
        Job::Later(Box::new(work))
    }
}
