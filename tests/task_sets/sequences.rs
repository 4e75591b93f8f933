//! Random sequences of everything that can be done to a set and its tasks,
//! against a model of the diagram in `wakescope::task::state`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};

use wakescope::task::{AbortRef, Finished, JoinRef, Polled};

use crate::desk::{Desk, Memory, ask};
use crate::support::watched::{Counts, Output, watched};
use crate::support::{SplitMix64, rounds};

#[derive(Clone, Copy, PartialEq, Debug)]
enum State {
    Idle,
    Queued,
    Done,
}

/// What a future is to do in its next poll.
#[derive(Clone, Copy, Default)]
struct Orders {
    keep: bool,
    wake: bool,
    finish: bool,
}

/// A task, as the model knows it, and what is kept of it.
struct Task {
    state: State,
    aborted: bool,
    polls: usize,
    orders: Rc<RefCell<Orders>>,
    wakers: Rc<RefCell<Vec<Waker>>>,
    join: Option<JoinRef<Output>>,
    aborts: Vec<AbortRef>,
    counts: Arc<Counts>,
    taken: Option<Output>,
}

struct Walk {
    random: SplitMix64,
    desk: Option<Desk>,
    memory: Memory,
    tasks: BTreeMap<u32, Task>,
    /// The ready queue.
    line: Vec<u32>,
}

impl Walk {
    fn new(seed: u64) -> Walk {
        let desk = Desk::new();
        Walk {
            random: SplitMix64::new(seed),
            memory: desk.memory.clone(),
            desk: Some(desk),
            tasks: BTreeMap::new(),
            line: Vec::new(),
        }
    }

    fn spawn(&mut self) {
        let Some(desk) = &self.desk else { return };
        let (orders, wakers) = <(Rc<RefCell<Orders>>, Rc<RefCell<Vec<Waker>>>)>::default();
        let (read, keep) = (orders.clone(), wakers.clone());
        let (future, counts) = watched(move |waker: &Waker| {
            let orders = *read.borrow();
            if orders.keep {
                keep.borrow_mut().push(waker.clone());
            }
            if orders.wake {
                waker.wake_by_ref();
            }
            orders.finish
        });
        let join = desk.spawn(future);
        self.line.push(join.id());
        let task = Task {
            state: State::Queued,
            aborted: false,
            polls: 0,
            orders,
            wakers,
            join: Some(join),
            aborts: Vec::new(),
            counts,
            taken: None,
        };
        self.tasks.insert(self.tasks.len() as u32, task);
    }

    /// The model of a wake.
    fn woken(&mut self, id: u32) {
        let task = self.tasks.get_mut(&id).unwrap();
        if task.state == State::Idle {
            task.state = State::Queued;
            self.line.push(id);
        }
    }

    fn turn(&mut self) {
        let Some(desk) = &self.desk else { return };
        let Some(index) = self.random.index(self.line.len()) else {
            assert!(desk.set.pick(0).is_none());
            return;
        };
        let picked = desk.set.pick(index).unwrap();
        let id = self.line.remove(index);
        let task = self.tasks.get_mut(&id).unwrap();
        let done = task.state == State::Done;
        let aborted = task.aborted && !done;
        assert_eq!((picked.id(), picked.is_done()), (id, done));
        assert_eq!(picked.is_aborted(), aborted);
        assert_eq!(picked.wants_a_poll(), !done && !aborted);
        if aborted {
            match self.random.below(3) {
                0 => assert_eq!(picked.poll(), Polled::NotPolled),
                1 => assert!(picked.cancel()),
                // Let go of, it goes to the back.
                _ => return self.line.push(id),
            }
            assert!(picked.is_done());
            task.state = State::Done;
            return;
        }
        let orders = Orders {
            keep: self.random.below(3) == 0,
            wake: self.random.below(3) == 0,
            finish: self.random.below(5) == 0,
        };
        task.orders.replace(orders);
        let expected = match () {
            () if done => Polled::NotPolled,
            () if orders.finish => Polled::Ready,
            () if orders.wake => Polled::Again,
            () => Polled::Pending,
        };
        assert_eq!(picked.poll(), expected);
        if done {
            return;
        }
        task.polls += 1;
        task.state = match expected {
            Polled::Ready => State::Done,
            Polled::Again => State::Queued,
            _ => State::Idle,
        };
        if expected == Polled::Pending && self.random.below(4) == 0 {
            // As the busy loop does.
            picked.queue();
            self.line.push(id);
            task.state = State::Queued;
            // The set has it as idle, in the queue: a wake changes nothing.
        } else if expected == Polled::Again {
            self.line.push(id);
        }
    }

    fn step(&mut self) {
        let Some(id) = self.random.index(self.tasks.len()) else {
            return self.spawn();
        };
        let id = id as u32;
        let act = self.random.below(14);
        let task = self.tasks.get_mut(&id).unwrap();
        match act {
            0 | 1 => self.spawn(),
            2..=5 => self.turn(),
            6 | 7 => {
                let waker = task.wakers.borrow_mut().pop();
                if let Some(waker) = waker {
                    waker.wake();
                    self.woken(id);
                }
            }
            8 => {
                let clones = task.wakers.borrow().clone();
                task.wakers.borrow_mut().extend(clones.into_iter().take(2));
            }
            9 => drop(task.wakers.borrow_mut().pop()),
            10 => {
                if let Some(join) = &mut task.join
                    && let Poll::Ready(finished) = ask(join)
                {
                    assert_eq!(task.state, State::Done);
                    if let Finished::Returned(output) = finished {
                        task.taken = Some(output);
                    }
                    task.join = None;
                }
            }
            11 => task.join = None,
            12 => {
                task.aborts
                    .extend(task.join.as_ref().map(JoinRef::abort_ref));
                if let Some(abort) = task.aborts.last() {
                    assert_eq!(abort.is_done(), task.state == State::Done);
                    if self.random.below(2) == 0 {
                        abort.abort();
                        task.aborted = true;
                        self.woken(id);
                    } else if self.random.below(2) == 0 {
                        task.aborts.pop();
                    }
                }
            }
            _ => {
                if self.random.below(8) > 0 {
                    return;
                }
                if self.random.below(4) == 0 {
                    self.desk = None;
                    self.line.clear();
                } else if let Some(desk) = &self.desk {
                    desk.set.cancel_all(|_, cancel| cancel());
                } else {
                    return;
                }
                for task in self.tasks.values_mut() {
                    task.state = State::Done;
                }
            }
        }
    }

    fn check(&self) {
        if let Some(desk) = &self.desk {
            assert_eq!(desk.ready(), self.line);
            let alive = self.tasks.values().filter(|task| task.state != State::Done);
            assert_eq!(desk.set.len(), alive.count());
        }
        for task in self.tasks.values() {
            let done = task.state == State::Done;
            assert_eq!(task.counts.polls(), task.polls);
            assert_eq!(task.counts.future_drops(), usize::from(done));
            assert!(task.join.as_ref().is_none_or(|join| join.is_done() == done));
            let (made, dropped) = task.counts.outputs();
            let kept = task.taken.is_some() || task.join.is_some() && done;
            assert!(made == dropped + usize::from(kept) || made == 0);
        }
    }
}

#[test]
fn whatever_is_done_to_a_set_it_follows_the_diagram_and_leaks_nothing() {
    for seed in 0..rounds(2_000, 4) {
        let mut walk = Walk::new(seed);
        let walking = std::panic::AssertUnwindSafe(|| {
            for _ in 0..rounds(80, 30) {
                walk.step();
                walk.check();
            }
        });
        if let Err(panic) = std::panic::catch_unwind(walking) {
            eprintln!("seed {seed}");
            std::panic::resume_unwind(panic);
        }
        drop(walk.desk);
        for task in walk.tasks.values() {
            assert_eq!(task.counts.future_drops(), 1, "seed {seed}");
        }
        drop(walk.tasks);
        assert!(walk.memory.is_gone(), "seed {seed}");
    }
}
