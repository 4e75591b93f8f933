//! From any step to any other.

use wakescope::executor::spawn_named;
use wakescope::future::yield_now;
use wakescope::trace::{Replay, Trace};

use crate::sentence;
use crate::support::{SplitMix64, rounds};
use crate::{fold, new, specs, whole};

#[test]
fn from_any_step_to_any_other_the_state_is_that_of_going_there_from_the_start() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        whole(spec).with_trace(|trace| {
            let mut replay = Replay::new();
            let steps = trace.steps();
            for _ in 0..rounds(40, 4) {
                let step = random.below(steps as usize + 2) as u64;
                let at = replay.seek(trace, step);
                assert_eq!(at, step.min(steps), "{spec:?}");
                assert_eq!(*replay.state(), fold(trace, step), "{spec:?} at {step}");
                assert_eq!(replay.state().step, at);
            }
            assert_eq!(*replay.tip(trace), fold(trace, u64::MAX));
        });
    }
}

#[test]
fn the_state_at_a_step_is_that_of_a_run_that_went_no_further() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let whole = whole(spec);
        let steps = whole.with_trace(Trace::steps);
        for _ in 0..rounds(8, 2) {
            let step = random.below(steps as usize + 1) as u64;
            let mut fresh = new(spec);
            while fresh.steps() < step {
                fresh.advance();
            }
            let mut replay = Replay::new();
            fresh.with_trace(|trace| replay.seek(trace, step));
            let expected = whole.with_trace(|trace| fold(trace, step));
            assert_eq!(*replay.state(), expected, "{spec:?} at {step}");
        }
    }
}

#[test]
fn a_cursor_may_wander_while_the_trace_grows() {
    for (seed, spec) in specs().iter().enumerate().step_by(3) {
        let mut random = SplitMix64::new(seed as u64);
        let mut run = new(spec);
        let mut replay = Replay::new();
        for _ in 0..rounds(60, 6) {
            for _ in 0..random.below(20) {
                run.advance();
            }
            run.with_trace(|trace| {
                let step = random.below(trace.steps() as usize + 1) as u64;
                replay.seek(trace, step);
                assert_eq!(*replay.state(), fold(trace, step), "{spec:?} at {step}");
            });
        }
    }
}

#[test]
fn positions_are_steps_and_the_smaller_events_ride_with_the_step_before() {
    let run = sentence::run(async {
        spawn_named("a", yield_now()).await.unwrap();
    });
    run.with_trace(|trace| {
        let mut replay = Replay::new();
        let mut step = 0;
        for (index, event) in (0..).zip(trace.events()) {
            if event.is_step() {
                // All that is before it belongs to the position before it.
                replay.seek(trace, step);
                assert_eq!(replay.index(), index);
                step += 1;
            }
        }
        assert_eq!(step, trace.steps());
    });
}
