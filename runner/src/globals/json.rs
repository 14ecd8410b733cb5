//! What `JSON.parse` says of a text that is not JSON, in V8's words.
//!
//! The engine's own function parses. Only when it fails is the text read once more, up to where it
//! stops being JSON (ECMA-404).

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::property::PropertyDescriptor;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsValue, NativeFunction, js_string};

/// How much of the text is shown on either side of a bad token, in UTF-16 units.
const SHOWN: usize = 10;

/// How deep the text is followed to find its mistake.
const MAX_DEPTH: usize = 10_000;

/// Wraps the engine's `JSON.parse`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let json = context.intrinsics().objects().json();
    let engine = json.get(js_string!("parse"), context)?;
    let parse = NativeFunction::from_copy_closure_with_captures(
        |this, args, engine: &JsValue, context| {
            let Some(engine) = engine.as_callable() else {
                return Ok(JsValue::undefined());
            };
            match engine.call(this, args, context) {
                Err(error) => match said(args.get_or_undefined(0), context) {
                    Some(message) => Err(JsNativeError::syntax().with_message(message).into()),
                    None => Err(error),
                },
                value => value,
            }
        },
        engine,
    );
    let parse = FunctionObjectBuilder::new(context.realm(), parse)
        .name(js_string!("parse"))
        .length(2)
        .build();
    json.insert_property(
        js_string!("parse"),
        PropertyDescriptor::builder()
            .value(parse)
            .writable(true)
            .enumerable(false)
            .configurable(true),
    );
    Ok(())
}

/// The message for an argument that is not JSON; `None` when it is, so that something else threw.
fn said(argument: &JsValue, context: &mut Context) -> Option<String> {
    let text = argument.to_string(context).ok()?;
    // What other values turn into is named as a whole.
    let whole = ["undefined", "NaN", "Infinity", "[object Object]"];
    if let Some(whole) = whole.into_iter().find(|whole| text == *whole) {
        return Some(format!("\"{whole}\" is not valid JSON"));
    }
    let text: Vec<u16> = text.iter().collect();
    let mut reader = Reader {
        text: &text,
        at: 0,
        depth: 0,
    };
    reader
        .document()
        .err()
        .and_then(|fault| reader.message(&fault))
}

/// Why a text is not JSON.
enum Fault {
    /// What is said instead of a value.
    Token,
    /// The words before the position.
    Words(&'static str),
    /// Nothing: it nests deeper than this reader follows.
    TooDeep,
}

type Read = Result<(), Fault>;

struct Reader<'a> {
    text: &'a [u16],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        let unit = *self.text.get(self.at)?;
        Some(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn blanks(&mut self) -> Option<char> {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
        self.peek()
    }

    fn document(&mut self) -> Read {
        self.value()?;
        match self.blanks() {
            None => Ok(()),
            Some(_) => Err(Fault::Words(
                "Unexpected non-whitespace character after JSON",
            )),
        }
    }

    fn value(&mut self) -> Read {
        match self.blanks() {
            Some('{') => self.nested(Self::object),
            Some('[') => self.nested(Self::array),
            Some('"') => self.string(),
            Some('-' | '0'..='9') => self.number(),
            Some('t') => self.word("true"),
            Some('f') => self.word("false"),
            Some('n') => self.word("null"),
            _ => Err(Fault::Token),
        }
    }

    /// Reads one level further; the reader recurses, so there is an end to that.
    fn nested(&mut self, read: fn(&mut Self) -> Read) -> Read {
        if self.depth == MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn word(&mut self, word: &str) -> Read {
        for expected in word.chars() {
            if self.peek() != Some(expected) {
                return Err(Fault::Token);
            }
            self.at += 1;
        }
        Ok(())
    }

    fn object(&mut self) -> Read {
        self.at += 1;
        if self.blanks() == Some('}') {
            self.at += 1;
            return Ok(());
        }
        let mut wanted = "Expected property name or '}' in JSON";
        loop {
            if self.blanks() != Some('"') {
                return Err(Fault::Words(wanted));
            }
            self.string()?;
            if self.blanks() != Some(':') {
                return Err(Fault::Words("Expected ':' after property name in JSON"));
            }
            self.at += 1;
            self.value()?;
            match self.blanks() {
                Some(',') => self.at += 1,
                Some('}') => break self.at += 1,
                _ => {
                    return Err(Fault::Words(
                        "Expected ',' or '}' after property value in JSON",
                    ));
                }
            }
            wanted = "Expected double-quoted property name in JSON";
        }
        Ok(())
    }

    fn array(&mut self) -> Read {
        self.at += 1;
        if self.blanks() == Some(']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value()?;
            match self.blanks() {
                Some(',') => self.at += 1,
                Some(']') => break self.at += 1,
                _ => {
                    return Err(Fault::Words(
                        "Expected ',' or ']' after array element in JSON",
                    ));
                }
            }
        }
        Ok(())
    }

    fn string(&mut self) -> Read {
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(Fault::Words("Unterminated string in JSON")),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                Some(control) if control < ' ' => {
                    return Err(Fault::Words(
                        "Bad control character in string literal in JSON",
                    ));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Read {
        match self.peek() {
            None => Err(Fault::Token),
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => {
                self.at += 1;
                Ok(())
            }
            Some('u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|digit| digit.is_ascii_hexdigit()) {
                        return Err(Fault::Words("Bad Unicode escape in JSON"));
                    }
                    self.at += 1;
                }
                Ok(())
            }
            Some(_) => Err(Fault::Words("Bad escaped character in JSON")),
        }
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self) -> Read {
        if self.peek() == Some('-') {
            self.at += 1;
            if !self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                return Err(Fault::Words("No number after minus sign in JSON"));
            }
        }
        if self.peek() == Some('0') {
            self.at += 1;
            if self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                return Err(Fault::Token);
            }
        } else {
            self.digits();
        }
        if self.peek() == Some('.') {
            self.at += 1;
            if !self.digits() {
                return Err(Fault::Words("Unterminated fractional number in JSON"));
            }
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('+' | '-')) {
                self.at += 1;
            }
            if !self.digits() {
                return Err(Fault::Words("Exponent part is missing a number in JSON"));
            }
        }
        Ok(())
    }

    fn message(&self, fault: &Fault) -> Option<String> {
        let what = match fault {
            Fault::TooDeep => return None,
            Fault::Words(words) => words,
            Fault::Token => match self.peek() {
                None => return Some("Unexpected end of JSON input".to_owned()),
                Some('0'..='9') => "Unexpected number in JSON",
                Some('"') => "Unexpected string in JSON",
                Some(token) => return Some(self.token(token)),
            },
        };
        let before = &self.text[..self.at];
        let line = before.iter().filter(|unit| **unit == 10).count() + 1;
        let start = before
            .iter()
            .rposition(|unit| *unit == 10)
            .map_or(0, |newline| newline + 1);
        let column = self.at - start + 1;
        Some(format!(
            "{what} at position {} (line {line} column {column})",
            self.at
        ))
    }

    fn token(&self, token: char) -> String {
        let (mut from, mut to) = (0, self.text.len());
        let (mut head, mut tail) = ("", "");
        if to > 2 * SHOWN {
            if self.at >= SHOWN {
                from = self.at - SHOWN;
                head = "...";
            }
            if to - self.at > SHOWN {
                to = self.at + SHOWN;
                tail = "...";
            }
        }
        let shown = String::from_utf16_lossy(&self.text[from..to]);
        format!("Unexpected token '{token}', {head}\"{shown}\"{tail} is not valid JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(text: &str, message: &str) {
        let context = &mut Context::default();
        let said = said(&js_string!(text).into(), context);
        assert_eq!(said.as_deref(), Some(message));
    }

    #[test]
    fn places_and_tokens_are_named() {
        says("", "Unexpected end of JSON input");
        says(
            "{bad",
            "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
        );
        says("xyz", "Unexpected token 'x', \"xyz\" is not valid JSON");
        says(
            "[1,\n2 3]",
            "Expected ',' or ']' after array element in JSON at position 6 (line 2 column 3)",
        );
    }

    #[test]
    fn what_is_json_is_not_blamed() {
        let text = js_string!("{\"a\": [1, -2.5e3, true, null]}");
        assert!(said(&text.into(), &mut Context::default()).is_none());
    }
}
