//! The examples of tokio's documentation of `Notify` and `Barrier`, in our own
//! words.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use wakescope::executor::spawn;
use wakescope::future::yield_now;
use wakescope::run::to_end;
use wakescope::sync::{Barrier, Notify};

#[test]
fn a_task_is_told() {
    to_end(async {
        let ours = Arc::new(Notify::new());
        let theirs = ours.clone();
        let other = spawn(async move { theirs.notified().await });
        ours.notify_one();
        other.await.unwrap();
    });
}

#[test]
fn a_static_notify_needs_no_setting_up() {
    static BELL: Notify = Notify::const_new();
    to_end(async {
        BELL.notify_one();
        BELL.notified().await;
    });
}

/// A channel with one receiver: a value is put in, then the receiver is told.
struct Channel<T> {
    values: Mutex<VecDeque<T>>,
    sent: Notify,
}

impl<T> Channel<T> {
    fn new() -> Arc<Channel<T>> {
        Arc::new(Channel {
            values: Mutex::default(),
            sent: Notify::new(),
        })
    }

    fn send(&self, value: T) {
        self.values.lock().unwrap().push_back(value);
        self.sent.notify_one();
    }

    fn try_recv(&self) -> Option<T> {
        self.values.lock().unwrap().pop_front()
    }

    async fn recv(&self) -> T {
        loop {
            if let Some(value) = self.try_recv() {
                return value;
            }
            self.sent.notified().await;
        }
    }

    /// The same for many receivers: who enters the line before it looks
    /// misses nothing.
    async fn recv_among_many(&self) -> T {
        let mut told = pin!(self.sent.notified());
        loop {
            told.as_mut().enable();
            if let Some(value) = self.try_recv() {
                return value;
            }
            told.as_mut().await;
            told.set(self.sent.notified());
        }
    }
}

#[test]
fn a_channel_for_one_receiver_is_made_of_a_notify() {
    to_end(async {
        let channel = Channel::new();
        let receiver = spawn({
            let channel = channel.clone();
            async move { (channel.recv().await, channel.recv().await) }
        });
        channel.send(1);
        yield_now().await;
        channel.send(2);
        assert_eq!(receiver.await.unwrap(), (1, 2));
    });
}

#[test]
fn a_channel_for_many_receivers_is_made_of_enabled_waits() {
    to_end(async {
        let channel = Channel::new();
        let receivers: Vec<_> = (0..4)
            .map(|_| {
                let channel = channel.clone();
                spawn(async move { channel.recv_among_many().await })
            })
            .collect();
        yield_now().await;
        for value in 0..4 {
            channel.send(value);
        }
        let mut values = Vec::new();
        for receiver in receivers {
            values.push(receiver.await.unwrap());
        }
        values.sort_unstable();
        assert_eq!(values, [0, 1, 2, 3]);
    });
}

#[test]
fn all_waits_made_before_are_told() {
    to_end(async {
        let ours = Arc::new(Notify::new());
        let (one, two) = (ours.notified(), ours.notified());
        let theirs = ours.clone();
        spawn(async move { theirs.notify_waiters() });
        one.await;
        two.await;
    });
}

#[test]
fn an_owned_wait_keeps_its_notify_alive() {
    to_end(async {
        let ours = Arc::new(Notify::new());
        let mut told = pin!(ours.clone().notified_owned());
        assert!(!told.as_mut().enable());
        ours.notify_waiters();
        drop(ours);
        told.await;
    });
}

#[test]
fn ten_tasks_meet_and_one_of_them_leads() {
    to_end(async {
        let log = Rc::new(RefCell::new(Vec::new()));
        let barrier = Arc::new(Barrier::new(10));
        let mut handles = Vec::with_capacity(10);
        for _ in 0..10 {
            let (barrier, log) = (barrier.clone(), log.clone());
            handles.push(spawn(async move {
                log.borrow_mut().push("before");
                let result = barrier.wait().await;
                log.borrow_mut().push("after");
                result
            }));
        }
        let mut leaders = 0;
        for handle in handles {
            leaders += usize::from(handle.await.unwrap().is_leader());
        }
        assert_eq!(leaders, 1);
        let log = log.borrow();
        assert!(log[..10].iter().all(|said| *said == "before"));
        assert!(log[10..].iter().all(|said| *said == "after"));
    });
}
