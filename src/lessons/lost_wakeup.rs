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
    // The same bug in one task with a sound future.
    drop(spawn_named("lucky", wait("lucky", async move {
        join!(Forgetful(at), Sound::until(at));
    })));
}

async fn wait(name: &str, alarm: impl Future<Output = ()>) {
    alarm.await;
    log!("{name} is back");
}

/// Ready at its time. It never looks at the waker: that is the bug.
struct Forgetful(Instant);

impl Future for Forgetful {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if now() >= self.0 { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// The same, and it hands the waker to a timer.
struct Sound { at: Instant, set: bool }

impl Sound {
    fn until(at: Instant) -> Sound {
        Sound { at, set: false }
    }
}

impl Future for Sound {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if !self.set {
            self.set = true;
            wake_at(self.at, cx.waker().clone());
        }
        if now() >= self.at { Poll::Ready(()) } else { Poll::Pending }
    }
}
