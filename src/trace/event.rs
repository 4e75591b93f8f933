//! What can happen in a run: one fixed-size event a happening, 16 bytes each.
//!
//! An event is a fact the executor or a primitive observed, never an opinion.
//! Its five words are laid out so that a page can read them straight from
//! memory:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 1 | `kind`, a [`Kind`] |
//! | 1 | 1 | `worker` that was running |
//! | 2 | 2 | `place` in the source, an index in the table of places; 0 is "unknown" |
//! | 4 | 4 | `task` it happened to, or [`NO_TASK`] |
//! | 8 | 4 | `a` |
//! | 12 | 4 | `b` |
//!
//! What `a` and `b` hold is said at each [`Kind`]. Times are nanoseconds of
//! logical time; a time needs 64 bits and fills both (`a` holds the low half).

/// The task number of events that belong to no task.
pub const NO_TASK: u32 = u32::MAX;

/// One happening of a run. See the [module](self) for its layout.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// The worker it happened on; 0 on the executors with one thread.
    pub worker: u8,
    /// Where in the source, an index in the table of places; 0 is "unknown".
    pub place: u16,
    /// The task it happened to, or [`NO_TASK`].
    pub task: u32,
    /// First operand; its meaning depends on `kind`.
    pub a: u32,
    /// Second operand; its meaning depends on `kind`.
    pub b: u32,
}

impl Event {
    /// The size of an event in bytes, in memory and in an exported trace.
    pub const BYTES: usize = 16;

    /// What stands where no event was recorded yet.
    pub(super) const NONE: Event = Event {
        kind: Kind::End,
        worker: 0,
        place: 0,
        task: NO_TASK,
        a: 0,
        b: 0,
    };

    /// The event as it stands in an exported trace, little endian.
    #[must_use]
    pub fn to_bytes(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[0] = self.kind as u8;
        bytes[1] = self.worker;
        bytes[2..4].copy_from_slice(&self.place.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.task.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.a.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.b.to_le_bytes());
        bytes
    }

    /// `a` and `b` as one 64-bit number, for kinds that carry a time.
    #[must_use]
    pub fn wide(self) -> u64 {
        u64::from(self.a) | u64::from(self.b) << 32
    }

    /// Whether a reader can step onto this event. The others, the bookkeeping
    /// of wakers and handles and the choices, ride with the step before them.
    #[must_use]
    #[inline]
    pub fn is_step(self) -> bool {
        const SMALLER: u64 = bits(&[
            Kind::WakerCloned,
            Kind::WakerDropped,
            Kind::WillWake,
            Kind::Choice,
            Kind::Branch,
            Kind::HandleCloned,
            Kind::HandleDropped,
        ]);
        // To await a task's end makes a resource of it: the wait is the step.
        let is_join =
            self.kind == Kind::Made && ResourceKind::from_code(self.b) == ResourceKind::Join;
        !self.kind.is_in(SMALLER) && !is_join
    }
}

/// A set of kinds, a bit for each.
pub(super) const fn bits(mut kinds: &[Kind]) -> u64 {
    let mut bits = 0;
    while let [kind, rest @ ..] = kinds {
        bits |= 1 << *kind as u8;
        kinds = rest;
    }
    bits
}

impl Kind {
    /// Whether it is in a set that [`bits`] made.
    #[inline]
    pub(super) const fn is_in(self, bits: u64) -> bool {
        bits >> self as u8 & 1 != 0
    }
}

/// Splits a 64-bit number into the `a` and `b` of an event.
#[must_use]
pub fn halves(wide: u64) -> (u32, u32) {
    (wide as u32, (wide >> 32) as u32)
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)*) => {
        /// The kinds of event. The numbers are part of the trace's format.
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name = $number,)* }

        impl Kind {
            /// Every kind, by number.
            pub const ALL: &[Kind] = &[$(Kind::$name,)*];

            /// The kind's name as it stands in the source, for tables and tests.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Kind::$name => stringify!($name),)* }
            }
        }
    };
}

kinds! {
    /// A task came into being. `a`: its parent task or [`NO_TASK`]; `b`: its priority.
    /// (The size of its future differs between platforms: it stands in the table of tasks, not here.)
    Spawn = 1,
    /// The task entered the ready queue. `a`: length of the queue after it.
    Queued = 2,
    /// The executor began to poll the task. `a`: which poll of this task it is, from 1.
    PollBegin = 3,
    /// The poll returned. `a`: an [`Outcome`].
    PollEnd = 4,
    /// Somebody called `wake` on a waker of the task. `a`: who, by `b`;
    /// `b`: [`Cause`] in bits 0–3, [`Effect`] in bits 4–7, the resource through which in bits 8–31 (0: none).
    Wake = 5,
    /// A waker of the task was cloned. `a`: wakers alive after it.
    WakerCloned = 6,
    /// A waker of the task was dropped. `a`: wakers alive after it.
    WakerDropped = 7,
    /// A stored waker was compared (`Waker::will_wake`) and kept.
    WillWake = 8,
    /// The task set a timer; timers are numbered from 0 in the order of these events. `a`, `b`: the deadline.
    TimerSet = 9,
    /// A timer fired. `a`: its number. `now` becomes its deadline, if it was not past it.
    TimerFired = 10,
    /// A timer was dropped before it fired. `a`: its number.
    TimerCancelled = 11,
    /// The task computed, holding its worker. `a`, `b`: for how long.
    Cpu = 12,
    /// The busy loop went once around. `a`, `b`: what the lap cost.
    Lap = 13,
    /// Logical time became later for another reason (an input arrived). `a`, `b`: the new `now`.
    Clock = 14,
    /// The worker found nothing ready and parked.
    Park = 15,
    /// The worker was unparked.
    Unpark = 16,
    /// The policy chose among several ready tasks. `task`: the chosen; `a`: its index from the front; `b`: how many were ready.
    Choice = 17,
    /// A `select!` chose the branch it polls first. `a`: the branch; `b`: how many there are.
    Branch = 18,
    /// A resource was made; resources are numbered from 1 in this order. `a`: its number;
    /// `b`: [`ResourceKind`] in bits 0–7, capacity in bits 8–31 (saturating; 0: none).
    Made = 19,
    /// The task began to wait; waits are numbered from 0 in the order of these events. `a`: the resource; `b`: [`WaitKind`] in bits 0–7, amount in bits 8–31.
    WaitBegin = 20,
    /// A wait ended. `a`: its number; `b`: 1 if it was given what it waited for, 0 if it gave up.
    WaitEnd = 21,
    /// The task came to hold part of a resource. `a`: the resource; `b`: how much.
    Acquired = 22,
    /// The task gave back part of a resource. `a`: the resource; `b`: how much.
    Released = 23,
    /// A value was put in. `a`: the resource; `b`: values inside after it.
    Sent = 24,
    /// A value was taken out. `a`: the resource; `b`: values inside after it.
    Received = 25,
    /// One side closed. `a`: the resource; `b`: a [`Side`].
    Closed = 26,
    /// A handle of a resource was made or cloned. `a`: the resource; `b`: a [`Side`].
    HandleCloned = 27,
    /// A handle of a resource was dropped. `a`: the resource; `b`: a [`Side`].
    HandleDropped = 28,
    /// Waiters were notified. `a`: the resource; `b`: how many (0: a permit was stored or nobody waited).
    Notified = 29,
    /// The task's future finished.
    TaskDone = 30,
    /// The task was aborted and its future dropped.
    TaskCancelled = 31,
    /// The task's future panicked. `a`: the message, an index in the table of texts.
    TaskPanicked = 32,
    /// The task said something with `log!`. `a`: the text, an index in the table of texts.
    Message = 33,
    /// A verdict. `a`: [`VerdictKind`](super::VerdictKind) in bits 0–7, group in bits 8–31; `b`: the resource it waits for (0: none).
    /// A deadlock is a run of these with one group, in the order of the cycle.
    Verdict = 34,
    /// An outside input arrived. `a`: its name, an index in the table of texts; `b`: how many tasks waited for it.
    Input = 35,
    /// The run was stopped before its end. `a`: a [`Halt`](super::Halt).
    Halted = 36,
    /// An observed future was polled for the first time. `a`: the resource that stands for it.
    FutureStarted = 37,
    /// An observed future was dropped. `a`: the resource that stands for it; `b`: 0 never polled, 1 half done, 2 finished.
    FutureDropped = 38,
    /// The run is over: nothing is ready, no timer is set and no input can come. `a`: how many tasks are unfinished.
    End = 39,
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[repr(u8)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant = $number,)* }

        impl $name {
            /// Every value, by number.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The value with this number, or the first where there is none.
            #[must_use]
            pub fn from_code(code: u32) -> $name {
                match code & 0xff { $($number => $name::$variant,)* _ => Self::ALL[0] }
            }

            /// The value's name as it stands in the source, for tables and tests.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => stringify!($variant),)* }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// How a poll ended.
    Outcome {
        /// `Poll::Pending`.
        Pending = 0,
        /// `Poll::Ready`.
        Ready = 1,
        /// The future panicked.
        Panicked = 2,
    }
}

codes! {
    /// Who called `wake`.
    Cause {
        /// Another task; the event names it.
        Task = 0,
        /// A timer; the event names it.
        Timer = 1,
        /// An outside input; the event holds its text's index.
        Input = 2,
        /// The task itself, within its own poll.
        Itself = 3,
        /// Whoever drives the run, outside any poll.
        Outside = 4,
    }
}

codes! {
    /// What a wake did.
    Effect {
        /// The task was idle and entered the queue.
        Queued = 0,
        /// The task was in the queue already: two wakes, one poll.
        Coalesced = 1,
        /// The task was being polled: it re-enters the queue if it returns `Pending`.
        Again = 2,
        /// The task was finished: harmless.
        Late = 3,
        /// The executor does not listen to wakes.
        Ignored = 4,
    }
}

codes! {
    /// What a resource is.
    ResourceKind {
        /// `sync::Mutex`.
        Mutex = 0,
        /// `sync::RwLock`.
        RwLock = 1,
        /// `sync::Semaphore`.
        Semaphore = 2,
        /// `sync::Notify`.
        Notify = 3,
        /// `sync::Barrier`.
        Barrier = 4,
        /// `sync::oneshot`.
        Oneshot = 5,
        /// `sync::mpsc`.
        Mpsc = 6,
        /// `sync::broadcast`.
        Broadcast = 7,
        /// `sync::watch`.
        Watch = 8,
        /// An outside input.
        Input = 9,
        /// A future under `future::observe`.
        Future = 10,
        /// A task, for those that wait for its end; `capacity` is its number.
        Join = 11,
        /// A cell shared by hand-written futures of a lesson.
        Cell = 12,
    }
}

codes! {
    /// What a task waits for at a resource.
    WaitKind {
        /// A lock, for itself alone.
        Lock = 0,
        /// A read lock, shared.
        Read = 1,
        /// Permits.
        Permit = 2,
        /// Room in a channel.
        Send = 3,
        /// A value.
        Receive = 4,
        /// A notification.
        Notice = 5,
        /// The others at a barrier.
        Barrier = 6,
        /// The end of a task.
        Join = 7,
        /// An outside input.
        Input = 8,
        /// The other side to close.
        Close = 9,
    }
}

codes! {
    /// A side of a channel.
    Side {
        /// Where values go in.
        Sender = 0,
        /// Where values come out.
        Receiver = 1,
    }
}
