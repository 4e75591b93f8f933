//! The timers of a clock, by deadline. Owns which of them is next; what time it
//! is, it is told.
//!
//! Source: hierarchical timing wheels, from Varghese and Lauck, "Hashed and
//! Hierarchical Timing Wheels", SOSP 1987. Theirs tick, and this one jumps; the
//! sorted queue in front is that of a ladder queue (Tang, Goh and Thng, 2005).
//!
//! A deadline is a number of eleven digits to the base 64. The wheel has a hand,
//! and files a timer that is to come under the highest digit in which its
//! deadline differs from the hand: the digit's place is the *level*, its value
//! the *bucket*. As one does with dates: of another year, the year will do; of
//! this year, the month; of this month, the day. On a watch:
//!
//! ```text
//!   before the hand        the hand 12:34:56       after it
//!
//!   near, sorted ──▶       level 0, seconds        12:34:58   12:34:59
//!   these fire next        level 1, minutes        12:35:··   12:59:··
//!                          level 2, hours          14:··:··   23:··:··
//! ```
//!
//! So whatever is on a lower level is earlier than all on a higher one, and the
//! next timers are in the first bucket of the lowest level that has any. Once
//! nothing is near:
//!
//! ```text
//!   first bucket ── few timers? ──▶ sorted, they are near; the hand is at the bucket's end
//!        └───────── many? ────────▶ the hand goes to the first of them, and those after it
//!                                   are filed anew: each on a lower level than it was
//! ```
//!
//! A timer moves ten times at most, and mostly twice; setting one and taking it
//! back cost the same among thousands as among millions. Four things to know:
//!
//! - Looking never parts a bucket of which nothing is due. Time has not moved,
//!   and whatever is set next may well be earlier: its bucket has to be there.
//! - Timers of one deadline are in one bucket always, in the order in which they
//!   were set, and move together in that order. So it needs no number to sort by.
//! - A timer that is taken back leaves its value at once, and its line in a bucket
//!   as waste, until somebody comes by. When that is half of all lines, it is swept.
//! - At first the hand is at the end of time, and all timers are near. Few
//!   runs ever set as many as it takes to build a level.

use std::collections::VecDeque;

use super::entries::{Entries, Key};

/// A digit has so many bits, and a level a bucket for each digit.
const BITS: u32 = 6;
const BUCKETS: usize = 1 << BITS;
const LEVELS: usize = u64::BITS.div_ceil(BITS) as usize;

/// So many timers of a bucket are sorted at once.
const FEW: usize = 64;
/// So many are near at most, of those that are to come.
const MANY: usize = 2 * FEW;

/// Timers with a value each. Deadlines are nanoseconds since the run began.
pub(super) struct Wheel<T> {
    entries: Entries<T>,
    /// Up to here timers are near, later ones are in the levels. It may be ahead
    /// of the time; then the levels hold nothing that is before it.
    hand: u64,
    /// In the order in which they fire.
    near: VecDeque<Timer>,
    /// All buckets, level by level, as far as they were needed.
    buckets: Vec<Vec<Timer>>,
    /// Bit by bit, the buckets of each level with a timer, and the levels.
    occupied: [u64; LEVELS],
    occupied_levels: u16,
    /// The first timer in the levels, once it was looked for.
    first: Option<Timer>,
    /// How many lines, near and in the levels, are of timers taken back.
    waste: usize,
}

/// A line in a bucket.
#[derive(Clone, Copy)]
struct Timer {
    deadline: u64,
    key: Key,
}

/// Where a bucket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    level: u32,
    digit: u32,
}

impl<T> Wheel<T> {
    /// A wheel without timers. Allocates nothing.
    pub(super) const fn new() -> Wheel<T> {
        Wheel {
            entries: Entries::new(),
            hand: u64::MAX,
            near: VecDeque::new(),
            buckets: Vec::new(),
            occupied: [0; LEVELS],
            occupied_levels: 0,
            first: None,
            waste: 0,
        }
    }

    /// Sets a timer. Here and below it is `now`, as late as before or later.
    #[inline]
    pub(super) fn insert(&mut self, now: u64, deadline: u64, value: T) -> Key {
        let key = self.entries.insert(value);
        let timer = Timer { deadline, key };
        if deadline <= self.hand {
            self.bring_near(now, timer);
            return key;
        }
        if self.first.is_some_and(|first| deadline < first.deadline) {
            self.first = Some(timer);
        }
        self.file(timer);
        key
    }

    /// The value of a timer, unless it fired or was taken back.
    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.entries.get_mut(key)
    }

    /// Takes a timer back; its value, unless it fired or was taken back before.
    pub(super) fn remove(&mut self, key: Key) -> Option<T> {
        let value = self.entries.remove(key)?;
        self.waste += 1;
        if self.entries.len() == 0 {
            self.begin_anew();
        } else if self.waste > self.entries.len() + FEW {
            self.sweep();
        }
        Some(value)
    }

    /// A time that no timer is before; the end of time if there is none. Quick,
    /// but not always a deadline.
    pub(super) fn not_before(&self) -> u64 {
        match (self.near.front(), self.first_bucket()) {
            (Some(timer), _) => timer.deadline,
            (None, Some(place)) => self.begin(place),
            (None, None) => u64::MAX,
        }
    }

    /// The earliest deadline.
    pub(super) fn next_deadline(&mut self, now: u64) -> Option<u64> {
        self.next(now).map(|timer| timer.deadline)
    }

    /// Takes out the timer that fires next, if it is due.
    pub(super) fn pop(&mut self, now: u64) -> Option<T> {
        let next = self.next(now)?;
        if next.deadline > now {
            return None;
        }
        // What is due is near: `next` sees to it.
        self.near.pop_front();
        let value = self.entries.remove(next.key);
        if self.entries.len() == 0 {
            self.begin_anew();
        }
        value
    }

    /// Takes out all timers, in the order in which they would have fired.
    pub(super) fn clear(&mut self) -> Vec<T> {
        std::iter::from_fn(|| self.pop(u64::MAX)).collect()
    }

    /// The timer that fires next. It is near, unless it is to come and one of many.
    #[inline]
    fn next(&mut self, now: u64) -> Option<Timer> {
        match self.near.front() {
            Some(&timer) if self.entries.is_set(timer.key) => Some(timer),
            _ => self.look_for_next(now),
        }
    }

    fn look_for_next(&mut self, now: u64) -> Option<Timer> {
        loop {
            while let Some(&timer) = self.near.front() {
                if self.entries.is_set(timer.key) {
                    return Some(timer);
                }
                self.near.pop_front();
                self.waste -= 1;
            }
            let place = self.first_bucket()?;
            if self.bucket(place).len() <= FEW {
                self.bring_all_near(place);
            } else if let Some(first) = self.first_in(place) {
                if self.begin(place) > now {
                    return Some(first);
                }
                self.part(place, first.deadline.min(now));
            }
        }
    }

    fn bring_near(&mut self, now: u64, timer: Timer) {
        let is_before = |other: &Timer| other.deadline <= timer.deadline;
        if self.near.back().is_none_or(is_before) {
            self.near.push_back(timer);
        } else {
            let index = self.near.partition_point(is_before);
            self.near.insert(index, timer);
        }
        if self.near.len() > MANY && now < self.hand {
            // Too many to keep sorted. The hand goes back to now, and what is to
            // come into the levels. What they hold stays in place: on the way
            // to where it is, the hand has only passed what is near.
            let due = self.near.partition_point(|timer| timer.deadline <= now);
            self.hand = now;
            self.first = None;
            for timer in self.near.split_off(due) {
                self.file(timer);
            }
        }
    }

    fn bring_all_near(&mut self, place: Place) {
        let begin = self.begin(place);
        let mut timers = self.take(place);
        let lines = timers.len();
        timers.retain(|timer| self.entries.is_set(timer.key));
        self.waste -= lines - timers.len();
        // Stable: equals stay in the order in which they were set.
        timers.sort_by_key(|timer| timer.deadline);
        self.near.extend(timers.drain(..));
        self.put_back(place, timers);
        self.first = None;
        self.hand = begin | ((1 << (place.level * BITS)) - 1);
    }

    /// Moves the hand into the first bucket, to where none of its timers is before.
    fn part(&mut self, place: Place, to: u64) {
        self.first = None;
        self.hand = to;
        let mut timers = self.take(place);
        for timer in timers.drain(..) {
            if timer.deadline <= to {
                self.near.push_back(timer);
            } else {
                self.file(timer);
            }
        }
        self.put_back(place, timers);
    }

    /// The first timer of the first bucket. If all there is waste, takes it away.
    fn first_in(&mut self, place: Place) -> Option<Timer> {
        let entries = &self.entries;
        let is_set = |timer: &Timer| entries.is_set(timer.key);
        if !self.first.as_ref().is_some_and(is_set) {
            let mut first: Option<Timer> = None;
            for &timer in self.bucket(place) {
                let is_earlier = first.is_none_or(|first| timer.deadline < first.deadline);
                if is_earlier && is_set(&timer) {
                    first = Some(timer);
                }
            }
            self.first = first;
            if first.is_none() {
                self.waste -= self.take(place).len();
            }
        }
        self.first
    }

    /// Puts a timer into the bucket in which it belongs while the hand is where it is.
    #[inline]
    fn file(&mut self, timer: Timer) {
        let place = self.place(timer.deadline);
        if let Some(bucket) = self.buckets.get_mut(place.index()) {
            bucket.push(timer);
        } else {
            self.build(place);
            self.buckets[place.index()].push(timer);
        }
        self.occupied[place.level as usize] |= 1 << place.digit;
        self.occupied_levels |= 1 << place.level;
    }

    #[cold]
    fn build(&mut self, place: Place) {
        let count = (place.level as usize + 1) * BUCKETS;
        self.buckets.resize_with(count, Vec::new);
    }

    /// Where a timer belongs that is after the hand.
    fn place(&self, deadline: u64) -> Place {
        let level = (self.hand ^ deadline).ilog2() / BITS;
        let digit = (deadline >> (level * BITS)) as u32 % BUCKETS as u32;
        Place { level, digit }
    }

    /// When the time of a bucket begins: the hand's digits above, its own, zeros.
    fn begin(&self, place: Place) -> u64 {
        let shift = place.level * BITS;
        // In two steps, for the highest level has fewer bits than a digit.
        let above = self.hand >> shift >> BITS << BITS;
        (above | u64::from(place.digit)) << shift
    }

    fn first_bucket(&self) -> Option<Place> {
        if self.occupied_levels == 0 {
            return None;
        }
        let level = self.occupied_levels.trailing_zeros();
        let digit = self.occupied[level as usize].trailing_zeros();
        Some(Place { level, digit })
    }

    fn bucket(&self, place: Place) -> &[Timer] {
        &self.buckets[place.index()]
    }

    /// Takes all out of a bucket.
    fn take(&mut self, place: Place) -> Vec<Timer> {
        self.mark_empty(place);
        std::mem::take(&mut self.buckets[place.index()])
    }

    /// Gives a bucket its memory back, if that is not much.
    fn put_back(&mut self, place: Place, empty: Vec<Timer>) {
        if empty.capacity() <= FEW {
            self.buckets[place.index()] = empty;
        }
    }

    fn mark_empty(&mut self, place: Place) {
        let digits = &mut self.occupied[place.level as usize];
        *digits &= !(1 << place.digit);
        if *digits == 0 {
            self.occupied_levels &= !(1 << place.level);
        }
    }

    /// No timer is set: what is left is waste.
    fn begin_anew(&mut self) {
        self.near.clear();
        while let Some(place) = self.first_bucket() {
            let mut timers = self.take(place);
            timers.clear();
            self.put_back(place, timers);
        }
        self.first = None;
        self.hand = u64::MAX;
        self.waste = 0;
    }

    fn sweep(&mut self) {
        let is_set = |timer: &Timer| self.entries.is_set(timer.key);
        self.near.retain(is_set);
        for index in 0..self.buckets.len() {
            let bucket = &mut self.buckets[index];
            if !bucket.is_empty() {
                bucket.retain(|timer| self.entries.is_set(timer.key));
                if bucket.is_empty() {
                    self.mark_empty(Place::of(index));
                }
            }
        }
        self.waste = 0;
    }
}

impl Place {
    fn index(self) -> usize {
        self.level as usize * BUCKETS + self.digit as usize
    }

    fn of(index: usize) -> Place {
        Place {
            level: (index / BUCKETS) as u32,
            digit: (index % BUCKETS) as u32,
        }
    }
}

#[cfg(test)]
#[path = "wheel_model.rs"]
mod model;
