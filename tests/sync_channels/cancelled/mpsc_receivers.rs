//! mpsc: the receiver, and what tells it that the channel is at its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

use wakescope::sync::mpsc;

use super::{Mortal, Token};
use crate::helpers::poll_now;
use crate::support::{ByHand, any};

#[test]
fn a_receive() {
    Mortal::new(|token| {
        // The receiver goes with the future: see below for one that stays.
        let (sender, mut receiver) = mpsc::channel::<Token>(1);
        let future = any(async move { drop(receiver.recv().await.unwrap()) });
        ((sender, token.clone()), future)
    })
    .dropped_at_every_point(
        &[|(sender, token)| sender.try_send(token.clone()).unwrap()],
        |(sender, _)| assert!(sender.is_closed() && sender.capacity() == 1),
    );
}

#[test]
fn a_receive_that_is_dropped_loses_no_value() {
    for polls in 0..2 {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        let mut future = ByHand::new(receiver.recv());
        (0..polls).for_each(|_| future.pending());
        sender.send('a').unwrap();
        assert_eq!(future.wakes(), polls);
        assert_eq!(future.cancel(), 0);
        sender.send('b').unwrap();
        let mut buffer = Vec::new();
        let mut future = ByHand::new(receiver.recv_many(&mut buffer, 1));
        assert_eq!(future.ready(), 1);
        assert_eq!(future.cancel(), 0);
        assert_eq!(buffer, ['a']);
        assert_eq!(poll_now(receiver.recv()), Some(Some('b')));
    }
}

#[test]
fn a_receive_of_many_that_is_dropped_leaves_no_waker() {
    let (sender, mut receiver) = mpsc::channel(2);
    let mut buffer = Vec::new();
    let mut future = ByHand::new(receiver.recv_many(&mut buffer, 4));
    future.pending();
    assert_eq!(future.wakers_kept(), 1);
    assert_eq!(future.cancel(), 0);
    sender.try_send('a').unwrap();
    assert!(buffer.is_empty());
    assert_eq!(receiver.try_recv(), Ok('a'));
}

#[test]
fn a_receiver_polled_by_hand_is_woken_though_a_future_came_and_went() {
    let (sender, mut receiver) = mpsc::channel(2);
    let mut waiting = ByHand::new(std::future::poll_fn(|cx| {
        // Never polled, this must not take the place.
        drop(receiver.recv());
        receiver.poll_recv(cx)
    }));
    waiting.pending();
    sender.try_send('a').unwrap();
    assert_eq!(waiting.wakes(), 1);
    assert_eq!(waiting.ready(), Some('a'));
}

#[test]
fn a_slot_given_back_after_closing_ends_the_channel() {
    // The sender stays alive: the receiver has to be told by the slot alone.
    let (sender, mut receiver) = mpsc::channel(1);
    sender.try_send('a').unwrap();
    let mut given = ByHand::new(sender.send('b'));
    given.pending();
    assert_eq!(receiver.try_recv(), Ok('a'));
    assert_eq!(given.wakes(), 1, "it has the slot");
    receiver.close();
    let mut end = ByHand::new(receiver.recv());
    end.pending();
    assert_eq!(given.cancel(), 0);
    assert_eq!(end.wakes(), 1);
    assert_eq!(end.ready(), None);
}

#[test]
fn a_permit_dropped_after_closing_ends_the_channel() {
    let (sender, mut receiver) = mpsc::channel::<()>(2);
    let permits = sender.try_reserve_many(2).unwrap();
    receiver.close();
    let mut end = ByHand::new(receiver.recv());
    end.pending();
    for permit in permits {
        assert_eq!(end.wakes(), 0, "a value may still come");
        drop(permit);
    }
    assert_eq!(end.wakes(), 1);
    assert_eq!(end.ready(), None);
}

#[test]
fn a_waker_that_owns_the_last_handle_can_be_dropped_by_the_channel() {
    // A task's future owns a sender; the task is owned by the waker alone,
    // which the channel keeps. Renewing the waker drops all of it within a
    // poll: that must not happen under the lock.
    struct OwnedByWaker(#[allow(dead_code)] mpsc::Sender<()>);
    impl Wake for OwnedByWaker {
        fn wake(self: Arc<Self>) {}
    }
    let (sender, mut receiver) = mpsc::channel(1);
    let waker = Waker::from(Arc::new(OwnedByWaker(sender.clone())));
    drop(sender);
    let mut cx = Context::from_waker(&waker);
    assert!(receiver.poll_recv(&mut cx).is_pending());
    drop(waker);
    let mut renewed = ByHand::new(receiver.recv());
    renewed.pending();
    assert_eq!(renewed.wakes(), 1, "that was the last sender");
    assert_eq!(renewed.ready(), None);
}

#[test]
fn what_values_do_when_dropped_may_use_the_channel() {
    struct Nosy(Option<mpsc::Sender<Nosy>>, Arc<AtomicUsize>);
    impl Drop for Nosy {
        fn drop(&mut self) {
            let sender = self.0.take().expect("dropped once");
            let capacity = sender.capacity();
            self.1.fetch_add(capacity, Ordering::Relaxed);
        }
    }
    let looked = Arc::default();
    let (sender, receiver) = mpsc::channel(2);
    for _ in 0..2 {
        let value = Nosy(Some(sender.clone()), Arc::clone(&looked));
        assert!(sender.try_send(value).is_ok());
    }
    drop(receiver);
    let looked = looked.load(Ordering::Relaxed);
    assert_eq!(looked, 4, "both slots are free before the values go");
    assert_eq!(sender.strong_count(), 1);
}
