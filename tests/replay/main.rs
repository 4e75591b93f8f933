//! Time travel: the state at any step is the same however one gets there, and
//! the trace is the same at whatever pace the run is driven.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod full;
mod pace;
#[path = "../support/sentence.rs"]
mod sentence;
#[path = "../support/mod.rs"]
mod support;
mod travel;

use wakescope::lessons;
use wakescope::run::{ExecutorKind, PolicyKind, Run, RunSpec};
use wakescope::trace::{State, Trace, WhenFull, export};

use support::lessons::spec_of;

pub(crate) const CAPACITY: usize = 1 << 20;

/// Every lesson on every executor, some under other policies and seeds.
pub(crate) fn specs() -> Vec<RunSpec> {
    let mut specs = Vec::new();
    for lesson in lessons::ALL {
        for &executor in lesson.executors {
            let plain = spec_of(lesson, executor);
            if executor == ExecutorKind::Queue {
                let policies = [PolicyKind::Lifo, PolicyKind::Priority, PolicyKind::Random];
                for (seed, policy) in policies.into_iter().enumerate() {
                    let seed = seed as u64 + 7;
                    let spec = plain.clone();
                    specs.push(RunSpec {
                        policy,
                        seed,
                        ..spec
                    });
                }
            }
            specs.push(plain);
        }
    }
    if cfg!(miri) {
        specs.truncate(3);
    }
    specs
}

pub(crate) fn new(spec: &RunSpec) -> Run {
    recorded(spec, CAPACITY, WhenFull::Stop)
}

pub(crate) fn recorded(spec: &RunSpec, capacity: usize, when_full: WhenFull) -> Run {
    Run::recorded(spec.clone(), capacity, when_full).expect("the spec is in order")
}

/// The run of `spec` as far as it goes by itself.
pub(crate) fn whole(spec: &RunSpec) -> Run {
    let mut run = new(spec);
    run.run(1_000_000);
    run
}

pub(crate) fn bytes(run: &Run) -> Vec<u8> {
    run.with_trace(export::to_bytes)
}

/// The state after `step` steps by definition: the events up to the `step`-th
/// step, and the smaller ones up to the next.
pub(crate) fn fold(trace: &Trace, step: u64) -> State {
    let mut state = trace.base().cloned().unwrap_or_default();
    for event in trace.events() {
        if event.is_step() && state.step >= step {
            break;
        }
        state.apply(*event);
    }
    state
}
