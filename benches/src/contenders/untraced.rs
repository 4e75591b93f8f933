//! Wakescope from the same sources, unable to record.

pub(crate) use ::wakescope_untraced as core;

#[path = "ours.rs"]
pub(crate) mod ours;
