//! What is measured: the workloads, their names and their sizes. Owns no code that does them.

/// One thing to do, the same for every contender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Spawn 100,000 tasks, each of which ends at its first poll.
    Spawn,
    /// The same in 1,000 batches: never more than 100 tasks are alive.
    Churn,
    /// One task yields a million times.
    YieldOne,
    /// A thousand tasks yield a thousand times each.
    YieldMany,
    /// Two tasks send a number to and fro through two channels of capacity 1.
    PingPong,
    /// One task sends numbers to another through a channel of capacity 128.
    Stream,
    /// 100,000 tasks wait, each for its own oneshot; then all are sent to.
    Park,
    /// The same with 1,000,000.
    ParkMillion,
    /// A thousand tasks want one lock at once, and yield while they hold it.
    MutexContended,
    /// One task takes a lock that nobody else wants.
    MutexAlone,
    /// 100,000 tasks sleep, each until a moment of its own, on a clock that jumps.
    Timers,
    /// `block_on` of a future that is ready.
    BlockOnReady,
    /// `block_on` of a future that yields a million times.
    BlockOnYield,
}

impl Workload {
    /// All of them, in the order of the tables.
    pub const ALL: &[Workload] = &[
        Workload::Spawn,
        Workload::Churn,
        Workload::YieldOne,
        Workload::YieldMany,
        Workload::PingPong,
        Workload::Stream,
        Workload::Park,
        Workload::ParkMillion,
        Workload::MutexContended,
        Workload::MutexAlone,
        Workload::Timers,
        Workload::BlockOnReady,
        // The thread of a page may not rest, which is what `block_on` does between two polls.
        #[cfg(not(target_arch = "wasm32"))]
        Workload::BlockOnYield,
    ];

    /// Its name in tables and in the summary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Workload::Spawn => "spawn 100k",
            Workload::Churn => "spawn churn, 100 live",
            Workload::YieldOne => "yield 1 x 1M",
            Workload::YieldMany => "yield 1000 x 1000",
            Workload::PingPong => "channel ping-pong",
            Workload::Stream => "channel stream, capacity 128",
            Workload::Park => "park 100k on oneshot",
            Workload::ParkMillion => "park 1M on oneshot",
            Workload::MutexContended => "mutex, 1000 contenders",
            Workload::MutexAlone => "mutex, uncontended",
            Workload::Timers => "timers 100k, logical clock",
            Workload::BlockOnReady => "block_on, ready",
            Workload::BlockOnYield => "block_on, yield 1M",
        }
    }

    /// How many items it consists of: a figure is the time of one. An item is a task, a yield, a
    /// message, a lock taken, a timer, or a call.
    #[must_use]
    pub fn items(self) -> usize {
        match self {
            Workload::Spawn | Workload::Park | Workload::Timers => 100_000,
            Workload::Churn => BATCHES * BATCH,
            Workload::YieldOne | Workload::ParkMillion => 1_000_000,
            Workload::YieldMany => YIELDERS * YIELDS,
            Workload::PingPong => 2 * ROUND_TRIPS,
            Workload::Stream => 500_000,
            Workload::MutexContended => LOCKERS * LOCKS,
            Workload::MutexAlone => 500_000,
            Workload::BlockOnReady => 100_000,
            Workload::BlockOnYield => 1_000_000,
        }
    }

    /// In how many rounds it is measured, if `asked` are asked for: what takes a second each time has
    /// a third.
    #[must_use]
    pub fn rounds(self, asked: usize) -> usize {
        match self {
            Workload::ParkMillion => asked.div_ceil(3),
            _ => asked,
        }
    }
}

/// Batches of [`Workload::Churn`].
pub const BATCHES: usize = 1000;
/// Tasks in a batch of [`Workload::Churn`].
pub const BATCH: usize = 100;
/// Tasks of [`Workload::YieldMany`].
pub const YIELDERS: usize = 1000;
/// Yields of each task of [`Workload::YieldMany`].
pub const YIELDS: usize = 1000;
/// Round trips of [`Workload::PingPong`]; each is two messages.
pub const ROUND_TRIPS: usize = 100_000;
/// How many messages the channel of [`Workload::Stream`] holds.
pub const CAPACITY: usize = 128;
/// Tasks of [`Workload::MutexContended`].
pub const LOCKERS: usize = 1000;
/// How often each task of [`Workload::MutexContended`] takes the lock.
pub const LOCKS: usize = 20;

/// How long timer number `index` of [`Workload::Timers`] sleeps, in milliseconds: pseudo-random, and
/// no two alike.
#[must_use]
pub fn sleep_ms(index: usize) -> u64 {
    // An odd factor permutes the numbers below a power of two; 100,000 of 131,072 are used.
    (index as u64).wrapping_mul(0x9E37_79B1) % (1 << 17) + 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Workload, sleep_ms};

    #[test]
    fn no_two_timers_have_the_same_deadline() {
        let count = Workload::Timers.items();
        let times: BTreeSet<u64> = (0..count).map(sleep_ms).collect();
        assert_eq!(times.len(), count);
    }

    #[test]
    fn no_two_workloads_have_the_same_name() {
        let names: BTreeSet<&str> = Workload::ALL
            .iter()
            .map(|workload| workload.name())
            .collect();
        assert_eq!(names.len(), Workload::ALL.len());
    }
}
