//! futures' `FuturesUnordered`, within its `block_on`. It holds futures of one type and takes none
//! while it is polled, so it does the workloads whose tasks are all alike.

use std::rc::Rc;

use futures::StreamExt;
use futures::channel::oneshot;
use futures::executor::block_on;
use futures::lock::Mutex;
use futures::stream::FuturesUnordered;

use crate::job::Job;
use crate::latch::Latch;
use crate::tasks::{end, locks, parks, yields};
use crate::workload::{BATCH, BATCHES, LOCKERS, LOCKS, Workload, YIELDERS, YIELDS};

/// The workload made ready.
pub(crate) fn prepare(workload: Workload) -> Option<Job> {
    let items = workload.items();
    match workload {
        Workload::Spawn => Some(spawn(1, items)),
        Workload::Churn => Some(spawn(BATCHES, BATCH)),
        Workload::YieldOne => Some(yield_each(1, items)),
        Workload::YieldMany => Some(yield_each(YIELDERS, YIELDS)),
        Workload::Park | Workload::ParkMillion => Some(park(items)),
        Workload::MutexContended => Some(mutex()),
        _ => None,
    }
}

fn spawn(batches: usize, batch: usize) -> Job {
    let (mut tasks, latch) = (FuturesUnordered::new(), Latch::leak());
    Job::now(move || {
        block_on(async {
            for _ in 0..batches {
                latch.expect(batch);
                for _ in 0..batch {
                    tasks.push(end(latch));
                }
                while tasks.next().await.is_some() {}
            }
        });
        latch.expect(0);
    })
}

fn yield_each(tasks: usize, times: usize) -> Job {
    let (mut all, latch) = (FuturesUnordered::new(), Latch::leak());
    Job::now(move || {
        latch.expect(tasks);
        for _ in 0..tasks {
            all.push(yields(latch, times));
        }
        block_on(async { while all.next().await.is_some() {} });
        latch.expect(0);
    })
}

fn park(count: usize) -> Job {
    let (mut tasks, parked, latch) = (FuturesUnordered::new(), Latch::leak(), Latch::leak());
    Job::now(move || {
        parked.expect(count);
        latch.expect(count);
        let mut senders = Vec::with_capacity(count);
        for _ in 0..count {
            let (sender, receiver) = oneshot::channel::<u64>();
            senders.push(sender);
            tasks.push(parks!(receiver, parked, latch));
        }
        let send = async {
            parked.wait().await;
            for (value, sender) in senders.into_iter().enumerate() {
                sender.send(value as u64).unwrap();
            }
        };
        let run = async { while tasks.next().await.is_some() {} };
        block_on(async { futures::join!(run, send) });
        latch.expect(0);
    })
}

fn mutex() -> Job {
    let (mut tasks, latch) = (FuturesUnordered::new(), Latch::leak());
    Job::now(move || {
        let mutex = Rc::new(Mutex::new(0));
        latch.expect(LOCKERS);
        for _ in 0..LOCKERS {
            let mutex = mutex.clone();
            tasks.push(locks!(mutex, latch, LOCKS, true));
        }
        block_on(async { while tasks.next().await.is_some() {} });
        latch.expect(0);
        assert_eq!(*mutex.try_lock().unwrap(), LOCKERS * LOCKS);
    })
}
