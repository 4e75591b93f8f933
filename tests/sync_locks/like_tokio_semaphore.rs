//! The examples of tokio's documentation of `Semaphore`, in our own words.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use wakescope::executor::{JoinHandle, spawn};
use wakescope::future::yield_now;
use wakescope::run::to_end;
use wakescope::sync::{Mutex, Semaphore, TryAcquireError};
use wakescope::time::{Duration, interval, now};

#[test]
fn permits_run_out_and_the_next_attempt_says_so() {
    to_end(async {
        let stoves = Semaphore::new(3);
        let _one = stoves.acquire().await.unwrap();
        let _two = stoves.acquire_many(2).await.unwrap();
        assert_eq!(stoves.available_permits(), 0);
        let attempt = stoves.try_acquire();
        assert_eq!(attempt.err(), Some(TryAcquireError::NoPermits));
    });
}

#[test]
fn a_static_semaphore_limits_open_files() {
    static OPEN_FILES: Semaphore = Semaphore::const_new(100);

    async fn write_file(text: &str, written: &RefCell<String>) -> std::io::Result<()> {
        let _permit = OPEN_FILES.acquire().await.unwrap();
        yield_now().await;
        written.borrow_mut().push_str(text);
        Ok(())
    }

    to_end(async {
        let written = RefCell::default();
        write_file("soup", &written).await.unwrap();
        assert_eq!(*written.borrow(), "soup");
        assert_eq!(OPEN_FILES.available_permits(), 100);
    });
}

#[test]
fn at_most_ten_of_a_hundred_tasks_send_at_once() {
    to_end(async {
        let semaphore = Arc::new(Semaphore::new(10));
        let (sending, most) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        let mut handles = Vec::new();
        for id in 0..100 {
            let semaphore = semaphore.clone();
            let (sending, most) = (sending.clone(), most.clone());
            handles.push(spawn(async move {
                let permit = semaphore.acquire().await.unwrap();
                sending.set(sending.get() + 1);
                most.set(most.get().max(sending.get()));
                yield_now().await; // sends its request and waits for the answer
                sending.set(sending.get() - 1);
                drop(permit);
                id * 2
            }));
        }
        let mut answers = Vec::new();
        for handle in handles {
            answers.push(handle.await.unwrap());
        }
        assert_eq!(answers, (0..100).map(|id| id * 2).collect::<Vec<_>>());
        assert_eq!(most.get(), 10);
    });
}

#[test]
fn an_owned_permit_moves_into_the_task_it_was_acquired_for() {
    to_end(async {
        let semaphore = Arc::new(Semaphore::new(3));
        let served = Rc::new(Cell::new(0));
        for _ in 0..7 {
            let permit = semaphore.clone().acquire_owned().await.unwrap();
            let served = served.clone();
            spawn(async move {
                yield_now().await; // serves the connection
                served.set(served.get() + 1);
                drop(permit);
            });
        }
        let _all = semaphore.acquire_many(3).await.unwrap();
        assert_eq!(served.get(), 7);
    });
}

#[test]
fn one_static_permit_keeps_two_users_of_a_database_apart() {
    struct Database {
        map: Mutex<BTreeMap<String, i32>>,
    }

    impl Database {
        const fn setup() -> Database {
            Database {
                map: Mutex::const_new(BTreeMap::new()),
            }
        }
        async fn insert(&self, key: &str, value: i32) {
            self.map.lock().await.insert(key.to_string(), value);
        }
        async fn update(&self, key: &str, value: i32) {
            let mut map = self.map.lock().await;
            map.entry(key.to_string()).and_modify(|old| *old = value);
        }
        async fn delete(&self, key: &str) {
            self.map.lock().await.remove(key);
        }
        async fn get(&self, key: &str) -> i32 {
            *self.map.lock().await.get(key).unwrap()
        }
    }

    static PERMIT: Semaphore = Semaphore::const_new(1);
    static DATABASE: Database = Database::setup();

    async fn inserts() {
        let permit = PERMIT.acquire().await.unwrap();
        DATABASE.insert("name", 0).await;
        yield_now().await;
        assert_eq!(DATABASE.get("name").await, 0);
        DATABASE.delete("name").await;
        drop(permit);
    }

    async fn updates() {
        let permit = PERMIT.acquire().await.unwrap();
        DATABASE.insert("name", 0).await;
        yield_now().await;
        DATABASE.update("name", 1).await;
        assert_eq!(DATABASE.get("name").await, 1);
        DATABASE.delete("name").await;
        drop(permit);
    }

    to_end(async {
        let (one, two) = (spawn(inserts()), spawn(updates()));
        one.await.unwrap();
        two.await.unwrap();
    });
}

/// Tokens are used up by whoever acquires, and come back with time alone.
struct TokenBucket {
    tokens: Arc<Semaphore>,
    refill: JoinHandle<()>,
}

impl TokenBucket {
    fn new(every: Duration, capacity: usize) -> TokenBucket {
        let tokens = Arc::new(Semaphore::new(capacity));
        let refill = spawn({
            let tokens = tokens.clone();
            async move {
                let mut interval = interval(every);
                loop {
                    interval.tick().await;
                    if tokens.available_permits() < capacity {
                        tokens.add_permits(1);
                    }
                }
            }
        });
        TokenBucket { tokens, refill }
    }

    async fn acquire(&self) {
        self.tokens.acquire().await.unwrap().forget();
    }
}

impl Drop for TokenBucket {
    fn drop(&mut self) {
        self.refill.abort();
    }
}

#[test]
fn a_token_bucket_limits_the_rate() {
    to_end(async {
        let bucket = TokenBucket::new(Duration::from_millis(200), 5);
        let begin = now();
        for _ in 0..15 {
            bucket.acquire().await;
        }
        // 5 tokens, and one more at 0, 200, 400, … milliseconds.
        assert!(now() - begin >= Duration::from_millis(1800));
    });
}

#[test]
fn a_dropped_permit_is_available_again() {
    to_end(async {
        let semaphore = Semaphore::new(2);
        let one = semaphore.acquire().await.unwrap();
        assert_eq!(semaphore.available_permits(), 1);
        let _two = semaphore.acquire().await.unwrap();
        assert_eq!(semaphore.available_permits(), 0);
        drop(one);
        assert_eq!(semaphore.available_permits(), 1);
    });
}

#[test]
fn many_permits_are_acquired_together() {
    to_end(async {
        let semaphore = Semaphore::new(5);
        let _three = semaphore.acquire_many(3).await.unwrap();
        assert_eq!(semaphore.available_permits(), 2);
    });
}

#[test]
fn trying_takes_what_is_there_and_fails_otherwise() {
    let semaphore = Semaphore::new(2);
    let _one = semaphore.try_acquire().unwrap();
    assert_eq!(semaphore.available_permits(), 1);
    let _two = semaphore.try_acquire().unwrap();
    let three = semaphore.try_acquire();
    assert_eq!(three.err(), Some(TryAcquireError::NoPermits));

    let semaphore = Semaphore::new(4);
    let _three = semaphore.try_acquire_many(3).unwrap();
    assert_eq!(semaphore.available_permits(), 1);
    let two = semaphore.try_acquire_many(2);
    assert_eq!(two.err(), Some(TryAcquireError::NoPermits));
}

#[test]
fn trying_for_owned_permits_does_the_same() {
    let semaphore = Arc::new(Semaphore::new(2));
    let _one = Arc::clone(&semaphore).try_acquire_owned().unwrap();
    assert_eq!(semaphore.available_permits(), 1);
    let _two = Arc::clone(&semaphore).try_acquire_owned().unwrap();
    let three = semaphore.try_acquire_owned();
    assert_eq!(three.err(), Some(TryAcquireError::NoPermits));

    let semaphore = Arc::new(Semaphore::new(4));
    let _three = Arc::clone(&semaphore).try_acquire_many_owned(3).unwrap();
    assert_eq!(semaphore.available_permits(), 1);
    let two = semaphore.try_acquire_many_owned(2);
    assert_eq!(two.err(), Some(TryAcquireError::NoPermits));
}

#[test]
fn tasks_own_several_permits() {
    to_end(async {
        let semaphore = Arc::new(Semaphore::new(10));
        let mut handles = Vec::new();
        for _ in 0..8 {
            let permit = semaphore.clone().acquire_many_owned(2).await.unwrap();
            assert!(Arc::ptr_eq(permit.semaphore(), &semaphore));
            handles.push(spawn(async move { drop(permit) }));
        }
        for handle in handles {
            handle.await.unwrap();
        }
        assert_eq!(semaphore.available_permits(), 10);
    });
}

#[test]
fn closing_gives_an_error_to_those_who_wait_and_to_those_who_come() {
    to_end(async {
        let semaphore = Arc::new(Semaphore::new(1));
        let waiting = spawn({
            let semaphore = semaphore.clone();
            async move { semaphore.acquire_many(2).await.is_err() }
        });
        yield_now().await;
        assert!(!semaphore.is_closed());
        semaphore.close();
        assert!(semaphore.is_closed());
        let attempt = semaphore.try_acquire();
        assert_eq!(attempt.err(), Some(TryAcquireError::Closed));
        assert!(waiting.await.unwrap());
    });
}

#[test]
fn forgotten_permits_do_not_come_back() {
    let semaphore = Arc::new(Semaphore::new(10));
    let permit = semaphore.try_acquire_many(3).unwrap();
    assert_eq!(semaphore.available_permits(), 7);
    permit.forget();
    assert_eq!(semaphore.available_permits(), 7);
    semaphore
        .clone()
        .try_acquire_many_owned(3)
        .unwrap()
        .forget();
    assert_eq!(semaphore.available_permits(), 4);
    assert_eq!(semaphore.forget_permits(10), 4);
    assert_eq!(semaphore.available_permits(), 0);
}

#[test]
fn merged_permits_are_released_in_one_batch() {
    let semaphore = Semaphore::new(10);
    let mut permit = semaphore.try_acquire().unwrap();
    for _ in 0..9 {
        permit.merge(semaphore.try_acquire().unwrap());
    }
    assert_eq!(
        (semaphore.available_permits(), permit.num_permits()),
        (0, 10)
    );
    drop(permit);
    assert_eq!(semaphore.available_permits(), 10);

    let semaphore = Arc::new(semaphore);
    let mut permit = semaphore.clone().try_acquire_owned().unwrap();
    for _ in 0..9 {
        permit.merge(semaphore.clone().try_acquire_owned().unwrap());
    }
    assert_eq!(
        (semaphore.available_permits(), permit.num_permits()),
        (0, 10)
    );
    drop(permit);
    assert_eq!(semaphore.available_permits(), 10);
}

#[test]
fn permits_split() {
    let semaphore = Arc::new(Semaphore::new(3));
    let mut one = semaphore.try_acquire_many(3).unwrap();
    let two = one.split(1).unwrap();
    assert_eq!((one.num_permits(), two.num_permits()), (2, 1));
    assert!(one.split(3).is_none());
    drop((one, two));

    let mut one = semaphore.clone().try_acquire_many_owned(3).unwrap();
    let two = one.split(1).unwrap();
    assert_eq!((one.num_permits(), two.num_permits()), (2, 1));
    assert!(one.split(3).is_none());
    drop(one);
    assert_eq!(semaphore.available_permits(), 2);
}

#[test]
#[should_panic(expected = "different semaphore")]
fn permits_of_two_semaphores_do_not_merge() {
    let (one, two) = (Semaphore::new(1), Semaphore::new(1));
    one.try_acquire().unwrap().merge(two.try_acquire().unwrap());
}
