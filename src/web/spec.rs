//! A spec as a plain JavaScript object, in and out.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::error::{of_spec, of_type};
use crate::lessons;
use crate::run::{InputAt, RunSpec};
use crate::time::Instant;

/// Reads `{lesson, executor?, policy?, seed?, params?, decisions?, inputs?}`;
/// what is left out is the lesson's default.
pub(super) fn from_js(object: &JsValue) -> Result<RunSpec, JsValue> {
    let id =
        text(object, "lesson")?.ok_or_else(|| of_type("lesson", &JsValue::UNDEFINED, "a text"))?;
    let mut spec = RunSpec::lesson(&id).map_err(of_spec)?;
    if let Some(name) = text(object, "executor")? {
        spec.set_executor(&name).map_err(of_spec)?;
    }
    if let Some(name) = text(object, "policy")? {
        spec.set_policy(&name).map_err(of_spec)?;
    }
    let seed = get(object, "seed");
    if let Some(number) = seed.as_f64() {
        spec.set_seed(&number.to_string()).map_err(of_spec)?;
    } else if let Some(text) = text(object, "seed")? {
        spec.set_seed(&text).map_err(of_spec)?;
    }
    let params = get(object, "params");
    if let Some(params) = params.dyn_ref::<Object>() {
        for name in Object::keys(params).iter() {
            let name = name.as_string().unwrap_or_default();
            spec.set_param(&name, number(params, &name)?)
                .map_err(of_spec)?;
        }
    }
    for decision in list(object, "decisions") {
        let task = decision
            .as_f64()
            .filter(|task| task.fract() == 0.0 && (0.0..4e9).contains(task));
        let task = task.ok_or_else(|| of_type("decisions", &decision, "a list of task numbers"))?;
        spec.decisions.push(task as u32);
    }
    for input in list(object, "inputs") {
        let name = text(&input, "name")?.unwrap_or_default();
        let name = spec.input_named(&name).map_err(of_spec)?;
        let at = Instant::from_nanos(number(&input, "at_ns")?);
        let turn = if get(&input, "turn").is_undefined() {
            0
        } else {
            number(&input, "turn")?
        };
        spec.inputs.push(InputAt { turn, at, name });
    }
    spec.check().map_err(of_spec)?;
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
    let inputs: Array = spec
        .inputs
        .iter()
        .map(|input| {
            let object = Object::new();
            set(&object, "turn", input.turn as f64);
            set(&object, "at_ns", input.at.as_nanos() as f64);
            set(&object, "name", input.name);
            object
        })
        .collect();
    let decisions: Array = spec
        .decisions
        .iter()
        .map(|task| JsValue::from(*task))
        .collect();
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
    let _ = Reflect::set(object, &JsValue::from_str(name), &value.into());
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text(object: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    let value = get(object, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    value
        .as_string()
        .map(Some)
        .ok_or_else(|| of_type(name, &value, "a text"))
}

fn number(object: &JsValue, name: &str) -> Result<u64, JsValue> {
    let value = get(object, name);
    let number = value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && (0.0..1.8e19).contains(number));
    number
        .map(|number| number as u64)
        .ok_or_else(|| of_type(name, &value, "a whole number"))
}

fn list(object: &JsValue, name: &str) -> Array {
    get(object, name).dyn_into().unwrap_or_default()
}
