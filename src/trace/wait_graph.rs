//! Who waits on whom when a run is dead. Owns the edges and the search for
//! cycles; [`super::verdict`] says what they mean.

use super::event::{Event, Kind, NO_TASK, ResourceKind, Side, WaitKind};
use super::parts::{Resource, Waiting};
use super::sorted::sorted;
use super::state::State;

/// What belongs to what: pairs of a key and a number, each once, in order.
struct Relation(Vec<(u64, u32)>);

impl Relation {
    fn new(pairs: Vec<(u64, u32)>) -> Relation {
        let mut pairs = sorted(pairs);
        pairs.dedup();
        Relation(pairs)
    }

    /// The numbers that belong to `key`, in order.
    fn of(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let from = self.0.partition_point(|pair| pair.0 < key);
        let pairs = self.0[from..].iter();
        pairs
            .take_while(move |pair| pair.0 == key)
            .map(|pair| pair.1)
    }
}

/// What a task can have held: a key of the relation that [`owners`] finds.
#[derive(Clone, Copy)]
enum Hold {
    /// A guard or permit of a resource, inside its future. Not necessarily one
    /// that the task acquired: guards can be moved.
    Guard = 0,
    /// The sender end of a channel.
    Sender = 1,
    /// The receiver end of a channel.
    Receiver = 2,
    /// A waker of a task.
    Waker = 3,
}

impl Hold {
    /// One side of a channel, by its code.
    fn end(side: u32) -> Hold {
        match Side::from_code(side) {
            Side::Sender => Hold::Sender,
            Side::Receiver => Hold::Receiver,
        }
    }

    /// The key for this hold on the resource, or the task, of this number.
    fn on(self, number: u32) -> u64 {
        (self as u64) << 32 | u64::from(number)
    }
}

/// Which tasks held what, found by taking the run apart: by [`Hold`], the tasks.
fn owners(autopsy: &[Event]) -> Relation {
    let mut pairs = Vec::new();
    // What a dropped guard passes on is acquired after the end, by a task that
    // will be dropped too: it held none of it while it lived.
    let mut passed_on: Vec<(u32, u32)> = Vec::new();
    let mut dropped = NO_TASK;
    for event in autopsy {
        match event.kind {
            Kind::TaskCancelled => dropped = event.task,
            Kind::Acquired | Kind::Released => {
                let part = (event.a, event.task);
                let passed = passed_on.iter().position(|passed| *passed == part);
                match (event.kind, passed) {
                    (Kind::Acquired, None) => passed_on.push(part),
                    (Kind::Acquired, Some(_)) => {}
                    (_, Some(index)) => {
                        passed_on.swap_remove(index);
                    }
                    (_, None) => pairs.push((Hold::Guard.on(event.a), dropped)),
                }
            }
            Kind::HandleDropped => pairs.push((Hold::end(event.b).on(event.a), dropped)),
            Kind::WakerDropped => pairs.push((Hold::Waker.on(event.task), dropped)),
            _ => {}
        }
    }
    Relation::new(pairs)
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
pub(super) struct Graph<'a> {
    state: &'a State,
    /// The task that is waited on and the resource in between, in the order
    /// of the waits.
    edges: Vec<(u32, u32)>,
    /// The edges of each task, by index.
    edges_of: Relation,
    /// For each task, the resource of its first wait; 0: none.
    first_waits: Vec<u32>,
    /// For each task, from where a search came to it, and through which edge.
    came_from: Vec<Visit>,
    searches: u32,
}

/// How a search came to a task.
#[derive(Clone, Copy, Default)]
struct Visit {
    /// The search's number, from 1.
    search: u32,
    from: u32,
    resource: u32,
}

impl<'a> Graph<'a> {
    /// The graph at the end of a run in `state`, which `autopsy` took apart.
    pub(super) fn new(state: &'a State, autopsy: &[Event]) -> Graph<'a> {
        let owners = owners(autopsy);
        let is_unfinished = |task: u32| is_unfinished(state, task);
        let (mut edges, mut pairs) = (Vec::new(), Vec::new());
        let mut add = |task: u32, on: u32, resource: u32| {
            if is_unfinished(task) && is_unfinished(on) {
                pairs.push((u64::from(task), edges.len() as u32));
                edges.push((on, resource));
            }
        };
        let mut first_waits = vec![0; state.tasks.len()];
        let mut first_in_line = vec![None; state.resources.len() + 1];
        for (_, wait) in state.waits.iter() {
            let number = wait.resource;
            if let Some(first @ 0) = first_waits.get_mut(wait.task as usize) {
                *first = number;
            }
            let Some(resource) = state.resource(number) else {
                continue;
            };
            let first = first_in_line[number as usize];
            if is_in_line(wait) && first.is_none() {
                first_in_line[number as usize] = Some(wait.task);
            }
            let hold = match wait.kind {
                _ if is_kept(wait, resource) => {
                    // Not the holders are in its way, but the first in line.
                    if let Some(first) = first {
                        add(wait.task, first, number);
                    }
                    continue;
                }
                WaitKind::Join => {
                    add(wait.task, resource.capacity, number);
                    continue;
                }
                WaitKind::Lock | WaitKind::Read | WaitKind::Permit => Hold::Guard,
                WaitKind::Receive => Hold::Sender,
                WaitKind::Send | WaitKind::Close => Hold::Receiver,
                // A watch channel's receivers wait for notice of a new value.
                WaitKind::Notice if resource.kind != ResourceKind::Notify => Hold::Sender,
                WaitKind::Notice | WaitKind::Barrier | WaitKind::Input => continue,
            };
            for on in owners.of(hold.on(number)) {
                add(wait.task, on, number);
            }
        }
        for (task, row) in (0..).zip(state.tasks.iter()) {
            if row.wait().is_none() {
                let keepers = owners.of(Hold::Waker.on(task));
                keepers
                    .filter(|keeper| *keeper != task)
                    .for_each(|keeper| add(task, keeper, 0));
            }
        }
        Graph {
            state,
            edges,
            edges_of: Relation::new(pairs),
            first_waits,
            came_from: vec![Visit::default(); state.tasks.len()],
            searches: 0,
        }
    }

    /// The tasks that have not come to their end, in order.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = u32> + use<'a> {
        let state = self.state;
        (0..state.tasks.len() as u32).filter(|task| is_unfinished(state, *task))
    }

    /// Whether a task waits on another, or on itself.
    pub(super) fn waits_on_any(&self, task: u32) -> bool {
        self.edges_of.of(task.into()).next().is_some()
    }

    /// The resource that a task waits for, as far as it is known; 0: nothing is.
    pub(super) fn wanted_by(&self, task: u32) -> u32 {
        let edge = self.edges_of.of(task.into()).next();
        edge.map_or(self.first_waits[task as usize], |edge| {
            self.edges[edge as usize].1
        })
    }

    /// The shortest way from `start` back to it around those that are
    /// `condemned`, as tasks and what each waits for; among equally short ones,
    /// the one of the earliest waits.
    pub(super) fn shortest_cycle(
        &mut self,
        start: u32,
        condemned: &[bool],
    ) -> Option<Vec<(u32, u32)>> {
        self.searches += 1;
        let search = self.searches;
        let mut line = vec![start];
        let mut next = 0;
        while let Some(&task) = line.get(next) {
            next += 1;
            for edge in self.edges_of.of(task.into()) {
                let (on, resource) = self.edges[edge as usize];
                if on == start {
                    return Some(self.way(start, task, resource));
                }
                let visit = &mut self.came_from[on as usize];
                if visit.search != search && !condemned[on as usize] {
                    *visit = Visit {
                        search,
                        from: task,
                        resource,
                    };
                    line.push(on);
                }
            }
        }
        None
    }

    /// The way that the last search went from `start` to `end`, which waits for `resource`.
    fn way(&self, start: u32, end: u32, resource: u32) -> Vec<(u32, u32)> {
        let mut way = vec![(end, resource)];
        let mut at = end;
        while at != start {
            let visit = self.came_from[at as usize];
            way.push((visit.from, visit.resource));
            at = visit.from;
        }
        way.reverse();
        way
    }
}

fn is_unfinished(state: &State, task: u32) -> bool {
    let task = state.tasks.get(task as usize);
    task.is_some_and(|task| !task.status.is_over())
}
