//! The page of results, `benches/README.md`: the rows of a summary as Markdown, under words that say
//! what was measured and how. Owns neither the figures nor the facts about the machine.

use std::fmt::Write;

use serde_json::Value;

const HEAD: &str = include_str!("page.md");

/// The tables of one place, and what they are headed by.
const PLACES: [(&str, &str); 4] = [
    ("native", "Native"),
    ("threads", "Native, in a process of two threads"),
    ("node", "wasm in Node"),
    ("chromium", "wasm in headless Chromium"),
];

/// The page: facts about the machine and the peers by name, and the rows of a summary.
#[must_use]
pub fn page(facts: &[(String, String)], peers: &[[String; 3]], rows: &[Value]) -> String {
    let mut machine = String::from("| | |\n|---|---|\n");
    for (name, fact) in facts {
        let _ = writeln!(machine, "| {name} | {fact} |");
    }
    let mut versions = String::from("| peer | version | licence |\n|---|---|---|\n");
    for [name, version, licence] in peers {
        let _ = writeln!(versions, "| {name} | {version} | {licence} |");
    }
    let mut text = HEAD
        .replace("{machine}\n", &machine)
        .replace("{peers}\n", &versions)
        .replace("{goals}\n", &goals(rows));
    for (place, title) in PLACES {
        let here: Vec<&Value> = rows.iter().filter(|row| row["place"] == place).collect();
        if !here.is_empty() {
            let _ = write!(text, "\n## {title}\n\n{}", tables(&here));
        }
    }
    let other = |row: &&Value| PLACES.iter().all(|(place, _)| row["place"] != *place);
    let other: Vec<&Value> = rows.iter().filter(other).collect();
    if !other.is_empty() {
        let _ = write!(text, "\n## The page\n\n{}", alone(&other));
    }
    text
}

/// How many goals are met, and those that are not.
fn goals(rows: &[Value]) -> String {
    let with_goal: Vec<&Value> = rows.iter().filter(|row| row["goal"].is_number()).collect();
    let missed: Vec<&&Value> = with_goal
        .iter()
        .filter(|row| row["goal_met"] != true)
        .collect();
    let met = with_goal.len() - missed.len();
    let mut text = format!("{met} of {} goals are met.\n", with_goal.len());
    if missed.is_empty() {
        return text;
    }
    text +=
        "These are not:\n\n| place | workload | beside | figure | goal |\n|---|---|---|---|---|\n";
    for row in missed {
        let (beside, figure, goal) = match row["peer"].as_str() {
            Some(peer) => (peer, ratio(&row["ratio"]), ratio(&row["goal"])),
            None => ("alone", with_unit(row, "ours"), of_unit(row, &row["goal"])),
        };
        let (place, workload) = (word(&row["place"]), word(&row["workload"]));
        let _ = writeln!(
            text,
            "| {place} | {workload} | {beside} | {figure} | {goal} |"
        );
    }
    text
}

fn tables(rows: &[&Value]) -> String {
    let of = |kind: &str| -> Vec<&Value> {
        let here = rows.iter().copied();
        here.filter(|row| row["kind"] == kind).collect()
    };
    let best = |row: &&&Value| row["best_general"] == true;
    let (embassy, promises) = (of("embassy"), of("promises"));
    let mut text = String::from(
        "| workload | ours | best general peer | ratio | goal | Embassy | ratio | goal |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for workload in workloads(rows) {
        let here = |row: &&&Value| word(&row["workload"]) == workload;
        let ours = rows.iter().find(here).map(|row| with_unit(row, "ours"));
        let _ = write!(text, "| {workload} | {} ", ours.unwrap_or_default());
        let general = rows.iter().filter(here).find(best).copied();
        for (row, named) in [(general, true), (embassy.iter().find(here).copied(), false)] {
            let name = match row {
                Some(row) if named => format!("{}, ", word(&row["peer"])),
                _ => String::new(),
            };
            let cells = row.map(|row| {
                format!(
                    "{name}{} | {} | {}",
                    with_unit(row, "peer"),
                    spread(row),
                    goal(row)
                )
            });
            let _ = write!(text, "| {} ", cells.unwrap_or("– | – | –".into()));
        }
        text += "|\n";
    }
    let alone_rows: Vec<&Value> = rows
        .iter()
        .copied()
        .filter(|row| row["peer"].is_null())
        .collect();
    if !alone_rows.is_empty() {
        let _ = write!(
            text,
            "\nOurs alone, without a peer to compare with or with a goal of its own:\n\n{}",
            alone(&alone_rows)
        );
    }
    let mut variants = of("without");
    variants.extend(of("variant"));
    if !variants.is_empty() {
        text += "\nWhat tracing costs: in the build but off, beside a build without it; and on, beside off.\n\n\
                 | workload | beside | figure | ratio | goal |\n|---|---|---|---|---|\n";
        for row in variants {
            let (workload, peer) = (word(&row["workload"]), word(&row["peer"]));
            let figure = with_unit(row, "peer");
            let _ = writeln!(
                text,
                "| {workload} | {peer} | {figure} | {} | {} |",
                spread(row),
                goal(row)
            );
        }
    }
    let _ = write!(text, "\nEveryone:\n\n{}", everyone(rows, &promises));
    text
}

/// One column a peer.
fn everyone(rows: &[&Value], promises: &[&Value]) -> String {
    let mut peers: Vec<&str> = Vec::new();
    for row in rows
        .iter()
        .filter(|row| matches!(word(&row["kind"]), "general" | "embassy"))
    {
        if !peers.contains(&word(&row["peer"])) {
            peers.push(word(&row["peer"]));
        }
    }
    if let Some(row) = promises.first() {
        peers.push(word(&row["peer"]));
    }
    let mut text = format!("| workload | wakescope | {} |\n", peers.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(peers.len()));
    for workload in workloads(rows) {
        let here: Vec<&&Value> = (rows.iter())
            .filter(|row| word(&row["workload"]) == workload)
            .collect();
        let ours = here.first().map(|row| with_unit(row, "ours"));
        let _ = write!(text, "| {workload} | {} ", ours.unwrap_or_default());
        for peer in &peers {
            let row = here.iter().find(|row| word(&row["peer"]) == *peer);
            let figure = row.map(|row| with_unit(row, "peer"));
            let _ = write!(text, "| {} ", figure.unwrap_or("–".into()));
        }
        text += "|\n";
    }
    text
}

fn alone(rows: &[&Value]) -> String {
    let mut text = String::from("| what | ours | goal |\n|---|---|---|\n");
    for row in rows {
        let goal = match row["goal"].is_number() {
            true => format!("{}: {}", of_unit(row, &row["goal"]), met(row)),
            false => "–".into(),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {goal} |",
            word(&row["workload"]),
            with_unit(row, "ours")
        );
    }
    text
}

/// Each workload once, in order.
fn workloads<'a>(rows: &[&'a Value]) -> Vec<&'a str> {
    let mut names = Vec::new();
    for row in rows {
        let name = word(&row["workload"]);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("–")
}

fn ratio(value: &Value) -> String {
    value
        .as_f64()
        .map_or("–".into(), |ratio| format!("{ratio:.2}"))
}

fn spread(row: &Value) -> String {
    let quartiles = format!("{}–{}", ratio(&row["ratio_p25"]), ratio(&row["ratio_p75"]));
    format!("**{}** ({quartiles})", ratio(&row["ratio"]))
}

fn goal(row: &Value) -> String {
    match row["goal"].is_number() {
        true => format!("{}: {}", ratio(&row["goal"]), met(row)),
        false => "–".into(),
    }
}

fn met(row: &Value) -> &'static str {
    if row["goal_met"] == true {
        "met"
    } else {
        "**not met**"
    }
}

/// The figure of "ours" or of the "peer", with its unit.
fn with_unit(row: &Value, whose: &str) -> String {
    of_unit(row, &row[format!("{whose}_{}", word(&row["unit"]))])
}

fn of_unit(row: &Value, figure: &Value) -> String {
    let Some(figure) = figure.as_f64() else {
        return "–".into();
    };
    match (figure, word(&row["unit"])) {
        (1e6.., "bytes") => format!("{:.0} MB", figure / 1e6),
        (1e6.., "ns") => format!("{:.1} ms", figure / 1e6),
        (_, "share") => format!("{:.1} %", figure * 100.0),
        (..10.0, unit) => format!("{figure:.2} {unit}"),
        (..100.0, unit) => format!("{figure:.1} {unit}"),
        (_, unit) => format!("{figure:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::page;

    fn text(rows: &[Value]) -> String {
        let facts = [("date".to_owned(), "2030-01-02".to_owned())];
        let peers = [["tokio", "1.2", "MIT"].map(str::to_owned)];
        page(&facts, &peers, rows)
    }

    #[test]
    fn a_goal_that_is_not_met_is_told_before_the_tables() {
        let text = text(&[
            json!({ "place": "native", "workload": "spawn", "unit": "ns", "ours_ns": 5.0,
                    "peer": "tokio", "kind": "general", "peer_ns": 20.0, "ratio": 0.25,
                    "ratio_p25": 0.2, "ratio_p75": 0.3, "best_general": true, "goal": 0.5,
                    "goal_met": true }),
            json!({ "place": "node", "workload": "memory", "unit": "bytes", "ours_bytes": 30.0,
                    "peer": null, "goal": 24.0, "goal_met": false }),
        ]);
        assert!(text.contains("1 of 2 goals are met."), "{text}");
        assert!(text.contains("| node | memory | alone | 30.0 bytes | 24.0 bytes |"));
        assert!(text.contains("tokio, 20.0 ns | **0.25** (0.20–0.30) | 0.50: met"));
        assert!(text.contains("| date | 2030-01-02 |"));
        assert!(text.contains("| tokio | 1.2 | MIT |"));
        assert!(!text.contains('{'), "every place is filled: {text}");
    }

    #[test]
    fn rows_of_a_place_that_others_measure_are_shown_as_they_are() {
        let row = json!({ "place": "page", "workload": "frame p95", "unit": "ms", "ours_ms": 9.5,
                          "peer": null });
        assert!(text(&[row]).contains("| frame p95 | 9.50 ms | – |"));
    }
}
