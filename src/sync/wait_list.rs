//! A line of waiters, first come first served. Owns the order and what each
//! waiter left behind; decides nothing about who is served, and wakes nobody
//! while it is borrowed.
//!
//! A slab in safe code: entries live in a `Vec` and are linked by index, so
//! that anyone can leave from anywhere in the line in constant time. A freed
//! entry is the next to be used. Nothing is allocated until somebody waits.
//!
//! An entry is in one of two states:
//!
//! ```text
//! push_back -> in line -leave-> aside -remove-> gone
//!                 \--------remove-------------/
//! ```
//!
//! Whoever serves a waiter makes it *leave* the line; its entry stays *aside*,
//! for the waiter to find what it was given, until the waiter (or the drop of
//! its future) *removes* it.

use std::task::Waker;

use crate::trace::probe::{Resource, will_wake};

/// A waiter's place in a [`WaitList`]. Valid until [`WaitList::remove`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u32);

/// The end of a chain of indices.
const NONE: u32 = u32::MAX;

/// Instead of the index before it: the waiter has left the line.
const ASIDE: u32 = u32::MAX - 1;

/// Two indices and the waiter: with what is in most lines, 48 bytes.
#[derive(Debug)]
struct Slot<T> {
    /// Served before it, [`NONE`] if it is the first; or [`ASIDE`].
    prev: u32,
    /// Served after it; or the next free slot, if this one is.
    next: u32,
    /// `None` if the slot is free.
    waiter: Option<T>,
}

/// A first-in-first-out line of `T`s with removal in constant time.
#[derive(Debug)]
pub(crate) struct WaitList<T> {
    slots: Vec<Slot<T>>,
    free: u32,
    first: u32,
    last: u32,
    /// Entries in line, those aside not counted.
    len: u32,
}

const REMOVED: &str = "a key is used after its removal";

impl<T> WaitList<T> {
    /// An empty line; allocates nothing.
    pub(crate) const fn new() -> WaitList<T> {
        WaitList {
            slots: Vec::new(),
            free: NONE,
            first: NONE,
            last: NONE,
            len: 0,
        }
    }

    /// How many are in line.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether nobody is in line.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Who is served next.
    #[inline]
    pub(crate) fn first(&self) -> Option<Key> {
        (self.first != NONE).then_some(Key(self.first))
    }

    /// Who came last.
    pub(crate) fn last(&self) -> Option<Key> {
        (self.last != NONE).then_some(Key(self.last))
    }

    /// Enters the line at its end.
    ///
    /// # Panics
    ///
    /// If there are more than four billion.
    pub(crate) fn push_back(&mut self, waiter: T) -> Key {
        let prev = self.last;
        let slot = Slot {
            prev,
            next: NONE,
            waiter: Some(waiter),
        };
        let index = self.free;
        let index = if index == NONE {
            let index = u32::try_from(self.slots.len()).unwrap_or(NONE);
            assert!(index < ASIDE, "more waiters than 32 bits can number");
            self.slots.push(slot);
            index
        } else {
            let free = &mut self.slots[index as usize];
            self.free = free.next;
            *free = slot;
            index
        };
        *self.next_of(prev) = index;
        self.last = index;
        self.len += 1;
        Key(index)
    }

    /// What the waiter left, in line or aside.
    ///
    /// # Panics
    ///
    /// If `key` was removed.
    pub(crate) fn get_mut(&mut self, key: Key) -> &mut T {
        let slot = &mut self.slots[key.0 as usize];
        slot.waiter.as_mut().expect(REMOVED)
    }

    /// Whether the waiter is still in line (not aside).
    pub(crate) fn is_in_line(&self, key: Key) -> bool {
        let slot = &self.slots[key.0 as usize];
        slot.waiter.is_some() && slot.prev != ASIDE
    }

    /// Takes the waiter out of the line and keeps its entry aside. Does
    /// nothing if it is aside already. Returns what the waiter left.
    ///
    /// # Panics
    ///
    /// If `key` was removed.
    pub(crate) fn leave(&mut self, key: Key) -> &mut T {
        self.close_gap(key);
        self.get_mut(key)
    }

    /// Takes the waiter out for good, in line or aside.
    ///
    /// # Panics
    ///
    /// If `key` was removed before.
    pub(crate) fn remove(&mut self, key: Key) -> T {
        self.close_gap(key);
        let slot = &mut self.slots[key.0 as usize];
        let waiter = slot.waiter.take().expect(REMOVED);
        slot.next = self.free;
        self.free = key.0;
        waiter
    }

    /// Links those around a waiter to each other, if it is in line.
    fn close_gap(&mut self, key: Key) {
        if !self.is_in_line(key) {
            return;
        }
        let slot = &mut self.slots[key.0 as usize];
        let (prev, next) = (slot.prev, slot.next);
        slot.prev = ASIDE;
        *self.next_of(prev) = next;
        *self.prev_of(next) = prev;
        self.len -= 1;
    }

    /// The link that points behind `index`: its own, or the line's.
    fn next_of(&mut self, index: u32) -> &mut u32 {
        match self.slots.get_mut(index as usize) {
            Some(slot) => &mut slot.next,
            None => &mut self.first,
        }
    }

    /// The link that points before `index`: its own, or the line's.
    fn prev_of(&mut self, index: u32) -> &mut u32 {
        match self.slots.get_mut(index as usize) {
            Some(slot) => &mut slot.prev,
            None => &mut self.last,
        }
    }
}

/// Keeps a clone of `waker` in `slot`, unless the one there would wake the same
/// task. Returns the waker that it replaces: drop it after the lock, since dropping the last waker of a task
/// can drop its future, and with it guards of the very primitive.
#[must_use = "to be dropped after the lock"]
pub(crate) fn renew(slot: &mut Option<Waker>, waker: &Waker) -> Option<Waker> {
    if will_wake(slot, waker) {
        return None;
    }
    slot.replace(waker.clone())
}

/// Wakers on their way out of a critical section: collected under a lock,
/// woken after it. The first costs no allocation.
#[derive(Debug, Default)]
#[must_use = "whoever was collected has to be woken"]
pub(crate) struct Wakes {
    first: Option<Waker>,
    rest: Vec<Waker>,
}

impl Wakes {
    /// Nobody yet.
    #[inline]
    pub(crate) const fn new() -> Wakes {
        Wakes {
            first: None,
            rest: Vec::new(),
        }
    }

    /// Adds one; those without a waker (never polled) need none.
    pub(crate) fn push(&mut self, waker: Option<Waker>) {
        if self.first.is_none() {
            self.first = waker;
        } else {
            self.rest.extend(waker);
        }
    }

    /// Wakes them through `resource`, in the order they were added. Call it
    /// outside every lock.
    #[inline]
    pub(crate) fn wake_all(self, resource: Resource) {
        if let Some(waker) = self.first {
            resource.wake(waker);
        }
        if !self.rest.is_empty() {
            wake_rest(self.rest, resource);
        }
    }
}

#[cold]
fn wake_rest(rest: Vec<Waker>, resource: Resource) {
    for waker in rest {
        resource.wake(waker);
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, WaitList};

    /// The line's content, front first, through its public face.
    fn drain(list: &mut WaitList<u32>) -> Vec<u32> {
        let mut all = Vec::new();
        while let Some(key) = list.first() {
            all.push(list.remove(key));
        }
        all
    }

    fn line_of(count: u32) -> (WaitList<u32>, Vec<Key>) {
        let mut list = WaitList::new();
        let keys = (0..count).map(|waiter| list.push_back(waiter)).collect();
        (list, keys)
    }

    #[test]
    fn an_empty_list_has_allocated_nothing() {
        assert_eq!(WaitList::<u32>::new().slots.capacity(), 0);
    }

    #[test]
    fn waiters_come_out_in_the_order_they_came() {
        let (mut list, _) = line_of(5);
        assert_eq!(list.len(), 5);
        assert_eq!(drain(&mut list), [0, 1, 2, 3, 4]);
        assert!(list.is_empty() && list.last().is_none());
    }

    #[test]
    fn anyone_can_leave_from_anywhere() {
        for leaver in 0..4 {
            let (mut list, keys) = line_of(4);
            assert_eq!(list.remove(keys[leaver as usize]), leaver);
            let rest: Vec<u32> = (0..4).filter(|&other| other != leaver).collect();
            assert_eq!(drain(&mut list), rest);
        }
    }

    #[test]
    fn a_served_waiter_keeps_its_entry_until_it_looks() {
        let (mut list, keys) = line_of(3);
        *list.leave(keys[1]) = 10;
        assert!(!list.is_in_line(keys[1]) && list.is_in_line(keys[0]));
        assert_eq!(list.len(), 2);
        list.push_back(3);
        assert_eq!(drain(&mut list), [0, 2, 3]);
        assert_eq!(*list.leave(keys[1]), 10);
        assert_eq!(list.remove(keys[1]), 10);
    }

    #[test]
    fn the_slot_freed_last_is_used_first() {
        let (mut list, keys) = line_of(3);
        list.remove(keys[0]);
        list.remove(keys[2]);
        assert_eq!(list.push_back(7), keys[2]);
        assert_eq!(list.push_back(8), keys[0]);
        assert_eq!(list.slots.len(), 3);
        assert_eq!(drain(&mut list), [1, 7, 8]);
    }

    #[test]
    fn it_agrees_with_a_plain_vector_over_random_operations() {
        let mut state = 1u64;
        let mut random = |below: usize| {
            // SplitMix64's constants, as a short stand-in for a generator.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            (z >> 33) as usize % below
        };
        let (mut list, mut model) = (WaitList::new(), Vec::new());
        let mut aside = Vec::new();
        let rounds = if cfg!(miri) { 300 } else { 20_000 };
        for round in 0..rounds {
            match random(4) {
                0 | 1 => model.push((list.push_back(round), round)),
                2 if !model.is_empty() => {
                    let (key, waiter) = model.remove(random(model.len()));
                    if random(2) == 0 {
                        assert_eq!(*list.leave(key), waiter);
                        aside.push((key, waiter));
                    } else {
                        assert_eq!(list.remove(key), waiter);
                    }
                }
                _ if !aside.is_empty() => {
                    let (key, waiter) = aside.remove(random(aside.len()));
                    assert_eq!(list.remove(key), waiter);
                }
                _ => {}
            }
            assert_eq!(list.len(), model.len());
            assert_eq!(list.first(), model.first().map(|&(key, _)| key));
            assert_eq!(list.last(), model.last().map(|&(key, _)| key));
        }
    }
}
