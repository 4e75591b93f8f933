//! The wasm package `www/pkg`: compiled by cargo, given its JavaScript by wasm-bindgen and, for
//! release, made small and fast by wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::plan::Plan;
use crate::process::Cmd;
use crate::tools::{self, Tool};
use crate::{paths, setup};

/// Speed first, then size. Medians of 15 rounds in turns, in Node, of heavy lessons played and seeked
/// in (`www/test/bench/engine.js`), and the package's size by Brotli, both beside the first line's:
///
/// | rustc, wasm-opt | time | size | product |
/// |---|---|---|---|
/// | opt-level 3, -O3 | 1 | 1 (92.1 kB) | 1 |
/// | opt-level 3, -O4 | 0.98–1.05 | 1.002 | 0.98–1.05 |
/// | opt-level 3, -Os | 0.98 | 1.002 | 0.98 |
/// | opt-level 3, -Oz | 0.97–1.01 | 1.002 | 0.97–1.01 |
/// | opt-level s, -O3 | 1.15 | 1.009 | 1.16 |
/// | opt-level z, -O3 | 3.09 | 0.961 | 2.97 |
///
/// So what wasm-opt does hardly matters, and to let rustc optimise for size gains nothing.
const WASM_OPT: &[&str] = &[
    "-O3",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// What the package is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to rebuild.
    Dev,
    /// Quick to load and to run.
    Release,
}

impl Profile {
    /// Its name in `Cargo.toml`, which is also its folder's.
    fn name(self) -> &'static str {
        match self {
            Profile::Dev => "wasm-dev",
            Profile::Release => "release",
        }
    }
}

/// Adds the steps that making the package needs, if anything is missing.
pub(crate) fn plan(plan: &mut Plan) -> Result<()> {
    setup::wasm_target(plan)?;
    tools::plan(plan, &[Tool::WasmBindgen])
}

/// Makes `www/pkg`; does nothing after the compiler if it had nothing to do.
pub(crate) fn package(profile: Profile) -> Result<()> {
    Cmd::cargo([
        "build",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
        "--profile",
    ])
    .arg(profile.name())
    .env("CARGO_TARGET_DIR", paths::target()?)
    .run()?;
    let compiled = paths::target()?
        .join("wasm32-unknown-unknown")
        .join(profile.name())
        .join("wakescope.wasm");

    let package = paths::root().join("www/pkg");
    let stamp_file = package.join(".stamp");
    let stamp = stamp(&compiled)?;
    if fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        return Ok(());
    }
    let fresh = paths::scratch()?.join(format!("pkg-{}", profile.name()));
    Cmd::new(Tool::WasmBindgen.program()?)
        .args(["--target", "web", "--out-name", "wakescope", "--out-dir"])
        .arg(&fresh)
        .arg(&compiled)
        .run()?;
    if profile == Profile::Release {
        optimise(&fresh.join("wakescope_bg.wasm"))?;
    }
    // The wasm before the JavaScript that loads it: a page that reloads on the latter gets both.
    let files = [
        "wakescope_bg.wasm",
        "wakescope_bg.wasm.d.ts",
        "wakescope.d.ts",
        "wakescope.js",
    ];
    fs::create_dir_all(&package).context("cannot create www/pkg")?;
    for file in files {
        fs::copy(fresh.join(file), package.join(file))
            .with_context(|| format!("cannot write www/pkg/{file}"))?;
    }
    fs::write(&stamp_file, stamp).context("cannot write www/pkg/.stamp")
}

/// Makes the wasm small and fast, in place.
pub(crate) fn optimise(wasm: &Path) -> Result<()> {
    let optimised = wasm.with_extension("opt");
    Cmd::node("binaryen/bin/wasm-opt")
        .args(WASM_OPT)
        .arg(wasm)
        .arg("-o")
        .arg(&optimised)
        .run()?;
    fs::rename(&optimised, wasm).context("cannot replace the wasm by the optimised one")
}

/// Tells one compiled file from every other.
fn stamp(compiled: &PathBuf) -> Result<String> {
    let file =
        fs::metadata(compiled).with_context(|| format!("cargo left no {}", compiled.display()))?;
    let time: Duration = file.modified()?.duration_since(UNIX_EPOCH)?;
    let bindgen = Tool::WasmBindgen.folder()?;
    Ok(format!(
        "{} {time:?} {}",
        compiled.display(),
        bindgen.display()
    ))
}
