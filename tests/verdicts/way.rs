//! Who is in the way of a task: the holder, or the first in line.

use std::sync::Arc;

use wakescope::future::yield_now;
use wakescope::sync::{Mutex, Notify, RwLock, mpsc};

use crate::{check, forget, go};

#[test]
fn a_reader_behind_a_writer_waits_on_the_writer() {
    check(
        async {
            let lock = Arc::new(RwLock::new(()));
            let other = lock.clone();
            let _read = lock.read().await;
            drop(go("writer", async move { drop(other.write().await) }));
            yield_now().await;
            // There is room for readers, but the writer came before.
            let _again = lock.read().await;
        },
        "1 main Deadlock at RwLock; 1 writer Deadlock at RwLock",
    );
}

#[test]
fn a_sender_that_waits_for_a_reserved_slot_does_not_wait_on_the_receiver() {
    check(
        async {
            let (sender, mut receiver) = mpsc::channel::<u32>(1);
            let other = sender.clone();
            drop(go("reserves", async move {
                let _permit = sender.reserve().await.unwrap();
                Notify::new().notified().await;
            }));
            drop(go("sends", async move { other.send(1).await.unwrap() }));
            receiver.recv().await;
        },
        "1 main Blocked at Mpsc; 2 reserves Stranded at Notify; 3 sends Stranded at Mpsc",
    );
}

#[test]
fn a_task_may_be_blocked_by_one_that_is_blocked_itself() {
    check(
        async {
            let lock = Arc::new(Mutex::new(()));
            let held = lock.clone();
            let a = go("a", async move {
                let _guard = held.lock().await;
                forget().await;
            });
            let b = go("b", async move { drop(lock.lock().await) });
            b.await.unwrap();
            a.await.unwrap();
        },
        "1 main Blocked at Join; 2 a Lost; 3 b Blocked at Mutex",
    );
}
