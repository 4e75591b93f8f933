//! Parked tasks for JavaScript, which makes an instance for each contender: `web/memory.js`.

use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{COUNTS, FUTURE, PEAK};
use crate::contenders::Contender;

/// What there is to measure, as JSON.
#[wasm_bindgen]
#[must_use]
pub fn memory_programme() -> String {
    let counts = COUNTS.map(|(count, name)| json!({ "count": count, "name": name }));
    let contenders = Contender::ALL
        .iter()
        .map(|one| json!({ "name": one.name(), "kind": one.kind().name() }));
    json!({
        "counts": counts,
        "peak": PEAK,
        "future": FUTURE,
        "contenders": contenders.collect::<Vec<_>>(),
    })
    .to_string()
}

/// Parks `count` tasks of the contender of this index, and keeps them for ever; says whether it can.
#[wasm_bindgen]
#[must_use]
pub fn memory_park(contender: usize, count: usize) -> bool {
    let kept = super::park(Contender::ALL[contender], count);
    let can = kept.is_some();
    std::mem::forget(kept);
    can
}

/// How many polls there have been.
#[wasm_bindgen]
#[must_use]
pub fn memory_polled() -> usize {
    super::polled()
}

/// The bytes that are in use.
#[wasm_bindgen]
#[must_use]
pub fn memory_live() -> usize {
    super::live()
}
