//! The workloads on this machine's processor. `cargo xtask bench native` runs it.

use std::process::ExitCode;

use wakescope_bench::{Contender, Workload, native};
use wakescope_bench_report::{rows, table};

const USAGE: &str = "\
usage: bench-native [options]

  --only TEXT      only the workloads whose name contains TEXT
  --peer TEXT      only the contenders whose name contains TEXT, besides ours; may be repeated
  --rounds N       rounds to count (15 unless told)
  --samples FILE   writes what was measured to FILE, as JSON";

#[derive(Default)]
struct Options {
    only: Option<String>,
    peers: Vec<String>,
    rounds: Option<usize>,
    samples: Option<String>,
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let wanted = |name: &str, text: &String| name.to_lowercase().contains(&text.to_lowercase());
    let contenders: Vec<Contender> = (Contender::ALL.iter().copied())
        .filter(|one| {
            *one == Contender::Wakescope
                || options.peers.is_empty()
                || options.peers.iter().any(|peer| wanted(one.name(), peer))
        })
        .collect();
    let mut all = Vec::new();
    for &workload in Workload::ALL {
        if options
            .only
            .as_ref()
            .is_none_or(|text| wanted(workload.name(), text))
        {
            let samples = native::measure(workload, &contenders, options.rounds.unwrap_or(15));
            println!("{}", table(&rows(&samples)).trim_end());
            all.push(samples.to_json());
        }
    }
    if let Some(file) = options.samples {
        let text = serde_json::Value::Array(all).to_string();
        if let Err(error) = std::fs::write(&file, text) {
            eprintln!("error: cannot write {file}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn options() -> Option<Options> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next()?;
        match argument.as_str() {
            "--only" => options.only = Some(value),
            "--peer" => options.peers.push(value),
            "--rounds" => options.rounds = Some(value.parse().ok()?),
            "--samples" => options.samples = Some(value),
            _ => return None,
        }
    }
    Some(options)
}
