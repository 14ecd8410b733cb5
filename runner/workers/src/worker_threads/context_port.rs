//! `moveMessagePortToContext`: a port inside a realm of the module `vm`.
//!
//! Such a port knows only its realm: it is no event target and no emitter, its prototype chain ends
//! at the realm's `Object.prototype`, and messages reach it through an own `onmessage` property
//! once it was started. An object of Node's that can only be copied as one of this realm's classes
//! makes `onmessageerror` run instead.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::realm::Realm;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsError, JsResult, JsString, JsValue, Trace, js_string,
};

use super::port::{self, MessagePortClass};
use super::port_core::PortCore;
use super::port_table::own_port;
use super::{port_close, port_post, port_transfer};
use crate::vm;
use threadproof_agent::Agent;
use threadproof_clone::{Message, Received};
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_engine::errors::{ErrorKind, node_error, node_error_object};

/// The class `MessagePort` of a realm that a script made.
pub struct ContextPort;

/// The class that it extends there.
struct HandleWrap;

/// The class of event objects there.
struct ContextMessageEvent;

/// What a port of such a realm holds.
#[derive(Trace, Finalize, JsData)]
pub struct ContextPortData {
    #[unsafe_ignore_trace]
    core: Option<Arc<PortCore>>,
    refed: bool,
    realm: Realm,
}

/// The data of classes that have none.
#[derive(Trace, Finalize, JsData)]
struct Nothing;

impl ContextPortData {
    /// The port itself; `None` once it was transferred or closed.
    #[must_use]
    pub fn core(&self) -> Option<Arc<PortCore>> {
        self.core.clone()
    }
}

impl NativeClass for ContextPort {
    type Data = ContextPortData;
    const NAME: &'static str = "MessagePort";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<HandleWrap>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("postMessage"), 0, post_message)
            .method(js_string!("start"), 0, start);
    }

    fn wrong_this(_: &mut Context) -> JsError {
        illegal_invocation()
    }
}

impl NativeClass for HandleWrap {
    type Data = Nothing;
    const NAME: &'static str = "HandleWrap";

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("close"), 0, close)
            .method(js_string!("hasRef"), 0, has_ref)
            .method(js_string!("ref"), 0, |this, _, context| {
                set_refed(this, true, context)
            })
            .method(js_string!("unref"), 0, |this, _, context| {
                set_refed(this, false, context)
            });
    }
}

impl NativeClass for ContextMessageEvent {
    type Data = Nothing;
    const NAME: &'static str = "MessageEvent";

    fn members(_: &mut Members<'_>) {}
}

/// `moveMessagePortToContext(port, contextifiedSandbox)`
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE`, or `ERR_CLOSED_MESSAGE_PORT` for a port that is closed or was
/// transferred.
pub fn move_port(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = args
        .get_or_undefined(0)
        .as_object()
        .filter(|object| MessagePortClass::is_instance(object) || ContextPort::is_instance(object));
    let Some(port) = port else {
        let message = "The \"port\" argument must be a MessagePort instance";
        return Err(invalid(message, context));
    };
    let open = port::core_of(&port).is_some_and(|core| !core.is_closing());
    if !open {
        return Err(node_error(
            context,
            ErrorKind::Error,
            "ERR_CLOSED_MESSAGE_PORT",
            "Cannot send data on closed MessagePort",
        ));
    }
    let Some(realm) = vm::realm_of(args.get_or_undefined(1), context)? else {
        return Err(invalid("Invalid context argument", context));
    };
    let Some(core) = port_transfer::take_core(&port, context) else {
        return Ok(JsValue::undefined());
    };
    let moved = vm::within(&realm, context, |context| object(core, context))?;
    Ok(moved.into())
}

/// Makes the object of a port that the realm of the running code now owns.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(core: Arc<PortCore>, context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    let data = ContextPortData {
        core: Some(Arc::clone(&core)),
        // Such a port holds its thread from the start, as in Node.
        refed: true,
        realm: context.realm().clone(),
    };
    let port = instance::<ContextPort>(data, context)?;
    agent.hold();
    own_port(&agent, core.id, port.clone());
    core.own(Arc::clone(&agent.control));
    Ok(port)
}

/// The realm of a port, if it was moved to one.
#[must_use]
pub fn realm_of(port: &JsObject) -> Option<Realm> {
    ContextPort::unpack(port).map(|data| data.realm.clone())
}

/// Takes the core away and lets go of the loop; the object is only the shell of a port then.
pub fn detach(port: &JsObject, agent: &Agent) -> Option<Arc<PortCore>> {
    let mut data = ContextPort::unpack_mut(port)?;
    if std::mem::take(&mut data.refed) {
        agent.release();
    }
    data.core.take()
}

/// Hands a message to the port's `onmessage`, all of it made in the port's realm.
///
/// # Errors
/// What the handler throws.
pub fn hand_over(port: &JsObject, message: Message, context: &mut Context) -> JsResult<()> {
    let Some(realm) = realm_of(port) else {
        return Ok(());
    };
    vm::within(&realm, context, |context| match open(message, context) {
        Ok(received) => tell(
            port,
            "message",
            received.value,
            received.transferred,
            context,
        ),
        Err(error) => {
            let error = error.into_opaque(context)?;
            tell(port, "messageerror", error, Vec::new(), context)
        }
    })
}

/// Makes the value of a message in the realm of the running code, which a script made.
///
/// # Errors
/// `ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE` for an object of a class that realm doesn't have.
pub fn open(message: Message, context: &mut Context) -> JsResult<Received> {
    if message.copies_host_objects() || message.moves_other_than(port_transfer::HOST_CLASS.name) {
        let error = node_error_object(
            context,
            ErrorKind::Error,
            "ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE",
            "A message object could not be deserialized successfully in the target vm.Context",
        )?;
        return Err(JsError::from_opaque(error.into()));
    }
    message.deserialize(context)
}

fn tell(
    port: &JsObject,
    kind: &str,
    data: JsValue,
    ports: Vec<JsObject>,
    context: &mut Context,
) -> JsResult<()> {
    let handler = port.get(js_string!(format!("on{kind}")), context)?;
    let Some(handler) = handler.as_callable() else {
        return Ok(());
    };
    let event = instance::<ContextMessageEvent>(Nothing, context)?;
    let ports = JsArray::from_iter(ports.into_iter().map(JsValue::from), context);
    for (key, value) in [
        ("data", data),
        ("target", port.clone().into()),
        ("type", JsString::from(kind).into()),
        ("ports", ports.into()),
    ] {
        event.create_data_property_or_throw(js_string!(key), value, context)?;
    }
    handler.call(&port.clone().into(), &[event.into()], context)?;
    Ok(())
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<ContextPort>(this, context)?;
    let core = port.data().core();
    match core {
        Some(core) => port_post::send_through(&core, port.object(), args, context),
        None => Ok(JsValue::undefined()),
    }
}

fn start(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<ContextPort>(this, context)?;
    let core = port.data().core();
    if let Some(core) = core {
        set_refed(this, true, context)?;
        core.start();
    }
    Ok(JsValue::undefined())
}

fn close(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<ContextPort>(this, context)?;
    let core = port.data().core();
    if let Some(core) = core {
        port_close::close_core(&Agent::of(context), &core, port.object());
    }
    Ok(JsValue::undefined())
}

fn has_ref(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<ContextPort>(this, context)?;
    let data = port.data();
    Ok((data.refed && data.core.is_some()).into())
}

fn set_refed(this: &JsValue, refed: bool, context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<ContextPort>(this, context)?;
    let agent = Agent::of(context);
    let mut data = port.data_mut();
    if data.core.is_some() && data.refed != refed {
        data.refed = refed;
        if refed {
            agent.hold();
        } else {
            agent.release();
        }
    }
    Ok(JsValue::undefined())
}

fn illegal_invocation() -> JsError {
    boa_engine::JsNativeError::typ()
        .with_message("Illegal invocation")
        .into()
}

fn invalid(message: &str, context: &mut Context) -> JsError {
    node_error(context, ErrorKind::Type, "ERR_INVALID_ARG_TYPE", message)
}
