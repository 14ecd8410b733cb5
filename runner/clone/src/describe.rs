//! How an object that can't be cloned is named in the error: functions by their text, most objects
//! as `#<Class>`, the rest as `[object Tag]`. Node prints the same.
//!
//! No script runs for it, so getters and proxies' traps are passed over.

use boa_engine::{
    Context, JsObject, JsString, JsSymbol, JsValue,
    builtins::{date::Date, error::Error, proxy::Proxy, regexp::RegExp},
    js_str, js_string,
    object::builtins::{JsWeakMap, JsWeakSet},
    property::PropertyKey,
};

use super::state::{Originals, State};

/// A function's text is cut when it is longer than this,
const LONGEST_TEXT: usize = 128;
/// to so much of its beginning
const TEXT_BEGINNING: usize = 111;
/// and so much of its end.
const TEXT_END: usize = 2;

/// A short description of an object.
pub fn describe(object: &JsObject, context: &mut Context) -> JsString {
    if object.is::<Proxy>() {
        return describe_proxy(object, context);
    }
    if object.is_callable() {
        return function_text(object, context);
    }
    let state = State::of(context);
    let to_string = data_property(object, js_string!("toString"));
    if object.is::<Error>() || same(to_string.as_ref(), &state.originals.error_to_string) {
        return error_text(object, context);
    }
    if same(to_string.as_ref(), &state.originals.object_to_string)
        && let Some(name) = constructor_name(object, context)
    {
        return JsString::concat_array(&[js_str!("#<"), name.as_str(), js_str!(">")]);
    }
    let tag = data_property(object, JsSymbol::to_string_tag());
    let tag = tag.and_then(|tag| tag.as_string());
    let tag = tag.unwrap_or_else(|| js_string!(engine_tag(object)));
    bracketed(&tag)
}

fn bracketed(tag: &JsString) -> JsString {
    JsString::concat_array(&[js_str!("[object "), tag.as_str(), js_str!("]")])
}

/// The engine doesn't let a proxy's target be seen from outside, so what is behind it can only be
/// told apart as far as the language itself does.
fn describe_proxy(proxy: &JsObject, context: &mut Context) -> JsString {
    if proxy.is_callable() {
        return js_string!("function () { [native code] }");
    }
    let state = State::of(context);
    let this = JsValue::undefined();
    let argument = JsValue::from(proxy.clone());
    match Originals::call(&state.originals.array_is_array, &this, &[argument], context) {
        // Of a proxy, this throws only if the proxy is revoked.
        Err(_) => js_string!("null"),
        Ok(is_array) if is_array.to_boolean() => bracketed(&js_string!("Array")),
        Ok(_) => js_string!("#<Object>"),
    }
}

fn function_text(function: &JsObject, context: &mut Context) -> JsString {
    let state = State::of(context);
    let this = JsValue::from(function.clone());
    let text = Originals::call(&state.originals.function_to_string, &this, &[], context);
    let text = text.ok().and_then(|text| text.as_string());
    let text = text.unwrap_or(js_string!("function () { [native code] }"));
    if text.len() <= LONGEST_TEXT {
        return text;
    }
    let beginning = text.slice(0, TEXT_BEGINNING);
    let end = text.slice(text.len() - TEXT_END, text.len());
    JsString::concat_array(&[beginning.as_str(), js_str!("...<omitted>..."), end.as_str()])
}

fn error_text(error: &JsObject, context: &mut Context) -> JsString {
    let mut text = |key: JsString, default: JsString| match data_property(error, key) {
        None => default,
        Some(value) if value.is_undefined() => default,
        Some(value) if value.is_object() => js_string!("#<Object>"),
        Some(value) => value.to_string(context).unwrap_or(default),
    };
    let name = text(js_string!("name"), js_string!("Error"));
    let message = text(js_string!("message"), js_string!());
    if name.is_empty() {
        message
    } else if message.is_empty() {
        name
    } else {
        JsString::concat_array(&[name.as_str(), js_str!(": "), message.as_str()])
    }
}

fn constructor_name(object: &JsObject, context: &mut Context) -> Option<JsString> {
    let constructor = data_property(object, js_string!("constructor"))?.as_object()?;
    if !constructor.is_callable() || constructor.is::<Proxy>() {
        return None;
    }
    let name = data_property(&constructor, js_string!("name"))?;
    let name = name.to_string(context).ok()?;
    (!name.is_empty()).then_some(name)
}

/// The tag of objects that have none among their properties.
fn engine_tag(object: &JsObject) -> &'static str {
    if object.is_array() {
        "Array"
    } else if object.is::<Error>() {
        "Error"
    } else if object.is::<bool>() {
        "Boolean"
    } else if object.is::<f64>() {
        "Number"
    } else if object.is::<JsString>() {
        "String"
    } else if object.is::<JsSymbol>() {
        "Symbol"
    } else if object.is::<Date>() {
        "Date"
    } else if object.is::<RegExp>() {
        "RegExp"
    } else if JsWeakMap::from_object(object.clone()).is_ok() {
        "WeakMap"
    } else if JsWeakSet::from_object(object.clone()).is_ok() {
        "WeakSet"
    } else {
        "Object"
    }
}

fn same(value: Option<&JsValue>, original: &JsValue) -> bool {
    value.is_some_and(|value| value.is_object() && value == original)
}

/// The value of a data property of the object or of one that it inherits from.
fn data_property(object: &JsObject, key: impl Into<PropertyKey>) -> Option<JsValue> {
    let key = key.into();
    let mut holder = Some(object.clone());
    while let Some(object) = holder {
        if object.is::<Proxy>() {
            return None;
        }
        let object = object.borrow();
        if let Some(property) = object.properties().get(&key) {
            return property.value().cloned();
        }
        holder = object.prototype();
    }
    None
}
