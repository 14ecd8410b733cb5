//! Event handler attributes: `onmessage`, `onmessageerror`, `onabort`.
//!
//! An attribute is a listener that keeps its place in the order while its value changes, even
//! through null, as it does in Node. It must never know which attributes a class has.

use boa_engine::{Context, JsObject, JsResult, JsString, JsValue};

use super::data::{Attribute, TargetData};
use super::limits;
use super::listeners::{Flags, Style};

/// The value of an attribute: what was assigned, or null when that was no object.
#[must_use]
pub fn get_attribute(target: &JsObject, kind: &JsString) -> JsValue {
    target
        .downcast_ref::<TargetData>()
        .and_then(|data| {
            let attribute = data
                .attributes
                .iter()
                .find(|attribute| attribute.kind == *kind)?;
            attribute.value.clone()
        })
        .map_or_else(JsValue::null, JsValue::from)
}

/// Assigns an attribute. The first assignment adds a listener whatever the value is, as in Node,
/// where `port.onmessage = null` on a fresh port starts it.
///
/// # Errors
/// When the warning about too many listeners fails.
pub fn set_attribute(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    value: &JsValue,
) -> JsResult<()> {
    let value = value.as_object();
    let callable = value.as_ref().is_some_and(JsObject::is_callable);
    let (change, count, hooks) = {
        let Some(mut data) = target.downcast_mut::<TargetData>() else {
            return Ok(());
        };
        let data = &mut *data;
        let known = data
            .attributes
            .iter_mut()
            .find(|attribute| attribute.kind == *kind);
        let replaced = match &known {
            Some(known) => data
                .listeners
                .replace(kind, known.id, value.clone(), callable),
            None => None,
        };
        let change = match (replaced, callable) {
            (Some(false), true) | (None, _) => Change::Added,
            (Some(true), false) => Change::Removed,
            (Some(true), true) | (Some(false), false) => Change::None,
        };
        let id = if replaced.is_none() {
            data.listeners
                .push(kind, value.clone(), Flags::new(Style::Attribute))
        } else {
            known.as_ref().map_or(0, |known| known.id)
        };
        match known {
            Some(known) => {
                known.value = value;
                known.id = id;
            }
            None => data.attributes.push(Attribute {
                kind: kind.clone(),
                value,
                id,
            }),
        }
        (change, data.listeners.count(kind), data.hooks)
    };
    match change {
        Change::Added => {
            (hooks.added)(target, kind, count, context);
            limits::check_target(context, target, kind, count)?;
        }
        Change::Removed => (hooks.removed)(target, kind, count, context),
        Change::None => {}
    }
    Ok(())
}

/// What an assignment did to the number of listeners.
enum Change {
    Added,
    Removed,
    None,
}
