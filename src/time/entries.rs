//! Where the timers of a wheel are kept: a vector whose places are used again.
//! Owns the keys that name them; never asks when they fire.

use std::num::NonZeroU32;

/// Names a timer for as long as it is set. Afterwards the key is stale, and
/// names nothing: each use of a place is a generation of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    index: u32,
    generation: NonZeroU32,
}

/// The timers that are set, in no order. Allocates nothing before the first.
pub(super) struct Entries<T> {
    entries: Vec<Entry<T>>,
    /// The place that became free last; the others follow.
    free: Option<u32>,
    /// From here on, places were not used since the last time that none was.
    fresh: u32,
    used: u32,
}

struct Entry<T> {
    generation: NonZeroU32,
    content: Content<T>,
}

enum Content<T> {
    Set(T),
    /// With the place that became free before.
    Free(Option<u32>),
}

impl<T> Entries<T> {
    pub(super) const fn new() -> Entries<T> {
        Entries {
            entries: Vec::new(),
            free: None,
            fresh: 0,
            used: 0,
        }
    }

    /// How many are set.
    pub(super) fn len(&self) -> usize {
        self.used as usize
    }

    /// Puts a timer in.
    pub(super) fn insert(&mut self, value: T) -> Key {
        let content = Content::Set(value);
        self.used += 1;
        let index = self.free.unwrap_or(self.fresh);
        let Some(entry) = self.entries.get_mut(index as usize) else {
            assert!(index < u32::MAX, "timers are numbered by 32 bits");
            let generation = NonZeroU32::MIN;
            self.fresh += 1;
            self.entries.push(Entry {
                generation,
                content,
            });
            return Key { index, generation };
        };
        let generation = entry.generation;
        match std::mem::replace(&mut entry.content, content) {
            Content::Free(next) if self.free.is_some() => self.free = next,
            _ => self.fresh += 1,
        }
        Key { index, generation }
    }

    /// Takes out the timer that `key` names, unless the key is stale. It is, from now on.
    pub(super) fn remove(&mut self, key: Key) -> Option<T> {
        let entry = self.entries.get_mut(key.index as usize)?;
        if entry.generation != key.generation {
            return None;
        }
        let free = Content::Free(self.free);
        let Content::Set(value) = std::mem::replace(&mut entry.content, free) else {
            return None;
        };
        // A place whose generations are used up stays out of use for good, and
        // counts as used: no key is given twice.
        if let Some(generation) = entry.generation.checked_add(1) {
            entry.generation = generation;
            self.free = Some(key.index);
            self.used -= 1;
        }
        if self.used == 0 {
            // The places became free in the order of deadlines. Given out anew
            // from the front, what is set together lies together.
            (self.free, self.fresh) = (None, 0);
        }
        Some(value)
    }

    /// Whether `key` names a timer still.
    pub(super) fn is_set(&self, key: Key) -> bool {
        // A free place is of a generation that no key has yet.
        self.entries
            .get(key.index as usize)
            .is_some_and(|entry| entry.generation == key.generation)
    }

    /// The timer that `key` names.
    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let entry = self.entries.get_mut(key.index as usize)?;
        match &mut entry.content {
            Content::Set(value) if entry.generation == key.generation => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_timer_until_that_goes() {
        let mut entries = Entries::new();
        let [a, b] = ["a", "b"].map(|value| entries.insert(value));
        assert_eq!(entries.get_mut(a), Some(&mut "a"));
        assert_eq!(entries.remove(a), Some("a"));
        let c = entries.insert("c");
        assert_eq!(c.index, a.index, "the place is used again");
        assert!(!entries.is_set(a) && entries.is_set(b) && entries.is_set(c));
        assert_eq!(entries.get_mut(a), None);
        assert_eq!(entries.remove(a), None);
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn places_are_given_out_from_the_front_once_none_is_used() {
        let mut entries = Entries::new();
        let first: Vec<Key> = (0..5).map(|value| entries.insert(value)).collect();
        for index in [3, 0, 4, 1, 2] {
            assert_eq!(entries.remove(first[index]), Some(index));
        }
        assert_eq!(entries.len(), 0);
        for index in 0..6 {
            let key = entries.insert(index);
            assert_eq!(key.index, index as u32);
            assert!(!first.contains(&key));
        }
        assert!(first.iter().all(|&key| !entries.is_set(key)));
    }

    #[test]
    fn a_place_whose_generations_are_used_up_is_never_given_out_again() {
        let mut entries = Entries::new();
        let key = entries.insert("first");
        entries.remove(key);
        entries.entries[0].generation = NonZeroU32::MAX;
        let last = entries.insert("last");
        assert_eq!(last.index, 0);
        assert_eq!(entries.remove(last), Some("last"));
        assert_eq!(entries.get_mut(last), None);
        assert_eq!(entries.remove(last), None);
        for _ in 0..3 {
            let other = entries.insert("other");
            assert_eq!(other.index, 1);
            assert_eq!(entries.remove(other), Some("other"));
        }
    }
}
