//! How a script sees what the host program lends: functions, modules, shared objects.
//!
//! Values are copied at the border in both directions; a shared object is only wrapped, once more
//! in every context that it comes to.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use boa_engine::object::builtins::{JsFunction, JsPromise};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, Finalize, JsData, JsError, JsNativeError, JsResult, JsString, JsSymbol, JsValue,
    NativeFunction, Trace,
};

use super::errors::{HostError, HostErrorKind};
use super::host::{Call, HostFunction, HostModule, Item, SharedObject};
use super::value::Value;
use threadproof_agent::Agent;
use threadproof_agent::blocking;
use threadproof_clone::{self as clone, CopyHooks, CopyParcel, Copying, HostClass};
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_engine::native::define;
use threadproof_modules::policy::PREFIX;
use threadproof_modules::registry::ModuleRegistry;

/// A shared host object in a context.
#[derive(Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct Wrapped(SharedObject);

/// How shared host objects cross threads: as themselves.
static HOST_CLASS: HostClass = HostClass {
    name: "host object",
    is: |object| object.is::<Wrapped>(),
    copying: |_| {
        Copying::By(CopyHooks {
            pack: |object, _| match shared(object) {
                Some(object) => Ok(Arc::new(object) as CopyParcel),
                None => Err(wrong_class()),
            },
            unpack: |parcel, context| match parcel.downcast_ref::<SharedObject>() {
                Some(shared) => object(shared, context),
                None => Err(wrong_class()),
            },
        })
    },
    transfer: None,
};

/// What the host program lends to every thread.
#[derive(Debug, Default)]
pub struct Lent {
    /// What stands on the global object.
    pub globals: HostModule,
    /// What scripts import as `host:NAME`.
    pub modules: Vec<(String, HostModule)>,
}

fn lent(agent: &Agent) -> Option<&Lent> {
    agent.cluster.options.embedder.lent.get()
}

/// Puts the host's functions and objects onto the global object of a thread.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let Some(lent) = lent(&agent) else {
        return Ok(());
    };
    clone::register(&HOST_CLASS, context);
    let global = context.global_object();
    for (name, item) in &lent.globals.items {
        let value = make(name, item, context)?;
        let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        define(&global, JsString::from(name.as_str()), value, attributes);
    }
    Ok(())
}

/// The exports of the host module that `specifier` names; `None` when it names none.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn exports(specifier: &str, context: &mut Context) -> JsResult<Option<JsValue>> {
    let Some(name) = specifier.strip_prefix(PREFIX) else {
        return Ok(None);
    };
    let agent = Agent::of(context);
    if let Some(known) = ModuleRegistry::of(&agent).host.borrow().get(name) {
        return Ok(Some(known.clone()));
    }
    let Some(module) = find(&agent, name) else {
        return Ok(None);
    };
    let exports = JsObject::with_object_proto(context.intrinsics());
    for (name, item) in &module.items {
        let value = make(name, item, context)?;
        define(
            &exports,
            JsString::from(name.as_str()),
            value,
            Attribute::all(),
        );
    }
    let exports = JsValue::from(exports);
    let mut known = ModuleRegistry::of(&agent).host.borrow_mut();
    known.insert(name.to_owned(), exports.clone());
    Ok(Some(exports))
}

/// True when `specifier` names a host module of this runtime.
#[must_use]
pub fn is_module(specifier: &str, context: &Context) -> bool {
    specifier
        .strip_prefix(PREFIX)
        .is_some_and(|name| find(&Agent::of(context), name).is_some())
}

fn find<'a>(agent: &'a Agent, name: &str) -> Option<&'a HostModule> {
    lent(agent)?
        .modules
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, module)| module)
}

/// The host object that an object of this context stands for.
#[must_use]
pub fn shared(object: &JsObject) -> Option<SharedObject> {
    object.downcast_ref::<Wrapped>().map(|it| it.0.clone())
}

/// Makes the object that stands for a host object in this context.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(shared: &SharedObject, context: &mut Context) -> JsResult<JsObject> {
    let prototype = context.intrinsics().constructors().object().prototype();
    let object = JsObject::from_proto_and_data(prototype, Wrapped(shared.clone()));
    for (name, method) in shared.methods() {
        let method = function(name, method, Call::Inline, context);
        let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        define(
            &object,
            JsString::from(name.as_str()),
            method.into(),
            attributes,
        );
    }
    for (name, getter) in shared.getters() {
        let get = function(name, getter, Call::Inline, context);
        object.insert_property(
            JsString::from(name.as_str()),
            PropertyDescriptor::builder()
                .get(get)
                .enumerable(true)
                .configurable(true),
        );
    }
    let class = JsString::from(shared.class()).into();
    define(
        &object,
        JsSymbol::to_string_tag(),
        class,
        Attribute::CONFIGURABLE,
    );
    Ok(object)
}

fn make(name: &str, item: &Item, context: &mut Context) -> JsResult<JsValue> {
    match item {
        Item::Function(code, call) => Ok(function(name, code, *call, context).into()),
        Item::Object(shared) => object(shared, context).map(Into::into),
    }
}

/// What a bound function holds: nothing that the collector must know.
#[derive(Trace, Finalize, Clone)]
#[boa_gc(unsafe_empty_trace)]
struct Bound {
    code: HostFunction,
    call: Call,
}

fn function(name: &str, code: &HostFunction, call: Call, context: &mut Context) -> JsObject {
    let bound = Bound {
        code: Arc::clone(code),
        call,
    };
    let run = NativeFunction::from_copy_closure_with_captures(
        |_, args, bound: &Bound, context| {
            let mut values = Vec::with_capacity(args.len());
            for arg in args {
                values.push(Value::from_js(arg, context)?);
            }
            match bound.call {
                Call::Inline => finish((bound.code)(&values), context),
                Call::Task => start_task(Arc::clone(&bound.code), values, context),
            }
        },
        bound,
    );
    FunctionObjectBuilder::new(context.realm(), run)
        .name(JsString::from(name))
        .build()
        .into()
}

fn finish(outcome: Result<Value, HostError>, context: &mut Context) -> JsResult<JsValue> {
    match outcome {
        Ok(value) => value.into_js(context),
        Err(error) => Err(thrown(&error, context)),
    }
}

/// Runs a host function on a thread of its own; the promise settles on this one.
fn start_task(code: HostFunction, values: Vec<Value>, context: &mut Context) -> JsResult<JsValue> {
    let (promise, resolvers) = JsPromise::new_pending(context);
    // A panic there would leave the promise pending for ever.
    let work = move || {
        // What the host does may take as long as it likes.
        blocking::may_wait();
        std::panic::catch_unwind(AssertUnwindSafe(|| code(&values)))
            .unwrap_or_else(|_| Err(HostError::new("the host function panicked")))
    };
    let done = |resolve: &JsFunction,
                reject: &JsValue,
                outcome: Result<Value, HostError>,
                context: &mut Context| {
        let undefined = JsValue::undefined();
        match finish(outcome, context) {
            Ok(value) => resolve.call(&undefined, &[value], context)?,
            Err(error) => {
                let error = error.into_opaque(context)?;
                match reject.as_callable() {
                    Some(reject) => reject.call(&undefined, &[error], context)?,
                    None => undefined,
                }
            }
        };
        Ok(())
    };
    blocking::run(
        resolvers.resolve,
        resolvers.reject.into(),
        work,
        done,
        context,
    )?;
    Ok(promise.into())
}

fn thrown(error: &HostError, context: &mut Context) -> JsError {
    let kind = match error.kind {
        HostErrorKind::Error => ErrorKind::Error,
        HostErrorKind::Type => ErrorKind::Type,
        HostErrorKind::Range => ErrorKind::Range,
    };
    if let Some(code) = &error.code {
        return native_error(context, kind, code, &error.message);
    }
    let made = match kind {
        ErrorKind::Type => JsNativeError::typ(),
        ErrorKind::Range => JsNativeError::range(),
        _ => JsNativeError::error(),
    };
    made.with_message(error.message.clone()).into()
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> JsError {
    JsNativeError::typ()
        .with_message("the parcel holds no host object")
        .into()
}
