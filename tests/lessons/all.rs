//! What holds for all lessons.

use wakescope::lessons::{self, Lesson};
use wakescope::run::{ExecutorKind, PolicyKind, Progress, Run, RunSpec};
use wakescope::time::{Instant, ms};
use wakescope::trace::{Kind, NO_TASK, Outcome, VerdictKind};

use crate::support::lessons::{TURNS, finished, spec_of, specs};
use crate::{bytes, says, support};

/// The kinds of verdict that a lesson tells of, on this executor.
fn expected(lesson: &Lesson, executor: ExecutorKind) -> &'static [&'static str] {
    let hidden = lesson.id == "lost-wakeup" && executor == ExecutorKind::BusyLoop;
    if hidden { &[] } else { lesson.verdicts }
}

fn kinds(run: &Run) -> Vec<&'static str> {
    run.with_trace(|trace| {
        let verdicts = trace
            .events()
            .iter()
            .filter(|event| event.kind == Kind::Verdict);
        let mut kinds: Vec<_> = verdicts
            .map(|event| VerdictKind::from_code(event.a).name())
            .collect();
        kinds.dedup();
        kinds
    })
}

#[test]
fn each_lesson_ends_with_its_verdicts_and_sound_ones_with_none() {
    for (name, spec) in specs() {
        let lesson = lessons::find(spec.lesson).unwrap();
        let executor = spec.executor;
        assert_eq!(kinds(&finished(spec)), expected(lesson, executor), "{name}");
    }
}

#[test]
fn no_policy_and_no_seed_changes_a_lessons_verdicts() {
    let policies = [
        PolicyKind::Fifo,
        PolicyKind::Lifo,
        PolicyKind::Priority,
        PolicyKind::Random,
    ];
    for lesson in lessons::ALL {
        for policy in policies {
            let seeds = if policy == PolicyKind::Random {
                support::rounds(200, 2)
            } else {
                1
            };
            for seed in 0..seeds {
                let mut spec = spec_of(lesson, lesson.executors[0]);
                // The busy loop asks no policy, nor does an executor of one future.
                if !lesson.executors.contains(&ExecutorKind::Queue) {
                    continue;
                }
                spec.executor = ExecutorKind::Queue;
                (spec.policy, spec.seed) = (policy, seed);
                let run = finished(spec);
                assert_eq!(
                    kinds(&run),
                    lesson.verdicts,
                    "{} {} {seed}",
                    lesson.id,
                    policy.name()
                );
            }
        }
    }
}

#[test]
fn select_begins_at_any_branch_without_a_verdict() {
    for seed in 0..support::rounds(200, 2) {
        for inputs in [true, false] {
            let lesson = lessons::find("select-and-timeout").unwrap();
            let mut spec = spec_of(lesson, ExecutorKind::Queue);
            spec.seed = seed;
            if !inputs {
                spec.inputs.clear();
            }
            assert!(kinds(&finished(spec)).is_empty(), "{seed}");
        }
    }
}

#[test]
fn stepping_by_hand_gives_the_same_bytes_as_running() {
    for (name, spec) in specs() {
        let at_once = finished(spec.clone());
        // As a page plays: turns while there is something to do; then it waits
        // for the deadline, and goes there.
        let mut by_hand = Run::new(spec.clone()).unwrap();
        let progress = loop {
            match by_hand.turn() {
                Progress::Made => {}
                Progress::Idle => {
                    assert!(
                        by_hand.next_deadline().is_some(),
                        "{name} is idle and has no deadline"
                    );
                    by_hand.advance();
                }
                end => break end,
            }
        };
        assert_eq!(progress, Progress::Over, "{name}");
        let mut in_slices = Run::new(spec).unwrap();
        while in_slices.run(7) != Progress::Over {}
        assert!(bytes(&at_once) == bytes(&by_hand), "{name} by turns");
        assert!(bytes(&at_once) == bytes(&in_slices), "{name} in slices");
    }
}

#[test]
fn an_input_by_hand_is_stamped_and_replayed_to_the_byte() {
    let mut live = Run::new(RunSpec::lesson("select-and-timeout").unwrap()).unwrap();
    while live.now() < Instant::START + ms(25) {
        live.advance();
    }
    live.input("cancel", Instant::START + ms(33)).unwrap();
    assert_eq!(live.run(TURNS), Progress::Over);
    assert!(says(&live, "download: you cancelled the download"));
    let replayed = finished(live.spec().clone());
    assert!(bytes(&live) == bytes(&replayed));
}

#[test]
fn every_poll_that_begins_ends_and_no_task_is_polled_after_its_end() {
    for (name, spec) in specs() {
        finished(spec).with_trace(|trace| {
            let mut polled = NO_TASK;
            let mut ended = vec![false; trace.task_count()];
            for event in trace.events() {
                match event.kind {
                    Kind::PollBegin => {
                        assert_eq!(polled, NO_TASK, "{name}: polls do not nest on one thread");
                        assert!(!ended[event.task as usize], "{name}: polled after its end");
                        polled = event.task;
                    }
                    Kind::PollEnd => {
                        assert_eq!(polled, event.task, "{name}");
                        ended[polled as usize] = event.a != Outcome::Pending as u32;
                        polled = NO_TASK;
                    }
                    _ => {}
                }
            }
            assert_eq!(polled, NO_TASK, "{name}");
        });
    }
}
