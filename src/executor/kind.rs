//! Executors and policies by name, and programs to start on them.

use std::future::Future;

use super::BlockOn;
use super::policy::{Fifo, Lifo, Policy, Priority, Script, Seeded};
use super::spawn::{New, spawn_here};

/// The executors, by the names of their files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutorKind {
    /// Stage 1.
    BusyLoop,
    /// Stage 2.
    BlockOn,
    /// Stage 3.
    Queue,
}

impl ExecutorKind {
    /// All of them, in the order of the series.
    pub const ALL: [ExecutorKind; 3] = [
        ExecutorKind::BusyLoop,
        ExecutorKind::BlockOn,
        ExecutorKind::Queue,
    ];

    /// Its name in a spec.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ExecutorKind::BusyLoop => "busy_loop",
            ExecutorKind::BlockOn => "block_on",
            ExecutorKind::Queue => "queue",
        }
    }
}

/// The policies, by their names in a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// [`Fifo`].
    Fifo,
    /// [`Lifo`].
    Lifo,
    /// [`Priority`].
    Priority,
    /// [`Seeded`].
    Random,
    /// [`Script`].
    Script,
}

impl PolicyKind {
    /// All of them.
    pub const ALL: [PolicyKind; 5] = [
        PolicyKind::Fifo,
        PolicyKind::Lifo,
        PolicyKind::Priority,
        PolicyKind::Random,
        PolicyKind::Script,
    ];

    /// Its name in a spec.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PolicyKind::Fifo => "fifo",
            PolicyKind::Lifo => "lifo",
            PolicyKind::Priority => "priority",
            PolicyKind::Random => "random",
            PolicyKind::Script => "script",
        }
    }

    /// The policy itself. `seed` is for [`PolicyKind::Random`], `decisions`,
    /// task numbers, for [`PolicyKind::Script`].
    #[must_use]
    pub fn build(self, seed: u64, decisions: &[u32]) -> Box<dyn Policy> {
        match self {
            PolicyKind::Fifo => Box::new(Fifo),
            PolicyKind::Lifo => Box::new(Lifo),
            PolicyKind::Priority => Box::new(Priority),
            PolicyKind::Random => Box::new(Seeded::new(seed)),
            PolicyKind::Script => Box::new(Script::new(decisions.to_vec())),
        }
    }
}

/// What a run starts with: one future, still of its own type and size, that
/// can be put on any executor as the task `main`. Dropping it runs nothing.
pub struct Program(Box<dyn Launch>);

trait Launch {
    fn spawn(self: Box<Self>);
    fn block_on(self: Box<Self>) -> BlockOn;
}

impl<F: Future + 'static> Launch for F {
    fn spawn(self: Box<Self>) {
        // The handle goes: nobody joins `main`, the run lasts until all is done.
        drop(spawn_here(*self, New::main()));
    }

    fn block_on(self: Box<Self>) -> BlockOn {
        BlockOn::start(*self, New::main()).0
    }
}

impl Program {
    /// The program that runs `main`.
    #[must_use]
    pub fn new<F: Future + 'static>(main: F) -> Program {
        Program(Box::new(main))
    }

    /// Spawns it on the executor that was entered.
    ///
    /// # Panics
    /// As [`super::spawn()`].
    pub fn spawn(self) {
        self.0.spawn();
    }

    /// An executor for it alone.
    #[must_use]
    pub fn block_on(self) -> BlockOn {
        self.0.block_on()
    }
}
