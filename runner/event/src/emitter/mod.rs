//! `EventEmitter`, natively.
//!
//! The state is what Node's is: `_events` (type to function, or to an array of functions),
//! `_eventsCount` and `_maxListeners`, as ordinary properties made at first use. So the methods
//! work on any object they are mixed into, and packages that look at `_events` find what they
//! expect. The constructor is a native one behind a proxy whose only trap is a plain call:
//! `EventEmitter.call(this)` must see its `this`, which Boa hides from native constructors.
//!
//! It must never know which classes derive from it.

mod bindings;
mod capture;
mod emit;
mod methods;
mod once;
mod statics;
mod table;

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::builtins::JsProxy;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{
    Context, JsArgs, JsData, JsObject, JsResult, JsString, JsSymbol, JsValue, NativeFunction,
    js_str, js_string,
};

use super::inspect::registered_symbol;
use super::limits;
use threadproof_engine::class::{ClassObjects, Members};
use threadproof_engine::errors::invalid_arg_type;
use threadproof_engine::native::{described, native_fn};

pub use bindings::bindings;
pub use emit::emit;

/// What a realm keeps of the class.
#[derive(Clone, Trace, Finalize, JsData)]
struct Built {
    objects: ClassObjects,
    /// The `emit` of the prototype: while an object has this one, Rust need not call it.
    emit: JsObject,
    symbols: Symbols,
}

/// The symbols of the class.
#[derive(Clone, Trace, Finalize)]
struct Symbols {
    /// `EventEmitter.errorMonitor`
    error_monitor: JsSymbol,
    /// `EventEmitter.captureRejectionSymbol`
    rejection: JsSymbol,
    /// Where an instance says that it captures rejections.
    capture: JsSymbol,
}

/// The constructor and prototype of `EventEmitter` in the current realm: the parent of a native
/// class that extends it.
///
/// # Errors
/// When the class cannot be built.
pub fn class(context: &mut Context) -> JsResult<ClassObjects> {
    with_built(context, |built| built.objects.clone())
}

/// Reads what the realm keeps of the class, building it first if need be.
fn with_built<R>(context: &mut Context, read: impl FnOnce(&Built) -> R) -> JsResult<R> {
    if let Some(built) = context.realm().host_defined().get::<Built>() {
        return Ok(read(built));
    }
    build(context).map(|built| read(&built))
}

fn build(context: &mut Context) -> JsResult<Built> {
    let realm = context.realm().clone();
    let inner = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(construct))
        .name(js_string!("EventEmitter"))
        .length(1)
        .constructor(true)
        .build();
    let constructor: JsObject = JsProxy::builder(inner.clone().into())
        .apply(apply)
        .build(context)?
        .into();
    let prototype = JsObject::with_object_proto(context.intrinsics());
    link(&inner, &constructor, &prototype);
    let init = native_fn(&realm, js_string!("init"), 1, init);
    let symbols = Symbols {
        error_monitor: symbol("events.errorMonitor"),
        rejection: registered_symbol(js_string!("nodejs.rejection"), context)?,
        capture: symbol("kCapture"),
    };
    let mut members = Members::new(context, &inner, &prototype, "EventEmitter");
    methods::define(&mut members);
    statics::define(&mut members, &symbols, &constructor, init.into());
    let emit = prototype
        .get(js_string!("emit"), context)?
        .to_object(context)?;
    let built = Built {
        objects: ClassObjects {
            constructor,
            prototype,
        },
        emit,
        symbols,
    };
    realm.host_defined_mut().insert(built.clone());
    Ok(built)
}

/// `new EventEmitter(options)`, from a script or from a subclass.
fn construct(new_target: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_object(new_target, context)?;
    let prototype = match target.get(js_string!("prototype"), context)?.as_object() {
        Some(prototype) => prototype,
        None => class(context)?.prototype.clone(),
    };
    let emitter = JsObject::new(context.root_shape(), prototype, OrdinaryObject).upcast();
    // The object is new, so nothing can be in the way of plain properties.
    let open = |value: JsValue| {
        PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(true)
            .configurable(true)
    };
    emitter.insert_property(table::EVENTS, open(JsObject::with_null_proto().into()));
    emitter.insert_property(table::EVENTS_COUNT, open(0.into()));
    emitter.insert_property(table::MAX_LISTENERS, open(JsValue::undefined()));
    read_options(&emitter, args, context)?;
    Ok(emitter.into())
}

/// `EventEmitter.call(this, options)`: the proxy's trap for a plain call.
fn apply(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = match args.get_or_undefined(2).as_object() {
        Some(list) => list.get(0, context)?,
        None => JsValue::undefined(),
    };
    init(args.get_or_undefined(1), &[options], context)
}

/// Gives an existing object the state of an emitter.
fn init(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let inherited = match emitter.prototype() {
        Some(prototype) => prototype.get(table::EVENTS, context)?,
        None => JsValue::undefined(),
    };
    let events = emitter.get(table::EVENTS, context)?;
    if events.is_undefined() || events.strict_equals(&inherited) {
        table::reset(&emitter, context)?;
    }
    let max = emitter.get(table::MAX_LISTENERS, context)?;
    emitter.set(table::MAX_LISTENERS, max, true, context)?;
    read_options(&emitter, args, context)?;
    Ok(JsValue::undefined())
}

fn read_options(emitter: &JsObject, args: &[JsValue], context: &mut Context) -> JsResult<()> {
    let mut capture = limits::default_capture(context);
    if let Some(options) = args.get_or_undefined(0).as_object() {
        let value = options.get(js_string!("captureRejections"), context)?;
        if !value.is_undefined() {
            capture = value.as_boolean().ok_or_else(|| {
                invalid_arg_type(
                    context,
                    "options.captureRejections",
                    "of type boolean",
                    &value,
                )
            })?;
        }
    }
    if capture {
        capture::set(emitter, true, context)?;
    }
    Ok(())
}

/// Ties the constructor that scripts see and its prototype to each other.
fn link(inner: &JsObject, constructor: &JsObject, prototype: &JsObject) {
    let hidden = |value: JsValue| {
        PropertyDescriptor::builder()
            .value(value)
            .writable(true)
            .enumerable(false)
    };
    inner.insert_property(
        js_string!("prototype"),
        hidden(prototype.clone().into()).configurable(false),
    );
    prototype.insert_property(
        js_string!("constructor"),
        hidden(constructor.clone().into()).configurable(true),
    );
}

fn symbol(description: &str) -> JsSymbol {
    JsSymbol::new(Some(js_string!(description))).unwrap_or_else(JsSymbol::species)
}

/// Defines an own, hidden, writable property.
fn define_hidden(object: &JsObject, key: JsSymbol, value: JsValue) {
    let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    object.insert_property(key, described(value, attributes));
}

/// `this` as an object, for methods that may be called on anything.
fn this_object(this: &JsValue, context: &mut Context) -> JsResult<JsObject> {
    if this.is_null_or_undefined() {
        let shown = if this.is_null() { "null" } else { "undefined" };
        return Err(boa_engine::JsNativeError::typ()
            .with_message(format!(
                "Cannot read properties of {shown} (reading '_events')"
            ))
            .into());
    }
    this.to_object(context)
}

/// The listener argument.
fn listener_of(args: &[JsValue], context: &mut Context) -> JsResult<JsObject> {
    let listener = args.get_or_undefined(1);
    match listener.as_object().filter(JsObject::is_callable) {
        Some(function) => Ok(function),
        None => Err(invalid_arg_type(
            context,
            "listener",
            "of type function",
            listener,
        )),
    }
}

/// The function that a once wrapper stands for, or the function itself.
fn unwrap(listener: &JsObject, context: &mut Context) -> JsResult<JsValue> {
    let inner = listener.get(js_str!("listener"), context)?;
    Ok(if inner.to_boolean() {
        inner
    } else {
        listener.clone().into()
    })
}

/// Calls the method `name` of an object, whoever defined it.
fn invoke(
    object: &JsObject,
    name: &JsString,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    match object.get(name.clone(), context)?.as_callable() {
        Some(method) => method.call(&object.clone().into(), args, context),
        None => Err(boa_engine::JsNativeError::typ()
            .with_message(format!("{} is not a function", name.to_std_string_lossy()))
            .into()),
    }
}
