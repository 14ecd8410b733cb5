//! What `stat` and `access` say of files that exist in the runtime only.
//!
//! Where such files come from is the `access` room's affair.

use std::path::Path;

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::{Reply, args, settle};
use threadproof_engine::access;

/// The status of a file that is not on the disk: a regular file that may be read.
pub(super) fn virtual_status(path: &str, big: bool, context: &Context) -> Option<Reply> {
    let path = Path::new(path);
    let files = &access::of(context)?.files;
    let (mode, size) = match files.get(path) {
        Some(content) => (0o100_444, content.len()),
        None if files.is_folder(path) => (0o040_555, 0),
        None => return None,
    };
    let mut numbers = vec![0; 18];
    (numbers[1], numbers[2], numbers[8]) = (mode, 1, size as i128);
    Some(Reply::Numbers(numbers, big))
}

/// Answers for a file that is not on the disk; `None` for any other.
pub(super) fn in_memory(
    args: &[JsValue],
    reply: impl FnOnce(&str, &Context) -> Option<Reply>,
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    let Some(access) = access::of(context)
        .filter(|access| !access.files.is_empty())
        .cloned()
    else {
        return Ok(None);
    };
    let path = args::raw_path(args.get_or_undefined(1), "path", context)?;
    let Some(reply) = reply(&access.absolute(&path), context) else {
        return Ok(None);
    };
    settle(args.get_or_undefined(0), move || Ok(reply), context).map(Some)
}
