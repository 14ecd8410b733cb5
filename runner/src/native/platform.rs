//! Objects of the Web's classes that are written in JavaScript: each carries its state natively,
//! so that no script sees it and no prototype fakes it, and says how structured clone takes it.
//!
//! Streams move with the two halves of a port (Streams, 8.2): this file packs the ports, and
//! `internal/webstreams/transfer` makes and reads them. It must never know what a state holds.

use std::any::Any;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsArrayBuffer};
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::{fail, object_of};
use crate::clone::{self, Copying, HostClass, MoveParcel, Transfer};
use crate::modules::builtin;
use crate::vm;
use crate::worker_threads::port;
use crate::worker_threads::port_core::PortCore;

/// What the object of such a class carries.
#[derive(Trace, Finalize, JsData)]
struct Platform {
    #[unsafe_ignore_trace]
    form: Form,
    state: JsObject,
}

/// How structured clone takes an object; by the numbers of `internal/webidl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Refused,
    Moves(Kind),
    Shared,
    Foreign,
}

/// The streams that move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Readable,
    Writable,
    Transform,
}

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

/// Whether an object of such a class can't be cloned.
#[must_use]
pub fn is_refused(object: &JsObject) -> bool {
    form_of(object) == Some(Form::Refused)
}

/// Whether an object of such a class arrives as a plain object.
#[must_use]
pub fn is_plain(object: &JsObject) -> bool {
    form_of(object) == Some(Form::Plain)
}

/// Whether an object of such a class arrives as another one of the same thing.
#[must_use]
pub fn is_shared(object: &JsObject) -> bool {
    form_of(object) == Some(Form::Shared)
}

/// For `internal/webidl`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(ctx: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("create", 3, create),
            ("stateOf", 1, state_of),
            ("moveBuffer", 1, move_buffer),
        ],
        ctx,
    ))
}

/// `(prototype, form, state)`
fn create(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let form = match args.get_or_undefined(1).to_i32(ctx)? {
        0 => Form::Plain,
        2 => Form::Moves(Kind::Readable),
        3 => Form::Moves(Kind::Writable),
        4 => Form::Moves(Kind::Transform),
        5 => Form::Shared,
        6 => Form::Foreign,
        _ => Form::Refused,
    };
    let state = args.get_or_undefined(2).to_object(ctx)?;
    let prototype = args.get_or_undefined(0).as_object();
    let data = Platform { form, state };
    Ok(match prototype {
        Some(prototype) => JsObject::new(ctx.root_shape(), prototype, data).upcast(),
        None => JsObject::from_proto_and_data(None, data),
    }
    .into())
}

/// `(value)`
fn state_of(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let object = args.get_or_undefined(0).as_object();
    Ok(object
        .and_then(|object| state(&object))
        .map_or_else(JsValue::undefined, JsValue::from))
}

/// `(buffer)`: its bytes under a new object, whose old one is detached; nothing is copied
/// (Streams, 8.3 `TransferArrayBuffer`)
fn move_buffer(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if clone::is_marked_as_untransferable(value, ctx) {
        return Err(fail::type_error(
            "An ArrayBuffer is not detachable and could not be cloned.",
        ));
    }
    let object = value
        .as_object()
        .ok_or_else(|| fail::type_error("an ArrayBuffer is wanted"))?;
    let buffer = JsArrayBuffer::from_object(object)?;
    let bytes = buffer.detach(&JsValue::undefined())?;
    JsArrayBuffer::from_byte_block(bytes, ctx).map(JsValue::from)
}

/// The state that an object carries.
#[must_use]
pub fn state(object: &JsObject) -> Option<JsObject> {
    object
        .downcast_ref::<Platform>()
        .map(|data| data.state.clone())
}

fn form_of(object: &JsObject) -> Option<Form> {
    object.downcast_ref::<Platform>().map(|data| data.form)
}

fn kind_of(object: &JsObject) -> Option<Kind> {
    match form_of(object) {
        Some(Form::Moves(kind)) => Some(kind),
        _ => None,
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Readable => "ReadableStream",
            Self::Writable => "WritableStream",
            Self::Transform => "TransformStream",
        }
    }

    /// As `internal/webstreams/transfer` calls it.
    fn key(self) -> JsValue {
        match self {
            Self::Readable => js_string!("readable"),
            Self::Writable => js_string!("writable"),
            Self::Transform => js_string!("transform"),
        }
        .into()
    }
}

/// Calls a function of the builtin that knows how streams cross.
fn ask(name: &str, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let function = builtin::export("internal/webstreams/transfer", name, ctx)?;
    let Some(function) = function.as_callable() else {
        return Err(fail::type_error("a builtin lost one of its functions"));
    };
    function.call(&JsValue::undefined(), args, ctx)
}

/// Streams, 4.2.5: a stream that is locked can't move.
fn check_movable(object: &JsObject, ctx: &mut Context) -> JsResult<()> {
    let (Some(kind), Some(state)) = (kind_of(object), state(object)) else {
        return Err(wrong_class());
    };
    if ask("isMovable", &[kind.key(), state.into()], ctx)?.to_boolean() {
        return Ok(());
    }
    let message = format!("Cannot transfer a locked {}", kind.name());
    Err(clone::data_clone_error(ctx, message))
}

fn pack(object: &JsObject, ctx: &mut Context) -> JsResult<MoveParcel> {
    let (Some(kind), Some(state)) = (kind_of(object), state(object)) else {
        return Err(wrong_class());
    };
    let list = ask("send", &[kind.key(), state.into()], ctx)?;
    let mut ports = Vec::new();
    for port in super::list_of(&list, ctx)? {
        let object = port.as_object().ok_or_else(wrong_class)?;
        ports.push(port::take_core(&object, ctx).ok_or_else(wrong_class)?);
    }
    Ok(Box::new(StreamParcel { kind, ports }))
}

fn unpack(parcel: MoveParcel, ctx: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    let parcel = parcel
        .downcast::<StreamParcel>()
        .map_err(|_| wrong_class())?;
    if vm::is_inside(ctx) {
        return Err(fail::unsupported(
            ctx,
            "a stream in a message to a vm context",
        ));
    }
    let mut ports = Vec::with_capacity(parcel.ports.len());
    for core in parcel.ports {
        ports.push(port::object(core, ctx)?.into());
    }
    let ports = JsArray::from_iter(ports, ctx);
    let made = ask("receive", &[parcel.kind.key(), ports.into()], ctx)?;
    made.as_object().ok_or_else(wrong_class)
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> boa_engine::JsError {
    fail::type_error("the parcel holds an object of another class")
}
