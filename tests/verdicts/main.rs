//! Verdicts, exact both ways: each kind where it is due, told in order and
//! with what the task waits for; and none where a task could still go on.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod conduct;
mod cycles;
mod lost;
#[path = "../support/sentence.rs"]
mod sentence;
mod way;

use std::future::poll_fn;
use std::task::Poll;

use wakescope::executor::{JoinHandle, spawn_named};
use wakescope::run::{Progress, Run};
use wakescope::trace::{Replay, Trace};

/// The verdicts of a run: `group task Kind`, and at what, in order.
pub(crate) fn verdicts_of(run: &Run) -> String {
    run.with_trace(|trace: &Trace| {
        let mut replay = Replay::new();
        replay.extend(trace);
        let state = replay.tip(trace);
        let words = state.verdicts.iter().map(|verdict| {
            let name = trace.task_name(verdict.task);
            let at = match state.resource(verdict.resource) {
                Some(resource) => format!(" at {:?}", resource.kind),
                None => String::new(),
            };
            format!("{} {name} {:?}{at}", verdict.group, verdict.kind)
        });
        words.collect::<Vec<_>>().join("; ")
    })
}

/// Runs `main`, which does not end well, and compares the verdicts.
#[track_caller]
pub(crate) fn check(main: impl Future<Output = ()> + 'static, expected: &str) {
    let run = sentence::run(main);
    assert_eq!(run.progress(), Progress::Over);
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(verdicts_of(&run), expected);
}

/// Runs `main`, which is sound.
#[track_caller]
pub(crate) fn sound(main: impl Future<Output = ()> + 'static) {
    check(main, "");
}

pub(crate) fn go(name: &str, task: impl Future<Output = ()> + 'static) -> JoinHandle<()> {
    spawn_named(name, task)
}

/// Answers `Pending` once and keeps no waker.
pub(crate) async fn forget() {
    let mut polls = 0;
    poll_fn(|_| {
        polls += 1;
        if polls > 1 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}
