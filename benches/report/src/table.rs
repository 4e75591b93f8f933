//! The table in the terminal.

use std::fmt::Write;

use crate::goals::Goal;
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
            let goal = match (&row.beside, row.goal()) {
                (None, Some(goal)) => format!("   {}", told(goal, |limit| figure(limit, row.unit))),
                _ => String::new(),
            };
            let ours = figure(row.ours, row.unit);
            let _ = writeln!(text, "\n{}, {}: {ours}{goal}", row.place, row.workload);
        }
        let Some(beside) = &row.beside else {
            continue;
        };
        let goal = row.goal().map(|goal| told(goal, |limit| limit.to_string()));
        let mark = match beside.kind {
            Kind::General if beside.best_general => "best general ",
            Kind::Variant | Kind::Without => "(of itself) ",
            _ => "",
        };
        let line = format!(
            "  {:<28} {:>12}   ratio {:>6.3}   {:.3}–{:.3}   {mark}{}",
            beside.peer,
            figure(beside.figure, row.unit),
            beside.ratio.median,
            beside.ratio.low,
            beside.ratio.high,
            goal.unwrap_or_default(),
        );
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn told(goal: Goal, limit: impl FnOnce(f64) -> String) -> String {
    let not = if goal.met { "" } else { " NOT" };
    format!("goal {}{not} met", limit(goal.limit))
}

/// A figure with its unit, as short as it can be read.
pub(crate) fn figure(figure: f64, unit: Unit) -> String {
    match (figure, unit) {
        (1e6.., Unit::Bytes) => format!("{:.1} MB", figure / 1e6),
        (0.0..100.0, _) => format!("{figure:.2} {}", unit.name()),
        _ => format!("{figure:.0} {}", unit.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::table;
    use crate::{Kind, Samples, Series, Unit, rows};

    #[test]
    fn what_ours_alone_shall_keep_to_stands_beside_its_figure() {
        let series = |contender: &str, kind, figure| Series {
            contender: contender.into(),
            kind,
            figures: vec![figure],
        };
        let samples = Samples {
            place: "node".into(),
            workload: "memory, 10k parked".into(),
            unit: Unit::Bytes,
            series: vec![
                series("ours", Kind::Ours, 30.0),
                series("peer", Kind::General, 60.0),
            ],
        };
        let text = table(&rows(&samples));
        let lines: Vec<&str> = text.trim().lines().collect();
        let head = "node, memory, 10k parked: 30.00 bytes   goal 24.00 bytes NOT met";
        assert_eq!(lines[0], head);
        assert!(lines[1].contains("ratio  0.500"), "{}", lines[1]);
        assert_eq!(lines.len(), 2);
    }
}
