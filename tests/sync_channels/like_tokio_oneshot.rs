//! What the documentation of `tokio::sync::oneshot` shows.

use std::future::poll_fn;
use std::task::Poll;

use wakescope::executor::spawn;
use wakescope::run::to_end;
use wakescope::sync::oneshot::{self, error::TryRecvError};
use wakescope::time::{self, Duration, interval, sleep};

use crate::support::ByHand;

#[test]
fn a_value_goes_from_one_task_to_another() {
    to_end(async {
        let (tx, rx) = oneshot::channel();
        spawn(async move {
            if tx.send(3).is_err() {
                panic!("the receiver is there");
            }
        });
        match rx.await {
            Ok(value) => assert_eq!(value, 3),
            Err(_) => panic!("the sender has sent"),
        }
    });
}

#[test]
fn the_receiver_learns_that_the_sender_was_dropped() {
    to_end(async {
        let (tx, rx) = oneshot::channel::<u32>();
        spawn(async move { drop(tx) });
        assert!(rx.await.is_err());
    });
}

#[test]
fn a_receiver_can_be_awaited_by_reference_in_a_loop_of_selects() {
    to_end(async {
        let (tx, mut rx) = oneshot::channel();
        let mut interval = interval(Duration::from_millis(100));
        spawn(async move {
            sleep(Duration::from_millis(950)).await;
            tx.send("stop").unwrap();
        });
        let mut ticks = 0;
        loop {
            wakescope::select! {
                _ = interval.tick() => ticks += 1,
                said = &mut rx => {
                    assert_eq!(said, Ok("stop"));
                    break;
                }
            }
        }
        assert_eq!(ticks, 10, "at 0, 100, .. 900 ms");
    });
}

#[test]
fn a_sender_can_send_from_a_destructor() {
    struct Farewell(Option<oneshot::Sender<&'static str>>);
    impl Drop for Farewell {
        fn drop(&mut self) {
            if let Some(tx) = self.0.take() {
                let _ = tx.send("gone");
            }
        }
    }
    to_end(async {
        let (tx, rx) = oneshot::channel();
        drop(Farewell(Some(tx)));
        assert_eq!(rx.await, Ok("gone"));
    });
}

#[test]
fn a_sender_can_wait_for_the_receiver_to_be_dropped() {
    to_end(async {
        let (mut tx, rx) = oneshot::channel::<()>();
        spawn(async move { drop(rx) });
        tx.closed().await;
    });
}

#[test]
fn work_can_be_given_up_when_nobody_waits_for_it() {
    async fn compute() -> String {
        sleep(Duration::from_secs(20)).await;
        String::from("too late")
    }
    to_end(async {
        let (mut tx, rx) = oneshot::channel();
        let worker = spawn(async move {
            wakescope::select! {
                _ = tx.closed() => "given up",
                value = compute() => {
                    let _ = tx.send(value);
                    "done"
                }
            }
        });
        let late = time::timeout(Duration::from_secs(10), rx).await;
        assert!(late.is_err());
        assert_eq!(worker.await.unwrap(), "given up");
    });
}

#[test]
fn work_that_is_wanted_arrives_within_a_timeout() {
    async fn compute() -> String {
        String::from("hello")
    }
    to_end(async {
        let (mut tx, rx) = oneshot::channel();
        spawn(async move {
            wakescope::select! {
                _ = tx.closed() => {}
                value = compute() => {
                    let _ = tx.send(value);
                }
            }
        });
        let answer = time::timeout(Duration::from_secs(10), rx).await;
        assert_eq!(answer.unwrap().unwrap(), "hello");
    });
}

#[test]
fn a_sender_sees_whether_the_receiver_was_dropped() {
    let (tx, rx) = oneshot::channel();
    assert!(!tx.is_closed());
    drop(rx);
    assert!(tx.is_closed());
    assert_eq!(tx.send("nobody gets it"), Err("nobody gets it"));
}

#[test]
fn closing_can_be_polled_by_hand() {
    to_end(async {
        let (mut tx, mut rx) = oneshot::channel::<()>();
        spawn(async move { rx.close() });
        poll_fn(|cx| tx.poll_closed(cx)).await;
        assert!(tx.is_closed());
    });
}

#[test]
fn after_close_nothing_can_be_sent() {
    let (tx, mut rx) = oneshot::channel();
    assert!(!tx.is_closed());
    rx.close();
    assert!(tx.is_closed());
    assert!(tx.send("nobody gets it").is_err());
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn what_was_sent_before_close_can_be_received() {
    let (tx, mut rx) = oneshot::channel();
    assert!(tx.send("in time").is_ok());
    rx.close();
    assert_eq!(rx.try_recv(), Ok("in time"));
}

#[test]
fn a_receiver_is_terminated_by_its_value_alone() {
    to_end(async {
        let (tx, mut rx) = oneshot::channel();
        assert!(!rx.is_terminated());
        assert_eq!(ByHand::new(&mut rx).poll(), Poll::Pending);
        assert!(!rx.is_terminated(), "pending is not the end");
        tx.send(0).unwrap();
        assert!(!rx.is_terminated(), "the value was not received yet");
        assert_eq!((&mut rx).await, Ok(0));
        assert!(rx.is_terminated());
    });
}

#[test]
fn a_receiver_is_terminated_by_its_error() {
    to_end(async {
        let (tx, mut rx) = oneshot::channel::<()>();
        drop(tx);
        assert!(!rx.is_terminated());
        let _ = (&mut rx).await.unwrap_err();
        assert!(rx.is_terminated());
    });
}

#[test]
fn a_receiver_is_empty_before_and_after_its_value() {
    to_end(async {
        let (tx, mut rx) = oneshot::channel();
        assert!(rx.is_empty());
        tx.send(0).unwrap();
        assert!(!rx.is_empty());
        let _ = (&mut rx).await;
        assert!(rx.is_empty());
    });
}

#[test]
fn a_receiver_without_a_sender_is_empty_and_yields_an_error() {
    to_end(async {
        let (tx, mut rx) = oneshot::channel::<()>();
        drop(tx);
        assert!(rx.is_empty());
        (&mut rx).await.expect_err("the sender is gone");
        assert!(rx.is_empty());
    });
}

#[test]
#[should_panic = "polled after its answer"]
fn awaiting_a_receiver_twice_panics() {
    let (tx, mut rx) = oneshot::channel();
    tx.send(0).unwrap();
    ByHand::new(&mut rx).ready().unwrap();
    assert!(rx.is_empty());
    let _ = ByHand::new(&mut rx).poll();
}

#[test]
fn trying_finds_nothing_then_the_value() {
    let (tx, mut rx) = oneshot::channel();
    assert_eq!(rx.try_recv(), Err(TryRecvError::Empty));
    tx.send("hello").unwrap();
    assert_eq!(rx.try_recv(), Ok("hello"));
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed), "there is one");
}

#[test]
fn trying_tells_that_the_sender_was_dropped() {
    let (tx, mut rx) = oneshot::channel::<()>();
    drop(tx);
    assert_eq!(rx.try_recv(), Err(TryRecvError::Closed));
}

#[test]
fn a_thread_can_block_for_the_value() {
    let (tx, rx) = oneshot::channel::<u8>();
    let blocked = std::thread::spawn(move || rx.blocking_recv());
    to_end(async move { tx.send(10).unwrap() });
    assert_eq!(blocked.join().unwrap(), Ok(10));
}
