//! What can be said for certain at a run's end. Owns the definitions; guesses
//! nothing.
//!
//! The world of a run is closed: every clone of every waker is counted, every
//! line and every holder is known. When nothing is ready, no timer is set and
//! no input can come, then no code will ever run again, and each task that is
//! unfinished has one of four verdicts. Let *a waits on b* mean: *a* is in the
//! line of a resource of which *b* holds what *a* wants (the lock, a permit,
//! the channel's other end); or what *a* wants is there, but kept for *b*, who
//! is first in line and wants more; or *a* awaits *b*'s end; or *b* keeps *a*'s waker.
//! A future that is kept but not polled any more still stands in its line.
//!
//! - **Deadlock**: it is on a cycle of *waits on*. Of cycles that share a task
//!   one is named; the others' other tasks are blocked by it.
//! - **Lost**: no waker of it is alive. Its future answered `Pending` without
//!   keeping one.
//! - **Blocked**: it waits on a task, and is on no cycle.
//! - **Stranded**: a waker is alive, in a place that nobody else can reach.
//!
//! Who holds the ends of channels is found by taking the dead run apart: the
//! futures are dropped one by one, and what each of them drops, it held (the
//! *autopsy*). Three more verdicts are about runs that end well, or never:
//!
//! - **Forgotten**: an observed future was dropped without having been polled.
//! - **Busy-waiting**: in [`BUSY_POLLS`] polls in a row or more, a task did
//!   nothing but wake itself.
//! - **Starved**: the run was stopped while a task was ready, and it had sat
//!   through [`STARVED_POLLS`] polls or more of tasks that became ready later.

use super::event::{Event, codes};
use super::state::State;
use super::wait_graph::Graph;

/// From how many polls in a row that only wake the task itself it is busy-waiting.
pub const BUSY_POLLS: u32 = 100;

const _: () = assert!(BUSY_POLLS <= u8::MAX as u32, "longer ones are not counted");

/// From how many polls of tasks that became ready later a queued task is starved.
pub const STARVED_POLLS: u64 = 1000;

codes! {
    /// The kinds of verdict; see the [module](self).
    VerdictKind {
        /// No waker of the task is alive.
        Lost = 0,
        /// The task is on a cycle of tasks that wait on each other.
        Deadlock = 1,
        /// The task waits on one that will never go on.
        Blocked = 2,
        /// The task's waker is where nobody else can reach it.
        Stranded = 3,
        /// The task was ready, and others were always preferred.
        Starved = 4,
        /// The task only woke itself.
        BusyWaiting = 5,
        /// A future was dropped without having been polled.
        Forgotten = 6,
    }
}

/// One verdict about one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    /// What it says.
    pub kind: VerdictKind,
    /// Those of one deadlock share a group, in the order of the cycle: each
    /// waits on the next, the last on the first.
    pub group: u32,
    /// The task.
    pub task: u32,
    /// What it waits for, or the future that was forgotten; 0: nothing known.
    pub resource: u32,
}

impl Verdict {
    pub(super) fn from_event(event: Event) -> Verdict {
        let kind = VerdictKind::from_code(event.a);
        Verdict {
            kind,
            group: event.a >> 8,
            task: event.task,
            resource: event.b,
        }
    }

    /// The operands of the event that holds it.
    #[must_use]
    pub fn operands(self) -> (u32, u32) {
        (self.kind as u32 | self.group << 8, self.resource)
    }
}

/// The verdicts on a run that has come to its end in `state`. `autopsy` are the
/// events of taking it apart, each task's after a `TaskCancelled` of that task.
#[must_use]
pub fn at_end(state: &State, autopsy: &[Event]) -> Vec<Verdict> {
    let mut graph = Graph::new(state, autopsy);
    let mut verdicts = Vec::new();
    let mut condemned = vec![false; state.tasks.len()];
    let mut group = 0;
    for task in graph.unfinished() {
        if condemned[task as usize] {
            continue;
        }
        let Some(cycle) = graph.shortest_cycle(task, &condemned) else {
            continue;
        };
        group += 1;
        for (task, resource) in cycle {
            condemned[task as usize] = true;
            verdicts.push(Verdict {
                kind: VerdictKind::Deadlock,
                group,
                task,
                resource,
            });
        }
    }
    for task in graph.unfinished() {
        if condemned[task as usize] {
            continue;
        }
        let resource = graph.wanted_by(task);
        let kind = if state.tasks[task as usize].wakers == 0 {
            VerdictKind::Lost
        } else if graph.waits_on_any(task) {
            VerdictKind::Blocked
        } else {
            VerdictKind::Stranded
        };
        group += 1;
        verdicts.push(Verdict {
            kind,
            group,
            task,
            resource,
        });
    }
    verdicts.extend(on_conduct(state, group));
    verdicts
}

/// The verdicts on a run that was stopped in `state`.
#[must_use]
pub fn at_halt(state: &State) -> Vec<Verdict> {
    let starved = state
        .tasks
        .iter()
        .enumerate()
        .filter(|(_, task)| state.passed_over(task) >= STARVED_POLLS);
    let mut verdicts: Vec<_> = starved
        .enumerate()
        .map(|(index, (task, _))| Verdict {
            kind: VerdictKind::Starved,
            group: index as u32 + 1,
            task: task as u32,
            resource: 0,
        })
        .collect();
    verdicts.extend(on_conduct(state, verdicts.len() as u32));
    verdicts
}

/// The verdicts that do not depend on how the run ended.
fn on_conduct(state: &State, group: u32) -> impl Iterator<Item = Verdict> + '_ {
    let busy = state
        .tasks
        .iter()
        .enumerate()
        .filter(|(_, task)| u32::from(task.longest_streak) >= BUSY_POLLS);
    let busy = busy.map(|(task, _)| (VerdictKind::BusyWaiting, task as u32, 0));
    let forgotten = state
        .forgotten
        .iter()
        .map(|&(task, future)| (VerdictKind::Forgotten, task, future));
    let both = busy.chain(forgotten).zip(group + 1..);
    both.map(|((kind, task, resource), group)| Verdict {
        kind,
        group,
        task,
        resource,
    })
}
