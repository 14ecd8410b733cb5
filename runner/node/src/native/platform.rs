//! Objects of the Web's classes that are written in JavaScript: each carries its state natively,
//! so that no script sees it and no prototype fakes it, and says how structured clone takes it.
//!
//! It must never know what a state holds, nor how a stream crosses threads.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsValue};
use boa_gc::{Finalize, Trace};

use super::{fail, object_of};
use threadproof_clone as clone;

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
pub enum Kind {
    /// `ReadableStream`
    Readable,
    /// `WritableStream`
    Writable,
    /// `TransformStream`
    Transform,
}

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
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("create", 3, create),
            ("stateOf", 1, state_of),
            ("moveBuffer", 1, move_buffer),
        ],
        context,
    ))
}

/// `(prototype, form, state)`
fn create(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let form = match args.get_or_undefined(1).to_i32(context)? {
        0 => Form::Plain,
        2 => Form::Moves(Kind::Readable),
        3 => Form::Moves(Kind::Writable),
        4 => Form::Moves(Kind::Transform),
        5 => Form::Shared,
        6 => Form::Foreign,
        _ => Form::Refused,
    };
    let state = args.get_or_undefined(2).to_object(context)?;
    let prototype = args.get_or_undefined(0).as_object();
    let data = Platform { form, state };
    Ok(match prototype {
        Some(prototype) => JsObject::new(context.root_shape(), prototype, data).upcast(),
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
fn move_buffer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if clone::is_marked_as_untransferable(value, context) {
        return Err(fail::type_error(
            "An ArrayBuffer is not detachable and could not be cloned.",
        ));
    }
    let object = value
        .as_object()
        .ok_or_else(|| fail::type_error("an ArrayBuffer is wanted"))?;
    let buffer = JsArrayBuffer::from_object(object)?;
    let bytes = buffer.detach(&JsValue::undefined())?;
    JsArrayBuffer::from_byte_block(bytes, context).map(JsValue::from)
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

/// Which stream an object is, if it is one that moves.
#[must_use]
pub fn kind_of(object: &JsObject) -> Option<Kind> {
    match form_of(object) {
        Some(Form::Moves(kind)) => Some(kind),
        _ => None,
    }
}
