//! What is true of every sound program's trace, at each of its events.

use std::collections::BTreeSet;

use wakescope::run::Progress;
use wakescope::trace::{Event, Kind, ResourceKind, ResourceState, State, Trace};

/// What is wrong with a finished run; `None` if nothing is.
pub(super) fn problem(trace: &Trace, progress: Progress) -> Option<String> {
    let mut state = State::default();
    let mut timers = Timers::default();
    for (index, event) in trace.events().iter().enumerate() {
        let found = timers.problem(&state, *event);
        let before = state.now;
        state.apply(*event);
        let found = found.or_else(|| {
            let resource = state
                .resource(event.a)
                .filter(|_| concerns_resource(event.kind));
            match event.kind {
                Kind::TaskPanicked => Some(format!("a panic: {}", trace.text(event.a))),
                Kind::Verdict => Some(format!("a verdict: {:?}", state.verdicts.last())),
                _ if state.now < before => Some("time went back".to_owned()),
                _ => resource.and_then(of_resource),
            }
        });
        if found.is_some() {
            return found.map(|found| format!("{found} (event {index}, step {})", state.step));
        }
    }
    if progress != Progress::Over {
        return Some(format!("it does not end: {progress:?}"));
    }
    at_end(&state)
}

fn concerns_resource(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Acquired | Kind::Released | Kind::Sent | Kind::Received
    )
}

fn of_resource(resource: &ResourceState) -> Option<String> {
    // A capacity is told in 24 bits, as much as fits; so the parts of it are, here.
    let parts = resource
        .held
        .iter()
        .map(|held| held.amount.min((1 << 24) - 1));
    let held: u32 = parts.sum();
    let kind = resource.kind;
    match kind {
        ResourceKind::Mutex | ResourceKind::RwLock | ResourceKind::Semaphore => (held
            > resource.capacity)
            .then(|| format!("{held} of {} of {kind:?} are held", resource.capacity)),
        ResourceKind::Mpsc => {
            let inside = resource.sent - resource.received;
            let over = resource.capacity > 0 && inside > resource.capacity;
            (inside != resource.inside || over).then(|| format!("{inside} inside: {resource:?}"))
        }
        _ => None,
    }
}

fn at_end(state: &State) -> Option<String> {
    let unfinished = state
        .tasks
        .iter()
        .filter(|task| !task.status.is_over())
        .count();
    let holders = state
        .resources
        .iter()
        .filter(|resource| !resource.held.is_empty())
        .count();
    let left = [
        ("tasks are unfinished", unfinished),
        ("locks are held", holders),
        ("timers are set", state.timers.len()),
        ("waits have not ended", state.waits.len()),
        ("wakers are alive", state.wakers as usize),
        ("tasks are queued", state.ready.len()),
    ];
    let left = left.into_iter().find(|(_, count)| *count > 0);
    left.map(|(what, count)| format!("at the end, {count} {what}"))
}

/// The timers that are set, by deadline, and then in the order they were set.
#[derive(Default)]
struct Timers {
    set: BTreeSet<(u64, u32)>,
    count: u32,
}

impl Timers {
    /// What is wrong with `event`, which comes in `state`.
    fn problem(&mut self, state: &State, event: Event) -> Option<String> {
        match event.kind {
            Kind::TimerSet => {
                self.set.insert((event.wide(), self.count));
                self.count += 1;
            }
            Kind::TimerCancelled => {
                self.set.retain(|(_, number)| *number != event.a);
            }
            Kind::TimerFired => {
                let (deadline, number) = self.set.pop_first()?;
                if number != event.a {
                    return Some(format!("timer {} fires before timer {number}", event.a));
                }
                if deadline > state.now && !state.ready.is_empty() {
                    return Some(format!(
                        "time goes on to timer {number} while tasks are ready"
                    ));
                }
            }
            _ => {}
        }
        None
    }
}
