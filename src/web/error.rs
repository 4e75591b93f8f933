//! Typed errors of the core, made into JavaScript errors: here, once.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::spec::set_value;
use crate::executor::NotReady;
use crate::run::Error;

/// What is wrong with what JavaScript passed.
pub(super) enum Wrong {
    /// A spec, or an input, names what there is not.
    Spec(Error),
    /// A field is of the wrong type.
    Type {
        field: String,
        value: JsValue,
        wanted: &'static str,
    },
}

impl Wrong {
    pub(super) fn of_type(field: &str, value: JsValue, wanted: &'static str) -> Wrong {
        let field = field.to_owned();
        Wrong::Type {
            field,
            value,
            wanted,
        }
    }
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Wrong {
        Wrong::Spec(error)
    }
}

impl From<Wrong> for JsValue {
    #[inline(never)]
    fn from(wrong: Wrong) -> JsValue {
        match wrong {
            Wrong::Spec(error) => of_spec(error),
            Wrong::Type {
                field,
                value,
                wanted,
            } => {
                let message = format!("\"{field}\" is to be {wanted}");
                error(&message, "bad-type", &value, &texts(&[]), &field)
            }
        }
    }
}

/// A JavaScript `Error` with `code`, `value`, `allowed` and `where`. Its message
/// is the English sentence; a page makes its own from the fields.
fn error(message: &str, code: &str, value: &JsValue, allowed: &Array, place: &str) -> JsValue {
    let error: JsValue = js_sys::Error::new(message).into();
    set_value(&error, "code", &JsValue::from_str(code));
    set_value(&error, "value", value);
    set_value(&error, "allowed", allowed);
    set_value(&error, "where", &JsValue::from_str(place));
    error
}

/// A JavaScript array of these texts.
pub(super) fn texts(known: &[&'static str]) -> Array {
    let array = Array::new();
    for text in known {
        array.push(&JsValue::from_str(text));
    }
    array
}

/// The JavaScript error for a spec that names what there is not.
fn of_spec(wrong: Error) -> JsValue {
    let message = wrong.to_string();
    let (code, place, value, known) = match wrong {
        Error::UnknownLesson { id, known } => ("unknown-lesson", "lesson", id, known),
        Error::UnknownExecutor { name, known } => ("unknown-executor", "executor", name, known),
        Error::UnknownPolicy { name, known } => ("unknown-policy", "policy", name, known),
        Error::UnknownParam { name, known } => ("unknown-param", "params", name, known),
        Error::UnknownInput { name, known } => ("unknown-input", "inputs", name, known),
        Error::BadSeed { text } => {
            let most = JsValue::from_str(&u64::MAX.to_string());
            let range = Array::of2(&0.into(), &most);
            let text = JsValue::from_str(&text);
            return error(&message, "bad-seed", &text, &range, "seed");
        }
        Error::BadParam { name, value, range } => {
            let range = Array::of2(&(range.0 as f64).into(), &(range.1 as f64).into());
            return error(&message, "bad-param", &(value as f64).into(), &range, name);
        }
    };
    error(
        &message,
        code,
        &JsValue::from_str(&value),
        &texts(&known),
        place,
    )
}

/// The JavaScript error for a script that chose a task that was not ready.
pub(super) fn of_script(refused: &NotReady) -> JsValue {
    let ready = Array::new();
    for task in &refused.ready {
        ready.push(&JsValue::from(*task));
    }
    let place = format!("decisions[{}]", refused.choice);
    error(
        &refused.to_string(),
        "not-ready",
        &refused.task.into(),
        &ready,
        &place,
    )
}
