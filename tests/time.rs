//! Logical time: sleeps, intervals, timeouts, computing; and timers that are
//! never early and fire in order.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod support;

use std::future::{pending, poll_fn, ready};
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::Poll;

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::yield_now;
use wakescope::run::{self, PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{
    Duration, Elapsed, Instant, MissedTickBehavior, cpu, interval, interval_at, ms, now, sleep,
    sleep_until, timeout, timeout_at, wake_at,
};
use wakescope::trace::{Kind, WhenFull};

use support::{SplitMix64, rounds};

/// The time since the run began, in milliseconds.
fn clock() -> u64 {
    now().as_nanos() / 1_000_000
}

fn at(millis: u64) -> Instant {
    Instant::START + ms(millis)
}

#[test]
fn sleeping_takes_exactly_its_time_and_no_time_passes_besides() {
    run::to_end(async {
        sleep(ms(3)).await;
        assert_eq!(now(), at(3));
        yield_now().await;
        sleep(Duration::ZERO).await;
        sleep_until(at(1)).await;
        assert_eq!(now(), at(3), "what is past is ready at once");
        sleep(Duration::from_nanos(1)).await;
        assert_eq!(now().as_nanos(), 3_000_001);
    });
}

#[test]
fn a_sleeps_deadline_is_set_when_it_is_made() {
    run::to_end(async {
        let late = sleep(ms(5));
        assert_eq!(late.deadline(), at(5));
        cpu(ms(3)).await;
        assert!(!late.is_elapsed());
        late.await;
        assert_eq!(clock(), 5);
    });
}

#[test]
fn a_sleep_can_be_given_a_new_deadline_also_when_it_was_polled() {
    run::to_end(async {
        let mut nap = pin!(sleep(ms(5)));
        assert!(timeout(ms(1), nap.as_mut()).await.is_err());
        nap.as_mut().reset(at(9));
        nap.as_mut().await;
        assert_eq!(clock(), 9);
        nap.as_mut().await;
        assert_eq!(clock(), 9, "once elapsed it stays so");
        nap.as_mut().reset(at(10));
        nap.await;
        assert_eq!(clock(), 10);
    });
}

/// How many timers were set, fired and taken back in the run of `main`.
fn timers(main: impl Future<Output = ()> + 'static) -> [usize; 3] {
    let spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
    let mut run = Run::of(spec, 1 << 16, WhenFull::Stop, || Program::new(main));
    assert_eq!(run.run(10_000), Progress::Over);
    run.with_trace(|trace| {
        [Kind::TimerSet, Kind::TimerFired, Kind::TimerCancelled].map(|kind| {
            let events = trace.events().iter();
            events.filter(|event| event.kind == kind).count()
        })
    })
}

#[test]
fn a_timer_is_set_at_the_first_poll_and_taken_back_by_the_drop() {
    assert_eq!(timers(async { drop(sleep(ms(1))) }), [0, 0, 0]);
    assert_eq!(timers(async { sleep(ms(0)).await }), [0, 0, 0]);
    assert_eq!(timers(async { sleep(ms(1)).await }), [1, 1, 0]);
    let given_up = async {
        let nap = sleep(ms(9));
        let _ = timeout(ms(1), nap).await;
    };
    assert_eq!(timers(given_up), [2, 1, 1]);
    let outslept = async {
        let mut nap = pin!(sleep(ms(1)));
        poll_fn(|context| Poll::Ready(nap.as_mut().poll(context)))
            .await
            .is_pending();
        cpu(ms(2)).await;
        nap.await;
    };
    assert_eq!(
        timers(outslept),
        [1, 0, 1],
        "it was looked at before it fired"
    );
}

#[test]
fn time_is_asked_for_within_a_run_or_it_says_so() {
    let sentence = "time is asked for within a run: no clock was entered on this thread";
    let asks: [fn(); 3] = [
        || assert_eq!(now(), Instant::START),
        || drop(sleep(ms(1))),
        || drop(cpu(ms(1))),
    ];
    for ask in asks {
        let panic = catch_unwind(ask).unwrap_err();
        assert_eq!(*panic.downcast::<String>().unwrap(), sentence);
    }
}

#[test]
fn instants_and_durations_reckon_without_overflow() {
    let end = Instant::from_nanos(u64::MAX);
    assert_eq!(end + ms(1), end);
    assert_eq!(Instant::START + Duration::MAX, end);
    assert_eq!(Instant::START - ms(1), Instant::START);
    assert_eq!(at(3) - at(1), ms(2));
    assert_eq!(at(1) - at(3), Duration::ZERO);
    let mut instant = at(5);
    instant += ms(2);
    instant -= ms(3);
    assert_eq!(instant, at(4));
    run::to_end(async {
        sleep(ms(2)).await;
        assert_eq!((at(1).elapsed(), at(9).elapsed()), (ms(1), Duration::ZERO));
        cpu(Duration::MAX).await;
        assert_eq!(now().as_nanos(), u64::MAX);
        sleep(Duration::MAX).await;
    });
}

// ---- timeouts ----

#[test]
fn a_timeout_gives_the_output_or_says_that_time_was_up() {
    run::to_end(async {
        assert_eq!(timeout(ms(2), async { 5 }).await, Ok(5));
        let slow = async {
            sleep(ms(3)).await;
            5
        };
        let elapsed: Elapsed = timeout(ms(2), slow).await.unwrap_err();
        assert_eq!(
            elapsed.to_string(),
            "the deadline passed before the future was ready"
        );
        assert_eq!(clock(), 2);
    });
}

#[test]
fn the_future_wins_when_both_are_ready() {
    run::to_end(async {
        assert_eq!(timeout(Duration::ZERO, ready(1)).await, Ok(1));
        assert_eq!(timeout_at(Instant::START, ready(2)).await, Ok(2));
        assert!(timeout(ms(2), sleep(ms(2))).await.is_ok());
        assert!(timeout(Duration::ZERO, pending::<()>()).await.is_err());
        assert_eq!(clock(), 2);
    });
}

#[test]
fn a_timeouts_time_begins_when_it_is_made() {
    run::to_end(async {
        let limit = timeout(ms(5), pending::<()>());
        cpu(ms(4)).await;
        assert!(limit.await.is_err());
        assert_eq!(clock(), 5);
        cpu(ms(3)).await;
        assert!(timeout_at(at(6), pending::<()>()).await.is_err());
        assert_eq!(clock(), 8, "a deadline that is past is up at once");
    });
}

// ---- computing ----

#[test]
fn computing_holds_the_worker_and_makes_others_late() {
    run::to_end(async {
        let sleeper = spawn(async {
            sleep(ms(1)).await;
            clock()
        });
        yield_now().await;
        cpu(ms(4)).await;
        assert_eq!(clock(), 4);
        assert_eq!(sleeper.await.unwrap(), 4);
    });
}

#[test]
fn a_computation_that_is_not_polled_takes_no_time() {
    run::to_end(async {
        drop(cpu(ms(4)));
        assert_eq!(clock(), 0);
    });
}

// ---- intervals ----

/// When an interval of 10 ms ticks (due and now), under a load that makes the
/// third tick 25 ms late.
fn ticks(missed: MissedTickBehavior) -> Vec<(u64, u64)> {
    run::to_end(async move {
        let mut beat = interval(ms(10));
        beat.set_missed_tick_behavior(missed);
        assert_eq!(
            (beat.period(), beat.missed_tick_behavior()),
            (ms(10), missed)
        );
        let mut ticks = Vec::new();
        for number in 0..8 {
            if number == 2 {
                cpu(ms(35)).await;
            }
            let due = beat.tick().await;
            ticks.push((due.as_nanos() / 1_000_000, clock()));
        }
        ticks
    })
}

#[test]
fn an_interval_ticks_at_once_and_then_on_the_beat() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        for due in [0, 10, 20] {
            assert_eq!(beat.tick().await, at(due));
            assert_eq!(clock(), due);
        }
        let mut later = interval_at(at(23), ms(5));
        assert_eq!(later.tick().await, at(23));
        assert_eq!(later.tick().await, at(28));
    });
}

#[test]
fn an_interval_that_bursts_catches_up() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (30, 45),
        (40, 45),
        (50, 50),
        (60, 60),
        (70, 70),
    ];
    assert_eq!(ticks(MissedTickBehavior::Burst), expected);
    assert_eq!(MissedTickBehavior::default(), MissedTickBehavior::Burst);
}

#[test]
fn an_interval_that_delays_counts_from_the_late_tick() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (55, 55),
        (65, 65),
        (75, 75),
        (85, 85),
        (95, 95),
    ];
    assert_eq!(ticks(MissedTickBehavior::Delay), expected);
}

#[test]
fn an_interval_that_skips_keeps_its_beat() {
    let expected = [
        (0, 0),
        (10, 10),
        (20, 45),
        (50, 50),
        (60, 60),
        (70, 70),
        (80, 80),
        (90, 90),
    ];
    assert_eq!(ticks(MissedTickBehavior::Skip), expected);
}

#[test]
fn a_tick_that_is_given_up_comes_again() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        beat.tick().await;
        assert!(timeout(ms(3), beat.tick()).await.is_err());
        assert_eq!(beat.tick().await, at(10));
    });
}

#[test]
fn an_interval_can_begin_anew() {
    run::to_end(async {
        let mut beat = interval(ms(10));
        beat.tick().await;
        sleep(ms(7)).await;
        beat.reset();
        assert_eq!(beat.tick().await, at(17));
    });
}

#[test]
#[should_panic(expected = "the main future did not finish")]
fn an_interval_without_a_period_is_a_panic() {
    run::to_end(async {
        drop(interval(Duration::ZERO));
    });
}

// ---- timers in order ----

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
