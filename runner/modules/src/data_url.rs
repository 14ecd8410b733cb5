//! `data:` URLs as modules: the MIME type says what kind of module it is.
//!
//! Source: Fetch, 6 `data:` URLs.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use thiserror::Error;

/// A parsed `data:` URL.
#[derive(Debug, PartialEq, Eq)]
pub struct DataUrl {
    /// The MIME type without parameters, in lower case.
    pub mime: String,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a `data:` URL could not be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum DataUrlError {
    /// There is no comma between type and body.
    #[error("the data: URL has no comma; write data:text/javascript,CODE")]
    NoComma,
    /// The body is not base64.
    #[error("the body of the data: URL is not base64")]
    NotBase64,
}

/// Parses a URL that begins with `data:`.
///
/// # Errors
/// [`DataUrlError`] when it has no comma or a broken body.
pub fn parse(url: &str) -> Result<DataUrl, DataUrlError> {
    let rest = url.strip_prefix("data:").unwrap_or(url);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (head, body) = rest.split_once(',').ok_or(DataUrlError::NoComma)?;
    let mut body = percent_decode(body);
    let lower = head.trim().to_ascii_lowercase();
    let (mime, base64) = match lower.strip_suffix(";base64") {
        Some(mime) => (mime.to_owned(), true),
        None => (lower, false),
    };
    if base64 {
        body.retain(|byte| !byte.is_ascii_whitespace());
        body = STANDARD
            .decode(&body)
            .or_else(|_| STANDARD_NO_PAD.decode(&body))
            .map_err(|_| DataUrlError::NotBase64)?;
    }
    let mime = mime.split(';').next().unwrap_or("").trim().to_owned();
    let mime = if mime.is_empty() {
        "text/plain".to_owned()
    } else {
        mime
    };
    Ok(DataUrl { mime, body })
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%')
            .then(|| bytes.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = escaped {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(bytes[at]);
            at += 1;
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_plain_escaped_and_base64_bodies() {
        let plain = parse("data:text/javascript,let%20a=1").expect("plain");
        assert_eq!(plain.mime, "text/javascript");
        assert_eq!(plain.body, b"let a=1");
        let coded = parse("data:text/javascript;charset=utf-8;base64,bGV0").expect("base64");
        assert_eq!(
            (coded.mime.as_str(), coded.body.as_slice()),
            ("text/javascript", &b"let"[..])
        );
        assert_eq!(parse("data:,x").expect("no type").mime, "text/plain");
        assert_eq!(parse("data:text/javascript"), Err(DataUrlError::NoComma));
        assert_eq!(parse("data:a;base64,?"), Err(DataUrlError::NotBase64));
    }
}
