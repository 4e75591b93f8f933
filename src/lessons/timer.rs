//! Timers fire on time, if nobody holds the worker meanwhile.

use crate::executor::spawn_named;
use crate::log;
use crate::time::{Instant, cpu, interval, ms, now};
use crate::time::{sleep, sleep_until};

pub(super) async fn main(work: u64) {
    let noon = now() + ms(30);
    let tasks = [
        spawn_named("bell", alarm("bell", noon)),
        spawn_named("lunch", alarm("lunch", noon)),
        spawn_named("metronome", metronome()),
        spawn_named("cruncher", cruncher(work)),
    ];
    for task in tasks {
        task.await.unwrap();
    }
}

/// Two tasks wait for noon: the timer that was set first fires first.
async fn alarm(name: &str, noon: Instant) {
    sleep_until(noon).await;
    log!("{name}: noon was {:?} ago", noon.elapsed());
}

/// Keeps to its beat, however late a tick was.
async fn metronome() {
    let mut beat = interval(ms(10));
    for number in 0..=5 {
        let due = beat.tick().await;
        log!("tick {number} is {:?} late", due.elapsed());
    }
}

/// Computes without an await in between: no timer can fire.
async fn cruncher(work: u64) {
    sleep(ms(15)).await;
    log!("computes for {work} ms");
    cpu(ms(work)).await;
}
