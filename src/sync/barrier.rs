//! [`Barrier`]: nobody goes on until all are here. Owns the count of those who
//! have arrived and the line of those who wait for the others.

use std::fmt;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::wait_list::{Key, WaitList, Wakes, renew};
use crate::task::{Lock, LockGuard};
use crate::trace::probe::{Resource, Wait};
use crate::trace::{ResourceKind, WaitKind};

/// A meeting point for a number of tasks, again and again.
///
/// # Examples
///
/// ```
/// use wakescope::sync::Barrier;
///
/// wakescope::run::to_end(async {
///     let table = Barrier::new(2);
///     let (one, two) = wakescope::join!(table.wait(), table.wait());
///     assert!(!one.is_leader() && two.is_leader());
/// });
/// ```
pub struct Barrier {
    state: Lock<State>,
    size: usize,
    resource: Resource,
}

struct State {
    /// How many of the present round have arrived; less than `size`.
    arrived: usize,
    /// Those of the present round who wait; the others of it were dropped.
    line: WaitList<Waiter>,
}

struct Waiter {
    waker: Option<Waker>,
    wait: Wait,
}

impl Barrier {
    /// A barrier for `n` tasks. 0 is taken as 1: nobody ever waits.
    #[must_use]
    #[track_caller]
    pub fn new(n: usize) -> Barrier {
        let size = n.max(1);
        let state = State {
            arrived: 0,
            line: WaitList::new(),
        };
        Barrier {
            state: Lock::new(state),
            size,
            resource: Resource::new(ResourceKind::Barrier, size, Location::caller()),
        }
    }

    /// Waits until `n` tasks wait. The last to arrive is their leader; with it
    /// the round is over and the next begins.
    ///
    /// # Cancellation
    ///
    /// Not cancel safe, as in tokio: once polled, it has arrived and stays
    /// counted for this round, also if it is dropped.
    #[track_caller]
    pub fn wait(&self) -> impl Future<Output = BarrierWaitResult> {
        Arrival {
            barrier: self,
            progress: Progress::New,
            caller: Location::caller(),
        }
    }

    /// The last one is here: the others go on.
    fn open(&self, mut state: LockGuard<'_, State>) {
        let mut wakes = Wakes::new();
        state.arrived = 0;
        self.resource.notified(state.line.len());
        while let Some(key) = state.line.first() {
            let waiter = state.line.leave(key);
            waiter.wait.end(true);
            wakes.push(waiter.waker.take());
        }
        drop(state);
        wakes.wake_all(self.resource);
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrived = self.state.lock().arrived;
        f.debug_struct("Barrier")
            .field("size", &self.size)
            .field("arrived", &arrived)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Copy)]
enum Progress {
    New,
    Waiting(Key),
    Done,
}

struct Arrival<'a> {
    barrier: &'a Barrier,
    progress: Progress,
    caller: &'static Location<'static>,
}

impl Future for Arrival<'_> {
    type Output = BarrierWaitResult;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<BarrierWaitResult> {
        // Dropped last, after the lock.
        let mut _replaced = None;
        let barrier = self.barrier;
        let mut state = barrier.state.lock();
        let is_leader = match self.progress {
            Progress::New if state.arrived + 1 == barrier.size => {
                barrier.open(state);
                true
            }
            Progress::New => {
                state.arrived += 1;
                let wait = barrier.resource.wait(WaitKind::Barrier, 1, self.caller);
                let waker = Some(cx.waker().clone());
                let key = state.line.push_back(Waiter { waker, wait });
                self.progress = Progress::Waiting(key);
                return Poll::Pending;
            }
            Progress::Waiting(key) if state.line.is_in_line(key) => {
                _replaced = renew(&mut state.line.get_mut(key).waker, cx.waker());
                return Poll::Pending;
            }
            Progress::Waiting(key) => {
                state.line.remove(key);
                false
            }
            Progress::Done => {
                drop(state);
                panic!("polled after it was ready")
            }
        };
        self.progress = Progress::Done;
        Poll::Ready(BarrierWaitResult(is_leader))
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        if let Progress::Waiting(key) = self.progress {
            let mut state = self.barrier.state.lock();
            let in_line = state.line.is_in_line(key);
            let waiter = state.line.remove(key);
            if in_line {
                waiter.wait.end(false);
            }
            drop(state);
            drop(waiter);
        }
    }
}

/// What [`Barrier::wait`] ends with.
#[derive(Clone, Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether this task was the last to arrive: exactly one of a round was.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}
