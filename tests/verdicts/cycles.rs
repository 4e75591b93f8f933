//! Tasks that wait on themselves, or on each other in a circle.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use wakescope::executor::JoinHandle;
use wakescope::future::yield_now;
use wakescope::sync::{Mutex, Notify, RwLock, Semaphore, broadcast, mpsc, oneshot, watch};
use wakescope::time::{ms, sleep};

use crate::{check, forget, go};

#[test]
fn a_task_that_locks_its_own_mutex_again_is_deadlocked_alone() {
    check(
        async {
            let lock = Mutex::new(());
            let _guard = lock.lock().await;
            let _again = lock.lock().await;
        },
        "1 main Deadlock at Mutex",
    );
}

#[test]
fn a_reader_that_wants_to_write_is_deadlocked_alone() {
    check(
        async {
            let lock = RwLock::new(());
            let _read = lock.read().await;
            let _write = lock.write().await;
        },
        "1 main Deadlock at RwLock",
    );
}

#[test]
fn a_task_that_wants_the_permit_it_has_is_deadlocked_alone() {
    check(
        async {
            let seats = Semaphore::new(2);
            let _one = seats.acquire().await;
            let _two = seats.acquire_many(2).await;
        },
        "1 main Deadlock at Semaphore",
    );
}

#[test]
fn a_task_that_fills_its_own_channel_is_deadlocked_alone() {
    check(
        async {
            let (sender, _receiver) = mpsc::channel(1);
            sender.send(1).await.unwrap();
            sender.send(2).await.unwrap();
        },
        "1 main Deadlock at Mpsc",
    );
}

#[test]
fn a_task_that_receives_what_only_it_could_send_is_deadlocked_alone() {
    check(
        async {
            let (_sender, mut receiver) = mpsc::unbounded_channel::<()>();
            receiver.recv().await;
        },
        "1 main Deadlock at Mpsc",
    );
    check(
        async {
            let (_sender, receiver) = oneshot::channel::<()>();
            let _ = receiver.await;
        },
        "1 main Deadlock at Oneshot",
    );
    check(
        async {
            let (_sender, mut receiver) = watch::channel(1);
            let _ = receiver.changed().await;
        },
        "1 main Deadlock at Watch",
    );
    check(
        async {
            let (_sender, mut receiver) = broadcast::channel::<()>(1);
            let _ = receiver.recv().await;
        },
        "1 main Deadlock at Broadcast",
    );
}

#[test]
fn a_task_that_awaits_its_own_end_is_deadlocked_alone() {
    check(
        async {
            let (slot, own) = oneshot::channel::<JoinHandle<()>>();
            let handle = go("a", async {
                let own = own.await.unwrap();
                own.await.unwrap();
            });
            slot.send(handle).unwrap();
        },
        "1 a Deadlock at Join",
    );
}

/// Takes `first`, lets the others go, takes `second`.
async fn take_both(first: Arc<Mutex<()>>, second: Arc<Mutex<()>>) {
    let _first = first.lock().await;
    sleep(ms(1)).await;
    let _second = second.lock().await;
}

#[test]
fn a_cycle_of_locks_is_named_in_its_order_and_who_waits_on_it_is_blocked() {
    check(
        async {
            let forks: Vec<_> = (0..3).map(|_| Arc::new(Mutex::new(()))).collect();
            let tasks: Vec<_> = ["a", "b", "c"]
                .into_iter()
                .enumerate()
                .map(|(seat, name)| {
                    let [first, second] = [seat, (seat + 1) % 3].map(|fork| forks[fork].clone());
                    go(name, take_both(first, second))
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        },
        "1 a Deadlock at Mutex; 1 b Deadlock at Mutex; 1 c Deadlock at Mutex;
         2 main Blocked at Join",
    );
}

#[test]
fn two_cycles_have_a_group_each() {
    check(
        async {
            let forks: Vec<_> = (0..4).map(|_| Arc::new(Mutex::new(()))).collect();
            for (name, first, second) in [("a", 0, 1), ("b", 2, 3), ("c", 1, 0), ("d", 3, 2)] {
                drop(go(
                    name,
                    take_both(forks[first].clone(), forks[second].clone()),
                ));
            }
        },
        "1 a Deadlock at Mutex; 1 c Deadlock at Mutex;
         2 b Deadlock at Mutex; 2 d Deadlock at Mutex",
    );
}

#[test]
fn of_two_cycles_that_share_a_task_one_is_named() {
    check(
        async {
            let seats = Arc::new(Semaphore::new(2));
            let lock = Arc::new(Mutex::new(()));
            // b and c hold a permit each and want the lock; a holds the lock
            // and wants a permit.
            for name in ["b", "c"] {
                let (seats, lock) = (seats.clone(), lock.clone());
                drop(go(name, async move {
                    let _seat = seats.acquire().await;
                    sleep(ms(1)).await;
                    drop(lock.lock().await);
                }));
            }
            drop(go("a", async move {
                let _guard = lock.lock().await;
                sleep(ms(1)).await;
                drop(seats.acquire().await);
            }));
        },
        "1 b Deadlock at Mutex; 1 a Deadlock at Semaphore; 2 c Blocked at Mutex",
    );
}

#[test]
fn tasks_that_await_each_others_end_are_deadlocked() {
    check(
        async {
            let (give, take) = oneshot::channel::<JoinHandle<()>>();
            let a = go("a", async move { take.await.unwrap().await.unwrap() });
            let b = go("b", async move { a.await.unwrap() });
            give.send(b).unwrap();
        },
        "1 a Deadlock at Join; 1 b Deadlock at Join",
    );
}

#[test]
fn tasks_that_each_wait_for_the_others_message_are_deadlocked() {
    check(
        async {
            let (to_a, mut at_a) = mpsc::channel::<()>(1);
            let (to_b, mut at_b) = mpsc::channel::<()>(1);
            drop(go("a", async move {
                at_a.recv().await;
                to_b.send(()).await.unwrap();
            }));
            drop(go("b", async move {
                at_b.recv().await;
                to_a.send(()).await.unwrap();
            }));
        },
        "1 a Deadlock at Mpsc; 1 b Deadlock at Mpsc",
    );
}

#[test]
fn tasks_that_fill_each_others_channels_are_deadlocked() {
    check(
        async {
            let (to_a, mut at_a) = mpsc::channel::<u32>(1);
            let (to_b, mut at_b) = mpsc::channel::<u32>(1);
            drop(go("a", async move {
                for number in 0..3 {
                    to_b.send(number).await.unwrap();
                }
                at_a.recv().await;
            }));
            drop(go("b", async move {
                for number in 0..3 {
                    to_a.send(number).await.unwrap();
                }
                at_b.recv().await;
            }));
        },
        "1 a Deadlock at Mpsc; 1 b Deadlock at Mpsc",
    );
}

#[test]
fn a_cycle_may_go_through_a_join_a_channel_and_a_lock() {
    check(
        async {
            let lock = Arc::new(Mutex::new(()));
            let (sender, receiver) = oneshot::channel::<()>();
            let held = lock.clone();
            let c = go("c", async move {
                yield_now().await;
                drop(lock.lock().await);
                drop(sender);
            });
            let a = go("a", async move {
                let _guard = held.lock().await;
                yield_now().await;
                c.await.unwrap();
            });
            drop(go("b", async move {
                let _ = receiver.await;
            }));
            drop(a);
        },
        "1 c Deadlock at Mutex; 1 a Deadlock at Join; 2 b Blocked at Oneshot",
    );
}

#[test]
fn ends_of_watch_and_broadcast_channels_make_cycles_too() {
    check(
        async {
            let (news, mut read) = watch::channel(0);
            let (calls, mut hear) = broadcast::channel::<()>(4);
            drop(go("a", async move {
                let _ = read.changed().await;
                drop(calls);
            }));
            drop(go("b", async move {
                let _ = hear.recv().await;
                drop(news);
            }));
        },
        "1 a Deadlock at Watch; 1 b Deadlock at Broadcast",
    );
}

#[test]
fn whoever_waits_for_the_other_side_to_go_waits_on_its_holder() {
    check(
        async {
            let (sender, receiver) = mpsc::channel::<()>(1);
            let b = go("b", async move {
                let _receiver = receiver;
                Notify::new().notified().await;
            });
            sender.closed().await;
            b.await.unwrap();
        },
        "1 main Blocked at Mpsc; 2 b Stranded at Notify",
    );
}

#[test]
fn a_lock_is_held_by_whoever_has_the_guard_not_by_who_locked_it() {
    check(
        async {
            let lock = Arc::new(Mutex::new(()));
            let guard = lock.clone().lock_owned().await;
            drop(go("a", async move {
                let _guard = guard;
                Notify::new().notified().await;
            }));
            drop(go("b", async move { drop(lock.lock().await) }));
        },
        "1 a Stranded at Notify; 2 b Blocked at Mutex",
    );
}

#[test]
fn tasks_that_keep_each_others_wakers_by_hand_are_deadlocked() {
    type Slot = Rc<RefCell<Option<Waker>>>;
    /// Keeps its waker in `mine`, and holds `other` for ever.
    async fn keep(mine: Slot, other: Slot) {
        poll_fn(|context| {
            *mine.borrow_mut() = Some(context.waker().clone());
            Poll::<()>::Pending
        })
        .await;
        drop(other);
    }
    check(
        async {
            let slots: [Slot; 2] = Default::default();
            // Each slot lies in the other task alone once both have begun.
            let [a, b] = slots.clone();
            let (weak_a, weak_b) = (Rc::downgrade(&a), Rc::downgrade(&b));
            for (name, mine, kept) in [("a", weak_a, b), ("b", weak_b, a)] {
                drop(go(name, async move {
                    poll_fn(|context| {
                        if let Some(mine) = mine.upgrade() {
                            *mine.borrow_mut() = Some(context.waker().clone());
                        }
                        Poll::<()>::Pending
                    })
                    .await;
                    drop(kept);
                }));
            }
            yield_now().await;
        },
        "1 a Deadlock; 1 b Deadlock",
    );
    let alone: Slot = Rc::default();
    check(keep(alone.clone(), alone), "1 main Stranded");
}

#[test]
fn a_task_whose_waker_is_kept_by_one_that_is_lost_is_blocked_by_it() {
    check(
        async {
            let slot: Rc<RefCell<Option<Waker>>> = Rc::default();
            let weak = Rc::downgrade(&slot);
            drop(go("a", async move {
                poll_fn(|context| {
                    if let Some(slot) = weak.upgrade() {
                        *slot.borrow_mut() = Some(context.waker().clone());
                    }
                    Poll::<()>::Pending
                })
                .await;
            }));
            drop(go("b", async move {
                forget().await;
                drop(slot);
            }));
        },
        "1 a Blocked; 2 b Lost",
    );
}
