//! The frames of an error, read from the text that the engine keeps of them.
//!
//! A line of it reads `    at name (file:line:column)`, or `    at name (native …)`. What a frame is
//! used for is not known here.

use std::fmt;

use super::WRAPPER_HEAD;
use threadproof_ground::numbers::count;

/// A frame of JavaScript that scripts may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The function; `None` for one without a name, and for code outside of functions.
    pub name: Option<String>,
    /// Where it stands, as it is printed: `file:line:column`, or what the engine says of code that
    /// has no file.
    pub place: String,
    /// The file; `None` for code that was given as a string.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The column, counted from 1.
    pub column: Option<u32>,
}

/// The frames in the engine's text but for its builtins and the runtime's own modules, innermost
/// first. The first `skipped` frames of JavaScript are left out, whosever they are.
#[must_use]
pub fn frames(engine: &str, skipped: usize) -> Vec<Frame> {
    let lines = engine.lines().filter_map(parts);
    let javascript = lines.filter(|(_, place)| !place.starts_with("native"));
    javascript
        .skip(skipped)
        .filter(|(_, place)| !place.starts_with("node:"))
        .map(|(name, place)| Frame::new(name, place))
        .collect()
}

/// Where an error was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Innermost {
    /// The native function above the script, if there is one.
    pub native: Option<String>,
    /// The file, as the engine was given it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, without the wrapper of a `CommonJS` file.
    pub column: usize,
}

/// The innermost place of a script in the engine's text; `None` if that is the runtime's own, or
/// has no file.
#[must_use]
pub fn innermost(engine: &str) -> Option<Innermost> {
    let mut native = None;
    for (name, place) in engine.lines().filter_map(parts) {
        if place.starts_with("native") {
            native.get_or_insert_with(|| name.to_owned());
            continue;
        }
        if place.starts_with("node:") {
            return None;
        }
        let frame = Frame::new(name, place);
        return Some(Innermost {
            native,
            file: frame.file?,
            line: frame.line? as usize,
            column: frame.column? as usize,
        });
    }
    None
}

/// Frames as V8 lists them, at most `limit`, each on a line of its own that follows a line break.
#[must_use]
pub fn listed(frames: &[Frame], limit: usize) -> String {
    let mut text = String::new();
    for frame in frames.iter().take(limit) {
        text.push_str("\n    at ");
        text.push_str(&frame.to_string());
    }
    text
}

/// Name and place in a line of the engine's.
fn parts(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start().strip_prefix("at ")?;
    let open = line.rfind(" (")?;
    Some((&line[..open], line[open + 2..].strip_suffix(')')?))
}

impl Frame {
    fn new(name: &str, place: &str) -> Self {
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next(), parts.next(), parts.next());
        let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
        let (line, mut column) = (number(line), number(column));
        let file = file.filter(|file| *file != "unknown at " && *file != "eval at ");
        let mut place = place.to_owned();
        if let (Some(file), Some(1), Some(at)) = (file, line, column)
            && at as usize > WRAPPER_HEAD.len()
        {
            // The first line of a `CommonJS` file begins behind the wrapper's head.
            let at = at - count(WRAPPER_HEAD.len());
            column = Some(at);
            place = format!("{file}:1:{at}");
        }
        Self {
            name: (!["", "<anonymous>", "<main>", "<eval>"].contains(&name))
                .then(|| name.to_owned()),
            file: file.map(str::to_owned),
            place,
            line,
            column,
        }
    }

    /// True for code that was given as a string.
    #[must_use]
    pub fn is_eval(&self) -> bool {
        self.file.is_none()
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(out, "{name} ({})", self.place),
            None => out.write_str(&self.place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "    at f (/a.js:2:3)\n    at <main> (/a.js:9:1)\n    at map (native at x:1:2)\n    at g (node:util:1:1)\n    at <eval> (eval at :4:5)";

    #[test]
    fn frames_take_v8s_layout() {
        let all = frames(TEXT, 0);
        assert_eq!(
            listed(&all, 10),
            "\n    at f (/a.js:2:3)\n    at /a.js:9:1\n    at eval at :4:5"
        );
        assert_eq!(listed(&all, 1), "\n    at f (/a.js:2:3)");
        assert_eq!(listed(&frames(TEXT, 3), 10), "\n    at eval at :4:5");
        assert!(frames(TEXT, 9).is_empty());
    }

    #[test]
    fn frames_know_name_and_place() {
        let all = frames(TEXT, 0);
        assert_eq!(all[0].name.as_deref(), Some("f"));
        assert_eq!(all[0].file.as_deref(), Some("/a.js"));
        assert_eq!((all[0].line, all[0].column), (Some(2), Some(3)));
        assert_eq!((&all[1].name, all[1].is_eval()), (&None, false));
        assert_eq!((&all[2].file, all[2].is_eval()), (&None, true));
        assert_eq!((all[2].line, all[2].column), (Some(4), Some(5)));
    }

    #[test]
    fn first_line_columns_lose_the_wrapper() {
        let column = WRAPPER_HEAD.len() + 7;
        let text = format!("    at f (/a.js:1:{column})\n    at g (/a.js:2:80)");
        let all = frames(&text, 0);
        assert_eq!(
            (all[0].place.as_str(), all[0].column),
            ("/a.js:1:7", Some(7))
        );
        assert_eq!(all[1].place, "/a.js:2:80");
    }
}
