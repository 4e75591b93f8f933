//! What the trace says of the channels, word for word.

use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use wakescope::sync::{broadcast, mpsc, oneshot, watch};
use wakescope::trace::{
    Actor, Effect, Event, Kind, NO_TASK, Recorder, ResourceKind, Side, WaitKind, WhenFull, acting,
    woken,
};

use crate::support::ByHand;

/// A waker as an executor's: its wake is recorded, as one of the given task.
struct Task(u32);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        woken(self.0, || Effect::Queued);
    }
}

fn waker_of(task: u32) -> Waker {
    Waker::from(Arc::new(Task(task)))
}

/// Runs `f` as the given task.
fn by<R>(task: u32, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
    acting(Actor::Task(task), || {
        f(&mut Context::from_waker(&waker_of(task)))
    })
}

fn side(b: u32) -> &'static str {
    match Side::from_code(b) {
        Side::Sender => "sender",
        Side::Receiver => "receiver",
    }
}

fn words(event: &Event) -> Option<String> {
    let who = if event.task == NO_TASK {
        String::from("?")
    } else {
        event.task.to_string()
    };
    Some(match event.kind {
        Kind::Made => format!(
            "made {} of {}",
            ResourceKind::from_code(event.b).name(),
            event.b >> 8
        ),
        Kind::HandleCloned => format!("{who} +{}", side(event.b)),
        Kind::HandleDropped => format!("{who} -{}", side(event.b)),
        Kind::Closed => format!("{who} closed {}", side(event.b)),
        Kind::Sent => format!("{who} sent, {} inside", event.b),
        Kind::Received => format!("{who} received, {} inside", event.b),
        Kind::WaitBegin => format!("{who} waits to {}", WaitKind::from_code(event.b).name()),
        Kind::WaitEnd if event.b == 1 => format!("{who} is given"),
        Kind::WaitEnd => format!("{who} gives up"),
        Kind::Wake => format!("{} wakes {who}", event.a),
        _ => return None,
    })
}

/// What is recorded while `f` runs.
fn seen(f: impl FnOnce()) -> Vec<String> {
    let recorder = Recorder::new(1_000, WhenFull::Stop);
    let entered = recorder.enter();
    f();
    drop(entered);
    recorder.with_trace(|trace| trace.events().iter().filter_map(words).collect())
}

#[track_caller]
fn check(f: impl FnOnce(), expected: &str) {
    let expected: Vec<&str> = expected.split(';').map(str::trim).collect();
    assert_eq!(seen(f), expected);
}

#[test]
fn a_oneshot_from_birth_to_end() {
    check(
        || {
            let (sender, mut receiver) = oneshot::channel();
            by(1, |cx| {
                assert!(std::pin::Pin::new(&mut receiver).poll(cx).is_pending())
            });
            by(2, |_| sender.send('a').unwrap());
            by(1, |cx| {
                assert!(std::pin::Pin::new(&mut receiver).poll(cx).is_ready())
            });
        },
        "made Oneshot of 1; ? +sender; ? +receiver; \
         1 waits to Receive; \
         2 sent, 1 inside; 2 -sender; 2 closed sender; 1 is given; 2 wakes 1; \
         1 received, 0 inside; 1 -receiver; 1 closed receiver",
    );
}

#[test]
fn a_oneshot_whose_sender_is_dropped() {
    check(
        || {
            let (sender, mut receiver) = oneshot::channel::<()>();
            by(1, |cx| {
                assert!(std::pin::Pin::new(&mut receiver).poll(cx).is_pending())
            });
            by(2, |_| drop(sender));
            by(1, |_| drop(receiver));
        },
        "made Oneshot of 1; ? +sender; ? +receiver; \
         1 waits to Receive; \
         2 -sender; 2 closed sender; 1 gives up; 2 wakes 1; \
         1 -receiver; 1 closed receiver",
    );
}

#[test]
fn a_full_channel_hands_the_slot_to_the_first_in_line() {
    check(
        || {
            let (sender, mut receiver) = mpsc::channel(1);
            by(1, |_| sender.try_send('a').unwrap());
            let mut second = Box::pin(sender.send('b'));
            by(2, |cx| assert!(second.as_mut().poll(cx).is_pending()));
            by(3, |_| receiver.try_recv().unwrap());
            by(2, |cx| assert!(second.as_mut().poll(cx).is_ready()));
            drop(second);
            by(3, |_| drop(receiver));
            by(1, |_| drop(sender));
        },
        "made Mpsc of 1; ? +sender; ? +receiver; \
         1 sent, 1 inside; \
         2 waits to Send; \
         3 received, 0 inside; 2 is given; 3 wakes 2; \
         2 sent, 1 inside; \
         3 -receiver; 3 closed receiver; \
         1 -sender; 1 closed sender",
    );
}

#[test]
fn a_receiver_is_woken_by_a_value_and_by_the_end() {
    check(
        || {
            let (sender, mut receiver) = mpsc::unbounded_channel();
            let another = sender.clone();
            by(1, |cx| assert!(receiver.poll_recv(cx).is_pending()));
            by(2, |_| sender.send('a').unwrap());
            by(1, |cx| assert!(receiver.poll_recv(cx).is_ready()));
            by(1, |cx| assert!(receiver.poll_recv(cx).is_pending()));
            by(2, |_| drop(sender));
            by(3, |_| drop(another));
        },
        "made Mpsc of 0; ? +sender; ? +receiver; ? +sender; \
         1 waits to Receive; \
         2 sent, 1 inside; 1 is given; 2 wakes 1; \
         1 received, 0 inside; \
         1 waits to Receive; \
         2 -sender; \
         3 -sender; 3 closed sender; 1 gives up; 3 wakes 1; \
         ? -receiver; ? closed receiver",
    );
}

#[test]
fn a_sender_in_line_gives_up_when_dropped() {
    check(
        || {
            let (sender, receiver) = mpsc::channel(1);
            sender.try_send('a').unwrap();
            let mut second = Box::pin(sender.send('b'));
            by(2, |cx| assert!(second.as_mut().poll(cx).is_pending()));
            by(2, |_| drop(second));
            drop(sender);
            drop(receiver);
        },
        "made Mpsc of 1; ? +sender; ? +receiver; \
         ? sent, 1 inside; \
         2 waits to Send; \
         2 gives up; \
         ? -sender; ? closed sender; \
         ? -receiver; ? closed receiver",
    );
}

#[test]
fn a_broadcast_gives_to_all_who_wait_in_the_order_they_came() {
    check(
        || {
            let (sender, mut one) = broadcast::channel(3);
            let mut two = sender.subscribe();
            {
                let (mut first, mut second) = (Box::pin(two.recv()), Box::pin(one.recv()));
                by(2, |cx| assert!(first.as_mut().poll(cx).is_pending()));
                by(1, |cx| assert!(second.as_mut().poll(cx).is_pending()));
                by(3, |_| sender.send('a').map(drop).unwrap());
                by(1, |cx| assert!(second.as_mut().poll(cx).is_ready()));
                by(2, |cx| assert!(first.as_mut().poll(cx).is_ready()));
            }
            drop(sender);
            drop(one);
            drop(two);
        },
        "made Broadcast of 4; ? +sender; ? +receiver; ? +receiver; \
         2 waits to Receive; 1 waits to Receive; \
         3 sent, 1 inside; 2 is given; 1 is given; 3 wakes 2; 3 wakes 1; \
         1 received, 1 inside; 2 received, 0 inside; \
         ? -sender; ? closed sender; \
         ? -receiver; ? -receiver; ? closed receiver",
    );
}

#[test]
fn a_watch_tells_its_watchers() {
    check(
        || {
            let (sender, mut receiver) = watch::channel(0);
            {
                let mut changed = Box::pin(receiver.changed());
                by(1, |cx| assert!(changed.as_mut().poll(cx).is_pending()));
                by(2, |_| sender.send(1).unwrap());
                by(1, |cx| assert!(changed.as_mut().poll(cx).is_ready()));
            }
            let mut closed = Box::pin(sender.closed());
            by(2, |cx| assert!(closed.as_mut().poll(cx).is_pending()));
            by(1, |_| drop(receiver));
            drop(closed);
            by(2, |_| drop(sender));
        },
        "made Watch of 1; ? +sender; ? +receiver; \
         1 waits to Notice; \
         2 sent, 1 inside; 1 is given; 2 wakes 1; \
         1 received, 1 inside; \
         2 waits to Close; \
         1 -receiver; 1 closed receiver; 2 is given; 1 wakes 2; \
         2 -sender; 2 closed sender",
    );
}

#[test]
fn each_wait_has_the_line_where_the_user_asked_for_it() {
    let recorder = Recorder::new(1_000, WhenFull::Stop);
    let entered = recorder.enter();
    let (tx, mut rx) = mpsc::channel(1);
    tx.try_send(0).unwrap();
    let (mut one_tx, one_rx) = oneshot::channel::<()>();
    let (all_tx, mut all_rx) = broadcast::channel::<()>(1);
    let (last_tx, mut last_rx) = watch::channel(0);
    let mut last_rx2 = last_rx.clone();
    let first = line!() + 2;
    let waits: Vec<Box<dyn Future<Output = ()>>> = vec![
        Box::new(async { _ = tx.send(1).await }),
        Box::new(async { _ = tx.reserve().await }),
        Box::new(async { _ = tx.reserve_many(1).await }),
        Box::new(async { _ = tx.clone().reserve_owned().await }),
        Box::new(async { tx.closed().await }),
        Box::new(async { one_tx.closed().await }),
        Box::new(async { _ = one_rx.await }),
        Box::new(async { all_tx.closed().await }),
        Box::new(async { _ = all_rx.recv().await }),
        Box::new(async { last_tx.closed().await }),
        Box::new(async { _ = last_rx.changed().await }),
        Box::new(async { _ = last_rx2.wait_for(|v| *v > 0).await }),
    ];
    let count = waits.len() as u32;
    for wait in waits {
        ByHand::new(Box::into_pin(wait)).pending();
    }
    rx.try_recv().unwrap();
    let last = line!() + 1;
    ByHand::new(async { rx.recv().await }).pending();
    drop(entered);
    let lines: Vec<u32> = recorder.with_trace(|trace| {
        let waits = trace
            .events()
            .iter()
            .filter(|event| event.kind == Kind::WaitBegin);
        waits
            .map(|event| {
                let place = trace.place(event.place);
                assert!(place.file.ends_with("seen.rs"), "{place:?}");
                place.line
            })
            .collect()
    });
    assert_eq!(
        lines,
        (first..first + count).chain([last]).collect::<Vec<_>>()
    );
}

#[test]
fn a_receiver_awaited_through_something_has_the_line_of_its_channel() {
    let recorder = Recorder::new(1_000, WhenFull::Stop);
    let entered = recorder.enter();
    let line = line!() + 1;
    let (_sender, mut receiver) = oneshot::channel::<()>();
    ByHand::new(async { (&mut receiver).await }).pending();
    drop(entered);
    let place = recorder.with_trace(|trace| {
        let mut events = trace.events().iter();
        let wait = events.find(|event| event.kind == Kind::WaitBegin).unwrap();
        trace.place(wait.place).clone()
    });
    assert_eq!(place.line, line, "{place:?}");
}
