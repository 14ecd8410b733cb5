//! What a thread may be sent messages through: ports, channels and workers, by the number of their
//! port.

use std::cell::RefCell;

use boa_engine::JsValue;
use boa_engine::object::JsObject;
use rustc_hash::FxHashMap;

use super::port::core_of;
use super::worker_start::worker_input;
use threadproof_agent::Agent;

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
