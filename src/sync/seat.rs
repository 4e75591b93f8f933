//! Where tasks wait at a channel for news that is for everyone who waits: a
//! value to receive, the other side's end. (Room to send goes to one after the
//! other: see `permits`.) Owns wakers and the waits they stand for; never wakes.
//!
//! A [`Seat`] is for one waiter, a [`Crowd`] for any number.
//!
//! ```text
//! Empty -sit-> Taken -sit again-> Taken (the waker kept or renewed)
//! Taken -clear(true)-> Empty: it is given what it waits for; wake what comes out
//! Taken -clear(false)-> Empty: it gives up, or gets an error
//! ```

use std::panic::Location;
use std::task::Waker;

use super::wait_list::{Key, WaitList, Wakes, renew};
use crate::trace::WaitKind;
use crate::trace::probe::{Resource, Wait};

/// The place of one waiter, within the state that a channel's lock guards.
#[derive(Debug, Default)]
pub(super) struct Seat {
    /// Filled whenever there is a waker.
    wait: Option<Wait>,
    waker: Option<Waker>,
}

impl Seat {
    /// Nobody waits.
    pub(super) const fn new() -> Seat {
        Seat {
            wait: None,
            waker: None,
        }
    }

    /// The polled task waits here, from now on or still. Returns the waker
    /// that it replaces: drop it after the lock, since dropping the last waker
    /// of a task can drop its future, and with it handles of this channel.
    #[must_use = "to be dropped after the lock"]
    pub(super) fn sit(
        &mut self,
        resource: Resource,
        kind: WaitKind,
        caller: &'static Location<'static>,
        waker: &Waker,
    ) -> Option<Waker> {
        if self.wait.is_none() {
            self.wait = Some(resource.wait(kind, 1, caller));
        }
        renew(&mut self.waker, waker)
    }

    /// Ends the wait of whoever sits here and empties the seat. The waker is
    /// for the caller to wake or to drop, after the lock.
    #[must_use = "to be woken or dropped after the lock"]
    #[inline]
    pub(super) fn clear(&mut self, given: bool) -> Option<Waker> {
        let waker = self.waker.take()?;
        if let Some(wait) = self.wait.take() {
            wait.end(given);
        }
        Some(waker)
    }
}

/// Places for any number of waiters, who are all called at once, in the order
/// they came. Each keeps its key until it looks, and then leaves.
#[derive(Debug)]
pub(super) struct Crowd {
    line: WaitList<Seat>,
}

impl Crowd {
    /// Nobody waits.
    pub(super) const fn new() -> Crowd {
        Crowd {
            line: WaitList::new(),
        }
    }

    /// As [`Seat::sit`], for the waiter whose place is `key`, once it has one.
    /// A waiter that was called and waits again goes to the end.
    #[must_use = "to be dropped after the lock"]
    pub(super) fn sit(
        &mut self,
        key: &mut Option<Key>,
        (resource, kind, caller): (Resource, WaitKind, &'static Location<'static>),
        waker: &Waker,
    ) -> Option<Waker> {
        let place = match *key {
            Some(place) if self.line.is_in_line(place) => place,
            called => {
                if let Some(place) = called {
                    self.line.remove(place);
                }
                *key.insert(self.line.push_back(Seat::new()))
            }
        };
        self.line.get_mut(place).sit(resource, kind, caller, waker)
    }

    /// Ends all waits; the wakers go to `wakes`.
    pub(super) fn call_all(&mut self, given: bool, wakes: &mut Wakes) {
        while let Some(key) = self.line.first() {
            wakes.push(self.line.leave(key).clear(given));
        }
    }

    /// The waiter goes, called or not; its place is free. Does nothing if it
    /// never had one.
    #[must_use = "to be dropped after the lock"]
    pub(super) fn leave(&mut self, key: &mut Option<Key>) -> Option<Waker> {
        self.line.remove(key.take()?).clear(false)
    }
}

/// Where a wait is said to begin that has no method call to name it: a future
/// that is awaited by itself, such as `oneshot::Receiver`. `polled` is the
/// caller of its `poll`: the `.await` that drives it, unless something stands
/// between (`&mut future`, a combinator of this crate); then it is `made`,
/// where the resource was made.
#[inline(never)]
pub(super) fn place_of_await(
    polled: &'static Location<'static>,
    made: &'static Location<'static>,
) -> &'static Location<'static> {
    // This file's own path tells where the crate's plumbing lies.
    const HERE: &str = "sync/seat.rs";
    let file = polled.file();
    let crate_root = &file!()[..file!().len() - HERE.len()];
    let own = file.strip_prefix(crate_root);
    let plumbing = ["sync", "future", "time", "executor", "task", "run"];
    // Of std, wherever its sources lie.
    let between = file.split(['/', '\\']).any(|folder| folder == "library");
    let inside = own.is_some_and(|rest| plumbing.iter().any(|folder| rest.starts_with(folder)));
    if between || inside { made } else { polled }
}
