//! On this machine's processor.

use anyhow::Result;

use super::{Build, MEMORY, Options, TIME, build_folder, folder, keep_rows, read};
use crate::process::Cmd;

/// Each function begins at a multiple of 64 bytes. Where it falls by chance otherwise, moves with every
/// change to something else, and the shortest workloads then take a quarter more or less.
const ALIGNED: &str = "-Cllvm-args=-align-all-functions=6";

/// Builds the programs that measure, which print their own tables, and runs them.
pub(super) fn run(options: &Options) -> Result<()> {
    if options.wants_time() {
        measure("bench-native", TIME, options, &[])?;
    }
    if options.wants_memory() {
        measure("bench-memory", MEMORY, options, &[])?;
    }
    Ok(())
}

/// The same in a process that has a second thread. What is parked takes no more memory there.
pub(super) fn with_threads(options: &Options) -> Result<()> {
    if options.wants_time() {
        measure("bench-native", TIME, options, &["--place", "threads"])?;
    }
    Ok(())
}

fn measure(program: &str, build: Build, options: &Options, arguments: &[&str]) -> Result<()> {
    let target = build_folder()?;
    Cmd::cargo(["build", "--bin", program])
        .args(build.arguments)
        .args(["--manifest-path", "benches/Cargo.toml"])
        .env("CARGO_TARGET_DIR", &target)
        .env("RUSTFLAGS", ALIGNED)
        .run()?;
    let samples = folder()?.join(format!("{program}.json"));
    let program = Cmd::new(target.join(build.profile).join(program));
    options.give(program, &samples).args(arguments).run()?;
    keep_rows(&read(&samples)?)
}
