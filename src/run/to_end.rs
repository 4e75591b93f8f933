//! Running one future at once, for tests and for examples.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;

use super::{ExecutorKind, PolicyKind, Progress, Run, RunSpec};
use crate::executor::Program;
use crate::trace::WhenFull;

/// Runs `future` as the task `main` on the queue executor, first in first out,
/// in logical time that jumps from deadline to deadline; gives its output. Goes
/// on until all tasks are finished, or nothing can happen any more.
///
/// # Panics
/// If `future` never finishes, or panics.
///
/// ```
/// use wakescope::{run, time};
/// let now = run::to_end(async {
///     time::sleep(time::ms(30)).await;
///     time::now()
/// });
/// assert_eq!(now.as_nanos(), 30_000_000);
/// ```
pub fn to_end<F>(future: F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    to_end_with(PolicyKind::Fifo, 0, future)
}

/// [`to_end`] under a policy and a seed.
///
/// # Panics
/// As [`to_end`].
pub fn to_end_with<F>(policy: PolicyKind, seed: u64, future: F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    let output = Rc::new(RefCell::new(None));
    let slot = output.clone();
    let main = async move {
        let value = future.await;
        *slot.borrow_mut() = Some(value);
    };
    let spec = RunSpec::program(ExecutorKind::Queue, policy, seed);
    let mut run = Run::of(spec, 1 << 20, WhenFull::DropOldest, || Program::new(main));
    while matches!(run.run(u64::MAX), Progress::Made | Progress::Idle) {}
    let output = output.borrow_mut().take();
    output.unwrap_or_else(|| panic!("the main future did not finish: {}", last_words(&run)))
}

fn last_words(run: &Run) -> String {
    let text = run.with_trace(crate::trace::export::transcript);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}
