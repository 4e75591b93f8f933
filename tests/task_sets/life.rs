//! From spawn to the end: the transitions of `wakescope::task::state`.

use std::cell::{Cell, RefCell};
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use wakescope::task::{Picked, Polled, TaskSet};

use crate::desk::{Clerk, Desk, leaves_waker, output, told};
use crate::support::watched::{OnDrop, watched};

#[test]
fn a_task_is_born_queued_polled_and_gone() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let born = Cell::new(None);
    let mut join = desk.set.spawn(future, 3, |task| born.set(Some(task)));
    assert_eq!((born.get(), join.id(), desk.set.len()), (Some(0), 0, 1));
    assert_eq!(told(), "queue 0 as 1");
    assert_eq!((counts.polls(), desk.memory.rings()), (0, 1));
    assert_eq!(desk.set.ready().iter().collect::<Vec<_>>(), [(0, 3)]);
    assert_eq!(desk.turn(), Polled::Ready);
    assert_eq!((counts.polls(), counts.future_drops()), (1, 1));
    assert!(join.is_done() && desk.set.is_empty());
    assert_eq!(told(), "", "polls are the executor's to tell");
    drop(output(&mut join));
    assert_eq!(counts.outputs(), (1, 1));
    drop(join);
    assert!(desk.close());
}

#[test]
fn tasks_are_numbered_from_0_whatever_becomes_of_them() {
    let desk = Desk::new();
    for id in 0..5 {
        assert_eq!(desk.spawn(async {}).id(), id);
        desk.turn();
    }
    let clone = desk.set.clone();
    assert_eq!(
        clone.spawn(async {}, 0, |_| {}).id(),
        5,
        "clones share them"
    );
    assert_eq!(Desk::new().spawn(async {}).id(), 0, "sets do not");
}

#[test]
fn a_panic_of_what_tells_the_birth_leaves_nothing_behind() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let spawning = std::panic::AssertUnwindSafe(|| desk.set.spawn(future, 0, |_| panic!("no")));
    assert!(std::panic::catch_unwind(spawning).is_err());
    assert_eq!((counts.polls(), counts.future_drops()), (0, 1));
    assert!(desk.set.is_empty() && desk.ready().is_empty());
    assert_eq!(desk.spawn(async {}).id(), 1);
    assert!(desk.close());
}

#[test]
fn what_tells_the_birth_may_use_the_set() {
    let desk = Desk::new();
    let set = desk.set.clone();
    let join = desk.set.spawn(async {}, 0, |_| {
        drop(set.spawn(async {}, 0, |_| {}));
        set.cancel_all(|task, _| assert_eq!(task, 1));
    });
    assert_eq!(told(), "queue 1 as 1; queue 0 as 2");
    assert!(!join.is_done() && desk.set.len() == 1);
    desk.run();
    drop((set, join));
    assert!(desk.close());
}

#[test]
fn a_set_that_is_dropped_cancels_its_tasks_in_order_and_goes() {
    let desk = Desk::new();
    let order: Rc<RefCell<Vec<u32>>> = Rc::default();
    for task in 0..4 {
        let order = order.clone();
        let guard = OnDrop(move || order.borrow_mut().push(task));
        drop(desk.spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        }));
    }
    desk.turn();
    desk.turn();
    assert!(desk.close());
    assert_eq!(*order.borrow(), [0, 1, 2, 3]);
}

#[test]
fn a_set_lives_as_long_as_one_of_its_clones() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    drop(desk.spawn(future));
    let (clone, memory) = (desk.set.clone(), desk.memory.clone());
    assert!(!desk.close());
    assert_eq!(counts.future_drops(), 0);
    assert_eq!(clone.pick(0).unwrap().poll(), Polled::Pending);
    drop(clone);
    assert_eq!(counts.future_drops(), 1);
    assert!(memory.is_gone());
}

#[test]
fn a_future_stays_where_it_is() {
    struct Still(Option<*const Still>, u32, std::marker::PhantomPinned);
    impl Future for Still {
        type Output = ();
        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            let here = std::ptr::from_ref(&*self);
            // Unpinning it to write its fields moves nothing.
            let this = self.as_ref().get_ref();
            assert!(this.0.is_none_or(|before| before == here));
            context.waker().wake_by_ref();
            self.set_seen(here)
        }
    }
    impl Still {
        fn set_seen(self: Pin<&mut Self>, here: *const Still) -> Poll<()> {
            let mut this = self;
            let (seen, polls) = (Some(here), this.1 + 1);
            this.set(Still(seen, polls, std::marker::PhantomPinned));
            if polls == 4 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }
    }
    let desk = Desk::new();
    drop(desk.spawn(Still(None, 0, std::marker::PhantomPinned)));
    for _ in 0..20 {
        drop(desk.spawn(async {}));
    }
    assert_eq!(desk.run(), 24);
    assert!(desk.close());
}

#[test]
fn a_future_may_borrow_from_itself() {
    let desk = Desk::new();
    let mut join = desk.spawn(async {
        let words = [String::from("rice"), String::from("soup")];
        let second = &words[1];
        for _ in 0..3 {
            let mut first = true;
            poll_fn(move |context| {
                context.waker().wake_by_ref();
                if std::mem::take(&mut first) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
        }
        second.clone()
    });
    assert_eq!(desk.run(), 4);
    assert_eq!(output(&mut join), "soup");
}

#[test]
#[cfg_attr(miri, ignore = "it leaks, as it should")]
fn a_task_can_neither_poll_nor_cancel_itself() {
    // A set that is never dropped: its tasks may have each other in hand.
    let set: &'static TaskSet<Clerk> = Box::leak(Box::new(TaskSet::new(None)));
    let own: Rc<RefCell<Option<Rc<Picked<'static>>>>> = Rc::default();
    let within = own.clone();
    drop(set.spawn(
        poll_fn(move |_| {
            let own = within.borrow();
            let own = own.as_ref().unwrap();
            assert_eq!(own.poll(), Polled::NotPolled);
            assert!(!own.cancel() && !own.is_done());
            set.cancel_all(|_, _| panic!("the only one is being polled"));
            assert_eq!(set.len(), 1);
            Poll::<()>::Pending
        }),
        0,
        |_| {},
    ));
    let picked = Rc::new(set.pick(0).unwrap());
    own.replace(Some(picked.clone()));
    assert_eq!(picked.poll(), Polled::Pending);
    assert!(picked.cancel(), "from outside it is fine");
    own.take();
}

#[test]
fn a_deaf_set_polls_what_its_executor_queues_and_hears_no_wake() {
    told();
    let set: TaskSet<Clerk> = TaskSet::deaf();
    let (future, left) = leaves_waker(false);
    let join = set.spawn(future, 0, |_| {});
    let task = set.pick(0).unwrap();
    assert_eq!(task.poll(), Polled::Pending);
    let waker = left.take();
    waker.wake_by_ref();
    assert!(set.ready().is_empty());
    assert_eq!(task.queue(), 1);
    waker.wake_by_ref();
    assert_eq!(set.ready().len(), 1, "it is in the queue once");
    join.abort();
    assert!(
        set.pick(0).unwrap().is_aborted(),
        "which is heard all the same"
    );
    set.cancel_all(|_, cancel| cancel());
    waker.wake();
    let heard = "queue 0 as 1; clone 0: 1; wake 0 unheard; wake 0 unheard; wake 0 unheard; \
                 wake 0 late; drop 0: 0";
    assert_eq!(told(), heard);
}
