//! `cargo xtask check`: what a developer runs every few minutes.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::lint::{self, Check};
use crate::plan::{Plan, seconds};
use crate::process::Cmd;

const UNIT_TESTS: &[Check] = &[
    ("unit tests of the core", || {
        Ok(Cmd::cargo(["test", "--lib", "--quiet"]).tee()?.failure)
    }),
    ("unit tests of the page", || {
        Ok(Cmd::node("vitest/vitest.mjs")
            .args(["run", "--project", "unit"])
            .tee()?
            .failure)
    }),
];

pub(crate) fn run() -> Result<()> {
    let start = Instant::now();
    let mut plan = Plan::new();
    lint::plan(&mut plan)?;
    plan.run()?;
    let failed = lint::run(lint::LINTS.iter().chain(UNIT_TESTS).copied());
    let time = seconds(start.elapsed());
    if !failed.is_empty() {
        bail!("failed after {time}: {}", failed.join("; "));
    }
    println!("All is well, after {time}.");
    Ok(())
}
