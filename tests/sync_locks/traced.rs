//! What the trace is told: who holds, who waits, and in which order.

use wakescope::sync::{Barrier, Mutex, Notify, RwLock, Semaphore};
use wakescope::trace::{Actor, Event, Kind, NO_TASK, Recorder, ResourceKind, WhenFull, acting};

use crate::support::ByHand;

/// Runs `story` under a recorder; the events in short words, one a line.
fn told(story: impl FnOnce()) -> Vec<String> {
    let recorder = Recorder::new(1000, WhenFull::Stop);
    let entered = recorder.enter();
    story();
    drop(entered);
    recorder.with_trace(|trace| trace.events().iter().map(words).collect())
}

fn words(event: &Event) -> String {
    let task = match event.task {
        NO_TASK => "-".to_string(),
        task => task.to_string(),
    };
    let detail = match event.kind {
        Kind::Made => format!("{:?} of {}", ResourceKind::from_code(event.b), event.b >> 8),
        Kind::WaitBegin => format!("for {}", event.b >> 8),
        Kind::WaitEnd => ["gave up", "given"][event.b as usize].to_string(),
        _ => event.b.to_string(),
    };
    format!("{task} {} {detail}", event.kind.name())
}

fn by<R>(task: u32, act: impl FnOnce() -> R) -> R {
    acting(Actor::Task(task), act)
}

#[test]
fn a_mutex_is_handed_over_when_it_is_released() {
    let events = told(|| {
        let mutex = Mutex::new(());
        let mut one = ByHand::new(mutex.lock());
        let mut two = ByHand::new(mutex.lock());
        let guard = by(1, || one.ready());
        by(2, || two.pending());
        by(1, || drop(guard));
        let guard = by(2, || two.ready());
        by(2, || drop(guard));
    });
    assert_eq!(
        events,
        [
            "- Made Mutex of 1",
            "1 Acquired 1",
            "2 WaitBegin for 1",
            "1 Released 1",
            "2 Acquired 1",
            "2 WaitEnd given",
            "2 Released 1",
        ]
    );
}

#[test]
fn who_is_dropped_in_line_gives_up_and_who_was_given_gives_back() {
    let events = told(|| {
        let semaphore = Semaphore::new(0);
        let line: Vec<_> = (1..4)
            .map(|task| {
                let mut future = ByHand::new(semaphore.acquire());
                by(task, || future.pending());
                future
            })
            .collect();
        let [one, two, three] = line.try_into().ok().unwrap();
        by(2, || two.cancel());
        semaphore.add_permits(1);
        by(1, || one.cancel());
        by(0, || semaphore.close());
        by(3, || three.cancel());
    });
    assert_eq!(
        events,
        [
            "- Made Semaphore of 0",
            "1 WaitBegin for 1",
            "2 WaitBegin for 1",
            "3 WaitBegin for 1",
            "2 WaitEnd gave up",
            "1 Acquired 1",
            "1 WaitEnd given",
            "1 Released 1",
            "3 Acquired 1",
            "3 WaitEnd given",
            "0 Closed 0",
            "3 Released 1",
        ]
    );
}

#[test]
fn permits_that_are_forgotten_or_merged_change_hands() {
    let events = told(|| {
        let semaphore = Semaphore::new(3);
        let mut one = by(1, || semaphore.try_acquire().unwrap());
        let two = by(2, || semaphore.try_acquire_many(2).unwrap());
        one.merge(two);
        let part = one.split(1).unwrap();
        part.forget();
        drop(one);
    });
    assert_eq!(
        events,
        [
            "- Made Semaphore of 3",
            "1 Acquired 1",
            "2 Acquired 2",
            "2 Released 2",
            "1 Acquired 2",
            "1 Released 1",
            "1 Released 2",
        ]
    );
}

#[test]
fn a_writer_holds_all_of_a_lock_and_a_reader_one() {
    let events = told(|| {
        let lock = RwLock::with_max_readers(1, 4);
        let write = by(1, || lock.try_write().unwrap());
        let mut reader = ByHand::new(lock.read());
        by(2, || reader.pending());
        let read = write.downgrade();
        drop(read);
        drop(reader.ready());
    });
    assert_eq!(
        events,
        [
            "- Made RwLock of 4",
            "1 Acquired 4",
            "2 WaitBegin for 1",
            "1 Released 3",
            "2 Acquired 1",
            "2 WaitEnd given",
            "1 Released 1",
            "2 Released 1",
        ]
    );
}

#[test]
fn notifications_are_told_with_how_many_they_reach() {
    let events = told(|| {
        let notify = Notify::new();
        by(0, || notify.notify_one());
        by(1, || ByHand::new(notify.notified()).ready());
        let (mut one, mut two) = (
            ByHand::new(notify.notified()),
            ByHand::new(notify.notified()),
        );
        by(1, || one.pending());
        by(2, || two.pending());
        by(0, || notify.notify_waiters());
    });
    assert_eq!(
        events,
        [
            "- Made Notify of 0",
            "0 Notified 0",
            "1 WaitBegin for 1",
            "2 WaitBegin for 1",
            "0 Notified 2",
            "1 WaitEnd given",
            "2 WaitEnd given",
        ]
    );
}

#[test]
fn the_last_at_a_barrier_tells_the_others() {
    let events = told(|| {
        let barrier = Barrier::new(2);
        let (mut one, mut two) = (ByHand::new(barrier.wait()), ByHand::new(barrier.wait()));
        by(1, || one.pending());
        by(2, || two.ready());
    });
    assert_eq!(
        events,
        [
            "- Made Barrier of 2",
            "1 WaitBegin for 1",
            "2 Notified 1",
            "1 WaitEnd given",
        ]
    );
}

#[test]
fn the_place_of_a_wait_is_where_the_method_was_called() {
    let recorder = Recorder::new(100, WhenFull::Stop);
    let entered = recorder.enter();
    let mutex = Mutex::new(());
    let _guard = mutex.try_lock().unwrap();
    let (line, mut future) = (line!(), ByHand::new(mutex.lock()));
    future.pending();
    drop(entered);
    recorder.with_trace(|trace| {
        let mut events = trace.events().iter();
        let begin = events.find(|event| event.kind == Kind::WaitBegin).unwrap();
        let place = &trace.places()[begin.place as usize];
        assert!(place.file.ends_with("traced.rs"));
        assert_eq!(place.line, line);
    });
}

#[test]
fn a_constant_lock_is_not_in_the_trace() {
    static LOCK: Mutex<i32> = Mutex::const_new(1);
    let events = told(|| by(1, || drop(LOCK.try_lock().unwrap())));
    assert!(events.is_empty());
}
