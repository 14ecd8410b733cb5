//! The Rust halves of the Node modules that surround `worker_threads`.
//!
//! Each submodule gives `bindings(ctx)`, the object of native functions that the JavaScript half
//! in `runner/src/js/` receives as `native`. Nothing here may keep state outside the context it
//! is called with: two runtimes in one process must not see each other.

use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyDescriptor, PropertyKey};
use boa_engine::{
    Context, JsArgs, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string,
    native_function::NativeFunctionPointer,
};

use crate::access::Access;
use crate::class::described;

pub mod blob;
pub mod blocking;
pub mod buffer;
pub mod bytes;
pub mod child_process;
pub mod crypto;
pub mod fail;
pub mod fetch;
pub mod fs;
pub mod net;
pub(crate) mod object_urls;
pub mod os;
pub mod perf;
pub mod platform;
mod show;
#[cfg(test)]
mod testing;
pub mod text;
pub mod url;
pub mod url_pattern;
pub mod zlib;

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
    object.insert_property(key, described(value, attributes));
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
    symbol
        .as_symbol()
        .ok_or_else(|| fail::type_error("`Symbol.for` must return a symbol"))
}

/// An argument as text; lone surrogates become U+FFFD.
///
/// # Errors
/// Whatever turning it into a string throws.
pub fn text_arg(args: &[JsValue], at: usize, ctx: &mut Context) -> JsResult<String> {
    let text = args.get_or_undefined(at).to_string(ctx)?;
    Ok(text.to_std_string_lossy())
}

/// The items of an iterable (or array-like) value.
///
/// # Errors
/// Whatever iterating throws.
pub fn list_of(value: &JsValue, ctx: &mut Context) -> JsResult<Vec<JsValue>> {
    let constructor = ctx.intrinsics().constructors().array().constructor();
    let from = constructor.get(js_string!("from"), ctx)?;
    let list = match from.as_callable() {
        Some(from) => from.call(&constructor.into(), std::slice::from_ref(value), ctx)?,
        None => return Err(fail::type_error("`Array.from` must be a function")),
    };
    let list = list.to_object(ctx)?;
    let length = list.get(js_string!("length"), ctx)?.to_length(ctx)?;
    (0..length).map(|index| list.get(index, ctx)).collect()
}

/// Milliseconds since 1970 by the runtime's own clock, or else the system's.
#[must_use]
pub fn wall_clock_ms(ctx: &Context) -> f64 {
    if let Some(clock) = Access::of(ctx).and_then(|access| access.clock.as_ref()) {
        return clock.wall_ms();
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

/// Fills `data` from the runtime's own random source, or else the system's.
///
/// # Errors
/// Fails when the system has no randomness to give.
pub fn random_fill(data: &mut [u8], ctx: &mut Context) -> JsResult<()> {
    if let Some(random) = crate::access::random_source(ctx) {
        random.fill(data);
        return Ok(());
    }
    getrandom::fill(data).map_err(|error| {
        let text = format!("the system gave no random bytes: {error}");
        fail::coded(ctx, fail::Kind::Error, "ERR_OPERATION_FAILED", text)
    })
}

/// A random (version 4) UUID.
///
/// # Errors
/// Fails when the system has no randomness to give.
pub fn random_uuid(ctx: &mut Context) -> JsResult<String> {
    let mut raw = [0; 16];
    random_fill(&mut raw, ctx)?;
    raw[6] = raw[6] & 0x0f | 0x40;
    raw[8] = raw[8] & 0x3f | 0x80;
    let text = hex::encode(raw);
    Ok(format!(
        "{}-{}-{}-{}-{}",
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..]
    ))
}
