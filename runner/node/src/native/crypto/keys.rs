//! `KeyObject` for secret keys. The bytes live outside the engine, so that a key cloned to
//! another thread is the same memory: [`Secret`] is what crosses.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::super::buffer::encoding::Encoding;
use super::super::{buffer, fail, registered_symbol, show};
use super::crypto_key::CryptoKeyData;
use super::input;
use threadproof_engine::bytes;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_modules::builtin;

/// The class `KeyObject`, which scripts cannot construct.
pub struct KeyObject;

/// The class of secret keys.
pub struct SecretKeyObject;

/// The bytes of a secret key; it may go to any thread.
#[derive(Clone, Debug)]
pub struct Secret(Arc<[u8]>);

/// The native data of a key.
#[derive(Trace, Finalize, JsData)]
pub struct KeyData {
    #[unsafe_ignore_trace]
    secret: Secret,
}

impl Secret {
    /// The key behind an object, if it is one.
    #[must_use]
    pub fn of(object: &JsObject) -> Option<Self> {
        SecretKeyObject::unpack(object).map(|data| data.secret.clone())
    }

    /// The bytes of the key.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Makes the object that shows this key to scripts.
    ///
    /// # Errors
    /// Fails when the class cannot be built.
    pub fn into_object(self, context: &mut Context) -> JsResult<JsObject> {
        instance::<SecretKeyObject>(KeyData { secret: self }, context)
    }
}

impl NativeClass for KeyObject {
    type Data = KeyData;
    const NAME: &'static str = "KeyObject";
    const LENGTH: usize = 2;

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<KeyData> {
        let kind = args.get_or_undefined(0);
        Err(bytes::arg_value(context, "type", "is invalid", kind))
    }

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .accessor(js_string!("type"), kind, None)
            .method(js_string!("equals"), 1, equals)
            .method(js_string!("toCryptoKey"), 3, to_crypto_key)
            .static_method(js_string!("from"), 1, from_crypto_key)
            .to_string_tag();
    }
}

impl NativeClass for SecretKeyObject {
    type Data = KeyData;
    const NAME: &'static str = "SecretKeyObject";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<KeyObject>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .hidden()
            .accessor(js_string!("symmetricKeySize"), size, None)
            .method(js_string!("export"), 1, export);
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

/// `(bytes)`: a secret key
pub(super) fn create(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data = input(args.get_or_undefined(0), context).unwrap_or_default();
    Secret(data.into()).into_object(context).map(JsValue::from)
}

fn secret(this: &JsValue, context: &mut Context) -> JsResult<Secret> {
    Ok(this_data::<KeyObject>(this, context)?.data().secret.clone())
}

fn kind(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    secret(this, context)?;
    Ok(js_string!("secret").into())
}

fn size(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(secret(this, context)?.bytes().len().into())
}

fn equals(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let other = args.get_or_undefined(0);
    let Some(other) = other.as_object().and_then(|object| Secret::of(&object)) else {
        return Err(fail::arg_type(
            context,
            "otherKeyObject",
            "an instance of KeyObject",
            other,
        ));
    };
    Ok((secret(this, context)?.bytes() == other.bytes()).into())
}

fn to_crypto_key(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    secret(this, context)?;
    let convert = builtin::export("internal/crypto/subtle", "toCryptoKey", context)?;
    let Some(convert) = convert.as_callable() else {
        return Ok(JsValue::undefined());
    };
    let mut all = vec![this.clone()];
    all.extend_from_slice(args);
    convert.call(&JsValue::undefined(), &all, context)
}

/// `KeyObject.from(key)`
fn from_crypto_key(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = args.get_or_undefined(0);
    match key.as_object().and_then(|key| CryptoKeyData::of(&key)) {
        Some(data) => data.secret().into_object(context).map(JsValue::from),
        None => Err(fail::arg_type(
            context,
            "key",
            "an instance of CryptoKey",
            key,
        )),
    }
}

/// `(options)`: a `Buffer`, or a JSON web key with `{ format: 'jwk' }`
fn export(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let secret = secret(this, context)?;
    let options = args.get_or_undefined(0);
    let format = match options.as_object() {
        Some(options) => options.get(js_string!("format"), context)?,
        None if options.is_undefined() => JsValue::undefined(),
        None => {
            return Err(fail::arg_type(
                context,
                "options",
                "of type object",
                options,
            ));
        }
    };
    let name = format.as_string().map(|name| name.to_std_string_lossy());
    match name.as_deref() {
        Some("jwk") => {
            let key = JsObject::with_object_proto(context.intrinsics());
            let text = Encoding::Base64url.decode(secret.bytes());
            key.create_data_property_or_throw(js_string!("kty"), js_string!("oct"), context)?;
            key.create_data_property_or_throw(js_string!("k"), text, context)?;
            Ok(key.into())
        }
        Some("buffer") => buffer::from_slice(secret.bytes(), context).map(JsValue::from),
        None if format.is_undefined() => {
            buffer::from_slice(secret.bytes(), context).map(JsValue::from)
        }
        _ => Err(bytes::arg_value(
            context,
            "options.format",
            "is invalid",
            &format,
        )),
    }
}

/// The bytes of a key are never printed.
fn inspect(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    secret(this, context)?;
    Ok(JsString::from("SecretKeyObject [KeyObject] {}").into())
}
