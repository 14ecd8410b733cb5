//! Guessing the names that a `CommonJS` file exports, before it runs.
//!
//! An ES module may import names from a `CommonJS` file, and the names have to be known when the
//! graph is linked. Node reads them off the text; its page "Modules: ECMAScript modules" lists the
//! forms under "`CommonJS` Namespaces". This file looks for the same forms and runs nothing.

/// What a `CommonJS` text seems to export.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// Names that are assigned or defined.
    pub names: Vec<String>,
    /// Specifiers whose exports are passed on (`__exportStar(require('x'))`,
    /// `module.exports = require('x')`).
    pub reexports: Vec<String>,
}

/// Reads the export names off the text of a `CommonJS` module.
#[must_use]
pub fn guess(text: &str) -> Guess {
    let mut found = Guess::default();
    let aside = Aside::of(text);
    for (at, _) in text.match_indices("exports") {
        if aside.holds(at) {
            continue;
        }
        let after = &text[at + "exports".len()..];
        if let Some(name) = assigned_member(after) {
            push(&mut found.names, name);
        } else if text[..at].trim_end().ends_with("module.") || text[..at].ends_with("module.") {
            assigned_whole(after, &mut found);
        }
        if let Some(name) = defined_property(text, at, after) {
            push(&mut found.names, name);
        }
    }
    for marker in ["__exportStar(require(", "__export(require("] {
        for (at, _) in text.match_indices(marker) {
            if aside.holds(at) {
                continue;
            }
            if let Some(specifier) = quoted(&text[at + marker.len()..]) {
                push(&mut found.reexports, specifier);
            }
        }
    }
    found.names.retain(|name| name != "default");
    found
}

/// What of a text is no code: comments, strings, templates and regular expressions, by their first
/// and last places.
struct Aside(Vec<(usize, usize)>);

impl Aside {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut spans = Vec::new();
        let mut at = 0;
        // The last byte of code, which tells a regular expression from a division.
        let mut last = b';';
        while at < bytes.len() {
            let next = bytes.get(at + 1).copied();
            let end = match (bytes[at], next) {
                (b'/', Some(b'/')) => until(bytes, at, b"\n"),
                (b'/', Some(b'*')) => until(bytes, at + 2, b"*/"),
                (quote @ (b'"' | b'\'' | b'`'), _) => literal(bytes, at, quote),
                (b'/', _) if begins_expression(text, at, last) => expression(bytes, at),
                (byte, _) => {
                    if !byte.is_ascii_whitespace() {
                        last = byte;
                    }
                    at += 1;
                    continue;
                }
            };
            if !matches!((bytes[at], next), (b'/', Some(b'/' | b'*'))) {
                last = b'"';
            }
            spans.push((at, end));
            at = end;
        }
        Self(spans)
    }

    fn holds(&self, place: usize) -> bool {
        let behind = self.0.partition_point(|(start, _)| *start <= place);
        behind > 0 && place < self.0[behind - 1].1
    }
}

/// Behind the first `end` from a place on.
fn until(bytes: &[u8], from: usize, end: &[u8]) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let found = rest.windows(end.len()).position(|window| window == end);
    found.map_or(bytes.len(), |at| from + at + end.len())
}

/// Behind a string or a template that begins at a place.
fn literal(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Behind a regular expression that begins at a place.
fn expression(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    let mut in_class = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Whether a slash begins a regular expression: behind an operator, or behind a word that no value
/// is.
fn begins_expression(text: &str, at: usize, last: u8) -> bool {
    if b"(,=:[!&|?{};+-*%<>~^".contains(&last) {
        return true;
    }
    let before = text[..at].trim_end();
    let word = before.rsplit(|c: char| !is_name(c)).next().unwrap_or("");
    [
        "return", "typeof", "case", "in", "of", "delete", "void", "throw", "do", "else",
    ]
    .contains(&word)
}

/// `.name =` or `['name'] =` behind `exports`.
fn assigned_member(after: &str) -> Option<&str> {
    let (name, rest) = if let Some(rest) = after.strip_prefix('.') {
        let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        (&rest[..end], &rest[end..])
    } else {
        let rest = after.strip_prefix('[')?;
        let name = quoted(rest)?;
        (name, rest.get(name.len() + 3..)?)
    };
    let rest = rest.trim_start();
    let assigns = rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>");
    (assigns && !name.is_empty()).then_some(name)
}

/// `Object.defineProperty(exports, 'name'` (also `module.exports`).
fn defined_property<'a>(text: &str, at: usize, after: &'a str) -> Option<&'a str> {
    let before = text[..at].trim_end();
    let before = before.strip_suffix("module.").unwrap_or(before).trim_end();
    if !before.ends_with("Object.defineProperty(") {
        return None;
    }
    quoted(after.trim_start().strip_prefix(',')?.trim_start())
}

/// `module.exports = { a, b: 1, 'c': 2 }` and `module.exports = require('x')`.
fn assigned_whole(after: &str, found: &mut Guess) {
    let Some(rest) = after.trim_start().strip_prefix('=') else {
        return;
    };
    let rest = rest.trim_start();
    if let Some(argument) = rest.strip_prefix("require(") {
        if let Some(specifier) = quoted(argument.trim_start()) {
            push(&mut found.reexports, specifier);
        }
        return;
    }
    let Some(mut body) = rest.strip_prefix('{') else {
        return;
    };
    loop {
        body = skip_blank(body);
        if let Some(spread) = body.strip_prefix("...require(") {
            let Some(specifier) = quoted(spread) else {
                return;
            };
            push(&mut found.reexports, specifier);
            let Some(end) = spread.find(')') else { return };
            body = skip_blank(&spread[end + 1..]);
        } else {
            let (name, rest) = if let Some(name) = quoted(body) {
                (name, &body[name.len() + 2..])
            } else {
                let end = body.find(|c| !is_name(c)).unwrap_or(body.len());
                (&body[..end], &body[end..])
            };
            if name.is_empty() {
                return;
            }
            let rest = skip_blank(rest);
            if rest.starts_with('(') {
                // A method: the name counts, but what follows can't be skipped by its text.
                push(&mut found.names, name);
                return;
            }
            push(&mut found.names, name);
            let Some(value) = rest.strip_prefix(':') else {
                body = rest;
                match body.strip_prefix(',') {
                    Some(next) => {
                        body = next;
                        continue;
                    }
                    None => return,
                }
            };
            let value = skip_blank(value);
            let end = value
                .find(|c| !is_name(c) && c != '.')
                .unwrap_or(value.len());
            body = skip_blank(&value[end..]);
        }
        match body.strip_prefix(',') {
            Some(next) => body = next,
            None => return,
        }
    }
}

fn skip_blank(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix("//") {
            text = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(rest) = text.strip_prefix("/*") {
            text = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else {
            return text;
        }
    }
}

fn quoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let end = text[1..].find(quote)?;
    Some(&text[1..=end])
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

fn push(list: &mut Vec<String>, item: &str) {
    if !list.iter().any(|other| other == item) {
        list.push(item.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        guess(text).names
    }

    #[test]
    fn nothing_is_found_aside_of_code() {
        let text = "// exports.a = 1\n/* exports.b = 1 */ const s = 'exports.c = 1';\n\
                    const t = `exports.d = 1`; const r = /exports.e = '/; exports.f = 4 / 2;\n\
                    // it's\nexports.g = 1 / 1; \"exports.h = 1\"; exports.i = /'/;";
        assert_eq!(guess(text).names, ["f", "g", "i"]);
    }

    #[test]
    fn finds_the_documented_forms() {
        assert_eq!(names("exports.a = 1; module.exports.b = 2"), ["a", "b"]);
        assert_eq!(names("exports['c d'] = 1"), ["c d"]);
        assert_eq!(
            names("Object.defineProperty(exports, 'e', { value: 1 })"),
            ["e"]
        );
        assert_eq!(
            names("module.exports = { f, g: 1, 'h': x.y, i }"),
            ["f", "g", "h", "i"]
        );
        assert_eq!(names("module.exports = { k, // why\n l }"), ["k", "l"]);
        assert_eq!(names("if (exports.x == 1) {}"), Vec::<String>::new());
    }

    #[test]
    fn finds_what_is_passed_on() {
        assert_eq!(guess("module.exports = require('./x')").reexports, ["./x"]);
        assert_eq!(
            guess("__exportStar(require(\"y\"), exports)").reexports,
            ["y"]
        );
        assert_eq!(
            guess("module.exports = { ...require('z'), a }").names,
            ["a"]
        );
    }
}
