//! What an uncaught error looks like on standard error: the source line with a caret, the error as
//! `util.inspect` shows it, and the version, as Node prints them.

use std::path::Path;

use boa_engine::{Context, JsError, JsValue, js_string};

use crate::access::{self, Permission};
use crate::agent::Agent;
use crate::stack;

/// Where an error was thrown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The file, as stack traces name it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
}

/// Where the innermost frame of user code in the error's backtrace is.
#[must_use]
pub fn position(error: &JsError) -> Option<Position> {
    let text = error.to_string();
    let at = text.find("\n    at ")?;
    parse_place(&stack::v8_frames(&text[at + 1..], 1))
}

/// True when the error is a `SyntaxError`.
pub fn is_syntax(error: &JsError, context: &mut Context) -> bool {
    match error.as_native() {
        Some(native) => native.is_syntax(),
        None => error
            .as_opaque()
            .and_then(JsValue::as_object)
            .and_then(|object| object.get(js_string!("name"), context).ok())
            .is_some_and(|name| name.as_string().is_some_and(|name| name == "SyntaxError")),
    }
}

/// Prints an error that ends the process.
pub fn print_uncaught(value: &JsValue, thrown_at: Option<Position>, context: &mut Context) {
    if access::check(Permission::Stdio, context).is_err() {
        // The embedder has the error as a value.
        return;
    }
    let agent = Agent::of(context);
    let place = thrown_at.or_else(|| place_of(value, context));
    let is_error = value
        .as_object()
        .is_some_and(|object| object.is::<boa_engine::builtins::error::Error>());
    let mut text = String::new();
    match place.as_ref().and_then(|place| excerpt(place, context)) {
        Some(excerpt) => text.push_str(&excerpt),
        None if !is_error => text.push_str("Uncaught:\n"),
        None => {}
    }
    text.push_str(&shown(value, context));
    if !is_error {
        text.push_str("\nThrown at:");
        if let Some(place) = &place {
            text.push_str(&format!(
                "\n    at {}:{}:{}",
                place.file, place.line, place.column
            ));
        }
    }
    text.push_str(&format!(
        "\n\nNode.js v{}\n",
        agent.cluster.options.node_version
    ));
    crate::stdio::write(&agent, crate::stdio::Stream::Err, text.as_bytes());
}

/// The value as it stands in the report: an error's stack and own properties.
fn shown(value: &JsValue, context: &mut Context) -> String {
    crate::console::inspect_for_report(value, context)
}

/// Where the first frame of an error's own stack is.
pub(crate) fn place_of(value: &JsValue, context: &mut Context) -> Option<Position> {
    let error = value.as_object()?;
    let stack = error.get(js_string!("stack"), context).ok()?;
    let stack = stack.as_string()?.to_std_string_lossy();
    let at = stack.find("\n    at ")?;
    let line = stack[at + 1..].lines().next()?;
    parse_place(line)
}

fn parse_place(frame: &str) -> Option<Position> {
    let frame = frame.trim().strip_prefix("at ")?;
    let place = match frame.rfind(" (") {
        Some(open) => frame[open + 2..].strip_suffix(')')?,
        None => frame,
    };
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    let file = parts.next()?.to_owned();
    Some(Position { file, line, column })
}

/// `file:line`, the source line, and a caret under the column.
fn excerpt(place: &Position, context: &Context) -> Option<String> {
    let text = access::read(Path::new(&place.file), context).ok()?;
    let text = String::from_utf8(text).ok()?;
    let line = text.lines().nth(place.line.checked_sub(1)?)?;
    let caret = " ".repeat(place.column.saturating_sub(1).min(line.len()));
    Some(format!(
        "{}:{}\n{line}\n{caret}^\n\n",
        place.file, place.line
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_off_frames() {
        let plain = Position {
            file: "/a.js".into(),
            line: 2,
            column: 3,
        };
        assert_eq!(parse_place("    at f (/a.js:2:3)"), Some(plain.clone()));
        assert_eq!(parse_place("at /a.js:2:3"), Some(plain));
        assert_eq!(parse_place("at nowhere"), None);
    }
}
