//! The recorder: what the code of a run calls to write down what happens. Owns
//! who acts at this moment and the numbers given out; never interprets.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;

use super::event::{Cause, Effect, Event, Kind, NO_TASK, halves};
use super::store::{Place, Trace, WhenFull};
use super::tables::TaskInfo;

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
    /// Who acts, while another recorder is the thread's.
    scene: Scene,
    timers: u32,
    waits: u32,
    resources: u32,
    /// Interned places by address, and by content where two addresses hold the same.
    by_address: Vec<(usize, u16)>,
    /// Present while the remains of a finished run are taken apart: events go here.
    autopsy: Option<Vec<Event>>,
}

/// Who acts at this moment, through what, and on which worker.
#[derive(Clone, Copy)]
struct Scene {
    actor: Actor,
    via: u32,
    worker: u8,
}

impl Scene {
    const OUTSIDE: Scene = Scene {
        actor: Actor::Outside,
        via: 0,
        worker: 0,
    };

    fn task(self) -> u32 {
        match self.actor {
            Actor::Task(task) => task,
            _ => NO_TASK,
        }
    }
}

/// How many events a thread collects before it hands them to its recorder.
const BATCH: usize = 256;

/// What a thread needs at hand to record an event by a few stores.
struct Desk {
    /// Whether the thread has a recorder.
    records: Cell<bool>,
    scene: Cell<Scene>,
    /// The latest events, in order: so many of them.
    count: Cell<usize>,
    events: [Cell<Event>; BATCH],
}

thread_local! {
    static DESK: Desk = const {
        Desk {
            records: Cell::new(false),
            scene: Cell::new(Scene::OUTSIDE),
            count: Cell::new(0),
            events: [const { Cell::new(Event::NONE) }; BATCH],
        }
    };
    static CURRENT: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

impl Desk {
    fn records(&self) -> bool {
        cfg!(feature = "trace") && self.records.get()
    }

    fn push(&self, event: Event) {
        let count = self.count.get();
        self.events[count % BATCH].set(event);
        self.count.set(count + 1);
        if count + 1 == BATCH {
            self.hand_in();
        }
    }

    /// Hands the collected events to the thread's recorder.
    #[cold]
    fn hand_in(&self) {
        let events = &self.events[..self.count.replace(0)];
        with(|inner| match &mut inner.autopsy {
            Some(list) => list.extend(events.iter().map(Cell::get)),
            None => inner.trace.extend(events),
        });
    }

    /// Makes `recorder` the thread's; the one it replaces.
    fn change(&self, recorder: Option<Recorder>) -> Option<Recorder> {
        if self.count.get() > 0 {
            self.hand_in();
        }
        let scene = self.scene.get();
        with(|inner| inner.scene = scene);
        self.records.set(recorder.is_some());
        let scene = recorder.as_ref().map(|new| new.0.borrow().scene);
        self.scene.set(scene.unwrap_or(Scene::OUTSIDE));
        // During thread shutdown the place may be gone: then nothing is recorded.
        CURRENT
            .try_with(|current| current.replace(recorder))
            .ok()
            .flatten()
    }
}

/// Restores the thread's previous recorder when dropped.
#[must_use = "recording stops when this is dropped"]
pub struct Entered(Option<Recorder>);

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.0.take();
        let ours = DESK.with(|desk| desk.change(previous));
        // Dropped last: who knows what a trace takes with it.
        drop(ours);
    }
}

impl Recorder {
    /// A recorder of an empty trace; `capacity` counts events.
    #[must_use]
    pub fn new(capacity: usize, when_full: WhenFull) -> Recorder {
        Recorder(Rc::new(RefCell::new(Inner {
            trace: Trace::new(capacity, when_full),
            scene: Scene::OUTSIDE,
            timers: 0,
            waits: 0,
            resources: 0,
            by_address: Vec::new(),
            autopsy: None,
        })))
    }

    /// Makes this the thread's recorder until the returned guard is dropped.
    pub fn enter(&self) -> Entered {
        DESK.with(|desk| Entered(desk.change(Some(self.clone()))))
    }

    /// Looks at the trace. Do not record within `look`: it panics, or is late.
    pub fn with_trace<R>(&self, look: impl FnOnce(&Trace) -> R) -> R {
        if self.at_hand() > 0 {
            DESK.with(Desk::hand_in);
        }
        look(&self.0.borrow().trace)
    }

    /// Whether no further event fits.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let at_hand = self.at_hand();
        self.0.borrow().trace.is_full_with(at_hand)
    }

    /// How many events the thread has collected that are to go here.
    fn at_hand(&self) -> usize {
        let count = DESK.with(|desk| desk.count.get());
        let is_ours = |current: &Option<Recorder>| {
            current
                .as_ref()
                .is_some_and(|other| Rc::ptr_eq(&self.0, &other.0))
        };
        if count > 0 && CURRENT.with_borrow(is_ours) {
            count
        } else {
            0
        }
    }

    /// Sends the events that follow to a list of their own, for [`Recorder::end_autopsy`].
    pub fn begin_autopsy(&self) {
        self.with_trace(|_| ());
        self.0.borrow_mut().autopsy = Some(Vec::new());
    }

    /// The events since [`Recorder::begin_autopsy`]; they never were part of the trace.
    #[must_use]
    pub fn end_autopsy(&self) -> Vec<Event> {
        self.with_trace(|_| ());
        self.0.borrow_mut().autopsy.take().unwrap_or_default()
    }
}

/// Runs `f` with the thread's recorder, if it has one. `f` records nothing.
fn with<R>(f: impl FnOnce(&mut Inner) -> R) -> Option<R> {
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
    fn place(&mut self, caller: &'static Location<'static>) -> u16 {
        let address = std::ptr::from_ref(caller) as usize;
        let known = self
            .by_address
            .binary_search_by_key(&address, |known| known.0);
        let here = match known {
            Ok(here) => return self.by_address[here].1,
            Err(here) => here,
        };
        let place = Place {
            file: caller.file().replace('\\', "/"),
            line: caller.line(),
        };
        let index = self.trace.index_of_place(place);
        self.by_address.insert(here, (address, index));
        index
    }
}

/// Whether this thread records.
#[must_use]
#[inline]
pub fn is_recording() -> bool {
    DESK.with(Desk::records)
}

/// Records an event about `task`. Does nothing on a thread without a recorder.
#[inline]
pub fn record(kind: Kind, task: u32, a: u32, b: u32) {
    if is_recording() {
        record_now(kind, task, a, b);
    }
}

/// Out of the way of those who do not record.
#[inline(never)]
fn record_now(kind: Kind, task: u32, a: u32, b: u32) {
    DESK.with(|desk| {
        desk.push(Event {
            kind,
            worker: desk.scene.get().worker,
            place: 0,
            task,
            a,
            b,
        });
    });
}

/// Records what `event` says of the scene and the recorder's tables; what that
/// gives besides, or `R::default()` on a thread without a recorder.
fn record_with<R: Default>(event: impl FnOnce(Scene, &mut Inner) -> (Event, R)) -> R {
    DESK.with(|desk| {
        if !desk.records() {
            return R::default();
        }
        let scene = desk.scene.get();
        let Some((event, given)) = with(|inner| event(scene, inner)) else {
            return R::default();
        };
        desk.push(event);
        given
    })
}

/// Records an event about `task` with the place it comes from.
pub fn record_at(kind: Kind, task: u32, a: u32, b: u32, caller: &'static Location<'static>) {
    record_with(|scene, inner| {
        let event = Event {
            kind,
            worker: scene.worker,
            place: inner.place(caller),
            task,
            a,
            b,
        };
        (event, ())
    });
}

/// The task that is being polled on this thread, or [`NO_TASK`].
#[must_use]
#[inline]
pub fn current_task() -> u32 {
    DESK.with(|desk| {
        if desk.records() {
            desk.scene.get().task()
        } else {
            NO_TASK
        }
    })
}

/// Runs `f` with `actor` as the cause of the wakes within. Restores the
/// previous actor afterwards, also when `f` panics.
#[inline]
pub fn acting<R>(actor: Actor, f: impl FnOnce() -> R) -> R {
    struct Restore(Actor);
    impl Drop for Restore {
        fn drop(&mut self) {
            DESK.with(|desk| desk.set_actor(self.0));
        }
    }
    let before = DESK.with(|desk| desk.records().then(|| desk.set_actor(actor)));
    let _restore = before.map(Restore);
    f()
}

impl Desk {
    /// Makes `actor` the one who acts; the one before.
    fn set_actor(&self, actor: Actor) -> Actor {
        let scene = self.scene.get();
        self.scene.set(Scene { actor, ..scene });
        scene.actor
    }
}

/// Says which worker the following events happen on.
pub fn on_worker(worker: u8) {
    DESK.with(|desk| {
        let scene = desk.scene.get();
        desk.scene.set(Scene { worker, ..scene });
    });
}

/// Records a spawn, at `caller` if that is known, and puts the task into the
/// table of tasks. Tasks are to be numbered from 0 without gaps.
pub fn spawned(
    task: u32,
    name: impl FnOnce() -> String,
    priority: u8,
    size: usize,
    caller: Option<&'static Location<'static>>,
) {
    record_with(|scene, inner| {
        // What is spawned while the remains are taken apart is in no trace.
        if inner.autopsy.is_none() {
            debug_assert_eq!(
                task as usize,
                inner.trace.task_count(),
                "tasks are numbered without gaps"
            );
            inner.trace.add_task(TaskInfo {
                name: &name(),
                priority,
                size: u32::try_from(size).unwrap_or(u32::MAX),
            });
        }
        let event = Event {
            kind: Kind::Spawn,
            worker: scene.worker,
            place: caller.map_or(0, |caller| inner.place(caller)),
            task,
            a: scene.task(),
            b: u32::from(priority),
        };
        (event, ())
    });
}

/// Records a wake of `task`, with its cause and the resource it came through.
#[inline]
pub fn woken(task: u32, effect: impl FnOnce() -> Effect) {
    if is_recording() {
        woken_now(task, effect());
    }
}

#[inline(never)]
fn woken_now(task: u32, effect: Effect) {
    DESK.with(|desk| {
        let scene = desk.scene.get();
        let (cause, a) = match scene.actor {
            Actor::Task(by) if by == task => (Cause::Itself, by),
            Actor::Task(by) => (Cause::Task, by),
            Actor::Timer(timer) => (Cause::Timer, timer),
            Actor::Input(name) => (Cause::Input, name),
            Actor::Outside => (Cause::Outside, NO_TASK),
        };
        desk.push(Event {
            kind: Kind::Wake,
            worker: scene.worker,
            place: 0,
            task,
            a,
            b: cause as u32 | (effect as u32) << 4 | scene.via << 8,
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
    record_with(|scene, inner| {
        let a = inner.trace.index_of_text(&text);
        let event = Event {
            kind,
            worker: scene.worker,
            place: caller.map_or(0, |caller| inner.place(caller)),
            task,
            a,
            b,
        };
        (event, a)
    })
}

/// Records that the current task set a timer; the timer's number.
#[must_use]
pub fn timer_set(deadline: u64, caller: &'static Location<'static>) -> u32 {
    record_with(|scene, inner| {
        let (a, b) = halves(deadline);
        let event = Event {
            kind: Kind::TimerSet,
            worker: scene.worker,
            place: inner.place(caller),
            task: scene.task(),
            a,
            b,
        };
        inner.timers += 1;
        (event, inner.timers - 1)
    })
}

/// Records that a resource was made; its number, or 0 on a thread that does not record.
#[must_use]
pub(super) fn made(
    kind: super::ResourceKind,
    capacity: usize,
    caller: &'static Location<'static>,
) -> u32 {
    record_with(|scene, inner| {
        inner.resources += 1;
        let capacity = u32::try_from(capacity)
            .unwrap_or(u32::MAX)
            .min((1 << 24) - 1);
        let event = Event {
            kind: Kind::Made,
            worker: scene.worker,
            place: inner.place(caller),
            task: scene.task(),
            a: inner.resources,
            b: kind as u32 | capacity << 8,
        };
        (event, inner.resources)
    })
}

/// Records the begin of a wait; its number, and the task that waits.
pub(super) fn wait_begin(resource: u32, b: u32, caller: &'static Location<'static>) -> (u32, u32) {
    let begun = record_with(|scene, inner| {
        let event = Event {
            kind: Kind::WaitBegin,
            worker: scene.worker,
            place: inner.place(caller),
            task: scene.task(),
            a: resource,
            b,
        };
        inner.waits += 1;
        (event, Some((inner.waits - 1, scene.task())))
    });
    begun.unwrap_or((0, NO_TASK))
}

/// Makes `resource` what the wakes go through; the one it replaces.
pub(super) fn set_via(resource: u32) -> u32 {
    DESK.with(|desk| {
        let scene = desk.scene.get();
        desk.scene.set(Scene {
            via: resource,
            ..scene
        });
        scene.via
    })
}
