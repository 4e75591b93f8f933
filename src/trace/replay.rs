//! The state of a run at any step. Owns the cursor, and the copies of the state
//! that it starts from where the trace does not keep any itself.

use super::checkpoints::{At, Checkpoints, SPACING};
use super::state::State;
use super::store::Trace;

/// A cursor over a trace that may still grow.
///
/// Position `k` is the state after `k` steps (see
/// [`Event::is_step`](super::Event::is_step)), the smaller events that follow
/// the `k`-th one included.
#[derive(Clone, Debug)]
pub struct Replay {
    cursor: At,
    own: Checkpoints,
}

impl Default for Replay {
    fn default() -> Self {
        Replay::new()
    }
}

impl Replay {
    /// A cursor at the beginning.
    #[must_use]
    pub fn new() -> Replay {
        Replay {
            cursor: At::default(),
            own: Checkpoints::new(SPACING, u64::MAX),
        }
    }

    /// Takes in what the trace holds beyond what it held before. Seeking does
    /// this too; doing it as the trace grows keeps every seek short.
    pub fn extend(&mut self, trace: &Trace) {
        if trace.checkpoints().is_none() {
            let taken = self.own.tip().index as usize;
            self.own.extend(&trace.events()[taken..]);
        }
    }

    fn checkpoints<'a>(&'a self, trace: &'a Trace) -> &'a Checkpoints {
        trace.checkpoints().unwrap_or(&self.own)
    }

    /// Moves the cursor to the end of `step`, or as near as the trace allows:
    /// to its end, or to the oldest step that it holds. Returns where it is.
    pub fn seek(&mut self, trace: &Trace, step: u64) -> u64 {
        self.extend(trace);
        let checkpoints = self.checkpoints(trace);
        let tip = checkpoints.tip();
        let step = step.min(tip.state.step);
        let at_tip =
            step == tip.state.step && tip.index.saturating_sub(self.cursor.index) > SPACING;
        let copy = if at_tip {
            Some(tip)
        } else {
            checkpoints.before_step(step)
        };
        let cursor_fits = self.cursor.index >= trace.dropped() && self.cursor.state.step <= step;
        let cursor_is_nearer = copy.is_none_or(|copy| copy.index <= self.cursor.index);
        if !(cursor_fits && cursor_is_nearer) {
            self.cursor = copy.cloned().unwrap_or_else(|| At {
                index: trace.dropped(),
                state: trace.base().cloned().unwrap_or_default(),
            });
        }
        self.cursor.advance(trace.events(), trace.dropped(), step);
        self.cursor.state.step
    }

    /// The state at the cursor.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.cursor.state
    }

    /// How many events led to the cursor, dropped ones included.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.cursor.index
    }

    /// The state at the end of what [`Replay::extend`] has taken in.
    #[must_use]
    pub fn tip<'a>(&'a self, trace: &'a Trace) -> &'a State {
        &self.checkpoints(trace).tip().state
    }
}
