//! Keys from passwords and from other keys: PBKDF2, scrypt, HKDF.

use boa_engine::object::builtins::JsFunction;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::super::{blocking, fail, text_arg};
use super::digest::by_name;
use super::{input, output};
use threadproof_ground::numbers::nearest;

type Derived = Result<Vec<u8>, &'static str>;

/// Works at once without a callback, off the thread with one.
fn settle(
    callback: &JsValue,
    raw: bool,
    work: impl FnOnce() -> Derived + Send + 'static,
    context: &mut Context,
) -> JsResult<JsValue> {
    let callback = callback.as_object().and_then(JsFunction::from_object);
    let Some(callback) = callback else {
        return match work() {
            Ok(data) => output(&data, raw, context),
            Err(reason) => Err(fail::coded(
                context,
                fail::Kind::Error,
                "ERR_OPERATION_FAILED",
                reason,
            )),
        };
    };
    let done =
        move |callback: &JsFunction, _: &JsValue, derived: Derived, context: &mut Context| {
            let args = match derived {
                Ok(data) => vec![JsValue::null(), output(&data, raw, context)?],
                Err(reason) => {
                    let error =
                        fail::coded(context, fail::Kind::Error, "ERR_OPERATION_FAILED", reason);
                    vec![error.into_opaque(context)?]
                }
            };
            callback
                .call(&JsValue::undefined(), &args, context)
                .map(drop)
        };
    blocking::run(callback, JsValue::undefined(), work, done, context)?;
    Ok(JsValue::undefined())
}

fn bytes(args: &[JsValue], at: usize, context: &mut Context) -> Vec<u8> {
    input(args.get_or_undefined(at), context).unwrap_or_default()
}

fn number(args: &[JsValue], at: usize) -> f64 {
    args.get_or_undefined(at).as_number().unwrap_or(0.0)
}

/// `(callback, password, salt, iterations, length, digest)`
pub(super) fn pbkdf2(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (password, salt) = (bytes(args, 1, context), bytes(args, 2, context));
    let (rounds, length) = (nearest(number(args, 3)), nearest(number(args, 4)));
    let name = text_arg(args, 5, context)?;
    let work = move || {
        let mut key = vec![0; length];
        macro_rules! fill {
            ($digest:ty) => {
                pbkdf2::pbkdf2_hmac::<$digest>(&password, &salt, rounds, &mut key)
            };
        }
        by_name!(&name, fill)
            .map(|()| key)
            .ok_or("the digest is not known")
    };
    settle(args.get_or_undefined(0), false, work, context)
}

/// `(callback, password, salt, length, cost, block size, parallelization)`
pub(super) fn scrypt(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (password, salt) = (bytes(args, 1, context), bytes(args, 2, context));
    let length = nearest(number(args, 3));
    let cost = nearest::<u64>(number(args, 4));
    let params = scrypt::Params::new(
        u8::try_from(cost.max(1).ilog2()).unwrap_or(u8::MAX),
        nearest(number(args, 5)),
        nearest(number(args, 6)),
    );
    let Some(params) = params.ok().filter(|_| cost > 1 && cost.is_power_of_two()) else {
        let code = "ERR_CRYPTO_INVALID_SCRYPT_PARAMS";
        return Err(fail::coded(
            context,
            fail::Kind::Range,
            code,
            "Invalid scrypt params",
        ));
    };
    let work = move || {
        let mut key = vec![0; length];
        if key.is_empty() {
            return Ok(key);
        }
        match scrypt::scrypt(&password, &salt, &params, &mut key) {
            Ok(()) => Ok(key),
            Err(_) => Err("scrypt cannot make a key of this length"),
        }
    };
    settle(args.get_or_undefined(0), false, work, context)
}

/// `(callback, digest, key, salt, info, length)`; gives an `ArrayBuffer`
pub(super) fn hkdf(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text_arg(args, 1, context)?;
    let (key, salt, info) = (
        bytes(args, 2, context),
        bytes(args, 3, context),
        bytes(args, 4, context),
    );
    let length = nearest(number(args, 5));
    let work = move || {
        let mut made = vec![0; length];
        macro_rules! expand {
            ($digest:ty) => {
                hkdf::Hkdf::<$digest>::new(Some(&salt), &key)
                    .expand(&info, &mut made)
                    .is_ok()
            };
        }
        match by_name!(&name, expand) {
            Some(true) => Ok(made),
            Some(false) => Err("the key is longer than HKDF can make with this digest"),
            None => Err("the digest is not known"),
        }
    };
    settle(args.get_or_undefined(0), true, work, context)
}
