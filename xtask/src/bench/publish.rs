//! Writes `benches/README.md` from the summary, with what the machine, the tools and the peers are.

use std::collections::BTreeMap;
use std::fs;
use std::thread;

use anyhow::{Context, Result};
use serde_json::Value;
use wakescope_bench_report::page;

use super::summary;
use crate::process::Cmd;
use crate::{browsers, paths};

/// The peers and what they are used with, as `benches/Cargo.toml` has them.
const PEERS: &[&str] = &[
    "tokio",
    "async-executor",
    "async-channel",
    "async-lock",
    "futures",
    "embassy-executor",
    "embassy-sync",
    "wasm-bindgen-futures",
    "pollster",
    "futures-lite",
];

pub(super) fn run() -> Result<()> {
    let text = fs::read_to_string(summary()?).context("there is no summary to publish")?;
    let rows: Vec<Value> = serde_json::from_str(&text).context("the summary is no list")?;
    let file = paths::root().join("benches/README.md");
    fs::write(&file, page(&facts(), &peers()?, &rows))
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("\nThe page of results is written: {}", file.display());
    Ok(())
}

/// What a reader must know of the machine to judge the figures.
fn facts() -> Vec<(String, String)> {
    let today = ["-p", "new Date().toISOString().slice(0, 10)"];
    let chromium = browsers::chromium().map(|program| told(Cmd::new(program).arg("--version")));
    let cores = thread::available_parallelism().map(|count| count.to_string());
    let facts = [
        ("date", told(Cmd::new("node").args(today))),
        ("processor", processor().unwrap_or("unknown".into())),
        ("cores", cores.unwrap_or("unknown".into())),
        ("system", system().unwrap_or(std::env::consts::OS.into())),
        ("rustc", told(Cmd::new("rustc").arg("--version"))),
        ("Node", told(Cmd::new("node").arg("--version"))),
        ("Chromium", chromium.unwrap_or("none".into())),
    ];
    let owned = facts.map(|(name, fact)| (name.to_owned(), fact));
    owned.into()
}

/// The first line that a command prints.
fn told(command: Cmd) -> String {
    let text = command.quiet().map(|output| output.text);
    let line = text.unwrap_or_default();
    line.lines().next().unwrap_or("unknown").trim().to_owned()
}

fn processor() -> Option<String> {
    if cfg!(target_os = "macos") {
        return Some(told(
            Cmd::new("sysctl").args(["-n", "machdep.cpu.brand_string"]),
        ));
    }
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().into())
}

fn system() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').into())
}

/// Each peer with its version and its licence.
fn peers() -> Result<Vec<[String; 3]>> {
    let metadata = Cmd::cargo(["metadata", "--format-version", "1", "--locked"])
        .args(["--manifest-path", "benches/Cargo.toml"])
        .quiet()?;
    // What cargo says besides comes on lines of its own.
    let json = metadata.text.lines().find(|line| line.starts_with('{'));
    let metadata: Value = serde_json::from_str(json.context("cargo tells nothing of the peers")?)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let known: BTreeMap<&str, &Value> = packages
        .filter_map(|package| Some((package["name"].as_str()?, package)))
        .collect();
    let peer = |name: &&str| {
        let package = known.get(name).context("a peer is missing")?;
        let fact = |key: &str| package[key].as_str().unwrap_or("unknown").to_owned();
        Ok([name.to_string(), fact("version"), fact("license")])
    };
    PEERS.iter().map(peer).collect()
}
