//! What a parked task costs beside its future: tasks are spawned, polled once, and never woken.
//! Everything that is alive then counts, also what an executor keeps to be quick the next time. Owns
//! the allocator that counts, so a program with this module measures no time.

mod counting;
mod executors;
#[cfg(target_arch = "wasm32")]
pub mod web;

use std::any::Any;
use std::cell::Cell;
use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

pub use counting::live;

use crate::contenders::Contender;

/// How many tasks are parked at a time, and what that is called in the summary.
pub const COUNTS: [(usize, &str); 3] = [
    (10_000, "memory, 10k parked"),
    (100_000, "memory, 100k parked"),
    (1_000_000, "memory, 1M parked"),
];

/// What the peak of the wasm's memory is called in the summary, with the last of [`COUNTS`].
pub const PEAK: &str = "memory, wasm peak with 1M parked";

/// The size of [`Forever`] in bytes.
pub const FUTURE: usize = size_of::<Forever>();

thread_local! {
    static POLLED: Cell<usize> = const { Cell::new(0) };
}

/// A future of 32 bytes that is never ready and keeps no waker.
struct Forever([u32; 8]);

impl Forever {
    fn new() -> Forever {
        Forever(black_box([7; 8]))
    }
}

impl Future for Forever {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        black_box(&self.0);
        POLLED.set(POLLED.get() + 1);
        Poll::Pending
    }
}

/// How many polls there have been on this thread.
#[must_use]
pub fn polled() -> usize {
    POLLED.get()
}

/// Parks `count` tasks of a contender. What is returned keeps them; `None` if the contender has no
/// tasks, or none of this kind. On the event loop of JavaScript they are only polled later.
#[must_use]
pub fn park(contender: Contender, count: usize) -> Option<Box<dyn Any>> {
    Some(match contender {
        Contender::Wakescope => executors::wakescope(count),
        Contender::TokioLocalSet => executors::tokio_local_set(count),
        Contender::TokioLocalRuntime => executors::tokio_local_runtime(count),
        Contender::AsyncExecutor => executors::async_executor(count),
        Contender::AsyncExecutorStatic => executors::async_executor_static(count),
        Contender::LocalPool => executors::local_pool(count),
        Contender::FuturesUnordered => executors::futures_unordered(count),
        Contender::Embassy => executors::embassy(count),
        #[cfg(target_arch = "wasm32")]
        Contender::WasmBindgenFutures => executors::wasm_bindgen_futures(count),
        _ => return None,
    })
}
