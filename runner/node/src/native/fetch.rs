//! The Rust half of `fetch`: what `data:` and `blob:` URLs stand for.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsResult, JsString, JsValue};
use data_url::DataUrl;

use super::bytes::uint8_array;
use super::{object_of, object_urls, text_arg};

/// For `internal/fetch/fetch`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[("dataUrl", 1, data_url), ("blob", 1, blob)],
        context,
    ))
}

/// `(url)`: `[type, bytes]`; undefined for what is no such URL (Fetch, 6)
fn data_url(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = text_arg(args, 0, context)?;
    let parsed = DataUrl::process(&text).ok();
    let parsed =
        parsed.and_then(|url| Some((url.mime_type().to_string(), url.decode_to_vec().ok()?.0)));
    let Some((kind, body)) = parsed else {
        return Ok(JsValue::undefined());
    };
    let body = uint8_array(&body, context)?;
    let parts = [JsString::from(kind).into(), body.into()];
    Ok(JsArray::from_iter(parts, context).into())
}

/// `(url)`: the blob that this thread keeps under it
fn blob(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = text_arg(args, 0, context)?;
    match object_urls::find(&text, context) {
        Some(content) => content.into_object(context).map(JsValue::from),
        None => Ok(JsValue::undefined()),
    }
}
