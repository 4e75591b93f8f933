//! watch: receivers, and senders that wait for the last of them.

use wakescope::sync::watch;

use super::Mortal;
use crate::support::{ByHand, any};

#[test]
fn a_wait_for_a_change() {
    Mortal::new(|token| {
        let (sender, receiver) = watch::channel(token.clone());
        let mut own = receiver.clone();
        let future = any(async move {
            own.changed().await.unwrap();
            own.changed().await.unwrap_err();
        });
        ((Some(sender), receiver), future)
    })
    .dropped_at_every_point(
        &[
            |(sender, _)| sender.as_ref().unwrap().send_modify(|_| ()),
            |(sender, _)| drop(sender.take()),
        ],
        |(sender, _)| {
            if let Some(sender) = sender {
                assert_eq!(sender.receiver_count(), 1);
            }
        },
    );
}

#[test]
fn a_wait_for_a_change_that_is_dropped_leaves_it_unseen() {
    for polls in 0..2 {
        let (sender, mut receiver) = watch::channel(0);
        let mut future = ByHand::new(receiver.changed());
        (0..polls).for_each(|_| future.pending());
        sender.send(1).unwrap();
        assert_eq!(future.wakes(), polls);
        assert_eq!(future.cancel(), 0);
        assert!(receiver.has_changed().unwrap());
    }
}

#[test]
fn a_wait_for_a_condition() {
    Mortal::new(|token| {
        let (sender, receiver) = watch::channel((0, token.clone()));
        let mut own = receiver.clone();
        let future = any(async move {
            let value = own.wait_for(|value| value.0 == 2).await.unwrap();
            assert_eq!(value.0, 2);
        });
        ((sender, receiver), future)
    })
    .dropped_at_every_point(
        &[
            |(sender, _)| sender.send_modify(|value| value.0 += 1),
            |(sender, _)| sender.send_modify(|value| value.0 += 1),
        ],
        |(sender, _)| {
            // No lock is held any more.
            sender.send_modify(|value| value.0 += 1);
            assert_eq!(sender.receiver_count(), 1);
        },
    );
}

#[test]
fn a_wait_for_the_last_watcher() {
    Mortal::new(|token| {
        let (sender, receiver) = watch::channel(token.clone());
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
            assert_eq!((sender.sender_count(), sender.receiver_count()), (1, 0));
        },
    );
}
