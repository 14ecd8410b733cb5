//! How deep source text nests, seen from afar: brackets, and chains of what stands before an
//! operand.
//!
//! This is no parser. It skips strings, templates and comments, and guesses where a regular
//! expression begins as tools for highlighting do. A wrong guess moves the count by what the
//! expression holds; the limits are far above what people write.

use boa_engine::JsResult;

use super::too_deep;

/// How deep brackets may nest. The parser takes up to some tens of kilobytes for a level.
const MAX_NESTING: usize = 2_000;

/// How many prefix operators, right-associative operators or heads of statements may follow one
/// another.
const MAX_CHAIN: usize = 20_000;

/// Words that stand before an operand or a statement and nest it.
const PREFIX_WORDS: [&str; 11] = [
    "typeof", "void", "delete", "await", "new", "yield", "do", "if", "for", "while", "with",
];

/// Words between operands, and words that end a statement without being an operand.
const INFIX_WORDS: [&str; 4] = ["in", "of", "instanceof", "else"];

/// Throws the `RangeError` of a used-up stack for text that nests too deep.
///
/// # Errors
/// `RangeError`.
pub fn check_source(text: &str) -> JsResult<()> {
    // Each level takes a character at least.
    if text.len() <= MAX_NESTING || !nests_too_deep(text.as_bytes()) {
        return Ok(());
    }
    Err(too_deep())
}

fn nests_too_deep(text: &[u8]) -> bool {
    let mut scan = Scan {
        text,
        at: 0,
        open: Vec::new(),
        outer: 0,
        chain: 0,
        elses: 0,
        operand_before: false,
    };
    while scan.at < text.len() {
        scan.token();
        if scan.open.len() > MAX_NESTING || scan.outer + scan.chain + scan.elses > MAX_CHAIN {
            return true;
        }
    }
    false
}

/// A bracket that is open, and the chain in which it stands.
struct Open {
    bracket: u8,
    chain: usize,
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    open: Vec<Open>,
    /// The chains of all open brackets together.
    outer: usize,
    /// How many operators wait for their right side.
    chain: usize,
    /// How many `else` follow one another.
    elses: usize,
    /// Whether the token before was, or ended, an operand.
    operand_before: bool,
}

impl Scan<'_> {
    fn token(&mut self) {
        let byte = self.text[self.at];
        match byte {
            b'\'' | b'"' => self.string(byte),
            b'`' => self.template(),
            b'/' => self.slash(),
            b'(' | b'[' | b'{' => self.opens(byte),
            b')' | b']' | b'}' => self.closes(),
            b',' | b';' => {
                self.at += 1;
                self.chain = 0;
                self.operand_before = false;
                if byte == b';' {
                    self.after_statement();
                }
            }
            b'\n' => {
                self.at += 1;
                self.line_end();
            }
            byte if byte.is_ascii_alphanumeric() || byte >= 0x80 || b"_$#@\\".contains(&byte) => {
                self.word();
            }
            byte if byte.is_ascii_whitespace() => self.at += 1,
            _ => self.punctuation(byte),
        }
    }

    /// A statement may end with its line, where the next line does not go on with it.
    fn line_end(&mut self) {
        let goes_on = |byte: &u8| b"=?:*.+-/%&|^<>,([".contains(byte);
        if self.operand_before && !self.next_visible().is_some_and(goes_on) {
            self.chain = 0;
            self.after_statement();
        }
    }

    fn next_visible(&self) -> Option<&u8> {
        let rest = &self.text[self.at..];
        rest.iter().find(|byte| !byte.is_ascii_whitespace())
    }

    fn punctuation(&mut self, byte: u8) {
        let next = self.text.get(self.at + 1).copied();
        let before = self.at.checked_sub(1).map(|at| self.text[at]);
        let compares = before.is_some_and(|byte| b"=!<>".contains(&byte));
        let nests = match byte {
            b'!' | b'~' => next != Some(b'='),
            b'+' | b'-' => !self.operand_before,
            b'?' => next != Some(b'.') && next != Some(b'?') && before != Some(b'?'),
            b':' => true,
            b'=' => next != Some(b'=') && !compares,
            b'*' => next == Some(b'*'),
            _ => false,
        };
        if nests {
            self.chain += 1;
        }
        self.operand_before = false;
        self.at += if nests && byte == b'*' { 2 } else { 1 };
    }

    fn word(&mut self) {
        let start = self.at;
        while self.text.get(self.at).is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || *byte >= 0x80 || b"_$#@\\".contains(byte)
        }) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        let is = |other: &str| word == other.as_bytes();
        let nests = PREFIX_WORDS.into_iter().any(is);
        self.operand_before = !nests && !INFIX_WORDS.into_iter().any(is);
        self.chain += usize::from(nests);
        self.elses += usize::from(is("else"));
    }

    fn opens(&mut self, bracket: u8) {
        self.open.push(Open {
            bracket,
            chain: self.chain,
        });
        self.outer += self.chain;
        self.chain = 0;
        self.operand_before = false;
        self.at += 1;
    }

    fn closes(&mut self) {
        self.at += 1;
        let Some(open) = self.open.pop() else {
            return;
        };
        self.chain = open.chain;
        self.outer -= open.chain;
        match open.bracket {
            b'`' => self.template_rest(),
            b'{' => {
                // A block or an object; what follows begins anew unless it is an `else`.
                self.chain = 0;
                self.operand_before = false;
                self.after_statement();
            }
            _ => self.operand_before = true,
        }
    }

    /// Forgets the run of `else` where the next word is another.
    fn after_statement(&mut self) {
        let rest = &self.text[self.at..];
        let skip = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        if !rest[skip.count()..].starts_with(b"else") {
            self.elses = 0;
        }
    }

    fn string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match *byte {
                b'\\' => self.at += 1,
                // A string does not go over its line: it was none.
                b'\n' => break,
                byte if byte == quote => break,
                _ => {}
            }
        }
        self.operand_before = true;
    }

    fn template(&mut self) {
        self.at += 1;
        self.template_rest();
    }

    /// The text of a template up to its end or to its next `${`.
    fn template_rest(&mut self) {
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match *byte {
                b'\\' => self.at += 1,
                b'`' => {
                    self.operand_before = true;
                    return;
                }
                b'$' if self.text.get(self.at) == Some(&b'{') => {
                    self.opens(b'`');
                    return;
                }
                _ => {}
            }
        }
    }

    fn slash(&mut self) {
        match self.text.get(self.at + 1) {
            Some(b'/') => {
                let rest = &self.text[self.at..];
                let line = rest.iter().position(|byte| *byte == b'\n');
                self.at += line.unwrap_or(rest.len());
            }
            Some(b'*') => {
                let rest = &self.text[self.at + 2..];
                let end = rest.windows(2).position(|pair| pair == b"*/");
                self.at += end.map_or(rest.len() + 2, |end| end + 4);
            }
            _ if self.operand_before => {
                self.operand_before = false;
                self.at += 1;
            }
            _ => self.regular_expression(),
        }
    }

    fn regular_expression(&mut self) {
        let mut in_class = false;
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match *byte {
                b'\\' => self.at += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'\n' => break,
                b'/' if !in_class => break,
                _ => {}
            }
        }
        self.operand_before = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: bool) {
        let shown: String = text.chars().take(40).collect();
        assert_eq!(check_source(text).is_err(), expected, "{shown}");
    }

    #[test]
    fn nesting_of_every_kind_is_refused() {
        for (head, middle, tail) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("{", "", "}"),
            ("`${", "1", "}`"),
            ("(()=>", "1", ")"),
            ("()=>", "1", ""),
            ("!", "1", ""),
            ("- ", "1", ""),
            ("typeof ", "1", ""),
            ("new ", "f", ""),
            ("a=", "1", ""),
            ("1?1:", "1", ""),
            ("1**", "1", ""),
            ("if(0);else ", ";", ""),
            ("if(0){}else ", ";", ""),
            ("for(;0;)", ";", ""),
            ("a:", ";", ""),
        ] {
            let text = |times: usize| [&head.repeat(times), middle, &tail.repeat(times)].concat();
            refused(&text(100_000), true);
            refused(&format!("x = [1, {}]", text(100_000)), true);
            refused(&text(1_000), false);
        }
    }

    #[test]
    fn long_text_that_does_not_nest_passes() {
        for part in [
            "f(1, [2], { a: 3 });\n",
            "'(' + \"[\" + `{` + '\\'(' ",
            "// ((((\n",
            "/* (((( */",
            "x = /[(/]((((/.test(y);",
            "a / b / c; (d) / e;",
            "if (a) b(); else c();\n",
            "a ? b : c;",
            "x => x, ",
            "case 1: break;",
            "'a' + ",
            "const a = !b, c = -d;\n",
            "{ a: 1, b: 2 }\n",
            "const a = b ? c : d\nlet e = typeof f\n",
            "a == b || c != d && ",
            "a ?? b ?? ",
            "if (a) return\nelse b()\n",
        ] {
            refused(&part.repeat(20_000), false);
        }
    }
}
