//! The receivers of bounded and of unbounded channels. They differ in the two
//! questions about slots that only the former answers; one macro writes both.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::task::{Context, Poll};

use super::error::TryRecvError;
use super::handles::Rx;

/// `$channel` and `$send` are how the examples make a channel and send at once.
macro_rules! receiver {
    ($(#[$doc:meta])* $Receiver:ident, $channel:literal, $send:literal) => {
        $(#[$doc])*
        ///
        /// Dropping it closes the channel and drops the values inside; senders
        /// that wait in line get theirs back as errors.
        pub struct $Receiver<T> {
            rx: Rx<T>,
        }

        impl<T> $Receiver<T> {
            pub(super) fn new(rx: Rx<T>) -> $Receiver<T> {
                $Receiver { rx }
            }

            /// Takes the next value out, waiting until there is one. `None` at
            /// the channel's end: it is empty and nothing can come any more.
            ///
            /// # Cancellation
            /// Dropping it loses no value: each is taken out in the very poll
            /// that returns it.
            ///
            /// ```
            #[doc = concat!("let (sender, mut receiver) = wakescope::sync::mpsc::", $channel, ";")]
            /// wakescope::run::to_end(async move {
            #[doc = concat!("    sender.", $send, "('a').unwrap();")]
            ///     drop(sender);
            ///     assert_eq!(receiver.recv().await, Some('a'));
            ///     assert_eq!(receiver.recv().await, None);
            /// });
            /// ```
            #[track_caller]
            pub fn recv(&mut self) -> impl Future<Output = Option<T>> {
                let caller = Location::caller();
                self.rx.until(move |rx, cx| rx.poll_recv(cx, caller))
            }

            /// Takes out what is there, at most `limit` values, and appends
            /// them to `buffer`; waits until there is one. Returns how many it
            /// were: 0 at the channel's end, or at once if `limit` is 0.
            ///
            /// # Cancellation
            /// Dropping it before it is ready has taken nothing out.
            ///
            /// ```
            #[doc = concat!("let (sender, mut receiver) = wakescope::sync::mpsc::", $channel, ";")]
            /// wakescope::run::to_end(async move {
            ///     for letter in ['a', 'b', 'c'] {
            #[doc = concat!("        sender.", $send, "(letter).unwrap();")]
            ///     }
            ///     let mut letters = Vec::new();
            ///     assert_eq!(receiver.recv_many(&mut letters, 2).await, 2);
            ///     assert_eq!(letters, ['a', 'b']);
            /// });
            /// ```
            #[track_caller]
            pub fn recv_many(
                &mut self,
                buffer: &mut Vec<T>,
                limit: usize,
            ) -> impl Future<Output = usize> {
                let caller = Location::caller();
                self.rx.until(move |rx, cx| rx.poll_recv_many(cx, caller, buffer, limit))
            }

            /// Takes the next value out if there is one. Does not wait.
            ///
            /// # Errors
            /// [`TryRecvError::Empty`] where [`recv`](Self::recv) would wait,
            /// [`TryRecvError::Disconnected`] where it would be `None`.
            ///
            /// ```
            /// use wakescope::sync::mpsc::{self, error::TryRecvError};
            ///
            #[doc = concat!("let (sender, mut receiver) = mpsc::", $channel, ";")]
            /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
            #[doc = concat!("sender.", $send, "('a').unwrap();")]
            /// drop(sender);
            /// assert_eq!(receiver.try_recv(), Ok('a'));
            /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
            /// ```
            pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
                self.rx.chan().try_recv()
            }

            /// As [`recv`](Self::recv), waiting by blocking the thread. Not in
            /// a browser.
            ///
            /// # Panics
            /// Within a task.
            ///
            /// ```
            #[doc = concat!("let (sender, mut receiver) = wakescope::sync::mpsc::", $channel, ";")]
            /// let thread = std::thread::spawn(move || receiver.blocking_recv());
            #[doc = concat!("sender.", $send, "('a').unwrap();")]
            /// assert_eq!(thread.join().unwrap(), Some('a'));
            /// ```
            #[cfg(not(target_family = "wasm"))]
            #[track_caller]
            pub fn blocking_recv(&mut self) -> Option<T> {
                crate::sync::blocking::block_on(self.recv())
            }

            /// As [`recv_many`](Self::recv_many), waiting by blocking the
            /// thread. Not in a browser.
            ///
            /// # Panics
            /// Within a task.
            #[cfg(not(target_family = "wasm"))]
            #[track_caller]
            pub fn blocking_recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> usize {
                crate::sync::blocking::block_on(self.recv_many(buffer, limit))
            }

            /// Lets nobody send any more. What is inside, and what is sent on
            /// slots that were reserved before, can still be received: go on
            /// until `None` to lose nothing.
            ///
            /// ```
            #[doc = concat!("let (sender, mut receiver) = wakescope::sync::mpsc::", $channel, ";")]
            #[doc = concat!("sender.", $send, "('a').unwrap();")]
            /// receiver.close();
            #[doc = concat!("assert!(sender.", $send, "('b').is_err());")]
            /// assert_eq!(receiver.try_recv(), Ok('a'));
            /// ```
            pub fn close(&mut self) {
                self.rx.chan().close();
            }

            /// Whether nobody can send any more, for either reason: the
            /// receiver has closed, or all senders were dropped.
            ///
            /// ```
            #[doc = concat!("let (sender, receiver) = wakescope::sync::mpsc::", $channel, ";")]
            #[doc = concat!("sender.", $send, "('a').unwrap();")]
            /// assert!(!receiver.is_closed());
            /// drop(sender);
            /// assert!(receiver.is_closed() && !receiver.is_empty());
            /// ```
            #[must_use]
            pub fn is_closed(&self) -> bool {
                let chan = self.rx.chan();
                chan.is_closed() || chan.sender_counts().0 == 0
            }

            /// Whether no value is inside.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// How many values are inside.
            ///
            /// ```
            #[doc = concat!("let (sender, receiver) = wakescope::sync::mpsc::", $channel, ";")]
            #[doc = concat!("sender.", $send, "('a').unwrap();")]
            /// assert_eq!(receiver.len(), 1);
            /// ```
            #[must_use]
            pub fn len(&self) -> usize {
                self.rx.chan().len()
            }

            /// As [`recv`](Self::recv), for futures written by hand. Only the
            /// waker of the last call is woken.
            #[track_caller]
            pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
                self.rx.poll_recv(cx, Location::caller())
            }

            /// As [`recv_many`](Self::recv_many), for futures written by hand.
            /// Only the waker of the last call is woken.
            #[track_caller]
            pub fn poll_recv_many(
                &mut self,
                cx: &mut Context<'_>,
                buffer: &mut Vec<T>,
                limit: usize,
            ) -> Poll<usize> {
                self.rx.poll_recv_many(cx, Location::caller(), buffer, limit)
            }

            /// How many senders there are.
            #[must_use]
            pub fn sender_strong_count(&self) -> usize {
                self.rx.chan().sender_counts().0
            }

            /// How many weak senders there are.
            #[must_use]
            pub fn sender_weak_count(&self) -> usize {
                self.rx.chan().sender_counts().1
            }
        }

        impl<T> fmt::Debug for $Receiver<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($Receiver)).field("chan", self.rx.chan()).finish()
            }
        }
    };
}

receiver! {
    /// Receives from a bounded channel. There is one; it cannot be cloned.
    Receiver, "channel(4)", "try_send"
}

receiver! {
    /// Receives from an unbounded channel. There is one; it cannot be cloned.
    UnboundedReceiver, "unbounded_channel()", "send"
}

impl<T> Receiver<T> {
    /// How many slots are free for anyone: neither taken by a value, nor
    /// reserved, nor kept for the first sender in line.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::mpsc::channel(3);
    /// sender.try_send('a').unwrap();
    /// assert_eq!((receiver.capacity(), receiver.max_capacity()), (2, 3));
    /// ```
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.rx.chan().capacity()
    }

    /// How many slots the channel has.
    #[must_use]
    pub fn max_capacity(&self) -> usize {
        self.rx.chan().max_capacity()
    }
}
