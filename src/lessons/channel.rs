//! Two quick bakers, one slow shop, and a shelf with little room.

use crate::executor::spawn_named;
use crate::log;
use crate::sync::mpsc;
use crate::time::{ms, sleep};

pub(super) async fn main(capacity: u64, loaves: u64, delay: u64) {
    let (shelf, loaf) = mpsc::channel(capacity as usize);
    let ann = spawn_named("Ann", bake("Ann", shelf.clone(), loaves));
    let ben = spawn_named("Ben", bake("Ben", shelf, loaves));
    let shop = spawn_named("shop", sell(loaf, delay));
    for task in [ann, ben, shop] {
        task.await.unwrap();
    }
}

/// A loaf every 5 ms, as long as there is room for it.
async fn bake(name: &str, shelf: mpsc::Sender<String>, loaves: u64) {
    for number in 1..=loaves {
        sleep(ms(5)).await;
        // The shelf is full? Then the baker waits in line here.
        let loaf = format!("{name}'s loaf {number}");
        shelf.send(loaf).await.unwrap();
    }
    log!("{name} goes home");
    // Here `shelf` is dropped. The last one closes the channel.
}

/// `None` says: the shelf is empty, and all bakers are gone.
async fn sell(mut shelf: mpsc::Receiver<String>, delay: u64) {
    while let Some(loaf) = shelf.recv().await {
        log!("sells {loaf}");
        sleep(ms(delay)).await;
    }
    log!("sold out");
}
