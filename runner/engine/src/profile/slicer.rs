//! What calls JavaScript in slices, with a look at the stack between two of them.
//!
//! The engine runs a script in slices when it is asked to
//! (`Script::evaluate_async_with_budget`), and the functions that the script calls with it. So the
//! call goes through a script of one line, in a realm of its own that no other script can reach.
//!
//! This is there with the feature `profiles` only: what it does to read the stack is more than the
//! proposed models of aliasing allow. The program has the feature, the library leaves it to its user.

#![expect(
    unsafe_code,
    reason = "the engine does not lend its context between two slices"
)]

use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::task::{Poll, Waker};

use boa_engine::object::JsObject;
use boa_engine::realm::Realm;
use boa_engine::{Context, JsNativeError, JsResult, JsValue, Script, Source, js_string};

use super::Profiler;
use super::sliced::PATH;

/// How long a slice is, in the engine's measure: an instruction costs between 1 and 8.
const SLICE: u32 = 64;

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

    /// Calls `function` in slices.
    ///
    /// # Errors
    /// What the function throws.
    pub fn call(
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
///
/// The future holds the one reference to the context from its first slice to its last, and the stack
/// is read between two slices. There is no way to ask the future for it: the engine has no call that
/// goes on with a script, and none that it makes between two instructions.
fn run(script: &Script, profiler: &Profiler, context: &mut Context) -> JsResult<JsValue> {
    let context = std::ptr::from_mut(context);
    // SAFETY: the pointer comes from a reference that nobody uses until this function has
    // returned, so the context is alive, and but for the reads below this is the only way to it.
    let mut slices = pin!(script.evaluate_async_with_budget(unsafe { &mut *context }, SLICE));
    let mut task = std::task::Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(outcome) = slices.as_mut().poll(&mut task) {
            return outcome;
        }
        profiler.look_through(|functions| {
            // SAFETY: the context is alive, on this thread, and in the state in which a native
            // function would find it: the future stopped between two instructions. Frames are read,
            // nothing is written but counts of owners, no JavaScript runs, and the reference that is made here
            // ends before the next `poll`; it is made for a sample that is due, not for each slice.
            //
            // What this rests on beyond that: a reference that lies unused in a suspended future does
            // not forbid others to read. The compiler makes use of a reference being the only one
            // while a function runs that was given it, and none runs here but this one, whose own
            // reference the pointer came from; a suspended future keeps nothing of the context but
            // the reference, and reads the context anew when it goes on. The reference of the
            // language leaves open what such a reference forbids, and the models that are proposed
            // (Stacked Borrows, Tree Borrows) forbid these reads. So this must not spread, and is to
            // go as soon as the engine lends its context between two slices.
            functions.stack(unsafe { &*context })
        });
    }
}
