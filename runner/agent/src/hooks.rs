//! What the engine asks of its host: global objects, limits of source text, and the async context of
//! promise reactions.
//!
//! This file must never know what runs in those contexts.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::builtins::promise::{OperationType, Promise, PromiseState};
use boa_engine::context::HostHooks;
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::job::JobCallback;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::realm::Realm;
use boa_engine::{Context, Finalize, JsData, JsNativeError, JsResult, JsString, JsValue, Trace};

use threadproof_engine::profile::sliced;
use threadproof_engine::repairs::call_depth;
use threadproof_engine::repairs::depth::check_source;
use threadproof_engine::repairs::words;

use crate::Agent;
use crate::async_context::within;
use crate::extension::MakeGlobal;

/// The async context in which a promise reaction was registered.
#[derive(Trace, Finalize, JsData)]
struct Registered(JsValue);

/// Marks a realm whose scripts may not make code of texts.
#[derive(Trace, Finalize, JsData)]
pub struct NoStrings;

/// The global object that the next realm of this context will have. The engine asks its host for
/// one without saying for whom, so it is laid out beforehand.
#[derive(Debug, Clone, Default)]
pub struct NextGlobal(Rc<RefCell<Option<LaidOut>>>);

#[derive(Debug)]
struct LaidOut {
    proxy: JsObject,
    target: JsObject,
}

impl NextGlobal {
    /// The global object that was laid out for a new realm with these intrinsics, if one was.
    #[must_use]
    pub fn take(&self, intrinsics: &Intrinsics) -> Option<JsObject> {
        let LaidOut { proxy, target } = self.0.borrow_mut().take()?;
        let prototype = intrinsics.constructors().object().prototype();
        target.set_prototype(Some(prototype));
        Some(proxy)
    }

    /// Lays out `proxy`, whose target is `target`, for the next realm.
    pub fn lay_out(&self, proxy: JsObject, target: JsObject) {
        *self.0.borrow_mut() = Some(LaidOut { proxy, target });
    }
}

/// What the engine asks of its host.
#[derive(Debug)]
pub struct Hooks {
    /// The global object of the next realm, if one is laid out.
    pub next_global: NextGlobal,
    /// Makes the global object of every other realm; `None` for ordinary ones.
    pub make_global: Option<MakeGlobal>,
}

impl HostHooks for Hooks {
    fn create_global_object(&self, intrinsics: &Intrinsics) -> JsObject {
        let global = self.next_global.take(intrinsics);
        match global {
            Some(global) => global,
            None => match self.make_global {
                Some(make) => make(intrinsics),
                None => JsObject::with_object_proto(intrinsics),
            },
        }
    }

    /// Text that nests too deep never reaches the parser, nor does any when calls already do.
    fn ensure_can_compile_strings(
        &self,
        realm: Realm,
        parameters: &[JsString],
        body: &JsString,
        direct: bool,
        context: &mut Context,
    ) -> JsResult<()> {
        call_depth::ensure(context)?;
        if realm.host_defined().get::<NoStrings>().is_some() {
            let message = "Code generation from strings disallowed for this context";
            return Err(JsNativeError::eval().with_message(message).into());
        }
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
            OperationType::Reject => {
                see_reason(&promise, context);
                let current = agent.async_context.borrow().clone();
                agent.jobs.rejected(promise, current);
            }
            OperationType::Handle => {
                if !agent.jobs.handled(&promise) {
                    agent.late_rejection(promise, context);
                }
            }
        }
    }
}

/// Gives the error with which a promise is rejected V8's words.
fn see_reason(promise: &JsObject, context: &mut Context) {
    let promise = JsPromise::from_object(promise.clone());
    if let Ok(promise) = promise
        && let PromiseState::Rejected(reason) = promise.state()
    {
        words::see(&reason, context);
    }
}
