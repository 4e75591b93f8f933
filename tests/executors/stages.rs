//! Each stage on the same small programs.

use std::pin::Pin;
use std::task::{Context, Poll};

use wakescope::executor::{ExecutorKind, spawn_named};
use wakescope::future::yield_now;
use wakescope::log;
use wakescope::time::{Instant, cpu, ms, now, sleep, wake_at};

use crate::sentence::{check, check_on, run_with};
use wakescope::run::{PolicyKind, Run};

/// Ready when it is 2 ms; sets its timer by hand, once.
struct Kettle {
    boils_at: Instant,
    set: bool,
}

fn kettle() -> Kettle {
    Kettle {
        boils_at: Instant::START + ms(2),
        set: false,
    }
}

impl Future for Kettle {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if now() >= self.boils_at {
            return Poll::Ready(());
        }
        if !std::mem::replace(&mut self.set, true) {
            wake_at(self.boils_at, context.waker().clone());
        }
        Poll::Pending
    }
}

fn polls(run: &Run) -> u64 {
    run.with_trace(|trace| trace.polls())
}

#[test]
fn block_on_rests_until_the_waker_is_woken_and_polls_twice() {
    check_on(
        ExecutorKind::BlockOn,
        kettle(),
        "spawn main; poll main pending; park;
         2 ms for main; wake main by timer; poll main ready; end",
    );
}

#[test]
fn the_busy_loop_asks_in_every_lap_and_hears_no_wake() {
    check_on(
        ExecutorKind::BusyLoop,
        kettle(),
        "spawn main; poll main pending;
         lap; poll main pending; lap; poll main pending;
         lap; poll main pending; lap; poll main pending;
         lap; poll main pending; lap; poll main pending;
         lap; poll main pending; lap; 2 ms for main; wake main by timer, in vain;
         poll main ready; end",
    );
}

#[test]
fn the_same_future_is_polled_twice_or_once_a_lap() {
    let run = |executor| {
        run_with(executor, PolicyKind::Fifo, 0, async {
            sleep(ms(100)).await
        })
    };
    assert_eq!(polls(&run(ExecutorKind::BlockOn)), 2);
    assert_eq!(polls(&run(ExecutorKind::Queue)), 2);
    // A lap is a quarter of a millisecond.
    assert_eq!(polls(&run(ExecutorKind::BusyLoop)), 1 + 100 * 4);
}

/// Two tasks that let each other go first.
async fn two_that_yield() {
    for name in ["a", "b"] {
        drop(spawn_named(name, yield_now()));
    }
}

#[test]
fn the_queue_polls_in_the_order_of_wakes() {
    check(
        two_that_yield(),
        "spawn main; spawn a; spawn b; poll main ready;
         choose a; wake a by itself, to go again; poll a pending;
         choose b; wake b by itself, to go again; poll b pending;
         choose a; poll a ready; poll b ready; end",
    );
}

#[test]
fn the_busy_loop_polls_in_a_circle_that_new_tasks_join() {
    check_on(
        ExecutorKind::BusyLoop,
        two_that_yield(),
        "spawn main; spawn a; spawn b; poll main ready;
         lap; wake a by itself, in vain; poll a pending;
         wake b by itself, in vain; poll b pending;
         lap; poll a ready; poll b ready; end",
    );
}

#[test]
fn the_queue_leaves_a_task_alone_until_it_is_woken() {
    check(
        async {
            drop(spawn_named("a", async { sleep(ms(5)).await }));
            drop(spawn_named("b", async {
                yield_now().await;
                yield_now().await;
            }));
        },
        "spawn main; spawn a; spawn b; poll main ready;
         choose a; poll a pending;
         wake b by itself, to go again; poll b pending;
         wake b by itself, to go again; poll b pending; poll b ready; park;
         5 ms for a; wake a by timer; poll a ready; end",
    );
}

#[test]
fn two_wakes_before_a_poll_are_one_poll() {
    check(
        async {
            let handle = spawn_named("a", async {
                wakescope::join!(sleep(ms(1)), sleep(ms(1)));
            });
            handle.await.unwrap();
        },
        "spawn main; spawn a; poll main pending; poll a pending; park;
         1 ms for a; wake a by timer;
         1 ms for a; wake a by timer, queued already;
         wake main by a; poll a ready; poll main ready; end",
    );
}

#[test]
fn computing_makes_the_timers_of_others_late() {
    check(
        async {
            drop(spawn_named("a", async {
                sleep(ms(1)).await;
                log!("{:?}", now().duration_since(Instant::START));
            }));
            drop(spawn_named("b", cpu(ms(3))));
        },
        "spawn main; spawn a; spawn b; poll main ready;
         choose a; poll a pending; b computes 3 ms; poll b ready;
         3 ms for a; wake a by timer; a: 3ms; poll a ready; end",
    );
}

#[test]
fn an_executor_with_nothing_left_to_do_ends_without_parking() {
    for executor in ExecutorKind::ALL {
        check_on(executor, async {}, "spawn main; poll main ready; end");
    }
}

#[test]
fn a_task_is_named_after_the_function_its_future_comes_from() {
    trait Cook {
        fn cook(self) -> impl Future<Output = ()> + 'static;
    }
    struct Chef<T>(T);
    impl<T: 'static> Cook for Chef<T> {
        #[allow(clippy::manual_async_fn)]
        fn cook(self) -> impl Future<Output = ()> + 'static {
            async {}
        }
    }
    async fn wash<T>(_dish: T) {}
    let run = crate::sentence::run(async {
        drop(wakescope::executor::spawn(wash(Some(1))));
        drop(wakescope::executor::spawn(Chef(3).cook()));
        drop(wakescope::executor::spawn(std::future::ready(())));
    });
    let names = run.with_trace(|trace| {
        let tasks = 0..trace.task_count() as u32;
        let names = tasks.map(|task| trace.task_name(task).to_owned());
        names.collect::<Vec<_>>()
    });
    assert_eq!(names, ["main", "wash", "cook", "Ready"]);
}
