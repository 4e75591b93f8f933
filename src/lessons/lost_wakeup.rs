//! A future that answers `Pending` and keeps no waker: who wakes it?

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::executor::spawn_named;
use crate::time::{Instant, ms, now, wake_at};
use crate::{join, log};

pub(super) async fn main(delay: u64) {
    let at = now() + ms(delay);
    drop(spawn_named("sound", wait("sound", Sound::until(at))));
    drop(spawn_named("lost", wait("lost", Forgetful(at))));
    // The same bug, but in one task with a sound future.
    let both = async move { join!(Forgetful(at), Sound::until(at)) };
    drop(spawn_named("lucky", wait("lucky", both)));
}

async fn wait<T>(name: &str, alarm: impl Future<Output = T>) {
    alarm.await;
    log!("{name} is back");
}

/// Ready at its time. It keeps no waker: that is the bug.
struct Forgetful(Instant);

impl Future for Forgetful {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if now() >= self.0 {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// The same, but a timer is given the waker.
struct Sound(Instant, bool);

impl Sound {
    fn until(at: Instant) -> Sound {
        Sound(at, false)
    }
}

impl Future for Sound {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Sound(at, set) = self.get_mut();
        if now() >= *at {
            return Poll::Ready(());
        }
        if !*set {
            *set = true;
            wake_at(*at, cx.waker().clone());
        }
        Poll::Pending
    }
}
