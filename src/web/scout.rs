//! How long a run will be, found by running it without keeping it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::playground::{code_of, open};
use crate::run::{Progress, Run};
use crate::trace::{Trace, WhenFull};

/// Runs a spec at once, in slices, and counts. Keeps no events. It stops where
/// a [`super::Playground`] of the same spec does.
#[wasm_bindgen]
pub struct Scout(Run);

#[wasm_bindgen]
impl Scout {
    /// A scout of `spec`, before its first turn.
    ///
    /// # Errors
    /// As [`super::Playground::new`].
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &JsValue) -> Result<Scout, JsValue> {
        Ok(Scout(open(spec, WhenFull::CountOnly)?))
    }

    /// Goes on for at most `turns` turns; whether it has come to an end.
    pub fn run(&mut self, turns: u32) -> bool {
        !matches!(
            self.0.run(u64::from(turns)),
            Progress::Made | Progress::Idle
        )
    }

    /// How many steps there were so far.
    #[must_use]
    pub fn steps(&self) -> f64 {
        self.0.with_trace(Trace::steps) as f64
    }

    /// The logical time it is, in nanoseconds.
    #[must_use]
    pub fn end_ns(&self) -> f64 {
        self.0.now().as_nanos() as f64
    }

    /// Why it stopped; see [`super::Playground::status`].
    #[must_use]
    pub fn code(&self) -> u32 {
        code_of(self.0.progress())
    }
}
