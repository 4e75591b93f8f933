//! What tests share: a seeded generator, and futures polled by hand.
#![allow(dead_code)] // Each test crate uses its part of it.

pub(crate) mod lessons;
pub(crate) mod random_programs;
pub(crate) mod unpark;
pub(crate) mod watched;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// The generator SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", 2014).
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> SplitMix64 {
        SplitMix64(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `limit - 1`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// A place in a list of this length; `None` if it is empty.
    pub(crate) fn index(&mut self, len: usize) -> Option<usize> {
        (len > 0).then(|| self.below(len))
    }
}

/// As many rounds as asked for, or the few that Miri has time for.
pub(crate) fn rounds(native: u64, miri: u64) -> u64 {
    if cfg!(miri) { miri } else { native }
}

/// Counts the wakes of its waker.
#[derive(Default)]
pub(crate) struct WakeCount(AtomicUsize);

impl WakeCount {
    /// How many wakes there were.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for WakeCount {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A future that a test polls by hand, and how often it was woken.
pub(crate) struct ByHand<F: ?Sized> {
    wakes: Arc<WakeCount>,
    waker: Waker,
    future: Pin<Box<F>>,
}

/// A [`ByHand`] of any future with this output.
pub(crate) type AnyByHand<'a, T> = ByHand<dyn Future<Output = T> + 'a>;

impl<F: Future> ByHand<F> {
    pub(crate) fn new(future: F) -> ByHand<F> {
        let wakes = Arc::new(WakeCount::default());
        ByHand {
            waker: Waker::from(wakes.clone()),
            wakes,
            future: Box::pin(future),
        }
    }
}

/// Boxes a future of whatever type, to keep many in one list.
pub(crate) fn any<'a, T>(future: impl Future<Output = T> + 'a) -> AnyByHand<'a, T> {
    let ByHand {
        wakes,
        waker,
        future,
    } = ByHand::new(future);
    ByHand {
        wakes,
        waker,
        future,
    }
}

impl<F: Future + ?Sized> ByHand<F> {
    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        let mut cx = Context::from_waker(&self.waker);
        self.future.as_mut().poll(&mut cx)
    }

    /// Polls it, and expects it to be pending.
    #[track_caller]
    pub(crate) fn pending(&mut self) {
        assert!(self.poll().is_pending(), "it was expected to wait");
    }

    /// Polls it, and expects it to be ready.
    #[track_caller]
    pub(crate) fn ready(&mut self) -> F::Output {
        match self.poll() {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("it was expected to be ready"),
        }
    }

    /// How often it was woken.
    pub(crate) fn wakes(&self) -> usize {
        self.wakes.0.load(Ordering::SeqCst)
    }

    /// How many clones of its waker are alive, besides its own.
    pub(crate) fn wakers_kept(&self) -> usize {
        Arc::strong_count(&self.wakes) - 2
    }

    /// Drops the future; how many clones of its waker that leaves.
    pub(crate) fn cancel(self) -> usize {
        let ByHand {
            wakes,
            waker,
            future,
        } = self;
        drop(future);
        drop(waker);
        Arc::strong_count(&wakes) - 1
    }
}
