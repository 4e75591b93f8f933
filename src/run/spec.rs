//! What a run is a function of. Owns the seven fields and their validation.

use std::time::Duration;

use super::error::Error;
use crate::executor::{ExecutorKind, PolicyKind};
use crate::lessons::{self, Lesson, Params};
use crate::time::Instant;

/// An input from outside, stamped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputAt {
    /// In which turn: the first that begins with so many steps recorded, or
    /// more; 0: only the time counts.
    pub turn: u64,
    /// When, at the earliest.
    pub at: Instant,
    /// Which.
    pub name: &'static str,
}

/// What a run is a function of: the same spec gives the same trace, byte for
/// byte, natively and in every browser, however it is driven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunSpec {
    /// The program: a lesson's name.
    pub lesson: &'static str,
    /// The program's parameters.
    pub params: Params,
    /// What runs it.
    pub executor: ExecutorKind,
    /// What the policy is.
    pub policy: PolicyKind,
    /// What randomness begins with: the policy's and that of `select!`.
    pub seed: u64,
    /// The choices of [`PolicyKind::Script`]: task numbers.
    pub decisions: Vec<u32>,
    /// What comes from outside, in order.
    pub inputs: Vec<InputAt>,
}

impl RunSpec {
    /// What a lap of the busy loop costs.
    pub const LAP: Duration = Duration::from_micros(250);

    /// A lesson as it comes: on its first executor, with its own policy and seed 0.
    ///
    /// # Errors
    /// If there is no such lesson.
    pub fn lesson(id: &str) -> Result<RunSpec, Error> {
        let lesson = find(id)?;
        Ok(RunSpec {
            lesson: lesson.id,
            params: lesson.default_params(),
            executor: lesson.executors[0],
            policy: lesson.policy,
            seed: 0,
            decisions: Vec::new(),
            inputs: Vec::new(),
        })
    }

    /// A spec for [`super::Run::of`], which names no lesson.
    #[must_use]
    pub fn program(executor: ExecutorKind, policy: PolicyKind, seed: u64) -> RunSpec {
        RunSpec {
            lesson: "",
            params: Params::default(),
            executor,
            policy,
            seed,
            decisions: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// Sets the executor by name.
    ///
    /// # Errors
    /// If there is none of that name, or the lesson does not run on it.
    pub fn set_executor(&mut self, name: &str) -> Result<(), Error> {
        let lesson = find(self.lesson)?;
        let found = lesson.executors.iter().find(|kind| kind.name() == name);
        let known = || lesson.executors.iter().map(|kind| kind.name()).collect();
        self.executor = *found.ok_or_else(|| Error::UnknownExecutor {
            name: name.to_owned(),
            known: known(),
        })?;
        Ok(())
    }

    /// Sets the policy by name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn set_policy(&mut self, name: &str) -> Result<(), Error> {
        let found = PolicyKind::ALL.into_iter().find(|kind| kind.name() == name);
        let known = || PolicyKind::ALL.iter().map(|kind| kind.name()).collect();
        self.policy = found.ok_or_else(|| Error::UnknownPolicy {
            name: name.to_owned(),
            known: known(),
        })?;
        Ok(())
    }

    /// Sets the seed from what a person typed.
    ///
    /// # Errors
    /// If it is not a whole number that fits 64 bits.
    pub fn set_seed(&mut self, text: &str) -> Result<(), Error> {
        self.seed = text.trim().parse().map_err(|_| Error::BadSeed {
            text: text.to_owned(),
        })?;
        Ok(())
    }

    /// Sets a parameter by name.
    ///
    /// # Errors
    /// If the lesson has none of that name, or the value is out of its range.
    pub fn set_param(&mut self, name: &str, value: u64) -> Result<(), Error> {
        let lesson = find(self.lesson)?;
        let Some(index) = lesson.params.iter().position(|param| param.name == name) else {
            let known = lesson.params.iter().map(|param| param.name).collect();
            return Err(Error::UnknownParam {
                name: name.to_owned(),
                known,
            });
        };
        let param = &lesson.params[index];
        if !(param.least..=param.greatest).contains(&value) {
            return Err(Error::BadParam {
                name: param.name,
                value,
                range: (param.least, param.greatest),
            });
        }
        self.params.0[index] = value;
        Ok(())
    }

    /// The lesson's own name of the input `name`.
    ///
    /// # Errors
    /// If the lesson has none of that name.
    pub fn input_named(&self, name: &str) -> Result<&'static str, Error> {
        let inputs = find(self.lesson)?.inputs;
        let found = inputs.iter().find(|input| **input == name);
        found.copied().ok_or_else(|| Error::UnknownInput {
            name: name.to_owned(),
            known: inputs.to_vec(),
        })
    }

    /// Checks the fields against each other; the lesson.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<&'static Lesson, Error> {
        let lesson = find(self.lesson)?;
        let mut copy = self.clone();
        copy.set_executor(self.executor.name())?;
        for (param, &value) in lesson.params.iter().zip(&self.params.0) {
            copy.set_param(param.name, value)?;
        }
        for input in &self.inputs {
            self.input_named(input.name)?;
        }
        Ok(lesson)
    }
}

fn find(id: &str) -> Result<&'static Lesson, Error> {
    let known = || lessons::ALL.iter().map(|lesson| lesson.id).collect();
    lessons::find(id).ok_or_else(|| Error::UnknownLesson {
        id: id.to_owned(),
        known: known(),
    })
}
