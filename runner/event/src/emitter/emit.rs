//! Emitting an event to an emitter's listeners.
//!
//! One listener is called straight from the table; several are copied first, so that what they
//! add or remove does not change this round.

use boa_engine::builtins::error::Error;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsError, JsObject, JsResult, JsString, JsValue, js_string};

use super::table::{self, Entry, entry, events};
use super::{Built, capture, this_object, with_built};
use crate::dom_exception::is_dom_exception;
use crate::hooks::hooks;
use threadproof_engine::errors::{ErrorKind, catchable_overflow, node_error_object};
use threadproof_engine::profile::sliced;

/// Emits an event from Rust, as `object.emit(name, ...args)` would, including an `emit` that a
/// script put in place of the inherited one. Gives whether anyone listened.
///
/// # Errors
/// What a listener threw, or the unhandled error of an `error` event.
pub fn emit(
    context: &mut Context,
    object: &JsObject,
    name: &JsString,
    args: &[JsValue],
) -> JsResult<bool> {
    if with_built(context, |built| inherits_emit(object, built))? {
        return emit_native(context, object, &PropertyKey::from(name.clone()), args);
    }
    let method = object.get(js_string!("emit"), context)?;
    let Some(method) = method.as_object() else {
        return Ok(false);
    };
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(name.clone().into());
    all.extend_from_slice(args);
    Ok(method
        .call(&object.clone().into(), &all, context)?
        .to_boolean())
}

/// Whether `object.emit` is the native one, with nothing in between that could replace it.
fn inherits_emit(object: &JsObject, built: &Built) -> bool {
    let key = PropertyKey::from(js_string!("emit"));
    let mut link = object.clone();
    while !JsObject::equals(&link, &built.objects.prototype) {
        let next = {
            let object = link.borrow();
            if object.properties().contains_key(&key) {
                return false;
            }
            object.prototype()
        };
        match next {
            Some(next) => link = next,
            None => return false,
        }
    }
    let own = link.borrow().properties().get(&key);
    own.and_then(|property| property.value().and_then(JsValue::as_object))
        .is_some_and(|emit| JsObject::equals(&emit, &built.emit))
}

/// `EventEmitter.prototype.emit`
pub(super) fn method(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let kind = args.get_or_undefined(0).to_property_key(context)?;
    let rest = args.get(1..).unwrap_or_default();
    emit_native(context, &emitter, &kind, rest).map(JsValue::from)
}

/// Emits an event without looking at the object's own `emit`.
pub(super) fn emit_native(
    context: &mut Context,
    emitter: &JsObject,
    kind: &PropertyKey,
    args: &[JsValue],
) -> JsResult<bool> {
    let table = events(emitter, context)?;
    if *kind == PropertyKey::from(js_string!("error")) {
        if let Some(table) = &table {
            let monitor = with_built(context, |built| built.symbols.error_monitor.clone())?;
            if !table.get(monitor.clone(), context)?.is_undefined() {
                emit_native(context, emitter, &monitor.into(), args)?;
            }
        }
        let handled = match &table {
            Some(table) => !table.get(kind.clone(), context)?.is_undefined(),
            None => false,
        };
        if !handled {
            return Err(unhandled(args.get_or_undefined(0), context)?);
        }
    }
    let Some(table) = table else { return Ok(false) };
    match entry(&table, kind, context)? {
        Entry::Empty => Ok(false),
        Entry::One(listener) => {
            call(context, emitter, &listener, kind, args)?;
            Ok(true)
        }
        Entry::Many(list) => {
            for listener in table::listed(&list, context)? {
                call(context, emitter, &listener, kind, args)?;
            }
            Ok(true)
        }
    }
}

fn call(
    context: &mut Context,
    emitter: &JsObject,
    listener: &JsObject,
    kind: &PropertyKey,
    args: &[JsValue],
) -> JsResult<()> {
    let result = sliced::call(listener, &emitter.clone().into(), args, context)
        .map_err(|error| catchable_overflow(error, context))?;
    // Only a promise can be rejected, so only an object asks whether anyone wants to know.
    if let Some(promise) = result.as_object()
        && capture::is_set(emitter, context)?
    {
        capture::watch(context, emitter, &promise, kind, args)?;
    }
    Ok(())
}

/// The error to throw for an `error` event that nobody listens to.
fn unhandled(value: &JsValue, context: &mut Context) -> JsResult<JsError> {
    if let Some(object) = value.as_object() {
        let prototype = context.intrinsics().constructors().error().prototype();
        let mut link = object.prototype();
        let mut is_error = object.is::<Error>() || is_dom_exception(&object);
        while let (false, Some(parent)) = (is_error, link.clone()) {
            is_error = JsObject::equals(&parent, &prototype);
            link = parent.prototype();
        }
        if is_error {
            return Ok(JsError::from_opaque(value.clone()));
        }
    }
    let shown = (hooks(context).inspect)(context, value, 2)?.to_std_string_lossy();
    let message = format!("Unhandled error. ({shown})");
    let error = node_error_object(context, ErrorKind::Error, "ERR_UNHANDLED_ERROR", &message)?;
    error.insert_property(
        js_string!("context"),
        PropertyDescriptor::builder()
            .value(value.clone())
            .writable(true)
            .enumerable(true)
            .configurable(true),
    );
    Ok(JsError::from_opaque(error.into()))
}
