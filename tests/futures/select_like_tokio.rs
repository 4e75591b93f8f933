//! The programs of tokio's documentation of `select!`, in other words.

use std::future::pending;

use wakescope::executor::spawn;
use wakescope::run::{self};
use wakescope::select;
use wakescope::sync::{mpsc, oneshot};
use wakescope::time::{ms, now, sleep};

/// As tokio's documentation of `select!`: a loop that takes from two
/// channels until both are closed.
#[test]
fn two_channels_are_emptied_until_both_are_closed() {
    let mut all = run::to_end(async {
        let (left, mut from_left) = mpsc::channel(8);
        let (right, mut from_right) = mpsc::channel(8);
        spawn(async move {
            for number in 0..5 {
                left.send(number).await.unwrap();
                sleep(ms(number)).await;
            }
        });
        spawn(async move {
            for number in 10..14 {
                right.send(number).await.unwrap();
            }
        });
        let mut all = Vec::new();
        loop {
            select! {
                Some(number) = from_left.recv() => all.push(number),
                Some(number) = from_right.recv() => all.push(number),
                else => break,
            }
        }
        all
    });
    all.sort_unstable();
    assert_eq!(all, [0, 1, 2, 3, 4, 10, 11, 12, 13]);
}

/// As tokio's documentation: an operation that is begun once, and a channel
/// whose even numbers begin it anew.
#[test]
fn an_operation_is_begun_anew_by_messages_until_it_ends() {
    async fn cook(number: Option<u64>) -> Option<String> {
        let number = number?;
        sleep(ms(10)).await;
        Some(format!("dish {number}"))
    }
    let dish = run::to_end(async {
        let (orders, mut next) = mpsc::channel(8);
        spawn(async move {
            for number in [1, 2, 3, 4] {
                orders.send(number).await.unwrap();
                sleep(ms(4)).await;
            }
            pending::<()>().await;
        });
        let mut done = false;
        let mut cooking = std::pin::pin!(cook(None));
        loop {
            select! {
                dish = &mut cooking, if !done => {
                    done = true;
                    if let Some(dish) = dish {
                        return dish;
                    }
                }
                Some(number) = next.recv() => {
                    if number % 2 == 0 {
                        cooking.set(cook(Some(number)));
                        done = false;
                    }
                }
            }
        }
    });
    assert_eq!(dish, "dish 4");
}

/// As tokio's documentation: a oneshot that ends a task half-way.
#[test]
fn a_sender_that_waits_for_its_receiver_to_go_stops_its_work() {
    run::to_end(async {
        let (mut reply, answer) = oneshot::channel::<u32>();
        let work = spawn(async move {
            select! {
                () = reply.closed() => "nobody wants it",
                () = sleep(ms(50)) => "done",
            }
        });
        sleep(ms(1)).await;
        drop(answer);
        assert_eq!(work.await.unwrap(), "nobody wants it");
        assert_eq!(now().as_nanos(), 1_000_000);
    });
}
