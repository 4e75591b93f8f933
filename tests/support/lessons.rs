//! What every lesson does on every executor it runs on, in words and as a
//! number. Uses the library alone, so that a browser can run it too.
#![allow(dead_code)] // Each test crate uses its part of it.

use wakescope::lessons::{self, Lesson};
use wakescope::run::{ExecutorKind, InputAt, Progress, Run, RunSpec};
use wakescope::time::{Instant, ms};
use wakescope::trace::export;

/// How many turns a lesson may take. The busy loop takes thousands.
pub(crate) const TURNS: u64 = 1_000_000;

/// A lesson on one of its executors, all else as it comes; what it has of
/// inputs arrives at 50 ms.
pub(crate) fn spec_of(lesson: &Lesson, executor: ExecutorKind) -> RunSpec {
    let mut spec = RunSpec::lesson(lesson.id).expect("it is in the registry");
    spec.executor = executor;
    let inputs = lesson.inputs.iter();
    spec.inputs = inputs
        .map(|name| InputAt {
            turn: 0,
            at: Instant::START + ms(50),
            name,
        })
        .collect();
    spec
}

/// Every lesson on every executor it runs on, as `lesson.executor` and its spec.
pub(crate) fn specs() -> Vec<(String, RunSpec)> {
    let each = |lesson: &'static Lesson| {
        let named = |&executor: &ExecutorKind| {
            let name = format!("{}.{}", lesson.id, executor.name());
            (name, spec_of(lesson, executor))
        };
        lesson.executors.iter().map(named)
    };
    lessons::ALL.iter().flat_map(each).collect()
}

/// Every lesson on every executor it runs on: `lesson.executor`, what happens
/// in words, and the digest of the trace's bytes.
pub(crate) fn transcripts() -> Vec<(String, String, u64)> {
    let specs = specs().into_iter();
    specs
        .map(|(name, spec)| {
            let run = finished(spec);
            let digest = run.with_trace(|trace| export::digest(&export::to_bytes(trace)));
            (name, run.with_trace(export::transcript), digest)
        })
        .collect()
}

/// The run of `spec`, at its end.
pub(crate) fn finished(spec: RunSpec) -> Run {
    let mut run = Run::new(spec).expect("the spec is in order");
    let progress = run.run(TURNS);
    assert_eq!(progress, Progress::Over, "{:?} does not end", run.spec());
    run
}
