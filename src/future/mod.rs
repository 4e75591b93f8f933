//! Futures for use with any executor, and ways to put futures together. Owns
//! no executor and no time.

mod input;
mod join;
mod observe;
mod select;
mod yield_now;

pub use input::{Entered, Input, Inputs, input};
pub use observe::{Observe, observe};
#[doc(hidden)]
pub use select::first_branch;
pub use std::future::{pending, poll_fn, ready};
pub use yield_now::{YieldNow, yield_now};

pub use crate::{join, select, try_join};
pub use select::{Randomness, enter_random};
