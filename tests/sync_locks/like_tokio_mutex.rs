//! The examples of tokio's documentation of `Mutex`, in our own words.

use std::sync::Arc;

use wakescope::executor::spawn;
use wakescope::future::yield_now;
use wakescope::run::to_end;
use wakescope::sync::{Mutex, MutexGuard, OwnedMutexGuard, TryLockError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dish(u32);

#[test]
fn two_tasks_change_one_value() {
    to_end(async {
        let ours = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&ours);
        let other = spawn(async move {
            let mut lock = theirs.lock().await;
            *lock += 1;
        });
        {
            let mut lock = ours.lock().await;
            *lock += 1;
        }
        other.await.unwrap();
        assert_eq!(*ours.lock().await, 2);
    });
}

#[test]
fn five_tasks_count_to_fifty() {
    to_end(async {
        let count = Arc::new(Mutex::new(0));
        for _ in 0..5 {
            let count = Arc::clone(&count);
            spawn(async move {
                for _ in 0..10 {
                    let mut lock = count.lock().await;
                    *lock += 1;
                }
            });
        }
        // On one thread, whoever polls gives way: a free lock does not wait.
        while *count.lock().await < 50 {
            yield_now().await;
        }
    });
}

#[test]
fn a_static_mutex_needs_no_setting_up() {
    static LOCK: Mutex<i32> = Mutex::const_new(5);
    to_end(async {
        *LOCK.lock().await += 1;
        assert_eq!(*LOCK.lock().await, 6);
    });
}

#[test]
fn an_owned_guard_keeps_its_mutex_alive() {
    to_end(async {
        let mutex = Arc::new(Mutex::new(1));
        let mut guard = mutex.clone().lock_owned().await;
        drop(mutex);
        *guard = 2;
        assert_eq!(*guard, 2);
    });
}

#[test]
fn trying_locks_what_nobody_holds() -> Result<(), TryLockError> {
    let mutex = Arc::new(Mutex::new(1));
    let guard = mutex.try_lock()?;
    assert_eq!(*guard, 1);
    assert_eq!(
        mutex.try_lock().unwrap_err().to_string(),
        "operation would block"
    );
    assert!(mutex.clone().try_lock_owned().is_err());
    drop(guard);
    assert_eq!(*mutex.clone().try_lock_owned()?, 1);
    Ok(())
}

#[test]
fn whoever_owns_the_mutex_needs_no_lock() {
    let mut mutex = Mutex::new(1);
    *mutex.get_mut() = 2;
    assert_eq!(mutex.into_inner(), 2);
}

#[test]
fn a_guard_narrows_to_a_part() {
    to_end(async {
        let dish = Mutex::new(Dish(1));
        {
            let mut part = MutexGuard::map(dish.lock().await, |dish| &mut dish.0);
            *part = 2;
        }
        assert_eq!(Dish(2), *dish.lock().await);
        {
            let part = MutexGuard::try_map(dish.lock().await, |dish| Some(&mut dish.0));
            *part.expect("there is such a part") = 3;
        }
        let none = MutexGuard::try_map(dish.lock().await, |_| None::<&mut u32>);
        assert_eq!(*none.unwrap_err(), Dish(3));
        assert!(dish.try_lock().is_ok());
    });
}

#[test]
fn an_owned_guard_narrows_to_a_part() {
    to_end(async {
        let dish = Arc::new(Mutex::new(Dish(1)));
        {
            let guard = dish.clone().lock_owned().await;
            let mut part = OwnedMutexGuard::map(guard, |dish| &mut dish.0);
            *part = 2;
        }
        assert_eq!(Dish(2), *dish.lock().await);
        {
            let guard = dish.clone().lock_owned().await;
            let part = OwnedMutexGuard::try_map(guard, |dish| Some(&mut dish.0));
            *part.expect("there is such a part") = 3;
        }
        let guard = dish.clone().lock_owned().await;
        let none = OwnedMutexGuard::try_map(guard, |_| None::<&mut u32>);
        assert_eq!(*none.unwrap_err(), Dish(3));
        assert_eq!(Arc::strong_count(&dish), 1);
    });
}

#[test]
fn a_guard_knows_its_mutex() {
    async fn again(guard: MutexGuard<'_, u32>) -> MutexGuard<'_, u32> {
        let mutex = MutexGuard::mutex(&guard);
        drop(guard);
        mutex.lock().await
    }

    async fn again_owned(guard: OwnedMutexGuard<u32>) -> OwnedMutexGuard<u32> {
        let mutex: Arc<Mutex<u32>> = OwnedMutexGuard::mutex(&guard).clone();
        drop(guard);
        mutex.lock_owned().await
    }

    to_end(async {
        let mutex = Arc::new(Mutex::new(7));
        assert_eq!(*again(mutex.lock().await).await, 7);
        assert_eq!(*again_owned(mutex.clone().lock_owned().await).await, 7);
    });
}

#[test]
fn it_is_shown_with_its_value_or_as_locked() {
    let mutex = Mutex::from(5);
    assert_eq!(format!("{mutex:?}"), "Mutex { data: 5 }");
    let guard = mutex.try_lock().unwrap();
    assert_eq!(format!("{mutex:?}"), "Mutex { data: <locked> }");
    assert_eq!(format!("{guard} {guard:?}"), "5 5");
    assert_eq!(Mutex::<u8>::default().into_inner(), 0);
}

#[test]
fn a_value_without_a_size_can_be_locked() {
    to_end(async {
        let mutex: Arc<Mutex<[i32]>> = Arc::new(Mutex::new([1, 2, 3]));
        mutex.lock().await[0] = 5;
        assert_eq!(mutex.clone().lock_owned().await[..], [5, 2, 3]);
    });
}
