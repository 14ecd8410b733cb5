//! A port on its way from one object to another, in this thread or in another.

use std::any::Any;
use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsNativeError, JsResult, js_string};

use super::context_port::{self, ContextPort};
use super::port::{MessagePortClass, core_of, object, set_refed};
use super::port_close::tell_closed;
use super::port_core::PortCore;
use super::port_table::{disown_port, port_context};
use crate::vm;
use threadproof_agent::Agent;
use threadproof_clone::{self as clone, Copying, HostClass, MoveParcel, Transfer};
use threadproof_engine::class::NativeClass;

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
        Err(_) => Err(JsNativeError::typ()
            .with_message("the parcel holds no port")
            .into()),
    }
}
