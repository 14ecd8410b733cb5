//! The `stack` of errors, as V8 prints it.
//!
//! Boa keeps a backtrace for each error and shows it through an accessor on `Error.prototype`,
//! without a first line. Scripts expect `Name: message` and then frames like
//! `    at f (file:line:column)`; so the accessor is replaced by one that rewrites the engine's
//! text at the first look and keeps it as an own property, as V8's `stack` is one.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, NativeFunction, js_string,
};

use crate::class::described;
use crate::modules::cjs::WRAPPER_HEAD;

/// Replaces the engine's `stack` accessor and adds `Error.captureStackTrace`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let error = context.intrinsics().constructors().error();
    let prototype = error.prototype();
    let engine_getter = prototype
        .borrow()
        .properties()
        .get(&js_string!("stack").into())
        .and_then(|property| property.get().cloned())
        .unwrap_or_default();
    let realm = context.realm().clone();
    let get = FunctionObjectBuilder::new(
        &realm,
        NativeFunction::from_copy_closure_with_captures(get_stack, engine_getter.clone()),
    )
    .name(js_string!("stack"))
    .build();
    let set = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(set_stack))
        .name(js_string!("stack"))
        .length(1)
        .build();
    prototype.insert_property(
        js_string!("stack"),
        PropertyDescriptor::builder()
            .get(get)
            .set(set)
            .enumerable(false)
            .configurable(true),
    );
    let capture = FunctionObjectBuilder::new(
        &realm,
        NativeFunction::from_copy_closure_with_captures(capture_stack_trace, engine_getter),
    )
    .name(js_string!("captureStackTrace"))
    .length(2)
    .build();
    let constructor = error.constructor();
    constructor.insert_property(js_string!("captureStackTrace"), hidden(capture));
    constructor.insert_property(
        js_string!("stackTraceLimit"),
        PropertyDescriptor::builder()
            .value(10)
            .writable(true)
            .enumerable(true)
            .configurable(true),
    );
    Ok(())
}

/// Gives an error its own `stack` now, while its name and message are what they are.
///
/// # Errors
/// When a getter of the error throws.
pub fn own_stack(error: &JsObject, context: &mut Context) -> JsResult<()> {
    error.get(js_string!("stack"), context)?;
    Ok(())
}

/// The frames of the engine's text in V8's layout, at most `limit`, those of builtins left out.
#[must_use]
pub fn v8_frames(engine: &str, limit: usize) -> String {
    let mut frames = String::new();
    let mut count = 0;
    for line in engine.lines() {
        if count >= limit {
            break;
        }
        if let Some(frame) = v8_frame(line) {
            frames.push_str("\n    at ");
            frames.push_str(&frame);
            count += 1;
        }
    }
    frames
}

/// One frame: `name (file:line:column)`, or nothing for native and builtin code.
fn v8_frame(line: &str) -> Option<String> {
    let line = line.trim_start().strip_prefix("at ")?;
    let open = line.rfind(" (")?;
    let (name, place) = (&line[..open], line[open + 2..].strip_suffix(')')?);
    if place.starts_with("native") || place.starts_with("node:") {
        return None;
    }
    let place = unwrapped(place);
    Some(match name {
        "" | "<anonymous>" | "<main>" | "<eval>" => place,
        _ => format!("{name} ({place})"),
    })
}

/// A place on the first line of a `CommonJS` file, with the wrapper's head taken off its column.
fn unwrapped(place: &str) -> String {
    let mut parts = place.rsplitn(3, ':');
    let (column, line, file) = (parts.next(), parts.next(), parts.next());
    if let (Some(column), Some("1"), Some(file)) = (column, line, file)
        && let Ok(column) = column.parse::<usize>()
        && column > WRAPPER_HEAD.len()
    {
        return format!("{file}:1:{}", column - WRAPPER_HEAD.len());
    }
    place.to_owned()
}

fn get_stack(
    this: &JsValue,
    _: &[JsValue],
    engine_getter: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else {
        return Ok(JsValue::undefined());
    };
    let own = error
        .borrow()
        .properties()
        .get(&js_string!("stack").into())
        .and_then(|property| property.value().cloned());
    if let Some(own) = own {
        // The engine's inline caches may still lead here after the first look.
        return Ok(own);
    }
    let Some(frames) = frames(this, engine_getter, context)? else {
        return Ok(JsValue::undefined());
    };
    let header = header(&error, context)?;
    let stack = js_string!(&header, &js_string!(frames));
    error.insert_property(js_string!("stack"), hidden(stack.clone()));
    Ok(stack.into())
}

fn set_stack(this: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let Some(error) = this.as_object() else {
        return Err(JsNativeError::typ()
            .with_message("stack can only be set on an object")
            .into());
    };
    error.insert_property(
        js_string!("stack"),
        hidden(args.get_or_undefined(0).clone()),
    );
    Ok(JsValue::undefined())
}

fn capture_stack_trace(
    _: &JsValue,
    args: &[JsValue],
    engine_getter: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(target) = args.get_or_undefined(0).as_object() else {
        return Err(crate::errors::invalid_arg_type(
            context,
            "object",
            "an object",
            args.get_or_undefined(0),
        ));
    };
    // An error that is thrown and caught here has the engine's frames of this place.
    let probe = context
        .intrinsics()
        .constructors()
        .error()
        .constructor()
        .construct(&[], None, context)?;
    let mut frames = frames(&probe.into(), engine_getter, context)?.unwrap_or_default();
    if let Some(above) = args.get_or_undefined(1).as_object() {
        // Frames above and including the given function are left out.
        let name = above.get(js_string!("name"), context)?;
        let name = name.to_string(context)?.to_std_string_lossy();
        if !name.is_empty()
            && let Some(at) = frames.find(&format!("\n    at {name} ("))
        {
            let rest = &frames[at + 1..];
            frames = rest
                .find('\n')
                .map_or(String::new(), |end| rest[end..].to_owned());
        }
    }
    let header = header(&target, context)?;
    target.insert_property(
        js_string!("stack"),
        hidden(js_string!(&header, &js_string!(frames))),
    );
    Ok(JsValue::undefined())
}

fn frames(
    error: &JsValue,
    engine_getter: &JsValue,
    context: &mut Context,
) -> JsResult<Option<String>> {
    let Some(getter) = engine_getter.as_callable() else {
        return Ok(None);
    };
    let is_error = error
        .as_object()
        .is_some_and(|object| object.is::<boa_engine::builtins::error::Error>());
    if !is_error {
        return Ok(None);
    }
    let text = getter.call(error, &[], context)?;
    let text = text.as_string().map(|text| text.to_std_string_lossy());
    Ok(Some(v8_frames(&text.unwrap_or_default(), limit(context))))
}

/// `Error.stackTraceLimit`.
fn limit(context: &Context) -> usize {
    let constructor = context.intrinsics().constructors().error().constructor();
    let limit = constructor
        .borrow()
        .properties()
        .get(&js_string!("stackTraceLimit").into())
        .and_then(|property| property.value().and_then(JsValue::as_number));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float to integer cast saturates"
    )]
    limit.map_or(10, |limit| limit as usize)
}

/// `Name: message`, as `Error.prototype.toString` gives it.
fn header(error: &JsObject, context: &mut Context) -> JsResult<JsString> {
    let name = error.get(js_string!("name"), context)?;
    let name = if name.is_undefined() {
        js_string!("Error")
    } else {
        name.to_string(context)?
    };
    let message = error.get(js_string!("message"), context)?;
    let message = if message.is_undefined() {
        js_string!()
    } else {
        message.to_string(context)?
    };
    Ok(match (name.is_empty(), message.is_empty()) {
        (true, _) => message,
        (_, true) => name,
        _ => js_string!(&name, &js_string!(": "), &message),
    })
}

fn hidden(value: impl Into<JsValue>) -> PropertyDescriptor {
    described(value, Attribute::WRITABLE | Attribute::CONFIGURABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_take_v8s_layout() {
        let engine = "    at f (/a.js:2:3)\n    at <main> (/a.js:9:1)\n    at map (native at x:1:2)\n    at g (node:util:1:1)";
        assert_eq!(
            v8_frames(engine, 10),
            "\n    at f (/a.js:2:3)\n    at /a.js:9:1"
        );
        assert_eq!(v8_frames(engine, 1), "\n    at f (/a.js:2:3)");
    }

    #[test]
    fn first_line_columns_lose_the_wrapper() {
        let column = WRAPPER_HEAD.len() + 7;
        assert_eq!(unwrapped(&format!("/a.js:1:{column}")), "/a.js:1:7");
        assert_eq!(unwrapped("/a.js:2:80"), "/a.js:2:80");
    }
}
