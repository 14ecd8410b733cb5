//! `receiveMessageOnPort`: the next message of a port or channel, at once.

use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::broadcast::BroadcastChannelClass;
use super::context_port::{self, ContextPort};
use super::port::{self, MessagePortClass};
use crate::vm;
use threadproof_engine::class::NativeClass;
use threadproof_engine::errors::{ErrorKind, node_error};

/// `receiveMessageOnPort(port)`: `{ message }`, or `undefined` when nothing waits.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` for what is neither a `MessagePort` nor a `BroadcastChannel`.
pub fn receive(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0);
    let core = target.as_object().and_then(|object| {
        MessagePortClass::unpack(&object)
            .map(|data| data.core.clone())
            .or_else(|| ContextPort::unpack(&object).map(|data| data.core()))
            .or_else(|| BroadcastChannelClass::unpack(&object).map(|data| data.core.clone()))
    });
    let Some(core) = core else {
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_TYPE",
            "The \"port\" argument must be a MessagePort instance",
        ));
    };
    if let Some(core) = &core {
        core.point("receives from");
    }
    let Some(message) = core.and_then(|core| core.take()) else {
        return Ok(JsValue::undefined());
    };
    let realm = target
        .as_object()
        .and_then(|port| context_port::realm_of(&port));
    let received = match realm {
        Some(realm) => vm::within(&realm, context, |context| {
            context_port::open(message, context)
        })?,
        None => port::open(message, context)?,
    };
    // Of one shape for all results, so that what reads it finds the property at once.
    let result = threadproof_engine::native::new_plain(context).upcast();
    let message = threadproof_engine::native::data_property(received.value);
    result.insert_property(js_string!("message"), message);
    Ok(result.into())
}
