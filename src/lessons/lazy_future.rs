//! Calling an `async fn` makes a future. Only awaiting it runs it.

use crate::future::observe;
use crate::time::{ms, now, sleep};
use crate::{join, log};

pub(super) async fn main(delay: u64) {
    // Called, but not awaited: not one line of `greet` runs.
    let nobody = observe(greet("nobody", delay));
    log!("greet was called. Did it say anything?");
    drop(nobody);

    // Both are made here, yet Bo begins when Ada has ended.
    let start = now();
    let ada = observe(greet("Ada", delay));
    let bo = observe(greet("Bo", delay));
    ada.await;
    bo.await;
    log!("one await, then another: {:?}", start.elapsed());

    // One await for both: they are polled in turns.
    let start = now();
    let ada = observe(greet("Ada", delay));
    let bo = observe(greet("Bo", delay));
    join!(ada, bo);
    log!("one await for both: {:?}", start.elapsed());
}

async fn greet(name: &str, delay: u64) {
    log!("hello, {name}");
    sleep(ms(delay)).await;
    log!("goodbye, {name}");
}
