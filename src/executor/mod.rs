//! The executors of the series, one file a stage. Owns when a task is polled;
//! never what time it is, and never why a task waits.
//!
//! Read them in this order:
//!
//! 1. [`busy_loop`]: polls in a circle, and never listens;
//! 2. [`block_on`]: one future and a waker, so it can rest;
//! 3. [`queue`]: many tasks on one thread, the default.
//!
//! Around them: [`policy`] says who is next, and this file holds what all
//! stages share: how a task is spawned and how its result is awaited.

pub mod block_on;
pub mod busy_loop;
mod join;
mod kind;
pub mod policy;
pub mod queue;
mod spawn;
mod tasks;

pub use block_on::BlockOn;
pub use busy_loop::BusyLoop;
pub use join::{AbortHandle, JoinError, JoinHandle};
pub use kind::{ExecutorKind, PolicyKind, Program};
pub use policy::{NotReady, Policy};
pub use queue::Queue;
pub use spawn::{Builder, Entered, Spawner, enter, say, spawn, spawn_named};
pub use tasks::Tasks;

use crate::task::Park;

/// What came of one turn of an executor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// A task was polled, or cancelled, or the busy loop went once around.
    Polled,
    /// Nothing is ready: the executor has parked, and may be asked again.
    Idle,
    /// The policy chose a task that is not ready. Nothing was done.
    Refused(NotReady),
}

/// An executor that can be driven turn by turn, as all stages can.
///
/// Dropping an executor cancels the tasks it still has.
pub trait Executor {
    /// Polls at most one task. `rest` is told what going around without
    /// parking costs.
    fn turn(&mut self, rest: &mut dyn Park) -> Turn;

    /// What `spawn` needs to reach this executor; see [`enter`].
    fn spawner(&self) -> Spawner;

    /// The tasks that are not finished.
    fn tasks(&self) -> &Tasks;

    /// Takes turns until all tasks are finished (true), or nothing can ever be
    /// ready again (false): `rest` parks in between.
    ///
    /// # Panics
    /// If the policy chooses a task that is not ready.
    fn run(&mut self, rest: &mut dyn Park) -> bool {
        let _entered = enter(self.spawner());
        loop {
            match self.turn(rest) {
                Turn::Polled => {}
                Turn::Refused(refused) => panic!("{refused}"),
                Turn::Idle if self.tasks().is_empty() => return true,
                Turn::Idle => match rest.park() {
                    crate::task::Parked::Woken => {}
                    crate::task::Parked::Forever => return false,
                },
            }
        }
    }
}
