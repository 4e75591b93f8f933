//! A state that goes on with the events, and copies of it on the way. Owns where
//! the copies stand and how much they may take; keeps no event.

use super::event::Event;
use super::state::State;

/// How many events apart the copies are at least: at 10 to 30 ns each, less than
/// a millisecond from one to the next.
pub(super) const SPACING: u64 = 1 << 14;

/// How many bytes the copies may take together; beyond it, every other one goes.
const BUDGET: usize = 48 << 20;

/// How many bytes may be copied for each event: about what takes as long as to
/// apply it. Where tasks far from each other change, copies cost more than elsewhere.
const BYTES_PER_EVENT: usize = 256;

/// A state, and how many events it took to get there.
#[derive(Clone, Debug, Default)]
pub(super) struct At {
    pub(super) index: u64,
    pub(super) state: State,
}

impl At {
    /// Goes on to the end of `step`, or as far as there are events. The first
    /// of `events` is the one with the number `first`.
    pub(super) fn advance(&mut self, events: &[Event], first: u64, step: u64) {
        for event in &events[(self.index - first) as usize..] {
            if self.state.step >= step && event.is_step() {
                break;
            }
            self.state.apply(*event);
            self.index += 1;
        }
    }
}

/// The state after all events taken in, and after some of them.
///
/// All of these states are one that went on, so they share what stayed the same:
/// many tasks that wait are there once.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints {
    tip: At,
    copies: Vec<At>,
    spacing: u64,
    /// How many events apart they are at most, unless they take too much.
    most: u64,
    /// At which event the next copy is due.
    next: u64,
    bytes: usize,
}

impl Checkpoints {
    /// Makes copies `spacing` events apart or, where that costs too much, up to
    /// `most`; of `u64::MAX`, makes none.
    pub(super) fn new(spacing: u64, most: u64) -> Checkpoints {
        Checkpoints {
            next: spacing,
            tip: At::default(),
            copies: Vec::new(),
            spacing,
            most,
            bytes: 0,
        }
    }

    pub(super) fn tip(&self) -> &At {
        &self.tip
    }

    /// Takes in the events that follow.
    pub(super) fn extend(&mut self, events: &[Event]) {
        for event in events {
            // Copies stand at the ends of steps, where seeking lands.
            if self.tip.index >= self.next && event.is_step() {
                self.keep();
            }
            self.tip.state.apply(*event);
            self.tip.index += 1;
        }
    }

    fn keep(&mut self) {
        let copy = self.tip.clone();
        let bytes = bytes_of(self.copies.last(), &copy);
        self.bytes += bytes;
        self.copies.push(copy);
        if self.bytes > BUDGET {
            let mut index = 0;
            self.copies.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.measure();
            self.spacing *= 2;
        }
        let dear = (bytes / BYTES_PER_EVENT) as u64;
        self.next = self.tip.index + dear.min(self.most).max(self.spacing);
    }

    fn measure(&mut self) {
        let before = [None].into_iter().chain(self.copies.iter().map(Some));
        let pairs = before.zip(&self.copies);
        self.bytes = pairs.map(|(before, copy)| bytes_of(before, copy)).sum();
    }

    /// Lets go of the copies before the event with the number `index`.
    pub(super) fn forget_before(&mut self, index: u64) {
        let gone = self.copies.partition_point(|copy| copy.index < index);
        if gone > 0 {
            self.copies.drain(..gone);
            self.measure();
        }
    }

    /// The last copy that is not after `step`.
    pub(super) fn before_step(&self, step: u64) -> Option<&At> {
        let near = self.copies.partition_point(|copy| copy.state.step <= step);
        self.copies[..near].last()
    }

    /// The first copy that holds at least `index` events.
    pub(super) fn at_or_after(&self, index: u64) -> Option<&At> {
        let before = self.copies.partition_point(|copy| copy.index < index);
        self.copies.get(before)
    }
}

/// What a copy takes beside the one before it. What it shares with any, it
/// shares with that.
fn bytes_of(before: Option<&At>, copy: &At) -> usize {
    match before {
        Some(before) => copy.state.bytes_beside(&before.state),
        None => copy.state.bytes_beside(&State::default()),
    }
}
