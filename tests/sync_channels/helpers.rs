//! Futures polled once, and threads that block for one.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::support::ByHand;

/// Polls once and drops; the output if it was ready.
pub(crate) fn poll_now<T>(future: impl Future<Output = T>) -> Option<T> {
    match ByHand::new(future).poll() {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Runs a future on this thread, which parks in between.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            // A wake between poll and park leaves a token: this returns at once.
            Poll::Pending => thread::park(),
        }
    }
}
