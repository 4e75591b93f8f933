//! The receivers of a broadcast channel.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::error::{RecvError, TryRecvError};
use super::shared::Shared;
use crate::sync::wait_list::Key;

/// Receives every value that was sent since it was made.
///
/// Dropping it drops the values that only it had still to see.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
    /// The position of the next value it has to see.
    position: u64,
}

impl<T> Receiver<T> {
    /// A receiver of what is sent from now on.
    pub(super) fn new(shared: Arc<Shared<T>>) -> Receiver<T> {
        let position = shared.add_receiver();
        Receiver { shared, position }
    }

    /// How many values were sent that it has not seen, overwritten ones
    /// included: more than the channel's capacity if it lags.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::broadcast::channel(2);
    /// for letter in ['a', 'b', 'c'] {
    ///     sender.send(letter).unwrap();
    /// }
    /// assert_eq!(receiver.len(), 3);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.shared.sent_since(self.position)
    }

    /// Whether it has seen all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both receive from one channel.
    #[must_use]
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// How many senders there are.
    #[must_use]
    pub fn sender_strong_count(&self) -> usize {
        self.shared.sender_counts().0
    }

    /// How many weak senders there are.
    #[must_use]
    pub fn sender_weak_count(&self) -> usize {
        self.shared.sender_counts().1
    }

    /// Whether all senders were dropped. Values may be left to receive.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared.sender_counts().0 == 0
    }
}

impl<T: Clone> Receiver<T> {
    /// A new receiver, of what is sent from now on: not of what this one has
    /// still to see.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::broadcast::channel(4);
    /// sender.send('a').unwrap();
    /// let mut fresh = receiver.resubscribe();
    /// sender.send('b').unwrap();
    /// assert_eq!(fresh.try_recv(), Ok('b'));
    /// ```
    #[must_use]
    pub fn resubscribe(&self) -> Receiver<T> {
        Receiver::new(self.shared.clone())
    }

    /// The next value, waiting until there is one.
    ///
    /// # Errors
    /// [`RecvError::Lagged`] if values were overwritten before it came to
    /// them; the next call goes on with the oldest that is left.
    /// [`RecvError::Closed`] when all was received and all senders are gone.
    ///
    /// # Cancellation
    /// Dropping it loses no value: the position moves in the very poll that
    /// returns one.
    ///
    /// ```
    /// use wakescope::sync::broadcast::{self, error::RecvError};
    ///
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = broadcast::channel(2);
    ///     for letter in ['a', 'b', 'c'] {
    ///         sender.send(letter).unwrap();
    ///     }
    ///     assert_eq!(receiver.recv().await, Err(RecvError::Lagged(1)));
    ///     assert_eq!(receiver.recv().await, Ok('b'));
    /// });
    /// ```
    #[track_caller]
    pub fn recv(&mut self) -> impl Future<Output = Result<T, RecvError>> {
        Recv {
            receiver: self,
            key: None,
            caller: Location::caller(),
        }
    }

    /// The next value if there is one. Does not wait.
    ///
    /// # Errors
    /// [`TryRecvError::Empty`] where [`recv`](Self::recv) would wait; else as
    /// there.
    ///
    /// ```
    /// use wakescope::sync::broadcast::{self, error::TryRecvError};
    ///
    /// let (sender, mut receiver) = broadcast::channel(2);
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    /// sender.send('a').unwrap();
    /// drop(sender);
    /// assert_eq!(receiver.try_recv(), Ok('a'));
    /// assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    /// ```
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        Ok(self.shared.try_recv(&mut self.position)?.into_inner())
    }

    /// As [`recv`](Self::recv), waiting by blocking the thread. Not in a browser.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// # Panics
    /// Within a task.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::broadcast::channel(2);
    /// let thread = std::thread::spawn(move || receiver.blocking_recv());
    /// sender.send('a').unwrap();
    /// assert_eq!(thread.join().unwrap(), Ok('a'));
    /// ```
    #[cfg(not(target_family = "wasm"))]
    #[track_caller]
    pub fn blocking_recv(&mut self) -> Result<T, RecvError> {
        crate::sync::blocking::block_on(self.recv())
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.drop_receiver(self.position);
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

struct Recv<'a, T> {
    receiver: &'a mut Receiver<T>,
    key: Option<Key>,
    caller: &'static Location<'static>,
}

impl<T: Clone> Future for Recv<'_, T> {
    type Output = Result<T, RecvError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Receiver { shared, position } = &mut *this.receiver;
        match shared.recv(position, &mut this.key, this.caller, cx.waker()) {
            None | Some(Err(TryRecvError::Empty)) => Poll::Pending,
            Some(Ok(value)) => Poll::Ready(Ok(value.into_inner())),
            Some(Err(TryRecvError::Lagged(missed))) => Poll::Ready(Err(RecvError::Lagged(missed))),
            Some(Err(TryRecvError::Closed)) => Poll::Ready(Err(RecvError::Closed)),
        }
    }
}

impl<T> Drop for Recv<'_, T> {
    fn drop(&mut self) {
        self.receiver.shared.stop_waiting(&mut self.key);
    }
}
