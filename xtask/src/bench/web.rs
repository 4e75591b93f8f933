//! As wasm: in Node, and in a page of headless Chromium. Both run the same package, made as the page's
//! own is made.

use std::path::PathBuf;

use anyhow::Result;
use wakescope_bench_report::table;

use super::{Options, build_folder, folder, keep, read};
use crate::browsers::{self, Need};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::tools::Tool;
use crate::{paths, setup, wasm};

/// In Node.
pub(super) fn node(options: &Options) -> Result<()> {
    let mut plan = Plan::new();
    wasm::plan(&mut plan)?;
    setup::npm(&mut plan)?;
    plan.run()?;
    measure("node", options, Ok)
}

/// In a page of headless Chromium.
pub(super) fn chromium(options: &Options) -> Result<()> {
    let mut plan = Plan::new();
    wasm::plan(&mut plan)?;
    setup::npm(&mut plan)?;
    browsers::plan(&mut plan, &[Need::Chromium])?;
    plan.run()?;
    measure("chromium", options, |program| {
        Ok(program.env("CHROME", browsers::chromium()?))
    })
}

fn measure(place: &str, options: &Options, prepare: impl FnOnce(Cmd) -> Result<Cmd>) -> Result<()> {
    let package = package()?;
    let samples = folder()?.join(format!("{place}.json"));
    let script = paths::root().join(format!("benches/web/{place}.js"));
    let program = Cmd::new("node").arg(script).arg("--package").arg(package);
    prepare(options.give(program, &samples))?.run()?;
    let rows = read(&samples)?;
    print!("{}", table(&rows));
    keep(&rows)
}

/// Makes the package; gives its folder.
fn package() -> Result<PathBuf> {
    let target = build_folder()?;
    Cmd::cargo(["rustc", "--release", "--lib", "--crate-type", "cdylib"])
        .args(["--manifest-path", "benches/Cargo.toml"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let compiled = target.join("wasm32-unknown-unknown/release/wakescope_bench.wasm");
    let package = folder()?.join("package");
    Cmd::new(Tool::WasmBindgen.program()?)
        .args(["--target", "web", "--out-name", "bench", "--out-dir"])
        .arg(&package)
        .arg(&compiled)
        .run()?;
    wasm::optimise(&package.join("bench_bg.wasm"))?;
    Ok(package)
}
