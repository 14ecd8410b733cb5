//! The arguments of `locks.request`: read and refused in Node's order, with its wording.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, js_string};

use super::lock_table::{Mode, Policy};
use threadproof_engine::class::NativeClass;
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, node_error};
use threadproof_event::abort::{self, AbortSignal};
use threadproof_event::dom_exception::DomException;

/// A request for a lock, as a script made it.
pub struct LockOptions {
    /// The name of the lock.
    pub name: JsString,
    /// How it is to be held.
    pub mode: Mode,
    /// What happens when it is not free.
    pub policy: Policy,
    /// What may take the request back.
    pub signal: Option<JsObject>,
    /// What runs with the lock.
    pub callback: JsObject,
}

impl LockOptions {
    /// Reads `(name[, options], callback)`.
    ///
    /// # Errors
    /// `TypeError` for values of the wrong type, `NotSupportedError` for what can't be combined, and
    /// the reason of a signal that is aborted already.
    pub fn read(args: &[JsValue], context: &mut Context) -> JsResult<Self> {
        let name = name(args.get_or_undefined(0), context)?;
        let mut options = args.get_or_undefined(1).clone();
        let mut callback = args.get_or_undefined(2).clone();
        if callback.is_undefined() {
            callback = std::mem::take(&mut options);
        }
        let Some(callback) = callback.as_callable() else {
            return Err(invalid_arg_type(
                context,
                "callback",
                "of type function",
                &callback,
            ));
        };
        let options = dictionary(&options, context)?;
        // Web IDL reads the members of a dictionary in the order of their names.
        let if_available = member(options.as_ref(), "ifAvailable", context)?.to_boolean();
        let mode = mode(&member(options.as_ref(), "mode", context)?, context)?;
        let signal = signal(&member(options.as_ref(), "signal", context)?, context)?;
        let steal = member(options.as_ref(), "steal", context)?.to_boolean();
        if let Some(reason) = signal.as_ref().and_then(abort::reason) {
            return Err(JsError::from_opaque(reason));
        }
        let refused = if name.iter().next() == Some(u16::from(b'-')) {
            Some("Lock name may not start with hyphen")
        } else if if_available && steal {
            Some("ifAvailable and steal are mutually exclusive")
        } else if steal && mode == Mode::Shared {
            Some("mode: \"shared\" and steal are mutually exclusive")
        } else if signal.is_some() && (steal || if_available) {
            Some("signal cannot be used with steal or ifAvailable")
        } else {
            None
        };
        if let Some(message) = refused {
            return Err(DomException::error(message, "NotSupportedError", context));
        }
        let policy = match (if_available, steal) {
            (true, _) => Policy::IfAvailable,
            (_, true) => Policy::Steal,
            _ => Policy::Wait,
        };
        Ok(Self {
            name,
            mode,
            policy,
            signal,
            callback,
        })
    }
}

fn name(value: &JsValue, context: &mut Context) -> JsResult<JsString> {
    if value.is_symbol() {
        let message = "Value is a Symbol and cannot be converted to a string.";
        return Err(wrong_type(message, context));
    }
    value.to_string(context)
}

fn dictionary(value: &JsValue, context: &mut Context) -> JsResult<Option<JsObject>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    match value.as_object() {
        Some(object) => Ok(Some(object)),
        None => Err(wrong_type(
            "Value cannot be converted to a dictionary",
            context,
        )),
    }
}

fn member(options: Option<&JsObject>, key: &str, context: &mut Context) -> JsResult<JsValue> {
    match options {
        Some(options) => options.get(js_string!(key), context),
        None => Ok(JsValue::undefined()),
    }
}

fn mode(value: &JsValue, context: &mut Context) -> JsResult<Mode> {
    if value.is_undefined() {
        return Ok(Mode::Exclusive);
    }
    let given = value.to_string(context)?.to_std_string_lossy();
    match given.as_str() {
        "exclusive" => Ok(Mode::Exclusive),
        "shared" => Ok(Mode::Shared),
        _ => Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_VALUE",
            &format!("mode '{given}' is not a valid enum value of type LockMode."),
        )),
    }
}

fn signal(value: &JsValue, context: &mut Context) -> JsResult<Option<JsObject>> {
    if value.is_undefined() {
        return Ok(None);
    }
    let Some(object) = value.as_object() else {
        return Err(wrong_type("signal is not an object.", context));
    };
    if AbortSignal::is_instance(&object) {
        return Ok(Some(object));
    }
    Err(invalid_arg_type(
        context,
        "options.signal",
        "an instance of AbortSignal",
        value,
    ))
}

fn wrong_type(message: &str, context: &mut Context) -> JsError {
    node_error(context, ErrorKind::Type, "ERR_INVALID_ARG_TYPE", message)
}
