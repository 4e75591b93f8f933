//! On this machine's processor.

use anyhow::Result;

use super::{Build, MEMORY, Options, TIME, build_folder, folder, keep_rows, read};
use crate::process::Cmd;

/// Builds the programs that measure, which print their own tables, and runs them.
pub(super) fn run(options: &Options) -> Result<()> {
    if options.wants_time() {
        measure("bench-native", TIME, options)?;
    }
    if options.wants_memory() {
        measure("bench-memory", MEMORY, options)?;
    }
    Ok(())
}

fn measure(program: &str, build: Build, options: &Options) -> Result<()> {
    let target = build_folder()?;
    Cmd::cargo(["build", "--bin", program])
        .args(build.arguments)
        .args(["--manifest-path", "benches/Cargo.toml"])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let samples = folder()?.join(format!("{program}.json"));
    let program = Cmd::new(target.join(build.profile).join(program));
    options.give(program, &samples).run()?;
    keep_rows(&read(&samples)?)
}
