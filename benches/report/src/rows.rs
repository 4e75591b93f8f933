//! The rows of the summary: ours beside one peer, in one workload, in one place.

use serde_json::{Value, json};

use crate::samples::{Kind, Samples, Series, Unit};
use crate::statistics::{Spread, ratios, spread};

/// Ours beside one peer.
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
    /// With whom ours is compared.
    pub peer: String,
    /// How it is compared.
    pub kind: Kind,
    /// The peer's median.
    pub peer_figure: f64,
    /// Ours by the peer's, round by round. For a variant of ours it is the variant by ours.
    pub ratio: Spread,
    /// Whether this is the fastest peer that is a general-purpose executor.
    pub best_general: bool,
    /// How many rounds the medians are of.
    pub rounds: usize,
}

/// A row for each peer of ours in `samples`; none if ours took no part.
#[must_use]
pub fn rows(samples: &Samples) -> Vec<Row> {
    let Some(ours) = samples.series.iter().find(|one| one.kind == Kind::Ours) else {
        return Vec::new();
    };
    let Some(our_spread) = spread(&ours.figures) else {
        return Vec::new();
    };
    let row = |peer: &Series| {
        let (above, below) = match peer.kind {
            Kind::Variant => (&peer.figures, &ours.figures),
            _ => (&ours.figures, &peer.figures),
        };
        Some(Row {
            place: samples.place.clone(),
            workload: samples.workload.clone(),
            unit: samples.unit,
            ours: our_spread.median,
            peer: peer.contender.clone(),
            kind: peer.kind,
            peer_figure: spread(&peer.figures)?.median,
            ratio: spread(&ratios(above, below))?,
            best_general: false,
            rounds: peer.figures.len().min(ours.figures.len()),
        })
    };
    let peers = samples.series.iter().filter(|one| one.kind != Kind::Ours);
    let mut rows: Vec<Row> = peers.filter_map(row).collect();
    let general = rows.iter_mut().filter(|row| row.kind == Kind::General);
    if let Some(best) = general.min_by(|a, b| a.peer_figure.total_cmp(&b.peer_figure)) {
        best.best_general = true;
    }
    rows
}

impl Row {
    /// Whether the row keeps to its goal, if it has one: half of the best general-purpose peer, and
    /// no more than Embassy.
    #[must_use]
    pub fn goal(&self) -> Option<bool> {
        match self.kind {
            Kind::General if self.best_general => Some(self.ratio.median <= 0.5),
            Kind::Embassy => Some(self.ratio.median <= 1.0),
            _ => None,
        }
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
            "peer": self.peer,
            "kind": self.kind.name(),
            "ratio": round(self.ratio.median),
            "ratio_p25": round(self.ratio.low),
            "ratio_p75": round(self.ratio.high),
            "best_general": self.best_general,
            "rounds": self.rounds,
        });
        row[ours] = round(self.ours).into();
        row[peer] = round(self.peer_figure).into();
        if let Some(met) = self.goal() {
            row["goal_met"] = met.into();
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
            .filter(|row| row.best_general)
            .map(|row| row.peer.as_str())
            .collect();
        assert_eq!(best, ["fast"]);
        let goals: Vec<Option<bool>> = rows.iter().map(super::Row::goal).collect();
        assert_eq!(goals, [None, Some(true), Some(false)]);
    }

    #[test]
    fn a_variant_is_divided_by_ours() {
        let rows = rows(&samples(&[
            ("ours", Kind::Ours, 10.0),
            ("recording", Kind::Variant, 13.0),
        ]));
        assert_eq!(rows[0].ratio.median, 1.3);
    }

    #[test]
    fn without_ours_there_is_nothing_to_compare() {
        assert!(rows(&samples(&[("embassy", Kind::Embassy, 5.0)])).is_empty());
    }

    #[test]
    fn a_row_in_json_has_the_names_that_the_summary_promises() {
        let row = &rows(&samples(&[
            ("ours", Kind::Ours, 10.0),
            ("peer", Kind::General, 40.0),
        ]))[0];
        let json = row.to_json();
        assert_eq!(json["ours_ns"], 10.0);
        assert_eq!(json["peer_ns"], 40.0);
        assert_eq!(json["ratio"], 0.25);
        assert_eq!(json["goal_met"], true);
    }
}
