//! Who is next. Owns the one choice an executor has: which of several ready
//! tasks to poll. It is asked only when there are at least two.
//!
//! Every order is allowed: a correct program finishes under each of these. An
//! unfair one may leave a task waiting while others run on (starvation).

use std::fmt;

use crate::task::{Random, ReadyQueue};

/// Chooses among ready tasks.
pub trait Policy {
    /// The index, from the front, of the task to poll. `ready` holds at least
    /// two tasks, the one that became ready first at the front. An index past the
    /// end is a panic.
    ///
    /// # Errors
    /// If the policy names a task that is not ready.
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady>;
}

impl<P: Policy + ?Sized> Policy for Box<P> {
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady> {
        (**self).choose(ready)
    }
}

/// First in, first out: in the order in which they became ready. Starves nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fifo;

impl Policy for Fifo {
    fn choose(&mut self, _ready: &ReadyQueue) -> Result<usize, NotReady> {
        Ok(0)
    }
}

/// Last in, first out: what was just woken runs at once. Old ones may starve.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lifo;

impl Policy for Lifo {
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady> {
        Ok(ready.len() - 1)
    }
}

/// The most urgent first; among equals, first in, first out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Priority;

impl Policy for Priority {
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady> {
        let mut best = (0, 0);
        for (index, (_, priority)) in ready.iter().enumerate() {
            if index == 0 || priority > best.1 {
                best = (index, priority);
            }
        }
        Ok(best.0)
    }
}

/// Any of them, evenly, by a seed: the same seed, the same order.
#[derive(Clone, Debug)]
pub struct Seeded(Random);

impl Seeded {
    /// The order of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Seeded {
        Seeded(Random::new(seed))
    }
}

impl Policy for Seeded {
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady> {
        Ok(self.0.below(ready.len()))
    }
}

/// A list of task numbers, one a choice; first in, first out when it is used up.
#[derive(Clone, Debug)]
pub struct Script {
    choices: Vec<u32>,
    next: usize,
}

impl Script {
    /// Plays `choices` in order.
    #[must_use]
    pub fn new(choices: Vec<u32>) -> Script {
        Script { choices, next: 0 }
    }
}

impl Policy for Script {
    fn choose(&mut self, ready: &ReadyQueue) -> Result<usize, NotReady> {
        let Some(&chosen) = self.choices.get(self.next) else {
            return Ok(0);
        };
        match ready.iter().position(|(task, _)| task == chosen) {
            Some(index) => {
                self.next += 1;
                Ok(index)
            }
            None => {
                let ready = ready.iter().map(|(task, _)| task).collect();
                Err(NotReady {
                    choice: self.next,
                    task: chosen,
                    ready,
                })
            }
        }
    }
}

/// A script chose a task that is not ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReady {
    /// Which choice of the script it is, from 0.
    pub choice: usize,
    /// The task it names.
    pub task: u32,
    /// The tasks that are ready, the one that became ready first at the front.
    pub ready: Vec<u32>,
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotReady {
            choice,
            task,
            ready,
        } = self;
        write!(
            f,
            "choice {choice} of the script names task {task}, which is not ready; ready are {ready:?}"
        )
    }
}

impl std::error::Error for NotReady {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executor::{Builder, Executor, Queue, Turn, enter};
    use crate::task::{Park, Parked};
    use std::cell::RefCell;
    use std::rc::Rc;

    struct NoRest;

    impl Park for NoRest {
        fn park(&mut self) -> Parked {
            Parked::Forever
        }

        fn spent(&mut self, _time: std::time::Duration) {}
    }

    /// The order in which tasks 0 to 3 of priorities 1, 3, 2, 3 are polled.
    fn order(policy: impl Policy + 'static) -> Result<Vec<u32>, NotReady> {
        let mut queue = Queue::new(policy);
        let entered = enter(queue.spawner());
        let polled = Rc::new(RefCell::new(Vec::new()));
        for (task, priority) in [1, 3, 2, 3].into_iter().enumerate() {
            let polled = polled.clone();
            Builder::new()
                .priority(priority)
                .spawn(async move { polled.borrow_mut().push(task as u32) });
        }
        loop {
            match queue.turn(&mut NoRest) {
                Turn::Polled => {}
                Turn::Refused(refused) => return Err(refused),
                Turn::Idle => break,
            }
        }
        drop(entered);
        Ok(polled.take())
    }

    #[test]
    fn each_policy_has_its_order() {
        assert_eq!(order(Fifo).unwrap(), [0, 1, 2, 3]);
        assert_eq!(order(Lifo).unwrap(), [3, 2, 1, 0]);
        assert_eq!(order(Priority).unwrap(), [1, 3, 2, 0]);
        assert_eq!(order(Script::new(vec![2, 0])).unwrap(), [2, 0, 1, 3]);
    }

    #[test]
    fn a_seed_is_an_order_and_another_seed_another() {
        let orders: Vec<_> = (0..8)
            .map(|seed| order(Seeded::new(seed)).unwrap())
            .collect();
        assert_eq!(orders[3], order(Seeded::new(3)).unwrap());
        assert!(orders.iter().any(|other| *other != orders[0]));
    }

    #[test]
    fn a_script_that_names_a_task_that_is_not_ready_is_refused() {
        let refused = order(Script::new(vec![2, 2])).unwrap_err();
        assert_eq!(
            refused,
            NotReady {
                choice: 1,
                task: 2,
                ready: vec![0, 1, 3]
            }
        );
    }
}
