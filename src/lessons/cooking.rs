//! Rice takes 30 minutes, a dish 15, a soup 10. Is that 55, or 30?

use crate::executor::spawn_named;
use crate::log;
use crate::time::{Duration, now, sleep};

pub(super) async fn main(rice: u64, dish: u64, soup: u64) {
    let start = now();
    one_after_the_other(rice, dish, soup).await;
    log!("one after the other: {} min", minutes(start.elapsed()));

    let start = now();
    all_at_once(rice, dish, soup).await;
    log!("all at once: {} min", minutes(start.elapsed()));
}

/// Nothing begins before the pot before it is ready.
async fn one_after_the_other(rice: u64, dish: u64, soup: u64) {
    cook("rice", rice).await;
    cook("dish", dish).await;
    cook("soup", soup).await;
}

/// Three tasks. Their waiting overlaps, though there is one cook.
async fn all_at_once(rice: u64, dish: u64, soup: u64) {
    let rice = spawn_named("rice", cook("rice", rice));
    let dish = spawn_named("dish", cook("dish", dish));
    let soup = spawn_named("soup", cook("soup", soup));
    for pot in [rice, dish, soup] {
        pot.await.unwrap();
    }
}

/// The pot needs nobody while it cooks: it only takes time.
async fn cook(food: &str, minutes: u64) {
    log!("{food} is on");
    sleep(Duration::from_secs(60 * minutes)).await;
    log!("{food} is ready");
}

fn minutes(time: Duration) -> u64 {
    time.as_secs() / 60
}
