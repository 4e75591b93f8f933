//! What a parked task costs on this machine. `cargo xtask bench native` runs it after the workloads.

use std::process::ExitCode;

use wakescope_bench::memory::{COUNTS, FUTURE, live, park};
use wakescope_bench::{Contender, options};
use wakescope_bench_report::{Samples, Series, Unit, rows, table};

fn main() -> ExitCode {
    let Some(options) = options::read("bench-memory") else {
        return ExitCode::FAILURE;
    };
    let mut all = Vec::new();
    for (count, name) in COUNTS {
        if !options.wants_workload(name) {
            continue;
        }
        let samples = Samples {
            place: "native".into(),
            workload: name.into(),
            unit: Unit::Bytes,
            series: options
                .contenders()
                .filter_map(|one| {
                    Some(Series {
                        contender: one.name().into(),
                        kind: one.kind(),
                        figures: vec![beyond_its_future(one, count)?],
                    })
                })
                .collect(),
        };
        println!("{}", table(&rows(&samples)).trim_end());
        all.push(samples.to_json());
    }
    options.write(all)
}

/// Bytes a task beyond its future, with `count` parked.
fn beyond_its_future(contender: Contender, count: usize) -> Option<f64> {
    // What a thread asks for once is not a task's.
    drop(park(contender, 1)?);
    let before = live();
    let kept = park(contender, count)?;
    let used = live() - before;
    drop(kept);
    Some(used as f64 / count as f64 - FUTURE as f64)
}
