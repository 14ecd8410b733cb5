//! The global `crypto`: random values and UUIDs natively, `subtle` when it is looked at.

use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsTypedArray;
use boa_engine::{Context, JsArgs, JsData, JsError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::bytes::Bytes;
use super::super::fail;
use threadproof_engine::class::{Members, NativeClass, instance, this_data};
use threadproof_event::dom_exception::DomException;
use threadproof_modules::builtin;

/// The class `Crypto`.
pub struct Crypto;

/// A `Crypto` carries nothing: randomness is the system's.
#[derive(Trace, Finalize, JsData)]
pub struct CryptoData;

/// The `crypto` of the current realm.
#[derive(Trace, Finalize, JsData)]
struct Only(JsObject);

/// The one global `crypto` object of the current realm.
///
/// # Errors
/// Fails when its class cannot be built.
pub fn webcrypto(ctx: &mut Context) -> JsResult<JsObject> {
    let realm = ctx.realm().clone();
    if let Some(only) = realm.host_defined().get::<Only>() {
        return Ok(only.0.clone());
    }
    let only = instance::<Crypto>(CryptoData, ctx)?;
    realm.host_defined_mut().insert(Only(only.clone()));
    Ok(only)
}

impl NativeClass for Crypto {
    type Data = CryptoData;
    const NAME: &'static str = "Crypto";

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("subtle"), subtle, None)
            .method(js_string!("getRandomValues"), 1, get_random_values)
            .method(js_string!("randomUUID"), 0, random_uuid)
            .to_string_tag();
    }
}

fn subtle(this: &JsValue, _: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    this_data::<Crypto>(this, ctx)?;
    builtin::export("internal/crypto/subtle", "subtle", ctx)
}

fn random_uuid(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    this_data::<Crypto>(this, ctx)?;
    let options = args.get_or_undefined(0);
    if !options.is_undefined() && !options.is_object() {
        return Err(fail::arg_type(ctx, "options", "of type object", options));
    }
    super::super::random_uuid(ctx).map(|text| JsString::from(text).into())
}

fn get_random_values(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    const MOST: usize = 65536;
    this_data::<Crypto>(this, ctx)?;
    if args.is_empty() {
        return Err(threadproof_engine::errors::missing_args(ctx, &["array"]));
    }
    let value = args.get_or_undefined(0);
    let kind = value
        .as_object()
        .and_then(|object| JsTypedArray::from_object(object.clone()).ok())
        .and_then(|array| array.kind());
    let floats = [
        TypedArrayKind::Float16,
        TypedArrayKind::Float32,
        TypedArrayKind::Float64,
    ];
    let bytes = Bytes::view(value, ctx);
    let (Some(_), Some(bytes)) = (kind.filter(|kind| !floats.contains(kind)), bytes) else {
        let text = "The data argument must be an integer-type TypedArray";
        return Err(dom_error(text, "TypeMismatchError", ctx));
    };
    if bytes.len() > MOST {
        let text = "The requested length exceeds 65,536 bytes";
        return Err(dom_error(text, "QuotaExceededError", ctx));
    }
    let mut data = vec![0; bytes.len()];
    super::super::random_fill(&mut data, ctx)?;
    bytes.write(0, &data, ctx)?;
    Ok(value.clone())
}

fn dom_error(message: &str, name: &str, ctx: &mut Context) -> JsError {
    DomException::error(message, name, ctx)
}
