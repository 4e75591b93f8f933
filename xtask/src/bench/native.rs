//! On this machine's processor.

use anyhow::Result;

use super::{Options, build_folder, folder, keep, read};
use crate::process::Cmd;

/// Builds the program that measures, which prints its own tables, and runs it.
pub(super) fn run(options: &Options) -> Result<()> {
    let target = build_folder()?;
    Cmd::cargo(["build", "--release", "--bin", "bench-native"])
        .args(["--manifest-path", "benches/Cargo.toml"])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let samples = folder()?.join("native.json");
    let program = Cmd::new(target.join("release/bench-native"));
    options.give(program, &samples).run()?;
    keep(&read(&samples)?)
}
