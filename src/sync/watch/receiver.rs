//! The receivers of a watch channel.

use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::error::RecvError;
use super::shared::{Ref, Shared};
use crate::sync::wait_list::Key;

/// Watches the value. Clones watch the same one, each with its own memory of
/// what it has seen.
#[derive(Debug)]
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
    /// The version it has seen.
    seen: u64,
}

impl<T> Receiver<T> {
    /// A receiver that counts the present value as seen.
    pub(super) fn new(shared: Arc<Shared<T>>) -> Receiver<T> {
        let seen = shared.add_receiver();
        Receiver { shared, seen }
    }

    /// Borrows the value; whether it is seen does not change. Sending blocks
    /// while the [`Ref`] lives.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// assert_eq!(*receiver.borrow(), 2);
    /// assert!(receiver.has_changed().unwrap(), "still");
    /// ```
    #[must_use]
    pub fn borrow(&self) -> Ref<'_, T> {
        self.shared.borrow(Some(self.seen))
    }

    /// Borrows the value and notes that it is seen. Sending blocks while the
    /// [`Ref`] lives.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// assert_eq!(*receiver.borrow_and_update(), 2);
    /// assert!(!receiver.has_changed().unwrap());
    /// ```
    #[must_use]
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        self.shared.borrow_and_update(&mut self.seen)
    }

    /// Whether the value is one it has not seen.
    ///
    /// # Errors
    /// If all senders were dropped, even when the last value is not seen.
    ///
    /// ```
    /// let (sender, receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// assert!(receiver.has_changed().unwrap());
    /// drop(sender);
    /// assert!(receiver.has_changed().is_err());
    /// ```
    pub fn has_changed(&self) -> Result<bool, RecvError> {
        self.shared.has_changed(self.seen)
    }

    /// Counts the present value as not seen.
    ///
    /// ```
    /// let (_sender, mut receiver) = wakescope::sync::watch::channel(1);
    /// receiver.mark_changed();
    /// assert!(receiver.has_changed().unwrap());
    /// ```
    pub fn mark_changed(&mut self) {
        self.seen = self.shared.version().wrapping_sub(1);
    }

    /// Counts the present value as seen.
    ///
    /// ```
    /// let (sender, mut receiver) = wakescope::sync::watch::channel(1);
    /// sender.send(2).unwrap();
    /// receiver.mark_unchanged();
    /// assert!(!receiver.has_changed().unwrap());
    /// ```
    pub fn mark_unchanged(&mut self) {
        self.seen = self.shared.version();
    }

    /// Waits until the value is one it has not seen, and notes that it is seen.
    ///
    /// # Errors
    /// If it is seen and all senders were dropped: it changes no more.
    ///
    /// # Cancellation
    /// Dropping it before it is ready leaves the value unseen.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::watch::channel(1);
    ///     sender.send(2).unwrap();
    ///     drop(sender);
    ///     assert!(receiver.changed().await.is_ok(), "2 was not seen");
    ///     assert!(receiver.changed().await.is_err());
    /// });
    /// ```
    #[track_caller]
    pub fn changed(&mut self) -> impl Future<Output = Result<(), RecvError>> {
        Changed::new(&self.shared, &mut self.seen, Location::caller())
    }

    /// Waits until `condition` holds for the value, which may be at once, and
    /// borrows it. Every value it looks at counts as seen. Sending blocks
    /// while `condition` runs, and while the [`Ref`] lives.
    ///
    /// # Errors
    /// If all senders were dropped and `condition` does not hold for the last
    /// value.
    ///
    /// # Panics
    /// If `condition` does.
    ///
    /// # Cancellation
    /// Dropping it before it is ready loses nothing but that values were seen.
    ///
    /// ```
    /// wakescope::run::to_end(async {
    ///     let (sender, mut receiver) = wakescope::sync::watch::channel(0);
    ///     wakescope::executor::spawn(async move {
    ///         for number in 1..5 {
    ///             sender.send(number).unwrap();
    ///             wakescope::future::yield_now().await;
    ///         }
    ///     });
    ///     let three = receiver.wait_for(|number| *number == 3).await.unwrap();
    ///     assert_eq!(*three, 3);
    /// });
    /// ```
    #[track_caller]
    pub fn wait_for(
        &mut self,
        mut condition: impl FnMut(&T) -> bool,
    ) -> impl Future<Output = Result<Ref<'_, T>, RecvError>> {
        let caller = Location::caller();
        let Receiver { shared, seen } = self;
        async move {
            let mut changed = Ok(());
            loop {
                {
                    let value = shared.borrow_and_update(seen);
                    if (changed.is_ok() || value.has_changed()) && condition(&value) {
                        return Ok(value);
                    }
                }
                changed?;
                changed = Changed::new(shared, seen, caller).await;
            }
        }
    }

    /// Whether both watch one channel.
    #[must_use]
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Receiver<T> {
        let mut clone = Receiver::new(self.shared.clone());
        clone.seen = self.seen;
        clone
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.drop_receiver();
    }
}

/// A wait for a version other than `seen`.
struct Changed<'a, T> {
    shared: &'a Shared<T>,
    seen: &'a mut u64,
    key: Option<Key>,
    caller: &'static Location<'static>,
}

impl<'a, T> Changed<'a, T> {
    fn new(
        shared: &'a Shared<T>,
        seen: &'a mut u64,
        caller: &'static Location<'static>,
    ) -> Changed<'a, T> {
        Changed {
            shared,
            seen,
            key: None,
            caller,
        }
    }
}

impl<T> Future for Changed<'_, T> {
    type Output = Result<(), RecvError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        match this
            .shared
            .poll_changed(this.seen, &mut this.key, this.caller, cx.waker())
        {
            Some(result) => Poll::Ready(result),
            None => Poll::Pending,
        }
    }
}

impl<T> Drop for Changed<'_, T> {
    fn drop(&mut self) {
        self.shared.stop_watching(&mut self.key);
    }
}
