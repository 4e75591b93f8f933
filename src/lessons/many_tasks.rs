//! Many tasks on one thread. Each waits, and none waits for another.

use crate::executor::spawn_named;
use crate::log;
use crate::time::{ms, now, sleep};

pub(super) async fn main(tasks: u64, delay: u64) {
    let mut workers = Vec::new();
    for number in 1..=tasks {
        let name = format!("worker {number}");
        workers.push(spawn_named(name, worker(number, delay)));
    }
    log!("{tasks} tasks are spawned, and none has run");
    for worker in workers {
        worker.await.unwrap();
    }
    log!("all {tasks} are back");
}

async fn worker(number: u64, delay: u64) {
    let start = now();
    sleep(ms(delay * (1 + number % 3))).await;
    log!("worker {number} is back after {:?}", start.elapsed());
}
