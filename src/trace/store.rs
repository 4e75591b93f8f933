//! A trace: the events of one run and the tables they point into. Owns what was
//! recorded, and what to do when it is full; interprets nothing.

use std::cell::Cell;

use super::checkpoints::{At, Checkpoints, SPACING};
use super::event::{Event, Kind, codes};
use super::state::State;
use super::tables::{TaskInfo, Tasks, Texts, step};

/// A place in the source, as the table of places holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's path as the compiler was given it, with `/` between folders.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// What a full recorder does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The run stops with [`Halt::TraceFull`]: nothing is lost, and it says so.
    Stop,
    /// The oldest go, about a quarter at a time; [`Trace::dropped`] counts them.
    DropOldest,
    /// Nothing is kept but the counts and the state: for measuring how long a
    /// run is. The run stops where it would by [`WhenFull::Stop`].
    CountOnly,
}

codes! {
    /// Why a run was stopped before its end.
    Halt {
        /// The recorder is full.
        TraceFull = 0,
        /// The run made as many turns as it was allowed.
        TurnLimit = 1,
        /// A script chose a task that was not ready.
        BadScript = 2,
    }
}

/// The events of one run, in order, and the tables they point into.
///
/// A trace never lies about what it holds: see [`Trace::dropped`].
#[derive(Clone, Debug)]
pub struct Trace {
    events: Vec<Event>,
    dropped: u64,
    steps: u64,
    polls: u64,
    capacity: usize,
    when_full: WhenFull,
    places: Vec<Place>,
    texts: Texts,
    tasks: Tasks,
    /// The state after the dropped events.
    base: Option<Box<State>>,
    /// The state after the events up to now, where those before it may be gone.
    checkpoints: Option<Box<Checkpoints>>,
}

impl Trace {
    /// An empty trace for at most `capacity` events (16 bytes each).
    #[must_use]
    pub fn new(capacity: usize, when_full: WhenFull) -> Trace {
        let unknown = Place {
            file: String::new(),
            line: 0,
        };
        Trace {
            events: Vec::new(),
            dropped: 0,
            steps: 0,
            polls: 0,
            capacity: capacity.max(2),
            when_full,
            places: vec![unknown],
            texts: Texts::default(),
            tasks: Tasks::default(),
            base: None,
            checkpoints: match when_full {
                WhenFull::Stop => None,
                // Few, since a million tasks make each take half a megabyte; and
                // one near where the oldest events end that go.
                WhenFull::DropOldest => Some(SPACING.max(capacity as u64 / 32)),
                WhenFull::CountOnly => Some(u64::MAX),
            }
            .map(|spacing| Box::new(Checkpoints::new(spacing, capacity as u64 / 8))),
        }
    }

    /// The events that are held, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// How many older events were dropped to make room.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// The state before the first event that is held; `None` when that is the run's beginning.
    #[must_use]
    pub fn base(&self) -> Option<&State> {
        match &self.checkpoints {
            Some(checkpoints) if self.when_full == WhenFull::CountOnly => {
                Some(&checkpoints.tip().state)
            }
            _ => self.base.as_deref(),
        }
    }

    /// The states that are kept on the way, where old events may be gone. They
    /// are made as the events come: to drop some is then to move the others.
    pub(super) fn checkpoints(&self) -> Option<&Checkpoints> {
        self.checkpoints.as_deref()
    }

    /// How many steps (see [`Event::is_step`]) were recorded since the run began, dropped ones included.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// How many polls were recorded since the run began, dropped ones included.
    #[must_use]
    pub fn polls(&self) -> u64 {
        self.polls
    }

    /// Whether no further event fits.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.is_full_with(0)
    }

    /// Whether no further event fits, when `more` are on their way.
    pub(super) fn is_full_with(&self, more: usize) -> bool {
        match self.when_full {
            WhenFull::Stop => self.events.len() + more >= self.capacity,
            WhenFull::CountOnly => self.dropped + more as u64 >= self.capacity as u64,
            WhenFull::DropOldest => false,
        }
    }

    /// The place with this index; index 0 is "unknown" (line 0).
    #[must_use]
    pub fn place(&self, index: u16) -> &Place {
        &self.places[usize::from(index)]
    }

    /// All places, by index.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// The text with this index: messages, input names, panic messages.
    #[must_use]
    pub fn text(&self, index: u32) -> &str {
        self.texts.get(index as usize).unwrap_or_default()
    }

    /// How many texts there are.
    #[must_use]
    pub fn text_count(&self) -> usize {
        self.texts.len()
    }

    /// How many tasks were spawned.
    #[must_use]
    pub fn task_count(&self) -> usize {
        self.tasks.len()
    }

    /// What is known of the task with this number.
    #[must_use]
    pub fn task(&self, task: u32) -> Option<TaskInfo<'_>> {
        self.tasks.get(task as usize)
    }

    /// The name of the task with this number; empty if there is none.
    #[must_use]
    pub fn task_name(&self, task: u32) -> &str {
        self.task(task).map_or("", |task| task.name)
    }

    /// The index of a place, which is put into the table if it is new there.
    pub(super) fn index_of_place(&mut self, place: Place) -> u16 {
        let known = self.places.iter().position(|known| *known == place);
        let index = known.unwrap_or_else(|| {
            self.places.push(place);
            self.places.len() - 1
        });
        // More places than 16 bits number: the rest are "unknown", never wrong.
        u16::try_from(index).unwrap_or(0)
    }

    /// The index of a text, which is put into the table unless it is there
    /// among the latest. They are few and short in any run that a person
    /// watches, and names repeat.
    pub(super) fn index_of_text(&mut self, text: &str) -> u32 {
        let count = self.texts.len();
        let mut latest = (count.saturating_sub(64)..count).rev();
        let known = latest.find(|index| self.texts.get(*index) == Some(text));
        let index = known.unwrap_or_else(|| {
            self.texts.push(text);
            count
        });
        index as u32
    }

    /// Puts the next task into the table of tasks.
    pub(super) fn add_task(&mut self, task: TaskInfo) {
        self.tasks.push(task);
    }

    /// Puts events at the end, as the recorder's [`WhenFull`] says.
    pub(super) fn extend(&mut self, mut events: &[Cell<Event>]) {
        while !events.is_empty() {
            // A full recorder that stops still takes what the current turn has
            // left to say: the run is halted between turns, so nothing is lost.
            let room = match self.when_full {
                WhenFull::DropOldest => self.make_room(),
                WhenFull::Stop | WhenFull::CountOnly => usize::MAX,
            };
            let count = events.len().min(room);
            let held = self.events.len();
            if self.events.capacity() - held < count {
                self.events.reserve_exact(step(held, count).min(room));
            }
            let (now, later) = events.split_at(count);
            self.events.extend(now.iter().map(Cell::get));
            self.count_from(held);
            events = later;
        }
        if self.when_full == WhenFull::CountOnly {
            self.dropped += self.events.len() as u64;
            self.events.clear();
        }
    }

    /// Counts the events that came last, while they are still at hand for the processor.
    fn count_from(&mut self, first: usize) {
        let fresh = &mut self.events[first..];
        let (mut steps, mut polls) = (0, 0);
        for event in &mut *fresh {
            steps += u64::from(event.is_step());
            if event.kind == Kind::PollBegin {
                polls += 1;
                event.a = self.tasks.polled(event.task as usize);
            }
        }
        self.steps += steps;
        self.polls += polls;
        if let Some(checkpoints) = &mut self.checkpoints {
            checkpoints.extend(fresh);
        }
    }

    /// How many more events fit; there is room when this returns.
    fn make_room(&mut self) -> usize {
        if self.events.len() == self.capacity {
            self.drop_oldest();
        }
        self.capacity - self.events.len()
    }

    /// Drops the oldest quarter, and on to the first checkpoint after that: the
    /// state there is known, and what is left is the moving. Where checkpoints
    /// cost too much to be near, drops little, since the state there is to be found.
    fn drop_oldest(&mut self) {
        let Some(checkpoints) = &mut self.checkpoints else {
            return;
        };
        let quarter = self.capacity as u64 / 4;
        let wanted = self.dropped + quarter.max(1);
        let near = checkpoints.at_or_after(wanted);
        let near = near.filter(|copy| copy.index <= wanted + quarter).cloned();
        let base = near.unwrap_or_else(|| {
            let mut base = At {
                index: self.dropped,
                state: self.base.as_deref().cloned().unwrap_or_default(),
            };
            let oldest = &self.events[..self.capacity.div_ceil(32)];
            base.advance(oldest, self.dropped, u64::MAX);
            base
        });
        checkpoints.forget_before(base.index);
        let count = (base.index - self.dropped) as usize;
        self.events.drain(..count);
        self.dropped = base.index;
        self.base = Some(Box::new(base.state));
    }
}
