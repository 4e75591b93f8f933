//! The rows of the summary: ours beside one peer, in one workload, in one place.

use serde_json::{Value, json};

use crate::goals::{self, Goal};
use crate::samples::{Kind, Samples, Series, Unit};
use crate::statistics::{Spread, ratios, spread};

/// Ours in one workload, alone or beside one peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it was measured.
    pub place: String,
    /// What was measured.
    pub workload: String,
    /// What the figures count.
    pub unit: Unit,
    /// Our median.
    pub ours: f64,
    /// With whom ours is compared. A row without has a goal for ours alone, or nobody to compare with.
    pub beside: Option<Beside>,
    /// How many rounds the medians are of.
    pub rounds: usize,
}

/// A peer in the same workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// Who it is.
    pub peer: String,
    /// How it is compared.
    pub kind: Kind,
    /// The peer's median.
    pub figure: f64,
    /// Ours by the peer's, round by round. For a variant of ours it is the variant by ours.
    pub ratio: Spread,
    /// Whether this is the best of the peers that are general-purpose executors.
    pub best_general: bool,
}

/// A row for each peer of ours in `samples`, after one for ours alone where it has a goal of its own or
/// no peer; none if ours took no part.
#[must_use]
pub fn rows(samples: &Samples) -> Vec<Row> {
    let Some(ours) = samples.series.iter().find(|one| one.kind == Kind::Ours) else {
        return Vec::new();
    };
    let Some(our_spread) = spread(&ours.figures) else {
        return Vec::new();
    };
    let row = |beside: Option<Beside>, rounds: usize| Row {
        place: samples.place.clone(),
        workload: samples.workload.clone(),
        unit: samples.unit,
        ours: our_spread.median,
        beside,
        rounds,
    };
    let peers = samples.series.iter().filter(|one| one.kind != Kind::Ours);
    let mut beside: Vec<(Beside, usize)> = peers
        .filter_map(|peer| Some((beside(ours, peer)?, peer.figures.len())))
        .collect();
    let general = beside.iter_mut().map(|(one, _)| one);
    if let Some(best) = general
        .filter(|one| one.kind == Kind::General)
        .min_by(|a, b| a.figure.total_cmp(&b.figure))
    {
        best.best_general = true;
    }
    let alone = row(None, ours.figures.len());
    let shows_alone = beside.is_empty() || alone.goal().is_some();
    let beside = beside
        .into_iter()
        .map(|(one, rounds)| row(Some(one), rounds.min(ours.figures.len())));
    shows_alone
        .then_some(alone)
        .into_iter()
        .chain(beside)
        .collect()
}

fn beside(ours: &Series, peer: &Series) -> Option<Beside> {
    let (above, below) = match peer.kind {
        Kind::Variant => (&peer.figures, &ours.figures),
        _ => (&ours.figures, &peer.figures),
    };
    Some(Beside {
        peer: peer.contender.clone(),
        kind: peer.kind,
        figure: spread(&peer.figures)?.median,
        ratio: spread(&ratios(above, below))?,
        best_general: false,
    })
}

impl Row {
    /// The goal of this row, if it has one, and whether it is met.
    #[must_use]
    pub fn goal(&self) -> Option<Goal> {
        goals::goal(self)
    }

    /// As JSON, for the summary.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let (ours, peer) = match self.unit {
            Unit::Nanoseconds => ("ours_ns", "peer_ns"),
            Unit::Bytes => ("ours_bytes", "peer_bytes"),
        };
        let mut row = json!({
            "place": self.place,
            "workload": self.workload,
            "unit": self.unit.name(),
            "peer": null,
            "rounds": self.rounds,
        });
        row[ours] = round(self.ours).into();
        row[peer] = Value::Null;
        row["ratio"] = Value::Null;
        if let Some(beside) = &self.beside {
            row["peer"] = beside.peer.as_str().into();
            row[peer] = round(beside.figure).into();
            row["kind"] = beside.kind.name().into();
            row["ratio"] = round(beside.ratio.median).into();
            row["ratio_p25"] = round(beside.ratio.low).into();
            row["ratio_p75"] = round(beside.ratio.high).into();
            row["best_general"] = beside.best_general.into();
        }
        if let Some(goal) = self.goal() {
            row["goal"] = goal.limit.into();
            row["goal_met"] = goal.met.into();
        }
        row
    }
}

/// To a thousandth: more would be noise.
fn round(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::rows;
    use crate::samples::{Kind, Samples, Series, Unit};

    fn samples(peers: &[(&str, Kind, f64)]) -> Samples {
        let series = |&(contender, kind, figure): &(&str, Kind, f64)| Series {
            contender: contender.into(),
            kind,
            figures: vec![figure; 3],
        };
        Samples {
            place: "native".into(),
            workload: "spawn".into(),
            unit: Unit::Nanoseconds,
            series: peers.iter().map(series).collect(),
        }
    }

    #[test]
    fn the_fastest_general_peer_is_marked_and_embassy_never_is() {
        let rows = rows(&samples(&[
            ("ours", Kind::Ours, 10.0),
            ("slow", Kind::General, 40.0),
            ("fast", Kind::General, 25.0),
            ("embassy", Kind::Embassy, 5.0),
        ]));
        let best: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.beside.as_ref())
            .filter(|beside| beside.best_general)
            .map(|beside| beside.peer.as_str())
            .collect();
        assert_eq!(best, ["fast"]);
        let met = |row: &super::Row| row.goal().map(|goal| goal.met);
        let goals: Vec<Option<bool>> = rows.iter().map(met).collect();
        assert_eq!(goals, [None, Some(true), Some(false)]);
    }

    #[test]
    fn a_variant_is_divided_by_ours() {
        let rows = rows(&samples(&[
            ("ours", Kind::Ours, 10.0),
            ("recording", Kind::Variant, 13.0),
        ]));
        assert_eq!(rows[0].beside.as_ref().unwrap().ratio.median, 1.3);
    }

    #[test]
    fn without_ours_there_is_nothing_to_compare() {
        assert!(rows(&samples(&[("embassy", Kind::Embassy, 5.0)])).is_empty());
    }

    #[test]
    fn without_peers_ours_stands_alone() {
        let rows = rows(&samples(&[("ours", Kind::Ours, 10.0)]));
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].ours, &rows[0].beside), (10.0, &None));
        let json = rows[0].to_json();
        assert!(json["peer"].is_null() && json["ratio"].is_null());
    }

    #[test]
    fn a_row_in_json_has_the_names_that_the_summary_promises() {
        let row = &rows(&samples(&[
            ("ours", Kind::Ours, 10.0),
            ("peer", Kind::General, 40.0),
        ]))[0];
        let json = row.to_json();
        assert_eq!(json["unit"], "ns");
        assert_eq!(json["ours_ns"], 10.0);
        assert_eq!(json["peer_ns"], 40.0);
        assert_eq!(json["ratio"], 0.25);
        assert_eq!(json["goal_met"], true);
    }
}
