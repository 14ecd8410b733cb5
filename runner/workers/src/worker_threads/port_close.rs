//! The two steps in which a port closes: it takes nothing more at once, and is gone in the loop's
//! close phase.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::context_port::{self, ContextPort};
use super::port::MessagePortClass;
use super::port_core::PortCore;
use super::port_table::{disown_port, port_context};
use threadproof_agent::{Agent, async_context, watching};
use threadproof_engine::class::NativeClass;
use threadproof_event as event;
use threadproof_event::kinds::PortCloseEvent;

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

/// Tells the listeners of a port that it is closed.
pub(super) fn tell_closed(
    port: &JsObject,
    registered: &JsValue,
    context: &mut Context,
) -> JsResult<()> {
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
