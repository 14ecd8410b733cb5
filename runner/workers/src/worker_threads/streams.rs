//! Streams of the Web that move to another thread: with the two halves of a port (Streams, 8.2).
//!
//! This file packs the ports, and `internal/webstreams/transfer` makes and reads them. It must never
//! know what the state of a stream holds.

use std::any::Any;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsResult, JsValue, js_string};
use threadproof_clone::{self as clone, Copying, HostClass, MoveParcel, Transfer};
use threadproof_engine::errors::fail;
use threadproof_engine::native::list_of;
use threadproof_modules::builtin;
use threadproof_node::native::platform::{Kind, kind_of, state};

use super::port;
use super::port_core::PortCore;
use super::port_transfer;
use crate::vm;

/// A stream between two threads.
struct StreamParcel {
    kind: Kind,
    ports: Vec<Arc<PortCore>>,
}

/// `ReadableStream`, `WritableStream` and `TransformStream`.
pub static STREAM: HostClass = HostClass {
    name: "ReadableStream",
    is: |object| kind_of(object).is_some(),
    copying: |_| Copying::NeedsTransfer,
    transfer: Some(Transfer {
        check: check_movable,
        pack,
        unpack,
    }),
};

/// The name of the class.
const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Readable => "ReadableStream",
        Kind::Writable => "WritableStream",
        Kind::Transform => "TransformStream",
    }
}

/// As `internal/webstreams/transfer` calls it.
fn key(kind: Kind) -> JsValue {
    match kind {
        Kind::Readable => js_string!("readable"),
        Kind::Writable => js_string!("writable"),
        Kind::Transform => js_string!("transform"),
    }
    .into()
}

/// Calls a function of the builtin that knows how streams cross.
fn ask(name: &str, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = builtin::export("internal/webstreams/transfer", name, context)?;
    let Some(function) = function.as_callable() else {
        return Err(fail::type_error("a builtin lost one of its functions"));
    };
    function.call(&JsValue::undefined(), args, context)
}

/// Streams, 4.2.5: a stream that is locked can't move.
fn check_movable(object: &JsObject, context: &mut Context) -> JsResult<()> {
    let (Some(kind), Some(state)) = (kind_of(object), state(object)) else {
        return Err(wrong_class());
    };
    if ask("isMovable", &[key(kind), state.into()], context)?.to_boolean() {
        return Ok(());
    }
    let message = format!("Cannot transfer a locked {}", name(kind));
    Err(clone::data_clone_error(context, message))
}

fn pack(object: &JsObject, context: &mut Context) -> JsResult<MoveParcel> {
    let (Some(kind), Some(state)) = (kind_of(object), state(object)) else {
        return Err(wrong_class());
    };
    let list = ask("send", &[key(kind), state.into()], context)?;
    let mut ports = Vec::new();
    for port in list_of(&list, context)? {
        let object = port.as_object().ok_or_else(wrong_class)?;
        ports.push(port_transfer::take_core(&object, context).ok_or_else(wrong_class)?);
    }
    Ok(Box::new(StreamParcel { kind, ports }))
}

fn unpack(parcel: MoveParcel, context: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    let parcel = parcel
        .downcast::<StreamParcel>()
        .map_err(|_| wrong_class())?;
    if vm::is_inside(context) {
        return Err(fail::unsupported(
            context,
            "a stream in a message to a vm context",
        ));
    }
    let mut ports = Vec::with_capacity(parcel.ports.len());
    for core in parcel.ports {
        ports.push(port::object(core, context)?.into());
    }
    let ports = JsArray::from_iter(ports, context);
    let made = ask("receive", &[key(parcel.kind), ports.into()], context)?;
    made.as_object().ok_or_else(wrong_class)
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> boa_engine::JsError {
    fail::type_error("the parcel holds an object of another class")
}
