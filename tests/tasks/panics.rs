//! Panics in what tasks run: caught, told once, and nothing is dropped twice.

use std::future::{pending, poll_fn};
use std::task::{Context, Poll, Waker};

use wakescope::task::any_thread::JoinRef;
use wakescope::task::{Finished, Polled};

use crate::desk::{Desk, OnDrop, watched};

/// What a finished task panicked with.
fn payload<T>(join: &mut JoinRef<T>) -> &'static str {
    match join.poll(&Context::from_waker(Waker::noop())) {
        Poll::Ready(Finished::Panicked(payload)) => {
            payload.downcast_ref::<&str>().expect("a literal")
        }
        _ => panic!("it was to be the panic"),
    }
}

#[test]
fn a_panic_in_the_poll_is_caught_told_and_joined() {
    let desk = Desk::new();
    let (future, counts) = watched(|_| panic!("burnt"));
    let (task, mut join) = desk.spawn(future);
    assert_eq!(task.poll(), Polled::Panicked);
    assert_eq!(desk.panics(), ["burnt"]);
    assert!(task.is_done());
    assert_eq!(counts.future_drops(), 1);
    assert_eq!(payload(&mut join), "burnt");
    assert_eq!(task.poll(), Polled::NotPolled);
}

#[test]
fn a_panics_message_is_told_whatever_its_payload() {
    let desk = Desk::new();
    let number = 3;
    let (task, _join) = desk.spawn(poll_fn(move |_| -> Poll<()> {
        panic!("burnt {number} times")
    }));
    task.poll();
    let (task, _join) = desk.spawn(poll_fn(|_| -> Poll<()> { std::panic::panic_any(5) }));
    task.poll();
    assert_eq!(
        desk.panics(),
        ["burnt 3 times", "a value that is not a text"]
    );
}

/// Ready at once; its own drop panics.
struct Slippery;

impl Future for Slippery {
    type Output = u32;

    fn poll(self: std::pin::Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<u32> {
        Poll::Ready(1)
    }
}

impl Drop for Slippery {
    fn drop(&mut self) {
        panic!("slipped");
    }
}

#[test]
fn a_panic_of_the_futures_own_drop_is_told_as_one_in_its_poll() {
    let desk = Desk::new();
    let (task, mut join) = desk.spawn(Slippery);
    assert_eq!(task.poll(), Polled::Panicked);
    assert_eq!(desk.panics(), ["slipped"]);
    assert_eq!(payload(&mut join), "slipped");
    drop((task, join));
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn of_a_panic_in_the_poll_and_one_in_the_drop_the_first_counts() {
    struct Both;
    impl Future for Both {
        type Output = ();
        fn poll(self: std::pin::Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
            panic!("first");
        }
    }
    impl Drop for Both {
        fn drop(&mut self) {
            panic!("second");
        }
    }
    let desk = Desk::new();
    let (task, mut join) = desk.spawn(Both);
    assert_eq!(task.poll(), Polled::Panicked);
    assert_eq!(desk.panics(), ["first"]);
    assert_eq!(payload(&mut join), "first");
}

#[test]
fn a_panic_while_a_cancelled_future_is_dropped_goes_to_the_handle() {
    let desk = Desk::new();
    let guard = OnDrop(|| panic!("spilt"));
    let (task, mut join) = desk.spawn(async move {
        let _guard = guard;
        pending::<()>().await;
    });
    task.poll();
    assert!(task.cancel(), "the panic does not reach who cancels");
    assert_eq!(payload(&mut join), "spilt");
    drop((task, join));
    assert_eq!(desk.tasks_in_memory(), 0);
}

#[test]
fn a_panic_while_an_unwanted_output_is_dropped_reaches_nobody() {
    for detach_first in [true, false] {
        let desk = Desk::new();
        let (task, join) = desk.spawn(async { OnDrop(|| panic!("broken")) });
        if detach_first {
            drop(join);
            assert_eq!(task.poll(), Polled::Ready);
        } else {
            assert_eq!(task.poll(), Polled::Ready);
            drop(join);
        }
        drop(task);
        assert_eq!(desk.tasks_in_memory(), 0);
    }
}
