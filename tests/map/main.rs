//! Who may import whom, as tables, and a check that holds every source file to
//! them. The tables are those of `src/lib.rs` and of the page's folders.
#![cfg(not(target_arch = "wasm32"))] // `web` is what runs in browsers.

mod js;
mod rust;

use std::fs;
use std::path::{Path, PathBuf};

/// The crate's modules, and those that each may name beside itself.
const MODULES: &[(&str, &[&str])] = &[
    ("task", &[]),
    ("trace", &[]),
    ("executor", &["task", "trace"]),
    ("time", &["task", "trace"]),
    ("sync", &["task", "trace"]),
    ("future", &["task", "trace"]),
    ("lessons", &["executor", "time", "sync", "future"]),
    (
        "run",
        &[
            "task", "trace", "executor", "time", "sync", "future", "lessons",
        ],
    ),
    (
        "web",
        &[
            "task", "trace", "executor", "time", "sync", "future", "lessons", "run",
        ],
    ),
];

/// The macros at the crate's root, and the module that each belongs to.
const MACROS: &[(&str, &str)] = &[
    ("log", "executor"),
    ("join", "future"),
    ("try_join", "future"),
    ("select", "future"),
];

/// Names that only one folder of `src` may have, and why.
const RESERVED: &[(&[&str], &str, &str)] = &[
    (
        &["unsafe", "unsafe_code"],
        "task",
        "unsafe code lives in src/task alone",
    ),
    (
        &["wasm_bindgen", "js_sys", "web_sys"],
        "web",
        "only src/web knows the browser",
    ),
    (
        &["HashMap", "HashSet", "RandomState", "SystemTime"],
        "",
        "its order or value differs from run to run",
    ),
];

/// The folders of `www` that import nothing but each other.
const PURE: &[&str] = &["model", "render", "i18n"];

/// The one module of `www` that imports the wasm package, and what that is.
const ENGINE: (&str, &str) = ("engine.js", "pkg/");

/// What is wrong with a file of `src`; `path` is from there.
fn check_rust(path: &str, source: &str) -> Vec<String> {
    let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let module: Vec<&str> = stem.split('/').collect();
    let own = module[0];
    if own == "lib" {
        return Vec::new();
    }
    let tokens = rust::tokens(source);
    let mut wrong = Vec::new();
    let Some((_, may)) = MODULES.iter().find(|(name, _)| *name == own) else {
        return vec![format!("src/{path}: the module `{own}` is in no table")];
    };
    for rust::Named { path: named, line } in rust::named(&module, &tokens) {
        let first = named.first().map_or("", String::as_str);
        let of_macro = MACROS.iter().find(|(name, _)| *name == first);
        let target = of_macro.map_or(first, |(_, module)| *module);
        if target == own || may.contains(&target) {
            continue;
        }
        wrong.push(match target {
            "" | "*" => format!("src/{path}:{line}: names the whole crate"),
            _ => format!("src/{path}:{line}: `{own}` may not import `{target}`"),
        });
    }
    for (names, folder, why) in RESERVED {
        let named = tokens
            .iter()
            .filter(|token| names.contains(&token.text.as_str()));
        for token in named.filter(|_| own != *folder) {
            let rust::Token { text, line } = token;
            wrong.push(format!("src/{path}:{line}: `{text}`: {why}"));
        }
    }
    wrong
}

/// What is wrong with a module of the page; `path` is from `www`.
fn check_js(path: &str, source: &str) -> Vec<String> {
    let found = js::texts(source);
    let folder = path.split_once('/').map_or("", |(folder, _)| folder);
    let mut wrong = Vec::new();
    if path != ENGINE.0 {
        for (text, line) in &found.texts {
            if text.contains(ENGINE.1) {
                wrong.push(format!(
                    "www/{path}:{line}: only {} imports the wasm package",
                    ENGINE.0
                ));
            }
        }
        for line in &found.unknown {
            wrong.push(format!(
                "www/{path}:{line}: imports what is not written out"
            ));
        }
    }
    if PURE.contains(&folder) {
        for (from, line) in &found.imports {
            let target = resolve(path, from);
            let inside = target.is_some_and(|target| {
                let folder = target.split_once('/').map_or("", |(folder, _)| folder);
                PURE.contains(&folder)
            });
            if !inside {
                wrong.push(format!(
                    "www/{path}:{line}: `{folder}` may not import {from}"
                ));
            }
        }
    }
    wrong
}

/// The path, from `www`, that a relative import in `path` leads to.
fn resolve(path: &str, from: &str) -> Option<String> {
    if !from.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The files with this ending under `folder` of the repository, by their paths
/// from there, and their texts.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("its entries too").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                let text = fs::read_to_string(&path).expect("the file is text");
                found.push((from(&root, &path), text));
            }
        }
    }
    found.sort();
    found
}

fn from(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).expect("it was found there");
    path.to_string_lossy().replace('\\', "/")
}

#[track_caller]
fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_crate_imports_only_what_its_table_says() {
    let files = files("src", "rs");
    assert!(files.len() > 50, "the crate is there");
    report(
        files
            .iter()
            .flat_map(|(path, text)| check_rust(path, text))
            .collect(),
    );
}

#[test]
fn every_folder_of_the_page_imports_only_what_it_may() {
    let mut files = files("www", "js");
    files.retain(|(path, _)| !path.starts_with("pkg/") && !path.starts_with("test/"));
    assert!(files.iter().any(|(path, _)| path == ENGINE.0));
    report(
        files
            .iter()
            .flat_map(|(path, text)| check_js(path, text))
            .collect(),
    );
}

#[test]
fn the_table_is_the_one_of_the_crates_documentation() {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).unwrap();
    for (module, may) in MODULES {
        let row = text.lines().find(|line| {
            let first = line.split('|').nth(1);
            first.is_some_and(|names| names.contains(&format!("`{module}`")))
        });
        let row = row.unwrap_or_else(|| panic!("no row for `{module}`"));
        let imports = row.split('|').nth(2).expect("a second column");
        if !imports.contains('`') {
            continue; // In words: std, all of these, everything.
        }
        for (other, _) in MODULES {
            let listed = imports.contains(&format!("`{other}`"));
            assert_eq!(listed, may.contains(other), "{module} and {other}: {row}");
        }
    }
}

// ---- planted violations ----

#[track_caller]
fn planted(path: &str, source: &str, expected: &[&str]) {
    let wrong = if path.ends_with(".rs") {
        check_rust(path, source)
    } else {
        check_js(path, source)
    };
    assert_eq!(wrong, expected);
}

#[test]
fn a_violation_planted_in_rust_is_found_however_it_is_written() {
    for source in [
        "use crate::web::Playground;",
        "use crate::{trace as t, web::{Playground as P}};",
        "use super::super::web;",
        "fn f() { crate::web::start() }",
        "macro_rules! m { () => { $crate::web::start() }; }",
        "pub use super::{super::web as page};",
    ] {
        planted(
            "executor/queue.rs",
            source,
            &["src/executor/queue.rs:1: `executor` may not import `web`"],
        );
    }
    let plant = |path, import: &str| check_rust(path, &format!("use crate::{import};")).len();
    for (path, import) in [
        ("task/raw.rs", "trace::Kind"),
        ("trace/state.rs", "task::Task"),
        ("time/clock.rs", "executor::spawn"),
        ("sync/mutex.rs", "time::sleep"),
        ("future/join.rs", "run::to_end"),
        ("lessons/timer.rs", "trace::Kind"),
        ("lessons/mod.rs", "run::Run"),
        ("run/mod.rs", "web::Playground"),
        ("trace/mod.rs", "log"),
        ("sync/mod.rs", "select"),
        ("nowhere/mod.rs", "task"),
    ] {
        assert_eq!(plant(path, import), 1, "{path} imports {import}");
    }
    for (path, import) in [
        ("task/raw.rs", "task::state"),
        ("executor/join.rs", "{task::Task, trace}"),
        ("lessons/timer.rs", "{join, log, select, sync::mpsc}"),
        ("run/mod.rs", "{lessons, executor, log}"),
        ("web/mod.rs", "{run, trace, lessons}"),
    ] {
        assert_eq!(plant(path, import), 0, "{path} imports {import}");
    }
}

#[test]
fn to_name_the_whole_crate_is_a_way_around_the_table_and_found() {
    let expected = &["src/sync/mutex.rs:2: names the whole crate"];
    planted("sync/mutex.rs", "\nuse crate as all;", expected);
    planted("sync/mutex.rs", "\nuse crate::*;", expected);
    planted(
        "sync/mutex.rs",
        "\nuse super::super::{self as all};",
        expected,
    );
}

#[test]
fn unsafe_code_and_the_browser_are_found_outside_their_folders() {
    planted(
        "sync/mutex.rs",
        "#![allow(unsafe_code)]\nfn f() { unsafe { g() } }",
        &[
            "src/sync/mutex.rs:1: `unsafe_code`: unsafe code lives in src/task alone",
            "src/sync/mutex.rs:2: `unsafe`: unsafe code lives in src/task alone",
        ],
    );
    planted("task/raw.rs", "unsafe fn f() {} // unsafe", &[]);
    planted(
        "run/mod.rs",
        "use wasm_bindgen::JsValue;\nfn now() { js_sys::Date::now() }",
        &[
            "src/run/mod.rs:1: `wasm_bindgen`: only src/web knows the browser",
            "src/run/mod.rs:2: `js_sys`: only src/web knows the browser",
        ],
    );
    planted("web/mod.rs", "use wasm_bindgen::JsValue;", &[]);
    planted(
        "run/mod.rs",
        "//! wasm_bindgen is not for us\n\"unsafe\"",
        &[],
    );
    planted(
        "trace/state.rs",
        "use std::collections::HashMap;",
        &["src/trace/state.rs:1: `HashMap`: its order or value differs from run to run"],
    );
}

#[test]
fn a_violation_planted_in_the_page_is_found() {
    let engine = "only engine.js imports the wasm package";
    for source in [
        "import init from './pkg/wakescope.js';",
        "const glue = await import('./pkg/wakescope.js');",
        "const url = new URL('./pkg/wakescope_bg.wasm', import.meta.url);",
        "export * from \"./pkg/wakescope.js\";",
    ] {
        planted(
            "session.js",
            source,
            &[&format!("www/session.js:1: {engine}")],
        );
        planted("engine.js", source, &[]);
    }
    planted(
        "session.js",
        "\nawait import(where);",
        &["www/session.js:2: imports what is not written out"],
    );
    planted(
        "model/stage.js",
        "import { html } from 'lit';\nimport '../session.js';\nimport './events.js';",
        &[
            "www/model/stage.js:1: `model` may not import lit",
            "www/model/stage.js:2: `model` may not import ../session.js",
        ],
    );
    planted(
        "render/deep/paint.js",
        "import '../../model/stage.js';\nimport '../../elements/ws-stage.js';",
        &["www/render/deep/paint.js:2: `render` may not import ../../elements/ws-stage.js"],
    );
    planted(
        "elements/ws-stage.js",
        "import '../render/frame.js';\nimport 'lit';",
        &[],
    );
    planted(
        "i18n/index.js",
        "/** @type {import('../session.js').Session} */",
        &[],
    );
}
