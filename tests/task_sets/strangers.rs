//! What a set calls may be anyone's code: a watch, a bell, an output's drop, the
//! waker of whoever joins. Whatever that does, the set stays whole.

use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use wakescope::task::{JoinRef, TaskSet, Unpark, WakerTable, Watch, Woken};

use crate::desk::{Desk, leaves_waker, told};
use crate::support::watched::{OnDrop, Output, watched};

type Act = Box<dyn FnOnce()>;

thread_local! {
    /// What the next call of this kind is to do.
    static ACT: RefCell<Option<(&'static str, Act)>> = const { RefCell::new(None) };
}

/// Has the next call of this kind do `act`.
fn next(kind: &'static str, act: impl FnOnce() + 'static) {
    ACT.set(Some((kind, Box::new(act))));
}

fn act(kind: &str) {
    let act = ACT.with_borrow_mut(|act| act.take_if(|(wanted, _)| *wanted == kind));
    if let Some((_, act)) = act {
        act();
    }
}

fn is_done() -> bool {
    ACT.with_borrow(Option::is_none)
}

/// Does what it was told to.
struct Meddler;

impl Watch for Meddler {
    fn table() -> &'static WakerTable<Meddler> {
        static TABLE: WakerTable<Meddler> = WakerTable::new();
        &TABLE
    }

    fn woken(_task: u32, _woken: Woken) {
        act("woken");
    }

    fn queued(_task: u32, _len: usize) {
        act("queued");
    }

    fn waker_cloned(_task: u32, _alive: u32) {
        act("cloned");
    }

    fn waker_dropped(_task: u32, _alive: u32) {
        act("dropped");
    }

    fn panicked(_task: u32, _message: &str) {
        act("panicked");
    }
}

impl Unpark for Meddler {
    fn unpark(&self) {
        act("rung");
    }
}

type Set = TaskSet<Meddler>;

/// A set in a place where its watch finds it.
fn shared() -> Rc<RefCell<Option<Set>>> {
    let set = TaskSet::new(Some(Box::new(Meddler) as Box<dyn Unpark>));
    Rc::new(RefCell::new(Some(set)))
}

/// Polls a new task of the set once; its handle and a waker of it.
fn begun(set: &Set, ready: bool) -> (JoinRef<()>, Waker) {
    let (future, left) = leaves_waker(ready);
    let join = set.spawn(future, 0, |_| {});
    let index = set.ready().len() - 1;
    set.pick(index).unwrap().poll();
    (join, left.take())
}

#[test]
fn a_watch_may_let_go_of_the_last_that_keeps_the_task() {
    let shared = shared();
    let (join, waker) = begun(shared.borrow().as_ref().unwrap(), true);
    next("dropped", move || drop(join));
    drop(waker);
    assert!(is_done());
    // Of two tasks that are made now, each has a place of its own.
    let set = shared.take().unwrap();
    let (one, two) = (begun(&set, false), begun(&set, false));
    assert!(!one.1.will_wake(&two.1));
}

#[test]
fn a_watch_may_end_the_task_that_is_woken() {
    for kind in ["woken", "queued", "rung"] {
        let shared = shared();
        let (join, waker) = begun(shared.borrow().as_ref().unwrap(), false);
        let abort = join.abort_ref();
        drop((join, waker));
        let end = shared.clone();
        next(kind, move || {
            let set = end.borrow().clone().unwrap();
            set.cancel_all(|_, cancel| cancel());
            while set.pick(0).is_some() {}
            // In the same place.
            drop(set.spawn(pending::<()>(), 0, |_| {}));
        });
        abort.abort();
        assert!(is_done() && abort.is_done());
        let set = shared.borrow().clone().unwrap();
        assert_eq!(set.ready().iter().count(), 1);
        let picked = set.pick(0);
        assert!(picked.is_some() && set.pick(0).is_none());
    }
}

#[test]
fn a_watch_may_end_the_set() {
    for kind in ["woken", "queued", "rung", "cloned", "dropped"] {
        let shared = shared();
        let (join, waker) = begun(shared.borrow().as_ref().unwrap(), false);
        let end = shared.clone();
        next(kind, move || drop(end.take()));
        let clone = waker.clone();
        waker.wake_by_ref();
        drop(clone);
        assert!(is_done() && shared.borrow().is_none());
        assert!(join.is_done());
        thread::spawn(move || waker.wake()).join().unwrap();
    }
}

#[test]
fn a_watch_that_hears_of_other_threads_may_end_the_set_and_overtakes_nobody() {
    for end_set in [true, false] {
        let shared = shared();
        let (join, waker) = begun(shared.borrow().as_ref().unwrap(), false);
        let (here, waker) = (waker.clone(), waker);
        let waker = thread::spawn(move || {
            let clones = [waker.clone(), waker.clone()];
            drop(clones);
            waker
        });
        let waker = waker.join().unwrap();
        let end = shared.clone();
        next("cloned", move || {
            drop(waker);
            if end_set {
                drop(end.take());
            }
        });
        drop(here);
        assert!(is_done() && join.is_done() == end_set);
        drop(join);
        if let Some(set) = shared.take() {
            set.cancel_all(|_, _| {});
            let (one, two) = (begun(&set, false), begun(&set, false));
            assert!(!one.1.will_wake(&two.1));
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "it leaks, as it should")]
fn a_watch_that_panics_loses_a_task_at_most() {
    for kind in ["woken", "queued", "cloned", "dropped", "panicked"] {
        let shared = shared();
        let set = shared.take().unwrap();
        let (join, waker) = begun(&set, false);
        next(kind, || panic!("the watch"));
        let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let clone = waker.clone();
            waker.wake_by_ref();
            drop(clone);
            drop(set.spawn(async { panic!("the task") }, 0, |_| {}));
            while let Some(task) = set.pick(0) {
                task.poll();
            }
        }));
        assert!(caught.is_err() && is_done(), "{kind}");
        let (other, other_waker) = begun(&set, false);
        drop((set, join, waker, other));
        other_waker.wake();
    }
}

#[test]
#[cfg_attr(miri, ignore = "it leaks, as it should")]
fn a_watch_that_panics_at_the_end_of_the_set_leaves_its_memory_to_the_wakers() {
    let shared = shared();
    let (join, waker) = begun(shared.borrow().as_ref().unwrap(), false);
    let waker = thread::spawn(move || {
        waker.wake_by_ref();
        waker
    });
    let waker = waker.join().unwrap();
    next("woken", || panic!("the watch"));
    let set = shared.take();
    let dropping = std::panic::AssertUnwindSafe(|| drop(set));
    assert!(std::panic::catch_unwind(dropping).is_err());
    waker.wake_by_ref();
    assert!(join.is_done());
    drop((join, waker));
}

#[test]
fn an_output_may_be_the_last_that_has_its_set() {
    let desk = Desk::new();
    let (set, memory) = (desk.set.clone(), desk.memory.clone());
    let join = desk.spawn(async move { set });
    desk.turn();
    drop(desk);
    assert!(!memory.is_gone());
    drop(join);
    assert!(memory.is_gone(), "and nobody else had a place");

    let desk = Desk::new();
    let (set, memory) = (desk.set.clone(), desk.memory.clone());
    let waker = desk.waker();
    let join = desk.spawn(async move { set });
    desk.turn();
    drop((desk, join));
    assert!(!memory.is_gone(), "the waker keeps it");
    drop(waker);
    assert!(memory.is_gone());
}

#[test]
fn the_waker_of_whoever_joins_may_drop_the_handle_and_what_comes_with_it() {
    type Shared = Arc<Mutex<Option<JoinRef<Output>>>>;
    struct OnWake(Shared);
    impl Wake for OnWake {
        fn wake(self: Arc<Self>) {
            drop(self.0.lock().unwrap().take());
        }
    }
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let join: Shared = Arc::new(Mutex::new(Some(desk.spawn(future))));
    let waker = Waker::from(Arc::new(OnWake(join.clone())));
    let polled = {
        let mut join = join.lock().unwrap();
        join.as_mut().unwrap().poll(&Context::from_waker(&waker))
    };
    assert!(matches!(polled, Poll::Pending));
    desk.turn();
    assert!(join.lock().unwrap().is_none());
    assert_eq!(counts.outputs(), (1, 1));
    drop(waker);
    assert!(desk.close());
}

/// Panics when it is woken.
struct Touchy;

impl Wake for Touchy {
    fn wake(self: Arc<Self>) {
        panic!("woken");
    }
}

#[test]
fn a_panic_of_a_joiners_waker_reaches_nobody() {
    let touchy = Waker::from(Arc::new(Touchy));
    let context = Context::from_waker(&touchy);
    for by_poll in [true, false] {
        let desk = Desk::new();
        let mut join = desk.spawn(async { 5 });
        assert!(join.poll(&context).is_pending());
        if by_poll {
            desk.turn();
            assert!(desk.set.is_empty(), "it is counted as done");
            let rings = desk.memory.rings();
            desk.waker().wake();
            assert_eq!(desk.memory.rings(), rings + 2, "the set is not busy");
        }
        // At the end of the set it is cancelled, and leaves a waker and a handle.
        let waker = desk.waker();
        assert!(!desk.close());
        assert!(join.is_done());
        drop((join, waker));
    }
}

#[test]
fn a_future_that_is_dropped_may_use_its_set_in_every_way() {
    let desk = Desk::new();
    let set = desk.set.clone();
    let own = Rc::new(RefCell::new(None::<(JoinRef<()>, Waker)>));
    let within = own.clone();
    let guard = OnDrop(move || {
        // Its handle, its last waker, a task in the next place, the end of all.
        let (join, waker) = within.take().unwrap();
        waker.wake_by_ref();
        join.abort();
        drop((join, waker));
        drop(set.spawn(async {}, 0, |_| {}));
        set.cancel_all(|_, cancel| cancel());
        while let Some(task) = set.pick(0) {
            assert!(task.is_done());
        }
        drop(set.spawn(async {}, 0, |_| {}));
    });
    let (future, left) = leaves_waker(false);
    let join = desk.spawn(async move {
        let _guard = guard;
        future.await;
    });
    desk.turn();
    own.replace(Some((join, left.take())));
    told();
    desk.set.cancel_all(|_, cancel| cancel());
    assert!(own.borrow().is_none() && desk.set.is_empty());
    assert_eq!(
        told(),
        "wake 0 late; wake 0 late; drop 0: 0; queue 1 as 1; queue 2 as 1"
    );
    assert!(desk.close());
}

#[test]
fn an_output_that_is_dropped_may_use_its_set_in_every_way() {
    for detach in [true, false] {
        let desk = Desk::new();
        let set = desk.set.clone();
        let join = desk.spawn(async move {
            OnDrop(move || {
                drop(set.spawn(async {}, 0, |_| {}));
                set.cancel_all(|_, cancel| cancel());
                while set.pick(0).is_some() {}
            })
        });
        if detach {
            drop(join);
            desk.turn();
        } else {
            desk.turn();
            drop(join);
        }
        assert!(desk.set.is_empty());
        assert!(desk.close());
    }
}

#[test]
fn a_set_within_a_task_of_another_and_the_other_way_round() {
    let (outer, inner) = (Desk::new(), Desk::new());
    let memory = inner.memory.clone();
    let waker = inner.waker();
    let waits = waker.clone();
    drop(outer.spawn(async move {
        waits.wake_by_ref();
        let _inner = inner;
        pending::<()>().await;
    }));
    outer.turn();
    assert_eq!(memory.rings(), 2, "the other set's executor is not busy");
    drop(outer);
    assert!(!memory.is_gone(), "a waker keeps it");
    waker.wake();
    assert!(memory.is_gone());
}
