//! Hashes, random values, key derivation, secret keys and what certificates say, over the
//! `RustCrypto` crates.
//!
//! Everything that Node's `crypto` has beyond that is refused by name in the JavaScript half.

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::blocking;
use super::bytes::{Bytes, array_buffer};
use super::{buffer, define, fail, object_of};
use threadproof_engine::class::constructor_of;
use threadproof_ground::numbers::nearest;

mod crypto_key;
mod derive;
mod digest;
mod keys;
#[cfg(test)]
mod tests;
mod web;
mod x509;

pub use crypto_key::CryptoKeyData;
pub use keys::{KeyObject, Secret, SecretKeyObject};
pub use web::{Crypto, webcrypto};
pub use x509::CertificateData;

/// What the JavaScript half of `crypto` builds on.
///
/// # Errors
/// Fails when a class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(
        &[
            ("randomFill", 4, random_fill),
            ("randomUUID", 0, random_uuid),
            ("randomBelow", 1, random_below),
            ("timingSafeEqual", 2, timing_safe_equal),
            ("hash", 2, digest::one_shot),
            ("knowsHash", 1, digest::knows),
            ("pbkdf2", 6, derive::pbkdf2),
            ("scrypt", 7, derive::scrypt),
            ("hkdf", 6, derive::hkdf),
            ("createSecretKey", 1, keys::create),
            ("makeCryptoKey", 2, crypto_key::make),
            ("describeCryptoKey", 1, crypto_key::description),
            ("keyObjectOf", 1, crypto_key::key_object),
            ("makeCertificate", 2, x509::make),
            ("certificateFacts", 1, x509::facts),
            ("certificateBytes", 1, x509::raw),
        ],
        context,
    );
    let running = constructor_of::<digest::Running>(context)?;
    define(
        &native,
        js_string!("Running"),
        running.into(),
        Attribute::all(),
    );
    let global = webcrypto(context)?;
    define(
        &native,
        js_string!("webcrypto"),
        global.into(),
        Attribute::all(),
    );
    let key = constructor_of::<KeyObject>(context)?;
    define(
        &native,
        js_string!("KeyObject"),
        key.into(),
        Attribute::all(),
    );
    Ok(native)
}

/// Bytes of a string (as UTF-8), of a view, of a buffer or of a secret key.
fn input(value: &JsValue, context: &mut Context) -> Option<Vec<u8>> {
    if let Some(text) = value.as_string() {
        return Some(buffer::encoding::utf8(text.as_str()));
    }
    if let Some(secret) = value.as_object().and_then(|object| Secret::of(&object)) {
        return Some(secret.bytes().to_vec());
    }
    Bytes::of(value, context).map(|bytes| bytes.to_vec())
}

/// `(callback, target, offset, size)`: random bytes into the target, which is also the result
fn random_fill(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = args.get_or_undefined(1);
    let Some(bytes) = Bytes::of(target, context) else {
        let expected = "an instance of ArrayBuffer or ArrayBufferView";
        return Err(fail::arg_type(context, "buf", expected, target));
    };
    let number = |at: usize| args.get_or_undefined(at).as_number().map(nearest::<usize>);
    let part = bytes.part(number(2).unwrap_or(0), number(3).unwrap_or(usize::MAX));
    let mut data = vec![0; part.len()];
    super::random_fill(&mut data, context)?;
    part.write(0, &data, context)?;
    let callback = args.get_or_undefined(0).as_object();
    let Some(callback) = callback.and_then(boa_engine::object::builtins::JsFunction::from_object)
    else {
        return Ok(target.clone());
    };
    // The bytes are there at once; only the callback has to wait for the loop.
    let done = |callback: &boa_engine::object::builtins::JsFunction,
                kept: &JsValue,
                (): (),
                context: &mut Context| {
        let args = [JsValue::null(), kept.clone()];
        callback
            .call(&JsValue::undefined(), &args, context)
            .map(drop)
    };
    blocking::run(callback, target.clone(), || (), done, context)?;
    Ok(JsValue::undefined())
}

fn random_uuid(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    super::random_uuid(context).map(|text| JsString::from(text).into())
}

/// A number from zero up to, not including, the argument, without bias.
fn random_below(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let range = args.get_or_undefined(0).as_number().unwrap_or(1.0);
    let range = nearest::<u64>(range.max(1.0));
    let limit = u64::MAX - u64::MAX % range;
    loop {
        let mut raw = [0; 8];
        super::random_fill(&mut raw, context)?;
        let drawn = u64::from_ne_bytes(raw);
        if drawn < limit {
            #[expect(clippy::cast_precision_loss, reason = "the range has at most 48 bits")]
            return Ok(((drawn % range) as f64).into());
        }
    }
}

fn timing_safe_equal(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut sides = Vec::with_capacity(2);
    for (at, name) in ["buf1", "buf2"].into_iter().enumerate() {
        let Some(bytes) = Bytes::of(args.get_or_undefined(at), context) else {
            let text = format!(
                "The \"{name}\" argument must be an instance of ArrayBuffer, Buffer, TypedArray, \
                 or DataView."
            );
            return Err(fail::coded(
                context,
                fail::Kind::Type,
                "ERR_INVALID_ARG_TYPE",
                text,
            ));
        };
        sides.push(bytes.to_vec());
    }
    if sides[0].len() != sides[1].len() {
        let code = "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH";
        let text = "Input buffers must have the same byte length";
        return Err(fail::coded(context, fail::Kind::Range, code, text));
    }
    // `black_box` keeps the compiler from leaving the loop early.
    let differences = sides[0]
        .iter()
        .zip(&sides[1])
        .fold(0, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
    Ok((differences == 0).into())
}

/// A result as a `Buffer`, or as an `ArrayBuffer` where the function gives those.
fn output(data: &[u8], raw: bool, context: &mut Context) -> JsResult<JsValue> {
    if raw {
        return array_buffer(data, context).map(JsValue::from);
    }
    buffer::from_slice(data, context).map(JsValue::from)
}
