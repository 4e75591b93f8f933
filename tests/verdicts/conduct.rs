//! Verdicts on runs that end well or never; and runs without any.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use wakescope::executor::{Builder, ExecutorKind, Program};
use wakescope::future::{input, observe, yield_now};
use wakescope::run::{PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::{Mutex, mpsc};
use wakescope::time::{ms, sleep};
use wakescope::trace::{Halt, WhenFull};
use wakescope::{log, select};

use crate::sentence;
use crate::{check, forget, go, sound, verdicts_of};

#[test]
fn a_task_that_only_wakes_itself_a_hundred_times_is_busy_waiting() {
    let spins = |times| async move {
        for _ in 0..times {
            yield_now().await;
        }
    };
    // The first poll is not in vain, whatever it does.
    check(spins(101), "1 main BusyWaiting");
    sound(spins(100));
}

#[test]
fn a_task_that_does_something_between_its_yields_is_not_busy_waiting() {
    sound(async {
        for number in 0..300 {
            log!("{number}");
            yield_now().await;
        }
    });
    // Nor one that wakes another by hand.
    sound(async {
        let line: Rc<RefCell<VecDeque<Waker>>> = Rc::default();
        let theirs = line.clone();
        let other = go("other", async move {
            for _ in 0..300 {
                let mut woken = false;
                poll_fn(|context| {
                    if std::mem::replace(&mut woken, true) {
                        return Poll::Ready(());
                    }
                    theirs.borrow_mut().push_back(context.waker().clone());
                    Poll::Pending
                })
                .await;
            }
        });
        for _ in 0..302 {
            if let Some(waker) = line.borrow_mut().pop_front() {
                waker.wake();
            }
            yield_now().await;
        }
        other.await.unwrap();
    });
}

#[test]
fn a_future_that_is_dropped_unpolled_is_forgotten() {
    check(
        async {
            drop(observe(sleep(ms(1))));
            observe(sleep(ms(1))).await;
        },
        "1 main Forgotten at Future",
    );
}

/// A run of `main` that is stopped after `turns` turns.
fn stopped(policy: PolicyKind, turns: u64, main: impl Future<Output = ()> + 'static) -> Run {
    let spec = RunSpec::program(ExecutorKind::Queue, policy, 1);
    let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
    assert_eq!(run.run_to_end(turns), Progress::Halted(Halt::TurnLimit));
    run
}

/// One task that waits its turn, and two that never rest, but do something.
async fn crowded() {
    drop(Builder::new().name("meek").spawn(async { log!("at last") }));
    for name in ["loud", "louder"] {
        drop(Builder::new().name(name).priority(1).spawn(async {
            loop {
                log!("me");
                yield_now().await;
            }
        }));
    }
}

#[test]
fn a_task_that_others_are_always_preferred_to_is_starved() {
    for policy in [PolicyKind::Lifo, PolicyKind::Priority] {
        let run = stopped(policy, 1_100, crowded());
        assert!(
            verdicts_of(&run).starts_with("1 meek Starved"),
            "{policy:?}"
        );
        assert_eq!(verdicts_of(&stopped(policy, 900, crowded())), "");
    }
}

#[test]
fn a_fair_policy_starves_nobody() {
    for policy in [PolicyKind::Fifo, PolicyKind::Random] {
        assert_eq!(verdicts_of(&stopped(policy, 5_000, crowded())), "");
    }
}

#[test]
fn whoever_stands_in_a_long_line_is_not_starved() {
    let crowd = |executor| {
        let main = async {
            for _ in 0..3_000 {
                drop(go("one of many", async {
                    loop {
                        log!("me");
                        yield_now().await;
                    }
                }));
            }
        };
        let spec = RunSpec::program(executor, PolicyKind::Fifo, 0);
        let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
        run.run_to_end(8_000);
        verdicts_of(&run)
    };
    assert_eq!(crowd(ExecutorKind::Queue), "");
    assert_eq!(crowd(ExecutorKind::BusyLoop), "");
}

#[test]
fn a_run_that_waits_for_an_input_has_no_verdict_until_the_input_came() {
    let run = sentence::run(async {
        drop(go("lost", forget()));
        input("click").await;
    });
    assert_eq!(run.with_trace(|trace| trace.text(0).to_owned()), "");
    let mut spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
    let program = || {
        Program::new(async {
            drop(go("lost", forget()));
            input("click").await;
        })
    };
    let mut run = Run::of(spec.clone(), 1 << 12, WhenFull::Stop, program);
    assert_eq!(run.run(1_000), Progress::AwaitsInput);
    assert_eq!(verdicts_of(&run), "");
    spec.inputs.push(wakescope::run::InputAt {
        turn: 0,
        at: wakescope::time::Instant::START,
        name: "click",
    });
    let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, program);
    // Nobody waits yet when it comes: it is gone, as a click is.
    assert_eq!(run.run(1_000), Progress::AwaitsInput);
}

#[test]
fn a_run_that_is_stopped_says_nothing_about_those_who_wait() {
    let run = stopped(PolicyKind::Fifo, 50, async {
        drop(go("lost", forget()));
        drop(go("sleeps", sleep(ms(5))));
        let lock = Arc::new(Mutex::new(()));
        drop(go("relocks", async move {
            let _one = lock.lock().await;
            let _two = lock.lock().await;
        }));
        loop {
            yield_now().await;
        }
    });
    assert_eq!(verdicts_of(&run), "");
}

#[test]
fn programs_that_end_have_no_verdict_however_they_wait() {
    sound(async {
        let lock = Arc::new(Mutex::new(0));
        let (sender, mut receiver) = mpsc::channel(1);
        let tasks: Vec<_> = (0..4_u32)
            .map(|number| {
                let (lock, sender) = (lock.clone(), sender.clone());
                go("one of four", async move {
                    for _ in 0..5 {
                        *lock.lock().await += 1;
                        sender.send(number).await.unwrap();
                        sleep(ms(u64::from(number))).await;
                    }
                })
            })
            .collect();
        drop(sender);
        let mut received = 0;
        loop {
            select! {
                Some(_) = receiver.recv() => received += 1,
                () = sleep(ms(1)) => {}
                else => break,
            }
            if received == 20 {
                break;
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        // What is aborted, detached or panics is no one's fault.
        let idle = go("idle", pending());
        yield_now().await;
        idle.abort();
        assert!(idle.await.is_err());
        drop(go("bad", async { panic!("it panics") }));
    });
}
