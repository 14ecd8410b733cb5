//! A scan over JavaScript or TypeScript that finds its comments and whether its brackets close.
//!
//! It takes code that does not parse as well, for pages print fragments, and it is linear whatever
//! it is given. It must never know what a comment means.

/// What a scan finds.
#[derive(Debug, Default)]
pub(super) struct Scan<'c> {
    /// The comments, in the order of the code.
    pub(super) comments: Vec<Comment<'c>>,
    /// How many brackets are still open at the end; negative when too many were closed.
    pub(super) open: isize,
    /// How deep brackets are nested at most.
    pub(super) depth: usize,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Comment<'c> {
    /// Its first byte in the code.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// Its first line, from 1.
    pub(super) line: usize,
    /// Its column in bytes, from 0.
    pub(super) column: usize,
    /// What stands before it on its line, spaces at both ends left out.
    pub(super) before: &'c str,
    /// What it says, without `//` or `/*` and `*/`.
    pub(super) body: &'c str,
    /// Whether it is a `/* … */`.
    pub(super) block: bool,
}

/// Words before which a `/` starts a regular expression.
const BEFORE_REGEX: &[&str] = &[
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// Scans `code`.
pub(super) fn scan(code: &str) -> Scan<'_> {
    let mut scanner = Scanner {
        code,
        bytes: code.as_bytes(),
        at: 0,
        line: 1,
        line_start: 0,
        value: false,
        divides_until: 0,
        open: Vec::new(),
        extra: 0,
        found: Scan::default(),
    };
    scanner.run();
    let mut found = scanner.found;
    found.open = scanner.open.len().cast_signed() - scanner.extra;
    found
}

struct Scanner<'c> {
    code: &'c str,
    bytes: &'c [u8],
    at: usize,
    line: usize,
    line_start: usize,
    /// Whether what stands before is a value, so that `/` divides.
    value: bool,
    /// Before this byte, every `/` divides.
    divides_until: usize,
    /// Open brackets; `true` for the `${` of a template.
    open: Vec<bool>,
    /// Brackets closed that nobody opened.
    extra: isize,
    found: Scan<'c>,
}

impl<'c> Scanner<'c> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.newline(),
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                b'/' if !self.value && self.at >= self.divides_until => self.regex(),
                b'\'' | b'"' => self.string(byte),
                b'`' => {
                    self.at += 1;
                    self.template();
                }
                b'(' | b'[' | b'{' => {
                    self.push(false);
                    self.at += 1;
                    self.value = false;
                }
                b')' | b']' | b'}' => self.close(byte),
                _ if byte.is_ascii_alphanumeric() || byte >= 0x80 || b"_$#@".contains(&byte) => {
                    self.word();
                }
                _ => {
                    self.value = false;
                    self.at += 1;
                }
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn push(&mut self, template: bool) {
        self.open.push(template);
        self.found.depth = self.found.depth.max(self.open.len());
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    fn close(&mut self, byte: u8) {
        self.at += 1;
        self.value = true;
        match self.open.pop() {
            Some(true) if byte == b'}' => self.template(),
            Some(_) => {}
            None => self.extra += 1,
        }
    }

    fn word(&mut self) {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_$#@".contains(byte)
        }) {
            self.at += 1;
        }
        self.value = !BEFORE_REGEX.contains(&&self.code[start..self.at]);
    }

    fn comment(&mut self, end: usize, body: &'c str, block: bool) {
        self.found.comments.push(Comment {
            start: self.at,
            end,
            line: self.line,
            column: self.at - self.line_start,
            before: self.code[self.line_start..self.at].trim(),
            body,
            block,
        });
        while self.at < end {
            if self.bytes[self.at] == b'\n' {
                self.newline();
            } else {
                self.at += 1;
            }
        }
    }

    fn line_comment(&mut self) {
        let rest = &self.code[self.at..];
        let end = self.at + rest.find('\n').unwrap_or(rest.len());
        self.comment(end, &self.code[self.at + 2..end], false);
    }

    fn block_comment(&mut self) {
        let inside = self.at + 2;
        let (body, end) = match self.code[inside..].find("*/") {
            Some(length) => (&self.code[inside..inside + length], inside + length + 2),
            None => (&self.code[inside..], self.code.len()),
        };
        self.comment(end, body, true);
    }

    /// A string ends with its line at the latest, so that a stray quote costs one line.
    fn string(&mut self, quote: u8) {
        self.at += 1;
        self.value = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b'\\' => self.escape(),
                _ => self.at += 1,
            }
            if byte == quote {
                return;
            }
        }
    }

    fn regex(&mut self) {
        let start = self.at;
        self.at += 1;
        let mut class = false;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => break,
                b'\\' if self.peek(1).is_some_and(|next| next != b'\n') => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at += 1;
                    self.value = true;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        // Not closed on its line: it was a division after all, and so is every other up to here,
        // for which nobody looks again.
        self.divides_until = self.at;
        self.at = start + 1;
        self.value = false;
    }

    /// Reads a template up to its end or its next `${`.
    fn template(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.newline(),
                b'\\' => self.escape(),
                b'`' => {
                    self.at += 1;
                    self.value = true;
                    return;
                }
                b'$' if self.peek(1) == Some(b'{') => {
                    self.at += 2;
                    self.push(true);
                    self.value = false;
                    return;
                }
                _ => self.at += 1,
            }
        }
        // A template that never ends is an open bracket.
        self.extra -= 1;
    }

    fn escape(&mut self) {
        self.at += 1;
        match self.peek(0) {
            Some(b'\n') => self.newline(),
            Some(_) => self.at += 1,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comments(code: &str) -> Vec<(usize, &str, &str)> {
        let found = scan(code).comments;
        found
            .iter()
            .map(|comment| (comment.line, comment.before, comment.body))
            .collect()
    }

    #[test]
    fn comments_are_told_from_what_looks_like_them() {
        let code = "a('// no'); // one\nb = `/* no ${c /* two */} // no`;\nd = /[/]\\/\\/ no/; e = f / 2 // three\n";
        assert_eq!(
            comments(code),
            [
                (1, "a('// no');", " one"),
                (2, "b = `/* no ${c", " two "),
                (3, "d = /[/]\\/\\/ no/; e = f / 2", " three"),
            ]
        );
    }

    #[test]
    fn lines_are_counted_across_templates_and_comments() {
        let code = "`a\nb`\n/* c\nd */ // e\n// f";
        assert_eq!(
            comments(code),
            [(3, "", " c\nd "), (4, "d */", " e"), (5, "", " f")]
        );
    }

    #[test]
    fn open_brackets_are_counted() {
        for (code, open) in [
            ("f({ a: [1] });", 0),
            ("if (a) {", 1),
            ("});", -2),
            ("`${a", 1),
            ("`a", 1),
        ] {
            assert_eq!(scan(code).open, open, "{code}");
        }
        assert_eq!(scan("((()))").depth, 3);
    }

    #[test]
    fn an_escape_at_the_end_is_the_end() {
        for code in ["'\\", "`\\", "/\\", "/*", "`${", "'\\é", "/\\é", "/\\\n//"] {
            scan(code);
        }
    }
}
