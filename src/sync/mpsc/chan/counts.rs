//! The handles of a channel, counted as they come and go; and the wait for the
//! last receiver. Owns no state.

use std::task::Waker;

use super::{Caller, Chan};
use crate::sync::closed::Closing;
use crate::sync::wait_list::Key;
use crate::trace::{Side, WaitKind};

impl<T> Chan<T> {
    /// A sender is cloned.
    pub(in crate::sync::mpsc) fn add_sender(&self) {
        self.state.lock().senders += 1;
        self.resource.handle_cloned(Side::Sender);
    }

    /// A weak sender becomes a sender, if there is still one. True if it did.
    pub(in crate::sync::mpsc) fn upgrade(&self) -> bool {
        let mut state = self.state.lock();
        if state.senders == 0 {
            return false;
        }
        state.senders += 1;
        self.resource.handle_cloned(Side::Sender);
        true
    }

    /// A sender is dropped; after the last the receiver gets what is left.
    pub(in crate::sync::mpsc) fn drop_sender(&self) {
        self.resource.handle_dropped(Side::Sender);
        let waiting = {
            let mut state = self.state.lock();
            state.senders -= 1;
            if state.senders > 0 {
                return;
            }
            self.resource.closed(Side::Sender);
            state.receiver.clear(false)
        };
        self.wake(waiting);
    }

    /// A weak sender comes.
    pub(in crate::sync::mpsc) fn add_weak(&self) {
        self.state.lock().weak_senders += 1;
    }

    /// A weak sender goes.
    pub(in crate::sync::mpsc) fn drop_weak(&self) {
        self.state.lock().weak_senders -= 1;
    }

    /// How many senders and weak senders there are.
    pub(in crate::sync::mpsc) fn sender_counts(&self) -> (usize, usize) {
        let state = self.state.lock();
        (state.senders, state.weak_senders)
    }
}

impl<T> Closing for Chan<T> {
    fn poll_closed(&self, key: &mut Option<Key>, caller: Caller, waker: &Waker) -> bool {
        let _replaced;
        let mut state = self.state.lock();
        if !state.closed {
            let wait = (self.resource, WaitKind::Close, caller);
            _replaced = state.closers.sit(key, wait, waker);
        }
        state.closed
    }

    fn stop_closing(&self, key: &mut Option<Key>) {
        if key.is_some() {
            let _waker = self.state.lock().closers.leave(key);
        }
    }
}
