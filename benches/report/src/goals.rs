//! The goals: which row has one, and where its limit lies.

use crate::rows::{Beside, Row};
use crate::samples::{Kind, Unit};

/// The goal of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// What ours, or its ratio to the peer, shall not exceed.
    pub limit: f64,
    /// Whether it does not.
    pub met: bool,
}

/// The goal of this row, if it has one.
pub(crate) fn goal(row: &Row) -> Option<Goal> {
    let (limit, figure) = match &row.beside {
        Some(beside) => (beside_limit(row, beside)?, beside.ratio.median),
        None => (alone_limit(row)?, row.ours),
    };
    let met = figure <= limit;
    Some(Goal { limit, met })
}

/// The limit of a ratio.
fn beside_limit(row: &Row, beside: &Beside) -> Option<f64> {
    if row.unit == Unit::Bytes {
        // No peer does better than what ours shall need.
        return None;
    }
    match beside.kind {
        // A clock that jumps is nobody's main business: there is more to gain.
        Kind::General if row.workload.starts_with("timers") => beside.best_general.then_some(0.2),
        Kind::General => beside.best_general.then_some(0.5),
        Kind::Embassy => Some(1.0),
        // What recording costs; what it costs to be able to.
        Kind::Variant => Some(1.3),
        Kind::Without => Some(1.1),
        Kind::Ours | Kind::Promises => None,
    }
}

/// The limit of a figure of ours.
fn alone_limit(row: &Row) -> Option<f64> {
    if row.unit != Unit::Bytes {
        return None;
    }
    match (row.place.as_str(), row.workload.contains("peak")) {
        (_, true) => Some(200e6),
        ("native", _) => Some(40.0),
        _ => Some(24.0),
    }
}
