//! Every command of the project, one file each. [`USAGE`] lists them; `cargo xtask help` prints it.
//!
//! A command sets up what it needs first and says so step by step: see [`setup`]. What it starts,
//! it ends: see [`process`].

mod bench;
mod bless;
mod browsers;
mod build;
mod check;
mod lint;
mod paths;
mod plan;
mod process;
mod serve;
mod setup;
mod size;
mod tally;
mod test;
mod tools;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N]   build, serve on 127.0.0.1 (port 8080 unless told), rebuild on change
  build              the static site, in dist/; it works under any path
  check              the fast loop: formatting, lints, types, unit tests
  test [part…]       everything, or some of: lint native wasm www e2e size miri
  bench [place…] [--quick] [--only TEXT] [--peer TEXT] [--publish]
                     how fast it is, beside its peers: native threads node chromium; and the
                     built page: page. --publish writes benches/README.md
  size [--site DIR]  how large everything is that a page loads; fails beyond the budgets
  bless              write the golden transcripts anew; read their diff afterwards
  help               this text

Each command installs what it lacks: the wasm target by rustup, pinned tools by cargo into a cache
that all clones share (~/.cache/wakescope/tools; WAKESCOPE_TOOLS moves it), npm packages into
node_modules.";

fn main() -> ExitCode {
    process::end_children_on_interrupt();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["serve", options @ ..] => serve::run(options),
        ["build"] => build::run(),
        ["check"] => check::run(),
        ["test", parts @ ..] => test::run(parts),
        ["bench", options @ ..] => bench::run(options),
        ["size", options @ ..] => size::run(options),
        ["bless"] => bless::run(),
        [known @ ("build" | "check" | "bless"), extra, ..] => {
            bail!("`{known}` takes no argument, so `{extra}` has no meaning there.\n\n{USAGE}")
        }
        [unknown, ..] => bail!("there is no command `{unknown}`.\n\n{USAGE}"),
    }
}
