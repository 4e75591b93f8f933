//! The registry is in order, and each lesson fits the page.

use wakescope::lessons;
use wakescope::trace::VerdictKind;

#[test]
fn the_lessons_are_in_the_order_of_the_series() {
    let ids: Vec<_> = lessons::ALL.iter().map(|lesson| lesson.id).collect();
    assert_eq!(
        ids,
        [
            "cooking",
            "lazy-future",
            "busy-loop",
            "waker",
            "lost-wakeup",
            "many-tasks",
            "policies",
            "timer",
            "channel",
            "oneshot-and-join",
            "mutex",
            "select-and-timeout",
            "deadlock"
        ]
    );
    assert!(lessons::ALL.is_sorted_by_key(|lesson| lesson.chapter));
}

#[test]
fn each_lesson_fits_the_page_and_its_parameters_their_ranges() {
    for lesson in lessons::ALL {
        let lines = lesson.source.lines().count();
        assert!(
            (20..=64).contains(&lines),
            "{} has {lines} lines",
            lesson.id
        );
        for (number, line) in (1..).zip(lesson.source.lines()) {
            assert!(
                line.chars().count() <= 72,
                "{} line {number} is too wide",
                lesson.file
            );
        }
        for param in lesson.params {
            assert!(
                (param.least..=param.greatest).contains(&param.default),
                "{}: {}",
                lesson.id,
                param.name
            );
        }
        assert_eq!(
            lesson.file,
            format!("src/lessons/{}.rs", lesson.id.replace('-', "_"))
        );
        for verdict in lesson.verdicts {
            assert!(
                VerdictKind::ALL.iter().any(|kind| kind.name() == *verdict),
                "{verdict}"
            );
        }
    }
}

#[test]
fn each_lesson_has_prose_of_a_page_in_both_languages() {
    for lesson in lessons::ALL {
        for lang in ["zh-CN", "en"] {
            let path = format!(
                "{}/www/lessons/{}/{lang}.md",
                env!("CARGO_MANIFEST_DIR"),
                lesson.id
            );
            let prose =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(prose.starts_with("# "), "{path} begins with its title");
            assert!(prose.contains("<details>"), "{path} asks for a prediction");
        }
    }
}
