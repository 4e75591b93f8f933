//! Random sequences of everything that can be done to a task, against a model
//! of the diagram in `wakescope::task::state`.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use wakescope::task::any_thread::Task;
use wakescope::task::{Finished, Polled, Woken};

use crate::desk::{Desk, watched};
use crate::support::{SplitMix64, rounds};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Model {
    Idle,
    Queued,
    Done,
}

/// What the future is to do in its next poll.
#[derive(Default)]
struct Orders {
    keep: bool,
    wake: bool,
    finish: bool,
    kept: Vec<Waker>,
}

fn walk(seed: u64) {
    let mut random = SplitMix64::new(seed);
    let desk = Desk::new();
    let orders = Arc::new(Mutex::new(Orders::default()));
    let read = orders.clone();
    let (future, counts) = watched(move |waker| {
        let mut orders = read.lock().unwrap();
        if orders.keep {
            orders.kept.push(waker.clone());
        }
        if orders.wake {
            waker.wake_by_ref();
        }
        orders.finish
    });
    let (task, join) = desk.spawn(future);
    let (mut tasks, mut join) = (vec![task], Some(join));
    let (mut model, mut polls, mut schedules) = (Model::Idle, 0, 0);
    let (mut wakers, mut taken) = (0_usize, false);
    for _ in 0..rounds(60, 25) {
        match random.below(9) {
            // A wake, by the task or by one of the wakers.
            0 | 1 => {
                let by = random.below(2);
                let waker = orders.lock().unwrap().kept.pop();
                match (by, waker) {
                    (0, Some(waker)) => {
                        waker.wake();
                        wakers -= 1;
                    }
                    (_, Some(waker)) => {
                        waker.wake_by_ref();
                        orders.lock().unwrap().kept.push(waker);
                    }
                    (_, None) => match tasks.last() {
                        Some(task) => task.wake(),
                        None => continue,
                    },
                }
                let expected = match model {
                    Model::Idle => Woken::Queue,
                    Model::Queued => Woken::Coalesced,
                    Model::Done => Woken::Late,
                };
                assert_eq!(desk.wakes(), [expected], "seed {seed}");
                if model == Model::Idle {
                    model = Model::Queued;
                    schedules += 1;
                }
            }
            2..=4 => {
                let next: Option<Task> = desk.next().or_else(|| tasks.last().cloned());
                let Some(task) = next else { continue };
                {
                    let mut orders = orders.lock().unwrap();
                    orders.keep = random.below(3) == 0;
                    orders.wake = random.below(3) == 0;
                    orders.finish = random.below(8) == 0;
                }
                let polled = task.poll();
                let orders = orders.lock().unwrap();
                let expected = match model {
                    Model::Done => Polled::NotPolled,
                    _ if orders.finish => Polled::Ready,
                    _ if orders.wake => Polled::Again,
                    _ => Polled::Pending,
                };
                assert_eq!(polled, expected, "seed {seed}");
                if model != Model::Done {
                    polls += 1;
                    wakers += usize::from(orders.keep);
                    model = match polled {
                        Polled::Ready => Model::Done,
                        Polled::Again => Model::Queued,
                        _ => Model::Idle,
                    };
                }
                desk.wakes();
            }
            5 => tasks.extend(tasks.last().cloned()),
            6 => drop(tasks.pop()),
            7 if random.below(4) == 0 => {
                if let Some(task) = tasks.last() {
                    assert_eq!(task.cancel(), model != Model::Done, "seed {seed}");
                    model = Model::Done;
                }
            }
            _ => match &mut join {
                Some(handle) if random.below(3) > 0 => {
                    match handle.poll(&Context::from_waker(Waker::noop())) {
                        Poll::Pending => assert_ne!(model, Model::Done, "seed {seed}"),
                        Poll::Ready(finished) => {
                            assert_eq!(model, Model::Done, "seed {seed}");
                            taken = matches!(finished, Finished::Returned(_));
                            join = None;
                        }
                    }
                }
                _ if random.below(6) == 0 => join = None,
                _ => {}
            },
        }
        assert_eq!(counts.polls(), polls, "seed {seed}");
        assert_eq!(desk.schedules(), schedules, "seed {seed}");
        if let Some(task) = tasks.last() {
            assert_eq!(task.wakers() as usize, wakers, "seed {seed}");
            assert_eq!(task.is_done(), model == Model::Done, "seed {seed}");
        }
    }
    let kept = std::mem::take(&mut orders.lock().unwrap().kept);
    while desk.next().is_some() {}
    drop((kept, tasks, join));
    assert_eq!(counts.future_drops(), 1, "seed {seed}");
    let (made, dropped) = counts.outputs();
    assert_eq!(made, dropped, "seed {seed}, taken {taken}");
    assert_eq!(desk.tasks_in_memory(), 0, "seed {seed}");
}

#[test]
fn whatever_is_done_to_a_task_it_follows_its_diagram_and_leaks_nothing() {
    for seed in 0..rounds(3_000, 40) {
        walk(seed);
    }
}
