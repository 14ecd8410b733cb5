//! What the layers above hang on a thread and on a runtime.
//!
//! An [`Extension`] is asked at fixed stages of a runtime's and a thread's life; one list, given to
//! the [`Cluster`](crate::cluster::Cluster), names them all. It must never know what any of them is
//! for.

use std::rc::Rc;

use boa_engine::context::ContextBuilder;
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsString, JsValue};
use threadproof_engine::stack::Position;
use threadproof_ground::slots::{Local, Shared};

use crate::Agent;
use crate::cluster::Cluster;

/// Makes the global object of a realm.
pub type MakeGlobal = fn(&Intrinsics) -> JsObject;

/// An error that no JavaScript caught.
#[derive(Debug)]
pub struct Uncaught<'a> {
    /// What was thrown, or what a promise was rejected with.
    pub value: &'a JsValue,
    /// Where it was thrown, if the engine said so.
    pub thrown_at: Option<Position>,
    /// It is the reason of a promise that nobody handles.
    pub is_rejection: bool,
}

/// A part of the runtime that hangs on its threads. Every method does nothing unless it is given.
pub trait Extension: Sync {
    /// A runtime is made: the extension fills its slots.
    fn runtime(&self, _slots: &mut Shared) {}

    /// A thread is made: the extension fills its slots.
    fn thread(&self, _slots: &mut Local) {}

    /// A context is made; it belongs to no thread's agent yet.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    fn context_made(&self, _cluster: &Cluster, _context: &mut Context) -> JsResult<()> {
        Ok(())
    }

    /// The context became an agent's.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    fn context_filled(&self, _agent: &Rc<Agent>, _context: &mut Context) -> JsResult<()> {
        Ok(())
    }

    /// The script is about to run.
    fn started(&self, _agent: &Agent, _context: &mut Context) {}

    /// Nobody caught an error. True when the extension dealt with it and the thread goes on.
    fn uncaught(&self, _agent: &Agent, _error: &Uncaught<'_>, _context: &mut Context) -> bool {
        false
    }

    /// What of the extension's keeps the loop of a thread alive, by the names that Node has for it.
    fn held(&self, _agent: &Agent) -> Vec<&'static str> {
        Vec::new()
    }

    /// What of the extension's the loop of a thread waits for, in words: for who looks into a
    /// deadlock.
    fn awaited(&self, _agent: &Agent) -> Vec<String> {
        Vec::new()
    }

    /// The `exit` event is about to be emitted.
    ///
    /// # Errors
    /// What JavaScript throws meanwhile.
    fn exiting(&self, _agent: &Agent, _context: &mut Context) -> JsResult<()> {
        Ok(())
    }

    /// An error ends the thread.
    fn fatal(&self, _agent: &Agent, _error: &Uncaught<'_>, _context: &mut Context) {}

    /// The thread lets go of everything that other threads could still reach. The context is alive,
    /// but no JavaScript may run; the engine may have panicked.
    fn dismantled(&self, _agent: &Agent) {}

    /// A thread has left the runtime: what it held and waited for is given up.
    fn left(&self, _cluster: &Cluster, _thread_id: u64) {}

    /// The runtime ends: threads of the extension's own must not go on.
    fn closing(&self, _cluster: &Cluster) {}
}

/// What a thread asks of `process` and of `util`, which are not its own.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// Builds a context with the loader of its modules.
    pub build: fn(ContextBuilder) -> JsResult<Context>,
    /// Emits an event on `process`; true when somebody listened.
    pub emit: fn(&Agent, JsString, &[JsValue], &mut Context) -> JsResult<bool>,
    /// How many listeners an event of `process` has.
    pub listener_count: fn(&Agent, JsString, &mut Context) -> usize,
    /// A value as `util.inspect` shows it.
    pub inspect: fn(&JsValue, &mut Context) -> String,
    /// Told of promises that are rejected and have no handler, and of those that get one later; true
    /// when the first kind is dealt with and does not end the thread.
    pub rejection: fn(&Agent, &Rejection, &mut Context) -> bool,
}

/// What happened to a promise that was rejected.
#[derive(Debug)]
pub enum Rejection {
    /// Nobody handled it until the microtasks had run.
    Unhandled {
        /// The promise.
        promise: JsObject,
        /// What it was rejected with.
        reason: JsValue,
    },
    /// It was unhandled, and has a handler now.
    HandledLate {
        /// The promise.
        promise: JsObject,
    },
}
