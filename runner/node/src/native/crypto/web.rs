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
pub fn webcrypto(context: &mut Context) -> JsResult<JsObject> {
    let realm = context.realm().clone();
    if let Some(only) = realm.host_defined().get::<Only>() {
        return Ok(only.0.clone());
    }
    let only = instance::<Crypto>(CryptoData, context)?;
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

fn subtle(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<Crypto>(this, context)?;
    builtin::export("internal/crypto/subtle", "subtle", context)
}

fn random_uuid(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<Crypto>(this, context)?;
    let options = args.get_or_undefined(0);
    if !options.is_undefined() && !options.is_object() {
        return Err(fail::arg_type(
            context,
            "options",
            "of type object",
            options,
        ));
    }
    super::super::random_uuid(context).map(|text| JsString::from(text).into())
}

fn get_random_values(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    const MOST: usize = 65536;
    this_data::<Crypto>(this, context)?;
    if args.is_empty() {
        return Err(threadproof_engine::errors::missing_args(
            context,
            &["array"],
        ));
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
    let bytes = Bytes::view(value, context);
    let (Some(_), Some(bytes)) = (kind.filter(|kind| !floats.contains(kind)), bytes) else {
        let text = "The data argument must be an integer-type TypedArray";
        return Err(dom_error(text, "TypeMismatchError", context));
    };
    if bytes.len() > MOST {
        let text = "The requested length exceeds 65,536 bytes";
        return Err(dom_error(text, "QuotaExceededError", context));
    }
    let mut data = vec![0; bytes.len()];
    super::super::random_fill(&mut data, context)?;
    bytes.write(0, &data, context)?;
    Ok(value.clone())
}

fn dom_error(message: &str, name: &str, context: &mut Context) -> JsError {
    DomException::error(message, name, context)
}
