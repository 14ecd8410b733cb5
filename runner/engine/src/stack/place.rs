//! Where an error was thrown, read off its stack.

use boa_engine::{Context, JsError, JsValue, js_string};

use super::v8_frames;

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
    parse_place(&v8_frames(&text[at + 1..], 1))
}

/// Where the first frame of an error's own stack is.
pub fn place_of(value: &JsValue, context: &mut Context) -> Option<Position> {
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
