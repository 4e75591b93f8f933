//! Things that are numbered as they come, and go in any order. Owns the search
//! for a number and the chain of those with one owner; knows nothing of what they are.

use std::rc::Rc;

use super::chunks::push_within;

/// The number of none.
pub(super) const NONE: u32 = u32::MAX;

/// How many numbers are shared or copied together: as many as a word has bits.
const BLOCK: u32 = u64::BITS;

/// What there is of things that are numbered upwards, in the order of their
/// numbers. Copies share what did not change since, as those of
/// [`Chunks`](super::Chunks) do.
#[derive(Clone, Debug)]
pub struct Numbered<T> {
    /// In the order of their numbers, with gaps.
    blocks: Vec<Block<T>>,
    len: usize,
    /// How many blocks are empty. Half of them at most.
    empty: usize,
}

/// What there is of 64 numbers.
#[derive(Clone, Debug)]
struct Block<T> {
    /// The first of its numbers, divided by 64.
    index: u32,
    /// Which of its numbers are there, the first in the lowest bit.
    present: u64,
    entries: Rc<Vec<Entry<T>>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    value: T,
    /// The numbers before and after it of the same owner, or [`NONE`].
    older: u32,
    newer: u32,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered {
            blocks: Vec::new(),
            len: 0,
            empty: 0,
        }
    }
}

impl<T: Clone> Numbered<T> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The one with this number, if it is there.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&T> {
        let (block, place) = self.find(number)?;
        Some(&self.blocks[block].entries[place].value)
    }

    /// All there are with their numbers, in the order of these.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.blocks.iter().flat_map(|block| {
            let mut left = block.present;
            block.entries.iter().map(move |entry| {
                let number = block.index * BLOCK + left.trailing_zeros();
                left &= left - 1;
                (number, &entry.value)
            })
        })
    }

    /// Where it is: which block, and which of its entries.
    fn find(&self, number: u32) -> Option<(usize, usize)> {
        let index = number / BLOCK;
        // Most that go came lately.
        let at = match self.blocks.last() {
            Some(last) if last.index == index => self.blocks.len() - 1,
            _ => self.blocks.partition_point(|block| block.index < index),
        };
        let block = self.blocks.get(at)?;
        let bit = 1 << (number % BLOCK);
        let is_there = block.index == index && block.present & bit != 0;
        is_there.then(|| (at, (block.present & (bit - 1)).count_ones() as usize))
    }

    fn entry(&mut self, number: u32) -> Option<&mut Entry<T>> {
        let (block, place) = self.find(number)?;
        Rc::make_mut(&mut self.blocks[block].entries).get_mut(place)
    }

    /// Adds one with a number above all before. `older` is its owner's newest
    /// until now, or [`NONE`].
    pub(super) fn push(&mut self, number: u32, older: u32, value: T) {
        if let Some(entry) = self.entry(older) {
            entry.newer = number;
        }
        let index = number / BLOCK;
        if self.blocks.last().is_none_or(|last| last.index != index) {
            self.blocks.push(Block {
                index,
                present: 0,
                entries: Rc::default(),
            });
        } else if self.blocks.last().is_some_and(|last| last.present == 0) {
            self.empty -= 1;
        }
        if let Some(last) = self.blocks.last_mut() {
            last.present |= 1 << (number % BLOCK);
            let entry = Entry {
                value,
                older,
                newer: NONE,
            };
            push_within(Rc::make_mut(&mut last.entries), BLOCK as usize, entry);
        }
        self.len += 1;
    }

    /// Takes one out: what it is, and the older and the newer one of its owner.
    pub(super) fn remove(&mut self, number: u32) -> Option<(T, u32, u32)> {
        let (at, place) = self.find(number)?;
        let block = &mut self.blocks[at];
        block.present &= !(1 << (number % BLOCK));
        let entries = Rc::make_mut(&mut block.entries);
        let entry = entries.remove(place);
        self.len -= 1;
        if block.present == 0 {
            *entries = Vec::new();
            self.empty += 1;
            if self.empty > self.blocks.len() / 2 {
                self.blocks.retain(|block| block.present != 0);
                self.empty = 0;
            }
        }
        if let Some(older) = self.entry(entry.older) {
            older.newer = entry.newer;
        }
        if let Some(newer) = self.entry(entry.newer) {
            newer.older = entry.older;
        }
        Some((entry.value, entry.older, entry.newer))
    }

    /// How many bytes it takes beside `other`, with which it may share.
    pub(super) fn bytes_beside(&self, other: &Numbered<T>) -> usize {
        let shares = |block: &&Block<T>| {
            let at = other
                .blocks
                .partition_point(|other| other.index < block.index);
            let other = other.blocks.get(at);
            other.is_some_and(|other| Rc::ptr_eq(&block.entries, &other.entries))
        };
        let own = self.blocks.iter().filter(|block| !shares(block));
        let own: usize = own.map(|block| block.entries.len()).sum();
        own * size_of::<Entry<T>>() + self.blocks.len() * size_of::<Block<T>>()
    }
}

/// What is there counts, not how it came to be.
impl<T: Clone + PartialEq> PartialEq for Numbered<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<T: Clone + Eq> Eq for Numbered<T> {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// By owner: the numbers in order.
    fn chains(model: &BTreeMap<u32, u32>) -> Vec<Vec<u32>> {
        let of = |owner| model.iter().filter(move |(_, value)| **value == owner);
        let numbers = (0..OWNERS).map(|owner| of(owner).map(|(number, _)| *number).collect());
        numbers.collect()
    }

    const OWNERS: u32 = 5;

    #[test]
    fn it_does_what_a_map_does_and_knows_the_newest_of_each_owner() {
        for seed in 0..if cfg!(miri) { 2_u64 } else { 100 } {
            let mut random = seed;
            let mut below = |limit: usize| {
                random = random
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (random >> 33) as usize % limit
            };
            let (mut list, mut model) = (Numbered::default(), BTreeMap::new());
            let (mut newest, mut next) = ([NONE; OWNERS as usize], 0);
            let (mut copy, mut model_copy) = (list.clone(), model.clone());
            let grows = 1 + below(3);
            for _ in 0..600 {
                if below(4) < grows {
                    let owner = below(OWNERS as usize);
                    let older = std::mem::replace(&mut newest[owner], next);
                    list.push(next, older, owner as u32);
                    model.insert(next, owner as u32);
                    // Numbers may be left out.
                    next += 1 + 50 * u32::from(below(9) == 0);
                } else if next > 0 {
                    let number = below(next as usize) as u32;
                    let removed = list.remove(number);
                    assert_eq!(removed.map(|removed| removed.0), model.remove(&number));
                    if let Some((owner, older, NONE)) = removed {
                        assert_eq!(newest[owner as usize], number);
                        newest[owner as usize] = older;
                    }
                }
                let chains = chains(&model);
                let last = chains.iter().map(|chain| *chain.last().unwrap_or(&NONE));
                assert!(last.eq(newest));
                if below(20) == 0 {
                    let number = below(next as usize + 1) as u32;
                    assert_eq!(list.get(number), model.get(&number));
                    let all: Vec<_> = list.iter().collect();
                    assert!(model.iter().map(|(number, owner)| (*number, owner)).eq(all));
                    assert_eq!(list.len(), model.len());
                    assert_eq!(list.is_empty(), model.is_empty());
                }
                if below(100) == 0 {
                    let all = copy.iter().map(|(number, owner)| (number, *owner));
                    assert!(all.eq(model_copy), "a copy does not change");
                    (copy, model_copy) = (list.clone(), model.clone());
                    assert_eq!(copy, list);
                }
            }
        }
    }

    #[test]
    fn a_copy_shares_what_is_the_same() {
        let mut list = Numbered::default();
        (0..10 * BLOCK).for_each(|number| list.push(number, NONE, number));
        let copy = list.clone();
        let shared = 10 * size_of::<Block<u32>>();
        assert_eq!(copy.bytes_beside(&list), shared);
        list.remove(3 * BLOCK + 7);
        let block = BLOCK as usize * size_of::<Entry<u32>>();
        assert_eq!(copy.bytes_beside(&list), shared + block);
        (0..2 * BLOCK).for_each(|number| assert!(list.remove(number).is_some()));
        assert_eq!(copy.bytes_beside(&list), shared + 3 * block);
    }
}
