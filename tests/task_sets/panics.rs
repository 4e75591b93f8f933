//! Panics in what tasks run: caught, told once, and nothing is dropped twice.

use std::future::{Future, pending};
use std::panic::panic_any;
use std::pin::Pin;
use std::task::{Context, Poll};

use wakescope::task::{Finished, JoinRef, Polled};

use crate::desk::{Desk, ask, told};
use crate::support::watched::{OnDrop, watched};

/// What a finished task panicked with.
#[track_caller]
fn payload<T>(join: &mut JoinRef<T>) -> &'static str {
    match ask(join) {
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
    let mut join = desk.spawn(future);
    told();
    assert_eq!(desk.turn(), Polled::Panicked);
    assert_eq!(told(), "panic 0: burnt");
    assert!(join.is_done() && desk.set.is_empty());
    assert_eq!(counts.future_drops(), 1);
    assert_eq!(payload(&mut join), "burnt");
    let rings = desk.memory.rings();
    drop(desk.waker());
    assert_eq!(desk.memory.rings(), rings + 1, "the set is not busy");
    drop(join);
    assert!(desk.close());
}

#[test]
fn a_panics_message_is_told_whatever_its_payload() {
    let desk = Desk::new();
    let number = 3;
    drop(desk.spawn(async move { panic!("burnt {number} times") }));
    drop(desk.spawn(async { panic_any(5) }));
    told();
    desk.run();
    assert_eq!(
        told(),
        "panic 0: burnt 3 times; panic 1: a value that is not a text"
    );
}

/// Ready or panicking at once; its own drop panics.
struct Slippery(bool);

impl Future for Slippery {
    type Output = OnDrop<fn()>;

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<OnDrop<fn()>> {
        assert!(self.0, "first");
        Poll::Ready(OnDrop(|| panic!("broken")))
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
    let mut join = desk.spawn(Slippery(true));
    told();
    assert_eq!(desk.turn(), Polled::Panicked);
    assert_eq!(
        told(),
        "panic 0: slipped",
        "the output's, of no use now, is not"
    );
    assert_eq!(payload(&mut join), "slipped");
    assert!(desk.set.is_empty());
    drop(join);
    assert!(desk.close());
}

#[test]
fn of_a_panic_in_the_poll_and_one_in_the_drop_the_first_counts() {
    let desk = Desk::new();
    let mut join = desk.spawn(Slippery(false));
    told();
    assert_eq!(desk.turn(), Polled::Panicked);
    assert_eq!(told(), "panic 0: first");
    assert_eq!(payload(&mut join), "first");
}

#[test]
fn a_panic_while_a_cancelled_future_is_dropped_goes_to_the_handle() {
    for all in [true, false] {
        let desk = Desk::new();
        let guard = OnDrop(|| panic!("spilt"));
        let mut join = desk.spawn(async move {
            let _guard = guard;
            pending::<()>().await;
        });
        desk.turn();
        join.abort();
        if all {
            desk.set.cancel_all(|_, cancel| cancel());
        } else {
            desk.turn();
        }
        assert_eq!(payload(&mut join), "spilt");
        drop(join);
        assert!(desk.close());
    }
}

#[test]
fn a_panic_while_an_unwanted_output_is_dropped_reaches_nobody() {
    for detach in [true, false] {
        let desk = Desk::new();
        let mut join = Some(desk.spawn(async { OnDrop(|| panic!("broken")) }));
        if detach {
            join = None;
        }
        assert_eq!(desk.turn(), Polled::Ready);
        drop(join);
        assert!(desk.close());
    }
}

#[test]
#[cfg_attr(miri, ignore = "it leaks what would panic for ever")]
fn a_panic_of_what_a_panic_left_behind_reaches_nobody() {
    let desk = Desk::new();
    fn burst() {
        panic_any(OnDrop::<fn()>(|| panic!("again")));
    }
    drop(desk.spawn(async { burst() }));
    struct Both;
    impl Future for Both {
        type Output = ();
        fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
            panic!("first");
        }
    }
    impl Drop for Both {
        fn drop(&mut self) {
            burst();
        }
    }
    drop(desk.spawn(Both));
    drop(desk.spawn(async { OnDrop(burst) }));
    assert_eq!(desk.run(), 3);
    assert!(desk.set.is_empty());
    assert!(desk.close());
}
