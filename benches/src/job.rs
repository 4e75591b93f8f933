//! A workload made ready for one contender. What is needed once, such as an executor, is made with
//! it and kept, as a program keeps it.

use std::future::Future;
use std::pin::Pin;

/// Does the workload each time it is called; panics if it was not done.
pub enum Job {
    /// It is done when the call returns.
    Now(Box<dyn FnMut()>),
    /// It is done when the future is; the event loop of JavaScript must turn meanwhile.
    Later(Box<dyn FnMut() -> Pin<Box<dyn Future<Output = ()>>>>),
}

impl Job {
    /// A job that is done when the call returns.
    pub fn now(work: impl FnMut() + 'static) -> Job {
        Job::Now(Box::new(work))
    }
}
