//! The state of a run at any step. Owns copies of the state at intervals, so
//! that every step is near one.

use super::state::State;
use super::store::Trace;

/// How many events apart the copies are at least.
const SPACING: u64 = 4096;

/// How many bytes the copies may take together; beyond it, every other one goes.
const BUDGET: usize = 48 << 20;

/// A cursor over a trace that may still grow.
///
/// Position `k` is the state after `k` steps (see
/// [`Event::is_step`](super::Event::is_step)), the smaller events that follow
/// the `k`-th one included.
#[derive(Clone, Debug, Default)]
pub struct Replay {
    cursor: At,
    tip: At,
    copies: Vec<At>,
    spacing: u64,
    bytes: usize,
}

/// A state, and how many events it took to get there.
#[derive(Clone, Debug, Default)]
struct At {
    index: u64,
    state: State,
}

impl At {
    /// The state before the first event that the trace holds.
    fn start(trace: &Trace) -> At {
        At {
            index: trace.dropped(),
            state: trace.base().cloned().unwrap_or_default(),
        }
    }

    /// Goes on to the end of `step`, or as far as the trace goes.
    fn advance(&mut self, trace: &Trace, step: u64) {
        let from = (self.index - trace.dropped()) as usize;
        for event in &trace.events()[from..] {
            if self.state.step >= step && event.is_step() {
                break;
            }
            self.state.apply(*event);
            self.index += 1;
        }
    }
}

/// What a copy takes beside the one before it. What it shares with any, it
/// shares with that: the copies are of one state that went on.
fn bytes_of(before: Option<&At>, copy: &At) -> usize {
    match before {
        Some(before) => copy.state.bytes_beside(&before.state),
        None => copy.state.bytes_beside(&State::default()),
    }
}

impl Replay {
    /// A cursor at the beginning.
    #[must_use]
    pub fn new() -> Replay {
        Replay {
            spacing: SPACING,
            ..Replay::default()
        }
    }

    /// Takes in what the trace holds beyond what it held before. Seeking does
    /// this too; doing it as the trace grows keeps every seek short.
    pub fn extend(&mut self, trace: &Trace) {
        if self.tip.index < trace.dropped() {
            self.tip = At::start(trace);
        }
        if self
            .copies
            .first()
            .is_some_and(|copy| copy.index < trace.dropped())
        {
            self.copies.retain(|copy| copy.index >= trace.dropped());
            self.measure();
        }
        let from = (self.tip.index - trace.dropped()) as usize;
        for event in &trace.events()[from..] {
            let last = self
                .copies
                .last()
                .map_or(trace.dropped(), |copy| copy.index);
            // Copies stand at the ends of steps, where seeking lands.
            if self.tip.index - last >= self.spacing.max(SPACING) && event.is_step() {
                self.keep();
            }
            self.tip.state.apply(*event);
            self.tip.index += 1;
        }
    }

    fn keep(&mut self) {
        let copy = self.tip.clone();
        self.bytes += bytes_of(self.copies.last(), &copy);
        self.copies.push(copy);
        if self.bytes > BUDGET {
            let mut index = 0;
            self.copies.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.measure();
            self.spacing = self.spacing.max(SPACING) * 2;
        }
    }

    fn measure(&mut self) {
        let before = [None].into_iter().chain(self.copies.iter().map(Some));
        let pairs = before.zip(&self.copies);
        self.bytes = pairs.map(|(before, copy)| bytes_of(before, copy)).sum();
    }

    /// Moves the cursor to the end of `step`, or as near as the trace allows:
    /// to its end, or to the oldest step that it holds. Returns where it is.
    pub fn seek(&mut self, trace: &Trace, step: u64) -> u64 {
        self.extend(trace);
        let step = step.min(self.tip.state.step);
        let near = self.copies.partition_point(|copy| copy.state.step <= step);
        let at_tip = step == self.tip.state.step && self.tip.index - self.cursor.index > SPACING;
        let copy = if at_tip {
            Some(&self.tip)
        } else {
            near.checked_sub(1).map(|index| &self.copies[index])
        };
        let cursor_fits = self.cursor.index >= trace.dropped() && self.cursor.state.step <= step;
        let cursor_is_nearer = copy.is_none_or(|copy| copy.index <= self.cursor.index);
        if !(cursor_fits && cursor_is_nearer) {
            self.cursor = copy.cloned().unwrap_or_else(|| At::start(trace));
        }
        self.cursor.advance(trace, step);
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
    pub fn tip(&self) -> &State {
        &self.tip.state
    }
}
