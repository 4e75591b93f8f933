//! A recorder that is full: what is held is the same, and nothing is hidden.

use wakescope::executor::{ExecutorKind, Program, spawn};
use wakescope::future::yield_now;
use wakescope::run::{PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{ms, sleep};
use wakescope::trace::{Event, Halt, Kind, Replay, Trace, WhenFull};

use crate::support::{SplitMix64, rounds};
use crate::{CAPACITY, fold, recorded, specs, whole};

#[test]
fn with_the_oldest_dropped_every_step_that_is_held_is_the_same() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let whole = whole(spec);
        let all: Vec<Event> = whole.with_trace(|trace| trace.events().to_vec());
        let capacity = 2 + random.below(200);
        let mut run = recorded(spec, capacity, WhenFull::DropOldest);
        let mut replay = Replay::new();
        while matches!(run.advance(), Progress::Made | Progress::Idle) {
            if random.below(16) > 0 {
                continue;
            }
            run.with_trace(|trace| {
                let dropped = trace.dropped() as usize;
                assert!(trace.events().len() <= capacity);
                assert_eq!(
                    trace.events(),
                    &all[dropped..dropped + trace.events().len()]
                );
                let oldest = trace.base().map_or(0, |base| base.step);
                let step = random.below(trace.steps() as usize + 1) as u64;
                let at = replay.seek(trace, step);
                assert_eq!(at, step.max(oldest), "the nearest that is held");
                let expected = whole.with_trace(|whole| fold(whole, at));
                if at == trace.steps() {
                    // At the tip, the smaller events may be yet to come.
                    assert_eq!(*replay.state(), fold(trace, at));
                } else {
                    assert_eq!(*replay.state(), expected, "{spec:?} at {at}");
                }
            });
        }
        run.with_trace(|trace| {
            assert_eq!(trace.dropped() as usize + trace.events().len(), all.len());
            assert_eq!(trace.steps(), whole.with_trace(Trace::steps));
            assert_eq!(trace.polls(), whole.with_trace(Trace::polls));
            let end = whole.with_trace(|whole| fold(whole, u64::MAX));
            assert_eq!(fold(trace, u64::MAX), end, "verdicts and all");
        });
    }
}

/// Many tasks that go on at different times: a state of several parts, and
/// more events than are between two copies of it.
async fn crowd(tasks: u64) {
    let task = |number: u64| async move {
        for round in 0..number % 30 {
            sleep(ms(number * 7 % 11 + round % 3)).await;
            yield_now().await;
        }
    };
    let handles: Vec<_> = (0..tasks).map(|number| spawn(task(number))).collect();
    for handle in handles {
        handle.await.unwrap();
    }
}

#[test]
fn a_long_run_that_lost_its_beginning_is_seen_as_the_whole_one_is() {
    let tasks = rounds(700, 70);
    let run_of = |capacity, when_full| {
        let spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
        Run::of(spec, capacity, when_full, || Program::new(crowd(tasks)))
    };
    let mut whole = run_of(CAPACITY, WhenFull::Stop);
    whole.run_to_end(1_000_000);
    let mut whole_replay = Replay::new();
    let mut random = SplitMix64::new(1);
    for capacity in [3_000, 40_000] {
        let mut run = run_of(capacity, WhenFull::DropOldest);
        let mut replay = Replay::new();
        while !matches!(run.run(1 + random.below(2_000) as u64), Progress::Over) {
            run.with_trace(|trace| {
                let oldest = trace.base().map_or(0, |base| base.step);
                for _ in 0..2 {
                    let step = random.below(trace.steps() as usize) as u64;
                    let at = replay.seek(trace, step);
                    assert_eq!(at, step.max(oldest));
                    whole.with_trace(|whole| whole_replay.seek(whole, at));
                    assert_eq!(*replay.state(), *whole_replay.state(), "at {at}");
                }
                let expected = whole.with_trace(|whole| fold(whole, oldest));
                assert!(oldest == 0 || expected.polls == trace.base().unwrap().polls);
            });
        }
        run.with_trace(|trace| {
            assert!(trace.dropped() > 2 * capacity as u64 || cfg!(miri));
            let held = trace.events().len();
            assert!(held >= capacity / 2 && held <= capacity, "{held} are held");
            whole.with_trace(|whole| {
                let all = whole.events();
                assert_eq!(trace.events(), &all[all.len() - held..]);
                assert_eq!(*replay.tip(trace), fold(whole, u64::MAX));
                assert_eq!(fold(trace, u64::MAX), fold(whole, u64::MAX));
            });
        });
    }
}

#[test]
fn a_full_recorder_stops_the_run_and_has_lost_nothing() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let all: Vec<Event> = whole(spec).with_trace(|trace| trace.events().to_vec());
        let capacity = 2 + random.below(all.len() / 2);
        let mut run = recorded(spec, capacity, WhenFull::Stop);
        assert_eq!(run.run(1_000_000), Progress::Halted(Halt::TraceFull));
        let held = run.with_trace(|trace| trace.events().to_vec());
        let halted = held.iter().position(|event| event.kind == Kind::Halted);
        let halted = halted.expect("it says that it was stopped");
        assert!(halted >= capacity, "it was full");
        assert_eq!(held[..halted], all[..halted], "{spec:?}");
        assert!(
            held[halted + 1..]
                .iter()
                .all(|event| event.kind == Kind::Verdict)
        );
        assert_eq!(run.with_trace(Trace::dropped), 0);
    }
}

#[test]
fn counting_alone_comes_to_the_same_counts_as_recording() {
    for spec in &specs() {
        for capacity in [100, CAPACITY] {
            let [mut count, mut record] = [WhenFull::CountOnly, WhenFull::Stop]
                .map(|when_full| recorded(spec, capacity, when_full));
            assert_eq!(count.run(1_000_000), record.run(1_000_000));
            assert_eq!(count.steps(), record.steps(), "{spec:?}");
            assert_eq!((count.polls(), count.now()), (record.polls(), record.now()));
            count.with_trace(|trace| assert_eq!(trace.events(), []));
        }
    }
}
