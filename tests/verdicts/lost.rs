//! Tasks that nobody can wake: lost, or stranded.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use wakescope::executor::JoinHandle;
use wakescope::future::yield_now;
use wakescope::join;
use wakescope::sync::{Barrier, Notify, Semaphore};
use wakescope::time::{ms, sleep};

use crate::{check, forget, go, sound};

#[test]
fn a_task_that_keeps_no_waker_is_lost() {
    check(forget(), "1 main Lost");
}

#[test]
fn a_task_whose_every_waker_was_dropped_is_lost() {
    let kept: Rc<RefCell<Option<Waker>>> = Rc::default();
    check(
        async move {
            let slot = kept.clone();
            drop(go(
                "a",
                poll_fn(move |context| {
                    *slot.borrow_mut() = Some(context.waker().clone());
                    Poll::Pending
                }),
            ));
            yield_now().await;
            kept.take();
        },
        "1 a Lost",
    );
}

#[test]
fn a_task_that_another_can_still_wake_is_not_lost() {
    sound(async {
        let lost: JoinHandle<()> = go("a", async {
            join!(forget(), sleep(ms(1)));
        });
        lost.await.unwrap();
    });
}

#[test]
fn a_task_whose_waker_only_it_can_reach_is_stranded() {
    check(
        async {
            let mut own = None;
            poll_fn(|context| {
                own = Some(context.waker().clone());
                Poll::<()>::Pending
            })
            .await;
        },
        "1 main Stranded",
    );
}

#[test]
fn whoever_waits_for_a_notice_that_never_comes_is_stranded() {
    check(
        async { Notify::new().notified().await },
        "1 main Stranded at Notify",
    );
    check(
        async {
            let barrier = Arc::new(Barrier::new(3));
            for name in ["a", "b"] {
                let barrier = barrier.clone();
                drop(go(name, async move {
                    barrier.wait().await;
                }));
            }
        },
        "1 a Stranded at Barrier; 2 b Stranded at Barrier",
    );
}

#[test]
fn whoever_wants_more_permits_than_there_are_is_stranded_and_blocks_those_behind() {
    check(
        async {
            let seats = Arc::new(Semaphore::new(2));
            let [one, two] = [seats.clone(), seats.clone()];
            drop(go("a", async move { drop(one.acquire_many(3).await) }));
            drop(go("b", async move { drop(two.acquire().await) }));
        },
        "1 a Stranded at Semaphore; 2 b Blocked at Semaphore",
    );
}
