//! What the workloads need of every executor alike: an end to wait for, and a yield. Plain code of
//! our own, so that no contender is measured by another's.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Counts down; one task waits for zero.
#[derive(Default)]
pub struct Latch {
    left: Cell<usize>,
    waker: Cell<Option<Waker>>,
}

impl Latch {
    /// A latch at zero that lives as long as the program.
    #[must_use]
    pub fn leak() -> &'static Latch {
        Box::leak(Box::default())
    }

    /// Begins at `count`.
    ///
    /// # Panics
    /// If the last count was never reached: then work was left undone.
    pub fn expect(&self, count: usize) {
        assert_eq!(self.left.replace(count), 0, "work was left undone");
    }

    /// One less; the last one wakes whoever waits.
    pub fn arrive(&self) {
        let left = self.left.get() - 1;
        self.left.set(left);
        if left == 0
            && let Some(waker) = self.waker.take()
        {
            waker.wake();
        }
    }

    /// Waits for zero.
    pub async fn wait(&self) {
        poll_fn(|context| {
            if self.left.get() == 0 {
                return Poll::Ready(());
            }
            self.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

/// Pending once, with a wake of its own: see [`yield_now`].
#[must_use = "yielding happens when this is awaited"]
pub struct YieldNow(bool);

/// Wakes the task at once and lets others go first.
pub fn yield_now() -> YieldNow {
    YieldNow(false)
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
