//! futures-lite's `block_on`.

use std::hint::black_box;

use futures_lite::future::block_on;

use crate::job::Job;
use crate::latch::{Latch, yield_now};
use crate::workload::Workload;

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    match workload {
        Workload::BlockOnReady => Some(ready(workload.items())),
        Workload::BlockOnYield => Some(yields(workload.items())),
        _ => None,
    }
}

fn ready(times: usize) -> Job {
    Job::now(move || {
        for time in 0..times {
            assert_eq!(block_on(async { black_box(time) }), time);
        }
    })
}

fn yields(times: usize) -> Job {
    Job::now(move || {
        let latch = Latch::default();
        latch.expect(1);
        block_on(async {
            for _ in 0..times {
                yield_now().await;
            }
            latch.arrive();
        });
        latch.expect(0);
    })
}
