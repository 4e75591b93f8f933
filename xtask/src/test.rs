//! `cargo xtask test`: every test there is, or the parts that are named. A part that fails does
//! not keep the others from running. The very last line is "N passed, M failed".

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::browsers::{self, Need};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::tally::{self, Counts, Row};
use crate::tools::{self, Tool};
use crate::{build, lint, paths, setup, size, wasm};

/// What Miri runs: arguments of `cargo miri test`, and how many seeds, each a schedule of its own.
const MIRI: &[(&[&str], u32)] = &[
    (&["--lib", "task::"], 4),
    (&["--lib", "sync::"], 1),
    (&["--test", "tasks"], 2),
    (&["--test", "sync_locks"], 1),
    (&["--test", "sync_channels"], 1),
];

/// A command that runs longer is ended and has failed.
const LIMIT: Duration = Duration::from_secs(25 * 60);

/// Runs the tests of a part; gives a row of the table for every runner that it starts.
type Part = fn() -> Result<Vec<Row>>;

/// The parts, by name.
const PARTS: &[(&str, Part)] = &[
    ("lint", lint),
    ("native", native),
    ("wasm", wasm),
    ("www", www),
    ("e2e", e2e),
    ("size", size),
    ("miri", miri),
];

pub(crate) fn run(parts: &[&str]) -> Result<()> {
    let known: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = parts.iter().find(|part| !known.contains(part)) {
        bail!(
            "there are no tests `{unknown}`; there are: {}",
            known.join(", ")
        );
    }
    let mut rows = Vec::new();
    for (name, part) in PARTS {
        if !parts.is_empty() && !parts.contains(name) {
            continue;
        }
        println!("\n=== {name}");
        let start = Instant::now();
        match part() {
            Ok(done) => rows.extend(done),
            Err(error) => rows.push(Row::broken(*name, start.elapsed(), &error)),
        }
    }
    // Nothing comes after the table: its last line is read by others.
    println!("\n{}", tally::table(&rows));
    let failed = rows.iter().any(|row| row.failure.is_some());
    std::process::exit(failed.into())
}

fn lint() -> Result<Vec<Row>> {
    let start = Instant::now();
    set_up(lint::plan)?;
    let failed = lint::run(lint::LINTS.iter().copied());
    let failure = (!failed.is_empty()).then(|| failed.join("; "));
    Ok(vec![Row::of_lints(start.elapsed(), failure)])
}

fn native() -> Result<Vec<Row>> {
    Ok(vec![rust("native", || {
        Ok(Cmd::cargo(["test", "--workspace", "--no-fail-fast"]))
    })])
}

/// In both browsers, by the very commands that a reader of README.md would type, but with the
/// pinned tools.
fn wasm() -> Result<Vec<Row>> {
    set_up(|plan| {
        wasm::plan(plan)?;
        tools::plan(plan, &[Tool::WasmPack])?;
        browsers::plan(plan, &[Need::Chromium, Need::Chromedriver, Need::Firefox])
    })?;
    let pack = |browser: &str| -> Result<Cmd> {
        let pack = Cmd::new(Tool::WasmPack.program()?)
            .args(["test", "--headless", "--mode", "no-install", browser])
            .path_first(&[Tool::WasmBindgen.folder()?])?;
        match browsers::webdriver_json()? {
            Some(file) => Ok(pack.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", file)),
            None => Ok(pack),
        }
    };
    Ok(vec![
        rust("wasm, Chromium", || {
            browsers::chromium()?;
            Ok(pack("--chrome")?
                .arg("--chromedriver")
                .arg(browsers::chromedriver()?))
        }),
        rust("wasm, Firefox", || {
            browsers::firefox()?;
            Ok(pack("--firefox")?
                .arg("--geckodriver")
                .arg(browsers::geckodriver()?))
        }),
    ])
}

fn www() -> Result<Vec<Row>> {
    set_up(setup::npm)?;
    Ok(vec![vitest("www", "unit", Ok)])
}

/// The built site in browsers, served under a path that is not the root.
fn e2e() -> Result<Vec<Row>> {
    set_up(|plan| {
        browsers::plan(plan, &[Need::Chromium, Need::Firefox, Need::ChineseFont])?;
        build::plan(plan)
    })?;
    Ok(vec![vitest("e2e", "e2e", |vitest| {
        Ok(vitest
            .env("CHROME", browsers::chromium()?)
            .env("FIREFOX", browsers::firefox()?)
            .env("GECKODRIVER", browsers::geckodriver()?))
    })])
}

/// Whether the built site is as small as it may be.
fn size() -> Result<Vec<Row>> {
    set_up(build::plan)?;
    let start = Instant::now();
    let held = size::check(&paths::root().join("dist"))?;
    let counts = Counts {
        passed: held,
        ..Counts::default()
    };
    Ok(vec![Row::of_tests("size", counts, start.elapsed(), None)])
}

fn miri() -> Result<Vec<Row>> {
    set_up(setup::miri)?;
    let rows = MIRI.iter().map(|(arguments, seeds)| {
        let name = format!("miri {}", arguments.last().unwrap_or(&""));
        let run = |seed| {
            rust(&name, || {
                Ok(Cmd::new("rustup")
                    .args(["run", "nightly", "cargo", "miri", "test"])
                    .args(*arguments)
                    .env("MIRIFLAGS", format!("-Zmiri-seed={seed}"))
                    // Miri does not optimise, and would say so each time.
                    .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0"))
            })
        };
        Row::of_repeats(&name, (0..*seeds).map(run))
    });
    Ok(rows.collect())
}

fn set_up<'a>(add_steps: impl FnOnce(&mut Plan<'a>) -> Result<()>) -> Result<()> {
    let mut plan = Plan::new();
    add_steps(&mut plan)?;
    plan.run()
}

/// Runs a command that ends in Rust's "test result: …" lines.
fn rust(part: impl Into<String>, command: impl FnOnce() -> Result<Cmd>) -> Row {
    let start = Instant::now();
    let output = command().and_then(|command| command.limit(LIMIT).tee());
    match output {
        Ok(output) => {
            let counts = Counts::of_rust(&output.text);
            Row::of_tests(part, counts, start.elapsed(), output.failure)
        }
        Err(error) => Row::broken(part, start.elapsed(), &error),
    }
}

/// Runs the Vitest project of this name.
fn vitest(part: &str, project: &str, prepare: impl FnOnce(Cmd) -> Result<Cmd>) -> Row {
    let start = Instant::now();
    let run = || -> Result<Row> {
        let report = paths::scratch()?.join(format!("vitest-{project}.json"));
        let _ = fs::remove_file(&report);
        let vitest = Cmd::node("vitest/vitest.mjs")
            .args([
                "run",
                "--project",
                project,
                "--reporter=default",
                "--reporter=json",
            ])
            .arg(format!("--outputFile.json={}", report.display()));
        let failure = prepare(vitest)?.limit(LIMIT).tee()?.failure;
        // Without a report no test counts as run, which is a failure.
        let counts = Counts::of_vitest(&fs::read_to_string(&report).unwrap_or_default());
        Ok(Row::of_tests(part, counts, start.elapsed(), failure))
    };
    run().unwrap_or_else(|error| Row::broken(part, start.elapsed(), &error))
}
