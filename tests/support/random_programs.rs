//! Random programs that are sound by construction, each from a seed: whatever
//! the order in which their tasks run, they end, and nothing is to be said
//! against them. A hang, a verdict or a broken promise is a bug in the library.
//!
//! Why they are sound: locks are taken in one order for all, and while one is
//! held, only time passes. Tasks wait for ends, values and signals only of
//! tasks they spawned themselves, in groups that are complete before anyone
//! waits. So wherever a future is dropped, the others can still go on.

mod act;
mod channels;
mod check;
mod draw;
mod plan;
mod shrink;
mod world;

use std::rc::Rc;

use wakescope::executor::Program;
use wakescope::run::{ExecutorKind, PolicyKind, Run, RunSpec};
use wakescope::trace::{WhenFull, export};

use plan::Plan;

/// How many events a program may record, and how many turns it may take.
const EVENTS: usize = 1_000_000;
const TURNS: u64 = 1_000_000;

/// The run of this seed's program, before its first turn.
fn start(plan: &Plan, executor: ExecutorKind, seed: u64) -> Run {
    let policy = match seed % 8 {
        0 => PolicyKind::Fifo,
        1 => PolicyKind::Lifo,
        2 => PolicyKind::Priority,
        _ => PolicyKind::Random,
    };
    let spec = RunSpec::program(executor, policy, seed);
    let plan = Rc::clone(plan);
    Run::of(spec, EVENTS, WhenFull::Stop, move || {
        Program::new(act::program(plan))
    })
}

/// Runs the program of this seed, and says what is wrong with its run.
fn problem(plan: &Plan, executor: ExecutorKind, seed: u64) -> Option<String> {
    let mut run = start(plan, executor, seed);
    let progress = run.run(TURNS);
    run.with_trace(|trace| check::problem(trace, progress))
}

/// Runs the program of this seed, and expects nothing to be wrong with it.
/// If something is, tells it for the smallest program that shows it.
pub(crate) fn check(executor: ExecutorKind, seed: u64) {
    let plan = draw::program(seed);
    if problem(&plan, executor, seed).is_none() {
        return;
    }
    let small = shrink::smallest(plan, |plan| problem(plan, executor, seed).is_some());
    let mut run = start(&small, executor, seed);
    run.run(TURNS);
    let problem = problem(&small, executor, seed);
    panic!(
        "seed {seed} on {}: {}\n{small:#?}\n{}",
        executor.name(),
        problem.unwrap_or_default(),
        run.with_trace(export::transcript)
    );
}

/// The digest of the trace of this seed's program on the queue executor: the
/// same natively and in every browser.
pub(crate) fn digest_of(seed: u64) -> u64 {
    let mut run = start(&draw::program(seed), ExecutorKind::Queue, seed);
    run.run(TURNS);
    run.with_trace(|trace| export::digest(&export::to_bytes(trace)))
}

/// The digests of the first programs, a line each: what `tests/golden/random.txt` holds.
pub(crate) fn digests() -> String {
    let lines = (0..1_000).map(|seed| format!("{seed} {:016x}\n", digest_of(seed)));
    lines.collect()
}
