//! Wakescope as it ships: it can record, and does not.

pub(crate) use ::wakescope as core;

#[path = "ours.rs"]
pub(crate) mod ours;
