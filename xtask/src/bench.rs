//! `cargo xtask bench`: the workloads of `benches/` and the page, in every place that is asked for.
//! Prints the tables and keeps `target/bench/summary.json`; `--publish` makes `benches/README.md` of it.

mod native;
mod page;
mod publish;
mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wakescope_bench_report::{Row, Samples, merged, rows};

use crate::paths;
use crate::plan::seconds;
use crate::process::Cmd;

/// Measures in one place, prints the tables and puts the rows into the summary.
type Place = fn(&Options) -> Result<()>;

/// The places, in the order they are measured in.
const PLACES: &[(&str, Place)] = &[
    ("native", native::run),
    ("threads", native::with_threads),
    ("node", web::node),
    ("chromium", web::chromium),
    ("page", page::run),
];

/// How the bench package is built.
#[derive(Clone, Copy)]
struct Build {
    profile: &'static str,
    arguments: &'static [&'static str],
}

/// For workloads that take time.
const TIME: Build = Build {
    profile: "release",
    arguments: &["--release"],
};

/// For parked tasks: every allocation is counted.
const MEMORY: Build = Build {
    profile: "memory",
    arguments: &["--profile", "memory", "--features", "memory"],
};

/// What to measure, and how thoroughly.
#[derive(Default)]
struct Options {
    rounds: u32,
    only: Option<String>,
    peers: Vec<String>,
}

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let mut options = Options {
        rounds: 15,
        ..Options::default()
    };
    let mut wanted = Vec::new();
    let mut publish = false;
    let mut arguments = arguments.iter().copied();
    while let Some(argument) = arguments.next() {
        let mut value = || {
            let value = arguments.next();
            value.with_context(|| format!("`{argument}` needs a text after it"))
        };
        match argument {
            "--quick" => options.rounds = 3,
            "--publish" => publish = true,
            "--only" => options.only = Some(value()?.into()),
            "--peer" => options.peers.push(value()?.into()),
            place if PLACES.iter().any(|(name, _)| *name == place) => wanted.push(place),
            other => {
                let known: Vec<&str> = PLACES.iter().map(|(name, _)| *name).collect();
                let known = known.join(", ");
                bail!("`{other}` is no place to measure; there are: {known}")
            }
        }
    }
    for (name, place) in PLACES {
        if wanted.is_empty() || wanted.contains(name) {
            println!("\n=== {name}");
            let start = Instant::now();
            place(&options)?;
            println!("\n{name} took {}", seconds(start.elapsed()));
        }
    }
    println!("\nAll rows are in {}", summary()?.display());
    if publish {
        publish::run()?;
    }
    Ok(())
}

impl Options {
    /// Whether workloads that take time are wanted.
    fn wants_time(&self) -> bool {
        !self.wants_memory() || self.only.is_none()
    }

    /// Whether parked tasks are wanted.
    fn wants_memory(&self) -> bool {
        (self.only.as_ref()).is_none_or(|only| only.to_lowercase().starts_with("memory"))
    }

    /// For the programs that measure, which all understand the same.
    fn give(&self, mut command: Cmd, samples: &Path) -> Cmd {
        command = command.args(["--rounds", &self.rounds.to_string(), "--samples"]);
        command = command.arg(samples);
        if let Some(only) = &self.only {
            command = command.args(["--only", only]);
        }
        for peer in &self.peers {
            command = command.args(["--peer", peer]);
        }
        command
    }
}

/// The rows of a file of samples.
fn read(file: &Path) -> Result<Vec<Row>> {
    let text = fs::read_to_string(file).context("a place left no samples")?;
    let samples: Vec<Value> = serde_json::from_str(&text)?;
    let samples = samples
        .iter()
        .map(|one| Samples::from_json(one).context("a place left samples of another form"));
    let samples = samples.collect::<Result<Vec<_>>>()?;
    Ok(samples.iter().flat_map(rows).collect())
}

fn keep_rows(rows: &[Row]) -> Result<()> {
    keep(rows.iter().map(Row::to_json).collect())
}

/// Puts rows into the summary.
fn keep(new: Vec<Value>) -> Result<()> {
    let file = summary()?;
    let old = fs::read_to_string(&file).unwrap_or_default();
    let text = merged(&old, new)
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("delete {} and try again", file.display()))?;
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// What is measured and built here.
fn folder() -> Result<PathBuf> {
    let folder = paths::target()?.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

/// Where cargo builds the workspace of the peers.
fn build_folder() -> Result<PathBuf> {
    Ok(folder()?.join("build"))
}

fn summary() -> Result<PathBuf> {
    Ok(folder()?.join("summary.json"))
}
