//! Sleeping, computing, and giving up after a while.

use std::future::{pending, poll_fn, ready};
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::Poll;

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::yield_now;
use wakescope::run::{self, PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{
    Duration, Elapsed, Instant, cpu, ms, now, sleep, sleep_until, timeout, timeout_at,
};
use wakescope::trace::{Kind, WhenFull};

use crate::{at, clock};

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
