//! The built page in headless Chromium: `www/test/bench` measures, and gives rows.

use std::fs;

use anyhow::{Context, Result};

use super::{Options, folder, keep};
use crate::browsers::{self, Need};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::{build, paths};

/// A round of the page takes a quarter of a minute: more than so many say no more.
const ROUNDS: u32 = 5;

pub(super) fn run(options: &Options) -> Result<()> {
    if options.only.is_some() {
        println!("The page is measured as a whole: `--only` leaves it out.");
        return Ok(());
    }
    let mut plan = Plan::new();
    browsers::plan(&mut plan, &[Need::Chromium])?;
    build::plan(&mut plan)?;
    plan.run()?;

    let rows = folder()?.join("page.json");
    Cmd::new("node")
        .arg(paths::root().join("www/test/bench/page.js"))
        .args(["--rounds", &options.rounds.min(ROUNDS).to_string()])
        .arg("--rows")
        .arg(&rows)
        .env("CHROME", browsers::chromium()?)
        .run()?;
    let rows = fs::read_to_string(&rows).context("the page left no rows")?;
    keep(serde_json::from_str(&rows)?)
}
