//! Several tasks, one account, and a lock held across an await.

use std::sync::Arc;

use crate::executor::spawn_named;
use crate::log;
use crate::sync::Mutex;
use crate::time::{ms, sleep};

pub(super) async fn main(tasks: u64, hold: u64) {
    let account = Arc::new(Mutex::new(0));
    let mut tellers = Vec::new();
    for number in 1..=tasks {
        let name = format!("teller {number}");
        let teller = pay_in(account.clone(), number, hold);
        tellers.push(spawn_named(name, teller));
    }
    for teller in tellers {
        teller.await.unwrap();
    }
    log!("balance: {}", account.lock().await);
}

async fn pay_in(account: Arc<Mutex<u64>>, amount: u64, hold: u64) {
    for _ in 0..2 {
        sleep(ms(amount)).await;
        let mut balance = account.lock().await;
        let before = *balance;
        // Others run meanwhile. Without the lock, they would read
        // the same balance, and a payment would be lost.
        sleep(ms(hold)).await;
        *balance = before + amount;
        log!("{before} + {amount} = {balance}");
        // The guard is dropped: the lock goes to the first in line.
    }
}
