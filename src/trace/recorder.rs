//! The recorder: what the code of a run calls to write down what happens. Owns
//! who acts at this moment and the numbers given out; never interprets.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use super::event::{Cause, Event, Kind, NO_TASK, halves};
use super::store::{Place, TaskInfo, Trace, WhenFull};

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
        let index = self.trace.index_of_place(place);
        self.by_address.insert(address, index);
        index
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
                inner.trace.tasks().len(),
                "tasks are numbered without gaps"
            );
            inner.trace.add_task(TaskInfo {
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
        let (worker, a) = (inner.worker, inner.trace.index_of_text(text));
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
