//! `MessagePort`: the object that a script holds.
//!
//! A port that is open belongs to the agent's table until it closes or is transferred, so it is
//! never collected while messages could still reach it. Listening to `message` starts the port and
//! makes it hold the event loop; taking the last listener away lets go of the loop again.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsError, JsNativeError, JsResult, JsString, JsValue, Trace,
    js_string,
};

use super::broadcast::BroadcastChannelClass;
use super::context_port::ContextPort;
use super::port_close::close_core;
use super::port_core::PortCore;
use super::port_post::post;
use super::port_table::own_port;
use super::{handlers, inspect};
use threadproof_agent::{Agent, watching};
use threadproof_clone::{Message, Received};
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_event::TargetHooks;
use threadproof_event::kinds::{CustomEvent, MessageEvent};
use threadproof_event::node_target::NodeEventTarget;

/// The class `MessagePort`.
pub struct MessagePortClass;

/// What a `MessagePort` object holds.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct PortData {
    /// The port itself; `None` once it was transferred or closed.
    #[unsafe_ignore_trace]
    pub core: Option<Arc<PortCore>>,
    /// Whether it holds the event loop.
    pub(super) refed: bool,
}

impl PortData {
    /// Whether it is open, and whether it holds the event loop.
    #[must_use]
    pub fn shown(&self) -> (bool, bool) {
        (self.core.is_some(), self.refed)
    }
}

/// What a port does when its listeners come and go.
pub static PORT_HOOKS: TargetHooks = TargetHooks {
    added: listener_added,
    removed: listener_removed,
    make_event: |kind, value, context| {
        if *kind == js_string!("message") || *kind == js_string!("messageerror") {
            return MessageEvent::create(kind.clone(), value.clone(), Vec::new(), context);
        }
        let detail = match value {
            value if value.is_undefined() => JsValue::null(),
            value => value.clone(),
        };
        CustomEvent::create(kind.clone(), detail, context)
    },
    own_names: &["newListener", "removeListener"],
    ..TargetHooks::EMITTER
};

/// Whether an object is a `MessagePort`.
#[must_use]
pub fn is_port(object: &JsObject) -> bool {
    MessagePortClass::unpack(object).is_some()
}

impl NativeClass for MessagePortClass {
    type Data = PortData;
    const NAME: &'static str = "MessagePort";
    threadproof_event::target_class!(&PORT_HOOKS);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<NodeEventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("postMessage"), 0, post_message)
            .method(js_string!("start"), 0, start)
            .method(js_string!("close"), 1, close)
            .method(js_string!("ref"), 0, reference)
            .method(js_string!("unref"), 0, unreference)
            .method(js_string!("hasRef"), 0, has_ref);
        handlers::add::<Self>(members);
        inspect::port(members);
    }

    fn construct(_: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<PortData> {
        Err(no_constructor(context))
    }

    fn call(_: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        Err(no_constructor(context))
    }

    fn wrong_this(_: &mut Context) -> JsError {
        JsNativeError::typ()
            .with_message("Illegal invocation")
            .into()
    }
}

fn no_constructor(context: &mut Context) -> JsError {
    native_error(
        context,
        ErrorKind::Type,
        "ERR_CONSTRUCT_CALL_INVALID",
        "Constructor cannot be called",
    )
}

/// Makes the object of a port that this agent now owns.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(core: Arc<PortCore>, context: &mut Context) -> JsResult<JsObject> {
    let agent = Agent::of(context);
    let id = core.id;
    let data = PortData {
        core: Some(Arc::clone(&core)),
        refed: false,
    };
    let port = instance::<MessagePortClass>(data, context)?;
    own_port(&agent, id, port.clone());
    core.own(Arc::clone(&agent.control));
    watching::began("MESSAGEPORT", &port, context)?;
    Ok(port)
}

/// Makes the value of a message in this context.
///
/// # Errors
/// What a class throws when it can't unpack an object.
pub fn open(message: Message, context: &mut Context) -> JsResult<Received> {
    message.deserialize(context)
}

/// The core of an object that receives messages.
pub(super) fn core_of(object: &JsObject) -> Option<Arc<PortCore>> {
    if let Some(data) = MessagePortClass::unpack(object) {
        return data.core.clone();
    }
    if let Some(data) = ContextPort::unpack(object) {
        return data.core();
    }
    BroadcastChannelClass::unpack(object).and_then(|data| data.core.clone())
}

fn post_message(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    let core = port.data().core.clone();
    // A port that is gone still checks what it is given.
    let core = core.unwrap_or_else(|| PortCore::alone(&Agent::of(context).cluster));
    post(&core, Some(port.object()), args, context)
}

fn start(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    let core = port.data().core.clone();
    if let Some(core) = core {
        core.point("starts");
        core.start();
    }
    Ok(JsValue::undefined())
}

fn close(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    let core = port.data().core.clone();
    if let Some(callback) = args.get_or_undefined(0).as_callable() {
        let once = port.object().get(js_string!("once"), context)?;
        if let Some(once) = once.as_callable() {
            once.call(
                this,
                &[js_string!("close").into(), callback.into()],
                context,
            )?;
        }
    }
    if let Some(core) = core {
        close_core(&Agent::of(context), &core, port.object());
    }
    Ok(JsValue::undefined())
}

fn reference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    set_refed(port.object(), true, context);
    Ok(JsValue::undefined())
}

fn unreference(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    set_refed(port.object(), false, context);
    Ok(JsValue::undefined())
}

fn has_ref(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this_data::<MessagePortClass>(this, context)?;
    let data = port.data();
    Ok((data.refed && data.core.is_some()).into())
}

/// Says whether a port holds the event loop.
pub(super) fn set_refed(port: &JsObject, refed: bool, context: &mut Context) {
    let agent = Agent::of(context);
    let Some(mut data) = MessagePortClass::unpack_mut(port) else {
        return;
    };
    let open = data.core.as_ref().is_some_and(|core| !core.is_closing());
    if !open || data.refed == refed {
        return;
    }
    data.refed = refed;
    if refed {
        agent.hold();
    } else {
        agent.release();
    }
}

fn listener_added(port: &JsObject, kind: &JsString, count: usize, context: &mut Context) {
    if count == 1 && *kind == js_string!("message") {
        set_refed(port, true, context);
        if let Some(core) = core_of(port) {
            core.point("starts");
            core.start();
        }
    }
}

fn listener_removed(port: &JsObject, kind: &JsString, count: usize, context: &mut Context) {
    if count == 0 && *kind == js_string!("message") {
        set_refed(port, false, context);
        // What arrives while nobody listens waits for the next listener.
        if let Some(core) = core_of(port) {
            core.stop();
        }
    }
}
