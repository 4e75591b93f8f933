//! What a random program consists of. Times are counted in quarters of a
//! millisecond, so that equal deadlines are frequent.

use std::rc::Rc;

/// Steps, one after the other.
pub(super) type Plan = Rc<[Step]>;

/// What takes time, and needs nobody.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leaf {
    Sleep(u64),
    Cpu(u64),
    Yield,
}

/// A share of one of the world's locks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pick {
    /// Which lock, in the order in which all take them.
    pub(super) lock: usize,
    /// How much of it: permits; for a reader-writer lock, 1 is to read.
    pub(super) amount: u32,
    pub(super) owned: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
    Leaf(Leaf),
    Ticks {
        period: u64,
        count: u64,
    },
    /// Takes the locks in their order, passes some time, gives them back.
    Locks {
        picks: Vec<Pick>,
        within: Vec<Leaf>,
        last_first: bool,
    },
    /// Takes a lock only if it is free.
    TryLock {
        pick: Pick,
        within: Leaf,
    },
    /// Takes a lock, and a task of its own gives it back.
    HandOver {
        pick: Pick,
        within: Leaf,
    },
    /// A task each, with its priority.
    Spawn {
        plans: Vec<(u8, Plan)>,
        joined: bool,
    },
    Join(Plan, Plan),
    Select {
        plans: Vec<Plan>,
        biased: bool,
    },
    Timeout(u64, Plan),
    /// A task that is aborted after a while.
    Abort {
        after: Leaf,
        plan: Plan,
    },
    /// A task that answers, or goes without an answer.
    Oneshot {
        plan: Plan,
        answers: bool,
        /// Whether the one that answers leaves when nobody waits any more.
        watches: bool,
        patience: Option<u64>,
    },
    /// One waits, one notifies: a permit is stored if need be.
    NotifyOne {
        waiter: Leaf,
        notifier: Leaf,
    },
    /// All who wait are told that the door is open.
    NotifyAll {
        waiters: Vec<Leaf>,
        notifier: Leaf,
    },
    Barrier {
        parties: Vec<Leaf>,
        rounds: usize,
    },
    Channel(Channel),
    Watch {
        pauses: Vec<Leaf>,
        receivers: Vec<Leaf>,
    },
    Broadcast {
        capacity: usize,
        senders: Vec<Vec<Leaf>>,
        receivers: Vec<Leaf>,
    },
}

/// Producers, relays in between, and one consumer.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    pub(super) producers: Vec<Producer>,
    /// The capacities of the channels from the producers to the consumer, one
    /// after the other, with a relay between each two; `None` has no bound.
    pub(super) capacities: Vec<Option<usize>>,
    pub(super) consumer: Consumer,
}

#[derive(Clone, Debug)]
pub(super) struct Producer {
    /// A value after each.
    pub(super) pauses: Vec<Leaf>,
    /// How it sends on a channel that has a bound.
    pub(super) sending: Sending,
    /// How long it keeps its end after the last value.
    pub(super) lingers: Leaf,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Sending {
    Send,
    Reserve,
    /// Gives up after so long, and tries again.
    Impatient(u64),
}

#[derive(Clone, Debug)]
pub(super) struct Consumer {
    pub(super) pause: Leaf,
    pub(super) receiving: Receiving,
    /// Leaves after so many values.
    pub(super) stops_after: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Receiving {
    Receive,
    Many(usize),
    /// Gives up after so long, and tries again.
    Impatient(u64),
}
