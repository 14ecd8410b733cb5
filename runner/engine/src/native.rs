//! Native functions, and properties that are set without running any JavaScript.
//!
//! It must never know which class or module asks.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
use boa_engine::realm::Realm;
use boa_engine::{
    Context, JsArgs, JsNativeError, JsResult, JsString, JsSymbol, JsValue, NativeFunction,
    js_string,
};

/// One native function of a binding: its JavaScript name, its `length`, and its code.
pub type Def = (&'static str, usize, NativeFunctionPointer);

/// Makes an object that holds `defs` as enumerable functions.
pub fn object_of(defs: &[Def], context: &mut Context) -> JsObject {
    let object = JsObject::with_object_proto(context.intrinsics());
    define_all(&object, defs, Attribute::all(), context);
    object
}

/// Adds `defs` to `object` with the given attributes.
pub fn define_all(object: &JsObject, defs: &[Def], attributes: Attribute, context: &mut Context) {
    for &(name, length, code) in defs {
        let function = function(name, length, code, context);
        define(object, js_string!(name), function.into(), attributes);
    }
}

/// Makes one native function that JavaScript sees under `name`.
pub fn function(
    name: &'static str,
    length: usize,
    code: NativeFunctionPointer,
    context: &mut Context,
) -> JsObject {
    FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(code))
        .name(js_string!(name))
        .length(length)
        .build()
        .into()
}

/// Sets one own data property without running any JavaScript.
pub fn define(
    object: &JsObject,
    key: impl Into<PropertyKey>,
    value: JsValue,
    attributes: Attribute,
) {
    object.insert_property(key, described(value, attributes));
}

/// Sets one own accessor property without running any JavaScript.
pub fn define_getter(
    object: &JsObject,
    name: &'static str,
    code: NativeFunctionPointer,
    enumerable: bool,
    context: &mut Context,
) {
    let getter = function(name, 0, code, context);
    let property = PropertyDescriptor::builder()
        .get(getter)
        .enumerable(enumerable)
        .configurable(true);
    object.insert_property(js_string!(name), property);
}

/// `Symbol.for(name)`, the registry that all scripts of this context share.
///
/// # Errors
/// Fails when a script has replaced `Symbol.for` with something that throws.
pub fn registered_symbol(name: &str, context: &mut Context) -> JsResult<JsSymbol> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let lookup = constructor.get(js_string!("for"), context)?;
    let name = JsValue::from(JsString::from(name));
    let symbol = match lookup.as_callable() {
        Some(lookup) => lookup.call(&constructor.into(), &[name], context)?,
        None => JsValue::undefined(),
    };
    symbol.as_symbol().ok_or_else(|| {
        JsNativeError::typ()
            .with_message("`Symbol.for` must return a symbol")
            .into()
    })
}

/// An argument as text; lone surrogates become U+FFFD.
///
/// # Errors
/// Whatever turning it into a string throws.
pub fn text_arg(args: &[JsValue], at: usize, context: &mut Context) -> JsResult<String> {
    let text = args.get_or_undefined(at).to_string(context)?;
    Ok(text.to_std_string_lossy())
}

/// The items of an iterable (or array-like) value.
///
/// # Errors
/// Whatever iterating throws.
pub fn list_of(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    let constructor = context.intrinsics().constructors().array().constructor();
    let from = constructor.get(js_string!("from"), context)?;
    let list = match from.as_callable() {
        Some(from) => from.call(&constructor.into(), std::slice::from_ref(value), context)?,
        None => {
            return Err(JsNativeError::typ()
                .with_message("`Array.from` must be a function")
                .into());
        }
    };
    let list = list.to_object(context)?;
    let length = list
        .get(js_string!("length"), context)?
        .to_length(context)?;
    (0..length).map(|index| list.get(index, context)).collect()
}

/// Makes a function object of a native function.
#[must_use]
pub fn native_fn(
    realm: &Realm,
    name: JsString,
    length: usize,
    function: NativeFunctionPointer,
) -> JsFunction {
    FunctionObjectBuilder::new(realm, NativeFunction::from_fn_ptr(function))
        .name(name)
        .length(length)
        .build()
}

/// A data property with these attributes, as it is stored.
pub fn described(value: impl Into<JsValue>, attributes: Attribute) -> PropertyDescriptor {
    PropertyDescriptor::builder()
        .value(value)
        .writable(attributes.writable())
        .enumerable(attributes.enumerable())
        .configurable(attributes.configurable())
        .build()
}

/// Runs native code as part of `realm`: what it makes has that realm's prototypes.
pub fn within<T>(realm: &Realm, context: &mut Context, run: impl FnOnce(&mut Context) -> T) -> T {
    let outer = context.enter_realm(realm.clone());
    let outcome = run(context);
    context.enter_realm(outer);
    outcome
}

/// An empty object with the realm's `Object.prototype`.
#[must_use]
pub fn new_plain(context: &Context) -> JsObject<OrdinaryObject> {
    let prototype = context.intrinsics().constructors().object().prototype();
    JsObject::new(context.root_shape(), prototype, OrdinaryObject)
}

/// A property as assignment makes it.
#[must_use]
pub fn data_property(value: JsValue) -> PropertyDescriptor {
    PropertyDescriptor::builder()
        .value(value)
        .writable(true)
        .enumerable(true)
        .configurable(true)
        .build()
}
