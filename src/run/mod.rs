//! A whole run, from its spec to its end. Owns the loop around an executor:
//! which turn comes next, when timers fire, when inputs arrive, and when it is
//! over. Never asks what time it is on the wall: its driver does.

mod error;
mod spec;
mod to_end;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

pub use crate::executor::{ExecutorKind, PolicyKind};
pub use error::Error;
pub use spec::{InputAt, RunSpec};
pub use to_end::{to_end, to_end_with};

use crate::executor::{self, BusyLoop, Executor, NotReady, Program, Queue, Turn};
use crate::future::{Inputs, enter_random};
use crate::task::{Park, Parked, Random};
use crate::time::{Clock, Instant};
use crate::trace::{self, Halt, Kind, NO_TASK, Recorder, State, Trace, WhenFull, verdict};

/// How many events a run records at most, unless told otherwise: 64 MiB of them.
pub const CAPACITY: usize = 4_000_000;

/// What came of [`Run::turn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Something happened: a poll, a timer, an input.
    Made,
    /// Nothing is ready, and the next deadline is ahead: [`Run::advance`] goes there.
    Idle,
    /// Nothing is ready and no timer is set, but an input may come.
    AwaitsInput,
    /// The run is over; verdicts, if any, are given.
    Over,
    /// The run was stopped before its end.
    Halted(Halt),
}

impl Progress {
    /// Whether nothing more will come of the run.
    fn is_final(self) -> bool {
        matches!(self, Progress::Over | Progress::Halted(_))
    }
}

/// A run in progress.
///
/// Dropping it drops its tasks, in order, wherever they are.
pub struct Run {
    spec: RunSpec,
    executor: Box<dyn Executor>,
    recorder: Recorder,
    clock: Clock,
    inputs: Inputs,
    random: Rc<RefCell<Random>>,
    /// How many of the spec's inputs have arrived.
    arrived: usize,
    progress: Progress,
    refused: Option<NotReady>,
}

/// The clock, as an executor that goes around sees it.
struct Rest<'a>(&'a Clock);

impl Park for Rest<'_> {
    fn park(&mut self) -> Parked {
        if self.0.fire_next() {
            Parked::Woken
        } else {
            Parked::Forever
        }
    }

    fn spent(&mut self, time: Duration) {
        self.0.spend(time);
    }
}

impl Run {
    /// A run of `spec`, before its first turn, that records [`CAPACITY`] events
    /// and then stops.
    ///
    /// # Errors
    /// If the spec names what there is not; see [`RunSpec::check`].
    pub fn new(spec: RunSpec) -> Result<Run, Error> {
        Run::recorded(spec, CAPACITY, WhenFull::Stop)
    }

    /// [`Run::new`] with a recorder of `capacity` events.
    ///
    /// # Errors
    /// As [`Run::new`].
    pub fn recorded(spec: RunSpec, capacity: usize, when_full: WhenFull) -> Result<Run, Error> {
        let lesson = spec.check()?;
        let params = spec.params.clone();
        Ok(Run::of(spec, capacity, when_full, move || {
            (lesson.start)(&params)
        }))
    }

    /// A run of any program: `start` is called within the run and spawns it.
    /// Of the spec, the lesson's name and parameters are not looked at. On
    /// [`ExecutorKind::BlockOn`], what `start` returns is the one future.
    #[must_use]
    pub fn of(
        spec: RunSpec,
        capacity: usize,
        when_full: WhenFull,
        start: impl FnOnce() -> Program,
    ) -> Run {
        let recorder = Recorder::new(capacity, when_full);
        let clock = Clock::new();
        let inputs = Inputs::new();
        // Each use of randomness has its own sequence, so that one more draw
        // here does not change the draws there.
        let random = Rc::new(RefCell::new(Random::new(spec.seed ^ 0x5e1e_c7ed)));
        let executor: Box<dyn Executor> = {
            let _recording = recorder.enter();
            let _clock = clock.enter();
            let _inputs = inputs.enter();
            let program = start();
            match spec.executor {
                ExecutorKind::BusyLoop => {
                    let executor = BusyLoop::new(RunSpec::LAP);
                    let _entered = executor::enter(executor.spawner());
                    program.spawn();
                    Box::new(executor)
                }
                ExecutorKind::BlockOn => Box::new(program.block_on()),
                ExecutorKind::Queue => {
                    let executor = Queue::new(spec.policy.build(spec.seed, &spec.decisions));
                    let _entered = executor::enter(executor.spawner());
                    program.spawn();
                    Box::new(executor)
                }
            }
        };
        Run {
            spec,
            executor,
            recorder,
            clock,
            inputs,
            random,
            arrived: 0,
            progress: Progress::Made,
            refused: None,
        }
    }

    /// What the run is a run of; inputs that arrived by [`Run::input`] included.
    #[must_use]
    pub fn spec(&self) -> &RunSpec {
        &self.spec
    }

    /// What the last turn came to.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress
    }

    /// The script's bad choice, when the run halted by [`Halt::BadScript`].
    #[must_use]
    pub fn refused(&self) -> Option<&NotReady> {
        self.refused.as_ref()
    }

    /// The logical time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// When the next thing happens by itself: the earliest deadline that is
    /// set, or the next stamped input.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        let input = self.spec.inputs.get(self.arrived).map(|input| input.at);
        self.clock.next_deadline().into_iter().chain(input).min()
    }

    /// How many polls there were.
    #[must_use]
    pub fn polls(&self) -> u64 {
        self.recorder.with_trace(Trace::polls)
    }

    /// How many steps were recorded: the stamp of an input that arrives now.
    /// No turn that does something records none, so that the stamp tells one
    /// turn from every other; polls would not, for timers fire in between.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.recorder.with_trace(Trace::steps)
    }

    /// Looks at the trace.
    pub fn with_trace<R>(&self, look: impl FnOnce(&Trace) -> R) -> R {
        self.recorder.with_trace(look)
    }

    /// Does the next thing that needs no time to pass: delivers an input that
    /// is due, fires a timer that is due, or takes one turn of the executor.
    pub fn turn(&mut self) -> Progress {
        self.step(false)
    }

    /// [`Run::turn`]; when that is idle, makes it the time of the next
    /// deadline, or of the next input if that comes first.
    pub fn advance(&mut self) -> Progress {
        self.step(true)
    }

    fn step(&mut self, may_jump: bool) -> Progress {
        if !self.progress.is_final() {
            self.progress = self.entered(|run| run.next(may_jump));
        }
        self.progress
    }

    /// Goes on at once until the run is over, halted or awaits an input, but
    /// for at most `turns` turns.
    pub fn run(&mut self, turns: u64) -> Progress {
        self.run_while(turns, |_| true)
    }

    /// [`Run::run`] as long as `go_on`, which is asked before each turn.
    pub fn run_while(&mut self, turns: u64, go_on: impl Fn(&Run) -> bool) -> Progress {
        // Entered once: a run of a million turns is a million times less to do.
        self.entered(|run| {
            for _ in 0..turns {
                if run.progress.is_final() || !go_on(run) {
                    break;
                }
                run.progress = run.next(true);
                if !matches!(run.progress, Progress::Made | Progress::Idle) {
                    break;
                }
            }
            run.progress
        })
    }

    /// [`Run::run`], and halts if that is not enough.
    pub fn run_to_end(&mut self, turns: u64) -> Progress {
        if matches!(self.run(turns), Progress::Made | Progress::Idle) {
            self.halt(Halt::TurnLimit);
        }
        self.progress
    }

    /// Stops the run before its end, and says so in the trace.
    pub fn halt(&mut self, why: Halt) {
        if !self.progress.is_final() {
            self.progress = self.entered(|run| run.end_by(why));
        }
    }

    /// The input `name` arrives, at `at` or now, whichever is later, and is
    /// stamped into the spec. It is delivered in the next turn, or when it is
    /// `at`. A run that is over, or halted, hears nothing: its spec stays as it is.
    ///
    /// # Errors
    /// If the lesson has no such input.
    pub fn input(&mut self, name: &str, at: Instant) -> Result<(), Error> {
        let name = self.spec.input_named(name)?;
        if self.progress.is_final() {
            return Ok(());
        }
        let at = at.max(self.now());
        let turn = self.steps();
        // Among those that are to come, in the order of time.
        let to_come = &self.spec.inputs[self.arrived..];
        let before = to_come.iter().take_while(|other| other.at <= at).count();
        let input = InputAt { turn, at, name };
        self.spec.inputs.insert(self.arrived + before, input);
        if matches!(self.progress, Progress::AwaitsInput) {
            self.progress = Progress::Made;
        }
        Ok(())
    }

    /// Runs `f` with this run's recorder, clock, inputs and executor as the thread's.
    fn entered<R>(&mut self, f: impl FnOnce(&mut Run) -> R) -> R {
        let _recording = self.recorder.enter();
        let _clock = self.clock.enter();
        let _inputs = self.inputs.enter();
        let _random = enter_random(self.random.clone());
        let _executor = executor::enter(self.executor.spawner());
        f(self)
    }

    fn next(&mut self, may_jump: bool) -> Progress {
        if self.recorder.is_full() {
            return self.end_by(Halt::TraceFull);
        }
        if self.deliver(self.clock.now(), false) || self.clock.fire() {
            return Progress::Made;
        }
        match self.executor.turn(&mut Rest(&self.clock)) {
            Turn::Polled => return Progress::Made,
            Turn::Refused(refused) => {
                self.refused = Some(refused);
                return self.end_by(Halt::BadScript);
            }
            Turn::Idle => {}
        }
        // Nothing is ready. What comes first: a timer, or a stamped input?
        let deadline = self.clock.next_deadline();
        let input = self.spec.inputs.get(self.arrived).map(|input| input.at);
        match (deadline, input) {
            (_, Some(at)) if deadline.is_none_or(|deadline| at < deadline) => {
                if !may_jump {
                    return Progress::Idle;
                }
                self.deliver(at, true);
                Progress::Made
            }
            (Some(_), _) => {
                if may_jump {
                    self.clock.fire_next();
                    Progress::Made
                } else {
                    Progress::Idle
                }
            }
            (None, _) if self.inputs.is_awaited() => Progress::AwaitsInput,
            (None, _) => self.end(),
        }
    }

    /// Delivers the next stamped input, if its stamp is reached when it is
    /// `now`; when nothing else is left to happen before it, time alone counts.
    fn deliver(&mut self, now: Instant, idle: bool) -> bool {
        let Some(input) = self.spec.inputs.get(self.arrived) else {
            return false;
        };
        if input.at > now || (input.turn > self.steps() && !idle) {
            return false;
        }
        self.arrived += 1;
        self.clock.move_to(input.at);
        self.inputs.deliver(input.name);
        true
    }

    /// The run is over. Each task that is unfinished gets its verdict.
    fn end(&mut self) -> Progress {
        trace::record(Kind::End, NO_TASK, self.executor.tasks().len() as u32, 0);
        self.recorder.begin_autopsy();
        self.executor
            .tasks()
            .cancel_all(|task| trace::record(Kind::TaskCancelled, task, 0, 0));
        let autopsy = self.recorder.end_autopsy();
        let state = self.recorder.with_trace(State::at_end_of);
        give(verdict::at_end(&state, &autopsy));
        Progress::Over
    }

    /// The run is stopped for `why`. What can be said of it is said.
    fn end_by(&mut self, why: Halt) -> Progress {
        let task = self
            .refused
            .as_ref()
            .map_or(NO_TASK, |refused| refused.task);
        trace::record(Kind::Halted, task, why as u32, 0);
        let state = self.recorder.with_trace(State::at_end_of);
        give(verdict::at_halt(&state));
        Progress::Halted(why)
    }
}

fn give(verdicts: Vec<verdict::Verdict>) {
    for verdict in verdicts {
        let (a, b) = verdict.operands();
        trace::record(Kind::Verdict, verdict.task, a, b);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // What the futures drop, they drop within their run, unrecorded.
        self.entered(|run| {
            run.recorder.begin_autopsy();
            run.executor.tasks().cancel_all(|_| {});
            // Timers that cannot be taken back may hold wakers yet.
            run.clock.clear();
        });
    }
}
