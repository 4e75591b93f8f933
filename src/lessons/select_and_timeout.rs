//! The first one wins. What becomes of the others?

use crate::executor::spawn_named;
use crate::future::{input, observe};
use crate::time::{ms, sleep, timeout};
use crate::{log, select};

pub(super) async fn main(near: u64, far: u64, patience: u64) {
    let tasks = [
        spawn_named("race", race(near, far)),
        spawn_named("patience", give_up(patience)),
        spawn_named("download", download()),
    ];
    for task in tasks {
        task.await.unwrap();
    }
}

/// The loser is dropped half done, and its timer goes with it.
async fn race(near: u64, far: u64) {
    select! {
        () = observe(fetch("near", near)) => log!("near wins"),
        () = observe(fetch("far", far)) => log!("far wins"),
    }
}

/// A timeout is a race against a timer.
async fn give_up(patience: u64) {
    match timeout(ms(patience), observe(fetch("news", 40))).await {
        Ok(()) => log!("the news came in time"),
        Err(_) => log!("no news after {patience} ms"),
    }
}

/// A race against you: press the button, or let it finish.
async fn download() {
    select! {
        () = input("cancel") => log!("you cancelled the download"),
        () = observe(fetch("film", 100)) => log!("enjoy the film"),
    }
}

async fn fetch(what: &str, delay: u64) {
    log!("{what}: asked for");
    sleep(ms(delay)).await;
    log!("{what}: here it is");
}
