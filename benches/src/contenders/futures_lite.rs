//! futures-lite's `block_on`.

use std::future::Future;

use futures_lite::future::block_on;

use crate::job::Job;
use crate::tasks::{self, BlockOn};
use crate::workload::Workload;

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    tasks::block_on(Function, workload)
}

/// Its `block_on`.
struct Function;

impl BlockOn for Function {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        block_on(future)
    }
}
