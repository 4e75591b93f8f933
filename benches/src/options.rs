//! What the native programs are told on the command line, and the file that they leave.

use std::process::ExitCode;

use serde_json::Value;

use crate::contenders::Contender;

const USAGE: &str = "\
  --only TEXT      only the workloads whose name contains TEXT
  --peer TEXT      only the contenders whose name contains TEXT, besides ours; may be repeated
  --rounds N       rounds to count, of what takes several (15 unless told)
  --samples FILE   writes what was measured to FILE, as JSON
  --place NAME     native, or threads: then the process has a second thread, which sleeps";

/// What to measure.
pub struct Options {
    only: Option<String>,
    peers: Vec<String>,
    /// How many rounds to count.
    pub rounds: usize,
    samples: Option<String>,
    /// Where, as the samples say it.
    pub place: String,
}

/// Reads the command line; tells the usage of `program` if it cannot be understood.
#[must_use]
pub fn read(program: &str) -> Option<Options> {
    let options = parse(std::env::args().skip(1));
    if options.is_none() {
        eprintln!("usage: {program} [options]\n\n{USAGE}");
    }
    options
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options {
        only: None,
        peers: Vec::new(),
        rounds: 15,
        samples: None,
        place: "native".into(),
    };
    while let Some(argument) = arguments.next() {
        let value = arguments.next()?;
        match argument.as_str() {
            "--only" => options.only = Some(value),
            "--peer" => options.peers.push(value),
            "--rounds" => options.rounds = value.parse().ok()?,
            "--samples" => options.samples = Some(value),
            "--place" if ["native", "threads"].contains(&&*value) => options.place = value,
            _ => return None,
        }
    }
    Some(options)
}

impl Options {
    /// Whether a workload of this name is to be measured.
    #[must_use]
    pub fn wants_workload(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|text| contains(name, text))
    }

    /// The contenders to measure.
    pub fn contenders(&self) -> impl Iterator<Item = Contender> {
        Contender::ALL.iter().copied().filter(|one| {
            *one == Contender::Wakescope
                || self.peers.is_empty()
                || self.peers.iter().any(|peer| contains(one.name(), peer))
        })
    }

    /// Writes the samples to their file, if there is to be one.
    #[must_use]
    pub fn write(&self, samples: Vec<Value>) -> ExitCode {
        if let Some(file) = &self.samples
            && let Err(error) = std::fs::write(file, Value::Array(samples).to_string())
        {
            eprintln!("error: cannot write {file}: {error}");
            return ExitCode::FAILURE;
        }
        ExitCode::SUCCESS
    }
}

fn contains(name: &str, text: &str) -> bool {
    name.to_lowercase().contains(&text.to_lowercase())
}
