//! Every future of the channels, dropped at every point of its life: before
//! its first poll, after each poll, after each thing that happens in between.
//! Nothing is lost with it but what its documentation says, nothing leaks, and
//! what it was given or waited for goes to the next.

mod broadcast;
mod mpsc_receivers;
mod mpsc_senders;
mod oneshot;
mod watch;

use std::sync::Arc;

use crate::support::AnyByHand;

type Token = Arc<()>;

/// A future to be made, with the world it lives in, again and again.
struct Mortal<W>(Make<W>);

type Make<W> = Box<dyn Fn(&Token) -> Life<W>>;
type Life<W> = (W, AnyByHand<'static, ()>);

impl<W> Mortal<W> {
    fn new(make: impl Fn(&Token) -> Life<W> + 'static) -> Mortal<W> {
        Mortal(Box::new(make))
    }

    /// Lets a fresh future live for a while, in a fresh world, and drops it: it
    /// is polled, then `events[0]` happens, it is polled, `events[1]` happens
    /// and so on, up to each of these points in turn. `after` looks at what is
    /// left. The last poll, and no other, has to be ready.
    #[track_caller]
    fn dropped_at_every_point(self, events: &[fn(&mut W)], after: impl Fn(&mut W)) {
        let last = 2 * events.len() + 1;
        for point in 0..=last {
            let token = Token::default();
            let (mut world, mut future) = (self.0)(&token);
            let mut ready = false;
            for step in 0..point {
                if step % 2 == 1 {
                    events[step / 2](&mut world);
                } else {
                    assert!(!ready, "ready too early (at {step})");
                    ready = future.poll().is_ready();
                }
            }
            assert_eq!(ready, point == last, "ready by the last poll (at {point})");
            assert_eq!(future.cancel(), 0, "a waker is left behind (at {point})");
            after(&mut world);
            drop(world);
            assert_eq!(Arc::strong_count(&token), 1, "a value is left (at {point})");
        }
    }
}
