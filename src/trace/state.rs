//! What a list of events adds up to: the state of a run after each of them.
//! Owns the meaning of events; [`super::Replay`] decides which to add.

use std::collections::{BTreeMap, VecDeque};

use super::event::{Cause, Event, Kind, NO_TASK, Outcome, ResourceKind, WaitKind, codes};
use super::recorder::Halt;
use super::verdict::Verdict;

codes! {
    /// What a task is doing.
    Status {
        /// In the ready queue.
        Ready = 0,
        /// Being polled.
        Running = 1,
        /// In no queue: somebody has to wake it.
        Waiting = 2,
        /// Finished.
        Done = 3,
        /// Aborted.
        Cancelled = 4,
        /// Ended by a panic.
        Panicked = 5,
        /// Being polled, and woken meanwhile: it will be queued again.
        RunningWoken = 6,
        /// Spawned, and about to be queued for the first time.
        New = 7,
    }
}

impl Status {
    /// Whether the task has come to its end, one way or another.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Status::Done | Status::Cancelled | Status::Panicked)
    }
}

/// A task as the events tell it. Times are nanoseconds of logical time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What it is doing.
    pub status: Status,
    /// How often it was polled.
    pub polls: u32,
    /// How often it was woken, wakes that coalesced or came late included.
    pub wakes: u32,
    /// Polls, after the first, that ended `Pending` without the task having done anything.
    pub wasted_polls: u32,
    /// Where it was last seen in the source, an index in the table of places; 0 is "unknown".
    pub place: u16,
    /// Where it was spawned.
    pub spawn_place: u16,
    /// The task that spawned it, or [`NO_TASK`].
    pub parent: u32,
    /// Clones of its waker that are alive.
    pub wakers: u32,
    /// The latest of its waits that has not ended; the key in [`State::waits`].
    pub wait: Option<u32>,
    /// How many of its waits have not ended.
    pub waits: u32,
    /// The latest of its timers that is set; the key in [`State::timers`].
    pub timer: Option<u32>,
    /// How many of its timers are set.
    pub timers: u32,
    /// Time spent in the ready queue, up to `since`.
    pub queued_ns: u64,
    /// Time spent being polled, up to `since`.
    pub running_ns: u64,
    /// Time spent waiting, up to `since`.
    pub waiting_ns: u64,
    /// When it got its present status.
    pub since: u64,
    /// Who woke it last: the cause, the cause's number, the resource (0: none), the step.
    pub last_wake: Option<(Cause, u32, u32, u64)>,
    /// Whether its last poll was wasted.
    pub wasted: bool,
    /// The step that spawned it.
    pub spawn_step: u64,
    /// The step that ended it.
    pub end_step: Option<u64>,
    /// Its priority.
    pub priority: u8,
    /// The longest run of polls in which it only woke itself.
    pub longest_streak: u32,
    /// The present run of polls in which it only woke itself.
    streak: u32,
    /// When it was queued: how many polls there had been, of all tasks, and
    /// how many tasks were in the queue before it.
    queued_at: (u64, u64),
    /// Within a poll: whether it has done anything, and whether it woke itself.
    progressed: bool,
    woke_itself: bool,
}

impl Task {
    /// Time spent queued, being polled, and waiting, up to `now`: nanoseconds.
    #[must_use]
    pub fn times(&self, now: u64) -> [u64; 3] {
        let spent = now - self.since;
        let mut times = [self.queued_ns, self.running_ns, self.waiting_ns];
        match self.status {
            Status::Ready | Status::New => times[0] += spent,
            Status::Running | Status::RunningWoken => times[1] += spent,
            Status::Waiting => times[2] += spent,
            Status::Done | Status::Cancelled | Status::Panicked => {}
        }
        times
    }
}

/// Part of a resource in a task's hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The task that holds it; [`NO_TASK`] for what was taken outside any.
    pub task: u32,
    /// How much.
    pub amount: u32,
}

/// A resource as the events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What it is.
    pub kind: ResourceKind,
    /// Slots or permits; 0 where there is no bound. For a join: the task's number.
    pub capacity: u32,
    /// Values inside.
    pub inside: u32,
    /// Values put in, and taken out, so far.
    pub sent: u32,
    /// See `sent`.
    pub received: u32,
    /// Whether its sender side is closed, and its receiver side.
    pub closed: [bool; 2],
    /// Handles of the sender side that are alive, and of the receiver side.
    pub handles: [u32; 2],
    /// The task that made it, or [`NO_TASK`].
    pub maker: u32,
    /// Where it was made.
    pub place: u16,
    /// Who holds parts of it, in the order in which they got them.
    pub held: Vec<Held>,
}

/// A task in a resource's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The resource's number.
    pub resource: u32,
    /// The task that waits.
    pub task: u32,
    /// What for.
    pub kind: WaitKind,
    /// How much of it.
    pub amount: u32,
    /// Since when.
    pub since: u64,
    /// Where in the source.
    pub place: u16,
}

/// A timer that is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// The task that set it.
    pub task: u32,
    /// When it fires.
    pub deadline: u64,
    /// When it was set.
    pub set_at: u64,
    /// Where in the source.
    pub place: u16,
}

/// The state of a run after some of its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// How many steps were made.
    pub step: u64,
    /// The logical time.
    pub now: u64,
    /// All tasks, by number.
    pub tasks: Vec<Task>,
    /// The ready queue, front first.
    pub ready: VecDeque<u32>,
    /// What each worker polls, by worker.
    pub running: Vec<Option<u32>>,
    /// The timers that are set, by number.
    pub timers: BTreeMap<u32, Timer>,
    /// All resources; number 1 is at index 0.
    pub resources: Vec<Resource>,
    /// The waits that have not ended, by number: in the order in which they began.
    pub waits: BTreeMap<u32, Waiting>,
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
            let (polls, before) = task.queued_at;
            (self.polls - polls).saturating_sub(before)
        } else {
            0
        }
    }

    /// How many bytes a copy of it takes, about.
    #[must_use]
    pub fn size(&self) -> usize {
        size_of::<State>()
            + self.tasks.len() * size_of::<Task>()
            + self.ready.len() * 4
            + self.timers.len() * 40
            + self.waits.len() * 48
            + self.resources.len() * (size_of::<Resource>() + 8)
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
                let queued_at = (self.polls, self.ready.len() as u64);
                self.ready.push_back(id);
                self.set_status(id, Status::Ready);
                self.with(id, |task| task.queued_at = queued_at);
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
                self.timers.insert(number, timer);
                self.with(id, |task| {
                    task.timer = Some(number);
                    task.timers += 1;
                });
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
                self.waits.insert(number, waiting);
                self.with(id, |task| {
                    task.wait = Some(number);
                    task.waits += 1;
                });
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

    /// Counts the time in the old status and enters the new one.
    fn set_status(&mut self, id: u32, status: Status) {
        let now = self.now;
        self.with(id, |task| {
            [task.queued_ns, task.running_ns, task.waiting_ns] = task.times(now);
            task.since = now;
            task.status = status;
        });
    }

    fn spawn(&mut self, event: Event) {
        self.tasks.push(Task {
            status: Status::New,
            polls: 0,
            wakes: 0,
            wasted_polls: 0,
            place: 0,
            spawn_place: event.place,
            parent: event.a,
            wakers: 0,
            wait: None,
            waits: 0,
            timer: None,
            timers: 0,
            queued_ns: 0,
            running_ns: 0,
            waiting_ns: 0,
            since: self.now,
            last_wake: None,
            wasted: false,
            spawn_step: self.step,
            end_step: None,
            priority: event.b as u8,
            longest_streak: 0,
            streak: 0,
            queued_at: (0, 0),
            progressed: false,
            woke_itself: false,
        });
    }

    fn poll_begin(&mut self, event: Event) {
        self.polls += 1;
        self.leave_queue(event.task);
        self.set_status(event.task, Status::Running);
        self.with(event.task, |task| {
            task.polls += 1;
            task.progressed = task.polls == 1;
            task.woke_itself = false;
        });
        let worker = usize::from(event.worker);
        if self.running.len() <= worker {
            self.running.resize(worker + 1, None);
        }
        self.running[worker] = Some(event.task);
    }

    fn poll_end(&mut self, event: Event) {
        let mut wasted = 0;
        let outcome = Outcome::from_code(event.a);
        if outcome == Outcome::Pending {
            self.set_status(event.task, Status::Waiting);
        }
        self.with(event.task, |task| {
            task.wasted = outcome == Outcome::Pending && !task.progressed;
            wasted = u32::from(task.wasted);
            task.wasted_polls += wasted;
            task.streak = if task.wasted && task.woke_itself {
                task.streak + 1
            } else {
                0
            };
            task.longest_streak = task.longest_streak.max(task.streak);
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
            task.last_wake = Some((cause, event.a, event.b >> 8, step));
            task.woke_itself |= cause == Cause::Itself;
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
        self.leave_queue(id);
        self.set_status(id, status);
        self.finished += 1;
        let step = self.step;
        self.with(id, |task| task.end_step = Some(step));
    }

    fn end_timer(&mut self, number: u32) -> Option<Timer> {
        let timer = self.timers.remove(&number)?;
        let timers = &self.timers;
        if let Some(task) = self.tasks.get_mut(timer.task as usize) {
            task.timers = task.timers.saturating_sub(1);
            if task.timer == Some(number) {
                let latest = || {
                    timers
                        .iter()
                        .rev()
                        .find(|(_, other)| other.task == timer.task)
                };
                task.timer = if task.timers == 0 {
                    None
                } else {
                    latest().map(|(number, _)| *number)
                };
            }
        }
        Some(timer)
    }

    fn end_wait(&mut self, number: u32) {
        let Some(wait) = self.waits.remove(&number) else {
            return;
        };
        let waits = &self.waits;
        if let Some(task) = self.tasks.get_mut(wait.task as usize) {
            task.waits = task.waits.saturating_sub(1);
            if task.wait == Some(number) {
                let latest = || {
                    waits
                        .iter()
                        .rev()
                        .find(|(_, other)| other.task == wait.task)
                };
                task.wait = if task.waits == 0 {
                    None
                } else {
                    latest().map(|(number, _)| *number)
                };
            }
        }
    }

    /// Notes that the polled task did something, and where in the source.
    fn note_progress(&mut self, event: Event) {
        let by = match event.kind {
            Kind::Spawn => event.a,
            // To wake another is to have done something; to wake oneself is not.
            Kind::Wake if Cause::from_code(event.b & 0xf) == Cause::Task => event.a,
            Kind::TimerSet
            | Kind::Cpu
            | Kind::Made
            | Kind::WaitBegin
            | Kind::Acquired
            | Kind::Released
            | Kind::Sent
            | Kind::Received
            | Kind::Closed
            | Kind::Notified
            | Kind::Message
            | Kind::FutureStarted
            | Kind::FutureDropped => event.task,
            _ => return,
        };
        if by == NO_TASK {
            return;
        }
        self.with(by, |task| {
            task.progressed = true;
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
