//! What each lesson shows, as sentences. The figures here are the ones that
//! the lessons' prose tells. This file holds how the sentences are said.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod all;
mod registry;
mod shown;
#[path = "../support/mod.rs"]
mod support;

use support::lessons::finished;
use wakescope::lessons;
use wakescope::run::{Run, RunSpec};
use wakescope::trace::{Kind, Replay, ResourceKind, ResourceState, State, Trace, export};

/// The run of a lesson with some fields of its spec set, at its end.
pub(crate) fn run(lesson: &str, change: impl FnOnce(&mut RunSpec)) -> Run {
    let mut spec = RunSpec::lesson(lesson).unwrap();
    change(&mut spec);
    finished(spec)
}

pub(crate) fn as_it_comes(lesson: &str) -> Run {
    run(lesson, |_| {})
}

pub(crate) fn on(executor: &'static str) -> impl FnOnce(&mut RunSpec) {
    move |spec| spec.set_executor(executor).unwrap()
}

pub(crate) fn under(policy: &'static str) -> impl FnOnce(&mut RunSpec) {
    move |spec| spec.set_policy(policy).unwrap()
}

pub(crate) fn with(param: &'static str, value: u64) -> impl FnOnce(&mut RunSpec) {
    move |spec| spec.set_param(param, value).unwrap()
}

pub(crate) fn bytes(run: &Run) -> Vec<u8> {
    run.with_trace(export::to_bytes)
}

/// What the tasks say, as `task: text`.
pub(crate) fn said(run: &Run) -> Vec<String> {
    run.with_trace(|trace| {
        let messages = trace
            .events()
            .iter()
            .filter(|event| event.kind == Kind::Message);
        let words = messages.map(|event| {
            let name = trace.task_name(event.task);
            format!("{name}: {}", trace.text(event.a))
        });
        words.collect()
    })
}

pub(crate) fn says(run: &Run, sentence: &str) -> bool {
    said(run).iter().any(|said| said == sentence)
}

pub(crate) fn polls(run: &Run) -> u64 {
    run.polls()
}

/// The state at the end of a trace.
pub(crate) fn end(trace: &Trace) -> State {
    let mut replay = Replay::new();
    replay.extend(trace);
    replay.tip(trace).clone()
}

/// The verdicts as `task: kind at resource`.
pub(crate) fn verdicts(run: &Run) -> Vec<String> {
    run.with_trace(|trace| {
        let state = end(trace);
        let words = state.verdicts.iter().map(|verdict| {
            let task = trace.task_name(verdict.task);
            let kind = verdict.kind.name();
            match state.resource(verdict.resource) {
                Some(resource) => format!("{task}: {kind} at {}", name_of(run, trace, resource)),
                None => format!("{task}: {kind}"),
            }
        });
        words.collect()
    })
}

/// What the lesson's source calls a resource.
pub(crate) fn name_of(run: &Run, trace: &Trace, resource: &ResourceState) -> String {
    if resource.kind == ResourceKind::Join {
        return format!("the end of {}", trace.task_name(resource.capacity));
    }
    let place = trace.place(resource.place);
    let lesson = lessons::find(run.spec().lesson).unwrap();
    assert_eq!(
        place.file, lesson.file,
        "a resource of a lesson is made in its file"
    );
    name_in_line(lesson.source, place.line).unwrap_or_default()
}

/// The name bound by a `let` in this line, as the page has it (`www/model/source-names.js`).
fn name_in_line(source: &str, line: u32) -> Option<String> {
    let text = source.lines().nth((line as usize).checked_sub(1)?)?.trim();
    let bound = text.strip_prefix("let ")?.split(['=', ':']).next()?;
    let names = bound.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let names: Vec<&str> = names
        .filter(|name| !name.is_empty() && *name != "mut")
        .collect();
    Some(names.join(", "))
}
