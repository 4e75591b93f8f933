//! The one sort of this folder. Owns nothing but the choice of it.

use std::collections::BinaryHeap;

/// The pairs in order. By a heap: each kind of thing that `sort_unstable` sorts
/// costs the page seven times the code, and what is sorted here is mostly short.
pub(super) fn sorted(pairs: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    if pairs.is_sorted() {
        pairs
    } else {
        BinaryHeap::from(pairs).into_sorted_vec()
    }
}
