//! How other threads reach a set: by messages, which the set's own thread reads
//! between polls. Owns their order; what they mean is done by [`super::core`].
//!
//! So the set's own thread, which does nearly all there is to do, needs no
//! atomic operation and no lock for any of it. Every use of a task by another
//! thread (cloning, dropping or waking a waker, dropping a handle) is a message.
//!
//! A place is free when its task is done, the count of wakers is 0, and nobody
//! else has it. For the count to be true, a waker's drop must not be counted
//! before what was done with that waker earlier: how it came to be, and the
//! clones that were made of it. Two rules see to that:
//!
//! - Messages are acted on in the order in which they were sent.
//! - The set's own thread sends none. So it acts on all that were sent before it
//!   counts a drop: the waker may come from a thread that has just cloned it.
//!
//! Then a count of 0 means that no waker is left. For suppose that one is. It
//! was cloned from another, that from another still, and the first of them from
//! the one that a poll lends. Among these let `a` be the last that is gone, and
//! `b` its clone. When `a` went, by its drop or by the end of the poll, `b` had
//! been cloned; so `b` was counted before `a` was counted off, and still is.
//!
//! For the same reason the thread acts on all messages before it lets go of a
//! handle or of what the executor has in hand: nothing that is left in the inbox
//! is about a task whose place is freed, but for `Abort`, which says its number.
//!
//! When the set is gone, nobody reads any more: then the inbox is *closed*, and
//! whoever comes does the message's work itself, under the inbox's lock.

use std::collections::VecDeque;
use std::ptr::NonNull;

use super::slot::Header;

/// What another thread did, or asks for.
#[derive(Clone, Copy)]
pub(super) enum Message {
    /// A waker was woken, whose drop (or the end of the poll) is yet to be told.
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
    pub(super) messages: VecDeque<Message>,
    /// The set is gone: nobody reads any more.
    pub(super) closed: bool,
}
