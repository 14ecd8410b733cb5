//! Builtins that Node 26 has and Boa 0.22 lacks, put in place so that each is made when a script
//! first looks.
//!
//! What they do is in `src/js/internal/polyfills`; this file only knows where they belong. It must
//! never name one that the engine has: when Boa gains a builtin, its line here goes. The methods of
//! a locale are there, but without its `intl` feature the engine knows no language.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsNativeError, JsResult, JsString, JsSymbol, JsValue, js_string};

use threadproof_engine::class::define_lazy;
use threadproof_engine::native::native_fn;
use threadproof_modules::builtin::polyfill;

/// Puts what is missing onto a fresh context.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let constructors = context.intrinsics().constructors();
    let array = constructors.array().constructor();
    let error = constructors.error().constructor();
    let bytes = constructors.typed_uint8_array();
    let (bytes, bytes_prototype) = (bytes.constructor(), bytes.prototype());
    let buffer = constructors.array_buffer().prototype();
    let iterator = constructors.iterator().prototype();
    let objects = context.intrinsics().objects();
    let async_iterator = objects.iterator_prototypes().async_iterator();
    let number = constructors.number().prototype();
    let bigint = constructors.bigint().prototype();
    let date = constructors.date().prototype();
    let string = constructors.string().prototype();
    let global = context.global_object();

    macro_rules! lazily {
        ($($object:expr => $key:literal from $path:literal;)*) => {
            $(define_lazy(context, &$object, js_string!($key), |context| polyfill($path, context));)*
        };
    }
    lazily! {
        array => "fromAsync" from "Array.fromAsync";
        error => "isError" from "Error.isError";
        buffer => "transfer" from "ArrayBuffer#transfer";
        buffer => "transferToFixedLength" from "ArrayBuffer#transferToFixedLength";
        bytes => "fromBase64" from "Uint8Array.fromBase64";
        bytes => "fromHex" from "Uint8Array.fromHex";
        bytes_prototype => "toBase64" from "Uint8Array#toBase64";
        bytes_prototype => "toHex" from "Uint8Array#toHex";
        bytes_prototype => "setFromBase64" from "Uint8Array#setFromBase64";
        bytes_prototype => "setFromHex" from "Uint8Array#setFromHex";
        global => "AsyncDisposableStack" from "AsyncDisposableStack";
        global => "DisposableStack" from "DisposableStack";
        global => "SuppressedError" from "SuppressedError";
        global => "Intl" from "Intl";
        number => "toLocaleString" from "Number#toLocaleString";
        bigint => "toLocaleString" from "BigInt#toLocaleString";
        date => "toLocaleString" from "Date#toLocaleString";
        date => "toLocaleDateString" from "Date#toLocaleDateString";
        date => "toLocaleTimeString" from "Date#toLocaleTimeString";
        date => "toString" from "Date#toString";
        date => "toTimeString" from "Date#toTimeString";
        string => "localeCompare" from "String#localeCompare";
    }
    define_detached(&buffer, context);
    define_disposer(&iterator, JsSymbol::dispose(), dispose, context);
    define_disposer(
        &async_iterator,
        JsSymbol::async_dispose(),
        dispose_async,
        context,
    );
    Ok(())
}

type Native = fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>;

fn define_detached(buffer: &JsObject, context: &mut Context) {
    let get = native_fn(
        context.realm(),
        js_string!("get detached"),
        0,
        detached as Native,
    );
    buffer.insert_property(
        js_string!("detached"),
        PropertyDescriptor::builder()
            .get(get)
            .enumerable(false)
            .configurable(true),
    );
}

fn define_disposer(holder: &JsObject, key: JsSymbol, code: Native, context: &mut Context) {
    let name = key.description().unwrap_or_default();
    let name: JsString = js_string!(boa_engine::js_str!("["), &name, boa_engine::js_str!("]"));
    let method = native_fn(context.realm(), name, 0, code);
    holder.insert_property(
        PropertyKey::from(key),
        PropertyDescriptor::builder()
            .value(method)
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
}

/// ECMAScript, 25.1.6.3 get `ArrayBuffer.prototype.detached`.
fn detached(this: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let buffer = this.as_object().map(JsArrayBuffer::from_object);
    let Some(Ok(buffer)) = buffer else {
        return Err(JsNativeError::typ()
            .with_message("Method ArrayBuffer.prototype.detached called on incompatible receiver")
            .into());
    };
    Ok(buffer.data().is_none().into())
}

/// `Iterator.prototype[Symbol.dispose]`: ends the iterator.
fn dispose(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    end(this, context)?;
    Ok(JsValue::undefined())
}

/// `AsyncIterator.prototype[Symbol.asyncDispose]`: ends the iterator; the promise waits for it.
fn dispose_async(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    use boa_engine::object::builtins::JsPromise;
    let ended = match end(this, context) {
        Ok(ended) => JsPromise::resolve(ended, context)?,
        Err(error) => JsPromise::reject(error, context)?,
    };
    let nothing = boa_engine::NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined()));
    let nothing = nothing.to_js_function(context.realm());
    Ok(ended.then(Some(nothing), None, context)?.into())
}

fn end(iterator: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let object = iterator.to_object(context)?;
    let end = object.get(js_string!("return"), context)?;
    if end.is_null_or_undefined() {
        return Ok(JsValue::undefined());
    }
    let end = end.as_callable().ok_or_else(|| {
        JsNativeError::typ().with_message("the iterator's return is not a function")
    })?;
    end.call(iterator, &[], context)
}
