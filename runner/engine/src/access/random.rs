//! Where random bytes come from, if not from the system.

use std::sync::Arc;

use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsValue, js_string};

use threadproof_ground::access::Random;

use super::of;
use crate::errors::fail;

/// Makes `Math.random` read the runtime's own source, if it has one.
pub fn install_math_random(context: &mut Context) {
    if source(context).is_none() {
        return;
    }
    let math = context.intrinsics().objects().math();
    let function = crate::native::function("random", 0, random, context);
    let attributes = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    crate::native::define(&math, js_string!("random"), function.into(), attributes);
}

/// The source of a context's runtime.
#[must_use]
pub fn source(context: &Context) -> Option<Arc<dyn Random>> {
    of(context)?.random.clone()
}

/// ECMAScript, 21.3.2.27 `Math.random`: at least 0, less than 1; 53 bits of a double are used.
fn random(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut bytes = [0; 8];
    random_fill(&mut bytes, context)?;
    let bits = u64::from_le_bytes(bytes) >> 11;
    Ok(JsValue::from(bits as f64 / (1_u64 << 53) as f64))
}

/// Fills `data` from the runtime's own random source, or else the system's.
///
/// # Errors
/// Fails when the system has no randomness to give.
pub fn random_fill(data: &mut [u8], context: &mut Context) -> JsResult<()> {
    if let Some(random) = source(context) {
        random.fill(data);
        return Ok(());
    }
    getrandom::fill(data).map_err(|error| {
        let text = format!("the system gave no random bytes: {error}");
        fail::coded(context, fail::Kind::Error, "ERR_OPERATION_FAILED", text)
    })
}

/// A random (version 4) UUID.
///
/// # Errors
/// Fails when the system has no randomness to give.
pub fn random_uuid(context: &mut Context) -> JsResult<String> {
    let mut raw = [0; 16];
    random_fill(&mut raw, context)?;
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
