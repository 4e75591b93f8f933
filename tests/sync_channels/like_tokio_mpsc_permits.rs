//! What the documentation of `tokio::sync::mpsc` shows of reserved slots.

use wakescope::run::to_end;
use wakescope::sync::mpsc::{self, error::TrySendError};

#[test]
fn a_reserved_slot_is_taken_until_used() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(1);
        let permit = tx.reserve().await.unwrap();
        assert!(tx.try_send(123).is_err());
        permit.send(456);
        assert_eq!(rx.recv().await, Some(456));

        let permit = tx.try_reserve().unwrap();
        assert!(tx.try_send(123).is_err());
        assert!(tx.try_reserve().is_err());
        permit.send(456);
        assert_eq!(rx.recv().await, Some(456));
    });
}

#[test]
fn many_slots_can_be_reserved_at_once() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(2);
        let mut permits = tx.reserve_many(2).await.unwrap();
        assert!(tx.try_send(123).is_err());
        permits.next().unwrap().send(456);
        permits.next().unwrap().send(457);
        assert!(permits.next().is_none());
        assert_eq!(rx.recv().await, Some(456));
        assert_eq!(rx.recv().await, Some(457));
        assert!(tx.reserve_many(3).await.is_err(), "there are two");
    });
}

#[test]
fn many_slots_can_be_tried_for_at_once() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(2);
        let mut permits = tx.try_reserve_many(2).unwrap();
        assert_eq!(permits.len(), 2);
        assert!(tx.try_send(123).is_err());
        assert!(tx.try_reserve().is_err());
        permits.next().unwrap().send(456);
        permits.next().unwrap().send(457);
        assert!(permits.next().is_none());
        assert_eq!(rx.recv().await, Some(456));
        assert_eq!(rx.recv().await, Some(457));

        assert!(tx.try_reserve_many(0).unwrap().next().is_none());
        assert!(tx.try_reserve_many(3).is_err(), "there are two");
        drop(rx);
        assert!(tx.try_reserve_many(1).is_err());
        assert!(tx.try_reserve_many(0).is_err());
    });
}

#[test]
fn an_owned_permit_carries_its_sender() {
    to_end(async {
        let (tx, mut rx) = mpsc::channel(1);
        let permit = tx.reserve_owned().await.unwrap();
        let tx = permit.send(123);
        assert_eq!(rx.recv().await, Some(123));
        tx.send(456).await.unwrap();
        assert_eq!(rx.recv().await, Some(456));

        let permit = tx.clone().reserve_owned().await.unwrap();
        assert!(tx.try_send(123).is_err());
        permit.send(456);
        assert_eq!(rx.recv().await, Some(456));

        let permit = tx.clone().try_reserve_owned().unwrap();
        assert!(tx.try_send(123).is_err());
        assert!(tx.try_reserve().is_err());
        permit.send(456);
        assert_eq!(rx.recv().await, Some(456));
    });
}

#[test]
fn trying_for_an_owned_permit_gives_the_sender_back() {
    let (tx, rx) = mpsc::channel::<()>(1);
    let _permit = tx.clone().try_reserve_owned().unwrap();
    let Err(TrySendError::Full(tx)) = tx.try_reserve_owned() else {
        panic!("the slot is taken");
    };
    drop(rx);
    assert!(matches!(
        tx.try_reserve_owned(),
        Err(TrySendError::Closed(_))
    ));
}

#[test]
fn an_owned_permit_can_be_released() {
    to_end(async {
        let (tx, _rx) = mpsc::channel(1);
        let permit = tx.clone().reserve_owned().await.unwrap();
        assert!(tx.try_send(123).is_err());
        let _tx2 = permit.release();
        tx.send(789).await.unwrap();
    });
}

#[test]
fn permits_and_senders_know_their_channel() {
    to_end(async {
        let (tx, _rx) = mpsc::channel::<()>(2);
        let (other, _other_rx) = mpsc::channel::<()>(1);
        assert!(tx.same_channel(&tx.clone()));
        assert!(!tx.same_channel(&other));
        let permit1 = tx.clone().reserve_owned().await.unwrap();
        let permit2 = tx.clone().reserve_owned().await.unwrap();
        let permit3 = other.clone().reserve_owned().await.unwrap();
        assert!(permit1.same_channel(&permit2));
        assert!(!permit3.same_channel(&permit2));
        assert!(permit1.same_channel_as_sender(&tx));
        assert!(!permit1.same_channel_as_sender(&other));
    });
}
