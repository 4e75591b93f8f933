//! Timers fire by deadline, then in the order they were set.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::task::Poll;

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::run::{self, PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{Duration, cpu, ms, now, sleep, timeout, wake_at};
use wakescope::trace::{Kind, WhenFull};

use crate::support::{SplitMix64, rounds};
use crate::{at, clock};

#[test]
fn timers_of_one_deadline_fire_in_the_order_they_were_set() {
    run::to_end(async {
        let order = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let tasks: Vec<_> = [5, 3, 5, 4, 3]
            .into_iter()
            .enumerate()
            .map(|(number, delay)| {
                let order = order.clone();
                spawn(async move {
                    sleep(ms(delay)).await;
                    order.borrow_mut().push((delay, number));
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*order.borrow(), [(3, 1), (3, 4), (4, 3), (5, 0), (5, 2)]);
    });
}

#[test]
fn a_wake_at_a_time_that_is_past_comes_at_once() {
    run::to_end(async {
        sleep(ms(2)).await;
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            if polls == 1 {
                wake_at(at(1), context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
        assert_eq!(clock(), 2);
    });
}

/// A task that sets, resets, outsleeps and gives up timers at random.
async fn restless(mut random: SplitMix64, computes: bool) {
    for _ in 0..12 {
        let delay = Duration::from_nanos(random.below(40) as u64 * 250_000);
        let due = now() + delay;
        match random.below(6) {
            0 | 1 => sleep(delay).await,
            2 => {
                let other = ms(random.below(8) as u64);
                let _ = timeout(other, sleep(delay)).await;
                continue;
            }
            3 => {
                wakescope::select! {
                    biased;
                    () = sleep(delay) => {}
                    () = sleep(delay + ms(1)) => unreachable!("it is later"),
                    () = pending() => unreachable!(),
                }
            }
            4 => {
                let mut nap = pin!(sleep(delay + ms(3)));
                let _ = timeout(ms(1), nap.as_mut()).await;
                nap.as_mut().reset(due);
                nap.await;
            }
            _ if computes => cpu(delay).await,
            _ => {
                poll_fn(|context| {
                    if now() >= due {
                        return Poll::Ready(());
                    }
                    wake_at(due, context.waker().clone());
                    Poll::Pending
                })
                .await
            }
        }
        assert!(now() >= due, "too early");
        if !computes {
            assert!(
                now() == due || now() == due.max(due - delay + ms(1)),
                "late"
            );
        }
    }
}

#[test]
fn timers_are_never_early_and_fire_by_deadline_then_by_number() {
    for seed in 0..rounds(400, 4) {
        let computes = seed % 2 == 1;
        let main = async move {
            for task in 0..10 {
                drop(spawn(restless(SplitMix64::new(seed << 8 | task), computes)));
            }
        };
        let policy = [PolicyKind::Fifo, PolicyKind::Lifo, PolicyKind::Random][seed as usize % 3];
        let spec = RunSpec::program(ExecutorKind::Queue, policy, seed);
        let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
        assert_eq!(run.run(1_000_000), Progress::Over);
        run.with_trace(|trace| {
            // The model: a plain list of (deadline, number), and the time.
            let (mut set, mut number, mut now) = (Vec::new(), 0, 0);
            for event in trace.events() {
                match event.kind {
                    Kind::TimerSet => {
                        set.push((event.wide(), number));
                        number += 1;
                    }
                    Kind::TimerCancelled => {
                        let before = set.len();
                        set.retain(|(_, number)| *number != event.a);
                        assert_eq!(set.len(), before - 1, "it was set, and had not fired");
                    }
                    Kind::TimerFired => {
                        let first = *set.iter().min().expect("a timer is set");
                        assert_eq!(first.1, event.a, "the earliest, then the first set");
                        set.retain(|other| *other != first);
                        // On time when nobody computes: the clock jumps to it.
                        assert!(computes || first.0 >= now, "late");
                        now = now.max(first.0);
                    }
                    Kind::Cpu => now += event.wide(),
                    Kind::TaskPanicked => panic!("{} (seed {seed})", trace.text(event.a)),
                    _ => {}
                }
            }
            assert_eq!(set, [], "every timer has ended");
            assert_eq!(run.now().as_nanos(), now);
        });
    }
}
