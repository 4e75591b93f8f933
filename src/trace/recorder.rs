//! The recorder. Owns the events of one run and the tables they point into;
//! never interprets them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use super::event::{Cause, Event, Kind, NO_TASK, codes, halves};

/// A place in the source, as the table of places holds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's path as the compiler was given it, with `/` between folders.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// What the table of tasks holds of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInfo {
    /// The name its spawner gave it.
    pub name: String,
    /// Its priority; higher is more urgent, 0 is usual.
    pub priority: u8,
    /// The size of its future in bytes, on this platform.
    pub size: usize,
}

/// What a full recorder does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenFull {
    /// The run stops with [`Halt::TraceFull`]: nothing is lost, and it says so.
    Stop,
    /// The oldest half goes; [`Trace::dropped`] counts what went.
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
    texts: Vec<String>,
    tasks: Vec<TaskInfo>,
    /// The state after the dropped events, kept by [`super::Replay`]'s rules.
    base: Option<Box<super::State>>,
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
            texts: Vec::new(),
            tasks: Vec::new(),
            base: None,
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
    pub fn base(&self) -> Option<&super::State> {
        self.base.as_deref()
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
        match self.when_full {
            WhenFull::Stop => self.events.len() >= self.capacity,
            WhenFull::CountOnly => self.dropped >= self.capacity as u64,
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
        self.texts.get(index as usize).map_or("", String::as_str)
    }

    /// How many texts there are.
    #[must_use]
    pub fn text_count(&self) -> usize {
        self.texts.len()
    }

    /// What is known of every task, by task number.
    #[must_use]
    pub fn tasks(&self) -> &[TaskInfo] {
        &self.tasks
    }

    fn push(&mut self, event: Event) {
        self.steps += u64::from(event.is_step());
        self.polls += u64::from(event.kind == Kind::PollBegin);
        match self.when_full {
            WhenFull::CountOnly => {
                self.base.get_or_insert_default().apply(event);
                self.dropped += 1;
                return;
            }
            WhenFull::DropOldest if self.events.len() >= self.capacity => self.drop_oldest_half(),
            _ => {}
        }
        // A full recorder that stops still takes what the current turn has
        // left to say: the run is halted between turns, so nothing is lost.
        self.events.push(event);
    }

    fn drop_oldest_half(&mut self) {
        let half = self.events.len() / 2;
        let base = self.base.get_or_insert_default();
        for event in self.events.drain(..half) {
            base.apply(event);
        }
        self.dropped += half as u64;
    }
}

/// Who acts at this moment: the cause that a wake is attributed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The driver of the run, outside any poll.
    Outside,
    /// The task with this number, within its poll.
    Task(u32),
    /// The timer with this number.
    Timer(u32),
    /// The input with this text index.
    Input(u32),
}

/// The recorder of one run. A cheap handle: clones share the trace.
///
/// A thread records into the recorder it has [entered](Recorder::enter).
/// Events of threads that entered none are not recorded.
#[derive(Clone)]
pub struct Recorder(Rc<RefCell<Inner>>);

struct Inner {
    trace: Trace,
    actor: Actor,
    via: u32,
    worker: u8,
    timers: u32,
    waits: u32,
    resources: u32,
    /// Interned places by address, and by content where two addresses hold the same.
    by_address: BTreeMap<usize, u16>,
    /// Present while the remains of a finished run are taken apart: events go here.
    autopsy: Option<Vec<Event>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

/// Restores the thread's previous recorder when dropped.
#[must_use = "recording stops when this is dropped"]
pub struct Entered(Option<Recorder>);

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.0.take();
        CURRENT.with(|current| *current.borrow_mut() = previous);
    }
}

impl Recorder {
    /// A recorder of an empty trace; `capacity` counts events.
    #[must_use]
    pub fn new(capacity: usize, when_full: WhenFull) -> Recorder {
        Recorder(Rc::new(RefCell::new(Inner {
            trace: Trace::new(capacity, when_full),
            actor: Actor::Outside,
            via: 0,
            worker: 0,
            timers: 0,
            waits: 0,
            resources: 0,
            by_address: BTreeMap::new(),
            autopsy: None,
        })))
    }

    /// Makes this the thread's recorder until the returned guard is dropped.
    pub fn enter(&self) -> Entered {
        CURRENT.with(|current| Entered(current.borrow_mut().replace(self.clone())))
    }

    /// Looks at the trace. Recording within `look` panics.
    pub fn with_trace<R>(&self, look: impl FnOnce(&Trace) -> R) -> R {
        look(&self.0.borrow().trace)
    }

    /// Sends the events that follow to a list of their own, for [`Recorder::end_autopsy`].
    pub fn begin_autopsy(&self) {
        self.0.borrow_mut().autopsy = Some(Vec::new());
    }

    /// The events since [`Recorder::begin_autopsy`]; they never were part of the trace.
    #[must_use]
    pub fn end_autopsy(&self) -> Vec<Event> {
        self.0.borrow_mut().autopsy.take().unwrap_or_default()
    }
}

fn with<R>(f: impl FnOnce(&mut Inner) -> R) -> Option<R> {
    // During thread shutdown the slot may be gone: then nothing is recorded.
    CURRENT
        .try_with(|current| {
            let current = current.borrow();
            current
                .as_ref()
                .map(|recorder| f(&mut recorder.0.borrow_mut()))
        })
        .ok()
        .flatten()
}

impl Inner {
    fn record(&mut self, event: Event) {
        match &mut self.autopsy {
            Some(list) => list.push(event),
            None => self.trace.push(event),
        }
    }

    fn place(&mut self, caller: &'static Location<'static>) -> u16 {
        let address = std::ptr::from_ref(caller) as usize;
        if let Some(&index) = self.by_address.get(&address) {
            return index;
        }
        let place = Place {
            file: caller.file().replace('\\', "/"),
            line: caller.line(),
        };
        let places = &mut self.trace.places;
        let index = places
            .iter()
            .position(|known| *known == place)
            .unwrap_or_else(|| {
                places.push(place);
                places.len() - 1
            });
        // More places than 16 bits number: the rest are "unknown", never wrong.
        let index = u16::try_from(index).unwrap_or(0);
        self.by_address.insert(address, index);
        index
    }

    fn text(&mut self, text: String) -> u32 {
        // Few and short in any run that a person watches; names repeat.
        let texts = &mut self.trace.texts;
        if let Some(index) = texts.iter().rev().take(64).position(|known| *known == text) {
            return (texts.len() - 1 - index) as u32;
        }
        texts.push(text);
        (texts.len() - 1) as u32
    }

    fn acting_task(&self) -> u32 {
        match self.actor {
            Actor::Task(task) => task,
            _ => NO_TASK,
        }
    }
}

/// Whether this thread records.
#[must_use]
pub fn is_recording() -> bool {
    with(|_| ()).is_some()
}

/// Records an event about `task`. Does nothing on a thread without a recorder.
pub fn record(kind: Kind, task: u32, a: u32, b: u32) {
    with(|inner| {
        let worker = inner.worker;
        inner.record(Event {
            kind,
            worker,
            place: 0,
            task,
            a,
            b,
        });
    });
}

/// Records an event about `task` with the place it comes from.
pub fn record_at(kind: Kind, task: u32, a: u32, b: u32, caller: &'static Location<'static>) {
    with(|inner| {
        let (worker, place) = (inner.worker, inner.place(caller));
        inner.record(Event {
            kind,
            worker,
            place,
            task,
            a,
            b,
        });
    });
}

/// The task that is being polled on this thread, or [`NO_TASK`].
#[must_use]
pub fn current_task() -> u32 {
    with(|inner| inner.acting_task()).unwrap_or(NO_TASK)
}

/// Runs `f` with `actor` as the cause of the wakes within. Restores the
/// previous actor afterwards, also when `f` panics.
pub fn acting<R>(actor: Actor, f: impl FnOnce() -> R) -> R {
    struct Restore(Option<Actor>);
    impl Drop for Restore {
        fn drop(&mut self) {
            if let Some(actor) = self.0 {
                with(|inner| inner.actor = actor);
            }
        }
    }
    let _restore = Restore(with(|inner| std::mem::replace(&mut inner.actor, actor)));
    f()
}

/// Says which worker the following events happen on.
pub fn on_worker(worker: u8) {
    with(|inner| inner.worker = worker);
}

/// Records a spawn, at `caller` if that is known, and puts the task into the
/// table of tasks. Tasks are to be numbered from 0 without gaps.
pub fn spawned(
    task: u32,
    name: String,
    priority: u8,
    size: usize,
    caller: Option<&'static Location<'static>>,
) {
    with(|inner| {
        // What is spawned while the remains are taken apart is in no trace.
        if inner.autopsy.is_none() {
            debug_assert_eq!(
                task as usize,
                inner.trace.tasks.len(),
                "tasks are numbered without gaps"
            );
            inner.trace.tasks.push(TaskInfo {
                name,
                priority,
                size,
            });
        }
        let place = caller.map_or(0, |caller| inner.place(caller));
        let (worker, a) = (inner.worker, inner.acting_task());
        inner.record(Event {
            kind: Kind::Spawn,
            worker,
            place,
            task,
            a,
            b: u32::from(priority),
        });
    });
}

/// Records a wake of `task`, with its cause and the resource it came through.
pub fn woken(task: u32, effect: super::event::Effect) {
    with(|inner| {
        let (cause, a) = match inner.actor {
            Actor::Task(by) if by == task => (Cause::Itself, by),
            Actor::Task(by) => (Cause::Task, by),
            Actor::Timer(timer) => (Cause::Timer, timer),
            Actor::Input(name) => (Cause::Input, name),
            Actor::Outside => (Cause::Outside, NO_TASK),
        };
        let b = cause as u32 | (effect as u32) << 4 | inner.via << 8;
        let worker = inner.worker;
        inner.record(Event {
            kind: Kind::Wake,
            worker,
            place: 0,
            task,
            a,
            b,
        });
    });
}

/// Records a text about `task`, and where it was said if a line of the program said it.
pub fn message(
    kind: Kind,
    task: u32,
    text: String,
    b: u32,
    caller: Option<&'static Location<'static>>,
) -> u32 {
    with(|inner| {
        let place = caller.map_or(0, |caller| inner.place(caller));
        let (worker, a) = (inner.worker, inner.text(text));
        inner.record(Event {
            kind,
            worker,
            place,
            task,
            a,
            b,
        });
        a
    })
    .unwrap_or(0)
}

/// Records that the current task set a timer; the timer's number.
#[must_use]
pub fn timer_set(deadline: u64, caller: &'static Location<'static>) -> u32 {
    with(|inner| {
        let (worker, place, task) = (inner.worker, inner.place(caller), inner.acting_task());
        let (a, b) = halves(deadline);
        inner.record(Event {
            kind: Kind::TimerSet,
            worker,
            place,
            task,
            a,
            b,
        });
        inner.timers += 1;
        inner.timers - 1
    })
    .unwrap_or(0)
}

/// Records that a resource was made; its number, or 0 on a thread that does not record.
#[must_use]
pub(super) fn made(
    kind: super::ResourceKind,
    capacity: usize,
    caller: &'static Location<'static>,
) -> u32 {
    with(|inner| {
        inner.resources += 1;
        let (worker, place, task) = (inner.worker, inner.place(caller), inner.acting_task());
        let capacity = u32::try_from(capacity)
            .unwrap_or(u32::MAX)
            .min((1 << 24) - 1);
        let (a, b) = (inner.resources, kind as u32 | capacity << 8);
        inner.record(Event {
            kind: Kind::Made,
            worker,
            place,
            task,
            a,
            b,
        });
        a
    })
    .unwrap_or(0)
}

/// Records the begin of a wait; its number, and the task that waits.
pub(super) fn wait_begin(resource: u32, b: u32, caller: &'static Location<'static>) -> (u32, u32) {
    with(|inner| {
        let (worker, place, task) = (inner.worker, inner.place(caller), inner.acting_task());
        inner.record(Event {
            kind: Kind::WaitBegin,
            worker,
            place,
            task,
            a: resource,
            b,
        });
        inner.waits += 1;
        (inner.waits - 1, task)
    })
    .unwrap_or((0, NO_TASK))
}

/// Makes `resource` what the wakes go through; the one it replaces.
pub(super) fn set_via(resource: u32) -> u32 {
    with(|inner| std::mem::replace(&mut inner.via, resource)).unwrap_or(0)
}
