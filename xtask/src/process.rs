//! Child processes. Owns every process that a command starts: each runs in a group of its own,
//! and the whole group ends with it, at its time limit, and when xtask is interrupted.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::paths;

/// The groups alive now, by the id of their first process.
static GROUPS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// From now on Ctrl-C, SIGTERM and SIGHUP end every child before xtask itself.
pub(crate) fn end_children_on_interrupt() {
    let set = ctrlc::set_handler(|| {
        for group in GROUPS
            .lock()
            .expect("nothing panics while holding it")
            .iter()
        {
            end_group(*group, "TERM");
        }
        std::process::exit(130);
    });
    set.expect("the handler is set once, first of all");
}

/// A command to be run in the repository, without input.
pub(crate) struct Cmd {
    command: Command,
    name: String,
    limit: Option<Duration>,
}

/// What a command printed, and how it ended.
pub(crate) struct Output {
    /// Its standard output (after [`Cmd::quiet`], its standard error too).
    pub(crate) text: String,
    /// Why it counts as failed, if it does.
    pub(crate) failure: Option<String>,
}

impl Cmd {
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let name = Path::new(program.as_ref()).file_stem().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let mut command = Command::new(program);
        command.current_dir(paths::root()).stdin(Stdio::null());
        if !std::io::stdout().is_terminal() {
            command.env("NO_COLOR", "1");
        }
        Self {
            command,
            name,
            limit: None,
        }
    }

    /// A program of an npm package, by the path of its script in `node_modules`.
    pub(crate) fn node(script: &str) -> Self {
        let path = paths::root().join("node_modules").join(script);
        let mut cmd = Self::new("node").arg(&path);
        cmd.name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        cmd
    }

    /// Cargo, with these arguments.
    pub(crate) fn cargo<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Self {
        let mut cmd = Self::new("cargo").args(arguments);
        let first = cmd.command.get_args().next().unwrap_or_default();
        cmd.name = format!("cargo {}", first.to_string_lossy());
        cmd
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Gives it an input that stays open, and empty, as long as xtask lives.
    pub(crate) fn piped_input(mut self) -> Self {
        self.command.stdin(Stdio::piped());
        self
    }

    /// Puts folders before those of `PATH`.
    pub(crate) fn path_first(self, folders: &[impl AsRef<Path>]) -> Result<Self> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let first = folders.iter().map(|folder| folder.as_ref().to_path_buf());
        let path = std::env::join_paths(first.chain(std::env::split_paths(&old)))
            .context("a folder of the tools has a character that PATH cannot hold")?;
        Ok(self.env("PATH", path))
    }

    /// Ends the command, as failed, when it takes longer.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Runs it; what it prints is seen. An error unless it succeeds.
    pub(crate) fn run(self) -> Result<()> {
        let limit = self.limit;
        let mut group = self.spawn()?;
        match group.wait(limit)? {
            None => Ok(()),
            Some(failure) => bail!(failure),
        }
    }

    /// Runs it; its standard output is both seen and kept.
    pub(crate) fn tee(self) -> Result<Output> {
        self.keep(true)
    }

    /// Runs it; all it prints is kept and nothing seen.
    pub(crate) fn quiet(mut self) -> Result<Output> {
        self.command.stderr(Stdio::piped());
        self.keep(false)
    }

    fn keep(mut self, show: bool) -> Result<Output> {
        self.command.stdout(Stdio::piped());
        let limit = self.limit;
        let mut group = self.spawn()?;
        let stdout = group.child.stdout.take().map(|pipe| {
            thread::spawn(move || {
                read(pipe, |line| {
                    if show {
                        // A closed terminal is no reason to stop.
                        let _ = std::io::stdout().write_all(line);
                    }
                })
            })
        });
        let stderr = group
            .child
            .stderr
            .take()
            .map(|pipe| thread::spawn(move || read(pipe, |_| ())));
        let failure = group.wait(limit)?;
        let mut text = String::new();
        for reader in [stdout, stderr].into_iter().flatten() {
            text += &reader.join().expect("reading lines does not panic");
        }
        Ok(Output { text, failure })
    }

    /// Starts it and leaves it running until the group is dropped.
    pub(crate) fn spawn(mut self) -> Result<Group> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        // Held while starting, so that an interrupt cannot fall between the start and the note.
        let mut groups = GROUPS.lock().expect("nothing panics while holding it");
        let child = self.command.spawn().with_context(|| {
            let program = self.command.get_program().to_string_lossy();
            format!("cannot start `{program}`: is it installed and on PATH?")
        })?;
        groups.push(child.id());
        Ok(Group {
            child,
            name: self.name,
        })
    }
}

fn read(pipe: impl std::io::Read, mut each: impl FnMut(&[u8])) -> String {
    let mut pipe = BufReader::new(pipe);
    let mut text = String::new();
    let mut line = Vec::new();
    while matches!(pipe.read_until(b'\n', &mut line), Ok(1..)) {
        each(&line);
        text += &String::from_utf8_lossy(&line);
        line.clear();
    }
    text
}

/// A running child and all that it started. Dropping it ends them.
pub(crate) struct Group {
    child: Child,
    name: String,
}

impl Group {
    /// Waits for the end; says why it counts as failed, if it does.
    fn wait(&mut self, limit: Option<Duration>) -> Result<Option<String>> {
        let id = self.child.id();
        let late = Arc::new(AtomicBool::new(false));
        let (done, watch) = mpsc::channel::<()>();
        let watchdog = limit.map(|limit| {
            let late = Arc::clone(&late);
            thread::spawn(move || {
                if watch.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                    late.store(true, Ordering::Relaxed);
                    end_group(id, "KILL");
                }
            })
        });
        let status = self.child.wait();
        drop(done);
        if let Some(watchdog) = watchdog {
            watchdog.join().expect("the watchdog does not panic");
        }
        // What it left behind would hold its pipes open.
        end_group(id, "TERM");
        let status = status.with_context(|| format!("cannot wait for {}", self.name))?;
        Ok(self.failure(
            status,
            late.load(Ordering::Relaxed).then_some(limit).flatten(),
        ))
    }

    fn failure(&self, status: ExitStatus, late: Option<Duration>) -> Option<String> {
        let name = &self.name;
        match late {
            Some(limit) => {
                let limit = limit.as_secs() / 60;
                Some(format!("{name} was ended: it took over {limit} minutes"))
            }
            None if status.success() => None,
            None => Some(format!("{name} failed ({status})")),
        }
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let id = self.child.id();
        end_group(id, "TERM");
        let mut groups = GROUPS.lock().expect("nothing panics while holding it");
        groups.retain(|group| *group != id);
    }
}

/// Ends the processes of a group; those that have ended already are no error.
fn end_group(id: u32, signal: &str) {
    let mut command = if cfg!(unix) {
        let mut kill = Command::new("kill");
        kill.args([&format!("-{signal}"), "--", &format!("-{id}")]);
        kill
    } else {
        let mut kill = Command::new("taskkill");
        kill.args(["/T", "/F", "/PID", &id.to_string()]);
        kill
    };
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}
