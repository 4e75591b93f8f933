//! What can be wrong with a spec. Owns the sentences for Rust users; a page
//! makes its own from the fields.

use std::fmt;

/// A spec, or an input, names what there is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is no such lesson.
    UnknownLesson {
        /// What was asked for.
        id: String,
        /// The lessons there are.
        known: Vec<&'static str>,
    },
    /// There is no such executor, or the lesson does not run on it.
    UnknownExecutor {
        /// What was asked for.
        name: String,
        /// The executors that the lesson runs on.
        known: Vec<&'static str>,
    },
    /// There is no such policy.
    UnknownPolicy {
        /// What was asked for.
        name: String,
        /// The policies there are.
        known: Vec<&'static str>,
    },
    /// The seed is not a number from 0 to 2⁶⁴ − 1.
    BadSeed {
        /// What was given.
        text: String,
    },
    /// The lesson has no such parameter.
    UnknownParam {
        /// What was asked for.
        name: String,
        /// The parameters it has.
        known: Vec<&'static str>,
    },
    /// A parameter is out of its range.
    BadParam {
        /// Its name.
        name: &'static str,
        /// What was given.
        value: u64,
        /// The least and the greatest it may be.
        range: (u64, u64),
    },
    /// The lesson has no such input.
    UnknownInput {
        /// What was asked for.
        name: String,
        /// The inputs it has.
        known: Vec<&'static str>,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::UnknownLesson { id, known } => {
                write!(
                    f,
                    "there is no lesson \"{id}\"; there are {}",
                    known.join(", ")
                )
            }
            Error::UnknownExecutor { name, known } => {
                write!(
                    f,
                    "this lesson does not run on an executor \"{name}\"; it runs on {}",
                    known.join(", ")
                )
            }
            Error::UnknownPolicy { name, known } => {
                write!(
                    f,
                    "there is no policy \"{name}\"; there are {}",
                    known.join(", ")
                )
            }
            Error::BadSeed { text } => {
                write!(
                    f,
                    "the seed \"{text}\" is not a whole number from 0 to {}",
                    u64::MAX
                )
            }
            Error::UnknownParam { name, known } if known.is_empty() => {
                write!(f, "this lesson has no parameter \"{name}\", nor any other")
            }
            Error::UnknownParam { name, known } => {
                write!(
                    f,
                    "this lesson has no parameter \"{name}\"; it has {}",
                    known.join(", ")
                )
            }
            Error::BadParam {
                name,
                value,
                range: (least, greatest),
            } => {
                write!(
                    f,
                    "\"{name}\" is {value}, and may be from {least} to {greatest}"
                )
            }
            Error::UnknownInput { name, known } if known.is_empty() => {
                write!(f, "this lesson has no input \"{name}\", nor any other")
            }
            Error::UnknownInput { name, known } => {
                write!(
                    f,
                    "this lesson has no input \"{name}\"; it has {}",
                    known.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for Error {}
