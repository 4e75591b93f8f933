//! Two philosophers take the same two forks, in opposite order.

use std::sync::Arc;

use crate::executor::spawn_named;
use crate::log;
use crate::sync::Mutex;
use crate::time::{ms, sleep};

type Fork = Arc<Mutex<&'static str>>;

pub(super) async fn main(delay: u64) {
    let left = Arc::new(Mutex::new("left fork"));
    let right = Arc::new(Mutex::new("right fork"));

    let kant = dine(left.clone(), right.clone(), delay);
    let hegel = dine(right, left, delay);
    let kant = spawn_named("Kant", kant);
    let hegel = spawn_named("Hegel", hegel);

    kant.await.unwrap();
    hegel.await.unwrap();
    log!("both have eaten");
}

async fn dine(first: Fork, second: Fork, delay: u64) {
    let first = first.lock().await;
    log!("has the {first}");
    // Holds one, thinks, and only then reaches for the other.
    sleep(ms(delay)).await;
    let second = second.lock().await;
    log!("eats with the {first} and the {second}");
}
