//! `cargo xtask bless`: the golden transcripts, written anew from what the executors do now.

use anyhow::Result;

use crate::process::Cmd;

pub(crate) fn run() -> Result<()> {
    Cmd::cargo(["test", "--test", "golden"])
        .env("WAKESCOPE_BLESS", "1")
        .run()?;
    println!("The transcripts are written. Read what changed before you commit: git diff tests/");
    Ok(())
}
