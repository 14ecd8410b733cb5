//! `MessagePort`: the object that a script holds, and the delivery of messages to it.
//!
//! A port that is open belongs to the agent's table until it closes or is transferred, so it is
//! never collected while messages could still reach it. Listening to `message` starts the port and
//! makes it hold the event loop; taking the last listener away lets go of the loop again.

use std::any::Any;
use std::cell::RefCell;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsNativeError, JsResult, JsString, JsValue, Trace, js_string,
};

use super::broadcast::BroadcastChannelClass;
use super::context_port::{self, ContextPort};
use super::port_core::{Envelope, PortCore};
use super::worker_start::worker_input;
use super::{handlers, inspect};
use crate::vm;
use rustc_hash::FxHashMap;
use threadproof_agent::{Agent, async_context, watching};
use threadproof_clone::{
    self as clone, Copying, HostClass, Message, MoveParcel, Received, Transfer,
};
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_engine::{interrupt, profile};
use threadproof_event::kinds::{CustomEvent, MessageEvent, PortCloseEvent};
use threadproof_event::node_target::NodeEventTarget;
use threadproof_event::{self as event, TargetHooks};

/// The class `MessagePort`.
pub struct MessagePortClass;

/// What a `MessagePort` object holds.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct PortData {
    /// The port itself; `None` once it was transferred or closed.
    #[unsafe_ignore_trace]
    pub core: Option<Arc<PortCore>>,
    /// Whether it holds the event loop.
    refed: bool,
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

/// What a thread may be sent messages through, by port id: ports, channels, workers.
#[derive(Default)]
pub struct Ports {
    objects: RefCell<FxHashMap<u64, JsObject>>,
    /// The async contexts in which they were made, for those that were made in one.
    contexts: RefCell<FxHashMap<u64, JsValue>>,
}

/// What `agent` may be sent messages through, by port id.
#[must_use]
pub fn ports(agent: &Agent) -> &RefCell<FxHashMap<u64, JsObject>> {
    &agent.slot::<Ports>().objects
}

/// Says which object has a port. Its listeners run in the async context that is current now.
pub fn own_port(agent: &Agent, id: u64, object: JsObject) {
    let ports = agent.slot::<Ports>();
    ports.objects.borrow_mut().insert(id, object);
    let current = agent.async_context.borrow();
    if !current.is_undefined() {
        ports.contexts.borrow_mut().insert(id, current.clone());
    }
}

/// Forgets a port; gives the object that had it.
pub fn disown_port(agent: &Agent, id: u64) -> Option<JsObject> {
    let ports = agent.slot::<Ports>();
    ports.contexts.borrow_mut().remove(&id);
    ports.objects.borrow_mut().remove(&id)
}

/// The async context in which a port was made; undefined outside every one.
#[must_use]
pub fn port_context(agent: &Agent, id: u64) -> JsValue {
    let contexts = agent.slot::<Ports>().contexts.borrow();
    contexts.get(&id).cloned().unwrap_or_default()
}

/// True while no port of `agent` was made in an async context.
#[must_use]
pub fn has_no_contexts(agent: &Agent) -> bool {
    agent.slot::<Ports>().contexts.borrow().is_empty()
}

/// Whether an object is a `MessagePort`.
#[must_use]
pub fn is_port(object: &JsObject) -> bool {
    MessagePortClass::unpack(object).is_some()
}

/// How ports take part in structured clone.
pub static HOST_CLASS: HostClass = HostClass {
    name: "MessagePort",
    is: |object| MessagePortClass::is_instance(object) || ContextPort::is_instance(object),
    copying: |port| {
        // One that was transferred or closed is only the shell of a port.
        if core_of(port).is_some() {
            Copying::NeedsTransfer
        } else {
            Copying::Refused
        }
    },
    transfer: Some(Transfer {
        check,
        pack: detach,
        unpack: attach,
    }),
};

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

    fn wrong_this(_: &mut Context) -> boa_engine::JsError {
        boa_engine::JsNativeError::typ()
            .with_message("Illegal invocation")
            .into()
    }
}

fn no_constructor(context: &mut Context) -> boa_engine::JsError {
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

/// Closes every port of an agent that ends.
pub fn close_all(agent: &Agent) {
    let Ok(mut ports) = ports(agent).try_borrow_mut() else {
        return;
    };
    let ports = std::mem::take(&mut *ports);
    for port in ports.values() {
        if let Some(core) = core_of(port) {
            core.close();
        }
    }
    if let Some(worker) = worker_input(agent) {
        worker.port.close();
    }
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

/// Takes the port out of its object, which is only a shell then. `None` if that was done before.
pub(super) fn take_core(port: &JsObject, context: &mut Context) -> Option<Arc<PortCore>> {
    let agent = Agent::of(context);
    if let Some(core) = core_of(port) {
        core.point("transfers");
    }
    let core = if ContextPort::is_instance(port) {
        context_port::detach(port, &agent)
    } else {
        set_refed(port, false, context);
        let core = MessagePortClass::unpack_mut(port).and_then(|mut data| data.core.take());
        if let Some(core) = &core {
            // The object that stays behind is closed, and tells so.
            let shell = port.clone();
            let registered = port_context(&agent, core.id);
            agent.push_closing(Box::new(move |context| {
                tell_closed(&shell, &registered, context)
            }));
        }
        core
    }?;
    disown_port(&agent, core.id);
    core.disown();
    Some(core)
}

fn post(
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

/// Closes a port of this agent in the loop's close phase: there the other side hears of it, and this
/// side's `close` event comes. What is being delivered now still is.
pub(super) fn close_core(agent: &Agent, core: &Arc<PortCore>, target: &JsObject) {
    if !core.begin_close() {
        return;
    }
    let target = target.clone();
    let core = Arc::clone(core);
    if ContextPort::is_instance(&target) {
        // Nobody can listen for its end.
        disown_port(agent, core.id);
        core.close();
        drop(context_port::detach(&target, agent));
        return;
    }
    agent.push_closing(Box::new(move |context| {
        let agent = Agent::of(context);
        let registered = port_context(&agent, core.id);
        core.point("closes");
        disown_port(&agent, core.id);
        core.close();
        let was_refed = MessagePortClass::unpack_mut(&target).is_some_and(|mut data| {
            data.core = None;
            std::mem::take(&mut data.refed)
        });
        if was_refed {
            agent.release();
        }
        tell_closed(&target, &registered, context)
    }));
}

fn tell_closed(port: &JsObject, registered: &JsValue, context: &mut Context) -> JsResult<()> {
    watching::ended(port, context)?;
    let kind = js_string!("close");
    if !event::has_listeners(port, &kind) {
        return Ok(());
    }
    let close = PortCloseEvent::create(context)?;
    async_context::within(registered, context, |context| {
        event::dispatch(context, port, &close).map(drop)
    })
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

/// A port that was transferred or closed can't be transferred.
fn check(port: &JsObject, context: &mut Context) -> JsResult<()> {
    let open = core_of(port).is_some_and(|core| !core.is_closing());
    if open {
        return Ok(());
    }
    Err(clone::data_clone_error(
        context,
        js_string!("MessagePort in transfer list is already detached"),
    ))
}

/// Takes the port out of its object (HTML, 9.4.3, transfer steps of a message port).
fn detach(port: &JsObject, context: &mut Context) -> JsResult<MoveParcel> {
    let Some(core) = take_core(port, context) else {
        check(port, context)?;
        return Ok(Box::new(()));
    };
    Ok(Box::new(core))
}

/// Makes an object for a port that arrived (HTML, 9.4.3, transfer-receiving steps).
fn attach(parcel: MoveParcel, context: &mut Context) -> JsResult<JsObject> {
    let parcel: Box<dyn Any> = parcel;
    match parcel.downcast::<Arc<PortCore>>() {
        Ok(core) if vm::is_inside(context) => context_port::object(*core, context),
        Ok(core) => object(*core, context),
        Err(_) => Err(boa_engine::JsNativeError::typ()
            .with_message("the parcel holds no port")
            .into()),
    }
}
