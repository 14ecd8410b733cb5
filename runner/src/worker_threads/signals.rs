//! Abort signals that move to another thread, as `util.transferableAbortSignal` allows it.
//!
//! The signal stays where it is; the receiver gets one that is aborted when it is, through a pair
//! of ports that hold nobody's event loop. What the ports say is in `internal/abort_transfer`.

use std::any::Any;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue};

use super::port;
use super::port_core::PortCore;
use crate::class::{NativeClass, instance};
use crate::clone::{self, Copying, HostClass, Message, MoveParcel, Transfer};
use crate::errors::invalid_arg_type;
use crate::event::abort::{self, AbortSignal, SignalData};
use crate::modules::builtin;
use crate::native::object_of;

/// `AbortSignal`, once it was made transferable.
pub static HOST_CLASS: HostClass = HostClass {
    name: "AbortSignal",
    is: abort::is_transferable,
    copying: |_| Copying::NeedsTransfer,
    transfer: Some(Transfer {
        check: |_, _| Ok(()),
        pack,
        unpack,
    }),
};

/// A signal between two threads.
enum Parcel {
    Aborted(Message),
    Waiting(Arc<PortCore>),
}

/// For `internal/abort_transfer`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("mark", 1, mark), ("abort", 2, abort_with)],
        context,
    ))
}

/// `(signal)`: the signal, which may be transferred from now on
fn mark(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(signal) = value.as_object().filter(AbortSignal::is_instance) else {
        let wanted = "an instance of AbortSignal";
        return Err(invalid_arg_type(context, "signal", wanted, value));
    };
    abort::make_transferable(&signal);
    Ok(signal.into())
}

/// `(signal, reason)`
fn abort_with(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(signal) = args.get_or_undefined(0).as_object() {
        abort::abort(context, &signal, Some(args.get_or_undefined(1).clone()))?;
    }
    Ok(JsValue::undefined())
}

fn ask(name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = builtin::export("internal/abort_transfer", name, context)?;
    let function = function.as_callable().ok_or_else(wrong_class)?;
    function.call(&JsValue::undefined(), args, context)
}

fn pack(signal: &JsObject, context: &mut Context) -> JsResult<MoveParcel> {
    if let Some(reason) = abort::reason(signal) {
        let message = clone::serialize(&reason, &[], context)?;
        return Ok(Box::new(Parcel::Aborted(message)));
    }
    let port = ask("send", &[signal.clone().into()], context)?;
    let port = port.as_object().ok_or_else(wrong_class)?;
    let core = port::take_core(&port, context).ok_or_else(wrong_class)?;
    Ok(Box::new(Parcel::Waiting(core)))
}

fn unpack(parcel: MoveParcel, context: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    let parcel = parcel.downcast::<Parcel>().map_err(|_| wrong_class())?;
    let signal = instance::<AbortSignal>(SignalData::default(), context)?;
    match *parcel {
        Parcel::Aborted(message) => {
            let reason = message.deserialize(context)?.value;
            abort::abort(context, &signal, Some(reason))?;
        }
        Parcel::Waiting(core) => {
            let port = port::object(core, context)?;
            ask("receive", &[port.into(), signal.clone().into()], context)?;
        }
    }
    Ok(signal)
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> boa_engine::JsError {
    JsNativeError::typ()
        .with_message("the parcel holds an object of another class")
        .into()
}
