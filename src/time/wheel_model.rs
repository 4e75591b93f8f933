//! The wheel against its model, a sorted map.

use std::collections::BTreeMap;

use super::{BITS, FEW, Key, MANY, Place, Wheel};
use crate::task::Random;

/// A wheel, and a map of the same timers by (deadline, number).
#[derive(Default)]
struct Both {
    wheel: Wheel<u64>,
    model: BTreeMap<(u64, u64), Key>,
    keys: Vec<(u64, Key)>,
    now: u64,
    /// For a number that is not its timer's, once it was taken back.
    taken_back: u64,
}

impl Default for Wheel<u64> {
    fn default() -> Wheel<u64> {
        Wheel::new()
    }
}

impl Both {
    fn set(&mut self, deadline: u64) {
        let number = self.keys.len() as u64;
        let key = self.wheel.insert(self.now, deadline, number);
        self.model.insert((deadline, number), key);
        self.keys.push((deadline, key));
    }

    /// Takes back the timer with this number, which may have fired long since.
    fn take_back(&mut self, number: u64) {
        let (deadline, key) = self.keys[number as usize];
        let was_set = self.model.remove(&(deadline, number)).is_some();
        assert_eq!(self.wheel.get_mut(key).copied(), was_set.then_some(number));
        assert_eq!(self.wheel.remove(key), was_set.then_some(number));
        assert_eq!(self.wheel.remove(key), None, "it is stale");
        self.taken_back += 1;
    }

    fn look(&mut self) {
        let expected = self.model.keys().next().map(|(deadline, _)| *deadline);
        assert_eq!(self.wheel.next_deadline(self.now), expected);
    }

    /// Fires the next timer if it is due; whether it was.
    fn fire(&mut self) -> bool {
        let first = self.model.first_entry();
        let due = first.filter(|first| first.key().0 <= self.now);
        let expected = due.map(|due| due.remove_entry().0.1);
        assert_eq!(self.wheel.pop(self.now), expected);
        expected.is_some()
    }

    fn jump(&mut self) {
        self.look();
        if let Some((deadline, _)) = self.model.keys().next() {
            self.now = self.now.max(*deadline);
        }
    }

    fn fire_all(&mut self) {
        while !self.model.is_empty() {
            self.jump();
            assert!(self.fire());
        }
        assert_eq!(self.wheel.next_deadline(self.now), None);
        assert_eq!(self.wheel.not_before(), u64::MAX);
    }

    /// What the wheel says of itself.
    fn check(&self) {
        let wheel = &self.wheel;
        assert_eq!(wheel.entries.len(), self.model.len());
        let first = self.model.keys().next().map(|(deadline, _)| *deadline);
        assert!(wheel.not_before() <= first.unwrap_or(u64::MAX));
        assert!(wheel.near.iter().is_sorted_by_key(|timer| timer.deadline));
        assert!(wheel.near.iter().all(|timer| timer.deadline <= wheel.hand));
        let mut lines = wheel.near.len();
        for (number, digits) in wheel.occupied.iter().enumerate() {
            assert_eq!(wheel.occupied_levels >> number & 1 == 1, *digits != 0);
        }
        for (index, timers) in wheel.buckets.iter().enumerate() {
            let place = Place::of(index);
            let is_occupied = wheel.occupied[place.level as usize] >> place.digit & 1 == 1;
            assert_eq!(is_occupied, !timers.is_empty());
            lines += timers.len();
            for timer in timers {
                assert!(timer.deadline > wheel.hand);
                assert_eq!(wheel.place(timer.deadline), place);
            }
        }
        assert_eq!(lines, self.model.len() + wheel.waste);
        assert!(wheel.waste <= self.model.len() + FEW, "it is swept in time");
    }
}

/// A deadline of some kind: near, far, past, equal to others, at the edge of a digit.
fn deadline(random: &mut Random, now: u64, kinds: usize) -> u64 {
    let digit = 1 << (random.below(11) as u32 * BITS);
    let ahead = match random.below(kinds) {
        0 => random.below(100) as u64,
        1 => random.below(10) as u64 * 1_000_000,
        2 => random.below(1_000_000_000) as u64,
        3 => {
            return (now - now % digit)
                .saturating_add(digit.saturating_mul(random.below(3) as u64));
        }
        4 => return (now - now % digit).saturating_add(digit - 1),
        5 => return now.saturating_sub(random.below(1_000_000) as u64),
        6 => random.next_u64() >> random.below(64),
        _ => return u64::MAX - random.below(2) as u64,
    };
    now.saturating_add(ahead)
}

fn rounds(native: u64, miri: u64) -> u64 {
    if cfg!(miri) { miri } else { native }
}

#[test]
fn the_wheel_is_a_sorted_map() {
    for seed in 0..rounds(300, 3) {
        let mut random = Random::new(seed);
        let mut both = Both::default();
        // Some runs end with time at its end, others know only close deadlines.
        let kinds = 2 + random.below(7);
        // Few timers at a time, or many: the more are set for each that goes.
        let setting = 4 + random.below(14);
        for step in 0..rounds(3_000, 300) {
            match random.below(24) {
                0 => both.jump(),
                1 => both.look(),
                2 => {
                    both.now = both
                        .now
                        .saturating_add(random.next_u64() >> (20 + random.below(44)))
                }
                3 | 4 if !both.keys.is_empty() => {
                    both.take_back(random.below(both.keys.len()) as u64);
                }
                // The first one is taken back, as when what a timeout waits for comes.
                5 => {
                    if let Some(&(_, number)) = both.model.keys().next() {
                        both.take_back(number);
                    }
                }
                6 if random.below(20) == 0 => {
                    let all: Vec<u64> = both.model.keys().map(|key| key.1).collect();
                    both.model.clear();
                    assert_eq!(both.wheel.clear(), all, "in order");
                }
                kind if kind < 6 + setting => {
                    both.set(deadline(&mut random, both.now, kinds));
                }
                _ => {
                    both.fire();
                }
            }
            if step % 8 == 0 {
                both.check();
            }
        }
        both.fire_all();
        both.check();
    }
}

#[test]
fn a_crowd_fires_in_order_whatever_its_spread() {
    let count = rounds(20_000, 300);
    for spread in [1, 2, 1_000, 1 << 12, 1_000_000_000, u64::MAX] {
        let mut random = Random::new(spread);
        let mut both = Both::default();
        for _ in 0..count {
            both.set(random.next_u64() % spread);
        }
        both.check();
        both.fire_all();
    }
}

#[test]
fn time_may_pass_many_deadlines_at_once() {
    let mut random = Random::new(5);
    let mut both = Both::default();
    for turn in 0..rounds(400, 20) {
        for _ in 0..20 {
            both.set(both.now + random.below(100_000) as u64);
        }
        both.now += turn * 97;
        while both.fire() {
            if random.below(4) == 0 {
                both.set(both.now.saturating_sub(random.below(50_000) as u64));
            }
        }
        both.check();
    }
    both.fire_all();
}

#[test]
fn a_timer_may_be_set_before_the_one_that_was_looked_at() {
    let mut both = Both::default();
    for far in 0..2 * MANY as u64 {
        both.set((1 << 40) + far % 7);
    }
    both.look();
    for sooner in (0..2 * MANY as u64).rev() {
        both.set(1_000 * sooner);
        both.look();
        both.check();
    }
    both.fire_all();
}

#[test]
fn timeouts_that_are_all_taken_back_leave_no_waste() {
    let mut both = Both::default();
    both.set(u64::MAX);
    for number in 1..rounds(20_000, 500) {
        both.now += 10;
        both.set(both.now + 30_000_000_000);
        both.take_back(number);
        assert!(both.wheel.waste <= 1 + FEW);
    }
    assert_eq!(both.taken_back, rounds(20_000, 500) - 1);
    both.fire_all();
}

#[test]
fn few_timers_build_no_level() {
    let mut both = Both::default();
    assert_eq!(both.wheel.near.capacity(), 0);
    for number in 0..MANY as u64 {
        both.set(number * 0x1234_5678_9abc);
    }
    assert!(both.wheel.buckets.is_empty());
    both.fire_all();
    both.set(1);
    assert!(both.wheel.buckets.is_empty());
}
