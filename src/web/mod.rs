//! The boundary between the core and a page. The only folder that names
//! wasm-bindgen or js-sys; owns no state but the handles it gives out.
//!
//! JavaScript holds an opaque [`Playground`]; numbers, strings and typed arrays
//! cross. Times cross as nanoseconds in a JavaScript number, exact up to 104
//! days of logical time. Pointers into memory are good until the next call.

mod catalogue;
mod error;
mod playground;
mod rows;
mod scout;
mod spec;

pub use catalogue::{catalogue, tables};
pub use playground::Playground;
pub use scout::Scout;

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Makes a panic say on the console where it was. Called once, when loaded.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
}
