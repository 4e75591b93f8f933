//! The examples of tokio's documentation of the guards that keep a `RwLock`
//! alive, in our own words.

use std::sync::Arc;

use wakescope::executor::spawn;
use wakescope::future::yield_now;
use wakescope::run::to_end;
use wakescope::sync::{
    OwnedRwLockMappedWriteGuard, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dish(u32);

#[test]
fn owned_readers_read_together() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let theirs = lock.clone();
        let ours = lock.read_owned().await;
        let other = spawn(async move { *theirs.read_owned().await });
        assert_eq!(other.await.expect("the other task panicked"), *ours);
    });
}

#[test]
fn trying_for_an_owned_guard_does_what_trying_does() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let read = lock.clone().try_read_owned().unwrap();
        assert_eq!(*read, 1);
        assert!(lock.clone().try_write_owned().is_err());
        drop(read);
        let mut write = lock.clone().try_write_owned().unwrap();
        *write = 2;
        assert!(lock.clone().try_read_owned().is_err());
        drop(write);
        let mut write = lock.clone().write_owned().await;
        *write += 1;
        drop(write);
        assert_eq!(*lock.read().await, 3);
    });
}

#[test]
fn an_owned_readers_guard_narrows_and_knows_its_lock() {
    to_end(async {
        let lock = Arc::new(RwLock::new(Dish(1)));
        let guard = lock.clone().read_owned().await;
        assert!(Arc::ptr_eq(&lock, OwnedRwLockReadGuard::rwlock(&guard)));
        let guard = OwnedRwLockReadGuard::map(guard, |dish| &dish.0);
        assert!(Arc::ptr_eq(&lock, OwnedRwLockReadGuard::rwlock(&guard)));
        assert_eq!(*guard, 1);

        let guard = lock.clone().read_owned().await;
        let part = OwnedRwLockReadGuard::try_map(guard, |dish| Some(&dish.0));
        assert_eq!(*part.expect("there is such a part"), 1);

        let guard = lock.clone().read_owned().await;
        let none = OwnedRwLockReadGuard::try_map(guard, |_| None::<&u32>);
        assert_eq!(*none.unwrap_err(), Dish(1));
    });
}

#[test]
fn an_owned_writers_guard_narrows_and_knows_its_lock() {
    to_end(async {
        let lock = Arc::new(RwLock::new(Dish(1)));
        let guard = lock.clone().write_owned().await;
        assert!(Arc::ptr_eq(&lock, OwnedRwLockWriteGuard::rwlock(&guard)));
        let mut part = OwnedRwLockWriteGuard::map(guard, |dish| &mut dish.0);
        assert!(Arc::ptr_eq(
            &lock,
            OwnedRwLockMappedWriteGuard::rwlock(&part)
        ));
        *part = 2;
        drop(part);
        assert_eq!(Dish(2), *lock.read().await);

        let guard = lock.clone().write_owned().await;
        let part = OwnedRwLockWriteGuard::try_map(guard, |dish| Some(&mut dish.0));
        *part.expect("there is such a part") = 3;

        let guard = lock.clone().write_owned().await;
        let none = OwnedRwLockWriteGuard::try_map(guard, |_| None::<&mut u32>);
        let whole = OwnedRwLockWriteGuard::into_mapped(none.unwrap_err());
        let part = OwnedRwLockMappedWriteGuard::map(whole, |dish| &mut dish.0);
        let none = OwnedRwLockMappedWriteGuard::try_map(part, |_| None::<&mut u8>);
        assert_eq!(*none.unwrap_err(), 3);
        assert!(lock.try_write().is_ok());
        assert_eq!(Arc::strong_count(&lock), 1);
    });
}

#[test]
fn an_owned_writer_goes_on_as_a_reader_of_a_part() {
    to_end(async {
        let lock = Arc::new(RwLock::new(Dish(1)));
        let guard = lock.clone().write_owned().await;
        let part = OwnedRwLockWriteGuard::downgrade_map(guard, |dish| &dish.0);
        assert_eq!(lock.clone().read_owned().await.0, *part);
        drop(part);

        let guard = lock.clone().write_owned().await;
        let part = OwnedRwLockWriteGuard::try_downgrade_map(guard, |dish| Some(&dish.0));
        let part = part.expect("there is such a part");
        assert_eq!(lock.clone().read_owned().await.0, *part);
        drop(part);

        let guard = lock.clone().write_owned().await;
        let none = OwnedRwLockWriteGuard::try_downgrade_map(guard, |_| None::<&u32>);
        assert!(lock.try_read().is_err(), "it is a writer still");
        drop(none);
        assert!(lock.try_write().is_ok());
    });
}

#[test]
fn an_owned_writer_that_becomes_a_reader_lets_no_writer_in_between() {
    to_end(async {
        let lock = Arc::new(RwLock::new(1));
        let guard = lock.clone().write_owned().await;
        let theirs = lock.clone();
        let other = spawn(async move { *theirs.write_owned().await = 2 });
        yield_now().await;
        let guard = guard.downgrade();
        yield_now().await;
        assert_eq!(*guard, 1);
        drop(guard);
        other.await.unwrap();
        assert_eq!(*lock.read().await, 2);
    });
}
