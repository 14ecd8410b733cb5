//! Files and domains as URLs: `fileURLToPath`, `pathToFileURL`, `domainToASCII`.

use std::path::{Component, Path};

use ::url::{Url, quirks};
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsString, JsValue, js_string};

use super::super::{define, fail, text_arg};
use super::{invalid_url, url_object, url_of};

/// `url.domainToASCII(domain)`
pub(super) fn domain_to_ascii(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let domain = text_arg(args, 0, context)?;
    Ok(JsString::from(quirks::domain_to_ascii(&domain)).into())
}

/// `url.domainToUnicode(domain)`
pub(super) fn domain_to_unicode(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let domain = text_arg(args, 0, context)?;
    Ok(JsString::from(quirks::domain_to_unicode(&domain)).into())
}

/// `url.fileURLToPath(url)`
pub(super) fn file_url_to_path(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let url = if let Some(text) = value.as_string() {
        let text = text.to_std_string_lossy();
        Url::parse(&text).map_err(|_| invalid_url(&text, None, context))?
    } else if let Some(url) = value.as_object().and_then(|object| url_of(&object)) {
        url
    } else {
        return Err(fail::arg_type(
            context,
            "path",
            "of type string or an instance of URL",
            value,
        ));
    };
    let text = path_of(&url, context)?;
    Ok(JsString::from(text).into())
}

/// The file that a `file:` URL names.
///
/// # Errors
/// Node's errors for other schemes, foreign hosts, encoded slashes and broken encodings.
pub fn path_of(url: &Url, context: &mut Context) -> JsResult<String> {
    if url.scheme() != "file" {
        let text = "The URL must be of scheme file";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_INVALID_URL_SCHEME",
            text,
        ));
    }
    if url.host_str().is_some_and(|host| !host.is_empty()) {
        let text = "File URL host must be \"localhost\" or empty on linux";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_INVALID_FILE_URL_HOST",
            text,
        ));
    }
    let path = url.path();
    if path.to_ascii_lowercase().contains("%2f") {
        let text = "File URL path must not include encoded / characters";
        let error = fail::coded(context, fail::Kind::Type, "ERR_INVALID_FILE_URL_PATH", text);
        if let Some(object) = error.as_opaque().and_then(JsValue::as_object) {
            let input = url_object(url.clone(), context)?;
            define(&object, js_string!("input"), input.into(), Attribute::all());
        }
        return Err(error);
    }
    let decoded = percent_decode(path);
    decoded.ok_or_else(|| JsNativeError::uri().with_message("URI malformed").into())
}

/// `url.pathToFileURL(path)`
pub(super) fn path_to_file_url(
    _: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let Some(path) = value.as_string() else {
        return Err(fail::arg_type(context, "path", "of type string", value));
    };
    let url = file_url(&path.to_std_string_lossy(), context);
    url_object(url, context).map(JsValue::from)
}

/// The `file:` URL of a path, resolved against the working directory.
#[must_use]
pub fn file_url(path: &str, context: &Context) -> Url {
    let mut full = absolute(path, &threadproof_engine::access::folder(context));
    if path.ends_with('/') && !full.ends_with('/') {
        full.push('/');
    }
    // The URL parser would take these for something else than a part of a name.
    for (raw, encoded) in [
        ("%", "%25"),
        ("\\", "%5C"),
        ("\n", "%0A"),
        ("\r", "%0D"),
        ("\t", "%09"),
    ] {
        full = full.replace(raw, encoded);
    }
    let mut url = Url::parse("file:///").unwrap_or_else(|_| unreachable!("a constant"));
    quirks::set_pathname(&mut url, &full.replace('?', "%3F").replace('#', "%23"));
    url
}

fn absolute(path: &str, folder: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in folder.join(path).components() {
        match component {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    format!("/{}", parts.join("/"))
}

/// Decodes `%xx` as `decodeURIComponent` does; `None` where that throws.
fn percent_decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' {
            let pair = text.get(at + 1..at + 3)?;
            decoded.push(u8::from_str_radix(pair, 16).ok()?);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(decoded).ok()
}
