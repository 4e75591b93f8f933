//! What all handles of a watch channel share. Owns the value and its version;
//! the receivers own what they have seen.
//!
//! There are two locks: the value's, under which the user's code runs, and the
//! state's, which is taken under the first or alone. The version changes only
//! under the value's write lock, so that whoever reads the value under its
//! read lock knows which version it is.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::task::Waker;

use super::error::RecvError;
use crate::sync::closed::Closing;
use crate::sync::seat::Crowd;
use crate::sync::wait_list::{Key, Wakes};
use crate::task::Lock;
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, Side, WaitKind};

type Caller = &'static Location<'static>;

/// A channel, as all handles see it.
pub(super) struct Shared<T> {
    resource: Resource,
    value: RwLock<T>,
    state: Lock<State>,
}

struct State {
    version: u64,
    senders: usize,
    receivers: usize,
    /// Receivers that wait for a change.
    watching: Crowd,
    /// Senders that wait for the last receiver to go.
    closers: Crowd,
}

/// The value of a [watch channel](super), borrowed. Holds a read lock: while
/// it lives, sending blocks.
#[derive(Debug)]
pub struct Ref<'a, T> {
    value: RwLockReadGuard<'a, T>,
    has_changed: bool,
}

impl<T> Ref<'_, T> {
    /// Whether the value was new to the receiver it was borrowed from. Always
    /// false when it was borrowed from a sender.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// assert!(receiver.borrow_and_update().has_changed());
    /// assert!(!receiver.borrow_and_update().has_changed());
    /// ```
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.has_changed
    }
}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Shared<T> {
    /// A channel with one sender and no receiver.
    pub(super) fn new(init: T, caller: Caller) -> Shared<T> {
        let resource = Resource::new(ResourceKind::Watch, 1, caller);
        resource.handle_cloned(Side::Sender);
        let state = State {
            version: 0,
            senders: 1,
            receivers: 0,
            watching: Crowd::new(),
            closers: Crowd::new(),
        };
        Shared {
            resource,
            value: RwLock::new(init),
            state: Lock::new(state),
        }
    }

    // ---- the value ----

    /// Borrows the value. With `seen`, it is compared to the version the
    /// receiver has seen.
    pub(super) fn borrow(&self, seen: Option<u64>) -> Ref<'_, T> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        let has_changed = seen.is_some_and(|seen| seen != self.version());
        Ref { value, has_changed }
    }

    /// Borrows the value and notes that it is seen.
    pub(super) fn borrow_and_update(&self, seen: &mut u64) -> Ref<'_, T> {
        let borrowed = self.borrow(Some(*seen));
        if borrowed.has_changed {
            // No sender can come between: it needs the write lock.
            *seen = self.version();
            self.resource.received(1);
        }
        borrowed
    }

    /// Lets `modify` change the value. If it says that it did, the version
    /// grows and all who wait are woken. If it panics, nobody is.
    pub(super) fn modify(&self, modify: impl FnOnce(&mut T) -> bool) -> bool {
        let mut wakes = Wakes::new();
        {
            let mut value = self.write();
            if !modify(&mut value) {
                return false;
            }
            let mut state = self.state.lock();
            state.version = state.version.wrapping_add(1);
            self.resource.sent(1);
            state.watching.call_all(true, &mut wakes);
        }
        wakes.wake_all(self.resource);
        true
    }

    fn write(&self) -> RwLockWriteGuard<'_, T> {
        // On one thread nobody could ever drop the `Ref` that is in the way.
        #[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
        if let Err(std::sync::TryLockError::WouldBlock) = self.value.try_write() {
            panic!("a value was sent into a watch channel while a `Ref` of it was alive");
        }
        // A panic in `modify` leaves what it had done, as documented.
        self.value.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The version of the value.
    pub(super) fn version(&self) -> u64 {
        self.state.lock().version
    }

    // ---- watching ----

    /// Whether there is something new since `seen`; an error if it can change
    /// no more.
    pub(super) fn has_changed(&self, seen: u64) -> Result<bool, RecvError> {
        let state = self.state.lock();
        if state.senders == 0 {
            Err(RecvError(()))
        } else {
            Ok(state.version != seen)
        }
    }

    /// Ready when there is something new since `seen`, which then is seen, or
    /// when it can change no more; else the task waits, at the place `key`.
    pub(super) fn poll_changed(
        &self,
        seen: &mut u64,
        key: &mut Option<Key>,
        caller: Caller,
        waker: &Waker,
    ) -> Option<Result<(), RecvError>> {
        let _replaced;
        let mut state = self.state.lock();
        if state.version != *seen {
            *seen = state.version;
            self.resource.received(1);
            return Some(Ok(()));
        }
        if state.senders == 0 {
            return Some(Err(RecvError(())));
        }
        let wait = (self.resource, WaitKind::Notice, caller);
        _replaced = state.watching.sit(key, wait, waker);
        None
    }

    /// A receiver that waits at `key` goes, or was called and has looked.
    pub(super) fn stop_watching(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = self.state.lock().watching.leave(key);
        }
    }

    // ---- handles ----

    /// A receiver comes; the version of the value.
    pub(super) fn add_receiver(&self) -> u64 {
        let mut state = self.state.lock();
        state.receivers += 1;
        self.resource.handle_cloned(Side::Receiver);
        state.version
    }

    /// A receiver goes.
    pub(super) fn drop_receiver(&self) {
        let mut wakes = Wakes::new();
        {
            let mut state = self.state.lock();
            state.receivers -= 1;
            self.resource.handle_dropped(Side::Receiver);
            if state.receivers == 0 {
                self.resource.closed(Side::Receiver);
                state.closers.call_all(true, &mut wakes);
            }
        }
        wakes.wake_all(self.resource);
    }

    /// A sender comes.
    pub(super) fn add_sender(&self) {
        self.state.lock().senders += 1;
        self.resource.handle_cloned(Side::Sender);
    }

    /// A sender goes; after the last the value changes no more.
    pub(super) fn drop_sender(&self) {
        let mut wakes = Wakes::new();
        {
            let mut state = self.state.lock();
            state.senders -= 1;
            self.resource.handle_dropped(Side::Sender);
            if state.senders == 0 {
                self.resource.closed(Side::Sender);
                state.watching.call_all(false, &mut wakes);
            }
        }
        wakes.wake_all(self.resource);
    }

    /// How many senders and receivers there are.
    pub(super) fn counts(&self) -> (usize, usize) {
        let state = self.state.lock();
        (state.senders, state.receivers)
    }
}

impl<T> Closing for Shared<T> {
    fn poll_closed(&self, key: &mut Option<Key>, caller: Caller, waker: &Waker) -> bool {
        let _replaced;
        let mut state = self.state.lock();
        if state.receivers > 0 {
            let wait = (self.resource, WaitKind::Close, caller);
            _replaced = state.closers.sit(key, wait, waker);
        }
        state.receivers == 0
    }

    fn stop_closing(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = self.state.lock().closers.leave(key);
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (senders, receivers) = self.counts();
        f.debug_struct("Shared")
            .field("value", &self.value)
            .field("version", &self.version())
            .field("senders", &senders)
            .field("receivers", &receivers)
            .finish_non_exhaustive()
    }
}
