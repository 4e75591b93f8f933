//! Golden transcripts: what every lesson does on every executor, step by step,
//! compared with the files in `tests/golden/`. `cargo xtask bless` writes them
//! anew; their diff is to be read.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod support;

use std::fs;
use std::path::PathBuf;

use support::lessons::transcripts;
use support::random_programs;

/// Compares `actual` with the golden file, or writes that when blessing.
fn check(file: &str, actual: &str) -> Result<(), String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(file);
    if std::env::var_os("WAKESCOPE_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder"))
            .expect("tests/ can be written");
        fs::write(&path, actual).expect("tests/golden/ can be written");
        return Ok(());
    }
    let golden = fs::read_to_string(&path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if golden == actual {
        Ok(())
    } else {
        Err(first_difference(file, &golden, actual))
    }
}

/// Where two texts begin to differ, with the lines around it.
fn first_difference(file: &str, golden: &str, actual: &str) -> String {
    let (golden, actual): (Vec<_>, Vec<_>) = (golden.lines().collect(), actual.lines().collect());
    let same = golden
        .iter()
        .zip(&actual)
        .take_while(|(golden, actual)| golden == actual)
        .count();
    let from = same.saturating_sub(3);
    let mut text = format!("tests/golden/{file} differs from line {}:\n", same + 1);
    let lines = |lines: &[&str], from: usize, mark: char| {
        let lines = lines
            .iter()
            .skip(from)
            .take(if mark == ' ' { same - from } else { 4 });
        lines
            .map(|line| format!("  {mark} {line}\n"))
            .collect::<String>()
    };
    text += &lines(&actual, from, ' ');
    text += &lines(&golden, same, '-');
    text += &lines(&actual, same, '+');
    text
}

fn report(problems: Vec<String>) {
    assert!(
        problems.is_empty(),
        "\n{}\nIf this is as it should be: cargo xtask bless, and read the diff.",
        problems.join("\n")
    );
}

#[test]
#[cfg_attr(miri, ignore = "it reads files")]
fn every_lesson_does_what_its_transcript_says() {
    let mut digests = String::new();
    let mut problems = Vec::new();
    for (name, transcript, digest) in transcripts() {
        problems.extend(check(&format!("{name}.txt"), &transcript).err());
        digests += &format!("{name} {digest:016x}\n");
    }
    problems.extend(check("digests.txt", &digests).err());
    report(problems);
}

#[test]
#[cfg_attr(miri, ignore = "it reads files")]
fn a_thousand_random_programs_run_as_they_did() {
    report(
        check("random.txt", &random_programs::digests())
            .err()
            .into_iter()
            .collect(),
    );
}
