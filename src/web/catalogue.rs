//! What there is to choose from, and what the numbers in events mean.

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::spec::set;
use crate::executor::{ExecutorKind, PolicyKind};
use crate::lessons::{self, Lesson};
use crate::trace::{
    Cause, Effect, Halt, Kind, Outcome, ResourceKind, Side, Status, VerdictKind, WaitKind,
};

fn texts(list: impl IntoIterator<Item = &'static str>) -> Array {
    list.into_iter().map(JsValue::from_str).collect()
}

/// `{executors, policies, lessons}`: what a spec may name.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> Object {
    let object = Object::new();
    set(
        &object,
        "executors",
        texts(ExecutorKind::ALL.map(ExecutorKind::name)),
    );
    set(
        &object,
        "policies",
        texts(PolicyKind::ALL.map(PolicyKind::name)),
    );
    set(
        &object,
        "lessons",
        lessons::ALL.iter().map(lesson).collect::<Array>(),
    );
    object
}

fn lesson(lesson: &Lesson) -> Object {
    let params: Array = lesson
        .params
        .iter()
        .map(|param| {
            let object = Object::new();
            set(&object, "name", param.name);
            set(&object, "unit", param.unit);
            set(&object, "min", param.least as f64);
            set(&object, "max", param.greatest as f64);
            set(&object, "default", param.default as f64);
            object
        })
        .collect();
    let object = Object::new();
    set(&object, "id", lesson.id);
    set(&object, "chapter", lesson.chapter);
    set(&object, "file", lesson.file);
    set(&object, "source", lesson.source);
    set(
        &object,
        "executors",
        texts(lesson.executors.iter().map(|kind| kind.name())),
    );
    set(&object, "policy", lesson.policy.name());
    set(&object, "time_scale", lesson.time_scale);
    set(&object, "params", params);
    set(&object, "inputs", texts(lesson.inputs.iter().copied()));
    set(&object, "verdicts", texts(lesson.verdicts.iter().copied()));
    object
}

/// The names of the numbers in events and rows, by number; `kinds` the other
/// way around, number by name.
#[wasm_bindgen]
#[must_use]
pub fn tables() -> Object {
    let kinds = Object::new();
    for kind in Kind::ALL {
        set(&kinds, kind.name(), *kind as u8);
    }
    let object = Object::new();
    set(&object, "kinds", kinds);
    set(
        &object,
        "outcomes",
        texts(Outcome::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "causes",
        texts(Cause::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "effects",
        texts(Effect::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "resource_kinds",
        texts(ResourceKind::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "wait_kinds",
        texts(WaitKind::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "sides",
        texts(Side::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "verdicts",
        texts(VerdictKind::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "halts",
        texts(Halt::ALL.iter().map(|code| code.name())),
    );
    set(
        &object,
        "statuses",
        texts(Status::ALL.iter().map(|code| code.name())),
    );
    object
}
