//! `blob:` URLs: blobs that a thread keeps alive under a name until it revokes it.
//!
//! A name means something to the thread that made it and to no other.

use std::collections::HashMap;

use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};

use super::blob::Content;
use super::{fail, text_arg};

/// Blobs that `URL.createObjectURL` keeps alive, by their URL.
#[derive(Default)]
struct ObjectUrls(HashMap<String, Content>);

/// The blob that this thread keeps under a URL.
#[must_use]
pub fn find(url: &str, context: &Context) -> Option<Content> {
    context
        .get_data::<ObjectUrls>()
        .and_then(|urls| urls.0.get(url).cloned())
}

/// `URL.createObjectURL(blob)`
pub(super) fn create_object_url(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(content) = value.as_object().and_then(|object| Content::of(&object)) else {
        return Err(fail::arg_type(context, "obj", "an instance of Blob", value));
    };
    let url = format!("blob:nodedata:{}", super::random_uuid(context)?);
    let mut urls = context.remove_data::<ObjectUrls>().unwrap_or_default();
    urls.0.insert(url.clone(), content);
    context.insert_data(*urls);
    Ok(JsString::from(url).into())
}

/// `URL.revokeObjectURL(url)`
pub(super) fn revoke_object_url(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let url = text_arg(args, 0, context)?;
    if let Some(mut urls) = context.remove_data::<ObjectUrls>() {
        urls.0.remove(&url);
        context.insert_data(*urls);
    }
    Ok(JsValue::undefined())
}

/// `buffer.resolveObjectURL(url)`
pub(super) fn resolve_object_url(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let url = text_arg(args, 0, context)?;
    find(&url, context).map_or_else(
        || Ok(JsValue::undefined()),
        |content| content.into_object(context).map(JsValue::from),
    )
}
