//! Reading transfer lists out of arguments. What may stand in a list is checked elsewhere.

use boa_engine::{Context, JsError, JsObject, JsResult, JsSymbol, JsValue, js_string};

use threadproof_engine::errors::{ErrorKind, native_error};

/// The transfer list of `postMessage(value, list)`: an iterable, or an object whose `transfer` is
/// one; an object that is neither stands for an empty list.
///
/// # Errors
/// Throws Node's `ERR_INVALID_ARG_TYPE` for anything else, and whatever the iterable throws.
pub fn post_message_transfer_list(list: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    if list.is_null_or_undefined() {
        return Ok(Vec::new());
    }
    if let Some(list) = list.as_object() {
        if let Some(values) = iterate(&list, context)? {
            return Ok(values);
        }
        let transfer = list.get(js_string!("transfer"), context)?;
        if transfer.is_undefined() {
            return Ok(Vec::new());
        }
        let message = "Optional options.transfer argument must be an iterable";
        return require(&transfer, message, context);
    }
    let message = "Optional transferList argument must be an iterable";
    Err(invalid(message, context))
}

/// The values of an iterable object; otherwise a `TypeError` with this message.
pub(super) fn require(
    list: &JsValue,
    message: &str,
    context: &mut Context,
) -> JsResult<Vec<JsValue>> {
    if let Some(list) = list.as_object()
        && let Some(values) = iterate(&list, context)?
    {
        return Ok(values);
    }
    Err(invalid(message, context))
}

/// The values of an object, if it is iterable.
fn iterate(list: &JsObject, context: &mut Context) -> JsResult<Option<Vec<JsValue>>> {
    let method = list.get(JsSymbol::iterator(), context)?;
    let Some(method) = method.as_object().filter(JsObject::is_callable) else {
        return Ok(None);
    };
    let iterator = method.call(&list.clone().into(), &[], context)?;
    let iterator = iterator.to_object(context)?;
    let next = iterator.get(js_string!("next"), context)?;
    let Some(next) = next.as_object().filter(JsObject::is_callable) else {
        return Ok(None);
    };
    let this = JsValue::from(iterator);
    let mut values = Vec::new();
    loop {
        let step = next.call(&this, &[], context)?.to_object(context)?;
        if step.get(js_string!("done"), context)?.to_boolean() {
            return Ok(Some(values));
        }
        values.push(step.get(js_string!("value"), context)?);
    }
}

/// The `TypeError` that Node throws for an argument of the wrong type.
pub(super) fn invalid(message: &str, context: &mut Context) -> JsError {
    native_error(context, ErrorKind::Type, "ERR_INVALID_ARG_TYPE", message)
}
