//! The workloads for JavaScript, which has the clock and keeps the rounds: `web/measure.js`.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::future_to_promise;

use crate::contenders::Contender;
use crate::job::Job;
use crate::workload::{self, Workload};

/// All workloads and contenders with their names, and the sizes that JavaScript's own contender needs,
/// as JSON.
#[wasm_bindgen]
#[must_use]
pub fn programme() -> String {
    let workloads = Workload::ALL.iter().map(|one| {
        json!({
            "key": format!("{one:?}"),
            "name": one.name(),
            "items": one.items(),
            "share": one.rounds(300) as f64 / 300.0,
        })
    });
    let contenders = Contender::ALL
        .iter()
        .map(|one| json!({ "name": one.name(), "kind": one.kind().name() }));
    json!({
        "workloads": workloads.collect::<Vec<_>>(),
        "contenders": contenders.collect::<Vec<_>>(),
        "sizes": {
            "batches": workload::BATCHES,
            "batch": workload::BATCH,
            "yielders": workload::YIELDERS,
            "yields": workload::YIELDS,
            "roundTrips": workload::ROUND_TRIPS,
            "capacity": workload::CAPACITY,
            "lockers": workload::LOCKERS,
            "locks": workload::LOCKS,
        },
    })
    .to_string()
}

/// A workload made ready for one contender.
#[wasm_bindgen]
pub struct Work(Rc<RefCell<Job>>);

/// The workload of this index in the programme, for the contender of that index; nothing if it cannot
/// do it.
#[wasm_bindgen]
#[must_use]
pub fn prepare(workload: usize, contender: usize) -> Option<Work> {
    let job = Contender::ALL[contender].prepare(Workload::ALL[workload])?;
    Some(Work(Rc::new(RefCell::new(job))))
}

#[wasm_bindgen]
impl Work {
    /// Does it `times` times; the promise, where there is one, is kept when all is done.
    pub fn run(&self, times: u32) -> Option<Promise> {
        if let Job::Now(work) = &mut *self.0.borrow_mut() {
            for _ in 0..times {
                work();
            }
            return None;
        }
        let job = self.0.clone();
        Some(future_to_promise(async move {
            for _ in 0..times {
                let done = match &mut *job.borrow_mut() {
                    Job::Later(work) => work(),
                    Job::Now(_) => unreachable!("a job stays as it is"),
                };
                done.await;
            }
            Ok(JsValue::UNDEFINED)
        }))
    }
}
