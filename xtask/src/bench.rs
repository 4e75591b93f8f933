//! `cargo xtask bench`: the workloads of `benches/`, in every place that is asked for. Prints the
//! tables and keeps `target/bench/summary.json`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wakescope_bench_report::{Row, Samples, merged, rows};

use crate::paths;
use crate::process::Cmd;

/// Measures in one place; gives the file of its samples.
type Place = fn(&Options) -> Result<PathBuf>;

/// The places, in the order they are measured in.
const PLACES: &[(&str, Place)] = &[("native", native)];

/// How thoroughly to measure.
struct Options {
    rounds: u32,
}

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let known: Vec<&str> = PLACES.iter().map(|(name, _)| *name).collect();
    let mut options = Options { rounds: 15 };
    let mut wanted = Vec::new();
    for &argument in arguments {
        match argument {
            "--quick" => options.rounds = 3,
            place if known.contains(&place) => wanted.push(place),
            other => bail!(
                "`{other}` is no place to measure; there are: {}",
                known.join(", ")
            ),
        }
    }
    for (name, place) in PLACES {
        if wanted.is_empty() || wanted.contains(name) {
            println!("\n=== {name}");
            keep(&place(&options)?)?;
        }
    }
    println!("\nAll rows are in {}", summary()?.display());
    Ok(())
}

/// On this machine's processor.
fn native(options: &Options) -> Result<PathBuf> {
    let target = folder()?.join("build");
    Cmd::cargo(["build", "--release", "--bin", "bench-native"])
        .args(["--manifest-path", "benches/Cargo.toml"])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let samples = folder()?.join("native.json");
    Cmd::new(target.join("release/bench-native"))
        .args(["--rounds", &options.rounds.to_string(), "--samples"])
        .arg(&samples)
        .run()?;
    Ok(samples)
}

/// Puts the rows of a file of samples into the summary.
fn keep(file: &PathBuf) -> Result<()> {
    let text = fs::read_to_string(file).context("a place left no samples")?;
    let samples: Vec<Value> = serde_json::from_str(&text)?;
    let samples = samples
        .iter()
        .map(|one| Samples::from_json(one).context("a place left samples of another form"));
    let samples = samples.collect::<Result<Vec<_>>>()?;
    let new = samples.iter().flat_map(rows).map(|row| Row::to_json(&row));
    let file = summary()?;
    let old = fs::read_to_string(&file).unwrap_or_default();
    let text = merged(&old, new.collect())
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

fn summary() -> Result<PathBuf> {
    Ok(folder()?.join("summary.json"))
}
