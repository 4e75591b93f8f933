//! Where things are: the repository, what is built in it, and the cache that clones share.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The top of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask/ lies in the repository")
}

/// Cargo's target directory: the one this program was built into, so that every way of
/// configuring it is honoured.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe().context("cannot tell where xtask itself lies")?;
    let target = program.parent().and_then(Path::parent);
    Ok(target.context("xtask must be run by `cargo xtask`")?.into())
}

/// Where xtask keeps what it makes for itself: reports, stamps, half-made files.
pub(crate) fn scratch() -> Result<PathBuf> {
    let folder = target()?.join("wakescope");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}

/// The installed tools, shared by all clones of this user.
pub(crate) fn tools() -> Result<PathBuf> {
    if let Some(folder) = variable("WAKESCOPE_TOOLS") {
        return Ok(folder);
    }
    let cache = variable("XDG_CACHE_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .or_else(|| variable("LOCALAPPDATA"))
        .context("set WAKESCOPE_TOOLS to a folder for the tools: there is no HOME here")?;
    Ok(cache.join("wakescope").join("tools"))
}

/// The path in an environment variable, if it is set to something.
pub(crate) fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The first of these programs that lies on `PATH`.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().find_map(|name| {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders
            .iter()
            .map(|folder| folder.join(&file))
            .find(|program| program.is_file())
    })
}
