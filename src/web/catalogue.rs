//! What there is to choose from, and what the numbers in events mean.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::texts;
use super::spec::set;
use crate::executor::{ExecutorKind, PolicyKind};
use crate::lessons::{self, Lesson};
use crate::trace::{
    Cause, Effect, Halt, Kind, Outcome, ResourceKind, Side, Status, VerdictKind, WaitKind,
};

/// `{executors, policies, lessons}`: what a spec may name.
#[wasm_bindgen]
#[must_use]
pub fn catalogue() -> Object {
    let object = Object::new();
    let executors = ExecutorKind::ALL.map(ExecutorKind::name);
    set(&object, "executors", texts(&executors));
    let policies = PolicyKind::ALL.map(PolicyKind::name);
    set(&object, "policies", texts(&policies));
    let lessons = Array::new();
    for each in lessons::ALL {
        lessons.push(&lesson(each));
    }
    set(&object, "lessons", lessons);
    object
}

fn lesson(lesson: &Lesson) -> Object {
    let params = Array::new();
    for param in lesson.params {
        let object = Object::new();
        set(&object, "name", param.name);
        set(&object, "unit", param.unit);
        set(&object, "min", param.least as f64);
        set(&object, "max", param.greatest as f64);
        set(&object, "default", param.default as f64);
        params.push(&object);
    }
    let executors: Vec<_> = lesson.executors.iter().map(|kind| kind.name()).collect();
    let object = Object::new();
    set(&object, "id", lesson.id);
    set(&object, "chapter", lesson.chapter);
    set(&object, "file", lesson.file);
    set(&object, "source", lesson.source);
    set(&object, "executors", texts(&executors));
    set(&object, "policy", lesson.policy.name());
    set(&object, "time_scale", lesson.time_scale);
    set(&object, "params", params);
    set(&object, "inputs", texts(lesson.inputs));
    set(&object, "verdicts", texts(lesson.verdicts));
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
    macro_rules! names {
        ($($field:literal: $codes:ident,)*) => {
            $({
                let names = Array::new();
                for code in $codes::ALL {
                    names.push(&code.name().into());
                }
                set(&object, $field, names);
            })*
        };
    }
    names! {
        "outcomes": Outcome,
        "causes": Cause,
        "effects": Effect,
        "resource_kinds": ResourceKind,
        "wait_kinds": WaitKind,
        "sides": Side,
        "verdicts": VerdictKind,
        "halts": Halt,
        "statuses": Status,
    }
    object
}
