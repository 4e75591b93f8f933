//! The executors of the series: what each does with small programs, told in
//! sentences; joining, aborting, panics; real threads; and their end.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod dropping;
mod joining;
mod nesting;
mod policies;
#[path = "../support/sentence.rs"]
mod sentence;
mod stages;
mod threads;
