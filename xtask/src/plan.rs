//! A list of steps, run in order, each announced and timed.

use std::time::{Duration, Instant};

use anyhow::Result;

type Work<'a> = Box<dyn FnOnce() -> Result<()> + 'a>;

/// Steps to come. Owns their order and their announcement; what they do is theirs.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    steps: Vec<(String, Work<'a>)>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a step; `what` reads as "\[2/6\] installing …".
    pub(crate) fn step(&mut self, what: impl Into<String>, work: impl FnOnce() -> Result<()> + 'a) {
        self.steps.push((what.into(), Box::new(work)));
    }

    /// Runs the steps up to the first that fails.
    pub(crate) fn run(self) -> Result<()> {
        let total = self.steps.len();
        for (index, (what, work)) in self.steps.into_iter().enumerate() {
            println!("[{}/{total}] {what}", index + 1);
            let start = Instant::now();
            work()?;
            println!(
                "[{}/{total}] done in {}",
                index + 1,
                seconds(start.elapsed())
            );
        }
        Ok(())
    }
}

/// "0.4 s", "12.0 s", "3 min 05 s".
pub(crate) fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}
