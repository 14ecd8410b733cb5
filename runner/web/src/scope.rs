//! The global scope of a window and of a dedicated worker: what is on the global object besides
//! what every thread has (HTML Standard, 10.2.1 The global scope, and Web IDL's `[Global]`).
//!
//! The global object is an event target itself. Its functions are called without a receiver, so
//! they take the global as theirs. This file must never know how a script gets there.

use std::sync::Arc;

use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyDescriptor;
use boa_engine::{
    Context, Finalize, JsArgs, JsData, JsResult, JsString, JsValue, NativeFunction, Trace,
    js_string,
};

use crate::location::{LocationData, WindowLocation, WorkerLocation};
use crate::script;
use crate::state::{Scope, Web, web};
use crate::worker::WebWorker;
use threadproof_agent::Agent;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, constructor_of, define_lazy, illegal_constructor,
    instance, prototype_of,
};
use threadproof_engine::errors::{ErrorKind, native_error};
use threadproof_engine::native::native_fn;
use threadproof_event::event::{Detail, EventData};
use threadproof_event::target::{self, EventTarget};
use threadproof_event::{self as event, TargetData, TargetHooks};
use threadproof_workers::worker_threads::port_post;
use threadproof_workers::worker_threads::worker_start::worker_input;

type Function = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

/// The event handler attributes of both scopes.
const HANDLERS: [&str; 3] = ["message", "messageerror", "error"];

/// What Node adds to a global, and what a script without Node's modules must not find.
const NODE_ONLY: [&str; 5] = [
    "process",
    "Buffer",
    "global",
    "setImmediate",
    "clearImmediate",
];

/// The global object of a context for a window or a worker, still empty.
#[must_use]
pub fn global(intrinsics: &Intrinsics) -> JsObject {
    let prototype = intrinsics.constructors().object().prototype();
    JsObject::from_proto_and_data(prototype, TargetData::plain(&TargetHooks::NONE))
}

/// Lays out the global object of a window or a worker.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(web: &Web, context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    let functions: &[(&str, usize, Function)] = match web.scope {
        Scope::Window => &[("close", 0, close)],
        Scope::Worker => &[
            ("close", 0, close),
            ("postMessage", 1, post_message),
            ("importScripts", 0, import_scripts),
        ],
    };
    let shared: [(&str, usize, Function); 3] = [
        ("addEventListener", 2, add_event_listener),
        ("removeEventListener", 2, remove_event_listener),
        ("dispatchEvent", 1, dispatch_event),
    ];
    for (name, length, function) in functions.iter().chain(&shared) {
        let name = js_string!(*name);
        let function = native_fn(context.realm(), name.clone(), *length, *function);
        global.insert_property(
            name,
            PropertyDescriptor::builder()
                .value(function)
                .writable(true)
                .enumerable(true)
                .configurable(true),
        );
    }
    for kind in HANDLERS {
        handler(&global, kind, context);
    }
    read_only(&global, "self", global.clone(), context);
    define_lazy(context, &global, js_string!("Worker"), class::<WebWorker>);
    match web.scope {
        Scope::Window => {
            read_only(&global, "window", global.clone(), context);
            define_lazy(context, &global, js_string!("Window"), class::<Window>);
            define_lazy(
                context,
                &global,
                js_string!("Location"),
                class::<WindowLocation>,
            );
            define_lazy(
                context,
                &global,
                js_string!("location"),
                location::<WindowLocation>,
            );
            global.set_prototype(Some(prototype_of::<Window>(context)?));
        }
        Scope::Worker => worker_scope(&global, context)?,
    }
    Ok(())
}

/// Takes away what only Node has, once what came before the scripts has run.
///
/// # Errors
/// When what came before made a name permanent.
pub fn remove_node(context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    for name in NODE_ONLY {
        global.delete_property_or_throw(js_string!(name), context)?;
    }
    Ok(())
}

fn worker_scope(global: &JsObject, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    let name = web(&agent)
        .and_then(|web| web.seed.as_ref())
        .map_or_else(String::new, |seed| seed.name.clone());
    // Replaceable, as Web IDL calls it: a script's own `name` hides it.
    global.insert_property(
        js_string!("name"),
        PropertyDescriptor::builder()
            .value(JsString::from(name))
            .writable(true)
            .enumerable(true)
            .configurable(true),
    );
    define_lazy(
        context,
        global,
        js_string!("location"),
        location::<WorkerLocation>,
    );
    for (name, build) in [
        (
            "WorkerLocation",
            class::<WorkerLocation> as fn(&mut Context) -> JsResult<JsValue>,
        ),
        ("WorkerGlobalScope", class::<WorkerGlobalScope>),
        (
            "DedicatedWorkerGlobalScope",
            class::<DedicatedWorkerGlobalScope>,
        ),
    ] {
        define_lazy(context, global, js_string!(name), build);
    }
    global.set_prototype(Some(prototype_of::<DedicatedWorkerGlobalScope>(context)?));
    Ok(())
}

fn class<C: NativeClass>(context: &mut Context) -> JsResult<JsValue> {
    constructor_of::<C>(context).map(Into::into)
}

fn location<C: NativeClass<Data = LocationData>>(context: &mut Context) -> JsResult<JsValue> {
    let url = script::base(context);
    match url::Url::parse(&url) {
        Ok(url) => instance::<C>(LocationData(url), context).map(Into::into),
        Err(_) => Ok(JsValue::undefined()),
    }
}

/// Defines a class that scripts can name but not construct; its instances are the global itself.
macro_rules! scope_class {
    ($(#[$doc:meta])* $class:ident, $parent:ty) => {
        $(#[$doc])*
        pub struct $class;

        impl NativeClass for $class {
            type Data = TargetData;
            const NAME: &'static str = stringify!($class);

            fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
                class_of::<$parent>(context).map(Some)
            }

            fn members(members: &mut Members<'_>) {
                members.to_string_tag();
            }

            fn construct(_: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<TargetData> {
                Err(illegal_constructor(context))
            }
        }
    };
}

scope_class!(
    /// The class `Window`.
    Window,
    EventTarget
);
scope_class!(
    /// The class `WorkerGlobalScope`.
    WorkerGlobalScope,
    EventTarget
);
scope_class!(
    /// The class `DedicatedWorkerGlobalScope`.
    DedicatedWorkerGlobalScope,
    WorkerGlobalScope
);

fn read_only(global: &JsObject, name: &str, value: JsObject, context: &mut Context) {
    let get = FunctionObjectBuilder::new(
        context.realm(),
        NativeFunction::from_copy_closure_with_captures(
            |_, _, value: &JsObject, _| Ok(value.clone().into()),
            value,
        ),
    )
    .name(js_string!(format!("get {name}")))
    .build();
    global.insert_property(
        js_string!(name),
        PropertyDescriptor::builder()
            .get(get)
            .enumerable(true)
            .configurable(true),
    );
}

/// What a script assigned to `onerror`, which is called through a function of ours.
#[derive(Debug, Default, Trace, Finalize, JsData)]
struct OnError(Option<JsObject>);

/// Defines the event handler attribute for one type of event.
fn handler(global: &JsObject, kind: &'static str, context: &mut Context) {
    let name = js_string!(format!("on{kind}"));
    let get =
        NativeFunction::from_copy_closure(move |_, _, context| Ok(get_handler(kind, context)))
            .to_js_function(context.realm());
    let set = NativeFunction::from_copy_closure(move |_, args, context| {
        set_handler(kind, args.get_or_undefined(0), context)?;
        Ok(JsValue::undefined())
    })
    .to_js_function(context.realm());
    global.insert_property(
        name,
        PropertyDescriptor::builder()
            .get(get)
            .set(set)
            .enumerable(true)
            .configurable(true),
    );
}

fn get_handler(kind: &str, context: &mut Context) -> JsValue {
    if kind == "error" {
        let assigned = context.get_data::<OnError>().and_then(|it| it.0.clone());
        return assigned.map_or_else(JsValue::null, Into::into);
    }
    event::get_attribute(&context.global_object(), &js_string!(kind))
}

fn set_handler(kind: &str, value: &JsValue, context: &mut Context) -> JsResult<()> {
    let global = context.global_object();
    if kind != "error" {
        return event::set_attribute(context, &global, &js_string!(kind), value);
    }
    context.insert_data(OnError(value.as_object()));
    let called: JsValue = match value.as_callable() {
        Some(_) => native_fn(context.realm(), js_string!("onerror"), 1, call_on_error).into(),
        None => JsValue::null(),
    };
    event::set_attribute(context, &global, &js_string!("error"), &called)
}

/// `onerror` of a global gets the parts of an `ErrorEvent` one by one, and handles it by returning
/// true (HTML Standard, 8.1.8.1, the event handler processing algorithm).
fn call_on_error(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let assigned = context.get_data::<OnError>().and_then(|it| it.0.clone());
    let Some(assigned) = assigned else {
        return Ok(JsValue::undefined());
    };
    let event = args.get_or_undefined(0).as_object();
    let parts = event.as_ref().and_then(|event| {
        let data = event.downcast_ref::<EventData>()?;
        let Detail::Error(detail) = &data.detail else {
            return None;
        };
        Some([
            detail.message.clone().into(),
            detail.filename.clone().into(),
            detail.line.into(),
            detail.column.into(),
            detail.error.clone(),
        ])
    });
    let (Some(parts), Some(event)) = (parts, event) else {
        return assigned.call(this, args, context);
    };
    let returned = assigned.call(this, &parts, context)?;
    if returned.as_boolean() == Some(true) {
        let prevent = event.get(js_string!("preventDefault"), context)?;
        if let Some(prevent) = prevent.as_callable() {
            prevent.call(&event.into(), &[], context)?;
        }
    }
    Ok(JsValue::undefined())
}

/// `close()`: what runs now still runs to its end, nothing comes after it.
fn close(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context).close_later();
    Ok(JsValue::undefined())
}

fn post_message(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    match worker_input(&agent) {
        Some(worker) => port_post::send(&Arc::clone(&worker.port), args, context),
        None => Ok(JsValue::undefined()),
    }
}

fn import_scripts(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let is_module = web(&agent)
        .and_then(|web| web.seed.as_ref())
        .is_some_and(|seed| seed.module);
    if is_module {
        return Err(native_error(
            context,
            ErrorKind::Type,
            "ERR_UNSUPPORTED_OPERATION",
            "importScripts() can't be used in a module worker; use import or import()",
        ));
    }
    // Every URL is looked at before the first script is loaded.
    let mut urls = Vec::with_capacity(args.len());
    for arg in args {
        let text = arg.to_string(context)?.to_std_string_lossy();
        urls.push(script::resolve(&text, context)?);
    }
    for url in urls {
        script::import_classic(&url, context)?;
    }
    Ok(JsValue::undefined())
}

fn add_event_listener(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let global = context.global_object().into();
    target::add_event_listener(&global, args, context)
}

fn remove_event_listener(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let global = context.global_object().into();
    target::remove_event_listener(&global, args, context)
}

fn dispatch_event(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let global = context.global_object().into();
    target::dispatch_event(&global, args, context)
}
