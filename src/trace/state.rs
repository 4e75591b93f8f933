//! What a list of events adds up to: the state of a run after each of them.
//! Owns the meaning of events; [`super::Replay`] decides which to add. One file,
//! since each kind of event is told here and nowhere else.

use std::collections::VecDeque;
use std::mem;

use super::chunks::Chunks;
use super::event::{Cause, Event, Kind, Outcome, ResourceKind, WaitKind, bits};
use super::numbered::{NONE, Numbered};
use super::parts::{Held, Resource, Status, Task, Timer, Waiting, flags, step_mark};
use super::sorted::sorted;
use super::store::{Halt, Trace};
use super::verdict::Verdict;

/// The state of a run after some of its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// How many steps were made.
    pub step: u64,
    /// The logical time.
    pub now: u64,
    /// All tasks, by number.
    pub tasks: Chunks<Task>,
    /// The ready queue, front first.
    pub ready: VecDeque<u32>,
    /// What each worker polls, by worker.
    pub running: Vec<Option<u32>>,
    /// The timers that are set, by number.
    pub timers: Numbered<Timer>,
    /// All resources; number 1 is at index 0.
    pub resources: Chunks<Resource>,
    /// The waits that have not ended, by number: in the order in which they began.
    pub waits: Numbered<Waiting>,
    /// Verdicts given so far.
    pub verdicts: Vec<Verdict>,
    /// Observed futures that were dropped without a poll: the task, the resource.
    pub forgotten: Vec<(u32, u32)>,
    /// Why the run was stopped before its end, if it was.
    pub halted: Option<Halt>,
    /// Whether the run came to its end.
    pub over: bool,
    /// Whether the executor rests.
    pub parked: bool,
    /// How many polls there were.
    pub polls: u64,
    /// How many wakes.
    pub wakes: u64,
    /// How many polls were wasted; see [`Task::wasted_polls`].
    pub wasted_polls: u64,
    /// Time that passed while nothing was polled.
    pub idle_ns: u64,
    /// Time that tasks computed.
    pub cpu_ns: u64,
    /// Time that the busy loop spent going around.
    pub lap_ns: u64,
    /// How many tasks came to their end.
    pub finished: u32,
    /// How often the busy loop went around.
    pub laps: u64,
    /// Clones of wakers that are alive.
    pub wakers: u64,
    /// How many choices the policy made.
    pub choices: u64,
    /// How many inputs arrived.
    pub inputs: u32,
    timers_set: u32,
    waits_begun: u32,
}

impl State {
    /// The resource with this number, from 1.
    #[must_use]
    pub fn resource(&self, number: u32) -> Option<&Resource> {
        self.resources.get((number as usize).checked_sub(1)?)
    }

    /// How many polls of tasks that became ready after it a queued task has
    /// sat through, at the least: of the polls since, each task that was in the
    /// queue before it may have had one. First in, first out it is none.
    #[must_use]
    pub fn passed_over(&self, task: &Task) -> u64 {
        if task.status == Status::Ready {
            // Both numbers go around at 2³²; they are never so far apart.
            let after = (self.polls as u32).wrapping_sub(task.mark);
            u64::try_from(after as i32).unwrap_or(0)
        } else {
            0
        }
    }

    /// The timers that are set, earliest first: the deadline, the number.
    #[must_use]
    pub fn timers_by_deadline(&self) -> Vec<(u64, u32)> {
        let timers = self.timers.iter();
        sorted(
            timers
                .map(|(number, timer)| (timer.deadline, number))
                .collect(),
        )
    }

    /// How many bytes it takes beside `other`, with which it may share, about.
    #[must_use]
    pub(super) fn bytes_beside(&self, other: &State) -> usize {
        size_of::<State>()
            + self.tasks.bytes_beside(&other.tasks)
            + self.resources.bytes_beside(&other.resources)
            + self.timers.bytes_beside(&other.timers)
            + self.waits.bytes_beside(&other.waits)
            + self.ready.len() * 4
    }

    /// The state after all that a trace holds.
    #[must_use]
    pub fn at_end_of(trace: &Trace) -> State {
        if let Some(checkpoints) = trace.checkpoints() {
            return checkpoints.tip().state.clone();
        }
        let mut state = State::default();
        for event in trace.events() {
            state.apply(*event);
        }
        state
    }

    /// Adds the next event.
    pub fn apply(&mut self, event: Event) {
        self.step += u64::from(event.is_step());
        let Event {
            kind,
            task: id,
            a,
            b,
            place,
            ..
        } = event;
        match kind {
            Kind::Spawn => self.spawn(event),
            Kind::Queued => {
                // The poll before which its turn would come, first in, first out.
                let turn = (self.polls as u32).wrapping_add(self.ready.len() as u32);
                let now = self.now;
                self.ready.push_back(id);
                self.with(id, |task| {
                    task.enter(Status::Ready, now);
                    task.mark = turn;
                });
            }
            Kind::PollBegin => self.poll_begin(event),
            Kind::PollEnd => self.poll_end(event),
            Kind::Wake => self.wake(event),
            Kind::WakerCloned => {
                self.wakers += 1;
                self.with(id, |task| task.wakers = a);
            }
            Kind::WakerDropped => {
                self.wakers = self.wakers.saturating_sub(1);
                self.with(id, |task| task.wakers = a);
            }
            Kind::TimerSet => {
                let number = self.timers_set;
                self.timers_set += 1;
                let timer = Timer {
                    task: id,
                    deadline: event.wide(),
                    set_at: self.now,
                    place,
                };
                let task = self.tasks.get_mut(id as usize);
                let older = task.map_or(NONE, |task| mem::replace(&mut task.timer, number));
                self.timers.push(number, older, timer);
            }
            Kind::TimerFired => {
                if let Some(timer) = self.end_timer(a)
                    && timer.deadline > self.now
                {
                    self.idle_ns += timer.deadline - self.now;
                    self.now = timer.deadline;
                }
            }
            Kind::TimerCancelled => {
                self.end_timer(a);
            }
            Kind::Cpu => {
                self.now = self.now.saturating_add(event.wide());
                self.cpu_ns = self.cpu_ns.saturating_add(event.wide());
            }
            Kind::Lap => {
                self.now = self.now.saturating_add(event.wide());
                self.lap_ns = self.lap_ns.saturating_add(event.wide());
                self.laps += 1;
            }
            Kind::Clock => {
                self.idle_ns += event.wide().saturating_sub(self.now);
                self.now = self.now.max(event.wide());
            }
            Kind::Park => self.parked = true,
            Kind::Unpark => self.parked = false,
            Kind::Choice => self.choices += 1,
            Kind::Made => self.resources.push(Resource {
                kind: ResourceKind::from_code(b),
                capacity: b >> 8,
                inside: 0,
                sent: 0,
                received: 0,
                closed: [false; 2],
                handles: [0; 2],
                maker: id,
                place,
                held: Vec::new(),
            }),
            Kind::WaitBegin => {
                let number = self.waits_begun;
                self.waits_begun += 1;
                let kind = WaitKind::from_code(b);
                let waiting = Waiting {
                    resource: a,
                    task: id,
                    kind,
                    amount: b >> 8,
                    since: self.now,
                    place,
                };
                let task = self.tasks.get_mut(id as usize);
                let older = task.map_or(NONE, |task| mem::replace(&mut task.wait, number));
                self.waits.push(number, older, waiting);
            }
            Kind::WaitEnd => self.end_wait(a),
            Kind::Acquired => self.with_resource(a, |resource| {
                resource.held.push(Held {
                    task: id,
                    amount: b,
                })
            }),
            Kind::Released => self.with_resource(a, |resource| release(&mut resource.held, id, b)),
            Kind::Sent => self.with_resource(a, |resource| {
                resource.inside = b;
                resource.sent += 1;
            }),
            Kind::Received => self.with_resource(a, |resource| {
                resource.inside = b;
                resource.received += 1;
            }),
            Kind::Closed => {
                self.with_resource(a, |resource| resource.closed[(b & 1) as usize] = true)
            }
            Kind::HandleCloned => {
                self.with_resource(a, |resource| resource.handles[(b & 1) as usize] += 1)
            }
            Kind::HandleDropped => self.with_resource(a, |resource| {
                let handles = &mut resource.handles[(b & 1) as usize];
                *handles = handles.saturating_sub(1);
            }),
            Kind::TaskDone => self.end_task(id, Status::Done),
            Kind::TaskCancelled => self.end_task(id, Status::Cancelled),
            Kind::TaskPanicked => self.end_task(id, Status::Panicked),
            Kind::Verdict => self.verdicts.push(Verdict::from_event(event)),
            Kind::Input => self.inputs += 1,
            Kind::Halted => self.halted = Some(Halt::from_code(a)),
            Kind::FutureDropped => {
                if b == 0 {
                    self.forgotten.push((id, a));
                }
            }
            Kind::End => self.over = true,
            Kind::WillWake
            | Kind::Branch
            | Kind::Notified
            | Kind::Message
            | Kind::FutureStarted => {}
        }
        self.note_progress(event);
    }

    fn with(&mut self, id: u32, change: impl FnOnce(&mut Task)) {
        if let Some(task) = self.tasks.get_mut(id as usize) {
            change(task);
        }
    }

    fn with_resource(&mut self, number: u32, change: impl FnOnce(&mut Resource)) {
        if let Some(resource) = (number as usize)
            .checked_sub(1)
            .and_then(|index| self.resources.get_mut(index))
        {
            change(resource);
        }
    }

    fn spawn(&mut self, event: Event) {
        self.tasks.push(Task {
            queued_ns: 0,
            running_ns: 0,
            waiting_ns: 0,
            since: self.now,
            polls: 0,
            wakes: 0,
            wasted_polls: 0,
            parent: event.a,
            wakers: 0,
            wait: NONE,
            timer: NONE,
            spawn_step: step_mark(self.step),
            mark: 0,
            wake_by: 0,
            wake_through: 0,
            wake_step: NONE,
            place: 0,
            spawn_place: event.place,
            status: Status::New,
            streak: 0,
            longest_streak: 0,
            flags: 0,
        });
    }

    fn poll_begin(&mut self, event: Event) {
        self.polls += 1;
        self.leave_queue(event.task);
        let now = self.now;
        self.with(event.task, |task| {
            task.enter(Status::Running, now);
            task.polls += 1;
            task.flags &= flags::WASTED;
            if task.polls == 1 {
                task.flags |= flags::PROGRESSED;
            }
        });
        let worker = usize::from(event.worker);
        if self.running.len() <= worker {
            self.running.resize(worker + 1, None);
        }
        self.running[worker] = Some(event.task);
    }

    fn poll_end(&mut self, event: Event) {
        let mut wasted = 0;
        let now = self.now;
        let outcome = Outcome::from_code(event.a);
        self.with(event.task, |task| {
            if outcome == Outcome::Pending {
                task.enter(Status::Waiting, now);
            }
            let nothing_done = outcome == Outcome::Pending && !task.is(flags::PROGRESSED);
            wasted = u32::from(nothing_done);
            task.wasted_polls += wasted;
            task.streak = if nothing_done && task.is(flags::WOKE_ITSELF) {
                task.streak.saturating_add(1)
            } else {
                0
            };
            task.longest_streak = task.longest_streak.max(task.streak);
            task.flags = if nothing_done { flags::WASTED } else { 0 };
        });
        self.wasted_polls += u64::from(wasted);
        if let Some(running) = self.running.get_mut(usize::from(event.worker)) {
            *running = None;
        }
    }

    fn wake(&mut self, event: Event) {
        self.wakes += 1;
        let step = self.step;
        self.with(event.task, |task| {
            let cause = Cause::from_code(event.b & 0xf);
            task.wakes += 1;
            task.wake_by = event.a;
            task.wake_through = event.b;
            task.wake_step = step_mark(step);
            if cause == Cause::Itself {
                task.flags |= flags::WOKE_ITSELF;
            }
            if task.status == Status::Running {
                task.status = Status::RunningWoken;
            }
        });
    }

    fn leave_queue(&mut self, id: u32) {
        if self.ready.front() == Some(&id) {
            self.ready.pop_front();
        } else if self.ready.back() == Some(&id) {
            self.ready.pop_back();
        } else if let Some(index) = self.ready.iter().position(|ready| *ready == id) {
            self.ready.remove(index);
        }
    }

    fn end_task(&mut self, id: u32, status: Status) {
        // Most end within their poll, and would be looked for in all of the queue.
        let queued = self.tasks.get(id as usize);
        if queued.is_some_and(|task| task.status == Status::Ready) {
            self.leave_queue(id);
        }
        self.finished += 1;
        let (now, step) = (self.now, self.step);
        self.with(id, |task| {
            task.enter(status, now);
            task.mark = step_mark(step);
        });
    }

    fn end_timer(&mut self, number: u32) -> Option<Timer> {
        let (timer, older, newer) = self.timers.remove(number)?;
        if newer == NONE {
            self.with(timer.task, |task| task.timer = older);
        }
        Some(timer)
    }

    fn end_wait(&mut self, number: u32) {
        if let Some((wait, older, NONE)) = self.waits.remove(number) {
            self.with(wait.task, |task| task.wait = older);
        }
    }

    /// Notes that the polled task did something, and where in the source.
    fn note_progress(&mut self, event: Event) {
        const BY_THE_TASK: u64 = bits(&[
            Kind::TimerSet,
            Kind::Cpu,
            Kind::Made,
            Kind::WaitBegin,
            Kind::Acquired,
            Kind::Released,
            Kind::Sent,
            Kind::Received,
            Kind::Closed,
            Kind::Notified,
            Kind::Message,
            Kind::FutureStarted,
            Kind::FutureDropped,
        ]);
        let by = match event.kind {
            kind if kind.is_in(BY_THE_TASK) => event.task,
            Kind::Spawn => event.a,
            // To wake another is to have done something; to wake oneself is not.
            Kind::Wake if Cause::from_code(event.b & 0xf) == Cause::Task => event.a,
            _ => return,
        };
        self.with(by, |task| {
            task.flags |= flags::PROGRESSED;
            if event.place != 0 {
                task.place = event.place;
            }
        });
    }
}

fn release(held: &mut Vec<Held>, task: u32, amount: u32) {
    let mut left = amount;
    // What this task holds goes first; what another took for it, after.
    for own in [true, false] {
        held.retain_mut(|part| {
            if left == 0 || (part.task == task) != own {
                return true;
            }
            let taken = part.amount.min(left);
            part.amount -= taken;
            left -= taken;
            part.amount > 0
        });
    }
}
