//! The Rust halves of the Node modules that surround `worker_threads`.
//!
//! Each submodule gives `bindings(ctx)`, the object of native functions that the JavaScript half
//! in `runner/src/js/` receives as `native`. Nothing here may keep state outside the context it
//! is called with: two runtimes in one process must not see each other.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
use boa_engine::{
    Context, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string,
    native_function::NativeFunctionPointer,
};

pub mod buffer;
pub mod bytes;
pub mod fail;
#[cfg(test)]
mod testing;

/// One native function of a binding: its JavaScript name, its `length`, and its code.
pub type Def = (&'static str, usize, NativeFunctionPointer);

/// Makes an object that holds `defs` as enumerable functions.
pub fn object_of(defs: &[Def], ctx: &mut Context) -> JsObject {
    let object = JsObject::with_object_proto(ctx.intrinsics());
    define_all(&object, defs, Attribute::all(), ctx);
    object
}

/// Adds `defs` to `object` with the given attributes.
pub fn define_all(object: &JsObject, defs: &[Def], attributes: Attribute, ctx: &mut Context) {
    for &(name, length, code) in defs {
        let function = function(name, length, code, ctx);
        define(object, js_string!(name), function.into(), attributes);
    }
}

/// Makes one native function that JavaScript sees under `name`.
pub fn function(
    name: &'static str,
    length: usize,
    code: NativeFunctionPointer,
    ctx: &mut Context,
) -> JsObject {
    FunctionObjectBuilder::new(ctx.realm(), NativeFunction::from_fn_ptr(code))
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
    let property = PropertyDescriptor::builder()
        .value(value)
        .writable(attributes.writable())
        .enumerable(attributes.enumerable())
        .configurable(attributes.configurable());
    object.insert_property(key, property);
}

/// Sets one own accessor property without running any JavaScript.
pub fn define_getter(
    object: &JsObject,
    name: &'static str,
    code: NativeFunctionPointer,
    enumerable: bool,
    ctx: &mut Context,
) {
    let getter = function(name, 0, code, ctx);
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
pub fn registered_symbol(name: &str, ctx: &mut Context) -> JsResult<JsSymbol> {
    let constructor = ctx.intrinsics().constructors().symbol().constructor();
    let lookup = constructor.get(js_string!("for"), ctx)?;
    let name = JsValue::from(JsString::from(name));
    let symbol = match lookup.as_callable() {
        Some(lookup) => lookup.call(&constructor.into(), &[name], ctx)?,
        None => JsValue::undefined(),
    };
    symbol.as_symbol().ok_or_else(|| fail::type_error("`Symbol.for` must return a symbol"))
}
