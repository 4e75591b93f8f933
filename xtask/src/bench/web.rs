//! As wasm: in Node, and in a page of headless Chromium. Both run the same package, made as the page's
//! own is made.

use std::path::{Path, PathBuf};

use anyhow::Result;
use wakescope_bench_report::table;

use super::{Build, MEMORY, Options, TIME, build_folder, folder, keep_rows, read};
use crate::browsers::{self, Need};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::tools::Tool;
use crate::{paths, setup, wasm};

/// In Node; parked tasks too.
pub(super) fn node(options: &Options) -> Result<()> {
    let mut plan = Plan::new();
    wasm::plan(&mut plan)?;
    setup::npm(&mut plan)?;
    plan.run()?;
    if options.wants_time() {
        let program = program("node", &fast_package()?);
        measure(program, options, "node")?;
    }
    if options.wants_memory() {
        let package = package("package-memory", MEMORY)?;
        let program = program("node", &package).arg("--memory");
        measure(program, options, "node-memory")?;
    }
    Ok(())
}

/// In a page of headless Chromium.
pub(super) fn chromium(options: &Options) -> Result<()> {
    let mut plan = Plan::new();
    wasm::plan(&mut plan)?;
    setup::npm(&mut plan)?;
    browsers::plan(&mut plan, &[Need::Chromium])?;
    plan.run()?;
    if !options.wants_time() {
        return Ok(());
    }
    let program = program("chromium", &fast_package()?);
    let program = program.env("CHROME", browsers::chromium()?);
    measure(program, options, "chromium")
}

/// The script of a place, with the package that it is to run.
fn program(place: &str, package: &Path) -> Cmd {
    let script = paths::root().join(format!("benches/web/{place}.js"));
    Cmd::new("node").arg(script).arg("--package").arg(package)
}

fn measure(program: Cmd, options: &Options, name: &str) -> Result<()> {
    let samples = folder()?.join(format!("{name}.json"));
    options.give(program, &samples).run()?;
    let rows = read(&samples)?;
    print!("{}", table(&rows));
    keep_rows(&rows)
}

/// Makes the package for workloads that take time; gives its folder.
fn fast_package() -> Result<PathBuf> {
    let package = package("package", TIME)?;
    wasm::optimise(&package.join("bench_bg.wasm"))?;
    Ok(package)
}

/// Makes a package; gives its folder.
fn package(name: &str, build: Build) -> Result<PathBuf> {
    let target = build_folder()?;
    Cmd::cargo(["rustc", "--lib", "--crate-type", "cdylib"])
        .args(build.arguments)
        .args(["--manifest-path", "benches/Cargo.toml"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let compiled = target.join("wasm32-unknown-unknown").join(build.profile);
    let package = folder()?.join(name);
    Cmd::new(Tool::WasmBindgen.program()?)
        .args(["--target", "web", "--out-name", "bench", "--out-dir"])
        .arg(&package)
        .arg(compiled.join("wakescope_bench.wasm"))
        .run()?;
    Ok(package)
}
