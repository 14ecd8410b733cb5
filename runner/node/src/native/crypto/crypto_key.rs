//! What a `CryptoKey` of Web Crypto carries: the bytes of a secret key, and what may be done with
//! them, as a JSON text that only the JavaScript half reads.
//!
//! The class that scripts see is written in JavaScript, in `internal/crypto/key`.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::keys::Secret;
use threadproof_modules::builtin;

/// A secret key and its description; it may go to any thread.
#[derive(Debug, Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
pub struct CryptoKeyData {
    secret: Secret,
    description: Arc<str>,
}

impl CryptoKeyData {
    /// The data behind an object, if it is a `CryptoKey`.
    #[must_use]
    pub fn of(object: &JsObject) -> Option<Self> {
        object.downcast_ref::<Self>().map(|data| data.clone())
    }

    /// The bytes of the key.
    #[must_use]
    pub fn secret(&self) -> Secret {
        self.secret.clone()
    }

    /// Makes the `CryptoKey` that shows this key to scripts.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn into_object(self, context: &mut Context) -> JsResult<JsObject> {
        let class = builtin::export("internal/crypto/key", "CryptoKey", context)?;
        let prototype = match class.as_object() {
            Some(class) => class.get(js_string!("prototype"), context)?.as_object(),
            None => None,
        };
        Ok(JsObject::from_proto_and_data(prototype, self))
    }
}

/// `(key object, description)`: a `CryptoKey`
pub(super) fn make(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let key = args.get_or_undefined(0).as_object();
    let Some(secret) = key.and_then(|key| Secret::of(&key)) else {
        return Ok(JsValue::undefined());
    };
    let description = args.get_or_undefined(1).to_string(context)?;
    let data = CryptoKeyData {
        secret,
        description: description.to_std_string_lossy().into(),
    };
    data.into_object(context).map(JsValue::from)
}

/// The description of a `CryptoKey`; undefined for any other value.
pub(super) fn description(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let data = argument(args);
    Ok(data.map_or_else(JsValue::undefined, |data| {
        JsString::from(&*data.description).into()
    }))
}

/// The key object behind a `CryptoKey`; undefined for any other value.
pub(super) fn key_object(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    match argument(args) {
        Some(data) => data.secret.into_object(context).map(JsValue::from),
        None => Ok(JsValue::undefined()),
    }
}

fn argument(args: &[JsValue]) -> Option<CryptoKeyData> {
    CryptoKeyData::of(&args.get_or_undefined(0).as_object()?)
}
