//! Where random bytes come from, if not from the system.

use std::sync::Arc;

use boa_engine::property::Attribute;
use boa_engine::{Context, JsResult, JsValue, js_string};

use super::Access;

/// A source of randomness: `Math.random`, `crypto` and the names of temporary folders use it.
///
/// It is asked from every thread of a runtime, in whatever order they run.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Random for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

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
    Access::of(context)?.random.clone()
}

/// ECMAScript, 21.3.2.27 `Math.random`: at least 0, less than 1; 53 bits of a double are used.
fn random(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut bytes = [0; 8];
    crate::native::random_fill(&mut bytes, context)?;
    let bits = u64::from_le_bytes(bytes) >> 11;
    Ok(JsValue::from(bits as f64 / (1_u64 << 53) as f64))
}
