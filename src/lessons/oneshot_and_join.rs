//! Two ways to get an answer from a task, and one to do without.

use crate::executor::spawn_named;
use crate::log;
use crate::sync::oneshot;
use crate::time::{interval, ms, sleep};

pub(super) async fn main(delay: u64) {
    let (reply, dish) = oneshot::channel();
    let kitchen = spawn_named("kitchen", kitchen(reply, delay));
    let music = spawn_named("music", music());

    // A oneshot: one value, as soon as there is one.
    match dish.await {
        Ok(dish) => log!("{dish} is served"),
        Err(_) => log!("the kitchen closed without a reply"),
    }

    // A join: what the task returns, at its end.
    let plates = kitchen.await.unwrap();
    log!("the kitchen has washed {plates} plates");

    // An abort: the task's future is dropped where it waits.
    music.abort();
    let error = music.await.unwrap_err();
    log!("music: cancelled? {}", error.is_cancelled());
}

async fn kitchen(reply: oneshot::Sender<&str>, delay: u64) -> u64 {
    sleep(ms(delay)).await;
    // Sending does not wait: there is room for the one value.
    reply.send("soup").unwrap();
    sleep(ms(delay)).await;
    3
}

/// Never ends by itself.
async fn music() {
    let mut beat = interval(ms(10));
    loop {
        beat.tick().await;
    }
}
