//! Browsers and their drivers: finds those of the machine; as root on a Debian or Ubuntu system,
//! where nobody is asked for a password, installs those that are missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths::{self, on_path, variable};
use crate::plan::Plan;
use crate::process::Cmd;
use crate::tools::{self, Tool};

/// What can be needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Chromium or Chrome.
    Chromium,
    /// The WebDriver of Chromium.
    Chromedriver,
    /// Firefox, with its driver.
    Firefox,
    /// A font with Chinese characters.
    ChineseFont,
}

/// Chromium or Chrome itself.
pub(crate) fn chromium() -> Result<PathBuf> {
    const NAMES: &[&str] = &[
        "chromium",
        "google-chrome",
        "google-chrome-stable",
        "chromium-browser",
        "chrome",
    ];
    const MAC: &[&str] = &[
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    find("CHROME", NAMES, MAC).context(
        "Chromium is missing: install Chromium or Chrome (on Debian: `apt-get install chromium`), \
         or set CHROME to its program",
    )
}

/// The WebDriver of Chromium.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    find("CHROMEDRIVER", &["chromedriver"], &[]).context(
        "chromedriver is missing: install the one of your Chromium's version (on Debian: `apt-get \
         install chromium-driver`), or set CHROMEDRIVER to its program",
    )
}

/// Firefox itself.
pub(crate) fn firefox() -> Result<PathBuf> {
    const MAC: &[&str] = &["/Applications/Firefox.app/Contents/MacOS/firefox"];
    find("FIREFOX", &["firefox", "firefox-esr"], MAC).context(
        "Firefox is missing: install it (on Debian: `apt-get install firefox-esr`), or set FIREFOX \
         to its program",
    )
}

/// The WebDriver of Firefox: the machine's, else the one from crates.io.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    match find("GECKODRIVER", &["geckodriver"], &[]) {
        Some(program) => Ok(program),
        None => Tool::Geckodriver.program(),
    }
}

/// For wasm-bindgen's test runner: the settings of `webdriver.json` with the browsers that CHROME
/// and FIREFOX name, if they are set; the drivers find others by themselves.
pub(crate) fn webdriver_json() -> Result<Option<PathBuf>> {
    if variable("CHROME").is_none() && variable("FIREFOX").is_none() {
        return Ok(None);
    }
    let mut settings = fs::read_to_string(paths::root().join("webdriver.json"))
        .context("cannot read webdriver.json")?;
    for (name, options) in [
        ("CHROME", "goog:chromeOptions"),
        ("FIREFOX", "moz:firefoxOptions"),
    ] {
        if let Some(program) = variable(name) {
            let head = format!("\"{options}\": {{");
            let with_binary = format!(
                "{head}\n    \"binary\": {:?},",
                program.display().to_string()
            );
            settings = settings.replace(&head, &with_binary);
        }
    }
    let file = paths::scratch()?.join("webdriver.json");
    fs::write(&file, settings).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Some(file))
}

/// Adds a step for what is missing and can be installed here.
pub(crate) fn plan(plan: &mut Plan, needs: &[Need]) -> Result<()> {
    let missing: Vec<&str> = needs
        .iter()
        .filter_map(|need| match need {
            Need::Chromium => chromium().is_err().then_some("chromium"),
            Need::Chromedriver => chromedriver().is_err().then_some("chromium-driver"),
            Need::Firefox => firefox().is_err().then_some("firefox-esr"),
            Need::ChineseFont => (!has_chinese_font()).then_some("fonts-noto-cjk"),
        })
        .collect();
    if !missing.is_empty() && may_apt() {
        let what = format!(
            "installing {} by apt-get (once; about 1 minute)",
            missing.join(", ")
        );
        plan.step(what, move || apt(&missing));
    }
    if needs.contains(&Need::Firefox) && find("GECKODRIVER", &["geckodriver"], &[]).is_none() {
        tools::plan(plan, &[Tool::Geckodriver])?;
    }
    Ok(())
}

fn find(name: &str, programs: &[&str], places: &[&str]) -> Option<PathBuf> {
    variable(name).or_else(|| on_path(programs)).or_else(|| {
        places
            .iter()
            .map(PathBuf::from)
            .find(|place| place.is_file())
    })
}

fn has_chinese_font() -> bool {
    let list = Cmd::new("fc-list").arg(":lang=zh-cn").quiet();
    list.is_ok_and(|list| !list.text.trim().is_empty())
}

fn may_apt() -> bool {
    let id = Cmd::new("id").arg("-u").quiet();
    Path::new("/etc/debian_version").exists()
        && on_path(&["apt-get"]).is_some()
        && id.is_ok_and(|id| id.text.trim() == "0")
}

fn apt(packages: &[&str]) -> Result<()> {
    const TRIES: u32 = 5;
    let apt = |arguments: &[&str]| {
        Cmd::new("apt-get")
            .args([
                "-qq",
                "-o",
                "DPkg::Lock::Timeout=600",
                "-o",
                "Dpkg::Use-Pty=0",
            ])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    for attempt in 1..=TRIES {
        let install = ["install", "--yes", "--no-install-recommends"];
        let installed =
            apt(&["update"]).and_then(|()| apt(&[install.as_slice(), packages].concat()));
        match installed {
            Ok(()) => return Ok(()),
            // Another process may be updating the lists, which apt-get does not wait for.
            Err(error) if attempt < TRIES => {
                eprintln!("{error:#}; trying again in 10 seconds");
                thread::sleep(Duration::from_secs(10));
            }
            Err(error) => bail!("cannot install {}: {error:#}", packages.join(", ")),
        }
    }
    unreachable!("the last try returns")
}
