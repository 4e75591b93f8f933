//! `cargo xtask bench page`: the built page in headless Chromium. `www/test/bench` measures; its rows
//! go to those of the other places, in `target/bench/summary.json`.

use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wakescope_bench_report::merged;

use crate::browsers::{self, Need};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::{build, paths};

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let rounds = match arguments {
        [] => "5",
        ["--quick"] => "3",
        [other, ..] => bail!("`bench page` takes `--quick`, not `{other}`"),
    };
    let mut plan = Plan::new();
    browsers::plan(&mut plan, &[Need::Chromium])?;
    build::plan(&mut plan)?;
    plan.run()?;

    let folder = paths::target()?.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let rows = folder.join("page.json");
    Cmd::new("node")
        .arg(paths::root().join("www/test/bench/page.js"))
        .args(["--rounds", rounds, "--rows"])
        .arg(&rows)
        .env("CHROME", browsers::chromium()?)
        .run()?;

    let rows = fs::read_to_string(&rows).context("the page left no rows")?;
    let rows: Vec<Value> = serde_json::from_str(&rows)?;
    let summary = folder.join("summary.json");
    let old = fs::read_to_string(&summary).unwrap_or_default();
    let text = merged(&old, rows)
        .map_err(anyhow::Error::msg)
        .with_context(|| format!("delete {} and try again", summary.display()))?;
    fs::write(&summary, text).with_context(|| format!("cannot write {}", summary.display()))?;
    println!("\nThe rows are in {}", summary.display());
    Ok(())
}
