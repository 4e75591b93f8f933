//! Runs as sentences: what a program does, step by step, in a few words each.
//! Bookkeeping (queue, clones of wakers, handles) is left out, and what
//! happens within a poll stands before it.
#![allow(dead_code)] // Each test crate uses its part of it.

use wakescope::executor::Program;
use wakescope::run::{ExecutorKind, PolicyKind, Run, RunSpec};
use wakescope::trace::{
    Cause, Effect, Event, Halt, Kind, NO_TASK, Outcome, State, Trace, VerdictKind, WhenFull,
};

/// How many turns a program of a test may take.
pub(crate) const TURNS: u64 = 20_000;

/// The run of `main` at its end.
pub(crate) fn run_with<F>(executor: ExecutorKind, policy: PolicyKind, seed: u64, main: F) -> Run
where
    F: Future<Output = ()> + 'static,
{
    let spec = RunSpec::program(executor, policy, seed);
    let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
    run.run_to_end(TURNS);
    run
}

/// The run of `main` on the queue, first in first out.
pub(crate) fn run(main: impl Future<Output = ()> + 'static) -> Run {
    run_with(ExecutorKind::Queue, PolicyKind::Fifo, 0, main)
}

/// Runs `main` on the queue, first in first out, and compares what it does.
#[track_caller]
pub(crate) fn check(main: impl Future<Output = ()> + 'static, expected: &str) {
    check_on(ExecutorKind::Queue, main, expected);
}

/// [`check`] on another executor.
#[track_caller]
pub(crate) fn check_on(
    executor: ExecutorKind,
    main: impl Future<Output = ()> + 'static,
    expected: &str,
) {
    compare(&run_with(executor, PolicyKind::Fifo, 0, main), expected);
}

/// [`check`] under another policy, with seed 0.
#[track_caller]
pub(crate) fn check_under(
    policy: PolicyKind,
    main: impl Future<Output = ()> + 'static,
    expected: &str,
) {
    let run = run_with(ExecutorKind::Queue, policy, 0, main);
    compare(&run, expected);
}

/// Compares what a run did with a sentence; white space between words is free.
#[track_caller]
pub(crate) fn compare(run: &Run, expected: &str) {
    let words = run.with_trace(sentence);
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words, expected);
}

/// What a trace says, in words.
pub(crate) fn sentence(trace: &Trace) -> String {
    let mut state = trace.base().cloned().unwrap_or_default();
    let mut words = Vec::new();
    for event in trace.events() {
        state.apply(*event);
        words.extend(word(trace, &state, *event));
    }
    words.join("; ")
}

fn word(trace: &Trace, state: &State, event: Event) -> Option<String> {
    let name = |task: u32| match trace.task(task) {
        Some(info) => info.name.to_owned(),
        None => "outside".to_owned(),
    };
    let who = name(event.task);
    Some(match event.kind {
        Kind::Spawn => format!("spawn {who}"),
        Kind::PollEnd => {
            let outcome = Outcome::from_code(event.a).name().to_lowercase();
            format!("poll {who} {outcome}")
        }
        Kind::Wake => {
            let by = match Cause::from_code(event.b & 0xf) {
                Cause::Task => name(event.a),
                cause => cause.name().to_lowercase(),
            };
            let how = match Effect::from_code(event.b >> 4 & 0xf) {
                Effect::Queued => "",
                Effect::Coalesced => ", queued already",
                Effect::Again => ", to go again",
                Effect::Late => ", too late",
                Effect::Ignored => ", in vain",
            };
            format!("wake {who} by {by}{how}")
        }
        Kind::TaskCancelled => format!("cancel {who}"),
        Kind::TaskPanicked => format!("{who} panics: {}", trace.text(event.a)),
        Kind::Message => format!("{who}: {}", trace.text(event.a)),
        Kind::Choice => format!("choose {who}"),
        Kind::TimerFired => format!("{} for {who}", ms(state.now)),
        Kind::TimerCancelled => format!("{who} takes a timer back"),
        Kind::Cpu => format!("{who} computes {}", ms(event.wide())),
        Kind::Input => format!("input {}", trace.text(event.a)),
        Kind::Lap => "lap".to_owned(),
        Kind::Park => "park".to_owned(),
        Kind::Halted => format!("halted: {:?}", Halt::from_code(event.a)),
        Kind::Verdict => {
            let kind = VerdictKind::from_code(event.a);
            match state.resource(event.b) {
                Some(resource) => format!("{who} {kind:?} at {:?}", resource.kind),
                None if event.task == NO_TASK => format!("{kind:?}"),
                None => format!("{who} {kind:?}"),
            }
        }
        Kind::End if event.a == 0 => "end".to_owned(),
        Kind::End => format!("end, {} unfinished", event.a),
        _ => return None,
    })
}

fn ms(nanos: u64) -> String {
    if nanos.is_multiple_of(1_000_000) {
        format!("{} ms", nanos / 1_000_000)
    } else {
        format!("{} us", nanos / 1_000)
    }
}
