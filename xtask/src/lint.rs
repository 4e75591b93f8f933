//! What needs no test to be run: formatting, lints, types.

use anyhow::Result;

use crate::plan::Plan;
use crate::process::Cmd;
use crate::setup;
use crate::wasm::{self, Profile};

/// One check: its name, and what says why it failed, if it did.
pub(crate) type Check = (&'static str, fn() -> Result<Option<String>>);

/// The lints, in the order of how soon they tell.
pub(crate) const LINTS: &[Check] = &[
    ("rustfmt", || {
        failure(Cmd::cargo(["fmt", "--all", "--check"]))
    }),
    ("biome", || {
        failure(Cmd::node("@biomejs/biome/bin/biome").args(["check", "--error-on-warnings"]))
    }),
    ("clippy, native", || {
        clippy(&["--workspace", "--all-targets"])
    }),
    ("clippy, wasm", || {
        clippy(&["--target", "wasm32-unknown-unknown", "--lib", "--tests"])
    }),
    ("rustdoc", || {
        let doc = Cmd::cargo([
            "doc",
            "--no-deps",
            "--document-private-items",
            "--workspace",
        ]);
        failure(doc.env("RUSTDOCFLAGS", "-D warnings"))
    }),
    ("tsc", || {
        // The types of the page include those of the wasm package.
        wasm::package(Profile::Dev)?;
        failure(Cmd::node("typescript/bin/tsc").arg("--noEmit"))
    }),
];

/// Adds the steps that the lints need, if anything is missing.
pub(crate) fn plan(plan: &mut Plan) -> Result<()> {
    setup::components(plan)?;
    wasm::plan(plan)?;
    setup::npm(plan)
}

/// Runs all the checks, each announced; gives the names of those that failed.
pub(crate) fn run(checks: impl IntoIterator<Item = Check>) -> Vec<&'static str> {
    let mut failed = Vec::new();
    for (name, check) in checks {
        println!("· {name}");
        let failure = match check() {
            Ok(failure) => failure,
            Err(error) => Some(format!("{error:#}")),
        };
        if let Some(failure) = failure {
            eprintln!("✗ {name}: {failure}");
            failed.push(name);
        }
    }
    failed
}

fn clippy(what: &[&str]) -> Result<Option<String>> {
    failure(
        Cmd::cargo(["clippy"])
            .args(what)
            .args(["--", "-D", "warnings"]),
    )
}

fn failure(command: Cmd) -> Result<Option<String>> {
    Ok(command.tee()?.failure)
}
