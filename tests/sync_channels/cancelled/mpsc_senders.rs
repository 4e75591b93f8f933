//! mpsc: those who send, reserve, or wait for the receiver to close.

use std::sync::Arc;

use wakescope::sync::mpsc;

use super::{Mortal, Token};
use crate::helpers::poll_now;
use crate::support::{ByHand, any};

/// A channel of one slot, which is taken.
fn full(token: &Token) -> (mpsc::Sender<Token>, mpsc::Receiver<Token>) {
    let (sender, receiver) = mpsc::channel(1);
    sender.try_send(token.clone()).unwrap();
    (sender, receiver)
}

type Ends = (mpsc::Sender<Token>, mpsc::Receiver<Token>);

/// Whatever happened to the future, the slot can be had again.
fn the_slot_is_there((sender, receiver): &mut Ends) {
    while receiver.try_recv().is_ok() {}
    assert_eq!(sender.capacity(), 1);
    assert!(sender.try_reserve().is_ok());
    assert_eq!(sender.strong_count(), 1);
}

fn receive_one((_, receiver): &mut Ends) {
    receiver.try_recv().unwrap();
}

#[test]
fn a_send_into_a_full_channel() {
    Mortal::new(|token| {
        let ends = full(token);
        let (sender, value) = (ends.0.clone(), token.clone());
        let future = any(async move { sender.send(value).await.unwrap() });
        (ends, future)
    })
    .dropped_at_every_point(&[receive_one], the_slot_is_there);
}

#[test]
fn a_send_into_a_channel_that_closes() {
    Mortal::new(|token| {
        let ends = full(token);
        let (sender, value) = (ends.0.clone(), token.clone());
        let future = any(async move { drop(sender.send(value).await.unwrap_err()) });
        (ends, future)
    })
    .dropped_at_every_point(
        &[|(_, receiver)| {
            // The slot is handed over; but closing wins.
            receiver.try_recv().unwrap();
            receiver.close();
        }],
        |(sender, receiver)| {
            while receiver.try_recv().is_ok() {}
            assert_eq!(sender.capacity(), 1);
        },
    );
}

#[test]
fn a_reservation_and_its_permit() {
    Mortal::new(|token| {
        let ends = full(token);
        let (sender, value) = (ends.0.clone(), token.clone());
        let future = any(async move {
            let permit = sender.reserve().await.unwrap();
            wakescope::future::yield_now().await;
            permit.send(value);
        });
        (ends, future)
    })
    .dropped_at_every_point(&[receive_one, |_| ()], the_slot_is_there);
}

#[test]
fn a_reservation_that_owns_its_sender() {
    Mortal::new(|token| {
        let ends = full(token);
        let (sender, value) = (ends.0.clone(), token.clone());
        let future = any(async move {
            let permit = sender.reserve_owned().await.unwrap();
            wakescope::future::yield_now().await;
            drop(permit.send(value));
        });
        (ends, future)
    })
    .dropped_at_every_point(&[receive_one, |_| ()], the_slot_is_there);
}

#[test]
fn a_reservation_of_many_slots() {
    Mortal::new(|token| {
        let (sender, receiver) = mpsc::channel(3);
        sender.try_send(token.clone()).unwrap();
        sender.try_send(token.clone()).unwrap();
        let (own, value) = (sender.clone(), token.clone());
        let future = any(async move {
            let mut permits = own.reserve_many(3).await.unwrap();
            permits.next().unwrap().send(value);
            wakescope::future::yield_now().await;
        });
        ((sender, receiver), future)
    })
    .dropped_at_every_point(&[receive_one, receive_one, |_| ()], |(sender, receiver)| {
        while receiver.try_recv().is_ok() {}
        assert_eq!(sender.capacity(), 3);
    });
}

#[test]
fn a_sender_in_line_leaves_its_turn_to_the_next() {
    // The second of three is dropped at every point; the third gets its turn.
    for point in 0..4 {
        let token = Token::default();
        let (sender, mut receiver) = full(&token);
        let send = || {
            let (sender, value) = (sender.clone(), token.clone());
            any(async move { sender.send(value).await.unwrap() })
        };
        let (mut first, mut second, mut third) = (send(), send(), send());
        first.pending();
        if point > 0 {
            second.pending();
        }
        third.pending();
        if point > 1 {
            receiver.try_recv().unwrap();
            first.ready();
        }
        if point > 2 {
            receiver.try_recv().unwrap();
            assert_eq!(
                (second.wakes(), third.wakes()),
                (1, 0),
                "it is the second's turn"
            );
        }
        assert_eq!(second.cancel(), 0);
        if point <= 1 {
            receiver.try_recv().unwrap();
            first.ready();
        }
        if point <= 2 {
            receiver.try_recv().unwrap();
        }
        assert_eq!(third.wakes(), 1, "the turn is passed on (at {point})");
        third.ready();
    }
}

#[test]
fn one_who_wants_many_slots_leaves_them_to_those_who_want_few() {
    let (sender, _receiver) = mpsc::channel::<()>(3);
    let permit = sender.try_reserve().unwrap();
    let mut greedy = ByHand::new(sender.reserve_many(3));
    greedy.pending();
    let mut modest = ByHand::new(sender.reserve_many(2));
    modest.pending();
    assert_eq!(
        sender.capacity(),
        0,
        "what is free is kept for the first in line"
    );
    assert!(sender.try_reserve().is_err());
    assert_eq!(greedy.cancel(), 0);
    assert_eq!(modest.wakes(), 1);
    drop(modest.ready().unwrap());
    drop(permit);
    assert_eq!(sender.capacity(), 3);
}

#[test]
fn a_value_sent_on_a_permit_to_nobody_is_dropped() {
    let token = Token::default();
    let (sender, receiver) = mpsc::channel(1);
    let permit = sender.try_reserve().unwrap();
    drop(receiver);
    permit.send(token.clone());
    assert_eq!(Arc::strong_count(&token), 1);
    assert_eq!(sender.capacity(), 1);
}

#[test]
fn a_wait_for_the_receiver_to_close() {
    Mortal::new(|token| {
        let (sender, receiver) = mpsc::channel::<Token>(1);
        sender.try_send(token.clone()).unwrap();
        let own = sender.clone();
        (
            (sender, Some(receiver)),
            any(async move { own.closed().await }),
        )
    })
    .dropped_at_every_point(
        &[|(_, receiver)| receiver.as_mut().unwrap().close()],
        |(sender, receiver)| {
            drop(receiver.take());
            assert!(poll_now(sender.closed()).is_some());
            assert_eq!(sender.capacity(), 1);
        },
    );
}
