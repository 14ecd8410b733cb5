//! Calling JavaScript in slices while a profile is being taken: one of the few files with `unsafe`.
//!
//! The engine runs a script in slices when it is asked to
//! (`Script::evaluate_async_with_budget`), and the functions that the script calls with it. So the
//! call goes through a script of one line, in a realm of its own that no other script can reach.
//! While no profile is being taken this is a plain call.

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::{Poll, Waker};

use boa_engine::object::JsObject;
use boa_engine::realm::Realm;
use boa_engine::{Context, JsNativeError, JsResult, JsValue, Script, Source, js_string};

use super::Profiler;
use crate::agent::Agent;

/// The path of the calling script; its frame is part of no stack.
pub const PATH: &str = "node:internal/sliced_call";

/// How long a slice is, in the engine's measure: an instruction costs between 1 and 8.
const SLICE: u32 = 64;

/// Calls `function` as [`JsObject::call`] does.
///
/// # Errors
/// What the function throws.
pub fn call(
    function: &JsObject,
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let Some(agent) = context.get_data::<std::rc::Rc<Agent>>() else {
        return function.call(this, args, context);
    };
    if !agent.profiler.is_active() {
        return function.call(this, args, context);
    }
    let agent = std::rc::Rc::clone(agent);
    agent.profiler.look(context);
    let outcome = match agent.profiler.slicer() {
        Some(slicer) => slicer.call(function, this, args, &agent.profiler, context),
        None => function.call(this, args, context),
    };
    agent.profiler.look(context);
    outcome
}

/// What makes calls in slices.
#[derive(Clone)]
pub struct Slicer {
    realm: Realm,
    global: JsObject,
    script: Script,
}

impl Slicer {
    /// Makes the realm and the script.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn new(context: &mut Context) -> JsResult<Self> {
        let realm = context.create_realm()?;
        let source = Source::from_bytes("f()").with_path(Path::new(PATH));
        let script = Script::parse(source, Some(realm.clone()), context)?;
        let outside = context.enter_realm(realm.clone());
        let global = context.global_object();
        context.enter_realm(outside);
        Ok(Self {
            realm,
            global,
            script,
        })
    }

    fn call(
        &self,
        function: &JsObject,
        this: &JsValue,
        args: &[JsValue],
        profiler: &Profiler,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        let mut bound = vec![this.clone()];
        bound.extend_from_slice(args);
        // The `bind` of the script's own realm, which nobody can have replaced. The engine calls a
        // bound function without leaving the slice.
        let prototype = self
            .realm
            .intrinsics()
            .constructors()
            .function()
            .prototype();
        let bind = prototype.get(js_string!("bind"), context)?;
        let Some(bind) = bind.as_callable() else {
            return Err(JsNativeError::typ()
                .with_message("`bind` is missing")
                .into());
        };
        let bound = bind.call(&function.clone().into(), &bound, context)?;
        self.global.set(js_string!("f"), bound, true, context)?;
        let outcome = run(&self.script, profiler, context);
        self.global
            .set(js_string!("f"), JsValue::undefined(), true, context)?;
        outcome
    }
}

/// Runs a script to its end and takes the samples that are due after each slice.
fn run(script: &Script, profiler: &Profiler, context: &mut Context) -> JsResult<JsValue> {
    let context = std::ptr::from_mut(context);
    // SAFETY: the pointer comes from a reference that nobody uses until this function has
    // returned, so the context is alive and this is the only way to it but the one below.
    let mut slices = pin!(script.evaluate_async_with_budget(unsafe { &mut *context }, SLICE));
    let mut task = std::task::Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(outcome) = slices.as_mut().poll(&mut task) {
            return outcome;
        }
        // SAFETY: between two calls of `poll` no code of the engine runs: the future has stopped
        // between two instructions, with the context in the state in which a native function
        // would find it. Its own reference to the context is not used until the next `poll`, and
        // the shared one that is made here ends before that; only frames are read through it,
        // and nothing is written.
        profiler.look(unsafe { &*context });
    }
}
