//! Drawing a program from a seed.

use super::plan::{Channel, Consumer, Leaf, Pick, Plan, Producer, Receiving, Sending, Step};
use super::world::LOCKS;
use crate::support::SplitMix64;

/// The program of this seed.
pub(super) fn program(seed: u64) -> Plan {
    let mut draw = Draw {
        random: SplitMix64::new(seed),
        fuel: 0,
    };
    draw.fuel = 6 + draw.below(12);
    // Several tasks from the start, so that the locks are contended.
    let mut steps = vec![draw.spawn(2, 3)];
    while draw.fuel > 0 {
        let step = draw.step(3);
        steps.push(step);
    }
    steps.into()
}

struct Draw {
    random: SplitMix64,
    /// How many steps the program may still have.
    fuel: usize,
}

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.random.below(limit)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn time(&mut self, limit: usize) -> u64 {
        self.below(limit) as u64
    }

    fn leaf(&mut self) -> Leaf {
        match self.below(8) {
            0 | 1 => Leaf::Yield,
            2 => Leaf::Cpu(self.time(5)),
            _ => Leaf::Sleep(self.time(13)),
        }
    }

    fn leaves(&mut self, least: usize, more: usize) -> Vec<Leaf> {
        let count = least + self.below(more);
        (0..count).map(|_| self.leaf()).collect()
    }

    fn pick(&mut self, lock: usize) -> Pick {
        Pick {
            lock,
            amount: 1 + self.below(LOCKS[lock] as usize) as u32,
            owned: self.one_in(2),
        }
    }

    fn any_pick(&mut self) -> Pick {
        let lock = self.below(LOCKS.len());
        self.pick(lock)
    }

    /// Some of the locks, in their order.
    fn picks(&mut self) -> Vec<Pick> {
        let first = self.below(LOCKS.len());
        let mut picks = vec![self.pick(first)];
        for lock in first + 1..LOCKS.len() {
            if self.one_in(3) {
                picks.push(self.pick(lock));
            }
        }
        picks
    }

    fn plan(&mut self, depth: usize) -> Plan {
        let mut steps = Vec::new();
        for _ in 0..=self.below(3) {
            if self.fuel > 0 {
                steps.push(self.step(depth));
            }
        }
        steps.into()
    }

    fn plans(&mut self, least: usize, more: usize, depth: usize) -> Vec<Plan> {
        let count = least + self.below(more);
        (0..count).map(|_| self.plan(depth)).collect()
    }

    /// One step, in which others may be nested so deep.
    fn step(&mut self, depth: usize) -> Step {
        self.fuel = self.fuel.saturating_sub(1);
        // Nested deepest: only what nests no more. Else, locks are most frequent.
        let kinds = if depth == 0 { 11 } else { 28 };
        match self.below(kinds) {
            0 => Step::Leaf(self.leaf()),
            1 => Step::Ticks {
                period: 1 + self.time(4),
                count: 1 + self.time(4),
            },
            2 | 3 => self.locks(),
            4 => Step::TryLock {
                pick: self.any_pick(),
                within: self.leaf(),
            },
            5 => Step::HandOver {
                pick: self.any_pick(),
                within: self.leaf(),
            },
            6 => Step::NotifyOne {
                waiter: self.leaf(),
                notifier: self.leaf(),
            },
            7 => Step::NotifyAll {
                waiters: self.leaves(1, 3),
                notifier: self.leaf(),
            },
            8 => Step::Barrier {
                parties: self.leaves(1, 4),
                rounds: 1 + self.below(3),
            },
            9 => self.watch_or_broadcast(),
            10 => Step::Channel(self.channel()),
            11..=13 => self.spawn(1, depth),
            14 => Step::Join(self.plan(depth - 1), self.plan(depth - 1)),
            15 | 25 => Step::Select {
                plans: self.plans(2, 2, depth - 1),
                biased: self.one_in(3),
            },
            16 | 26 => Step::Timeout(self.time(12), self.plan(depth - 1)),
            17 | 27 => Step::Abort {
                after: self.leaf(),
                plan: self.plan(depth - 1),
            },
            18 => Step::Oneshot {
                plan: self.plan(depth - 1),
                answers: !self.one_in(4),
                watches: self.one_in(2),
                patience: self.one_in(3).then(|| self.time(12)),
            },
            19 => Step::Channel(self.channel()),
            _ => self.locks(),
        }
    }

    fn spawn(&mut self, least: usize, depth: usize) -> Step {
        let plans = self.plans(least, 4, depth - 1);
        let urgent = |plan| (self.below(4) as u8, plan);
        Step::Spawn {
            plans: plans.into_iter().map(urgent).collect(),
            joined: !self.one_in(4),
        }
    }

    fn locks(&mut self) -> Step {
        Step::Locks {
            picks: self.picks(),
            within: self.leaves(0, 3),
            last_first: self.one_in(2),
        }
    }

    fn watch_or_broadcast(&mut self) -> Step {
        if self.one_in(2) {
            return Step::Watch {
                pauses: self.leaves(1, 4),
                receivers: self.leaves(1, 3),
            };
        }
        let senders = 1 + self.below(2);
        Step::Broadcast {
            capacity: 1 + self.below(4),
            senders: (0..senders).map(|_| self.leaves(1, 4)).collect(),
            receivers: self.leaves(1, 3),
        }
    }

    fn channel(&mut self) -> Channel {
        let producers = 1 + self.below(3);
        let capacities = 1 + self.below(2);
        Channel {
            producers: (0..producers).map(|_| self.producer()).collect(),
            capacities: (0..capacities)
                .map(|_| (!self.one_in(4)).then(|| 1 + self.below(3)))
                .collect(),
            consumer: Consumer {
                pause: self.leaf(),
                receiving: match self.below(4) {
                    0 => Receiving::Many(1 + self.below(3)),
                    1 => Receiving::Impatient(1 + self.time(4)),
                    _ => Receiving::Receive,
                },
                stops_after: self.one_in(4).then(|| self.below(4)),
            },
        }
    }

    fn producer(&mut self) -> Producer {
        Producer {
            pauses: self.leaves(1, 4),
            sending: match self.below(4) {
                0 => Sending::Reserve,
                1 => Sending::Impatient(1 + self.time(4)),
                _ => Sending::Send,
            },
            lingers: self.leaf(),
        }
    }
}
