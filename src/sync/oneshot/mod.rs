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
use std::sync::{Arc, Mutex};

pub use receiver::Receiver;
pub use sender::Sender;

use super::seat::{Seat, lock};
use crate::trace::probe::Resource;
use crate::trace::{ResourceKind, Side};
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
    let state = State {
        value: None,
        sender_gone: false,
        closed: false,
        sender: Seat::new(),
        receiver: Seat::new(),
    };
    let shared = Arc::new(Shared {
        resource,
        made,
        state: Mutex::new(state),
    });
    (Sender::new(shared.clone()), Receiver::new(shared))
}

struct Shared<T> {
    resource: Resource,
    made: &'static Location<'static>,
    state: Mutex<State<T>>,
}

struct State<T> {
    value: Option<T>,
    /// The sender has sent or was dropped.
    sender_gone: bool,
    /// The receiver has closed, was dropped or has got its answer.
    closed: bool,
    /// The sender, when it waits for `closed`.
    sender: Seat,
    /// The receiver, when it waits for the value.
    receiver: Seat,
}

impl<T> Shared<T> {
    /// The sender goes, leaving `value` or nothing. Gives the value back if
    /// the receiver has closed.
    fn finish_sending(&self, value: Option<T>) -> Result<(), T> {
        let resource = self.resource;
        let (returned, waiting, own);
        {
            let mut state = lock(&self.state);
            state.sender_gone = true;
            own = state.sender.clear(false);
            returned = match value {
                Some(value) if state.closed => Some(value),
                Some(value) => {
                    state.value = Some(value);
                    resource.sent(1);
                    None
                }
                None => None,
            };
            resource.handle_dropped(Side::Sender);
            resource.closed(Side::Sender);
            let given = state.value.is_some();
            waiting = state.receiver.clear(given);
        }
        drop(own);
        if let Some(waker) = waiting {
            resource.wake(waker);
        }
        returned.map_or(Ok(()), Err)
    }

    /// Nothing can be sent from now on. What was sent before stays.
    fn close(&self) {
        let (waiting, own);
        {
            let mut state = lock(&self.state);
            if std::mem::replace(&mut state.closed, true) {
                return;
            }
            self.resource.closed(Side::Receiver);
            own = state.receiver.clear(false);
            waiting = state.sender.clear(true);
        }
        drop(own);
        if let Some(waker) = waiting {
            self.resource.wake(waker);
        }
    }

    /// The answer for the receiver, if there is one already.
    fn answer(&self, state: &mut State<T>) -> Option<Result<T, RecvError>> {
        if let Some(value) = state.value.take() {
            self.resource.received(0);
            return Some(Ok(value));
        }
        (state.sender_gone || state.closed).then_some(Err(RecvError(())))
    }
}
