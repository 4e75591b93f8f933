//! Waiting for the world outside: a click, a message, whatever the driver of
//! the run delivers. Owns who waits for which input.

use std::cell::RefCell;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::trace::{self, Actor, Kind, Resource, ResourceKind, Wait, WaitKind, will_wake};

/// The inputs of one run. A cheap handle: clones share them.
#[derive(Clone, Default)]
pub struct Inputs(Rc<RefCell<Vec<Source>>>);

struct Source {
    name: &'static str,
    resource: Resource,
    /// How often it was delivered.
    delivered: u64,
    /// Who waits, in the order in which they came, which is that of their numbers.
    line: Vec<Waiter>,
    next: u64,
}

struct Waiter {
    number: u64,
    waker: Option<Waker>,
    wait: Wait,
}

impl Source {
    fn named<'a>(sources: &'a mut [Source], name: &str) -> Option<&'a mut Source> {
        sources.iter_mut().find(|source| source.name == name)
    }

    /// Where in the line the waiter with this number is.
    fn place_of(&self, number: u64) -> Option<usize> {
        self.line
            .binary_search_by_key(&number, |waiter| waiter.number)
            .ok()
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Inputs>> = const { RefCell::new(None) };
}

/// Restores the thread's previous inputs when dropped.
#[must_use = "the inputs are left when this is dropped"]
pub struct Entered(Option<Inputs>);

impl Drop for Entered {
    fn drop(&mut self) {
        let previous = self.0.take();
        let ours = CURRENT.with(|current| std::mem::replace(&mut *current.borrow_mut(), previous));
        drop(ours);
    }
}

impl Inputs {
    /// No inputs yet.
    #[must_use]
    pub fn new() -> Inputs {
        Inputs::default()
    }

    /// Makes these the inputs of [`input`] on this thread, until the guard is dropped.
    pub fn enter(&self) -> Entered {
        CURRENT.with(|current| Entered(current.borrow_mut().replace(self.clone())))
    }

    /// Whether a task waits for an input, of whatever name.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        self.0.borrow().iter().any(|source| !source.line.is_empty())
    }

    /// The input `name` arrives: everyone who waits for it is woken, in line.
    /// One that nobody waits for is gone, as a click is.
    pub fn deliver(&self, name: &str) {
        let mut line = Vec::new();
        let mut resource = Resource::untraced();
        if let Some(source) = Source::named(&mut self.0.borrow_mut(), name) {
            source.delivered += 1;
            line = std::mem::take(&mut source.line);
            resource = source.resource;
        }
        let number = trace::message(
            Kind::Input,
            trace::NO_TASK,
            name.to_owned(),
            line.len() as u32,
            None,
        );
        trace::acting(Actor::Input(number), || {
            for Waiter { waker, wait, .. } in line {
                wait.end(true);
                if let Some(waker) = waker {
                    resource.wake(waker);
                }
            }
        });
    }
}

/// Ready when the input is delivered. Made by [`input`].
///
/// # Cancellation
/// Dropping it leaves the line of those who wait; it misses what comes then.
#[must_use = "an Input waits when it is awaited"]
pub struct Input {
    inputs: Inputs,
    name: &'static str,
    /// How often it had been delivered when this was made.
    seen: u64,
    number: Option<u64>,
    caller: &'static Location<'static>,
}

/// Waits until the outside delivers the input `name` after this call.
///
/// # Panics
/// Outside a run.
#[track_caller]
pub fn input(name: &'static str) -> Input {
    let caller = Location::caller();
    let inputs = CURRENT
        .with(|current| current.borrow().clone())
        .expect("inputs come to a task within a run");
    let mut sources = inputs.0.borrow_mut();
    let seen = match Source::named(&mut sources, name) {
        Some(source) => source.delivered,
        None => {
            sources.push(Source {
                name,
                resource: Resource::new(ResourceKind::Input, 0, caller),
                delivered: 0,
                line: Vec::new(),
                next: 0,
            });
            0
        }
    };
    drop(sources);
    Input {
        inputs,
        name,
        seen,
        number: None,
        caller,
    }
}

impl Future for Input {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        // Dropped last, after the borrow: who knows what an old waker drops.
        let mut _replaced = None;
        let mut sources = this.inputs.0.borrow_mut();
        let source = Source::named(&mut sources, this.name).expect("made by `input`");
        if source.delivered > this.seen {
            return Poll::Ready(());
        }
        let number = *this.number.get_or_insert_with(|| {
            source.next += 1;
            let wait = source.resource.wait(WaitKind::Input, 1, this.caller);
            source.line.push(Waiter {
                number: source.next,
                waker: None,
                wait,
            });
            source.next
        });
        if let Some(place) = source.place_of(number) {
            let kept = &mut source.line[place].waker;
            if !will_wake(kept, context.waker()) {
                _replaced = kept.replace(context.waker().clone());
            }
        }
        Poll::Pending
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        let left = self.number.and_then(|number| {
            let mut sources = self.inputs.0.borrow_mut();
            let source = Source::named(&mut sources, self.name)?;
            Some(source.line.remove(source.place_of(number)?))
        });
        if let Some(left) = left {
            left.wait.end(false);
        }
    }
}
