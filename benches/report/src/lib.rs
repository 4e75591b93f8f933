//! What measurements say. Owns the statistics, the rows of the summary and how both are shown;
//! measures nothing, and knows no contender but by name.
//!
//! A place (native, Node, Chromium) hands in [`Samples`], one for each workload: for each contender
//! one figure a round. [`rows()`] compares ours with each peer, round by round.

mod goals;
mod page;
mod rows;
mod samples;
mod statistics;
mod summary;
mod table;

pub use goals::Goal;
pub use page::page;
pub use rows::{Beside, Row, rows};
pub use samples::{Kind, Samples, Series, Unit};
pub use statistics::{Spread, ratios, spread};
pub use summary::merged;
pub use table::table;
