//! What is said of an object inside itself, in V8's words.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsNativeError, JsString, js_string};

/// The error for the way from an object to itself: the objects that are open, each with the key
/// under which it stands, and the key that closes the circle.
pub(super) fn circular(
    way: &[(JsObject, JsString)],
    key: &JsString,
    context: &mut Context,
) -> JsError {
    let mut text = String::from("Converting circular structure to JSON");
    for (place, (object, key)) in way.iter().enumerate() {
        let class = class_of(object, context);
        match place {
            0 => text.push_str(&format!(
                "\n    --> starting at object with constructor {class}"
            )),
            1 => text.push_str(&format!(
                "\n    |     {} -> object with constructor {class}",
                shown(key)
            )),
            _ if place + 1 == way.len() => {
                if way.len() > 3 {
                    text.push_str("\n    |     ...");
                }
                text.push_str(&format!(
                    "\n    |     {} -> object with constructor {class}",
                    shown(key)
                ));
            }
            _ => {}
        }
    }
    text.push_str(&format!("\n    --- {} closes the circle", shown(key)));
    JsNativeError::typ().with_message(text).into()
}

fn class_of(object: &JsObject, context: &mut Context) -> String {
    let constructor = object
        .get(js_string!("constructor"), context)
        .ok()
        .and_then(|constructor| constructor.as_object())
        .and_then(|constructor| constructor.get(js_string!("name"), context).ok())
        .and_then(|name| name.as_string());
    constructor.map_or_else(
        || "'Object'".to_owned(),
        |name| format!("'{}'", name.to_std_string_lossy()),
    )
}

/// A key as the message names it.
fn shown(key: &JsString) -> String {
    let text = key.to_std_string_lossy();
    if text.parse::<u32>().is_ok() {
        format!("index {text}")
    } else {
        format!("property '{text}'")
    }
}
