//! Saying where a script does not parse.
//!
//! The engine's message ends in the line and column; Node's errors begin with the file, the line of
//! source and a caret. This file turns one into the other.

use std::path::Path;

use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsError, JsValue, js_string};

use threadproof_engine::repairs::words;
use threadproof_engine::stack::WRAPPER_HEAD;

/// Gives a syntax error of `text` a `stack` that names the file and shows the line. Other errors
/// pass through. `wrapped` says whether the text was compiled behind the wrapper of `CommonJS`.
pub fn locate(
    error: JsError,
    path: &Path,
    text: &str,
    wrapped: bool,
    context: &mut Context,
) -> JsError {
    if !threadproof_engine::errors::is_syntax(&error, context) {
        return error;
    }
    let Ok(value) = error.into_opaque(context) else {
        return JsError::from_opaque(JsValue::undefined());
    };
    let Some(object) = value.as_object() else {
        return JsError::from_opaque(value);
    };
    let message = object
        .get(js_string!("message"), context)
        .ok()
        .and_then(|message| message.as_string())
        .map(|message| message.to_std_string_lossy())
        .unwrap_or_default();
    let lines = text.lines().count().max(1);
    let place = place(&message).filter(|(line, _)| *line <= lines);
    // What lies behind the text is the wrapper's, or nothing.
    let message = if place.is_none() && is_at_end(&message) {
        "Unexpected end of input".to_owned()
    } else {
        let head = if wrapped { WRAPPER_HEAD } else { "" };
        words::of_syntax(&message, &[head, text].concat()).unwrap_or(message)
    };
    let stack = stack(path, text, wrapped, place, &message);
    for (key, value) in [("message", message), ("stack", stack)] {
        object.insert_property(
            js_string!(key),
            PropertyDescriptor::builder()
                .value(js_string!(value))
                .writable(true)
                .enumerable(false)
                .configurable(true),
        );
    }
    JsError::from_opaque(value)
}

/// True for what the engine says of a text that ends too early: it names no place, or one on the
/// wrapper's last line.
fn is_at_end(message: &str) -> bool {
    message.contains("abrupt end") || self::place(message).is_some()
}

fn stack(
    path: &Path,
    text: &str,
    wrapped: bool,
    place: Option<(usize, usize)>,
    message: &str,
) -> String {
    let (line, column) = match place {
        Some((1, column)) if wrapped => (1, column.saturating_sub(WRAPPER_HEAD.len()).max(1)),
        Some(place) => place,
        None => {
            let last = text.lines().last().unwrap_or_default();
            (text.lines().count().max(1), last.chars().count() + 1)
        }
    };
    let source = text.lines().nth(line - 1).unwrap_or_default();
    let caret = " ".repeat(column - 1);
    format!(
        "{}:{line}:{column}\n{source}\n{caret}^\n\nSyntaxError: {message}",
        path.display()
    )
}

/// `… at line 3, col 7`, with what may follow it.
fn place(message: &str) -> Option<(usize, usize)> {
    let at = message.rfind("line ")?;
    let (line, rest) = number(&message[at + "line ".len()..])?;
    let rest = rest
        .strip_prefix(", col ")
        .or_else(|| rest.strip_prefix(", column "))?;
    let (column, _) = number(rest)?;
    Some((line.max(1), column.max(1)))
}

fn number(text: &str) -> Option<(usize, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_off_the_engines_messages() {
        assert_eq!(place("unexpected token at line 3, col 7"), Some((3, 7)));
        assert_eq!(place("no place"), None);
    }

    #[test]
    fn the_end_of_the_text_is_a_place_in_it() {
        let shown = stack(Path::new("/a.js"), "f(1", true, None, "m");
        assert_eq!(shown, "/a.js:1:4\nf(1\n   ^\n\nSyntaxError: m");
    }

    #[test]
    fn the_wrapper_is_not_counted() {
        let column = WRAPPER_HEAD.len() + 3;
        let shown = stack(Path::new("/a.js"), "a b", true, Some((1, column)), "m");
        assert!(shown.starts_with("/a.js:1:3\n"), "{shown}");
    }
}
