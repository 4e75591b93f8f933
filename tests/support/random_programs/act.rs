//! Doing what a plan says, by the library's public interface alone.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use wakescope::executor::{Builder, spawn_named};
use wakescope::future::{observe, yield_now};
use wakescope::sync::{Barrier, Notify, oneshot};
use wakescope::time::{Duration, cpu, interval, now, sleep, timeout};
use wakescope::{join, select};

use super::channels;
use super::plan::{Leaf, Plan, Step};
use super::world::World;

/// So many quarters of a millisecond.
pub(super) fn quarters(count: u64) -> Duration {
    Duration::from_micros(250 * count)
}

/// The program that does what `plan` says.
pub(super) async fn program(plan: Plan) {
    let world = Rc::new(World::new());
    act(&world, &plan).await;
}

/// The steps of `plan`, one after the other.
fn act(world: &Rc<World>, plan: &Plan) -> Pin<Box<dyn Future<Output = ()>>> {
    let (world, plan) = (Rc::clone(world), Rc::clone(plan));
    Box::pin(async move {
        for step in plan.iter() {
            one(&world, step).await;
        }
    })
}

pub(super) async fn pass(leaf: Leaf) {
    let start = now();
    match leaf {
        Leaf::Sleep(time) => {
            sleep(quarters(time)).await;
            assert!(start.elapsed() >= quarters(time), "a sleep ended early");
        }
        Leaf::Cpu(time) => {
            cpu(quarters(time)).await;
            assert_eq!(start.elapsed(), quarters(time));
        }
        Leaf::Yield => yield_now().await,
    }
}

async fn one(world: &Rc<World>, step: &Step) {
    match step {
        Step::Leaf(leaf) => pass(*leaf).await,
        Step::Ticks { period, count } => {
            let start = now();
            let mut ticks = interval(quarters(*period));
            for number in 0..*count {
                let due = ticks.tick().await;
                assert_eq!(due, start + quarters(period * number));
                assert!(due <= now(), "a tick came early");
            }
        }
        Step::Locks {
            picks,
            within,
            last_first,
        } => {
            let mut held = Vec::new();
            for pick in picks {
                held.push(world.take(*pick).await);
            }
            for leaf in within {
                pass(*leaf).await;
            }
            if *last_first {
                held.reverse();
            }
            held.into_iter().for_each(drop);
        }
        Step::TryLock { pick, within } => {
            if let Some(held) = world.try_take(*pick) {
                pass(*within).await;
                drop(held);
            }
        }
        Step::HandOver { pick, within } => {
            let (held, within) = (world.take_owned(*pick).await, *within);
            drop(spawn_named("keeper", async move {
                pass(within).await;
                drop(held);
            }));
        }
        Step::Spawn { plans, joined } => {
            let spawned = plans.iter().map(|(priority, plan)| {
                let builder = Builder::new().name("child").priority(*priority);
                builder.spawn(act(world, plan))
            });
            let children: Vec<_> = spawned.collect();
            if *joined {
                for child in children {
                    child.await.unwrap();
                }
            }
        }
        Step::Join(a, b) => {
            join!(observe(act(world, a)), observe(act(world, b)));
        }
        Step::Select { plans, biased } => race(world, plans, *biased).await,
        Step::Timeout(time, plan) => {
            let start = now();
            if timeout(quarters(*time), act(world, plan)).await.is_err() {
                assert!(start.elapsed() >= quarters(*time), "a timeout came early");
            }
        }
        Step::Abort { after, plan } => {
            let child = spawn_named("aborted", act(world, plan));
            pass(*after).await;
            child.abort();
            if let Err(error) = child.await {
                assert!(error.is_cancelled());
            }
        }
        Step::Oneshot {
            plan,
            answers,
            watches,
            patience,
        } => {
            let (mut reply, answer) = oneshot::channel();
            let (steps, answers, watches) = (act(world, plan), *answers, *watches);
            drop(spawn_named("answers", async move {
                select! {
                    () = steps => {}
                    () = reply.closed(), if watches => {}
                }
                if answers {
                    let _ = reply.send("answer");
                }
            }));
            let answer = match patience {
                Some(time) => timeout(quarters(*time), answer).await,
                None => Ok(answer.await),
            };
            match answer {
                Ok(Ok(answer)) => assert!(answers && answer == "answer"),
                Ok(Err(_)) => assert!(!answers),
                Err(_) => {}
            }
        }
        _ => together(step).await,
    }
}

/// Steps of several tasks that meet.
async fn together(step: &Step) {
    match step {
        Step::NotifyOne { waiter, notifier } => {
            let (notify, waiter) = (Rc::new(Notify::new()), *waiter);
            let notified = notify.clone();
            drop(spawn_named("notified", async move {
                pass(waiter).await;
                notified.notified().await;
            }));
            let notifier = *notifier;
            drop(spawn_named("notifier", async move {
                pass(notifier).await;
                notify.notify_one();
            }));
        }
        Step::NotifyAll { waiters, notifier } => {
            let door = Rc::new((Notify::new(), Cell::new(false)));
            for &waiter in waiters {
                let door = door.clone();
                drop(spawn_named("at the door", async move {
                    pass(waiter).await;
                    // Made before looking: from here on, it hears of an opening.
                    let opened = door.0.notified();
                    if !door.1.get() {
                        opened.await;
                    }
                    assert!(door.1.get());
                }));
            }
            let notifier = *notifier;
            drop(spawn_named("opens the door", async move {
                pass(notifier).await;
                door.1.set(true);
                door.0.notify_waiters();
            }));
        }
        Step::Barrier { parties, rounds } => {
            let barrier = Rc::new(Barrier::new(parties.len()));
            let leaders = Rc::new(Cell::new(0));
            let spawned = parties.iter().map(|&pause| {
                let (barrier, leaders, rounds) = (barrier.clone(), leaders.clone(), *rounds);
                spawn_named("party", async move {
                    for _ in 0..rounds {
                        pass(pause).await;
                        let met = barrier.wait().await;
                        leaders.set(leaders.get() + usize::from(met.is_leader()));
                    }
                })
            });
            for party in spawned.collect::<Vec<_>>() {
                party.await.unwrap();
            }
            assert_eq!(leaders.get(), *rounds, "each round has one leader");
        }
        Step::Channel(channel) => channels::mpsc(channel).await,
        Step::Watch { pauses, receivers } => channels::watch(pauses, receivers).await,
        Step::Broadcast {
            capacity,
            senders,
            receivers,
        } => channels::broadcast(*capacity, senders, receivers).await,
        other => unreachable!("{other:?} is of one task"),
    }
}

async fn race(world: &Rc<World>, plans: &[Plan], biased: bool) {
    match plans {
        [a, b] if biased => select! {
            biased;
            () = act(world, a) => {}
            () = act(world, b) => {}
        },
        [a, b] => select! {
            () = act(world, a) => {}
            () = act(world, b) => {}
        },
        [a, b, c, ..] => select! {
            () = act(world, a) => {}
            () = act(world, b) => {}
            () = act(world, c) => {}
        },
        _ => {}
    }
}
