//! Sending through a port: what is checked, what is cloned, and the channel that loses itself.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsNativeError, JsResult, JsValue, js_string};

use super::port::core_of;
use super::port_close::close_core;
use super::port_core::{Envelope, PortCore};
use threadproof_agent::Agent;
use threadproof_clone as clone;
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_engine::{interrupt, profile};

/// `postMessage(value[, transferList])` through `core`.
///
/// # Errors
/// `DataCloneError`, `ERR_MISSING_ARGS`, `ERR_INVALID_ARG_TYPE`.
pub fn send(core: &Arc<PortCore>, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    post(core, None, args, context)
}

/// The transfer list of the `transferList` option.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` for what is no iterable.
pub fn transfer_list(list: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    clone::post_message_transfer_list(list, context)
}

/// Like [`send`], through a port that can't be in its own transfer list.
///
/// # Errors
/// The same as [`send`].
pub(super) fn send_through(
    core: &Arc<PortCore>,
    port: &JsObject,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    post(core, Some(port), args, context)
}

pub(super) fn post(
    core: &Arc<PortCore>,
    through: Option<&JsObject>,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(value) = args.first() else {
        return Err(native_error(
            context,
            ErrorKind::Type,
            "ERR_MISSING_ARGS",
            "Not enough arguments to MessagePort.postMessage",
        ));
    };
    let transfer = match args.get(1) {
        Some(list) => clone::post_message_transfer_list(list, context)?,
        None => Vec::new(),
    };
    if let Some(port) = through
        && !transfer.is_empty()
        && let Some(target) = listed_target(core, &transfer)
    {
        return lose_channel(core, port, &target, context);
    }
    if let Some(peer) = core.peer() {
        peer.point("posts to");
        interrupt::look(context)?;
    }
    let message = match through {
        Some(port) => clone::serialize_through(port, value, &transfer, context)?,
        None => clone::serialize(value, &transfer, context)?,
    };
    let mut is_sent = JsValue::undefined();
    if let Some(peer) = core.peer()
        && !core.is_closing()
    {
        is_sent = true.into();
        if let Some(watch) = core.watch() {
            let from = Agent::of(context).control.thread_id;
            watch.tell(from, peer.owner(), &message);
        }
        peer.accept(Envelope::Message(message));
    }
    // Often the last thing that a handler does, and the only one here that a profile can see when
    // the handler is what follows an `await`.
    profile::look(context);
    Ok(is_sent)
}

/// The port that a message would arrive at, if it is in its own transfer list.
fn listed_target(core: &PortCore, transfer: &[JsValue]) -> Option<JsObject> {
    let peer = core.peer()?;
    let mut listed = transfer.iter().filter_map(JsValue::as_object);
    listed.find(|object| core_of(object).is_some_and(|core| Arc::ptr_eq(&core, &peer)))
}

/// HTML, 9.4.3: a port that is sent over its own channel is lost with the message. The channel
/// closes, so that nothing waits for it.
fn lose_channel(
    core: &Arc<PortCore>,
    port: &JsObject,
    target: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let warning = JsNativeError::error()
        .with_message(
            "The target port was posted to itself, and the communication channel was lost",
        )
        .into_opaque(context);
    warning.set(js_string!("name"), js_string!("Warning"), false, context)?;
    threadproof_node::process::warnings::warn_later(warning, context);
    let agent = Agent::of(context);
    if let Some(peer) = core_of(target) {
        close_core(&agent, &peer, target);
    }
    close_core(&agent, core, port);
    Ok(true.into())
}
