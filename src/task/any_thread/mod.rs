//! Tasks that any thread may poll, one at a time, each counted by atomic
//! operations: for executors with several threads. On one thread a
//! [`TaskSet`](super::TaskSet) does the same at a fraction of the cost.
//!
//! Read in this order: `header` (what a task looks like in memory), `raw` (poll,
//! cancel, and the waker's four functions), `join` (how its result gets out),
//! `ready_queue`.
//!
//! ```text
//!   Task ──┐                      one allocation
//!   Task ──┼──▶ ┌────────┬───────────┬──────────────────────────┐
//!  Waker ──┤    │ header │ scheduler │ the future, then its     │
//!  Waker ──┤    │        │           │ output, then nothing     │
//!  JoinRef ┘    └────────┴───────────┴──────────────────────────┘
//! ```

mod header;
mod join;
mod raw;
mod ready_queue;

pub use join::JoinRef;
pub use raw::{Schedule, Task, spawn_local, spawn_send};
pub use ready_queue::ReadyQueue;
