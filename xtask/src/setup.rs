//! What the commands need of the machine, other than [tools](crate::tools) and
//! [browsers](crate::browsers). Each function adds a step to a plan if something is missing, and
//! nothing otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::plan::Plan;
use crate::process::Cmd;

/// The oldest Node.js that the npm packages run on.
const NODE: (u32, u32) = (20, 19);

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser.
pub(crate) fn wasm_target(plan: &mut Plan) -> Result<()> {
    let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).quiet()?;
    let installed = Path::new(sysroot.text.trim())
        .join("lib/rustlib")
        .join(WASM);
    if !installed.is_dir() {
        plan.step(format!("adding the Rust target {WASM}"), || {
            rustup(&["target", "add", WASM])
        });
    }
    Ok(())
}

/// rustfmt and clippy.
pub(crate) fn components(plan: &mut Plan) -> Result<()> {
    for (component, command) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let present = Cmd::cargo([command, "--version"])
            .quiet()?
            .failure
            .is_none();
        if !present {
            plan.step(
                format!("adding the Rust component {component}"),
                move || rustup(&["component", "add", component]),
            );
        }
    }
    Ok(())
}

/// Miri, which only nightly Rust has.
pub(crate) fn miri(plan: &mut Plan) -> Result<()> {
    if Cmd::new("rustup")
        .args(["run", "nightly", "rustc", "--version"])
        .quiet()?
        .failure
        .is_some()
    {
        bail!(
            "Miri needs nightly Rust: run `rustup toolchain install nightly --component miri,rust-src`"
        );
    }
    let listed = Cmd::new("rustup")
        .args(["component", "list", "--installed", "--toolchain", "nightly"])
        .quiet()?
        .text;
    let installed = |name| listed.lines().any(|line| line.starts_with(name));
    if !installed("miri") || !installed("rust-src") {
        plan.step("adding Miri to nightly Rust", || {
            rustup(&[
                "component",
                "add",
                "--toolchain",
                "nightly",
                "miri",
                "rust-src",
            ])
        });
    }
    Ok(())
}

/// The npm packages of `package-lock.json`, when it is newer than what is installed.
pub(crate) fn npm(plan: &mut Plan) -> Result<()> {
    let (major, minor) = NODE;
    let version = Cmd::new("node").arg("--version").quiet().with_context(|| {
        format!("Node.js is missing: install version {major}.{minor} or newer from nodejs.org")
    })?;
    let version = version.text.trim();
    if node_version(version).is_none_or(|found| found < NODE) {
        bail!("Node.js {version} is too old: install {major}.{minor} or newer from nodejs.org");
    }
    let time = |path: PathBuf| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    let wanted = time(paths::root().join("package-lock.json"));
    let installed = time(paths::root().join("node_modules/.package-lock.json"));
    if installed < wanted {
        plan.step(
            "installing the npm packages into node_modules (once; about 20 seconds)",
            || {
                Cmd::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
                    .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
                    .run()
            },
        );
    }
    Ok(())
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn rustup(arguments: &[&str]) -> Result<()> {
    let command = format!("rustup {}", arguments.join(" "));
    Cmd::new("rustup").args(arguments).run().with_context(|| {
        format!("`{command}` failed; without rustup, install what it names by your system's means")
    })
}

#[cfg(test)]
mod tests {
    use super::node_version;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(node_version("v20.19.2"), Some((20, 19)));
        assert!(node_version("v22.1.0") > node_version("v20.19.0"));
        assert!(node_version("v9.11.0") < node_version("v20.19.0"));
        assert_eq!(node_version("nonsense"), None);
    }
}
