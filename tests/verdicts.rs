//! Verdicts, exact both ways: each kind where it is due, told in order and
//! with what the task waits for; and none where a task could still go on.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

#[path = "support/sentence.rs"]
mod sentence;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use wakescope::executor::{Builder, JoinHandle, Program, spawn_named};
use wakescope::future::{input, observe, yield_now};
use wakescope::run::{ExecutorKind, PolicyKind, Progress, Run, RunSpec};
use wakescope::sync::{Barrier, Mutex, Notify, RwLock, Semaphore, broadcast, mpsc, oneshot, watch};
use wakescope::time::{ms, sleep};
use wakescope::trace::{Halt, Replay, Trace, WhenFull};
use wakescope::{join, log, select};

/// The verdicts of a run: `group task Kind`, and at what, in order.
fn verdicts_of(run: &Run) -> String {
    run.with_trace(|trace: &Trace| {
        let mut replay = Replay::new();
        replay.extend(trace);
        let state = replay.tip();
        let words = state.verdicts.iter().map(|verdict| {
            let name = &trace.tasks()[verdict.task as usize].name;
            let at = match state.resource(verdict.resource) {
                Some(resource) => format!(" at {:?}", resource.kind),
                None => String::new(),
            };
            format!("{} {name} {:?}{at}", verdict.group, verdict.kind)
        });
        words.collect::<Vec<_>>().join("; ")
    })
}

/// Runs `main`, which does not end well, and compares the verdicts.
#[track_caller]
fn check(main: impl Future<Output = ()> + 'static, expected: &str) {
    let run = sentence::run(main);
    assert_eq!(run.progress(), Progress::Over);
    let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(verdicts_of(&run), expected);
}

/// Runs `main`, which is sound.
#[track_caller]
fn sound(main: impl Future<Output = ()> + 'static) {
    check(main, "");
}

fn go(name: &str, task: impl Future<Output = ()> + 'static) -> JoinHandle<()> {
    spawn_named(name, task)
}

/// Answers `Pending` once and keeps no waker.
async fn forget() {
    let mut polls = 0;
    poll_fn(|_| {
        polls += 1;
        if polls > 1 {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

// ---- lost ----

#[test]
fn a_task_that_keeps_no_waker_is_lost() {
    check(forget(), "1 main Lost");
}

#[test]
fn a_task_whose_every_waker_was_dropped_is_lost() {
    let kept: Rc<RefCell<Option<Waker>>> = Rc::default();
    check(
        async move {
            let slot = kept.clone();
            drop(go(
                "a",
                poll_fn(move |context| {
                    *slot.borrow_mut() = Some(context.waker().clone());
                    Poll::Pending
                }),
            ));
            yield_now().await;
            kept.take();
        },
        "1 a Lost",
    );
}

#[test]
fn a_task_that_another_can_still_wake_is_not_lost() {
    sound(async {
        let lost: JoinHandle<()> = go("a", async {
            join!(forget(), sleep(ms(1)));
        });
        lost.await.unwrap();
    });
}

// ---- stranded ----

#[test]
fn a_task_whose_waker_only_it_can_reach_is_stranded() {
    check(
        async {
            let mut own = None;
            poll_fn(|context| {
                own = Some(context.waker().clone());
                Poll::<()>::Pending
            })
            .await;
        },
        "1 main Stranded",
    );
}

#[test]
fn whoever_waits_for_a_notice_that_never_comes_is_stranded() {
    check(
        async { Notify::new().notified().await },
        "1 main Stranded at Notify",
    );
    check(
        async {
            let barrier = Arc::new(Barrier::new(3));
            for name in ["a", "b"] {
                let barrier = barrier.clone();
                drop(go(name, async move {
                    barrier.wait().await;
                }));
            }
        },
        "1 a Stranded at Barrier; 2 b Stranded at Barrier",
    );
}

#[test]
fn whoever_wants_more_permits_than_there_are_is_stranded_and_blocks_those_behind() {
    check(
        async {
            let seats = Arc::new(Semaphore::new(2));
            let [one, two] = [seats.clone(), seats.clone()];
            drop(go("a", async move { drop(one.acquire_many(3).await) }));
            drop(go("b", async move { drop(two.acquire().await) }));
        },
        "1 a Stranded at Semaphore; 2 b Blocked at Semaphore",
    );
}

// ---- deadlock, by one's own hand ----

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

// ---- deadlock, of several ----

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

// ---- who is in the way ----

#[test]
fn a_reader_behind_a_writer_waits_on_the_writer() {
    check(
        async {
            let lock = Arc::new(RwLock::new(()));
            let other = lock.clone();
            let _read = lock.read().await;
            drop(go("writer", async move { drop(other.write().await) }));
            yield_now().await;
            // There is room for readers, but the writer came before.
            let _again = lock.read().await;
        },
        "1 main Deadlock at RwLock; 1 writer Deadlock at RwLock",
    );
}

#[test]
fn a_sender_that_waits_for_a_reserved_slot_does_not_wait_on_the_receiver() {
    check(
        async {
            let (sender, mut receiver) = mpsc::channel::<u32>(1);
            let other = sender.clone();
            drop(go("reserves", async move {
                let _permit = sender.reserve().await.unwrap();
                Notify::new().notified().await;
            }));
            drop(go("sends", async move { other.send(1).await.unwrap() }));
            receiver.recv().await;
        },
        "1 main Blocked at Mpsc; 2 reserves Stranded at Notify; 3 sends Stranded at Mpsc",
    );
}

#[test]
fn a_task_may_be_blocked_by_one_that_is_blocked_itself() {
    check(
        async {
            let lock = Arc::new(Mutex::new(()));
            let held = lock.clone();
            let a = go("a", async move {
                let _guard = held.lock().await;
                forget().await;
            });
            let b = go("b", async move { drop(lock.lock().await) });
            b.await.unwrap();
            a.await.unwrap();
        },
        "1 main Blocked at Join; 2 a Lost; 3 b Blocked at Mutex",
    );
}

// ---- conduct ----

#[test]
fn a_task_that_only_wakes_itself_a_hundred_times_is_busy_waiting() {
    let spins = |times| async move {
        for _ in 0..times {
            yield_now().await;
        }
    };
    // The first poll is not in vain, whatever it does.
    check(spins(101), "1 main BusyWaiting");
    sound(spins(100));
}

#[test]
fn a_task_that_does_something_between_its_yields_is_not_busy_waiting() {
    sound(async {
        for number in 0..300 {
            log!("{number}");
            yield_now().await;
        }
    });
    // Nor one that wakes another by hand.
    sound(async {
        let line: Rc<RefCell<VecDeque<Waker>>> = Rc::default();
        let theirs = line.clone();
        let other = go("other", async move {
            for _ in 0..300 {
                let mut woken = false;
                poll_fn(|context| {
                    if std::mem::replace(&mut woken, true) {
                        return Poll::Ready(());
                    }
                    theirs.borrow_mut().push_back(context.waker().clone());
                    Poll::Pending
                })
                .await;
            }
        });
        for _ in 0..302 {
            if let Some(waker) = line.borrow_mut().pop_front() {
                waker.wake();
            }
            yield_now().await;
        }
        other.await.unwrap();
    });
}

#[test]
fn a_future_that_is_dropped_unpolled_is_forgotten() {
    check(
        async {
            drop(observe(sleep(ms(1))));
            observe(sleep(ms(1))).await;
        },
        "1 main Forgotten at Future",
    );
}

/// A run of `main` that is stopped after `turns` turns.
fn stopped(policy: PolicyKind, turns: u64, main: impl Future<Output = ()> + 'static) -> Run {
    let spec = RunSpec::program(ExecutorKind::Queue, policy, 1);
    let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
    assert_eq!(run.run_to_end(turns), Progress::Halted(Halt::TurnLimit));
    run
}

/// One task that waits its turn, and two that never rest, but do something.
async fn crowded() {
    drop(Builder::new().name("meek").spawn(async { log!("at last") }));
    for name in ["loud", "louder"] {
        drop(Builder::new().name(name).priority(1).spawn(async {
            loop {
                log!("me");
                yield_now().await;
            }
        }));
    }
}

#[test]
fn a_task_that_others_are_always_preferred_to_is_starved() {
    for policy in [PolicyKind::Lifo, PolicyKind::Priority] {
        let run = stopped(policy, 1_100, crowded());
        assert!(
            verdicts_of(&run).starts_with("1 meek Starved"),
            "{policy:?}"
        );
        assert_eq!(verdicts_of(&stopped(policy, 900, crowded())), "");
    }
}

#[test]
fn a_fair_policy_starves_nobody() {
    for policy in [PolicyKind::Fifo, PolicyKind::Random] {
        assert_eq!(verdicts_of(&stopped(policy, 5_000, crowded())), "");
    }
}

#[test]
fn whoever_stands_in_a_long_line_is_not_starved() {
    let crowd = |executor| {
        let main = async {
            for _ in 0..3_000 {
                drop(go("one of many", async {
                    loop {
                        log!("me");
                        yield_now().await;
                    }
                }));
            }
        };
        let spec = RunSpec::program(executor, PolicyKind::Fifo, 0);
        let mut run = Run::of(spec, 1 << 20, WhenFull::Stop, || Program::new(main));
        run.run_to_end(8_000);
        verdicts_of(&run)
    };
    assert_eq!(crowd(ExecutorKind::Queue), "");
    assert_eq!(crowd(ExecutorKind::BusyLoop), "");
}

// ---- none where a task could still go on ----

#[test]
fn a_run_that_waits_for_an_input_has_no_verdict_until_the_input_came() {
    let run = sentence::run(async {
        drop(go("lost", forget()));
        input("click").await;
    });
    assert_eq!(run.with_trace(|trace| trace.text(0).to_owned()), "");
    let mut spec = RunSpec::program(ExecutorKind::Queue, PolicyKind::Fifo, 0);
    let program = || {
        Program::new(async {
            drop(go("lost", forget()));
            input("click").await;
        })
    };
    let mut run = Run::of(spec.clone(), 1 << 12, WhenFull::Stop, program);
    assert_eq!(run.run(1_000), Progress::AwaitsInput);
    assert_eq!(verdicts_of(&run), "");
    spec.inputs.push(wakescope::run::InputAt {
        turn: 0,
        at: wakescope::time::Instant::START,
        name: "click",
    });
    let mut run = Run::of(spec, 1 << 12, WhenFull::Stop, program);
    // Nobody waits yet when it comes: it is gone, as a click is.
    assert_eq!(run.run(1_000), Progress::AwaitsInput);
}

#[test]
fn a_run_that_is_stopped_says_nothing_about_those_who_wait() {
    let run = stopped(PolicyKind::Fifo, 50, async {
        drop(go("lost", forget()));
        drop(go("sleeps", sleep(ms(5))));
        let lock = Arc::new(Mutex::new(()));
        drop(go("relocks", async move {
            let _one = lock.lock().await;
            let _two = lock.lock().await;
        }));
        loop {
            yield_now().await;
        }
    });
    assert_eq!(verdicts_of(&run), "");
}

#[test]
fn programs_that_end_have_no_verdict_however_they_wait() {
    sound(async {
        let lock = Arc::new(Mutex::new(0));
        let (sender, mut receiver) = mpsc::channel(1);
        let tasks: Vec<_> = (0..4_u32)
            .map(|number| {
                let (lock, sender) = (lock.clone(), sender.clone());
                go("one of four", async move {
                    for _ in 0..5 {
                        *lock.lock().await += 1;
                        sender.send(number).await.unwrap();
                        sleep(ms(u64::from(number))).await;
                    }
                })
            })
            .collect();
        drop(sender);
        let mut received = 0;
        loop {
            select! {
                Some(_) = receiver.recv() => received += 1,
                () = sleep(ms(1)) => {}
                else => break,
            }
            if received == 20 {
                break;
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        // What is aborted, detached or panics is no one's fault.
        let idle = go("idle", pending());
        yield_now().await;
        idle.abort();
        assert!(idle.await.is_err());
        drop(go("bad", async { panic!("it panics") }));
    });
}
