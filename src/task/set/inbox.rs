//! How other threads reach a set: by messages, which the set's own thread reads
//! between polls. Owns their order; what they mean is done by [`super::core`].
//!
//! So the set's own thread, which does nearly all there is to do, needs no
//! atomic operation and no lock for any of it. Every use of a task by another
//! thread (cloning, dropping or waking a waker, dropping a handle) is a message.
//! They are read in the order in which they were sent, and a thread sends "I
//! have cloned" before it can send "I have dropped": so the set never counts too
//! few wakers, and a task whose count is 0 is in nobody's hands.
//!
//! When the set is gone, nobody reads any more: then the inbox is *closed*, and
//! whoever comes does the message's work itself, under the inbox's lock.

use std::ptr::NonNull;

use super::slot::Header;

/// What another thread did, or asks for.
#[derive(Clone, Copy)]
pub(super) enum Message {
    /// A waker was woken. The waker is alive, or its drop is yet to be read.
    Wake(NonNull<Header>),
    /// A waker was cloned.
    Cloned(NonNull<Header>),
    /// A waker was dropped: the last thing said of it.
    Dropped(NonNull<Header>),
    /// The join handle was dropped: the last thing said of it.
    LetGo(NonNull<Header>),
    /// The task with this number is to be aborted, if it is still there.
    Abort(NonNull<Header>, u32),
}

// SAFETY: the pointers are used by the set's thread alone, or, when the inbox is
// closed, under its lock.
unsafe impl Send for Message {}

/// Messages in the order in which they were sent.
#[derive(Default)]
pub(super) struct Inbox {
    pub(super) messages: Vec<Message>,
    /// The set is gone: nobody reads any more.
    pub(super) closed: bool,
}
