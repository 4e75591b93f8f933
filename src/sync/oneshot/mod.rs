//! A channel for one value, from one sender to one receiver.
//!
//! Owns the value between the two. The receiver is itself the future of the
//! value. Names and semantics are those of `tokio::sync::oneshot`.
//!
//! ```text
//! Open -send-> Sent -received-> Done
//! Open -sender dropped-> Done: the receiver gets RecvError
//! Open -close, receiver dropped-> Closed: the sender gets its value back
//! ```
//!
//! ```
//! use wakescope::sync::oneshot;
//!
//! wakescope::run::to_end(async {
//!     let (sender, receiver) = oneshot::channel();
//!     wakescope::executor::spawn(async move { sender.send(3).unwrap() });
//!     assert_eq!(receiver.await, Ok(3));
//! });
//! ```

mod receiver;
mod sender;

pub mod error;

use std::panic::Location;
use std::task::Waker;

pub use receiver::Receiver;
pub use sender::Sender;

use super::seat::Seat;
use super::wait_list::renew;
use crate::task::pair;
use crate::trace::probe::{Resource, Wait};
use crate::trace::{ResourceKind, Side, WaitKind};
use error::RecvError;

/// Makes the two halves of a channel for one value.
///
/// ```
/// let (sender, mut receiver) = wakescope::sync::oneshot::channel();
/// sender.send("once").unwrap();
/// assert_eq!(receiver.try_recv(), Ok("once"));
/// ```
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let made = Location::caller();
    let resource = Resource::new(ResourceKind::Oneshot, 1, made);
    resource.handle_cloned(Side::Sender);
    resource.handle_cloned(Side::Receiver);
    let (sender, receiver) = pair(State {
        value: None,
        receiver: None,
        aside: (resource != Resource::untraced()).then(|| Aside::new(resource, made)),
        closed: false,
    });
    (Sender::new(sender), Receiver::new(receiver))
}

/// What both halves share. That the sender has sent or was dropped is known by
/// its having left the pair.
///
/// There are as many of these as there are tasks parked on one: what few of
/// them need is set aside.
struct State<T> {
    value: Option<T>,
    /// The receiver, when it waits for the value.
    receiver: Option<Waker>,
    aside: Option<Box<Aside>>,
    /// The receiver has closed, was dropped or has got its answer.
    closed: bool,
}

/// What a channel needs if a trace knows it, or if its sender waits.
struct Aside {
    resource: Resource,
    made: &'static Location<'static>,
    /// The wait of the receiver.
    receiving: Option<Wait>,
    /// The sender, when it waits for `closed`.
    sender: Seat,
}

impl Aside {
    fn new(resource: Resource, made: &'static Location<'static>) -> Box<Aside> {
        Box::new(Aside {
            resource,
            made,
            receiving: None,
            sender: Seat::new(),
        })
    }
}

impl<T> State<T> {
    /// What the trace knows the channel as.
    #[inline]
    fn resource(&self) -> Resource {
        match &self.aside {
            Some(aside) => aside.resource,
            None => Resource::untraced(),
        }
    }

    /// The sender leaves `value` or nothing: the last that it does here.
    #[inline]
    fn finish_sending(&mut self, value: Option<T>) -> After<T> {
        let resource = self.resource();
        let own = self.clear_sender(false);
        let mut returned = None;
        if self.closed {
            returned = value;
        } else if value.is_some() {
            self.value = value;
            resource.sent(1);
        }
        resource.handle_dropped(Side::Sender);
        resource.closed(Side::Sender);
        After {
            value: returned,
            waiting: self.clear_receiver(self.value.is_some()),
            own,
            resource,
        }
    }

    /// Nothing can be sent from now on. What was sent before stays.
    #[inline]
    fn close(&mut self) -> After<T> {
        let resource = self.resource();
        let mut after = After {
            value: None,
            waiting: None,
            own: None,
            resource,
        };
        if !std::mem::replace(&mut self.closed, true) {
            resource.closed(Side::Receiver);
            after.own = self.clear_receiver(false);
            after.waiting = self.clear_sender(true);
        }
        after
    }

    /// The receiver's half ends: the last that it does here.
    #[inline]
    fn finish_receiving(&mut self) -> After<T> {
        self.resource().handle_dropped(Side::Receiver);
        let mut after = self.close();
        after.value = self.value.take();
        after
    }

    /// The answer for the receiver, if there is one already.
    #[inline]
    fn answer(&mut self, sender_gone: bool) -> Option<Result<T, RecvError>> {
        if let Some(value) = self.value.take() {
            self.resource().received(0);
            return Some(Ok(value));
        }
        (sender_gone || self.closed).then_some(Err(RecvError(())))
    }

    /// The receiver waits, from now on or still; its wait begins at the place
    /// that `place` finds, given where the channel was made. Returns the waker
    /// that is replaced.
    #[must_use = "to be dropped after the lock"]
    fn wait(
        &mut self,
        waker: &Waker,
        place: impl FnOnce(&'static Location<'static>) -> &'static Location<'static>,
    ) -> Option<Waker> {
        if let Some(aside) = &mut self.aside
            && aside.receiving.is_none()
        {
            let place = place(aside.made);
            aside.receiving = Some(aside.resource.wait(WaitKind::Receive, 1, place));
        }
        renew(&mut self.receiver, waker)
    }

    /// The receiver waits no longer.
    #[inline]
    fn clear_receiver(&mut self, given: bool) -> Option<Waker> {
        if let Some(aside) = &mut self.aside
            && let Some(wait) = aside.receiving.take()
        {
            wait.end(given);
        }
        self.receiver.take()
    }

    /// The sender waits no longer.
    #[inline]
    fn clear_sender(&mut self, given: bool) -> Option<Waker> {
        self.aside.as_mut()?.sender.clear(given)
    }
}

/// What is left to be done when the lock is free again.
#[must_use = "who waits is to be woken"]
struct After<T> {
    /// A value that nobody gets.
    value: Option<T>,
    /// The other half, to be woken.
    waiting: Option<Waker>,
    /// Of the half that acts, to be dropped.
    own: Option<Waker>,
    resource: Resource,
}

impl<T> After<T> {
    /// Drops and wakes; the value that nobody gets.
    #[inline]
    fn finish(self) -> Option<T> {
        drop(self.own);
        if let Some(waker) = self.waiting {
            self.resource.wake(waker);
        }
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn a_channel_is_four_words_beside_its_value() {
        // Which share one with the lock.
        let words = size_of::<State<u64>>() / size_of::<usize>();
        assert_eq!(words, 4 + size_of::<Option<u64>>() / size_of::<usize>());
    }
}
