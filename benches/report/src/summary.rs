//! The summary: the rows of all places in one JSON list. Owns which rows give way to new ones.

use serde_json::Value;

/// The rows of `old`, which is a summary or empty, with `new` ones put in: of each place and workload
/// that is measured anew, the old rows go. All other rows stay, whoever wrote them.
///
/// # Errors
/// If `old` is no summary.
pub fn merged(old: &str, new: Vec<Value>) -> Result<String, String> {
    let mut rows = match old.trim() {
        "" => Vec::new(),
        text => match serde_json::from_str(text) {
            Ok(Value::Array(rows)) => rows,
            Ok(_) => return Err("the old summary is no list".into()),
            Err(error) => return Err(format!("the old summary is no JSON: {error}")),
        },
    };
    let subject = |row: &Value| (row["place"].clone(), row["workload"].clone());
    let renewed: Vec<_> = new.iter().map(subject).collect();
    rows.retain(|row| !renewed.contains(&subject(row)));
    rows.extend(new);
    let lines: Vec<String> = rows.iter().map(|row| format!("  {row}")).collect();
    Ok(format!("[\n{}\n]\n", lines.join(",\n")))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::merged;

    fn row(place: &str, workload: &str, ours: u32) -> Value {
        json!({ "place": place, "workload": workload, "ours_ns": ours })
    }

    fn parsed(text: &str) -> Vec<Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_measurement_replaces_its_older_self_and_nothing_else() {
        let old = merged("", vec![row("native", "spawn", 1), row("page", "scrub", 2)]).unwrap();
        let new = merged(&old, vec![row("native", "spawn", 3)]).unwrap();
        let expected = [row("page", "scrub", 2), row("native", "spawn", 3)];
        assert_eq!(parsed(&new), expected);
    }

    #[test]
    fn a_file_that_is_no_summary_is_not_overwritten() {
        assert!(merged("{}", Vec::new()).is_err());
        assert!(merged("half a", Vec::new()).is_err());
    }
}
