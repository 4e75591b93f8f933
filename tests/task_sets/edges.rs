//! What hardly happens, and must not be forgotten all the same.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use wakescope::executor::policy::Fifo;
use wakescope::executor::{self, Executor, Queue};
use wakescope::task::{Polled, TaskSet, Unpark, WakerTable, Watch, Woken};

use crate::desk::{Desk, Left};
use crate::support::watched::OnDrop;

#[test]
fn a_set_is_busy_until_the_outer_of_two_polls_ends() {
    let desk = Desk::new();
    let other = desk.waker();
    drop(desk.spawn(async {}));
    let set = desk.set.clone();
    drop(desk.spawn(poll_fn(move |_| {
        set.pick(0).unwrap().poll();
        other.wake_by_ref();
        Poll::Ready(())
    })));
    let rings = desk.memory.rings();
    desk.set.pick(1).unwrap().poll();
    assert_eq!(desk.memory.rings(), rings, "somebody is polling");
}

struct Strict;

impl Watch for Strict {
    fn table() -> &'static WakerTable<Strict> {
        static TABLE: WakerTable<Strict> = WakerTable::new();
        &TABLE
    }
    fn woken(_: u32, _: Woken) {}
    fn queued(_: u32, _: usize) {}
    fn waker_cloned(_: u32, _: u32) {}
    fn waker_dropped(_: u32, _: u32) {}
    fn panicked(_: u32, message: &str) {
        panic!("the watch hears {message}");
    }
}

struct Count(Arc<AtomicUsize>);

impl Unpark for Count {
    fn unpark(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
#[cfg_attr(miri, ignore = "the task that the watch lost leaks")]
fn a_watch_that_panics_in_a_poll_does_not_silence_the_bell() {
    let rings = Arc::new(AtomicUsize::new(0));
    let set = TaskSet::<Strict>::new(Some(Box::new(Count(rings.clone()))));
    let left = Left::default();
    let leave = left.clone();
    drop(set.spawn(
        poll_fn(move |context| {
            leave.push(context.waker());
            Poll::<()>::Pending
        }),
        0,
        |_| {},
    ));
    set.pick(0).unwrap().poll();
    drop(set.spawn(async { panic!("the task") }, 0, |_| {}));
    let polling = AssertUnwindSafe(|| set.pick(0).unwrap().poll());
    assert!(catch_unwind(polling).is_err());
    let before = rings.load(Ordering::SeqCst);
    left.take().wake();
    assert_eq!(set.ready().len(), 1);
    assert_eq!(
        rings.load(Ordering::SeqCst),
        before + 1,
        "nobody is polling"
    );
}

/// Guards that are not dropped in the opposite order leave a spawner behind.
#[test]
#[cfg_attr(miri, ignore = "it leaks")]
fn an_executor_that_a_thread_is_left_in_goes_with_the_thread() {
    let gone = Arc::new(AtomicUsize::new(0));
    let count = gone.clone();
    std::thread::spawn(move || {
        let (one, two) = (Queue::new(Fifo), Queue::new(Fifo));
        let outer = executor::enter(one.spawner());
        let inner = executor::enter(two.spawner());
        drop(outer);
        drop(inner); // The thread is in `one` now.
        drop((one, two));
        let guard = OnDrop(move || _ = count.fetch_add(1, Ordering::SeqCst));
        drop(executor::spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        }));
    })
    .join()
    .unwrap();
    assert_eq!(gone.load(Ordering::SeqCst), 1, "its tasks are cancelled");
}

#[test]
fn a_cancelled_task_is_not_counted_while_its_future_is_dropped() {
    let desk = Desk::new();
    let set = desk.set.clone();
    let seen = Rc::new(Cell::new(usize::MAX));
    let see = seen.clone();
    let guard = OnDrop(move || see.set(set.len()));
    drop(desk.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    }));
    let task = desk.pick();
    assert!(task.cancel());
    assert_eq!(seen.get(), 0);
}

#[test]
fn polling_a_task_that_is_to_be_cancelled_cancels_it() {
    let desk = Desk::new();
    let join = desk.spawn(async {});
    join.abort();
    let task = desk.pick();
    assert_eq!(task.poll(), Polled::NotPolled);
    assert!(task.is_done() && join.is_done());
    drop(task);
    assert!(desk.set.ready().is_empty() && desk.set.is_empty());
}
