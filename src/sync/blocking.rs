//! Waiting by blocking the thread, for the `blocking_*` methods. Native only:
//! a browser's thread must not block.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::task::Bell;
use crate::trace::{NO_TASK, current_task};

/// Polls `future` on this thread until it is ready, resting in between.
///
/// # Panics
/// Within a task: it would block the thread that runs the tasks, among them
/// perhaps the one it waits for.
#[track_caller]
pub(super) fn block_on<F: Future>(future: F) -> F::Output {
    assert!(
        current_task() == NO_TASK,
        "a blocking method was called within a task: it would block the thread that runs all tasks; \
         await the method of the same name without `blocking_`"
    );
    let bell = Arc::new(Bell::new());
    let waker = Waker::from(bell.clone());
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        bell.rest();
    }
}
