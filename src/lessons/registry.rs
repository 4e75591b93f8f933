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

/// The lesson's file and its source, which is compiled and shown.
macro_rules! source {
    ($file:literal) => {
        concat!("src/lessons/", $file)
    };
}

const QUEUE: &[ExecutorKind] = &[ExecutorKind::Queue, ExecutorKind::BusyLoop];

/// All lessons, in the order of the series.
pub const ALL: &[Lesson] = &[
    Lesson {
        id: "many-tasks",
        chapter: 3,
        file: source!("many_tasks.rs"),
        source: include_str!("many_tasks.rs"),
        executors: QUEUE,
        policy: PolicyKind::Fifo,
        params: &[
            Param { name: "tasks", unit: "", least: 1, greatest: 20_000, default: 4 },
            Param { name: "delay", unit: "ms", least: 0, greatest: 10_000, default: 20 },
        ],
        inputs: &[],
        verdicts: &[],
        start: |params| Program::new(super::many_tasks::main(params.get(0), params.get(1))),
    },
];
