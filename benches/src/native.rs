//! The rounds on a real thread: who runs when, and the clock.

use std::time::Duration;

use wakescope_bench_report::{Samples, Series, Unit};

use crate::contenders::Contender;
use crate::job::Job;
use crate::workload::Workload;

/// A contender that is done sooner than this does its job several times a round.
const AT_LEAST: Duration = Duration::from_millis(4);

/// How long this thread has computed: what other processes do meanwhile is not in it.
#[cfg(target_os = "linux")]
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// How long this program has run.
#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

struct Runner {
    contender: Contender,
    work: Box<dyn FnMut()>,
    /// How often a round does the job.
    times: u32,
    figures: Vec<f64>,
}

/// Runs `workload` in `rounds` rounds. In each, every contender has one turn, and each round begins
/// with another; one round before these warms up and is not counted.
pub fn measure(
    place: &str,
    workload: Workload,
    contenders: &[Contender],
    rounds: usize,
) -> Samples {
    let mut runners: Vec<Runner> = Vec::new();
    for &contender in contenders {
        if let Some(Job::Now(mut work)) = contender.prepare(workload) {
            let took = time(&mut work, 1).max(Duration::from_nanos(1));
            let times = AT_LEAST.as_nanos().div_ceil(took.as_nanos()) as u32;
            runners.push(Runner {
                contender,
                work,
                times,
                figures: Vec::new(),
            });
        }
    }
    let count = runners.len();
    for round in 0..workload.rounds(rounds) {
        for turn in 0..count {
            let runner = &mut runners[(round + turn) % count];
            let took = time(&mut runner.work, runner.times);
            let items = workload.items() as f64 * f64::from(runner.times);
            runner.figures.push(took.as_nanos() as f64 / items);
        }
    }
    let series = runners.into_iter().map(|runner| Series {
        contender: runner.contender.name().into(),
        kind: runner.contender.kind(),
        figures: runner.figures,
    });
    Samples {
        place: place.into(),
        workload: workload.name().into(),
        unit: Unit::Nanoseconds,
        series: series.collect(),
    }
}

fn time(work: &mut dyn FnMut(), times: u32) -> Duration {
    let start = now();
    for _ in 0..times {
        work();
    }
    now() - start
}
