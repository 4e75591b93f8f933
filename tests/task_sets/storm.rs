//! Everything that a set calls (a `Watch`, a bell, a poll, a drop, the waker of a joiner) does
//! something at random to that set.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll, Wake, Waker};

use wakescope::task::{AbortRef, JoinRef, TaskSet, Unpark, WakerTable, Watch, Woken};

use crate::support::{SplitMix64, rounds};

struct Wild;
type Set = TaskSet<Wild>;

struct World {
    random: RefCell<SplitMix64>,
    sets: RefCell<Vec<Set>>,
    wakers: RefCell<Vec<Waker>>,
    joins: RefCell<Vec<JoinRef<Out>>>,
    aborts: RefCell<Vec<AbortRef>>,
    depth: Cell<u32>,
    budget: Cell<u32>,
    panics: Cell<bool>,
    live: Cell<i64>,
}

thread_local! {
    static WORLD: World = World {
        random: RefCell::new(SplitMix64::new(0)),
        sets: RefCell::default(),
        wakers: RefCell::default(),
        joins: RefCell::default(),
        aborts: RefCell::default(),
        depth: Cell::new(0),
        budget: Cell::new(0),
        panics: Cell::new(false),
        live: Cell::new(0),
    };
}

fn below(n: usize) -> usize {
    WORLD.with(|w| w.random.borrow_mut().below(n))
}

fn take<T>(list: fn(&World) -> &RefCell<Vec<T>>) -> Option<T> {
    WORLD.with(|w| {
        let mut list = list(w).borrow_mut();
        (!list.is_empty()).then(|| {
            let index = w.random.borrow_mut().below(list.len());
            list.swap_remove(index)
        })
    })
}

fn put<T>(list: fn(&World) -> &RefCell<Vec<T>>, what: T) {
    WORLD.with(|w| list(w).borrow_mut().push(what));
}

fn set() -> Option<Set> {
    WORLD.with(|w| w.sets.borrow().first().cloned())
}

/// Code of others, called by the set.
fn called() {
    let act =
        WORLD.with(|w| !w.sets.borrow().is_empty() && w.depth.get() < 4 && w.budget.get() > 0);
    if act && below(3) == 0 {
        op();
        if WORLD.with(|w| w.panics.get()) && below(25) == 0 && !std::thread::panicking() {
            panic!("wild");
        }
    }
}

struct Depth;
impl Drop for Depth {
    fn drop(&mut self) {
        WORLD.with(|w| w.depth.set(w.depth.get() - 1));
    }
}

fn op() {
    WORLD.with(|w| {
        w.depth.set(w.depth.get() + 1);
        w.budget.set(w.budget.get().saturating_sub(1));
    });
    let _depth = Depth;
    match below(18) {
        0 | 1 => {
            if let Some(set) = set() {
                let join = set.spawn(Fut::new(), 0, |_| called());
                if below(3) > 0 {
                    put(|w| &w.joins, join);
                }
            }
        }
        2..=6 => {
            if let Some(set) = set() {
                let len = set.ready().len();
                if len > 0
                    && let Some(task) = set.pick(below(len))
                {
                    called();
                    if task.is_aborted() && below(3) > 0 {
                        task.cancel();
                    } else {
                        task.poll();
                    }
                    called();
                    if below(3) == 0 {
                        task.queue();
                    }
                }
            }
        }
        7 | 8 => {
            if let Some(waker) = take(|w| &w.wakers) {
                if below(2) == 0 {
                    waker.wake();
                } else {
                    waker.wake_by_ref();
                    put(|w| &w.wakers, waker);
                }
            }
        }
        9 => {
            if let Some(waker) = take(|w| &w.wakers) {
                let clone = waker.clone();
                put(|w| &w.wakers, clone);
                put(|w| &w.wakers, waker);
            }
        }
        10 => drop(take(|w| &w.wakers)),
        11 => {
            if let Some(join) = take(|w| &w.joins) {
                if below(2) == 0 {
                    put(|w| &w.aborts, join.abort_ref());
                }
                if below(2) == 0 {
                    join.abort();
                }
                put(|w| &w.joins, join);
            }
        }
        12 => drop(take(|w| &w.joins)),
        13 => {
            if let Some(mut join) = take(|w| &w.joins) {
                let waker = match below(3) {
                    0 => Waker::from(Arc::new(WildWake)),
                    1 => take(|w| &w.wakers).unwrap_or_else(|| Waker::noop().clone()),
                    _ => Waker::noop().clone(),
                };
                if join.poll(&Context::from_waker(&waker)).is_pending() {
                    put(|w| &w.joins, join);
                }
            }
        }
        14 => {
            if let Some(abort) = take(|w| &w.aborts) {
                abort.abort();
                let _ = abort.is_done();
            }
        }
        15 => {
            if below(3) == 0
                && let Some(set) = set()
            {
                set.cancel_all(|_, cancel| {
                    called();
                    if below(2) == 0 {
                        cancel();
                        called();
                    }
                });
            }
        }
        16 => {
            if let Some(set) = set() {
                for _ in set.ready().iter() {
                    if below(4) == 0 {
                        called();
                    }
                }
            }
        }
        _ => {
            // The last handle in the world; others may be on the stack.
            if below(12) == 0 {
                let sets = WORLD.with(|w| w.sets.take());
                drop(sets);
            }
        }
    }
}

impl Watch for Wild {
    fn table() -> &'static WakerTable<Wild> {
        static TABLE: WakerTable<Wild> = WakerTable::new();
        &TABLE
    }
    fn woken(_: u32, _: Woken) {
        called();
    }
    fn queued(_: u32, _: usize) {
        called();
    }
    fn waker_cloned(_: u32, _: u32) {
        called();
    }
    fn waker_dropped(_: u32, _: u32) {
        called();
    }
    fn panicked(_: u32, _: &str) {
        called();
    }
}

/// Goes with its set.
struct Bell(#[allow(dead_code)] Weak<()>);
impl Unpark for Bell {
    fn unpark(&self) {
        called();
    }
}

struct WildWake;
impl Wake for WildWake {
    fn wake(self: Arc<Self>) {
        called();
    }
}
impl Drop for WildWake {
    fn drop(&mut self) {
        called();
    }
}

struct Out(#[allow(dead_code)] Box<u64>);
impl Drop for Out {
    fn drop(&mut self) {
        called();
    }
}

struct Fut {
    size: Box<u64>,
    busy: bool,
    kept: Option<Waker>,
}
impl Fut {
    fn new() -> Fut {
        WORLD.with(|w| w.live.set(w.live.get() + 1));
        Fut {
            size: Box::new(3),
            busy: false,
            kept: None,
        }
    }
}
impl Future for Fut {
    type Output = Out;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Out> {
        assert!(!self.busy, "polled within its poll");
        self.busy = true;
        if below(2) == 0 {
            let clone = context.waker().clone();
            put(|w| &w.wakers, clone);
        }
        if below(3) == 0 {
            let old = self.kept.replace(context.waker().clone());
            drop(old);
        }
        called();
        if below(3) == 0 {
            context.waker().wake_by_ref();
        }
        called();
        if WORLD.with(|w| w.panics.get()) && below(12) == 0 {
            panic!("polled");
        }
        *self.size += 1;
        self.busy = false;
        if below(3) == 0 {
            Poll::Ready(Out(Box::new(*self.size)))
        } else {
            Poll::Pending
        }
    }
}
impl Drop for Fut {
    fn drop(&mut self) {
        WORLD.with(|w| w.live.set(w.live.get() - 1));
        called();
    }
}

fn storm(seed: u64, panics: bool) {
    let memory = Arc::new(());
    WORLD.with(|w| {
        w.random.replace(SplitMix64::new(seed));
        w.budget.set(rounds(600, 250) as u32);
        w.panics.set(panics);
        w.live.set(0);
        w.depth.set(0);
    });
    let set = if seed.is_multiple_of(4) {
        Set::deaf()
    } else {
        Set::new(Some(Box::new(Bell(Arc::downgrade(&memory)))))
    };
    put(|w| &w.sets, set);
    while WORLD.with(|w| w.budget.get() > 0 && !w.sets.borrow().is_empty()) {
        let acting = catch_unwind(AssertUnwindSafe(op));
        assert!(panics || acting.is_ok(), "seed {seed}");
    }
    // Everything goes, in an order of its own.
    WORLD.with(|w| w.budget.set(0));
    loop {
        let left = WORLD.with(|w| {
            w.sets.borrow().len()
                + w.wakers.borrow().len()
                + w.joins.borrow().len()
                + w.aborts.borrow().len()
        });
        if left == 0 {
            break;
        }
        match below(5) {
            0 => drop(WORLD.with(|w| w.sets.take())),
            1 | 2 => drop(take(|w| &w.wakers)),
            3 => drop(take(|w| &w.joins)),
            _ => drop(take(|w| &w.aborts)),
        }
    }
    if !panics {
        assert_eq!(
            WORLD.with(|w| w.live.get()),
            0,
            "seed {seed}: a future is left"
        );
        assert_eq!(Arc::weak_count(&memory), 0, "seed {seed}: a set is left");
    }
}

#[test]
fn whatever_is_called_does_anything() {
    for seed in 0..rounds(20_000, 12) {
        storm(seed, false);
    }
}

#[test]
#[cfg_attr(miri, ignore = "what panics in a drop leaks")]
fn whatever_is_called_does_anything_and_panics() {
    for seed in 0..rounds(5_000, 8) {
        storm(seed, true);
    }
}
