//! Which lessons there are, and what a reader may change about each.

use crate::executor::{ExecutorKind, PolicyKind, Program};

/// A lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Its name in specs, links and folders.
    pub id: &'static str,
    /// The series' chapter it belongs to, 0 to 5.
    pub chapter: u8,
    /// Its source file's path, as the table of places has it.
    pub file: &'static str,
    /// Its source: what is shown is what runs.
    pub source: &'static str,
    /// The executors it runs on, the first by default.
    pub executors: &'static [ExecutorKind],
    /// The policy it begins with.
    pub policy: PolicyKind,
    /// Seconds of logical time that pass in a second of playing at speed 1.
    pub time_scale: u32,
    /// What a reader may change.
    pub params: &'static [Param],
    /// The inputs it waits for: the event buttons.
    pub inputs: &'static [&'static str],
    /// The names of the verdicts that a run with the defaults ends with; none for a sound one.
    pub verdicts: &'static [&'static str],
    /// Makes the program, given the parameters in their order.
    pub start: fn(&Params) -> Program,
}

/// A number that a reader may change.
#[derive(Debug)]
pub struct Param {
    /// Its name in specs and links.
    pub name: &'static str,
    /// What it is counted in: `"ms"`, or nothing.
    pub unit: &'static str,
    /// The least it may be.
    pub least: u64,
    /// The greatest it may be.
    pub greatest: u64,
    /// What it is by default.
    pub default: u64,
}

/// The parameters of a run, in the order of the lesson's [`Lesson::params`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub(crate) Vec<u64>);

impl Params {
    /// The parameter at `index`.
    ///
    /// # Panics
    /// If the lesson has fewer.
    #[must_use]
    pub fn get(&self, index: usize) -> u64 {
        self.0[index]
    }
}

impl Lesson {
    /// Its parameters, all at their defaults.
    #[must_use]
    pub fn default_params(&self) -> Params {
        Params(self.params.iter().map(|param| param.default).collect())
    }
}

/// The lesson of this name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Lesson> {
    ALL.iter().find(|lesson| lesson.id == id)
}

/// A lesson's file as the compiler names it, and its text.
macro_rules! lesson {
    ($file:literal, $($field:tt)*) => {
        Lesson {
            file: concat!("src/lessons/", $file),
            source: include_str!($file),
            $($field)*
        }
    };
}

/// A lesson that ends well has none.
const SOUND: &[&str] = &[];

const NO_INPUTS: &[&str] = &[];

/// For one future: it spawns nothing.
const ONE: &[ExecutorKind] = &[
    ExecutorKind::BlockOn,
    ExecutorKind::BusyLoop,
    ExecutorKind::Queue,
];

const MANY: &[ExecutorKind] = &[ExecutorKind::Queue, ExecutorKind::BusyLoop];

/// Where the busy loop would teach nothing: it never asks a policy, and it
/// spins for ever where tasks wait for each other, and for hours where they
/// wait for rice.
const QUEUE: &[ExecutorKind] = &[ExecutorKind::Queue];

/// The range and the default of a parameter in milliseconds.
const fn ms(name: &'static str, least: u64, greatest: u64, default: u64) -> Param {
    Param {
        name,
        unit: "ms",
        least,
        greatest,
        default,
    }
}

/// The range and the default of a parameter that counts something.
const fn count(name: &'static str, least: u64, greatest: u64, default: u64) -> Param {
    Param {
        name,
        unit: "",
        least,
        greatest,
        default,
    }
}

/// The range and the default of a parameter in minutes.
const fn minutes(name: &'static str, default: u64) -> Param {
    Param {
        name,
        unit: "min",
        least: 0,
        greatest: 600,
        default,
    }
}

/// Five minutes of cooking in a second of watching.
const WATCHED_MINUTES: u32 = 5 * 60;

/// All lessons, in the order of the series.
pub const ALL: &[Lesson] = &[
    lesson! {
        "cooking.rs",
        id: "cooking",
        chapter: 0,
        executors: QUEUE,
        policy: PolicyKind::Fifo,
        time_scale: WATCHED_MINUTES,
        params: &[
            minutes("rice", 30),
            minutes("dish", 15),
            minutes("soup", 10),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::cooking::main(params.get(0), params.get(1), params.get(2))),
    },
    lesson! {
        "lazy_future.rs",
        id: "lazy-future",
        chapter: 0,
        executors: ONE,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 1, 1_000, 20),
        ],
        inputs: NO_INPUTS,
        verdicts: &["Forgotten"],
        start: |params| Program::new(super::lazy_future::main(params.get(0))),
    },
    lesson! {
        "busy_loop.rs",
        id: "busy-loop",
        chapter: 1,
        executors: &[ExecutorKind::BusyLoop, ExecutorKind::BlockOn, ExecutorKind::Queue],
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 0, 1_000, 100),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::busy_loop::main(params.get(0))),
    },
    lesson! {
        "waker.rs",
        id: "waker",
        chapter: 2,
        executors: ONE,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 0, 1_000, 100),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::waker::main(params.get(0))),
    },
    lesson! {
        "lost_wakeup.rs",
        id: "lost-wakeup",
        chapter: 2,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 1, 1_000, 20),
        ],
        inputs: NO_INPUTS,
        verdicts: &["Lost"],
        start: |params| Program::new(super::lost_wakeup::main(params.get(0))),
    },
    lesson! {
        "many_tasks.rs",
        id: "many-tasks",
        chapter: 3,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            count("tasks", 1, 20_000, 5),
            ms("delay", 0, 10_000, 20),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::many_tasks::main(params.get(0), params.get(1))),
    },
    lesson! {
        "policies.rs",
        id: "policies",
        chapter: 3,
        executors: QUEUE,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("work", 0, 1_000, 10),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::policies::main(params.get(0))),
    },
    lesson! {
        "timer.rs",
        id: "timer",
        chapter: 4,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("work", 0, 1_000, 20),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::timer::main(params.get(0))),
    },
    lesson! {
        "channel.rs",
        id: "channel",
        chapter: 4,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            count("capacity", 1, 100, 2),
            count("loaves", 1, 1_000, 4),
            ms("delay", 0, 1_000, 10),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::channel::main(params.get(0), params.get(1), params.get(2))),
    },
    lesson! {
        "oneshot_and_join.rs",
        id: "oneshot-and-join",
        chapter: 4,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 0, 1_000, 20),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::oneshot_and_join::main(params.get(0))),
    },
    lesson! {
        "mutex.rs",
        id: "mutex",
        chapter: 4,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            count("tasks", 1, 1_000, 3),
            ms("hold", 0, 1_000, 10),
        ],
        inputs: NO_INPUTS,
        verdicts: SOUND,
        start: |params| Program::new(super::mutex::main(params.get(0), params.get(1))),
    },
    lesson! {
        "select_and_timeout.rs",
        id: "select-and-timeout",
        chapter: 4,
        executors: MANY,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("near", 1, 1_000, 20),
            ms("far", 1, 1_000, 30),
            ms("timeout", 1, 1_000, 25),
        ],
        inputs: &["cancel"],
        verdicts: SOUND,
        start: |params| Program::new(super::select_and_timeout::main(params.get(0), params.get(1), params.get(2))),
    },
    lesson! {
        "deadlock.rs",
        id: "deadlock",
        chapter: 4,
        executors: QUEUE,
        policy: PolicyKind::Fifo,
        time_scale: 1,
        params: &[
            ms("delay", 0, 1_000, 5),
        ],
        inputs: NO_INPUTS,
        verdicts: &["Deadlock", "Blocked"],
        start: |params| Program::new(super::deadlock::main(params.get(0))),
    },
];
