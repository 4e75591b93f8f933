//! A list whose copies share what did not change since. Owns when a part of it
//! is copied; knows nothing of what it holds.

use std::ops::Index;
use std::rc::Rc;

/// How many entries are shared or copied together. A power of two. Small, since
/// the tasks that change between two copies are often far from each other.
const CHUNK: usize = 64;

/// A list that only grows at its end. To copy it takes a pointer for each 64
/// entries, and the last ones; of the others, only the chunks that change later
/// in one of the copies exist twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunks<T> {
    full: Vec<Rc<[T]>>,
    /// Fewer than make a chunk. Nothing stands between them and who changes them.
    last: Vec<T>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Chunks {
            full: Vec::new(),
            last: Vec::new(),
        }
    }
}

impl<T: Clone> Chunks<T> {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.full.len() * CHUNK + self.last.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry at `index`, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        let chunk = self.full.get(index / CHUNK).map(|chunk| &chunk[..]);
        let is_last = index / CHUNK == self.full.len();
        chunk.or(is_last.then_some(&self.last))?.get(index % CHUNK)
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        let full = self.full.iter().flat_map(|chunk| chunk.iter());
        full.chain(&self.last)
    }

    /// The entry at `index`, to be changed.
    #[inline]
    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let count = self.full.len();
        match self.full.get_mut(index / CHUNK) {
            Some(chunk) => {
                if Rc::strong_count(chunk) != 1 {
                    unshare(chunk);
                }
                Rc::get_mut(chunk)?.get_mut(index % CHUNK)
            }
            None if index / CHUNK == count => self.last.get_mut(index % CHUNK),
            None => None,
        }
    }

    /// Puts an entry at the end.
    pub(super) fn push(&mut self, entry: T) {
        push_within(&mut self.last, CHUNK, entry);
        if self.last.len() == CHUNK {
            self.full.push(Rc::from(&self.last[..]));
            self.last.clear();
        }
    }

    /// How many bytes it takes beside `other`, with which it may share.
    pub(super) fn bytes_beside(&self, other: &Chunks<T>) -> usize {
        let pairs = self.full.iter().zip(&other.full);
        let shared = pairs.filter(|(chunk, other)| Rc::ptr_eq(chunk, other));
        (self.len() - shared.count() * CHUNK) * size_of::<T>()
            + self.full.len() * size_of::<Rc<[T]>>()
    }
}

/// `Rc::make_mut`'s rarer half, apart from the other, which is on every event's way.
#[cold]
#[inline(never)]
fn unshare<T: Clone>(chunk: &mut Rc<[T]>) {
    *chunk = Rc::from(&chunk[..]);
}

/// Puts an entry at the end of a list that will have `limit` at most.
pub(super) fn push_within<T>(list: &mut Vec<T>, limit: usize, entry: T) {
    if list.len() == list.capacity() {
        let more = list.len().max(4).min(limit - list.len());
        list.reserve_exact(more);
    }
    list.push(entry);
}

impl<T: Clone> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        self.get(index).expect("it is that long")
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
        let pointers = 10 * size_of::<Rc<[usize]>>();
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
