//! A list whose copies share what did not change since. Owns when a part of it
//! is copied; knows nothing of what it holds.

use std::ops::Index;
use std::rc::Rc;

/// How many entries are shared or copied together. A power of two. Small, since
/// the tasks that change between two copies are often far from each other.
const CHUNK: usize = 64;

/// A list that only grows at its end. To copy it takes a pointer for each 64
/// entries; of what both copies hold, only the chunks that one of them changes
/// later exist twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunks<T>(Vec<Rc<Vec<T>>>);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Chunks(Vec::new())
    }
}

impl<T: Clone> Chunks<T> {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let last = self.0.last();
        last.map_or(0, |last| (self.0.len() - 1) * CHUNK + last.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entry at `index`, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.0.iter().flat_map(|chunk| chunk.iter())
    }

    /// The entry at `index`, to be changed.
    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let chunk = self.0.get_mut(index / CHUNK)?;
        Rc::make_mut(chunk).get_mut(index % CHUNK)
    }

    /// Puts an entry at the end.
    pub(super) fn push(&mut self, entry: T) {
        if self.0.last().is_none_or(|last| last.len() == CHUNK) {
            self.0.push(Rc::default());
        }
        if let Some(last) = self.0.last_mut() {
            let last = Rc::make_mut(last);
            if last.len() == last.capacity() {
                // Doubled, but never beyond the end of the chunk.
                last.reserve_exact(last.len().clamp(4, CHUNK - last.len()));
            }
            last.push(entry);
        }
    }

    /// How many bytes it takes beside `other`, with which it may share.
    pub(super) fn bytes_beside(&self, other: &Chunks<T>) -> usize {
        let shares = |(index, chunk): &(usize, &Rc<Vec<T>>)| {
            let other = other.0.get(*index);
            other.is_some_and(|other| Rc::ptr_eq(chunk, other))
        };
        let own = self.0.iter().enumerate().filter(|chunk| !shares(chunk));
        let own: usize = own.map(|(_, chunk)| chunk.len()).sum();
        own * size_of::<T>() + self.0.len() * size_of::<Rc<Vec<T>>>()
    }
}

impl<T: Clone> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        &self.0[index / CHUNK][index % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list() {
        let mut list = Chunks::default();
        assert!(list.is_empty() && list.get(0).is_none());
        for number in 0..1000 {
            assert_eq!(list.len(), number);
            list.push(number);
        }
        *list.get_mut(500).unwrap() = 7;
        assert_eq!((list[499], list[500], list.get(1000)), (499, 7, None));
        assert!(list.get_mut(1000).is_none());
        assert_eq!(list.iter().rev().copied().next(), Some(999));
        assert!(
            list.iter()
                .enumerate()
                .all(|(at, number)| at == *number || at == 500)
        );
    }

    #[test]
    fn a_copy_stays_what_it_was_and_shares_what_is_the_same() {
        let mut list = Chunks::default();
        (0..10 * CHUNK).for_each(|number| list.push(number));
        let copy = list.clone();
        let pointers = 10 * size_of::<usize>();
        assert_eq!(copy.bytes_beside(&list), pointers);
        let whole = copy.bytes_beside(&Chunks::default());
        assert_eq!(whole, pointers + 10 * CHUNK * size_of::<usize>());
        *list.get_mut(3 * CHUNK + 1).unwrap() = 0;
        list.push(0);
        assert_eq!(copy.len(), 10 * CHUNK);
        assert!(copy.iter().copied().eq(0..10 * CHUNK));
        let chunk = CHUNK * size_of::<usize>();
        assert_eq!(copy.bytes_beside(&list), pointers + chunk);
        assert_ne!(copy, list);
    }
}
