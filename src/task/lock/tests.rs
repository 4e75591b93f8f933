use super::{HELD, Lock, exchange_byte, pair};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::AtomicU8;
use std::thread;

const ROUNDS: usize = if cfg!(miri) { 20 } else { 20_000 };

#[test]
fn a_lock_is_one_byte_beside_its_data() {
    assert_eq!(size_of::<Lock<u8>>(), 2);
    assert_eq!(size_of::<Lock<[u32; 3]>>(), 16);
}

#[test]
fn threads_take_turns_and_see_what_the_others_wrote() {
    // `Cell` is not `Sync`: the lock makes it so.
    let lock = Lock::new(Cell::new(0));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let count = lock.lock();
                    count.set(count.get() + 1);
                }
            });
        }
    });
    assert_eq!(lock.into_inner().get(), 3 * ROUNDS);
}

#[test]
fn a_panic_under_the_lock_gives_it_back() {
    let mut lock = Lock::new(1);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let mut value = lock.lock();
        *value = 2;
        panic!("under the lock");
    }));
    assert!(caught.is_err());
    assert_eq!(*lock.lock(), 2);
    assert_eq!(*lock.get_mut(), 2);
}

#[test]
fn an_exchange_tells_whether_it_happened() {
    let word = AtomicU8::new(0);
    assert!(exchange_byte(&word, 0, HELD));
    assert!(!exchange_byte(&word, 0, 2));
    assert_eq!(word.into_inner(), HELD);
}

#[test]
fn the_last_half_to_leave_drops_the_state() {
    let value = Rc::new(0);
    let (one, mut other) = pair(Some(value.clone()));
    assert!(!other.lock().is_alone());
    drop(one);
    assert_eq!(Rc::strong_count(&value), 2);
    assert!(other.lock().is_alone() && other.lock_mut().is_some());
    drop(other);
    assert_eq!(Rc::strong_count(&value), 1);
    let (one, other) = pair(Some(value.clone()));
    other.leave(|state| drop(state.take()));
    assert_eq!(Rc::strong_count(&value), 1);
    drop(one);
}

#[test]
fn a_half_that_panics_while_leaving_has_left() {
    let value = Rc::new(());
    let (one, mut other) = pair(value.clone());
    let caught = catch_unwind(AssertUnwindSafe(|| one.leave(|_| panic!("last word"))));
    assert!(caught.is_err() && other.lock_mut().is_alone());
    let caught = catch_unwind(AssertUnwindSafe(|| other.leave(|_| panic!("last word"))));
    assert!(caught.is_err());
    assert_eq!(Rc::strong_count(&value), 1);
}

#[test]
fn halves_on_two_threads_take_turns_and_free_once() {
    for round in 0..ROUNDS / 10 {
        let (one, mut other) = pair((Cell::new(0), Box::new(round)));
        let thread = thread::spawn(move || {
            for _ in 0..5 {
                let state = one.lock();
                state.0.set(state.0.get() + 1);
            }
            one.leave(|state| *state.1 += 1);
        });
        loop {
            let state = other.lock_mut();
            if state.is_alone() {
                assert_eq!((state.0.get(), *state.1), (5, round + 1));
                break;
            }
            state.0.set(state.0.get());
            drop(state);
            thread::yield_now();
        }
        drop(other);
        thread.join().unwrap();
    }
    // Whoever is last: nothing leaks and nothing is freed twice.
    for _ in 0..ROUNDS / 10 {
        let (one, other) = pair(Box::new(1));
        let thread = thread::spawn(move || drop(one));
        other.leave(|state| **state += 1);
        thread.join().unwrap();
    }
}
