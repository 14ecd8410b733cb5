//! ECMAScript, 25.5.2.4 `QuoteJSONString`.

use std::fmt::Write as _;

use boa_engine::JsString;

/// Adds a text in quotes; lone surrogates are escaped.
pub(super) fn quote(text: &JsString, out: &mut String) {
    out.push('"');
    for unit in char::decode_utf16(text.iter()) {
        match unit {
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok(control) if control < ' ' => escape(control as u16, out),
            Ok(other) => out.push(other),
            Err(lone) => escape(lone.unpaired_surrogate(), out),
        }
    }
    out.push('"');
}

fn escape(unit: u16, out: &mut String) {
    // Writing to a string does not fail.
    let _ = write!(out, "\\u{unit:04x}");
}
