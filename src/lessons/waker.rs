//! The same kettle, asked twice: to begin, and when it whistles.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::log;
use crate::time::{Instant, ms, now, wake_at};

pub(super) async fn main(delay: u64) {
    log!("the kettle is on");
    Kettle::new(delay).await;
    log!("it boils");
}

/// Ready when the water boils.
struct Kettle {
    boils_at: Instant,
    whistle: bool,
}

impl Kettle {
    fn new(delay: u64) -> Kettle {
        let boils_at = now() + ms(delay);
        Kettle {
            boils_at,
            whistle: false,
        }
    }
}

impl Future for Kettle {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let kettle = self.get_mut();
        if now() >= kettle.boils_at {
            return Poll::Ready(());
        }
        // Not yet. Put a whistle on, once: it will wake our task.
        if !kettle.whistle {
            kettle.whistle = true;
            wake_at(kettle.boils_at, cx.waker().clone());
        }
        Poll::Pending
    }
}
