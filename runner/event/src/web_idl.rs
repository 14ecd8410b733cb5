//! The conversions of the event classes that follow Web IDL dictionaries, with Node's wording
//! for what they refuse.

use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::value::IntegerOrInfinity;
use boa_engine::{
    Context, JsArgs, JsError, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsValue,
    js_string,
};

use super::event::{Detail, EventData};
use super::hooks::hooks;
use threadproof_engine::errors::inspect_brief;

/// Reads the arguments `(type, init)` of the class `name`.
///
/// # Errors
/// A plain `TypeError` when the type is missing or `init` is a primitive.
pub(super) fn event(
    name: &str,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<(EventData, Option<JsObject>)> {
    let Some(kind) = args.first() else {
        return Err(type_error(&format!(
            "{name} constructor: 1 argument required, but 0 found."
        )));
    };
    let init = args.get_or_undefined(1);
    if !init.is_null_or_undefined() && !init.is_object() {
        let shown = inspect_brief(init, context)?;
        return Err(type_error(&format!(
            "{name} constructor: Expected {shown} to be one of: Null, Undefined, Object."
        )));
    }
    let mut data = EventData::new(kind.to_string(context)?, Detail::Plain);
    let init = init.as_object();
    if let Some(init) = &init {
        data.read_flags(init, context)?;
    }
    Ok((data, init))
}

/// A member that defaults to null.
pub(super) fn or_null(value: JsValue) -> JsValue {
    if value.is_undefined() {
        JsValue::null()
    } else {
        value
    }
}

/// A string member that defaults to the empty string.
pub(super) fn string(init: &JsObject, key: JsString, context: &mut Context) -> JsResult<JsString> {
    let value = init.get(key, context)?;
    string_or_empty(&value, context)
}

/// A string that defaults to the empty string.
pub(super) fn string_or_empty(value: &JsValue, context: &mut Context) -> JsResult<JsString> {
    if value.is_undefined() {
        Ok(js_string!())
    } else {
        value.to_string(context)
    }
}

/// An unsigned member that defaults to 0. A negative number keeps its sign, as it does in Node.
pub(super) fn integer(
    init: &JsObject,
    key: impl Into<PropertyKey>,
    modulus: f64,
    context: &mut Context,
) -> JsResult<f64> {
    let value = init.get(key, context)?;
    if value.is_undefined() {
        return Ok(0.0);
    }
    let number = value.to_number(context)?;
    Ok(match IntegerOrInfinity::from(number) {
        IntegerOrInfinity::Integer(_) if number.is_nan() => 0.0,
        IntegerOrInfinity::Integer(_) => number.trunc() % modulus + 0.0,
        IntegerOrInfinity::PositiveInfinity | IntegerOrInfinity::NegativeInfinity => 0.0,
    })
}

/// `MessageEventInit.source`.
pub(super) fn source(init: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let value = or_null(init.get(js_string!("source"), context)?);
    if value.is_null() || is_port(&value, context) {
        return Ok(value);
    }
    let shown = shown(&value, context)?;
    Err(type_error(&format!(
        "MessageEvent constructor: Expected eventInitDict.source (\"{shown}\") to be an instance \
         of MessagePort."
    )))
}

/// `MessageEventInit.ports`.
pub(super) fn ports(init: &JsObject, context: &mut Context) -> JsResult<Vec<JsObject>> {
    let value = init.get(js_string!("ports"), context)?;
    port_list(&value, context)
}

/// A sequence of ports that defaults to an empty one.
pub(super) fn port_list(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsObject>> {
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    let Some(values) = sequence(value, context)? else {
        let shown = shown(value, context)?;
        return Err(type_error(&format!(
            "MessageEvent constructor: eventInitDict.ports ({shown}) is not iterable."
        )));
    };
    let mut ports = Vec::with_capacity(values.len());
    for (index, value) in values.into_iter().enumerate() {
        let Some(port) = value.as_object().filter(|_| is_port(&value, context)) else {
            let shown = shown(&value, context)?;
            return Err(type_error(&format!(
                "MessageEvent constructor: Expected eventInitDict.ports[{index}] \
                 (\"{shown}\") to be an instance of MessagePort."
            )));
        };
        ports.push(port);
    }
    Ok(ports)
}

/// The values of an iterable, or `None` for what is none (a string is none either).
pub(super) fn sequence(value: &JsValue, context: &mut Context) -> JsResult<Option<Vec<JsValue>>> {
    let Some(object) = value.as_object() else {
        return Ok(None);
    };
    if object
        .get(JsSymbol::iterator(), context)?
        .as_callable()
        .is_none()
    {
        return Ok(None);
    }
    let from = context
        .intrinsics()
        .constructors()
        .array()
        .constructor()
        .get(js_string!("from"), context)?;
    let Some(from) = from.as_callable() else {
        return Ok(None);
    };
    let array = from.call(
        &context
            .intrinsics()
            .constructors()
            .array()
            .constructor()
            .into(),
        std::slice::from_ref(value),
        context,
    )?;
    let Some(array) = array.as_object() else {
        return Ok(None);
    };
    let array = JsArray::from_object(array)?;
    let length = array.length(context)?;
    let mut values = Vec::new();
    for index in 0..length {
        values.push(array.get(index, context)?);
    }
    Ok(Some(values))
}

fn is_port(value: &JsValue, context: &Context) -> bool {
    value
        .as_object()
        .is_some_and(|object| (hooks(context).is_port)(&object))
}

fn shown(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(match value.as_symbol() {
        Some(symbol) => symbol.descriptive_string().to_std_string_lossy(),
        None => value.to_string(context)?.to_std_string_lossy(),
    })
}

fn type_error(message: &str) -> JsError {
    JsNativeError::typ().with_message(message.to_owned()).into()
}
