//! Promises of this thread that another thread settles: answers to a message, the end of an
//! `Atomics.waitAsync`.
//!
//! The other thread holds a number, never the promise. A wait may have a time limit; neither the
//! wait nor its limit keeps the event loop alive, as in Node. Who is waited for is not known here.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use boa_engine::builtins::promise::ResolvingFunctions;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsResult, JsValue, NativeFunction};
use rustc_hash::FxHashMap;

use crate::Agent;
use crate::timers::{Callback, TimerId};

/// Settles a wait whose time is up; gets the functions of its promise.
pub type TimeUp = Box<dyn FnOnce(ResolvingFunctions, &mut Context) -> JsResult<()>>;

/// The waits of one agent that are not over.
#[derive(Default)]
pub struct Waiting {
    last: Cell<u64>,
    entries: RefCell<FxHashMap<u64, Entry>>,
}

struct Entry {
    promise: ResolvingFunctions,
    limit: Option<(TimerId, TimeUp)>,
}

impl Waiting {
    /// Reserves a number, so that another thread may know it before the wait begins.
    pub fn number(&self) -> u64 {
        let number = self.last.get() + 1;
        self.last.set(number);
        number
    }

    /// Begins a wait under `number`; after `limit` it ends through `time_up`.
    pub fn begin(
        &self,
        number: u64,
        limit: Option<Duration>,
        time_up: TimeUp,
        context: &mut Context,
    ) -> JsObject {
        let (promise, resolvers) = JsPromise::new_pending(context);
        let promise = JsObject::from(promise);
        let limit = limit.map(|limit| (set_timer(number, &promise, limit, context), time_up));
        let entry = Entry {
            promise: resolvers,
            limit,
        };
        self.entries.borrow_mut().insert(number, entry);
        promise
    }

    /// Ends a wait; `None` when it is over already.
    pub fn end(&self, number: u64, agent: &Agent) -> Option<ResolvingFunctions> {
        let entry = self.entries.borrow_mut().remove(&number)?;
        if let Some((timer, _)) = entry.limit {
            agent.timers.clear(timer);
        }
        Some(entry.promise)
    }
}

fn set_timer(number: u64, handle: &JsObject, limit: Duration, context: &mut Context) -> TimerId {
    let agent = Agent::of(context);
    let function = NativeFunction::from_copy_closure(move |_, _, context| {
        let entry = Agent::of(context)
            .waiting
            .entries
            .borrow_mut()
            .remove(&number);
        if let Some(entry) = entry
            && let Some((_, time_up)) = entry.limit
        {
            time_up(entry.promise, context)?;
        }
        Ok(JsValue::undefined())
    })
    .to_js_function(context.realm());
    let callback = Callback {
        function: function.into(),
        args: Vec::new(),
        handle: handle.clone(),
    };
    let timer = agent.timers.set(callback, limit, false);
    agent.timers.set_refed(timer, false);
    timer
}
