//! What the engine asks of its host: global objects, limits of source text, and the async context of
//! promise reactions.
//!
//! This file must never know what runs in those contexts.

use boa_engine::builtins::promise::{OperationType, Promise};
use boa_engine::context::HostHooks;
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::job::JobCallback;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsFunction;
use boa_engine::realm::Realm;
use boa_engine::{Context, Finalize, JsData, JsResult, JsString, JsValue, Trace};

use super::Agent;
use super::start::within;
use crate::depth::check_source;
use crate::profile::sliced;
use crate::transform::call_depth;
use crate::vm::NextGlobal;
use crate::web::scope;

/// The async context in which a promise reaction was registered.
#[derive(Trace, Finalize, JsData)]
struct Registered(JsValue);

/// What the engine asks of its host.
#[derive(Debug)]
pub struct Hooks {
    /// The global object of the next realm, if one is laid out.
    pub next_global: NextGlobal,
    /// The global object is an event target.
    pub is_web: bool,
}

impl HostHooks for Hooks {
    fn create_global_object(&self, intrinsics: &Intrinsics) -> JsObject {
        let global = self.next_global.take(intrinsics);
        match global {
            Some(global) => global,
            None if self.is_web => scope::global(intrinsics),
            None => JsObject::with_object_proto(intrinsics),
        }
    }

    /// Text that nests too deep never reaches the parser, nor does any when calls already do.
    fn ensure_can_compile_strings(
        &self,
        _: Realm,
        parameters: &[JsString],
        body: &JsString,
        direct: bool,
        context: &mut Context,
    ) -> JsResult<()> {
        call_depth::ensure(context)?;
        if direct {
            call_depth::ensure_evals(context)?;
        }
        for text in parameters.iter().chain([body]) {
            check_source(&text.to_std_string_lossy())?;
        }
        Ok(())
    }

    /// A callback runs in the async context in which it was registered.
    fn make_job_callback(&self, callback: JsFunction, context: &mut Context) -> JobCallback {
        let current = Agent::of(context).async_context.borrow().clone();
        if current.is_undefined() {
            return JobCallback::new(callback, ());
        }
        JobCallback::new(callback, Registered(current))
    }

    fn call_job_callback(
        &self,
        job: &JobCallback,
        this: &JsValue,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsValue> {
        let registered = job.host_defined().downcast_ref::<Registered>();
        let registered = registered.map_or_else(JsValue::undefined, |it| it.0.clone());
        let callback = job.callback().clone();
        within(&registered, context, |context| {
            sliced::call(&callback, this, args, context)
        })
    }

    fn promise_rejection_tracker(
        &self,
        promise: &JsObject<Promise>,
        operation: OperationType,
        context: &mut Context,
    ) {
        let agent = Agent::of(context);
        let promise = promise.clone().upcast();
        match operation {
            OperationType::Reject => agent.jobs.rejected(promise),
            OperationType::Handle => {
                if !agent.jobs.handled(&promise) {
                    agent.late_rejection(promise, context);
                }
            }
        }
    }
}
