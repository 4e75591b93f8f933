//! Futures put together: join!, try_join!, select!, yield_now, observe, input.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod join;
mod others;
mod select;
mod select_like_tokio;
#[path = "../support/mod.rs"]
mod support;

use std::cell::RefCell;
use std::rc::Rc;

use wakescope::time::{ms, sleep};

/// What was done, in order.
pub(crate) type Journal = Rc<RefCell<Vec<&'static str>>>;

/// Says `word` when it is polled and, `word` with a cross, when it is dropped.
pub(crate) async fn says(journal: Journal, word: &'static str, delay: u64) -> &'static str {
    struct Gone(Journal);
    impl Drop for Gone {
        fn drop(&mut self) {
            self.0.borrow_mut().push("gone");
        }
    }
    let _gone = Gone(journal.clone());
    journal.borrow_mut().push(word);
    sleep(ms(delay)).await;
    journal.borrow_mut().push(word);
    word
}
