//! The lessons: programs a reader watches, one file each, compiled and shown.
//! This file is their registry; a lesson's own file uses the public API alone,
//! as a reader's program would.

mod many_tasks;
mod names;
mod registry;

pub use names::name_in_line;
pub use registry::{ALL, Lesson, Param, Params, find};
