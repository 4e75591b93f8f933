//! A spec as a plain JavaScript object, in and out.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::error::Wrong;
use crate::lessons;
use crate::run::{InputAt, RunSpec};
use crate::time::Instant;

/// Reads `{lesson, executor?, policy?, seed?, params?, decisions?, inputs?}`;
/// what is left out is the lesson's default.
pub(super) fn from_js(object: &JsValue) -> Result<RunSpec, Wrong> {
    let id = text(object, "lesson")?
        .ok_or_else(|| Wrong::of_type("lesson", JsValue::UNDEFINED, "a text"))?;
    let mut spec = RunSpec::lesson(&id)?;
    if let Some(name) = text(object, "executor")? {
        spec.set_executor(&name)?;
    }
    if let Some(name) = text(object, "policy")? {
        spec.set_policy(&name)?;
    }
    let seed = get(object, "seed");
    if seed.as_f64().is_some() {
        // As JavaScript writes it: Rust's own way to write floats is 3 kB of code.
        let number = seed.unchecked_ref::<Object>().to_string();
        spec.set_seed(&String::from(number))?;
    } else if let Some(text) = text(object, "seed")? {
        spec.set_seed(&text)?;
    }
    let params = get(object, "params");
    if let Some(params) = params.dyn_ref::<Object>() {
        for name in Object::keys(params).iter() {
            let name = name.as_string().unwrap_or_default();
            spec.set_param(&name, number(params, &name)?)?;
        }
    }
    for decision in list(object, "decisions").iter() {
        let task = decision.as_f64().filter(|task| is_whole(*task, 4e9));
        let Some(task) = task else {
            return Err(Wrong::of_type(
                "decisions",
                decision,
                "a list of task numbers",
            ));
        };
        spec.decisions.push(task as u32);
    }
    for input in list(object, "inputs").iter() {
        let name = text(&input, "name")?.unwrap_or_default();
        let name = spec.input_named(&name)?;
        let at = Instant::from_nanos(number(&input, "at_ns")?);
        let turn = if get(&input, "turn").is_undefined() {
            0
        } else {
            number(&input, "turn")?
        };
        spec.inputs.push(InputAt { turn, at, name });
    }
    spec.check()?;
    Ok(spec)
}

/// The spec, complete.
pub(super) fn to_js(spec: &RunSpec) -> Object {
    let params = Object::new();
    if let Some(lesson) = lessons::find(spec.lesson) {
        for (index, param) in lesson.params.iter().enumerate() {
            set(&params, param.name, spec.params.get(index) as f64);
        }
    }
    let inputs = Array::new();
    for input in &spec.inputs {
        let object = Object::new();
        set(&object, "turn", input.turn as f64);
        set(&object, "at_ns", input.at.as_nanos() as f64);
        set(&object, "name", input.name);
        inputs.push(&object);
    }
    let decisions = Array::new();
    for task in &spec.decisions {
        decisions.push(&JsValue::from(*task));
    }
    let object = Object::new();
    set(&object, "lesson", spec.lesson);
    set(&object, "executor", spec.executor.name());
    set(&object, "policy", spec.policy.name());
    // As text: a seed may be greater than a JavaScript number is exact.
    set(&object, "seed", spec.seed.to_string());
    set(&object, "params", params);
    set(&object, "decisions", decisions);
    set(&object, "inputs", inputs);
    object
}

/// Sets a field of an object of our own, which cannot fail.
pub(super) fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    set_value(object, name, &value.into());
}

// Never inlined: there are dozens of calls.
#[inline(never)]
pub(super) fn set_value(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

#[inline(never)]
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, name: &str) -> Result<Option<String>, Wrong> {
    let value = get(object, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    match value.as_string() {
        Some(text) => Ok(Some(text)),
        None => Err(Wrong::of_type(name, value, "a text")),
    }
}

fn number(object: &JsValue, name: &str) -> Result<u64, Wrong> {
    let value = get(object, name);
    match value.as_f64().filter(|number| is_whole(*number, 1.8e19)) {
        Some(number) => Ok(number as u64),
        None => Err(Wrong::of_type(name, value, "a whole number")),
    }
}

fn is_whole(number: f64, below: f64) -> bool {
    number.fract() == 0.0 && (0.0..below).contains(&number)
}

fn list(object: &JsValue, name: &str) -> Array {
    get(object, name).dyn_into().unwrap_or_default()
}
