//! `cargo xtask serve`: from nothing to a served page, rebuilt on change. Vite serves `www/` and
//! reloads the page; this file watches the Rust sources and makes the wasm package anew.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use notify::{RecursiveMode, Watcher};

use crate::plan::{Plan, seconds};
use crate::process::{Cmd, Group};
use crate::wasm::{self, Profile};
use crate::{paths, setup};

const DEFAULT_PORT: u16 = 8080;

/// Editors write a file in several strokes, and people save several files at a time.
const SETTLE: Duration = Duration::from_millis(100);

pub(crate) fn run(options: &[&str]) -> Result<()> {
    let wanted = port_option(options)?;

    let mut plan = Plan::new();
    wasm::plan(&mut plan)?;
    setup::npm(&mut plan)?;
    plan.step("compiling the core to wasm", || {
        // Later it may compile: the page is served and waits for it.
        rebuild();
        Ok(())
    });
    plan.run()?;

    let (_watcher, changes) = watch(&["src", "Cargo.toml", "Cargo.lock"])?;
    let port = free_port(wanted)?;
    if port != wanted {
        println!("Port {wanted} is taken by another program, so the page is on port {port}.");
    }
    let mut vite = start_vite(port)?;
    println!("\nWakescope is served; it is rebuilt when a file changes; Ctrl-C ends it.\n");
    println!("http://127.0.0.1:{port}/\n");

    loop {
        match changes.recv_timeout(Duration::from_secs(1)) {
            Ok(path) => {
                while changes.recv_timeout(SETTLE).is_ok() {}
                println!("{path} changed: compiling");
                rebuild();
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(status) = vite.ended()? {
                    bail!("Vite, which serves the page, has ended ({status})");
                }
            }
            Err(RecvTimeoutError::Disconnected) => bail!("the watch over src/ has ended"),
        }
    }
}

fn port_option(options: &[&str]) -> Result<u16> {
    let number = match options {
        [] => return Ok(DEFAULT_PORT),
        ["--port", number] => number,
        [option] => option
            .strip_prefix("--port=")
            .with_context(|| format!("`serve` knows only the option `--port N`, not `{option}`"))?,
        _ => bail!("`serve` knows only the option `--port N`"),
    };
    match number.parse() {
        Ok(port @ 1..) => Ok(port),
        _ => bail!("`{number}` is no port: give a number from 1 to 65535"),
    }
}

/// Makes the package; a failure is told, and the last good package stays.
fn rebuild() {
    let start = Instant::now();
    match wasm::package(Profile::Dev) {
        Ok(()) => println!("The core is compiled, after {}.", seconds(start.elapsed())),
        Err(error) => {
            eprintln!(
                "\n{error:#}: the page keeps the last core that compiled. Waiting for a change."
            );
        }
    }
}

/// Tells of every change of these files and folders, by a path to show.
fn watch(what: &[&str]) -> Result<(impl Watcher + use<>, Receiver<String>)> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if event.kind.is_access() {
            return;
        }
        for path in event.paths {
            let path = path.strip_prefix(paths::root()).unwrap_or(&path);
            // The receiver is gone only while everything ends.
            let _ = sender.send(path.display().to_string());
        }
    })
    .context("cannot watch files for changes")?;
    for name in what {
        let path: &Path = &paths::root().join(name);
        watcher
            .watch(path, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch {name} for changes"))?;
    }
    Ok((watcher, changes))
}

/// The port wanted, or the first free one after it.
fn free_port(wanted: u16) -> Result<u16> {
    (wanted..=u16::MAX)
        .take(100)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .with_context(|| format!("no port from {wanted} on is free: give another by `--port N`"))
}

/// Starts Vite and waits until it answers.
fn start_vite(port: u16) -> Result<Group> {
    let mut vite = Cmd::new("node")
        // With these two and without CI, Vite ends when its input does: even if xtask is killed.
        .args(["--import", "data:text/javascript,process.stdin.resume()"])
        .piped_input()
        .env_remove("CI")
        .arg("node_modules/vite/bin/vite.js")
        .args(["--port", &port.to_string(), "--strictPort"])
        .args(["--clearScreen", "false", "--logLevel", "warn"])
        .spawn()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    for _ in 0..300 {
        if TcpStream::connect(address).is_ok() {
            return Ok(vite);
        }
        if let Some(status) = vite.ended()? {
            bail!("Vite, which serves the page, did not start ({status})");
        }
        thread::sleep(Duration::from_millis(100));
    }
    bail!("Vite, which serves the page, did not answer within 30 seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_an_option() {
        assert_eq!(port_option(&[]).unwrap(), DEFAULT_PORT);
        assert_eq!(port_option(&["--port", "9000"]).unwrap(), 9000);
        assert_eq!(port_option(&["--port=9000"]).unwrap(), 9000);
        for wrong in [
            &["--port", "0"][..],
            &["--port", "many"],
            &["--port"],
            &["--open"],
        ] {
            assert!(port_option(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_taken_port_gives_way_to_a_later_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert!(free_port(port).unwrap() > port);
    }
}
