//! The native halves of the builtins that look at values: what kind an object is, how a promise
//! stands.
//!
//! It must never run JavaScript of a script's: it looks at the engine's own data.

use boa_engine::builtins::array_buffer::{ArrayBuffer, SharedArrayBuffer};
use boa_engine::builtins::dataview::DataView;
use boa_engine::builtins::date::Date;
use boa_engine::builtins::error::Error;
use boa_engine::builtins::generator::Generator;
use boa_engine::builtins::map::ordered_map::OrderedMap;
use boa_engine::builtins::promise::PromiseState;
use boa_engine::builtins::proxy::Proxy;
use boa_engine::builtins::regexp::RegExp;
use boa_engine::builtins::set::ordered_set::OrderedSet;
use boa_engine::native_function::NativeFunctionObject;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsArrayBuffer, JsPromise, JsTypedArray};
use boa_engine::property::PropertyKey;
use boa_engine::{
    Context, JsArgs, JsBigInt, JsError, JsNativeError, JsResult, JsString, JsSymbol, JsValue,
    js_string,
};

use crate::console::{Indent, pristine};
use crate::native::crypto::{CryptoKeyData, KeyObject};
use crate::native::object_of;
use crate::process::stdio::{self, Stream};
use threadproof_agent::Agent;
use threadproof_agent::jobs::Tick;
use threadproof_clone as clone;
use threadproof_engine::class::NativeClass;
use threadproof_engine::errors::{ErrorKind, node_error_object};
use threadproof_engine::stack;
use threadproof_event::abort;
use threadproof_event::dom_exception::is_dom_exception;

/// For `internal/inspect`: a proxy is shown through its traps, since the engine keeps its target
/// to itself.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn inspect(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("typeName", 1, shown_type_name),
            ("promiseState", 1, promise_state),
            ("previewEntries", 1, preview_entries),
            ("proxyDetails", 1, proxy_details),
            ("again", 3, pristine::again),
        ],
        context,
    ))
}

/// For `util/types`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn types(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(&[("typeName", 1, exact_type_name)], context))
}

/// For `internal/errors`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn errors(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("nodeError", 3, make_node_error),
            ("frames", 0, frames_here),
            ("isPrepared", 0, is_prepared),
        ],
        context,
    ))
}

/// For `console`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn console(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("write", 2, write),
            ("hasColors", 1, has_colors),
            ("setIndent", 1, set_indent),
        ],
        context,
    ))
}

/// For `internal/polyfills`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn polyfills(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("typeName", 1, exact_type_name),
            ("detach", 1, detach),
            ("isDetached", 1, is_detached),
        ],
        context,
    ))
}

/// For `diagnostics_channel`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn diagnostics_channel(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(&[("onWorker", 1, on_worker)], context))
}

fn on_worker(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let told = args.get_or_undefined(0).as_callable();
    *Agent::of(context).worker_made.borrow_mut() = told;
    Ok(JsValue::undefined())
}

/// For `async_hooks`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn async_hooks(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("getAsyncContext", 0, get_async_context),
            ("setAsyncContext", 1, set_async_context),
            ("setHooks", 1, set_hooks),
            ("later", 1, later),
        ],
        context,
    ))
}

/// what tells the enabled hooks; undefined when none is
fn set_hooks(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    *Agent::of(context).hooks.borrow_mut() = args.get_or_undefined(0).as_callable();
    Ok(JsValue::undefined())
}

/// calls a function in a tick that no hook hears of
fn later(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(callback) = args.get_or_undefined(0).as_callable() {
        let args = Vec::new();
        Agent::of(context).jobs.push_tick(Tick { callback, args });
    }
    Ok(JsValue::undefined())
}

/// For `util`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn util(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("markTransferable", 1, mark_transferable)],
        context,
    ))
}

/// whether it was a signal, which can be transferred from now on
fn mark_transferable(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let signal = args.get_or_undefined(0).as_object();
    Ok(signal
        .is_some_and(|signal| abort::mark_transferable(&signal))
        .into())
}

fn get_async_context(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Agent::of(context).async_context.borrow().clone())
}

fn set_async_context(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    *agent.async_context.borrow_mut() = args.get_or_undefined(0).clone();
    Ok(JsValue::undefined())
}

fn detach(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let buffer = args.get_or_undefined(0).to_object(context)?;
    if clone::is_marked_as_untransferable(&buffer.clone().into(), context) {
        return Err(JsNativeError::typ()
            .with_message("ArrayBuffer is not detachable and could not be cloned.")
            .into());
    }
    JsArrayBuffer::from_object(buffer)?.detach(&JsValue::undefined())?;
    Ok(JsValue::undefined())
}

fn is_detached(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let buffer = args.get_or_undefined(0).to_object(context)?;
    Ok(JsArrayBuffer::from_object(buffer)?.data().is_none().into())
}

fn shown_type_name(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(object) = args.get_or_undefined(0).as_object() else {
        return Ok(js_string!("Object").into());
    };
    if object.is::<Proxy>() {
        let name = match JsValue::from(object.clone()).is_array(context) {
            // It was revoked.
            Err(error) if error.as_engine().is_none() => "Proxy",
            Err(error) => return Err(error),
            Ok(_) if object.is_callable() => "Function",
            Ok(true) => "Array",
            Ok(false) => "Object",
        };
        return Ok(js_string!(name).into());
    }
    Ok(js_string!(kind(&object, context)).into())
}

trait IsArray {
    fn is_array(&self, context: &mut Context) -> JsResult<bool>;
}

impl IsArray for JsValue {
    fn is_array(&self, context: &mut Context) -> JsResult<bool> {
        let array = context.intrinsics().constructors().array().constructor();
        let is_array = array.get(js_string!("isArray"), context)?;
        match is_array.as_callable() {
            Some(is_array) => Ok(is_array
                .call(&JsValue::undefined(), std::slice::from_ref(self), context)?
                .to_boolean()),
            None => Ok(false),
        }
    }
}

fn exact_type_name(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = args
        .get_or_undefined(0)
        .as_object()
        .map_or("Object", |object| match kind(&object, context) {
            "Object" => host_kind(&object),
            name => name,
        });
    Ok(js_string!(name).into())
}

/// The classes of the runtime's own that scripts ask after by kind.
fn host_kind(object: &JsObject) -> &'static str {
    if is_dom_exception(object) {
        "DOMException"
    } else if KeyObject::is_instance(object) {
        "KeyObject"
    } else if CryptoKeyData::of(object).is_some() {
        "CryptoKey"
    } else {
        "Object"
    }
}

/// The internal kind of an object, whatever its prototype says.
fn kind(object: &JsObject, context: &mut Context) -> &'static str {
    if object.is::<Proxy>() {
        return "Proxy";
    }
    if object.is_callable() {
        return function_kind(object, context);
    }
    if object.is_array() {
        return "Array";
    }
    if let Ok(array) = JsTypedArray::from_object(object.clone())
        && let Some(kind) = array.kind()
    {
        return threadproof_engine::bytes::typed_array_name(kind);
    }
    macro_rules! by_data {
        ($($data:ty => $name:literal),* $(,)?) => {
            $(if object.is::<$data>() { return $name; })*
        };
    }
    by_data!(
        Error => "Error",
        OrderedMap<JsValue> => "Map",
        OrderedSet => "Set",
        boa_engine::builtins::promise::Promise => "Promise",
        Date => "Date",
        RegExp => "RegExp",
        ArrayBuffer => "ArrayBuffer",
        SharedArrayBuffer => "SharedArrayBuffer",
        DataView => "DataView",
        Generator => "Generator",
        boa_engine::builtins::async_generator::AsyncGenerator => "AsyncGenerator",
        bool => "Boolean",
        f64 => "Number",
        JsString => "String",
        JsBigInt => "BigInt",
        JsSymbol => "Symbol",
        boa_engine::module::ModuleNamespace => "Module",
    );
    if is_arguments(object) {
        return "Arguments";
    }
    by_prototype(object, context)
}

/// Whether it is the `arguments` of a function. The engine keeps their class to itself, but prints
/// them in a way of their own.
fn is_arguments(object: &JsObject) -> bool {
    // Every one has it (ECMAScript, 10.4.4); hardly any other object does.
    let has_callee = object
        .borrow()
        .properties()
        .contains_key(&js_string!("callee").into());
    has_callee
        && JsValue::from(object.clone())
            .display()
            .to_string()
            .starts_with("[Arguments]")
}

/// Kinds whose data the engine keeps to itself; their prototypes are its own.
fn by_prototype(object: &JsObject, context: &mut Context) -> &'static str {
    let classes = context.intrinsics().constructors();
    let iterators = context.intrinsics().objects().iterator_prototypes();
    let known = [
        (classes.weak_map().prototype(), "WeakMap"),
        (classes.weak_set().prototype(), "WeakSet"),
        (classes.weak_ref().prototype(), "WeakRef"),
        (iterators.map(), "Map Iterator"),
        (iterators.set(), "Set Iterator"),
    ];
    let mut next = object.prototype();
    while let Some(prototype) = next {
        for (known, name) in &known {
            if JsObject::equals(known, &prototype) && !JsObject::equals(object, known) {
                return name;
            }
        }
        next = prototype.prototype();
    }
    "Object"
}

fn function_kind(function: &JsObject, context: &mut Context) -> &'static str {
    let classes = context.intrinsics().constructors();
    let kinds = [
        (classes.async_function().prototype(), "AsyncFunction"),
        (
            classes.generator_function().prototype(),
            "GeneratorFunction",
        ),
        (
            classes.async_generator_function().prototype(),
            "AsyncGeneratorFunction",
        ),
    ];
    let prototype = function.prototype();
    for (known, name) in kinds {
        if prototype
            .as_ref()
            .is_some_and(|prototype| JsObject::equals(prototype, &known))
        {
            return name;
        }
    }
    if is_class(function) {
        "Class"
    } else {
        "Function"
    }
}

/// A class is a function of a script's whose `prototype` can't be replaced. The engine prints the
/// source of a class as if it were native, so its text doesn't tell.
fn is_class(function: &JsObject) -> bool {
    if function.is::<NativeFunctionObject>() {
        return false;
    }
    let prototype = function
        .borrow()
        .properties()
        .get(&PropertyKey::from(js_string!("prototype")));
    prototype.is_some_and(|prototype| prototype.writable() == Some(false))
}

fn promise_state(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let promise = args.get_or_undefined(0).to_object(context)?;
    let (state, value) = match JsPromise::from_object(promise)?.state() {
        PromiseState::Pending => ("pending", JsValue::undefined()),
        PromiseState::Fulfilled(value) => ("fulfilled", value),
        PromiseState::Rejected(value) => ("rejected", value),
    };
    Ok(JsArray::from_iter([js_string!(state).into(), value], context).into())
}

/// The engine can't list an iterator or a weak collection without changing it.
fn preview_entries(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(JsValue::undefined())
}

/// Not reached: a proxy is shown through its traps.
fn proxy_details(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsArray::from_iter([JsValue::null(), JsValue::null()], context).into())
}

fn make_node_error(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut text = |index: usize| -> JsResult<String> {
        let text = args.get_or_undefined(index).to_string(context)?;
        Ok(text.to_std_string_lossy())
    };
    let (kind, code, message) = (text(0)?, text(1)?, text(2)?);
    let kind = match kind.as_str() {
        "TypeError" => ErrorKind::Type,
        "RangeError" => ErrorKind::Range,
        "SyntaxError" => ErrorKind::Syntax,
        "URIError" => ErrorKind::Uri,
        _ => ErrorKind::Error,
    };
    node_error_object(context, kind, &code, &message).map(Into::into)
}

/// The frames of scripts at this place: text, name, file, line and column of each
fn frames_here(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = |text: &str| JsValue::from(js_string!(text));
    let mut frames = Vec::new();
    for frame in stack::here(context)? {
        let parts = [
            text(&frame.to_string()),
            text(frame.name.as_deref().unwrap_or_default()),
            text(frame.file.as_deref().unwrap_or_default()),
            frame.line.unwrap_or_default().into(),
            frame.column.unwrap_or_default().into(),
        ];
        frames.push(JsArray::from_iter(parts, context).into());
    }
    Ok(JsArray::from_iter(frames, context).into())
}

/// Whether a script prepares stacks
fn is_prepared(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(stack::is_prepared(context)?.into())
}

fn stream(args: &[JsValue], context: &mut Context) -> Result<Stream, JsError> {
    let fd = args.get_or_undefined(0).to_i32(context)?;
    Ok(if fd == 2 { Stream::Err } else { Stream::Out })
}

fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let stream = stream(args, context)?;
    let text = args.get_or_undefined(1).to_string(context)?;
    stdio::print(stream, &text.to_std_string_lossy(), context)?;
    Ok(JsValue::undefined())
}

fn has_colors(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(false.into())
}

fn set_indent(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    let agent = Agent::of(context);
    *agent.slot::<Indent>().0.borrow_mut() = text.to_std_string_lossy();
    Ok(JsValue::undefined())
}
