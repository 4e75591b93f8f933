//! What a place measured, as it is handed from the programs that measure to the one that reports.

use serde_json::{Value, json};

/// How a contender is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Wakescope as it ships.
    Ours,
    /// Wakescope doing more than usual, compared with itself.
    Variant,
    /// Wakescope without a part of it: what the part costs when it is not used.
    Without,
    /// An executor that spawns what it is given, when it is given.
    General,
    /// Embassy: tasks that are declared beforehand and never freed.
    Embassy,
    /// The promises of JavaScript: no executor at all.
    Promises,
}

impl Kind {
    const ALL: [Kind; 6] = [
        Kind::Ours,
        Kind::Variant,
        Kind::Without,
        Kind::General,
        Kind::Embassy,
        Kind::Promises,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ours => "ours",
            Kind::Variant => "variant",
            Kind::Without => "without",
            Kind::General => "general",
            Kind::Embassy => "embassy",
            Kind::Promises => "promises",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What the figures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds for one item of the workload.
    Nanoseconds,
    /// Bytes for one item of the workload.
    Bytes,
}

impl Unit {
    /// Its name in files and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Unit::Nanoseconds => "ns",
            Unit::Bytes => "bytes",
        }
    }

    /// The unit of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Unit> {
        [Unit::Nanoseconds, Unit::Bytes]
            .into_iter()
            .find(|unit| unit.name() == name)
    }
}

/// The figures of one contender, one a round.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Who it is.
    pub contender: String,
    /// How it is compared.
    pub kind: Kind,
    /// One figure for each round.
    pub figures: Vec<f64>,
}

/// All that was measured of one workload in one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// Where: `native`, `node`, `chromium`.
    pub place: String,
    /// Which workload.
    pub workload: String,
    /// What the figures count.
    pub unit: Unit,
    /// Every contender that can do the workload, ours among them.
    pub series: Vec<Series>,
}

impl Samples {
    /// As JSON, for a file of samples.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let series: Vec<Value> = self
            .series
            .iter()
            .map(|series| {
                json!({
                    "contender": series.contender,
                    "kind": series.kind.name(),
                    "figures": series.figures,
                })
            })
            .collect();
        json!({
            "place": self.place,
            "workload": self.workload,
            "unit": self.unit.name(),
            "series": series,
        })
    }

    /// From what [`Samples::to_json`] made; `None` if it is something else.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Samples> {
        let series = value["series"].as_array()?.iter().map(|series| {
            Some(Series {
                contender: series["contender"].as_str()?.into(),
                kind: Kind::named(series["kind"].as_str()?)?,
                figures: (series["figures"].as_array()?.iter())
                    .map(Value::as_f64)
                    .collect::<Option<_>>()?,
            })
        });
        Some(Samples {
            place: value["place"].as_str()?.into(),
            workload: value["workload"].as_str()?.into(),
            unit: Unit::named(value["unit"].as_str()?)?,
            series: series.collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Samples, Series, Unit};

    #[test]
    fn samples_survive_the_way_through_a_file() {
        let samples = Samples {
            place: "node".into(),
            workload: "yield 1 × 1M".into(),
            unit: Unit::Nanoseconds,
            series: vec![Series {
                contender: "wakescope".into(),
                kind: Kind::Ours,
                figures: vec![1.5, 2.25],
            }],
        };
        let text = samples.to_json().to_string();
        let read = serde_json::from_str(&text).unwrap();
        assert_eq!(Samples::from_json(&read), Some(samples));
    }

    #[test]
    fn what_is_not_samples_is_not_taken_for_them() {
        let other = serde_json::json!({ "place": "node", "workload": 3 });
        assert_eq!(Samples::from_json(&other), None);
    }
}
