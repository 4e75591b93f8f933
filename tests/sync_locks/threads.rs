//! The locks between operating-system threads.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use wakescope::sync::{Barrier, Mutex, Notify, RwLock, Semaphore};
use wakescope::trace::{Actor, Recorder, WhenFull, acting};

use crate::support::rounds;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

fn on_four_threads(work: impl Fn() + Sync) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(&work);
        }
    });
}

#[test]
fn four_threads_count_with_a_mutex() {
    let rounds = rounds(5_000, 20) as usize;
    let mutex = Arc::new(Mutex::new(0));
    on_four_threads(|| {
        for round in 0..rounds {
            match round % 3 {
                0 => *block_on(mutex.lock()) += 1,
                1 => *block_on(mutex.clone().lock_owned()) += 1,
                _ => *mutex.blocking_lock() += 1,
            }
        }
    });
    assert_eq!(*mutex.try_lock().unwrap(), 4 * rounds);
}

#[test]
fn futures_dropped_on_four_threads_lose_no_permit() {
    let semaphore = Semaphore::new(2);
    on_four_threads(|| {
        for _ in 0..rounds(2_000, 15) {
            // One that is polled once and dropped, in line or with its permit.
            let mut given_up = Box::pin(semaphore.acquire());
            let mut context = Context::from_waker(Waker::noop());
            let _ = given_up.as_mut().poll(&mut context);
            drop(given_up);
            drop(block_on(semaphore.acquire_many(2)).unwrap());
        }
    });
    assert_eq!(semaphore.available_permits(), 2);
}

#[test]
fn writers_on_four_threads_are_seen_whole_by_readers() {
    let rounds = rounds(2_000, 15);
    let lock = RwLock::new((0, 0));
    on_four_threads(|| {
        for round in 0..rounds {
            if round % 4 == 0 {
                let mut pair = block_on(lock.write());
                pair.0 += 1;
                pair.1 += 1;
                let pair = pair.downgrade();
                assert_eq!(pair.0, pair.1);
            } else {
                let pair = block_on(lock.read());
                assert_eq!(pair.0, pair.1);
            }
        }
    });
    let expected = 4 * rounds.div_ceil(4);
    assert_eq!(lock.into_inner().0, expected);
}

#[test]
fn threads_tell_each_other_and_meet() {
    let rounds = rounds(500, 10);
    let (there, back) = (Notify::new(), Notify::new());
    let (barrier, leaders) = (Barrier::new(2), AtomicUsize::new(0));
    let meet = || {
        if block_on(barrier.wait()).is_leader() {
            leaders.fetch_add(1, Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..rounds {
                there.notify_one();
                block_on(back.notified());
                meet();
            }
        });
        for _ in 0..rounds {
            block_on(there.notified());
            back.notify_one();
            meet();
        }
    });
    assert_eq!(leaders.load(Ordering::Relaxed), rounds as usize);
}

#[test]
fn a_blocking_lock_waits_for_the_task_that_holds_it() {
    wakescope::run::to_end(async {
        let mutex = Arc::new(Mutex::new(1));
        let guard = mutex.lock().await;
        let theirs = Arc::clone(&mutex);
        let one = thread::spawn(move || *theirs.blocking_lock() += 1);
        let theirs = Arc::clone(&mutex);
        let two = thread::spawn(move || *theirs.blocking_lock_owned() += 1);
        assert_eq!(*guard, 1);
        drop(guard);
        one.join().unwrap();
        two.join().unwrap();
        assert_eq!(*mutex.try_lock().unwrap(), 3);
    });
}

#[test]
fn a_blocking_read_or_write_waits_for_the_task_that_holds_the_lock() {
    wakescope::run::to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let mut write = lock.write().await;
        let theirs = Arc::clone(&lock);
        let reader = thread::spawn(move || *theirs.blocking_read());
        *write -= 1;
        drop(write);
        assert_eq!(reader.join().unwrap(), 0);

        let read = lock.read().await;
        let theirs = Arc::clone(&lock);
        let writer = thread::spawn(move || *theirs.blocking_write() = 2);
        assert_eq!(*read, 0);
        drop(read);
        writer.join().unwrap();
        assert_eq!(*lock.try_read().unwrap(), 2);
    });
}

#[test]
#[should_panic(expected = "within a task")]
fn a_task_must_not_block_its_thread() {
    let recorder = Recorder::new(100, WhenFull::Stop);
    let _entered = recorder.enter();
    let mutex = Mutex::new(1);
    acting(Actor::Task(0), || drop(mutex.blocking_lock()));
}
