//! The table in the terminal.

use std::fmt::Write;

use crate::rows::Row;
use crate::samples::{Kind, Unit};

/// A block for each workload: ours first, then every peer with the ratio of ours to it.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut last = None;
    for row in rows {
        let here = (&row.place, &row.workload);
        if last != Some(here) {
            last = Some(here);
            let _ = writeln!(
                text,
                "\n{}, {}: {}",
                row.place,
                row.workload,
                figure(row.ours, row.unit)
            );
        }
        let mark = match (row.goal(), row.kind) {
            (Some(true), Kind::General) => "best general: goal 0.5 met",
            (Some(false), Kind::General) => "best general: goal 0.5 NOT met",
            (Some(true), _) => "goal 1.0 met",
            (Some(false), _) => "goal 1.0 NOT met",
            (None, Kind::Variant) => "(of itself)",
            (None, _) => "",
        };
        let line = format!(
            "  {:<28} {:>12}   ratio {:>6.3}   {:.3}–{:.3}   {mark}",
            row.peer,
            figure(row.peer_figure, row.unit),
            row.ratio.median,
            row.ratio.low,
            row.ratio.high,
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn figure(figure: f64, unit: Unit) -> String {
    match figure {
        0.0..100.0 => format!("{figure:.2} {}", unit.name()),
        _ => format!("{figure:.0} {}", unit.name()),
    }
}
