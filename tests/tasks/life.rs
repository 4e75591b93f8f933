//! From spawn to the end: the transitions of `wakescope::task::state`.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use wakescope::task::any_thread::Task;
use wakescope::task::{Finished, Polled, Woken};

use crate::desk::{Desk, OnDrop, watched};

/// A place where a future leaves its waker.
type Left = Arc<Mutex<Option<Waker>>>;

fn left() -> (Left, Left) {
    let left = Left::default();
    (left.clone(), left)
}

#[test]
fn a_task_does_nothing_until_it_is_scheduled_and_polled() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| true);
    let (task, join) = desk.spawn(future);
    assert_eq!((task.id(), task.priority(), task.wakers()), (7, 0, 0));
    assert_eq!((desk.schedules(), counts.polls()), (0, 0));
    task.first_schedule();
    task.first_schedule();
    assert_eq!(desk.schedules(), 1, "the second time changes nothing");
    assert_eq!(desk.wakes(), [], "a first schedule is nobody's wake");
    assert_eq!(desk.next().unwrap().poll(), Polled::Ready);
    assert_eq!((counts.polls(), counts.future_drops()), (1, 1));
    assert!(task.is_done() && join.task().is_done());
    drop((task, join));
    assert_eq!(counts.outputs(), (1, 1));
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn wakes_before_a_poll_coalesce_into_one() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    let (task, _join) = desk.spawn(future);
    for _ in 0..3 {
        task.wake();
    }
    assert_eq!(
        desk.wakes(),
        [Woken::Queue, Woken::Coalesced, Woken::Coalesced]
    );
    assert_eq!(desk.next().unwrap().poll(), Polled::Pending);
    assert!(desk.next().is_none());
    assert_eq!((desk.schedules(), counts.polls()), (1, 1));
}

#[test]
fn a_wake_within_the_poll_asks_for_one_more_and_schedules_nothing() {
    let desk = Desk::new();
    let mut polls = 0;
    let (future, counts) = watched(move |waker| {
        polls += 1;
        if polls < 3 {
            waker.wake_by_ref();
            waker.wake_by_ref();
        }
        polls == 4
    });
    let (task, _join) = desk.spawn(future);
    assert_eq!(task.poll(), Polled::Again);
    assert_eq!(task.poll(), Polled::Again);
    assert_eq!(task.poll(), Polled::Pending);
    assert_eq!(
        desk.wakes(),
        [
            Woken::Again,
            Woken::Coalesced,
            Woken::Again,
            Woken::Coalesced
        ]
    );
    assert_eq!(
        desk.schedules(),
        0,
        "who polls it sees to it that it is polled again"
    );
    assert_eq!(task.poll(), Polled::Ready);
    assert_eq!(counts.polls(), 4);
}

#[test]
fn a_wake_within_the_last_poll_is_forgotten() {
    let desk = Desk::new();
    let (future, _) = watched(|waker| {
        waker.wake_by_ref();
        true
    });
    let (task, _join) = desk.spawn(future);
    assert_eq!(task.poll(), Polled::Ready);
    assert_eq!(desk.wakes(), [Woken::Again]);
    assert!(desk.next().is_none());
}

#[test]
fn a_wake_after_the_end_is_late_and_harmless() {
    let desk = Desk::new();
    let (keep, slot) = left();
    let (future, counts) = watched(move |waker| {
        *keep.lock().unwrap() = Some(waker.clone());
        true
    });
    let (task, join) = desk.spawn(future);
    task.poll();
    drop((task, join));
    let waker = slot.lock().unwrap().take().unwrap();
    assert_eq!(desk.tasks_in_memory(), 1, "a waker keeps the memory");
    waker.wake_by_ref();
    waker.wake();
    assert_eq!(desk.wakes(), [Woken::Late, Woken::Late]);
    assert_eq!((desk.schedules(), counts.polls()), (0, 1));
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn every_clone_of_a_waker_is_counted_and_the_lent_one_is_not() {
    let desk = Desk::new();
    let (keep, slot) = left();
    let (future, _) = watched(move |waker| {
        *keep.lock().unwrap() = Some(waker.clone());
        false
    });
    let (task, _join) = desk.spawn(future);
    task.poll();
    assert_eq!((task.wakers(), desk.wakers()), (1, 1));
    let first = slot.lock().unwrap().take().unwrap();
    let second = first.clone();
    assert!(first.will_wake(&second));
    assert_eq!((task.wakers(), desk.wakers()), (2, 2));
    first.wake();
    assert_eq!((task.wakers(), desk.wakers()), (1, 1));
    task.poll();
    assert_eq!(task.wakers(), 2);
    drop(second);
    drop(slot.lock().unwrap().take());
    assert_eq!((task.wakers(), desk.wakers()), (0, 0));
}

#[test]
fn wakers_of_two_tasks_are_told_apart() {
    let desk = Desk::new();
    let (keep, slot) = left();
    let spawn = || {
        let keep = keep.clone();
        let (future, _) = watched(move |waker| {
            *keep.lock().unwrap() = Some(waker.clone());
            false
        });
        let (task, _join) = desk.spawn(future);
        task.poll();
        (slot.lock().unwrap().take().unwrap(), task)
    };
    let ((first, _first), (second, _second)) = (spawn(), spawn());
    assert!(!first.will_wake(&second));
}

#[test]
fn cancelling_drops_the_future_at_once_and_a_done_task_is_left_alone() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    let (task, mut join) = desk.spawn(future);
    task.wake();
    assert!(task.cancel());
    assert_eq!((counts.polls(), counts.future_drops()), (0, 1));
    assert!(task.is_done());
    assert!(!task.cancel());
    assert_eq!(task.poll(), Polled::NotPolled);
    let result = join.poll(&Context::from_waker(Waker::noop()));
    assert!(matches!(result, Poll::Ready(Finished::Cancelled)));
    assert_eq!(counts.outputs(), (0, 0));
}

#[test]
fn abort_asks_and_wakes_and_cancels_nothing_itself() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| false);
    let (task, _join) = desk.spawn(future);
    assert!(!task.is_aborted());
    task.abort();
    assert!(task.is_aborted());
    assert_eq!(desk.wakes(), [Woken::Queue]);
    assert_eq!(counts.future_drops(), 0);
    assert!(desk.next().unwrap().cancel());
}

/// A task whose future reaches its own task.
fn spawn_reflexive(desk: &Desk, act: impl Fn(&Task) + 'static) -> Task {
    let own: Rc<RefCell<Option<Task>>> = Rc::default();
    let within = own.clone();
    let (task, _join) = desk.spawn(poll_fn(move |_| {
        act(within.borrow().as_ref().unwrap());
        Poll::<()>::Pending
    }));
    *own.borrow_mut() = Some(task.clone());
    task
}

#[test]
fn a_task_can_neither_poll_nor_cancel_itself() {
    let desk = Desk::new();
    let task = spawn_reflexive(&desk, |own| {
        assert_eq!(own.poll(), Polled::NotPolled);
        assert!(!own.cancel());
        assert!(!own.is_done());
    });
    assert_eq!(task.poll(), Polled::Pending);
    assert!(task.cancel(), "from outside it is fine");
}

#[test]
fn a_task_that_aborts_itself_is_polled_to_its_next_pending() {
    let desk = Desk::new();
    let task = spawn_reflexive(&desk, Task::abort);
    assert_eq!(task.poll(), Polled::Again);
    assert!(task.is_aborted());
    assert!(task.cancel());
}

#[test]
fn the_drop_of_a_future_may_wake_cancel_and_ask_its_own_task() {
    let desk = Desk::new();
    let own: Rc<RefCell<Option<Task>>> = Rc::default();
    let (within, seen) = (own.clone(), Rc::new(Cell::new(0)));
    let count = seen.clone();
    let guard = OnDrop(move || {
        let own = within.borrow();
        let own = own.as_ref().unwrap();
        own.wake();
        assert!(!own.cancel());
        assert_eq!(own.poll(), Polled::NotPolled);
        count.set(count.get() + 1);
    });
    let future = async move {
        let _guard = guard;
        pending::<()>().await;
    };
    let (task, _join) = desk.spawn(future);
    *own.borrow_mut() = Some(task.clone());
    task.poll();
    assert!(task.cancel());
    assert_eq!(seen.get(), 1);
    assert_eq!(desk.wakes(), [Woken::Late]);
    // The future is gone, and with it its way to the task: part the rest.
    own.take();
}

#[test]
fn a_task_that_nobody_refers_to_drops_its_future_with_the_last_waker() {
    let desk = Desk::new();
    let (keep, slot) = left();
    let (future, counts) = watched(move |waker| {
        *keep.lock().unwrap() = Some(waker.clone());
        false
    });
    let (task, join) = desk.spawn(future);
    task.poll();
    drop((task, join));
    assert_eq!(counts.future_drops(), 0);
    let waker = slot.lock().unwrap().take();
    drop(waker);
    assert_eq!(counts.future_drops(), 1);
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn a_future_stays_where_it_is_and_may_refer_to_itself() {
    let desk = Desk::new();
    let future = async {
        let words = [String::from("rice"), String::from("soup")];
        let second = &words[1];
        for _ in 0..3 {
            let mut first_time = true;
            poll_fn(move |_| {
                if std::mem::take(&mut first_time) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
            assert_eq!(second, "soup");
        }
        second.clone()
    };
    let (task, mut join) = desk.spawn(future);
    for _ in 0..3 {
        assert_eq!(task.poll(), Polled::Pending);
    }
    assert_eq!(task.poll(), Polled::Ready);
    let Poll::Ready(Finished::Returned(word)) = join.poll(&Context::from_waker(Waker::noop()))
    else {
        panic!("it is finished")
    };
    assert_eq!(word, "soup");
}

#[test]
fn futures_and_outputs_of_any_size_and_alignment_fit() {
    #[repr(align(128))]
    struct Wide([u8; 3]);
    let desk = Desk::new();
    let wide = Wide([1, 2, 3]);
    let (task, mut join) = desk.spawn(async move {
        assert_eq!((&raw const wide).addr() % 128, 0);
        Wide([wide.0[2], 5, 6])
    });
    assert_eq!(task.poll(), Polled::Ready);
    let Poll::Ready(Finished::Returned(wide)) = join.poll(&Context::from_waker(Waker::noop()))
    else {
        panic!("it is finished")
    };
    assert_eq!(wide.0, [3, 5, 6]);

    let (task, mut join) = desk.spawn(std::future::ready(()));
    assert_eq!(task.poll(), Polled::Ready);
    assert!(join.poll(&Context::from_waker(Waker::noop())).is_ready());
}
