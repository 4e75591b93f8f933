//! The handle that JavaScript holds: a run and a cursor over its trace.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{Wrong, of_script};
use super::rows;
use super::spec::{from_js, to_js};
use crate::run::{CAPACITY, Progress, Run};
use crate::time::Instant;
use crate::trace::{NO_TASK, Replay, State, Trace, WhenFull, export};

/// A run and a cursor. Two things move separately: the *frontier*, how far the
/// run has come, by `turn`, `advance` and `run`; and the *cursor*, what is
/// looked at, by `seek`. Freeing it drops the run.
#[wasm_bindgen]
pub struct Playground {
    run: Run,
    replay: Replay,
    /// One byte a task at the cursor, as [`Playground::statuses_ptr`] wrote them down.
    statuses: Vec<u8>,
}

/// 0 something happened, 1 idle, 2 awaits an input, 3 over, 4 halted.
pub(super) fn code_of(progress: Progress) -> u32 {
    match progress {
        Progress::Made => 0,
        Progress::Idle => 1,
        Progress::AwaitsInput => 2,
        Progress::Over => 3,
        Progress::Halted(_) => 4,
    }
}

/// A run of a spec, before its first turn.
#[inline(never)]
pub(super) fn open(spec: &JsValue, when_full: WhenFull) -> Result<Run, Wrong> {
    Ok(Run::recorded(from_js(spec)?, CAPACITY, when_full)?)
}

#[wasm_bindgen]
impl Playground {
    /// A run of `spec`, before its first turn; the cursor at its beginning.
    ///
    /// # Errors
    /// A JavaScript `Error` with `code`, `value`, `allowed` and `where`, if the
    /// spec names what there is not.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &JsValue) -> Result<Playground, JsValue> {
        Ok(Playground {
            run: open(spec, WhenFull::Stop)?,
            replay: Replay::new(),
            statuses: Vec::new(),
        })
    }

    /// The spec, complete; inputs that arrived included.
    #[must_use]
    pub fn spec(&self) -> js_sys::Object {
        to_js(self.run.spec())
    }

    // The frontier.

    /// Takes one turn; see [`Run::turn`]. 0 something happened, 1 idle, 2
    /// awaits an input, 3 over, 4 halted.
    pub fn turn(&mut self) -> u32 {
        code_of(self.run.turn())
    }

    /// A turn that, when idle, goes to the next deadline; see [`Run::advance`].
    pub fn advance(&mut self) -> u32 {
        code_of(self.run.advance())
    }

    /// Goes on at once for at most `turns` turns.
    pub fn run(&mut self, turns: u32) -> u32 {
        let progress = self.run.run(u64::from(turns));
        self.extend();
        code_of(progress)
    }

    /// [`Playground::run`] until `step` steps are recorded.
    pub fn run_until_step(&mut self, step: f64, turns: u32) -> u32 {
        let before = |run: &Run| (run.steps() as f64) < step;
        self.run.run_while(u64::from(turns), before);
        self.extend();
        self.status()
    }

    /// Keeps the copies of the state near the frontier, so that seeking is short.
    fn extend(&mut self) {
        self.run.with_trace(|trace| self.replay.extend(trace));
    }

    /// When something happens by itself next, in nanoseconds; NaN if nothing does.
    #[must_use]
    pub fn deadline_ns(&self) -> f64 {
        self.run
            .next_deadline()
            .map_or(f64::NAN, |deadline| deadline.as_nanos() as f64)
    }

    /// The input `name` arrives, at `at_ns` or at the frontier's time, whichever
    /// is later. It is delivered in the next turn.
    ///
    /// # Errors
    /// If the lesson has no such input.
    pub fn input(&mut self, name: &str, at_ns: f64) -> Result<(), JsValue> {
        self.run
            .input(name, Instant::from_nanos(at_ns.max(0.0) as u64))
            .map_err(|error| Wrong::from(error).into())
    }

    /// The logical time at the frontier, in nanoseconds.
    #[must_use]
    pub fn frontier_ns(&self) -> f64 {
        self.run.now().as_nanos() as f64
    }

    /// What the last turn came to: the codes of [`Playground::turn`].
    #[must_use]
    pub fn status(&self) -> u32 {
        code_of(self.run.progress())
    }

    /// The error of a script that chose a task that was not ready; `undefined`
    /// unless the run halted for that.
    #[must_use]
    pub fn refusal(&self) -> JsValue {
        self.run.refused().map_or(JsValue::UNDEFINED, of_script)
    }

    // The trace.

    /// How many steps are recorded.
    #[must_use]
    pub fn recorded_steps(&self) -> f64 {
        self.run.with_trace(Trace::steps) as f64
    }

    /// How many events are held.
    #[must_use]
    pub fn event_count(&self) -> u32 {
        self.run.with_trace(|trace| trace.events().len() as u32)
    }

    /// Where the events are in memory: 16 bytes each; see the format at
    /// `trace::event`.
    #[must_use]
    pub fn events_ptr(&self) -> u32 {
        self.run.with_trace(|trace| trace.events().as_ptr() as u32)
    }

    /// The file of a place; empty for place 0 and for those there are not.
    #[must_use]
    pub fn place_file(&self, index: u32) -> String {
        self.run.with_trace(|trace| {
            trace
                .places()
                .get(index as usize)
                .map_or_else(String::new, |place| place.file.clone())
        })
    }

    /// The line of a place, from 1; 0 for place 0 and for those there are not.
    #[must_use]
    pub fn place_line(&self, index: u32) -> u32 {
        self.run.with_trace(|trace| {
            trace
                .places()
                .get(index as usize)
                .map_or(0, |place| place.line)
        })
    }

    /// A text: of a message, an input or a panic.
    #[must_use]
    pub fn text(&self, index: u32) -> String {
        self.run.with_trace(|trace| trace.text(index).to_owned())
    }

    /// How many tasks were spawned up to the frontier.
    #[must_use]
    pub fn task_count(&self) -> u32 {
        self.run.with_trace(|trace| trace.task_count() as u32)
    }

    /// A task's name; empty for those there are not.
    #[must_use]
    pub fn task_name(&self, task: u32) -> String {
        self.run
            .with_trace(|trace| trace.task_name(task).to_owned())
    }

    // The cursor.

    /// Moves the cursor to `step`, or as near as the trace allows.
    pub fn seek(&mut self, step: f64) {
        let step = step.max(0.0) as u64;
        self.run.with_trace(|trace| self.replay.seek(trace, step));
    }

    fn state(&self) -> &State {
        self.replay.state()
    }

    /// The step that the cursor is at.
    #[must_use]
    pub fn position(&self) -> f64 {
        self.state().step as f64
    }

    /// The logical time at the cursor, in nanoseconds.
    #[must_use]
    pub fn now_ns(&self) -> f64 {
        self.state().now as f64
    }

    /// The task that is polled at the cursor, on worker 0; 4294967295 if none.
    #[must_use]
    pub fn running_task(&self) -> u32 {
        self.state()
            .running
            .first()
            .copied()
            .flatten()
            .unwrap_or(NO_TASK)
    }

    /// Polls, wakes, wasted polls, idle ns, computed ns, spawned, finished,
    /// laps, wakers alive, choices: at the cursor.
    #[must_use]
    pub fn counters(&self) -> Vec<f64> {
        rows::counters(self.state())
    }

    /// Writes down the tasks' statuses at the cursor, one byte each; where they
    /// are in memory.
    pub fn statuses_ptr(&mut self) -> u32 {
        let tasks = &self.replay.state().tasks;
        self.statuses.clear();
        self.statuses
            .extend(tasks.iter().map(|task| task.status as u8));
        self.statuses.as_ptr() as u32
    }

    /// How many statuses there are at the cursor.
    #[must_use]
    pub fn statuses_len(&self) -> u32 {
        self.state().tasks.len() as u32
    }

    /// The ready queue at the cursor, front first.
    #[must_use]
    pub fn ready(&self) -> Vec<u32> {
        self.state().ready.iter().copied().collect()
    }

    /// Rows of 24 numbers for `count` tasks from `first` on.
    #[must_use]
    pub fn tasks(&self, first: u32, count: u32) -> Vec<f64> {
        let state = self.state();
        let first = (first as usize).min(state.tasks.len());
        let count = (count as usize).min(state.tasks.len() - first);
        let mut flat = Vec::with_capacity(count * rows::TASK_ROW);
        self.run.with_trace(|trace| {
            for id in first..first + count {
                flat.extend_from_slice(&rows::task(trace, state, id));
            }
        });
        flat
    }

    /// The timers that are set, at most `most`, earliest first: number, task,
    /// deadline, set at.
    #[must_use]
    pub fn timers(&self, most: u32) -> Vec<f64> {
        rows::timers(self.state(), most as usize)
    }

    /// The tasks of all timers that are set, in the order in which they were set.
    #[must_use]
    pub fn timer_tasks(&self) -> Vec<u32> {
        self.state()
            .timers
            .iter()
            .map(|(_, timer)| timer.task)
            .collect()
    }

    /// Rows of 12 numbers for all resources.
    #[must_use]
    pub fn resources(&self) -> Vec<f64> {
        rows::resources(self.state())
    }

    /// Who holds what: resource, task, amount.
    #[must_use]
    pub fn holders(&self) -> Vec<f64> {
        rows::holders(self.state())
    }

    /// Who waits, in line: number, resource, task, kind, amount, since when.
    #[must_use]
    pub fn waits(&self) -> Vec<f64> {
        rows::waits(self.state())
    }

    /// The verdicts given: kind, group, task, resource.
    #[must_use]
    pub fn verdicts(&self) -> Vec<f64> {
        rows::verdicts(self.state())
    }

    /// How many of the spec's inputs had arrived at the cursor.
    #[must_use]
    pub fn inputs_before_cursor(&self) -> u32 {
        self.state().inputs
    }

    /// The stamp of an input that arrives at the cursor: how many steps there were.
    #[must_use]
    pub fn turn_at_cursor(&self) -> f64 {
        self.state().step as f64
    }
}

/// Not for JavaScript, which has no use for these: for tests.
impl Playground {
    /// The trace in the format of [`export::to_bytes`].
    #[must_use]
    pub fn trace_bytes(&self) -> Vec<u8> {
        self.run.with_trace(export::to_bytes)
    }

    /// Whether the executor is parked at the cursor.
    #[must_use]
    pub fn parked(&self) -> bool {
        self.state().parked
    }

    /// What each worker polls; 4294967295 for none.
    #[must_use]
    pub fn running(&self) -> Vec<u32> {
        self.state()
            .running
            .iter()
            .map(|task| task.unwrap_or(NO_TASK))
            .collect()
    }

    /// How many tasks had been spawned at the cursor.
    #[must_use]
    pub fn tasks_at_cursor(&self) -> u32 {
        self.state().tasks.len() as u32
    }
}
