//! The memory of a set's tasks. Owns which places are taken; knows nothing of
//! what lies in them.
//!
//! Places of one size lie side by side in *chunks*. A chunk begins at a multiple
//! of its size, so that the address of a task, with the low bits taken away, is
//! that of its chunk, which knows the set. A place that becomes free is taken
//! again before any that lies higher: what is alive stays close together, and a
//! list of tasks made in order is a walk through memory in order.
//!
//! ```text
//!   CHUNK-aligned                                   CHUNK bytes
//!   ├────────────┬──────────┬──────────┬──────────┬─ … ─┤
//!   │ Chunk:     │ header + │ header + │ (free)   │     │
//!   │ set, bits  │ future   │ output   │          │     │
//!   └────────────┴──────────┴──────────┴──────────┴─ … ─┘
//! ```
//!
//! Chunks are given back to the system when the set is gone, never before: a
//! task's number can be compared with that of a later task in the same place.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::ptr::NonNull;

use super::core::Core;
use super::slot::Header;

/// The size and the alignment of a chunk, in bytes.
const CHUNK: usize = 1 << 14;
/// Places that are larger have a chunk of their own,
const LARGEST: usize = CHUNK / 8;
/// and so have those of a stricter alignment, which are rare. This one is that of
/// the numbers of 128 bits.
const STRICTEST: usize = 16;
/// At most so many chunks are asked for at once.
const MOST_AT_ONCE: usize = 16;
/// The smallest place is a header.
const WORDS: usize = CHUNK / size_of::<Header>() / 64 + 1;

/// The strictest alignment that a task can have, in bytes.
pub(super) const ALIGN_MAX: usize = CHUNK / 4;

/// The head of a chunk.
#[repr(C)]
struct Chunk {
    core: *const Core,
    /// Which of the pool's sizes, and which chunk of that size.
    class: u32,
    index: u32,
    /// Where the first place begins, how large each is (bytes), how many there are.
    first: u32,
    size: u32,
    count: u32,
    /// `ceil(2^32 / size)`: an offset times this, shifted right by 32, is a
    /// place's index, exactly, since offsets are small multiples of `size`.
    reciprocal: u32,
    free: Cell<u32>,
    /// No word below this one has a free place.
    low: Cell<u32>,
    /// A bit a place: 1 is free.
    words: [Cell<u64>; WORDS],
}

/// The chunks of places of one layout.
struct Class {
    layout: Layout,
    chunks: Vec<NonNull<Chunk>>,
    /// No chunk below this one has a free place.
    low: usize,
}

/// All chunks of a set. Dropping it gives them back; whatever lies in them must
/// have been dropped before.
#[derive(Default)]
pub(super) struct Pool {
    classes: Vec<Class>,
    /// By size / 4, for small ones: the lowest chunk with a free place, as far
    /// as is known.
    at_hand: Vec<Option<NonNull<Chunk>>>,
    /// What was allocated in one piece.
    blocks: Vec<(NonNull<u8>, Layout)>,
    /// Chunks of the latest block that are not in use: the next, and how many.
    spare: Option<NonNull<u8>>,
    spares: usize,
    made: usize,
}

/// The chunk of a task.
///
/// # Safety
/// `task` is in a place that a pool gave out.
unsafe fn chunk_of(task: NonNull<Header>) -> NonNull<Chunk> {
    let chunk = task.as_ptr().map_addr(|address| address & !(CHUNK - 1));
    // SAFETY: chunks begin at multiples of CHUNK, never at 0, and their first
    // CHUNK bytes hold the beginnings of all their places. The pointer was made
    // from the chunk's own, and may reach all of it.
    unsafe { NonNull::new_unchecked(chunk.cast()) }
}

/// The set that a task belongs to.
///
/// # Safety
/// `task` is in a place that a pool gave out and that is not free.
pub(super) unsafe fn core_of(task: NonNull<Header>) -> *const Core {
    // SAFETY: by the caller's word; a chunk's head is only ever shared.
    unsafe { chunk_of(task).as_ref() }.core
}

impl Pool {
    /// A place of this layout, uninitialised, for a task of `core`. Its
    /// alignment is at most [`ALIGN_MAX`].
    #[inline]
    pub(super) fn take(&mut self, layout: Layout, core: *const Core) -> NonNull<Header> {
        if is_small(layout)
            && let Some(&Some(chunk)) = self.at_hand.get(layout.size() / 4)
            // SAFETY: chunks are alive as long as the pool.
            && unsafe { chunk.as_ref() }.free.get() > 0
        {
            return take_in(chunk);
        }
        self.take_elsewhere(layout, core)
    }

    /// Takes a place in the lowest chunk that has one, or in a new chunk.
    #[inline(never)]
    fn take_elsewhere(&mut self, layout: Layout, core: *const Core) -> NonNull<Header> {
        let class = self.class_of(layout);
        let found = &mut self.classes[class];
        let chunk = loop {
            match found.chunks.get(found.low) {
                // SAFETY: chunks are alive as long as the pool.
                Some(chunk) if unsafe { chunk.as_ref() }.free.get() > 0 => break *chunk,
                Some(_) => found.low += 1,
                None => {
                    let index = found.chunks.len();
                    let (memory, bytes) = self.next_chunk(layout);
                    let head = Chunk::of(core, [class, index], layout, bytes);
                    // SAFETY: the memory is a chunk's, aligned, and ours alone.
                    unsafe { memory.cast::<Chunk>().write(head) };
                    self.classes[class].chunks.push(memory.cast());
                    break memory.cast();
                }
            }
        };
        if is_small(layout) {
            let index = layout.size() / 4;
            let len = self.at_hand.len().max(index + 1);
            self.at_hand.resize(len, None);
            self.at_hand[index] = Some(chunk);
        }
        take_in(chunk)
    }

    /// Makes the place free again.
    ///
    /// # Safety
    /// This pool gave it out, nothing in it needs dropping, and nobody will use
    /// it as a task any more.
    #[inline]
    pub(super) unsafe fn give_back(&mut self, task: NonNull<Header>) {
        // SAFETY: by the caller's word.
        let chunk = unsafe { chunk_of(task) };
        // SAFETY: the chunk is alive; its head is only ever shared.
        let chunk = unsafe { chunk.as_ref() };
        let offset = (task.addr().get() & (CHUNK - 1)) as u32 - chunk.first;
        let place = ((u64::from(offset) * u64::from(chunk.reciprocal)) >> 32) as u32;
        let word = &chunk.words[(place / 64) as usize];
        debug_assert!(word.get() >> (place % 64) & 1 == 0, "given back twice");
        word.set(word.get() | 1 << (place % 64));
        chunk.low.set(chunk.low.get().min(place / 64));
        let free = chunk.free.get();
        chunk.free.set(free + 1);
        if free == 0 {
            self.has_one_again(chunk);
        }
    }

    /// A chunk that was full has a free place.
    #[inline(never)]
    fn has_one_again(&mut self, chunk: &Chunk) {
        let class = &mut self.classes[chunk.class as usize];
        if (chunk.index as usize) < class.low {
            class.low = chunk.index as usize;
            if let Some(at_hand) = self.at_hand.get_mut(chunk.size as usize / 4) {
                *at_hand = None;
            }
        }
    }

    /// All places that are taken, in no order that means anything.
    pub(super) fn taken(&self) -> impl Iterator<Item = NonNull<Header>> {
        let chunks = self.classes.iter().flat_map(|class| &class.chunks);
        chunks.flat_map(|&chunk| {
            // SAFETY: chunks in the lists are alive.
            let head = unsafe { chunk.as_ref() };
            let places = if head.free.get() == head.count {
                0
            } else {
                head.count
            };
            let is_taken =
                |place: &u32| head.words[(*place / 64) as usize].get() >> (place % 64) & 1 == 0;
            let taken = (0..places).filter(is_taken);
            taken.map(move |place| place_in(chunk, place))
        })
    }

    fn class_of(&mut self, layout: Layout) -> usize {
        // Small ones of one size share their chunks, whatever their alignment.
        let known = self.classes.iter().position(|class| {
            class.layout == layout
                || class.layout.size() == layout.size()
                    && is_small(class.layout)
                    && is_small(layout)
        });
        known.unwrap_or_else(|| {
            self.classes.push(Class {
                layout,
                chunks: Vec::new(),
                low: 0,
            });
            self.classes.len() - 1
        })
    }

    /// The memory of one more chunk, and its size.
    fn next_chunk(&mut self, layout: Layout) -> (NonNull<u8>, usize) {
        if !is_small(layout) {
            let bytes = Chunk::first(layout) + layout.size();
            return (self.allocate(bytes), bytes);
        }
        if self.spares == 0 {
            // The more there are, the more are asked for at once.
            self.spares = (self.made / 4).clamp(1, MOST_AT_ONCE);
            self.made += self.spares;
            self.spare = Some(self.allocate(self.spares * CHUNK));
        }
        self.spares -= 1;
        let chunk = self.spare.expect("there are spare chunks");
        // SAFETY: the block has `spares` chunks more behind this one, or ends there.
        self.spare = Some(unsafe { chunk.add(CHUNK) });
        (chunk, CHUNK)
    }

    fn allocate(&mut self, bytes: usize) -> NonNull<u8> {
        let layout = Layout::from_size_align(bytes, CHUNK).expect("fits the address space");
        // SAFETY: the size is not 0.
        let memory = NonNull::new(unsafe { alloc(layout) });
        let memory = memory.unwrap_or_else(|| handle_alloc_error(layout));
        self.blocks.push((memory, layout));
        memory
    }
}

/// Whether many such places share a chunk; others have one of their own.
/// Places of one size and two alignments can be neighbours: their size is a
/// multiple of the stricter, and the first of them lies at one of `STRICTEST`.
fn is_small(layout: Layout) -> bool {
    layout.size() <= LARGEST && layout.align() <= STRICTEST
}

impl Chunk {
    /// Where the first place lies.
    fn first(layout: Layout) -> usize {
        let align = layout.align().max(STRICTEST);
        size_of::<Chunk>().next_multiple_of(align)
    }

    /// The head of a chunk of `bytes` whose places are all free.
    fn of(core: *const Core, [class, index]: [usize; 2], layout: Layout, bytes: usize) -> Chunk {
        let (first, size) = (Chunk::first(layout), layout.size());
        let count = (bytes - first) / size;
        let words = std::array::from_fn(|word| {
            let free = count.saturating_sub(word * 64).min(64);
            Cell::new(if free == 64 {
                u64::MAX
            } else {
                (1 << free) - 1
            })
        });
        Chunk {
            core,
            class: class as u32,
            index: index as u32,
            first: first as u32,
            size: u32::try_from(size).expect("a future is smaller than 4 GiB"),
            count: count as u32,
            reciprocal: (1_u64 << 32).div_ceil(size as u64) as u32,
            free: Cell::new(count as u32),
            low: Cell::new(0),
            words,
        }
    }
}

fn place_in(chunk: NonNull<Chunk>, place: u32) -> NonNull<Header> {
    // SAFETY: chunks are alive while they are in a pool's lists.
    let head = unsafe { chunk.as_ref() };
    let offset = head.first + place * head.size;
    // SAFETY: the place lies within the chunk's memory, which this pointer may
    // reach: it came from the allocation, not from a reference.
    unsafe { chunk.cast::<u8>().add(offset as usize).cast() }
}

/// Takes the lowest free place; there is one.
fn take_in(chunk: NonNull<Chunk>) -> NonNull<Header> {
    // SAFETY: as in `place_in`.
    let head = unsafe { chunk.as_ref() };
    let mut word = head.low.get() as usize;
    while head.words[word].get() == 0 {
        word += 1;
    }
    let bits = head.words[word].get();
    head.words[word].set(bits & (bits - 1));
    head.low.set(word as u32);
    head.free.set(head.free.get() - 1);
    place_in(chunk, word as u32 * 64 + bits.trailing_zeros())
}

impl Drop for Pool {
    fn drop(&mut self) {
        for &(memory, layout) in &self.blocks {
            // SAFETY: it was allocated with this layout; the pool goes, and with
            // it all who could have had a place in it.
            unsafe { dealloc(memory.as_ptr(), layout) }
        }
    }
}
