//! Values as the messages of V8 name them.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::object::JsObject;
use boa_engine::value::JsVariant;
use boa_engine::{JsString, JsValue};

/// What is named in a message: a primitive value by its text, an object by its constructor's name.
/// Runs no JavaScript.
pub(in crate::repairs) fn subject(value: &JsValue) -> String {
    match value.variant() {
        JsVariant::String(text) => text.to_std_string_lossy(),
        JsVariant::Object(object) => {
            if object.is_array() {
                return "[object Array]".to_owned();
            }
            format!("#<{}>", constructor_name(&object))
        }
        _ => value.display().to_string(),
    }
}

fn constructor_name(object: &JsObject) -> String {
    let mut holder = Some(object.clone());
    while let Some(object) = holder {
        let constructor = own(&object, "constructor").and_then(|it| it.as_object());
        if let Some(constructor) = constructor
            && (constructor.is::<OrdinaryFunction>() || constructor.is_callable())
            && let Some(name) = own(&constructor, "name").and_then(|name| name.as_string())
            && !name.is_empty()
        {
            return name.to_std_string_lossy();
        }
        holder = object.prototype();
    }
    "Object".to_owned()
}

fn own(object: &JsObject, name: &str) -> Option<JsValue> {
    let object = object.borrow();
    let property = object.properties().get(&JsString::from(name).into());
    property.and_then(|property| property.value().cloned())
}
