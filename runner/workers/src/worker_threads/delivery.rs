//! Delivering what waits in a port's queue to the object that owns the port: a `MessagePort`, a
//! `BroadcastChannel` or a `Worker`.
//!
//! Promise jobs run between two messages, as they do between two callbacks of the event loop.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::audience;
use super::context_port::{self, ContextPort};
use super::port::open;
use super::port_close::close_core;
use super::port_core::{Envelope, PortCore};
use super::port_table::{has_no_contexts, port_context, ports};
use super::worker::WorkerData;
use threadproof_agent::task::Deliver;
use threadproof_agent::{Agent, async_context, watching};
use threadproof_clone::{Message, Received};
use threadproof_engine::class::NativeClass;
use threadproof_event as event;

/// How many messages of one port are delivered before other work gets its turn, if no more were
/// waiting when the delivery began.
const BATCH: usize = 1000;

impl Deliver for PortCore {
    fn deliver(self: Arc<Self>, agent: &Agent, context: &mut Context) {
        deliver(agent, &self, context);
    }

    fn seat(&self) -> u64 {
        PortCore::seat(self)
    }
}

/// Handles what waits in a port's queue.
fn deliver(agent: &Agent, core: &Arc<PortCore>, context: &mut Context) {
    if core.is_closing() {
        return;
    }
    let waiting = core.begin_delivery();
    // Under a director, what comes meanwhile comes in the next turn.
    let batch = if core.is_directed() { 0 } else { BATCH };
    let limit = waiting.max(batch);
    let faults = agent.faults();
    for delivered in 0..limit {
        if delivered > 0 {
            core.point("takes the next message of");
            if agent.is_ending() {
                return;
            }
        }
        agent.leave_async_context();
        let Some(target) = receiver(agent, core.id) else {
            return;
        };
        match core.next() {
            None => return,
            Some(Envelope::Message(message)) => {
                hand_over(agent, core.id, &target, message, context);
            }
            Some(Envelope::Close) => {
                close_core(agent, core, &target);
                return;
            }
        }
        agent.jobs.drain(context);
        if agent.is_ending() {
            return;
        }
        if agent.faults() != faults {
            // What a listener throws ends the round; the rest comes in the next.
            break;
        }
    }
    core.announce_rest();
}

/// Opens a message and tells the listeners of `target`, which has the port `id`. They run in the async
/// context in which it got the port.
pub fn hand_over(
    agent: &Agent,
    id: u64,
    target: &JsObject,
    message: Message,
    context: &mut Context,
) {
    if ContextPort::is_instance(target) {
        if let Err(error) = context_port::hand_over(target, message, context) {
            agent.uncaught(error, context);
        }
        return;
    }
    let outcome = match open(message, context) {
        Ok(received) if has_no_contexts(agent) => tell(target, received, context),
        Ok(received) => async_context::within(&port_context(agent, id), context, |context| {
            tell(target, received, context)
        }),
        Err(error) => match error.into_opaque(context) {
            Ok(error) => tell_error(target, error, context),
            Err(error) => Err(error),
        },
    };
    if let Err(error) = outcome {
        agent.uncaught(error, context);
    }
}

/// The object that receives what is sent to a port: a port, a channel, or a `Worker`.
fn receiver(agent: &Agent, id: u64) -> Option<JsObject> {
    ports(agent).borrow().get(&id).cloned()
}

fn tell(target: &JsObject, received: Received, context: &mut Context) -> JsResult<()> {
    if target.is::<WorkerData>() {
        return audience::message(target, received, context);
    }
    let kind = js_string!("message");
    let Received { value, transferred } = received;
    watching::during(target, context, |context| {
        event::deliver_with(context, target, &kind, &value, transferred).map(drop)
    })
}

fn tell_error(target: &JsObject, error: JsValue, context: &mut Context) -> JsResult<()> {
    if target.is::<WorkerData>() {
        return audience::message_error(target, error, context);
    }
    let kind = js_string!("messageerror");
    event::deliver_with(context, target, &kind, &error, Vec::new())?;
    Ok(())
}
