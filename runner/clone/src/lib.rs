//! Structured clone: values cross from one context to another, on whatever thread, as owned
//! messages, by the HTML standard's algorithm and with the error messages of Node 26.
//!
//! [`serialize`] takes a value out of its context and transfers what is listed;
//! [`Message::deserialize`] makes it again in another. [`structured_clone`] does both at once.
//! Classes that the engine doesn't know take part through a [`HostClass`].
//!
//! A message holds no JavaScript value, and this module never learns where it goes: threads,
//! ports and events are not its business.

mod buffers;
mod describe;
mod error_kind;
mod errors;
mod global;
mod host;
mod iterables;
mod keys;
mod marks;
mod message;
mod read;
mod state;
mod tape;
mod transfer;
mod write;

#[cfg(test)]
mod tests;

use boa_engine::{Context, JsObject, JsResult, JsValue};

pub use self::describe::describe;
use self::state::State;
pub use self::{
    errors::{DataCloneErrorMaker, data_clone_error, plain_data_clone_error},
    global::{define_structured_clone, structured_clone},
    host::{CopyHooks, CopyParcel, Copying, HostClass, MoveParcel, Transfer},
    iterables::post_message_transfer_list,
    marks::{
        clone_as_plain_object, is_marked_as_untransferable, mark_as_uncloneable,
        mark_as_untransferable,
    },
    message::{Message, Received},
};

/// Readies a context for cloning: takes hold of those engine functions that cloning needs, before
/// a script can replace them, and says how its `DataCloneError`s are made.
pub fn install(make_error: DataCloneErrorMaker, context: &mut Context) {
    State::of(context).set_data_clone_error(make_error);
}

/// Lets the objects of a class take part in cloning, in this context.
pub fn register(class: &'static HostClass, context: &mut Context) {
    State::of(context).register(class);
}

/// Refuses messages of this context that copy more than `limit` bytes; see [`Message::size`].
pub fn limit_message_bytes(limit: Option<usize>, context: &mut Context) {
    State::of(context).limit.set(limit);
}

/// Serializes a value and transfers the listed objects, which this context then has lost.
///
/// # Errors
/// Throws a `DataCloneError` if something in the value can't be cloned or something in the list
/// can't be transferred, and whatever a getter throws. Then nothing has been transferred.
pub fn serialize(
    value: &JsValue,
    transfer: &[JsValue],
    context: &mut Context,
) -> JsResult<Message> {
    write::write(value, transfer, None, context)
}

/// Like [`serialize`], for a message that goes through a port, which can't be in its own list.
///
/// # Errors
/// The same as [`serialize`].
pub fn serialize_through(
    port: &JsObject,
    value: &JsValue,
    transfer: &[JsValue],
    context: &mut Context,
) -> JsResult<Message> {
    write::write(value, transfer, Some(port), context)
}
