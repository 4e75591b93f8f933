//! Counts of tests: read from what the runners print, summed up for the last line.

use std::time::Duration;

use crate::plan::seconds;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counts {
    /// Adds up the lines "test result: ok. 3 passed; 0 failed; 1 ignored; …" of Rust's runners.
    pub(crate) fn of_rust(output: &str) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            let Some((_, result)) = line.split_once("test result: ") else {
                continue;
            };
            counts.passed += number_before(result, " passed;");
            counts.failed += number_before(result, " failed;");
            counts.skipped += number_before(result, " ignored;");
        }
        counts
    }

    /// Reads the report that Vitest writes as JSON.
    pub(crate) fn of_vitest(report: &str) -> Self {
        Self {
            passed: number_after(report, "\"numPassedTests\":"),
            failed: number_after(report, "\"numFailedTests\":"),
            skipped: number_after(report, "\"numPendingTests\":")
                + number_after(report, "\"numTodoTests\":"),
        }
    }
}

fn number_before(text: &str, mark: &str) -> u64 {
    let before = text.split(mark).next().unwrap_or_default();
    let digits = before
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    digits.parse().unwrap_or(0)
}

fn number_after(text: &str, mark: &str) -> u64 {
    let after = text
        .split_once(mark)
        .map_or("", |(_, after)| after)
        .trim_start();
    let digits = after
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// How one part of the tests went.
pub(crate) struct Row {
    pub(crate) part: String,
    pub(crate) counts: Counts,
    pub(crate) time: Duration,
    /// Why the part failed, if it did.
    pub(crate) failure: Option<String>,
}

impl Row {
    /// A part that fell over without a failed test to show for it counts as one failure: no line
    /// that says "0 failed" may hide it. So does a part in which no test ran.
    pub(crate) fn of_tests(
        part: impl Into<String>,
        mut counts: Counts,
        time: Duration,
        mut failure: Option<String>,
    ) -> Self {
        if failure.is_none() && counts.failed > 0 {
            failure = Some("tests failed".into());
        }
        if failure.is_none() && counts.passed == 0 {
            failure = Some("no test ran".into());
        }
        if failure.is_some() {
            counts.failed = counts.failed.max(1);
        }
        Self {
            part: part.into(),
            counts,
            time,
            failure,
        }
    }

    /// A part whose tests could not be run; says so at once.
    pub(crate) fn broken(part: impl Into<String>, time: Duration, error: &anyhow::Error) -> Self {
        eprintln!("error: {error:#}");
        Self::of_tests(part, Counts::default(), time, Some(format!("{error:#}")))
    }

    /// The same tests run several times: each counts once, and passes if it always does.
    pub(crate) fn of_repeats(part: &str, runs: impl Iterator<Item = Self>) -> Self {
        let runs: Vec<Self> = runs.collect();
        let counts = Counts {
            passed: runs.iter().map(|run| run.counts.passed).min().unwrap_or(0),
            failed: runs.iter().map(|run| run.counts.failed).max().unwrap_or(0),
            skipped: runs.iter().map(|run| run.counts.skipped).max().unwrap_or(0),
        };
        let time = runs.iter().map(|run| run.time).sum();
        let failure = runs.into_iter().find_map(|run| run.failure);
        Self::of_tests(part, counts, time, failure)
    }

    /// A part without tests: it counts only if it fails.
    pub(crate) fn of_lints(time: Duration, failure: Option<String>) -> Self {
        let counts = Counts {
            failed: failure.is_some().into(),
            ..Counts::default()
        };
        Self {
            part: "lint".into(),
            counts,
            time,
            failure,
        }
    }
}

/// The table of parts; its very last line is "N passed, M failed".
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<16} {:>7} {:>7} {:>8} {:>13}\n",
        "part", "passed", "failed", "skipped", "time"
    );
    let mut sum = Counts::default();
    for Row {
        part,
        counts,
        time,
        failure,
    } in rows
    {
        sum.passed += counts.passed;
        sum.failed += counts.failed;
        text += &format!(
            "{part:<16} {:>7} {:>7} {:>8} {:>13}  {}\n",
            counts.passed,
            counts.failed,
            counts.skipped,
            seconds(*time),
            failure.as_deref().unwrap_or("ok"),
        );
    }
    text + &format!("\n{} passed, {} failed", sum.passed, sum.failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_results_add_up_over_all_binaries() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
            test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out\n";
        assert_eq!(
            Counts::of_rust(output),
            Counts {
                passed: 15,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn a_vitest_report_is_read() {
        let report = r#"{"numTotalTestSuites":2,"numTotalTests":9,"numPassedTests":7,"numFailedTests":1,"numPendingTests":1,"numTodoTests":0}"#;
        assert_eq!(
            Counts::of_vitest(report),
            Counts {
                passed: 7,
                failed: 1,
                skipped: 1
            }
        );
    }

    #[test]
    fn a_part_that_breaks_counts_as_a_failure() {
        let broken = Row::of_tests("wasm", Counts::default(), Duration::ZERO, Some("no".into()));
        assert_eq!(broken.counts.failed, 1);
        let empty = Row::of_tests("wasm", Counts::default(), Duration::ZERO, None);
        assert_eq!(empty.failure.as_deref(), Some("no test ran"));
    }

    #[test]
    fn the_table_ends_with_the_sum() {
        let counts = Counts {
            passed: 4,
            failed: 0,
            skipped: 0,
        };
        let rows = [
            Row::of_lints(Duration::ZERO, None),
            Row::of_tests("native", counts, Duration::ZERO, None),
            Row::of_tests("www", counts, Duration::ZERO, None),
        ];
        assert_eq!(table(&rows).lines().last(), Some("8 passed, 0 failed"));
    }
}
