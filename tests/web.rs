//! The library in a browser: the same traces as natively, byte for byte, and
//! the boundary as JavaScript sees it. Run by `cargo xtask test wasm`, or by
//! `wasm-pack test --headless --chrome` and `--firefox`.
#![cfg(target_arch = "wasm32")]

mod support;

use js_sys::{Array, JSON, Object, Reflect};
use wakescope::lessons;
use wakescope::web::{Playground, Scout, catalogue, tables};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use support::SplitMix64;
use support::lessons::transcripts;
use support::random_programs;

wasm_bindgen_test_configure!(run_in_browser);

// ---- the same as natively ----

macro_rules! goldens {
    ($($name:literal,)*) => {
        /// The golden transcripts, by name.
        const GOLDENS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("golden/", $name, ".txt"))),)*];
    };
}

goldens! {
    "busy-loop.block_on",
    "busy-loop.busy_loop",
    "busy-loop.queue",
    "channel.busy_loop",
    "channel.queue",
    "cooking.queue",
    "deadlock.queue",
    "lazy-future.block_on",
    "lazy-future.busy_loop",
    "lazy-future.queue",
    "lost-wakeup.busy_loop",
    "lost-wakeup.queue",
    "many-tasks.busy_loop",
    "many-tasks.queue",
    "mutex.busy_loop",
    "mutex.queue",
    "oneshot-and-join.busy_loop",
    "oneshot-and-join.queue",
    "policies.queue",
    "select-and-timeout.busy_loop",
    "select-and-timeout.queue",
    "timer.busy_loop",
    "timer.queue",
    "waker.block_on",
    "waker.busy_loop",
    "waker.queue",
}

/// The first line in which two texts differ.
#[track_caller]
fn same_text(name: &str, found: &str, expected: &str) {
    for (line, (found, expected)) in (1..).zip(found.lines().zip(expected.lines())) {
        assert_eq!(found, expected, "{name}, line {line}");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{name}");
}

#[wasm_bindgen_test]
fn every_lesson_does_in_a_browser_what_it_does_natively() {
    let mut digests = String::new();
    let transcripts = transcripts();
    for (name, transcript, digest) in &transcripts {
        let golden = GOLDENS.iter().find(|(golden, _)| golden == name);
        let (_, golden) = golden.unwrap_or_else(|| panic!("{name} is not in the list above"));
        same_text(name, transcript, golden);
        digests += &format!("{name} {digest:016x}\n");
    }
    assert_eq!(transcripts.len(), GOLDENS.len());
    same_text("digests", &digests, include_str!("golden/digests.txt"));
}

#[wasm_bindgen_test]
fn a_thousand_random_programs_do_in_a_browser_what_they_do_natively() {
    let digests = random_programs::digests();
    same_text("random", &digests, include_str!("golden/random.txt"));
    assert_eq!(digests.lines().count(), 1_000);
}

// ---- the boundary ----

fn json(text: &str) -> JsValue {
    JSON::parse(text).expect("the test's own JSON")
}

fn new(text: &str) -> Playground {
    Playground::new(&json(text)).expect("the spec is in order")
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).expect("an object has fields")
}

/// What an error says, as `code value where: allowed`.
fn words(error: &JsValue) -> String {
    assert!(error.is_instance_of::<js_sys::Error>());
    let message = field(error, "message").as_string().expect("a message");
    assert!(message.len() > 10, "a sentence: {message}");
    let [code, place] = ["code", "where"].map(|name| field(error, name).as_string().unwrap());
    let value = match field(error, "value") {
        value if value.is_undefined() => String::new(),
        value => JSON::stringify(&value).expect("plain data").into(),
    };
    let allowed = Array::from(&field(error, "allowed"));
    format!("{code} {value} at {place}: {}", allowed.join(" "))
}

fn refused(text: &str) -> String {
    words(&Playground::new(&json(text)).err().expect("it is refused"))
}

#[wasm_bindgen_test]
fn a_bad_spec_is_refused_with_what_is_allowed() {
    let lessons: Vec<_> = lessons::ALL.iter().map(|lesson| lesson.id).collect();
    assert_eq!(
        refused(r#"{"lesson": "quantum"}"#),
        format!(
            "unknown-lesson \"quantum\" at lesson: {}",
            lessons.join(" ")
        )
    );
    for (spec, expected) in [
        (
            r#"{"lesson": "channel", "executor": "block_on"}"#,
            r#"unknown-executor "block_on" at executor: queue busy_loop"#,
        ),
        (
            r#"{"lesson": "waker", "policy": "best"}"#,
            r#"unknown-policy "best" at policy: fifo lifo priority random script"#,
        ),
        (
            r#"{"lesson": "waker", "seed": "dice"}"#,
            r#"bad-seed "dice" at seed: 0 18446744073709551615"#,
        ),
        (
            r#"{"lesson": "waker", "seed": -1}"#,
            r#"bad-seed "-1" at seed: 0 18446744073709551615"#,
        ),
        (
            r#"{"lesson": "waker", "seed": 1.5}"#,
            r#"bad-seed "1.5" at seed: 0 18446744073709551615"#,
        ),
        (
            r#"{"lesson": "deadlock", "params": {"forks": 3}}"#,
            r#"unknown-param "forks" at params: delay"#,
        ),
        (
            r#"{"lesson": "deadlock", "params": {"delay": 5000}}"#,
            "bad-param 5000 at delay: 0 1000",
        ),
        (
            r#"{"lesson": "deadlock", "params": {"delay": "long"}}"#,
            r#"bad-type "long" at delay: "#,
        ),
        (
            r#"{"lesson": "waker", "inputs": [{"name": "cancel", "at_ns": 1}]}"#,
            r#"unknown-input "cancel" at inputs: "#,
        ),
        (
            r#"{"lesson": "waker", "decisions": ["main"]}"#,
            r#"bad-type "main" at decisions: "#,
        ),
        (r#"{"lesson": 5}"#, "bad-type 5 at lesson: "),
        ("{}", "bad-type  at lesson: "),
        ("3", "bad-type  at lesson: "),
    ] {
        assert_eq!(refused(spec), expected, "{spec}");
        assert!(Scout::new(&json(spec)).is_err(), "{spec}");
    }
}

#[wasm_bindgen_test]
fn a_script_that_chooses_a_task_that_is_not_ready_halts_the_run_and_says_so() {
    let mut playground = new(r#"{"lesson": "policies", "policy": "script", "decisions": [2, 9]}"#);
    assert!(playground.refusal().is_undefined());
    assert_eq!(playground.run(1_000), 4);
    let said = words(&playground.refusal());
    assert!(said.starts_with("not-ready 9 at decisions[1]: "), "{said}");
}

#[wasm_bindgen_test]
fn an_input_that_the_lesson_does_not_have_is_refused() {
    let mut playground = new(r#"{"lesson": "select-and-timeout"}"#);
    assert!(playground.input("cancel", 0.0).is_ok());
    let error = playground.input("explode", 0.0).unwrap_err();
    assert_eq!(
        words(&error),
        r#"unknown-input "explode" at inputs: cancel"#
    );
    assert!(playground.run(100_000) == 3, "and the run goes on");
}

#[wasm_bindgen_test]
fn a_spec_comes_back_complete_and_is_good_for_the_same_run() {
    let mut first = new(
        r#"{"lesson": "select-and-timeout", "seed": "18446744073709551615",
        "policy": "random", "params": {"far": 20}, "inputs": [{"name": "cancel", "at_ns": 5000000}]}"#,
    );
    let spec: JsValue = first.spec().into();
    let text = String::from(JSON::stringify(&spec).unwrap());
    assert_eq!(
        text,
        "{\"lesson\":\"select-and-timeout\",\"executor\":\"queue\",\"policy\":\"random\",\
         \"seed\":\"18446744073709551615\",\"params\":{\"near\":20,\"far\":20,\"timeout\":25},\
         \"decisions\":[],\"inputs\":[{\"turn\":0,\"at_ns\":5000000,\"name\":\"cancel\"}]}"
    );
    let mut second = Playground::new(&spec).unwrap();
    assert_eq!((first.run(10_000), second.run(10_000)), (3, 3));
    assert_eq!(first.trace_bytes(), second.trace_bytes());
}

#[wasm_bindgen_test]
fn the_catalogue_names_what_a_spec_may_name() {
    let catalogue: JsValue = catalogue().into();
    let list = Array::from(&field(&catalogue, "lessons"));
    assert_eq!(list.length() as usize, lessons::ALL.len());
    for lesson in list.iter() {
        for executor in Array::from(&field(&lesson, "executors")).iter() {
            let spec = Object::new();
            Reflect::set(&spec, &"lesson".into(), &field(&lesson, "id")).unwrap();
            Reflect::set(&spec, &"executor".into(), &executor).unwrap();
            assert!(Playground::new(&spec).is_ok());
        }
    }
    let tables: JsValue = tables().into();
    let kinds = field(&tables, "kinds");
    assert_eq!(field(&kinds, "PollBegin").as_f64(), Some(3.0));
    assert_eq!(Object::keys(kinds.unchecked_ref::<Object>()).length(), 39);
}

// ---- pace, and travel in time ----

/// Every lesson on every executor, as JSON.
fn specs() -> Vec<String> {
    let each = |lesson: &'static lessons::Lesson| {
        let id = lesson.id;
        let executors = lesson.executors.iter().map(|kind| kind.name());
        executors.map(move |name| format!(r#"{{"lesson": "{id}", "executor": "{name}"}}"#))
    };
    lessons::ALL.iter().flat_map(each).collect()
}

#[wasm_bindgen_test]
fn the_pace_does_not_matter_and_a_pressed_button_is_part_of_the_run() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let mut playground = new(spec);
        let buttons = spec.contains("select-and-timeout");
        while playground.status() < 3 {
            match random.below(4) {
                0 | 1 => playground.turn(),
                2 => playground.advance(),
                _ => playground.run(random.below(7) as u32),
            };
            if buttons && random.below(30) == 0 {
                let at = playground.frontier_ns() + random.below(2) as f64 * 2e6;
                playground.input("cancel", at).unwrap();
            }
            if random.below(50) == 0 {
                playground.seek(random.below(200) as f64);
            }
        }
        let mut again = Playground::new(&playground.spec()).unwrap();
        again.run(1_000_000);
        assert!(again.trace_bytes() == playground.trace_bytes(), "{spec}");
    }
}

/// All that can be seen of the state at the cursor.
fn snapshot(playground: &Playground) -> Vec<f64> {
    let count = playground.tasks_at_cursor();
    let [few, some] = [playground.timers(u32::MAX), playground.timers(3)];
    assert_eq!(
        few[..some.len()],
        some,
        "the earliest come first, and in the same order"
    );
    let mut all = vec![
        playground.position(),
        playground.now_ns(),
        f64::from(playground.running_task()),
        f64::from(u8::from(playground.parked())),
        f64::from(playground.inputs_before_cursor()),
        playground.turn_at_cursor(),
    ];
    for ids in [playground.running(), playground.ready()] {
        all.push(f64::NEG_INFINITY);
        all.extend(ids.into_iter().map(f64::from));
    }
    for rows in [
        playground.counters(),
        playground.tasks(0, count),
        playground.timers(u32::MAX),
        playground.resources(),
        playground.holders(),
        playground.waits(),
        playground.verdicts(),
    ] {
        all.push(f64::NEG_INFINITY);
        all.extend(rows);
    }
    all
}

#[wasm_bindgen_test]
fn from_any_step_to_any_other_the_snapshot_is_that_of_a_fresh_run_to_that_step() {
    for (seed, spec) in specs().iter().enumerate() {
        let mut random = SplitMix64::new(seed as u64);
        let mut playground = new(spec);
        assert_eq!(playground.run(1_000_000), 3, "{spec} is over");
        let steps = playground.recorded_steps() as usize;
        for _ in 0..12 {
            let step = random.below(steps + 1) as f64;
            playground.seek(step);
            assert_eq!(playground.position(), step);
            let mut fresh = new(spec);
            fresh.run_until_step(step, 1_000_000);
            fresh.seek(step);
            assert_eq!(snapshot(&playground), snapshot(&fresh), "{spec} at {step}");
        }
        playground.seek(f64::INFINITY);
        assert_eq!(playground.position() as usize, steps);
        playground.seek(-3.0);
        assert_eq!(playground.position(), 0.0);
    }
}

#[wasm_bindgen_test]
fn a_tasks_row_is_what_the_statuses_and_the_page_of_rows_say() {
    let mut playground = new(r#"{"lesson": "many-tasks", "params": {"tasks": 40}}"#);
    playground.run(100);
    playground.seek(100.0);
    let count = playground.tasks_at_cursor();
    let all = playground.tasks(0, count);
    let page = playground.tasks(3, 5);
    assert_eq!(page.len(), 5 * 24);
    assert_eq!(page, all[3 * 24..8 * 24]);
    assert_eq!(playground.statuses_len(), count);
    assert_eq!(
        playground.tasks(count, 9),
        [0.0; 0],
        "past the end there is nothing"
    );
}

#[wasm_bindgen_test]
fn a_scout_counts_the_steps_that_a_playground_records() {
    for spec in &specs() {
        let mut scout = Scout::new(&json(spec)).unwrap();
        while !scout.run(1_000) {}
        let mut playground = new(spec);
        let code = playground.run(u32::MAX);
        assert_eq!(scout.code(), code, "{spec}");
        assert_eq!(scout.steps(), playground.recorded_steps(), "{spec}");
        assert_eq!(scout.end_ns(), playground.frontier_ns(), "{spec}");
    }
}

fn milliseconds() -> f64 {
    let window = web_sys::window().expect("a page");
    window.performance().expect("a clock").now()
}

#[wasm_bindgen_test]
fn a_seek_in_a_million_events_is_quick() {
    let mut playground = new(
        r#"{"lesson": "many-tasks", "executor": "busy_loop", "params": {"tasks": 3000, "delay": 14}}"#,
    );
    playground.run(u32::MAX);
    assert!(playground.event_count() > 1_000_000);
    let steps = playground.recorded_steps() as usize;
    let mut random = SplitMix64::new(1);
    playground.seek(0.0);
    let mut times: Vec<f64> = (0..101)
        .map(|_| {
            let step = random.below(steps) as f64;
            let start = milliseconds();
            playground.seek(step);
            let spent = milliseconds() - start;
            assert_eq!(playground.position(), step);
            spent
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (median, most) = (times[50], times[100]);
    wasm_bindgen_test::console_log!(
        "{} events: median {median:.2} ms, at most {most:.2} ms",
        playground.event_count()
    );
    assert!(median < 16.0, "median {median} ms");
}
