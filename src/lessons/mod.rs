//! The lessons: programs a reader watches, one file each, compiled and shown.
//! This file is their registry; a lesson's own file uses the public API alone,
//! as a reader's program would.

mod busy_loop;
mod channel;
mod cooking;
mod deadlock;
mod lazy_future;
mod lost_wakeup;
mod many_tasks;
mod mutex;
mod oneshot_and_join;
mod policies;
mod registry;
mod select_and_timeout;
mod timer;
mod waker;

pub use registry::{ALL, Lesson, Param, Params, find};
