//! The workloads on this machine's processor. `cargo xtask bench native` and `bench threads` run it.

use std::process::ExitCode;
use std::thread;

use wakescope_bench::{Contender, Workload, native, options};
use wakescope_bench_report::{rows, table};

fn main() -> ExitCode {
    let Some(options) = options::read("bench-native") else {
        return ExitCode::FAILURE;
    };
    let contenders: Vec<Contender> = options.contenders().collect();
    if options.place == "threads" {
        // From now on the process has two threads, as most programs do.
        thread::spawn(|| {
            loop {
                thread::park();
            }
        });
    }
    let mut all = Vec::new();
    for &workload in Workload::ALL {
        if options.wants_workload(workload.name()) {
            let samples = native::measure(&options.place, workload, &contenders, options.rounds);
            println!("{}", table(&rows(&samples)).trim_end());
            all.push(samples.to_json());
        }
    }
    options.write(all)
}
