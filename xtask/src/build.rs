//! `cargo xtask build`: the static site, in `dist/`.

use anyhow::Result;

use crate::plan::Plan;
use crate::process::Cmd;
use crate::wasm::{self, Profile};
use crate::{paths, setup};

pub(crate) fn run() -> Result<()> {
    let mut steps = Plan::new();
    plan(&mut steps)?;
    steps.run()?;
    println!(
        "The site is in {}: any static server can serve it.",
        paths::root().join("dist").display()
    );
    Ok(())
}

/// Adds the steps from whatever is there to a finished `dist/`.
pub(crate) fn plan(plan: &mut Plan) -> Result<()> {
    wasm::plan(plan)?;
    setup::npm(plan)?;
    plan.step("compiling the core to wasm, for release", || {
        wasm::package(Profile::Release)
    });
    plan.step("building the site into dist/", || {
        Cmd::node("vite/bin/vite.js")
            .args(["build", "--logLevel", "warn"])
            .run()
    });
    Ok(())
}
