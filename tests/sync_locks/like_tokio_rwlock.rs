//! The examples of tokio's documentation of `RwLock` and of its guards that
//! borrow, in our own words.

use std::sync::Arc;

use wakescope::executor::spawn;
use wakescope::future::yield_now;
use wakescope::run::to_end;
use wakescope::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dish(u32);

#[test]
fn many_read_and_one_writes() {
    to_end(async {
        let lock = RwLock::new(5);
        {
            let (one, two) = (lock.read().await, lock.read().await);
            assert_eq!((*one, *two), (5, 5));
        }
        {
            let mut write = lock.write().await;
            *write += 1;
            assert_eq!(*write, 6);
        }
    });
}

#[test]
fn there_are_as_many_readers_as_one_allows() {
    let lock = RwLock::with_max_readers(5, 2);
    let (_one, two) = (lock.try_read().unwrap(), lock.try_read().unwrap());
    assert!(lock.try_read().is_err());
    drop(two);
    assert!(lock.try_read().is_ok());
}

#[test]
fn a_static_lock_needs_no_setting_up() {
    static LOCK: RwLock<i32> = RwLock::const_new(5);
    static SMALL: RwLock<i32> = RwLock::const_with_max_readers(5, 1024);
    to_end(async {
        *LOCK.write().await += *SMALL.read().await;
        assert_eq!(*LOCK.read().await, 10);
    });
}

#[test]
fn another_task_reads_while_this_one_does() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let theirs = lock.clone();
        let ours = lock.read().await;
        let other = spawn(async move { *theirs.read().await });
        assert_eq!(other.await.expect("the other task panicked"), *ours);
    });
}

#[test]
fn trying_to_read_succeeds_among_readers() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let theirs = lock.clone();
        let ours = lock.try_read().unwrap();
        let other = spawn(async move { *theirs.read().await });
        assert_eq!(other.await.unwrap(), *ours);
        drop(ours);
        let _write = lock.write().await;
        assert!(lock.try_read().is_err());
    });
}

#[test]
fn trying_to_write_fails_while_someone_reads() {
    to_end(async {
        let lock = RwLock::new(1);
        let read = lock.read().await;
        assert!(lock.try_write().is_err());
        drop(read);
        *lock.try_write().unwrap() = 2;
        assert_eq!(lock.into_inner(), 2);
    });
}

#[test]
fn whoever_owns_the_lock_needs_no_guard() {
    let mut lock = RwLock::new(1);
    *lock.get_mut() = 2;
    assert_eq!(lock.into_inner(), 2);
}

#[test]
fn a_readers_guard_narrows_to_a_part() {
    to_end(async {
        let lock = RwLock::new(Dish(1));
        let part = RwLockReadGuard::map(lock.read().await, |dish| &dish.0);
        assert_eq!(*part, 1);
        let part = RwLockReadGuard::try_map(lock.read().await, |dish| Some(&dish.0));
        assert_eq!(*part.expect("there is such a part"), 1);
        let none = RwLockReadGuard::try_map(lock.read().await, |_| None::<&u32>);
        assert_eq!(*none.unwrap_err(), Dish(1));
    });
}

#[test]
fn a_writers_guard_narrows_to_a_part() {
    to_end(async {
        let lock = RwLock::new(Dish(1));
        {
            let mut part = RwLockWriteGuard::map(lock.write().await, |dish| &mut dish.0);
            *part = 2;
        }
        assert_eq!(Dish(2), *lock.read().await);
        {
            let guard = lock.write().await;
            let part = RwLockWriteGuard::try_map(guard, |dish| Some(&mut dish.0));
            *part.expect("there is such a part") = 3;
        }
        let none = RwLockWriteGuard::try_map(lock.write().await, |_| None::<&mut u32>);
        let whole = RwLockWriteGuard::into_mapped(none.unwrap_err());
        assert_eq!(*whole, Dish(3));
        drop(whole);
        assert!(lock.try_write().is_ok());
    });
}

#[test]
fn a_writer_goes_on_as_a_reader_of_a_part() {
    to_end(async {
        let lock = RwLock::new(Dish(1));
        let part = RwLockWriteGuard::downgrade_map(lock.write().await, |dish| &dish.0);
        assert_eq!(lock.read().await.0, *part);
        drop(part);

        let guard = lock.write().await;
        let part = RwLockWriteGuard::try_downgrade_map(guard, |dish| Some(&dish.0));
        let part = part.expect("there is such a part");
        assert_eq!(lock.read().await.0, *part);
        drop(part);

        let guard = lock.write().await;
        let none = RwLockWriteGuard::try_downgrade_map(guard, |_| None::<&u32>);
        assert!(lock.try_read().is_err(), "it is a writer still");
        drop(none);
        assert!(lock.try_write().is_ok());
    });
}

#[test]
fn a_writer_that_becomes_a_reader_lets_no_writer_in_between() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let guard = lock.write().await;
        let theirs = lock.clone();
        let other = spawn(async move { *theirs.write().await = 2 });
        yield_now().await;
        let guard = guard.downgrade();
        yield_now().await;
        assert_eq!(*guard, 1);
        drop(guard);
        other.await.unwrap();
        assert_eq!(*lock.read().await, 2);
    });
}

#[test]
fn it_is_shown_with_its_value_or_as_locked() {
    let lock = RwLock::from(5);
    let read = lock.try_read().unwrap();
    assert_eq!(format!("{lock:?}"), "RwLock { data: 5 }");
    assert_eq!(format!("{read} {read:?}"), "5 5");
    drop(read);
    let _write = lock.try_write().unwrap();
    assert_eq!(format!("{lock:?}"), "RwLock { data: <locked> }");
    assert_eq!(RwLock::<u8>::default().into_inner(), 0);
}

#[test]
#[should_panic(expected = "at least 1 reader")]
fn a_lock_for_no_readers_is_refused() {
    let _ = RwLock::with_max_readers(5, 0);
}
