//! Futures and outputs whose polls and drops are counted.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

/// How often things happened.
#[derive(Default)]
pub(crate) struct Counts {
    polls: AtomicUsize,
    future_drops: AtomicUsize,
    outputs: AtomicUsize,
    output_drops: AtomicUsize,
}

impl Counts {
    pub(crate) fn polls(&self) -> usize {
        self.polls.load(Ordering::SeqCst)
    }

    pub(crate) fn future_drops(&self) -> usize {
        self.future_drops.load(Ordering::SeqCst)
    }

    /// How many outputs came into being, and how many went.
    pub(crate) fn outputs(&self) -> (usize, usize) {
        let drops = self.output_drops.load(Ordering::SeqCst);
        (self.outputs.load(Ordering::SeqCst), drops)
    }
}

/// An output whose drop is counted.
pub(crate) struct Output(Arc<Counts>);

impl Drop for Output {
    fn drop(&mut self) {
        self.0.output_drops.fetch_add(1, Ordering::SeqCst);
    }
}

/// A future whose polls and drops are counted.
pub(crate) struct Watched<S> {
    counts: Arc<Counts>,
    /// What it does in its poll; true: it is ready.
    step: Box<S>,
}

/// A future that does `step` whenever it is polled, and its counts.
pub(crate) fn watched<S: FnMut(&Waker) -> bool>(step: S) -> (Watched<S>, Arc<Counts>) {
    let counts = Arc::new(Counts::default());
    let future = Watched {
        counts: counts.clone(),
        step: Box::new(step),
    };
    (future, counts)
}

impl<S: FnMut(&Waker) -> bool> Future for Watched<S> {
    type Output = Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Output> {
        self.counts.polls.fetch_add(1, Ordering::SeqCst);
        if !(self.step)(context.waker()) {
            return Poll::Pending;
        }
        self.counts.outputs.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Output(self.counts.clone()))
    }
}

impl<S> Drop for Watched<S> {
    fn drop(&mut self) {
        self.counts.future_drops.fetch_add(1, Ordering::SeqCst);
    }
}

/// Does `0` when it is dropped.
pub(crate) struct OnDrop<F: FnMut()>(pub(crate) F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
