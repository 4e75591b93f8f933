//! The line in front of a [`Mutex`](super::Mutex), and the wait in it. Owns who
//! is next; that nobody else has the data meanwhile is for the mutex's cell,
//! whose [`Lending`] says whether anyone stands here:
//!
//! > somebody in line  =>  the cell is awaited, or passed on
//!
//! So a mutex that nobody waits for is taken and given back by its cell alone.
//! A holder who is asked for it passes it on: the cell is not free in between,
//! and goes to the first in line, whom nobody can overtake.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::supply::{Look, Supply};
use super::wait_list::{Key, Wakes};
use crate::task::{Lending, Lock, OnRelease};
use crate::trace::probe::Resource;
use crate::trace::{NO_TASK, WaitKind, current_task};

/// Those who wait for a mutex. See the [module](self).
pub(super) struct Line {
    /// Empty, but for the moment in which a mutex comes back.
    supply: Lock<Supply>,
    resource: Resource,
}

impl Line {
    /// Nobody waits.
    pub(super) const fn new(resource: Resource) -> Line {
        Line {
            supply: Lock::new(Supply::new(0, resource, resource)),
            resource,
        }
    }

    /// The current task, whose number it returns, has the cell now, without
    /// having waited.
    #[inline]
    pub(super) fn taken(&self) -> u32 {
        if self.resource.number() == 0 {
            return NO_TASK;
        }
        let holder = current_task();
        self.resource.acquired(holder, 1);
        holder
    }

    /// Enters the line, unless the cell is free meanwhile: then it is `None`.
    #[cold]
    fn enter(
        &self,
        lending: &Lending,
        caller: &'static Location<'static>,
        waker: &Waker,
    ) -> Option<Key> {
        let mut supply = self.supply.lock();
        // Asked under the lock, where the holder, once asked, will look.
        lending
            .ask()
            .then(|| supply.enter((1, WaitKind::Lock, caller), waker))
    }

    /// What a waiter finds whose place is `key`.
    fn look(&self, key: &mut Option<Key>, waker: &Waker) -> Look {
        let place = key.expect("a waiter has a place");
        self.supply.lock().look(place, key, waker)
    }

    /// A waiter goes; if it had its turn, the next one has.
    #[inline(never)]
    fn leave(&self, key: Key, lending: &Lending) {
        let mut wakes = Wakes::new();
        let mut supply = self.supply.lock();
        let waker = supply.leave(key, &mut wakes);
        settle(&mut supply, lending);
        drop(supply);
        drop(waker);
        wakes.wake_all(self.resource);
    }

    /// The task `holder` has the cell no longer: it is free, or `passed` on.
    #[inline]
    pub(super) fn released(&self, holder: u32, passed: Option<&Lending>) {
        match passed {
            None => self.resource.released(holder, 1),
            Some(lending) => self.pass_on(holder, lending),
        }
    }

    /// The first in line has its turn, if there still is one.
    #[inline(never)]
    fn pass_on(&self, holder: u32, lending: &Lending) {
        let mut supply = self.supply.lock();
        self.resource.released(holder, 1);
        let waker = supply.put_one();
        settle(&mut supply, lending);
        drop(supply);
        if let Some(waker) = waker {
            self.resource.wake(waker);
        }
    }
}

/// If nobody in line took what came back, the cell is free.
fn settle(supply: &mut Supply, lending: &Lending) {
    if supply.forget(1) == 1 {
        lending.free_passed();
    }
}

/// The task that holds a mutex, in a guard that knows the mutex.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder(pub(super) u32);

/// A mutex, whatever it is of.
pub(super) trait HasLine {
    /// Its line.
    fn line(&self) -> &Line;
}

impl<M: ?Sized + HasLine> OnRelease<M> for Holder {
    #[inline]
    fn released(&mut self, owner: &M, passed: Option<&Lending>) {
        owner.line().released(self.0, passed);
    }
}

/// The task that holds a mutex, in a guard that knows but a part of its value.
pub(crate) struct Borrower<'a> {
    line: &'a Line,
    holder: u32,
}

impl<'a> Borrower<'a> {
    /// Of `mutex`, held by `holder`.
    pub(super) fn new<M: ?Sized + HasLine>(mutex: &'a M, holder: Holder) -> Borrower<'a> {
        Borrower {
            line: mutex.line(),
            holder: holder.0,
        }
    }
}

impl OnRelease<()> for Borrower<'_> {
    #[inline]
    fn released(&mut self, (): &(), passed: Option<&Lending>) {
        self.line.released(self.holder, passed);
    }
}

/// A handle of a mutex, which becomes a guard.
pub(super) trait Door: Sized {
    /// What it becomes.
    type Guard;

    /// The line in front of it.
    fn line(&self) -> &Line;

    /// Its cell's state.
    fn lending(&self) -> &Lending;

    /// Takes the cell if it is free.
    fn enter(self) -> Result<Self::Guard, Self>;

    /// Takes the cell, which was passed on to the task `holder`.
    fn claim(self, holder: u32) -> Self::Guard;
}

/// Waits for a mutex, behind everyone who came before.
///
/// # Cancellation
///
/// Dropping it leaves the line; a mutex already handed over goes to the next.
#[must_use = "futures do nothing unless polled or awaited"]
pub(super) struct Locking<D: Door> {
    /// Taken when the wait is over.
    door: Option<D>,
    caller: &'static Location<'static>,
    key: Option<Key>,
}

impl<D: Door> Locking<D> {
    /// Will wait; `caller` is where the user asked for it. Enters the line when
    /// first polled.
    #[inline]
    pub(super) fn new(door: D, caller: &'static Location<'static>) -> Locking<D> {
        Locking {
            door: Some(door),
            caller,
            key: None,
        }
    }

    /// A poll that did not find the cell free, or comes from within the line.
    #[inline(never)]
    fn wait(&mut self, waker: &Waker) -> Poll<D::Guard> {
        let mut door = self.door.take().expect(READY);
        if self.key.is_some() {
            return match door.line().look(&mut self.key, waker) {
                Look::Holds(holder) => Poll::Ready(door.claim(holder)),
                Look::Waits(_replaced) => {
                    self.door = Some(door);
                    Poll::Pending
                }
                Look::Closed => unreachable!("a mutex is never closed"),
            };
        }
        loop {
            self.key = door.line().enter(door.lending(), self.caller, waker);
            if self.key.is_some() {
                self.door = Some(door);
                return Poll::Pending;
            }
            match door.enter() {
                Ok(guard) => return Poll::Ready(guard),
                Err(refused) => door = refused,
            }
        }
    }
}

const READY: &str = "polled after it was ready";

// Nothing is pinned: the door is only ever moved.
impl<D: Door> Unpin for Locking<D> {}

impl<D: Door> Future for Locking<D> {
    type Output = D::Guard;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<D::Guard> {
        let this = &mut *self;
        if this.key.is_none()
            && let Some(door) = this.door.take()
        {
            match door.enter() {
                Ok(guard) => return Poll::Ready(guard),
                Err(refused) => this.door = Some(refused),
            }
        }
        this.wait(cx.waker())
    }
}

impl<D: Door> Drop for Locking<D> {
    #[inline]
    fn drop(&mut self) {
        if let (Some(door), Some(key)) = (&self.door, self.key.take()) {
            door.line().leave(key, door.lending());
        }
    }
}
