//! The workers that a thread started and that have not ended.

use std::cell::RefCell;
use std::collections::VecDeque;

use boa_engine::object::JsObject;
use rustc_hash::FxHashMap;

use super::worker::WorkerData;
use threadproof_agent::Agent;
use threadproof_ground::director::Wait;

/// Workers that a thread started and that have not ended, by thread id.
#[derive(Default)]
pub struct Children(RefCell<FxHashMap<u64, JsObject>>);

/// The workers that `agent` started and that have not ended, by thread id.
#[must_use]
pub fn children(agent: &Agent) -> &RefCell<FxHashMap<u64, JsObject>> {
    &agent.slot::<Children>().0
}

/// Ends all workers of an agent that is itself at its end.
pub fn end_all(agent: &Agent) {
    let Ok(workers) = children(agent).try_borrow() else {
        return;
    };
    for worker in workers.values() {
        if let Some(data) = worker.downcast_ref::<WorkerData>() {
            data.control.terminate();
        }
    }
}

/// Waits until the workers that this worker started are gone: a worker has ended only when its own
/// have.
pub fn wait_for_children(agent: &Agent) {
    let Ok(workers) = children(agent).try_borrow() else {
        return;
    };
    let mut news = VecDeque::new();
    while workers
        .keys()
        .any(|thread_id| agent.cluster.agent(*thread_id).is_some())
    {
        // A child leaves the cluster before it tells of its end, so the news wakes this thread.
        let director = agent.cluster.director.as_ref();
        if !director.is_some_and(|director| director.wait(Wait::Children, None)) {
            agent.control.mailbox.wait(None);
        }
        agent.control.mailbox.take_all(&mut news);
        news.clear();
    }
}
