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

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::event::{Event, Kind, NO_TASK, ResourceKind, Side, WaitKind, codes};
use super::parts::{Resource, Waiting};
use super::state::State;

/// From how many polls in a row that only wake the task itself it is busy-waiting.
pub const BUSY_POLLS: u32 = 100;

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
    let graph = Graph::new(state, &Owners::new(autopsy));
    let mut verdicts = Vec::new();
    let mut condemned = BTreeSet::new();
    let mut group = 0;
    for &task in &graph.unfinished {
        if condemned.contains(&task) {
            continue;
        }
        let Some(cycle) = graph.shortest_cycle(task, &condemned) else {
            continue;
        };
        group += 1;
        for (task, resource) in cycle {
            condemned.insert(task);
            verdicts.push(Verdict {
                kind: VerdictKind::Deadlock,
                group,
                task,
                resource,
            });
        }
    }
    for &task in graph.unfinished.difference(&condemned) {
        let edges = &graph.edges[&task];
        let first_wait = state.waits.values().find(|wait| wait.task == task);
        let resource = edges
            .first()
            .map_or(first_wait.map_or(0, |wait| wait.resource), |edge| edge.1);
        let kind = if state.tasks[task as usize].wakers == 0 {
            VerdictKind::Lost
        } else if edges.is_empty() {
            VerdictKind::Stranded
        } else {
            VerdictKind::Blocked
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
        .filter(|(_, task)| task.longest_streak >= BUSY_POLLS);
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

/// Who held what, found by taking the run apart.
struct Owners {
    /// The tasks whose futures had a guard or permit inside, by resource. Not
    /// necessarily those that acquired them: guards can be moved.
    guards: BTreeMap<u32, BTreeSet<u32>>,
    /// The tasks that held an end of a channel, by resource and side.
    ends: BTreeMap<(u32, u32), BTreeSet<u32>>,
    /// The tasks that kept a waker, by the task it wakes.
    wakers: BTreeMap<u32, BTreeSet<u32>>,
}

impl Owners {
    fn new(autopsy: &[Event]) -> Owners {
        let mut owners = Owners {
            guards: BTreeMap::new(),
            ends: BTreeMap::new(),
            wakers: BTreeMap::new(),
        };
        // What a dropped guard passes on is acquired after the end, by a task
        // that will be dropped too: it held none of it while it lived.
        let mut passed_on: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut dropped = NO_TASK;
        for event in autopsy {
            match event.kind {
                Kind::TaskCancelled => dropped = event.task,
                Kind::Acquired => {
                    passed_on.insert((event.a, event.task));
                }
                Kind::Released if !passed_on.remove(&(event.a, event.task)) => {
                    owners.guards.entry(event.a).or_default().insert(dropped);
                }
                Kind::HandleDropped => {
                    let end = owners.ends.entry((event.a, event.b)).or_default();
                    end.insert(dropped);
                }
                Kind::WakerDropped => {
                    let keepers = owners.wakers.entry(event.task).or_default();
                    keepers.insert(dropped);
                }
                _ => {}
            }
        }
        owners
    }
}

/// Whether a wait is one of those that are served in the order they came, each
/// when all that it wants is there.
fn is_in_line(wait: &Waiting) -> bool {
    matches!(
        wait.kind,
        WaitKind::Lock | WaitKind::Read | WaitKind::Permit | WaitKind::Send
    )
}

/// Whether what a waiter in line wants is there, and kept for the first.
fn is_kept(wait: &Waiting, resource: &Resource) -> bool {
    let taken = match wait.kind {
        WaitKind::Send => u64::from(resource.inside),
        _ => resource
            .held
            .iter()
            .map(|held| u64::from(held.amount))
            .sum(),
    };
    is_in_line(wait) && taken + u64::from(wait.amount) <= u64::from(resource.capacity)
}

/// Who waits on whom, among the unfinished tasks.
struct Graph {
    unfinished: BTreeSet<u32>,
    /// For each task, the tasks it waits on and the resource in between.
    edges: BTreeMap<u32, Vec<(u32, u32)>>,
}

impl Graph {
    fn new(state: &State, owners: &Owners) -> Graph {
        let unfinished: BTreeSet<u32> = (0..)
            .zip(state.tasks.iter())
            .filter(|(_, task)| !task.status.is_over())
            .map(|(id, _)| id)
            .collect();
        let mut edges: BTreeMap<u32, Vec<(u32, u32)>> =
            unfinished.iter().map(|&task| (task, Vec::new())).collect();
        for (number, wait) in &state.waits {
            let Some(resource) = state.resource(wait.resource) else {
                continue;
            };
            let end = |side| {
                owners
                    .ends
                    .get(&(wait.resource, side as u32))
                    .into_iter()
                    .flatten()
                    .copied()
            };
            let on: Vec<u32> = match wait.kind {
                _ if is_kept(wait, resource) => {
                    // Not the holders are in its way, but the first in line.
                    let mut before = state.waits.range(..number).map(|(_, other)| other);
                    let first =
                        before.find(|other| other.resource == wait.resource && is_in_line(other));
                    first.into_iter().map(|first| first.task).collect()
                }
                WaitKind::Lock | WaitKind::Read | WaitKind::Permit => {
                    let guards = owners.guards.get(&wait.resource);
                    guards.into_iter().flatten().copied().collect()
                }
                WaitKind::Receive => end(Side::Sender).collect(),
                WaitKind::Send | WaitKind::Close => end(Side::Receiver).collect(),
                // A watch channel's receivers wait for notice of a new value.
                WaitKind::Notice if resource.kind != ResourceKind::Notify => {
                    end(Side::Sender).collect()
                }
                WaitKind::Join => vec![resource.capacity],
                WaitKind::Notice | WaitKind::Barrier | WaitKind::Input => Vec::new(),
            };
            if let Some(edges) = edges.get_mut(&wait.task) {
                edges.extend(
                    on.into_iter()
                        .filter(|on| unfinished.contains(on))
                        .map(|on| (on, wait.resource)),
                );
            }
        }
        for (task, edges) in &mut edges {
            if state.tasks[*task as usize].waits == 0 {
                let keepers = owners.wakers.get(task).into_iter().flatten();
                edges.extend(
                    keepers
                        .filter(|keeper| *keeper != task && unfinished.contains(keeper))
                        .map(|&keeper| (keeper, 0)),
                );
            }
        }
        Graph { unfinished, edges }
    }

    /// The shortest way from `start` back to it around those who are
    /// `condemned`, as tasks and what each waits for; among equally short ones,
    /// the one of the earliest waits.
    fn shortest_cycle(&self, start: u32, condemned: &BTreeSet<u32>) -> Option<Vec<(u32, u32)>> {
        let mut came_from: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut line = VecDeque::from([start]);
        while let Some(task) = line.pop_front() {
            let edges = self.edges[&task].iter();
            for &(on, resource) in edges.filter(|(on, _)| !condemned.contains(on)) {
                if on == start {
                    let mut cycle = vec![(task, resource)];
                    let mut at = task;
                    while at != start {
                        let (before, resource) = came_from[&at];
                        cycle.push((before, resource));
                        at = before;
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                if let std::collections::btree_map::Entry::Vacant(vacant) = came_from.entry(on) {
                    vacant.insert((task, resource));
                    line.push_back(on);
                }
            }
        }
        None
    }
}
