//! What recording costs: Wakescope's yields, written down.

use wakescope::trace::{Recorder, WhenFull};

use crate::contenders::shipped::ours;
use crate::job::Job;
use crate::workload::Workload;

/// Which events are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// All, by a recorder made for this run, whose memory is asked for as it grows.
    All,
    /// The newest, by one recorder for all runs, which has had all its memory since the first.
    Newest,
}

/// More events than any of the workloads makes.
const EVERYTHING: usize = 1 << 26;
/// What a recorder of the newest events holds; the round that warms up has filled it.
const SOME: usize = 1 << 16;

/// Whether the workload is one that tracing is judged by.
pub(crate) fn compared(workload: Workload) -> bool {
    matches!(workload, Workload::YieldOne | Workload::YieldMany)
}

/// The workload made ready, with its run recorded.
pub(crate) fn prepare(workload: Workload, keep: Keep) -> Option<Job> {
    if !compared(workload) {
        return None;
    }
    let Job::Now(mut work) = ours::prepare(workload)? else {
        return None;
    };
    let kept = (keep == Keep::Newest).then(|| Recorder::new(SOME, WhenFull::DropOldest));
    Some(Job::now(move || {
        let fresh = || Recorder::new(EVERYTHING, WhenFull::Stop);
        let recorder = kept.clone().unwrap_or_else(fresh);
        let before = polls(&recorder);
        let entered = recorder.enter();
        work();
        drop(entered);
        let polls = polls(&recorder) - before;
        assert!(polls > workload.items() as u64, "every poll was recorded");
    }))
}

fn polls(recorder: &Recorder) -> u64 {
    recorder.with_trace(|trace| trace.polls())
}
