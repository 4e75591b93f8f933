//! broadcast: receivers, and senders that wait for the last of them.

use wakescope::sync::broadcast;

use super::{Mortal, Token};
use crate::support::{ByHand, any};

#[test]
fn a_receive_from_a_broadcast() {
    Mortal::new(|token| {
        let (sender, mut receiver) = broadcast::channel::<Token>(2);
        let other = sender.subscribe();
        let future = any(async move {
            drop(receiver.recv().await.unwrap());
            drop(receiver.recv().await.unwrap());
        });
        ((sender, other, token.clone()), future)
    })
    .dropped_at_every_point(
        &[
            |(sender, _, token)| assert_eq!(sender.send(token.clone()).unwrap(), 2),
            |(sender, _, token)| assert_eq!(sender.send(token.clone()).unwrap(), 2),
        ],
        |(sender, other, _)| {
            assert_eq!(sender.receiver_count(), 1);
            while other.try_recv().is_ok() {}
            assert!(
                sender.is_empty(),
                "it holds nothing for the one that is gone"
            );
        },
    );
}

#[test]
fn a_receive_from_a_broadcast_that_is_dropped_loses_no_value() {
    for polls in 0..2 {
        let (sender, mut receiver) = broadcast::channel(2);
        let mut future = ByHand::new(receiver.recv());
        (0..polls).for_each(|_| future.pending());
        sender.send('a').unwrap();
        assert_eq!(future.wakes(), polls);
        assert_eq!(future.cancel(), 0);
        assert_eq!(receiver.try_recv(), Ok('a'));
    }
}

#[test]
fn a_wait_for_the_last_receiver_of_a_broadcast() {
    Mortal::new(|token| {
        let (sender, receiver) = broadcast::channel::<Token>(2);
        sender.send(token.clone()).unwrap();
        let own = sender.clone();
        (
            (sender, Some(receiver)),
            any(async move { own.closed().await }),
        )
    })
    .dropped_at_every_point(
        &[|(_, receiver)| drop(receiver.take())],
        |(sender, receiver)| {
            drop(receiver.take());
            assert!(sender.is_empty());
            assert_eq!(sender.strong_count(), 1);
        },
    );
}

#[test]
fn a_wait_for_the_last_receiver_goes_on_if_another_came_in_between() {
    let (sender, receiver) = broadcast::channel::<()>(2);
    let mut closed = ByHand::new(sender.closed());
    closed.pending();
    drop(receiver);
    assert_eq!(closed.wakes(), 1);
    let another = sender.subscribe();
    closed.pending();
    drop(another);
    assert_eq!(closed.wakes(), 2);
    closed.ready();
}
