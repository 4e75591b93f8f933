//! The pinned command-line tools, built from crates.io into a cache that all clones share. The
//! version is part of the path, so clones with different pins do not disturb each other.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::paths;
use crate::plan::Plan;
use crate::process::Cmd;

/// A program that the commands call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// Makes the JavaScript around the wasm, and runs wasm tests.
    WasmBindgen,
    /// Runs the tests in browsers.
    WasmPack,
    /// Drives Firefox.
    Geckodriver,
}

impl Tool {
    fn package(self) -> &'static str {
        match self {
            Tool::WasmBindgen => "wasm-bindgen-cli",
            Tool::WasmPack => "wasm-pack",
            Tool::Geckodriver => "geckodriver",
        }
    }

    fn version(self) -> Result<String> {
        match self {
            // Tool and library must be of one version exactly.
            Tool::WasmBindgen => {
                let lock = fs::read_to_string(paths::root().join("Cargo.lock"))
                    .context("cannot read Cargo.lock")?;
                locked_version(&lock, "wasm-bindgen").context("Cargo.lock has no wasm-bindgen")
            }
            Tool::WasmPack => Ok("0.15.1".into()),
            Tool::Geckodriver => Ok("0.37.1".into()),
        }
    }

    fn programs(self) -> &'static [&'static str] {
        match self {
            Tool::WasmBindgen => &["wasm-bindgen", "wasm-bindgen-test-runner"],
            Tool::WasmPack => &["wasm-pack"],
            Tool::Geckodriver => &["geckodriver"],
        }
    }

    /// Whether the package's own lock file can be built from.
    fn locked(self) -> bool {
        self != Tool::WasmBindgen
    }

    /// The folder that the cache keeps this version in.
    fn root(self) -> Result<PathBuf> {
        Ok(paths::tools()?.join(format!("{}-{}", self.package(), self.version()?)))
    }

    /// The folder with the programs: the cache's, or one on `PATH` with the very same version.
    fn find(self) -> Result<Option<PathBuf>> {
        let complete = |folder: &Path| {
            let file = |name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            self.programs().iter().all(|name| file(name).is_file())
        };
        let cached = self.root()?.join("bin");
        if complete(&cached) {
            return Ok(Some(cached));
        }
        let version = self.version()?;
        let Some(program) = paths::on_path(&self.programs()[..1]) else {
            return Ok(None);
        };
        let told = Cmd::new(&program).arg("--version").quiet()?.text;
        let folder = program.parent().map(Path::to_path_buf);
        let same = told.split_whitespace().any(|word| word == version);
        Ok(folder.filter(|folder| same && complete(folder)))
    }

    /// The folder with the programs; the plan must have installed them.
    pub(crate) fn folder(self) -> Result<PathBuf> {
        let folder = self.find()?;
        folder.with_context(|| format!("{} is not installed", self.package()))
    }

    /// The first of its programs.
    pub(crate) fn program(self) -> Result<PathBuf> {
        Ok(self.folder()?.join(self.programs()[0]))
    }

    fn install(self) -> Result<()> {
        let mut arguments = vec!["install", self.package()];
        if self.locked() {
            arguments.push("--locked");
        }
        Cmd::cargo(arguments)
            .args(["--version", &format!("={}", self.version()?), "--root"])
            .arg(self.root()?)
            .env("CARGO_TARGET_DIR", build_folder()?)
            // Building them takes longer than they ever run.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env_remove("RUSTFLAGS")
            .run()
            .with_context(|| format!("cannot install {}", self.package()))
    }
}

/// Adds a step for each tool that is missing.
pub(crate) fn plan(plan: &mut Plan, tools: &[Tool]) -> Result<()> {
    let mut missing = Vec::new();
    for &tool in tools {
        if tool.find()?.is_none() {
            missing.push(tool);
        }
    }
    for &tool in &missing {
        let what = format!(
            "installing {} {} into {} (once; 2 to 3 minutes)",
            tool.package(),
            tool.version()?,
            tool.root()?.display()
        );
        let last = missing.last() == Some(&tool);
        plan.step(what, move || {
            let _alone = lock()?;
            // Another clone may have installed it meanwhile.
            if tool.find()?.is_none() {
                tool.install()?;
            }
            if last {
                // A gigabyte that nothing needs any more.
                let _ = fs::remove_dir_all(build_folder()?);
            }
            Ok(())
        });
    }
    Ok(())
}

/// What building the tools leaves behind. One folder for all, so that what they have in common is
/// compiled once, and an interrupted installation goes on where it stopped.
fn build_folder() -> Result<PathBuf> {
    Ok(paths::tools()?.join("target"))
}

/// Keeps other clones from the cache until it is dropped.
fn lock() -> Result<File> {
    let folder = paths::tools()?;
    let file = fs::create_dir_all(&folder)
        .and_then(|()| File::create(folder.join("lock")))
        .with_context(|| {
            format!(
                "cannot write to {}: set WAKESCOPE_TOOLS to a folder of yours",
                folder.display()
            )
        })?;
    if file.try_lock().is_err() {
        println!("another clone is installing tools: waiting for it");
        file.lock().context("cannot wait for the other clone")?;
    }
    Ok(file)
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.into())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_lock_file_tells_a_package_from_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "js-sys"), None);
    }
}
