//! `Buffer`, natively: the constructor, its prototype and the pool that small buffers share.
//!
//! The class is built at first use and kept with its realm. A `Buffer` is an ordinary
//! `Uint8Array` whose prototype is `Buffer.prototype`, so that everything which knows typed
//! arrays (the structured clone above all) needs to know nothing of this module.

use boa_engine::object::builtins::{AlignedVec, JsArrayBuffer};
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsData, JsResult, JsValue, NativeFunction, js_string};
use boa_gc::{Finalize, GcRefCell, Trace};

use super::bytes::{self, Bytes};
use super::{blob, object_urls};
use super::{define, define_all, define_getter, function, object_of, registered_symbol};
use threadproof_engine::class::{constructor_of, define_lazy};
use threadproof_ground::numbers::nearest;

mod access;
pub mod encoding;
mod make;
mod numbers;
mod search;
mod strings;
#[cfg(test)]
mod tests;

/// `Buffer.poolSize` as a script finds it.
const POOL_SIZE: usize = 64 * 1024;
/// The largest length that the argument checks let through.
pub(crate) const MAX_LENGTH: f64 = 9_007_199_254_740_991.0;

#[derive(Clone, Trace, Finalize, JsData)]
struct Class {
    constructor: JsObject,
    prototype: JsObject,
}

#[derive(Trace, Finalize, JsData, Default)]
struct Pool {
    buffer: GcRefCell<Option<JsArrayBuffer>>,
    #[unsafe_ignore_trace]
    used: std::cell::Cell<usize>,
}

/// What the JavaScript half of `buffer` builds on.
///
/// # Errors
/// Fails when the class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(
        &[
            ("isUtf8", 1, make::is_utf8),
            ("isAscii", 1, make::is_ascii),
            ("transcode", 3, strings::transcode),
            ("atob", 1, strings::atob),
            ("btoa", 1, strings::btoa),
            ("resolveObjectURL", 1, object_urls::resolve_object_url),
        ],
        context,
    );
    let buffer = constructor(context)?;
    define(
        &native,
        js_string!("Buffer"),
        buffer.into(),
        Attribute::all(),
    );
    // Blobs are rarer than buffers, so their classes wait until a script looks at them.
    define_lazy(context, &native, js_string!("Blob"), |context| {
        constructor_of::<blob::Blob>(context).map(JsValue::from)
    });
    define_lazy(context, &native, js_string!("File"), |context| {
        constructor_of::<blob::File>(context).map(JsValue::from)
    });
    Ok(native)
}

/// The `Buffer` constructor of the current realm.
///
/// # Errors
/// Fails when the class cannot be built.
pub fn constructor(context: &mut Context) -> JsResult<JsObject> {
    class(context).map(|class| class.constructor.clone())
}

/// Makes a `Buffer` that owns a copy of `data`.
///
/// # Errors
/// Fails when the engine cannot allocate.
pub fn from_slice(data: &[u8], context: &mut Context) -> JsResult<JsObject> {
    from_block(AlignedVec::from_slice(0, data), context)
}

/// Makes a `Buffer` that takes `data` over without a copy.
///
/// # Errors
/// Fails when the engine cannot allocate.
pub fn from_block(data: AlignedVec<u8>, context: &mut Context) -> JsResult<JsObject> {
    let len = data.len();
    let buffer = JsArrayBuffer::from_byte_block(data, context)?;
    over(&buffer.into(), 0, len, context)
}

/// Makes a `Buffer` over `len` bytes at `offset` of an existing (shared) array buffer.
///
/// # Errors
/// Fails when the range is outside the buffer.
pub fn over(
    buffer: &JsObject,
    offset: usize,
    len: usize,
    context: &mut Context,
) -> JsResult<JsObject> {
    let class = class(context)?;
    let array = context
        .intrinsics()
        .constructors()
        .typed_uint8_array()
        .constructor();
    let args = [
        buffer.clone().into(),
        JsValue::from(offset),
        JsValue::from(len),
    ];
    array.construct(&args, Some(&class.constructor), context)
}

/// Makes a `Buffer` with a copy of `data` in the pool, as Node does for small ones.
pub(crate) fn pooled(data: &[u8], context: &mut Context) -> JsResult<JsObject> {
    let size = pool_size(context)?;
    if data.is_empty() || data.len() >= size >> 1 {
        return from_slice(data, context);
    }
    let (buffer, offset) = take(data.len(), size, context)?;
    if let Some(mut pool) = buffer.data_mut() {
        pool[offset..offset + data.len()].copy_from_slice(data);
    }
    over(&buffer.into(), offset, data.len(), context)
}

/// Makes a `Buffer` of `len` bytes in the pool with whatever the pool holds there.
pub(crate) fn unfilled(len: usize, context: &mut Context) -> JsResult<JsObject> {
    let size = pool_size(context)?;
    if len == 0 || len >= size >> 1 {
        return zeroed(len, context);
    }
    let (buffer, offset) = take(len, size, context)?;
    over(&buffer.into(), offset, len, context)
}

/// Makes a zero-filled `Buffer` outside the pool.
pub(crate) fn zeroed(len: usize, context: &mut Context) -> JsResult<JsObject> {
    let buffer = JsArrayBuffer::new(len, context)?;
    over(&buffer.into(), 0, len, context)
}

/// Whether `value` inherits from `Buffer.prototype`.
pub(crate) fn is_buffer(value: &JsValue, context: &mut Context) -> JsResult<bool> {
    let Some(object) = value.as_object() else {
        return Ok(false);
    };
    let prototype = class(context)?.prototype.clone();
    let mut next = object.prototype();
    while let Some(link) = next {
        if link == prototype {
            return Ok(true);
        }
        next = link.prototype();
    }
    Ok(false)
}

fn pool_size(context: &mut Context) -> JsResult<usize> {
    let size = constructor(context)?.get(js_string!("poolSize"), context)?;
    Ok(size
        .as_number()
        .filter(|size| *size >= 0.0)
        .map_or(POOL_SIZE, nearest))
}

fn take(len: usize, size: usize, context: &mut Context) -> JsResult<(JsArrayBuffer, usize)> {
    let realm = context.realm().clone();
    if !realm.host_defined().has::<Pool>() {
        realm.host_defined_mut().insert(Pool::default());
    }
    let current = realm.host_defined().get::<Pool>().and_then(|pool| {
        let buffer = pool.buffer.borrow().clone()?;
        Some((buffer, pool.used.get()))
    });
    // A script can detach the pool (Node lets it before 21), so its real length counts.
    let (buffer, offset) = match current {
        Some((buffer, used)) if used + len <= buffer.byte_length() => (buffer, used),
        _ => {
            let pool = JsArrayBuffer::new(size, context)?;
            threadproof_clone::mark_as_untransferable(&pool.clone().into(), context)?;
            (pool, 0)
        }
    };
    if let Some(pool) = realm.host_defined().get::<Pool>() {
        // The next buffer starts on eight bytes, so that other views of the pool can be aligned.
        pool.used.set((offset + len).next_multiple_of(8));
        *pool.buffer.borrow_mut() = Some(buffer.clone());
    }
    Ok((buffer, offset))
}

/// Whether `buffer` is this realm's pool, which may be cloned and never transferred.
#[must_use]
pub fn is_pool(buffer: &JsObject, context: &Context) -> bool {
    let realm = context.realm();
    let defined = realm.host_defined();
    defined.get::<Pool>().is_some_and(|pool| {
        pool.buffer
            .borrow()
            .as_ref()
            .is_some_and(|pool| JsObject::from(pool.clone()) == *buffer)
    })
}

fn class(context: &mut Context) -> JsResult<Class> {
    let realm = context.realm().clone();
    if let Some(class) = realm.host_defined().get::<Class>() {
        return Ok(class.clone());
    }
    let class = build(context)?;
    realm.host_defined_mut().insert(class.clone());
    Ok(class)
}

fn build(context: &mut Context) -> JsResult<Class> {
    let parent = context
        .intrinsics()
        .constructors()
        .typed_uint8_array()
        .clone();
    let constructor: JsObject = FunctionObjectBuilder::new(
        context.realm(),
        NativeFunction::from_fn_ptr(make::construct),
    )
    .name(js_string!("Buffer"))
    .length(3)
    .constructor(true)
    .build()
    .into();
    constructor.set_prototype(Some(parent.constructor()));
    let prototype = JsObject::with_object_proto(context.intrinsics());
    prototype.set_prototype(Some(parent.prototype()));

    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    define(
        &prototype,
        js_string!("constructor"),
        constructor.clone().into(),
        hidden,
    );
    define(
        &constructor,
        js_string!("prototype"),
        prototype.clone().into(),
        Attribute::WRITABLE,
    );
    define(
        &constructor,
        js_string!("poolSize"),
        POOL_SIZE.into(),
        Attribute::all(),
    );
    define_all(&constructor, make::STATICS, Attribute::all(), context);
    for defs in [
        numbers::METHODS,
        access::METHODS,
        strings::METHODS,
        search::METHODS,
    ] {
        define_all(&prototype, defs, Attribute::all(), context);
    }
    let locale = prototype.get(js_string!("toString"), context)?;
    define(
        &prototype,
        js_string!("toLocaleString"),
        locale,
        Attribute::all(),
    );
    define_getter(&prototype, "parent", access::parent, true, context);
    define_getter(&prototype, "offset", access::offset, true, context);
    let inspect = function("inspect", 2, access::inspect, context);
    let symbol = registered_symbol("nodejs.util.inspect.custom", context)?;
    define(&prototype, symbol, inspect.clone().into(), Attribute::all());
    define(
        &prototype,
        js_string!("inspect"),
        inspect.into(),
        Attribute::all(),
    );
    Ok(Class {
        constructor,
        prototype,
    })
}

/// The receiver of a method: any `Uint8Array`.
fn this_bytes(this: &JsValue, context: &mut Context) -> JsResult<Bytes> {
    match Bytes::view(this, context) {
        Some(bytes) => Ok(bytes),
        None => bytes::octets_arg(this, "this", context),
    }
}
