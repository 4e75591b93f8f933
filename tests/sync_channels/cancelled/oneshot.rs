//! oneshot: the receiver, and the sender that waits for it to close.

use wakescope::sync::oneshot;

use super::{Mortal, Token};
use crate::support::{ByHand, any};

#[test]
fn a_oneshot_receiver() {
    Mortal::new(|token| {
        let (sender, receiver) = oneshot::channel::<Token>();
        let future = any(async move { drop(receiver.await.unwrap()) });
        ((Some(sender), token.clone()), future)
    })
    .dropped_at_every_point(
        &[|(sender, token)| sender.take().unwrap().send(token.clone()).unwrap()],
        |(sender, token)| {
            if let Some(sender) = sender.take() {
                assert!(sender.is_closed());
                assert!(sender.send(token.clone()).is_err());
            }
        },
    );
}

#[test]
fn a_oneshot_receiver_awaited_by_reference_keeps_the_value() {
    for polls in 0..2 {
        let (sender, mut receiver) = oneshot::channel();
        let mut future = ByHand::new(&mut receiver);
        (0..polls).for_each(|_| future.pending());
        sender.send('a').unwrap();
        assert_eq!(future.wakes(), polls);
        drop(future);
        assert_eq!(receiver.try_recv(), Ok('a'));
    }
}

#[test]
fn a_oneshot_sender_that_waits_for_closing() {
    for polls in 0..2 {
        let (mut sender, mut receiver) = oneshot::channel();
        let mut future = ByHand::new(sender.closed());
        (0..polls).for_each(|_| future.pending());
        assert_eq!(future.cancel(), 0);
        sender.send('a').unwrap();
        assert_eq!(receiver.try_recv(), Ok('a'));
    }
}
