//! States as rows of numbers. A row's fields stand at fixed places; what is
//! absent is -1. Rows are appended to one list: iterators that are flattened
//! and collected take several times the code.

use crate::trace::{ResourceState, State, Trace};

/// How many numbers a task's row has.
pub(super) const TASK_ROW: usize = 24;

/// A task's row: id, status, polls, wakes, wasted polls, place, resource waited
/// for, wait kind, size in bytes, wakers, parent, queued, running and waiting
/// time, since when, last wake's cause, by, through and step, spawn place,
/// whether the last poll was wasted, deadline waited for, spawn step, end step.
pub(super) fn task(trace: &Trace, state: &State, id: usize) -> [f64; TASK_ROW] {
    let task = &state.tasks[id];
    let wait = task.wait().and_then(|number| state.waits.get(number));
    let timer = task.timer().and_then(|number| state.timers.get(number));
    let wake = task.last_wake();
    let place = wait
        .map(|wait| wait.place)
        .or(timer.map(|timer| timer.place))
        .unwrap_or(task.place);
    // The time in the present status is still running: count it up to now.
    let [queued, running, waiting] = task.times(state.now);
    [
        id as f64,
        f64::from(task.status as u8),
        f64::from(task.polls),
        f64::from(task.wakes),
        f64::from(task.wasted_polls),
        f64::from(place),
        wait.map_or(0.0, |wait| f64::from(wait.resource)),
        wait.map_or(-1.0, |wait| f64::from(wait.kind as u8)),
        trace
            .task(id as u32)
            .map_or(0.0, |info| f64::from(info.size)),
        f64::from(task.wakers),
        if task.parent == crate::trace::NO_TASK {
            -1.0
        } else {
            f64::from(task.parent)
        },
        queued as f64,
        running as f64,
        waiting as f64,
        task.since as f64,
        wake.map_or(-1.0, |(cause, ..)| f64::from(cause as u8)),
        wake.map_or(-1.0, |(_, by, ..)| f64::from(by)),
        wake.map_or(0.0, |(_, _, through, _)| f64::from(through)),
        wake.map_or(-1.0, |(.., step)| step as f64),
        f64::from(task.spawn_place),
        f64::from(u8::from(task.wasted())),
        timer.map_or(-1.0, |timer| timer.deadline as f64),
        task.spawn_step() as f64,
        task.end_step().map_or(-1.0, |step| step as f64),
    ]
}

/// The live timers whose deadlines are earliest, at most so many, in that
/// order: number, task, deadline, set at.
pub(super) fn timers(state: &State, most: usize) -> Vec<f64> {
    let timers = if state.timers.len() <= most {
        state.timers_by_deadline()
    } else {
        earliest(state, most)
    };
    let mut flat = Vec::with_capacity(timers.len() * 4);
    for (deadline, number) in timers {
        let timer = state.timers.get(number).expect("it is set");
        flat.extend_from_slice(&[
            f64::from(number),
            f64::from(timer.task),
            deadline as f64,
            timer.set_at as f64,
        ]);
    }
    flat
}

/// Deadlines and numbers of so many timers: of ten thousand, few are looked at
/// singly, and to put all in order takes a good part of a frame.
fn earliest(state: &State, most: usize) -> Vec<(u64, u32)> {
    let mut first: Vec<(u64, u32)> = Vec::with_capacity(most + 1);
    for (number, timer) in state.timers.iter() {
        let full = first.len() == most;
        if full && first.last().is_none_or(|last| last.0 <= timer.deadline) {
            continue;
        }
        // Numbers ascend, so that the later of equal deadlines stays behind.
        let place = first.partition_point(|earlier| earlier.0 <= timer.deadline);
        first.insert(place, (timer.deadline, number));
        first.truncate(most);
    }
    first
}

/// A resource's row: number, kind, capacity, values inside, closed (1 sender,
/// 2 receiver), maker, place, sent, received, holders, waiters, amount held.
pub(super) fn resource(number: usize, resource: &ResourceState, waiters: u32) -> [f64; 12] {
    let [sender, receiver] = resource.closed.map(u8::from);
    [
        number as f64,
        f64::from(resource.kind as u8),
        f64::from(resource.capacity),
        f64::from(resource.inside),
        f64::from(sender | receiver << 1),
        if resource.maker == crate::trace::NO_TASK {
            -1.0
        } else {
            f64::from(resource.maker)
        },
        f64::from(resource.place),
        f64::from(resource.sent),
        f64::from(resource.received),
        resource.held.len() as f64,
        f64::from(waiters),
        resource
            .held
            .iter()
            .map(|held| f64::from(held.amount))
            .sum(),
    ]
}

/// All resources, in [`resource`]'s rows.
pub(super) fn resources(state: &State) -> Vec<f64> {
    let mut waiters = vec![0; state.resources.len() + 1];
    for (_, wait) in state.waits.iter() {
        waiters[wait.resource as usize] += 1;
    }
    let mut flat = Vec::with_capacity(state.resources.len() * 12);
    for (index, row) in state.resources.iter().enumerate() {
        flat.extend_from_slice(&resource(index + 1, row, waiters[index + 1]));
    }
    flat
}

/// Who holds what: resource, task, amount.
pub(super) fn holders(state: &State) -> Vec<f64> {
    let mut flat = Vec::new();
    for (index, resource) in state.resources.iter().enumerate() {
        for held in &resource.held {
            let [task, amount] = [held.task, held.amount].map(f64::from);
            flat.extend_from_slice(&[(index + 1) as f64, task, amount]);
        }
    }
    flat
}

/// Who waits: number, resource, task, kind, amount, since when.
pub(super) fn waits(state: &State) -> Vec<f64> {
    let mut flat = Vec::with_capacity(state.waits.len() * 6);
    for (number, wait) in state.waits.iter() {
        let [resource, task, amount] = [wait.resource, wait.task, wait.amount].map(f64::from);
        flat.extend_from_slice(&[
            f64::from(number),
            resource,
            task,
            f64::from(wait.kind as u8),
            amount,
            wait.since as f64,
        ]);
    }
    flat
}

/// The verdicts given: kind, group, task, resource.
pub(super) fn verdicts(state: &State) -> Vec<f64> {
    let mut flat = Vec::with_capacity(state.verdicts.len() * 4);
    for verdict in &state.verdicts {
        let [group, task, resource] =
            [verdict.group, verdict.task, verdict.resource].map(f64::from);
        flat.extend_from_slice(&[f64::from(verdict.kind as u8), group, task, resource]);
    }
    flat
}

/// Polls, wakes, wasted polls, idle ns, computed ns, spawned, finished, laps,
/// wakers alive, choices.
pub(super) fn counters(state: &State) -> Vec<f64> {
    let State {
        polls,
        wakes,
        wasted_polls,
        idle_ns,
        cpu_ns,
        laps,
        wakers,
        choices,
        ..
    } = *state;
    let spawned = state.tasks.len() as u64;
    let finished = u64::from(state.finished);
    [
        polls,
        wakes,
        wasted_polls,
        idle_ns,
        cpu_ns,
        spawned,
        finished,
        laps,
        wakers,
        choices,
    ]
    .map(|count| count as f64)
    .to_vec()
}
