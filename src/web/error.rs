//! Typed errors of the core, made into JavaScript errors: here, once.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use crate::executor::NotReady;
use crate::run::Error;

/// A JavaScript `Error` with `code`, `value`, `allowed` and `where`. Its message
/// is the English sentence; a page makes its own from the fields.
fn error(message: &str, code: &str, value: &JsValue, allowed: &Array, place: &str) -> JsValue {
    let error: JsValue = js_sys::Error::new(message).into();
    for (name, field) in [
        ("code", &JsValue::from_str(code)),
        ("value", value),
        ("allowed", allowed),
        ("where", &JsValue::from_str(place)),
    ] {
        // Setting a field of a fresh object cannot fail.
        let _ = Reflect::set(&error, &JsValue::from_str(name), field);
    }
    error
}

fn texts(known: &[&'static str]) -> Array {
    known.iter().map(|text| JsValue::from_str(text)).collect()
}

/// The JavaScript error for a spec that names what there is not.
pub(super) fn of_spec(wrong: Error) -> JsValue {
    let message = wrong.to_string();
    let text = |value: &str| JsValue::from_str(value);
    match wrong {
        Error::UnknownLesson { id, known } => error(
            &message,
            "unknown-lesson",
            &text(&id),
            &texts(&known),
            "lesson",
        ),
        Error::UnknownExecutor { name, known } => error(
            &message,
            "unknown-executor",
            &text(&name),
            &texts(&known),
            "executor",
        ),
        Error::UnknownPolicy { name, known } => error(
            &message,
            "unknown-policy",
            &text(&name),
            &texts(&known),
            "policy",
        ),
        Error::BadSeed { text: given } => {
            let range = Array::of2(&0.into(), &text(&u64::MAX.to_string()));
            error(&message, "bad-seed", &text(&given), &range, "seed")
        }
        Error::UnknownParam { name, known } => error(
            &message,
            "unknown-param",
            &text(&name),
            &texts(&known),
            "params",
        ),
        Error::BadParam { name, value, range } => {
            let range = Array::of2(&(range.0 as f64).into(), &(range.1 as f64).into());
            error(&message, "bad-param", &(value as f64).into(), &range, name)
        }
        Error::UnknownInput { name, known } => error(
            &message,
            "unknown-input",
            &text(&name),
            &texts(&known),
            "inputs",
        ),
    }
}

/// The JavaScript error for a script that chose a task that was not ready.
pub(super) fn of_script(refused: &NotReady) -> JsValue {
    let ready = refused
        .ready
        .iter()
        .map(|task| JsValue::from(*task))
        .collect();
    let place = format!("decisions[{}]", refused.choice);
    error(
        &refused.to_string(),
        "not-ready",
        &refused.task.into(),
        &ready,
        &place,
    )
}

/// The JavaScript error for a field of the wrong type.
pub(super) fn of_type(field: &str, value: &JsValue, wanted: &str) -> JsValue {
    let message = format!("\"{field}\" is to be {wanted}");
    error(&message, "bad-type", value, &texts(&[]), field)
}
