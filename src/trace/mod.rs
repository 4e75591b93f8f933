//! What happened in a run, event by event, and what follows from it. Owns the
//! record; knows no executor, and changes nothing by watching.
//!
//! [`event`] says what can happen, [`recorder`](Recorder) writes it down,
//! [`Resource`] and [`Wait`] are what a primitive calls to be seen. [`State`]
//! is what a list of events adds up to, [`Replay`] the state at any step,
//! [`verdict`] what can be said for certain at the end, and [`export`] puts a
//! trace into bytes and words.

mod checkpoints;
mod chunks;
pub mod event;
pub mod export;
mod numbered;
mod parts;
pub(crate) mod probe;
mod recorder;
mod replay;
mod sorted;
mod state;
mod store;
mod tables;
pub mod verdict;
mod wait_graph;

pub use chunks::Chunks;
pub use event::{
    Cause, Effect, Event, Kind, NO_TASK, Outcome, ResourceKind, Side, WaitKind, halves,
};
pub use numbered::Numbered;
pub use parts::{Held, Resource as ResourceState, Status, Task, Timer, Waiting};
pub use probe::{Resource, Wait, will_wake};
pub use recorder::{
    Actor, Entered, Recorder, acting, current_task, is_recording, message, on_worker, record,
    record_at, spawned, timer_set, woken,
};
pub use replay::Replay;
pub use state::State;
pub use store::{Halt, Place, Trace, WhenFull};
pub use tables::TaskInfo;
pub use verdict::{Verdict, VerdictKind};
