//! What is said of a text that is not JSON, in V8's words.

use boa_engine::{JsError, JsNativeError, JsStr, JsString};

/// How much of the text is shown on either side of a bad token, in UTF-16 units.
const SHOWN: usize = 10;

/// What other values turn into is named as a whole.
const WHOLE: [&str; 4] = ["undefined", "NaN", "Infinity", "[object Object]"];

/// Why a text is not JSON, from the place on at which its reader stands.
#[derive(Debug)]
pub(super) enum Fault {
    /// What stands here instead of a value.
    Token,
    /// The words before the position.
    Words(&'static str),
    /// The text is not to blame: the thread is ending.
    Ended(JsError),
}

impl Fault {
    /// The `SyntaxError` for a text that was read up to `at`.
    pub(super) fn into_error(self, text: &JsString, at: usize) -> JsError {
        match self {
            Self::Ended(error) => error,
            Self::Token | Self::Words(_) => {
                let message = self.message(text, at);
                JsNativeError::syntax().with_message(message).into()
            }
        }
    }

    fn message(&self, text: &JsString, at: usize) -> String {
        if let Some(whole) = WHOLE.into_iter().find(|whole| *text == **whole) {
            return format!("\"{whole}\" is not valid JSON");
        }
        let text = text.as_str();
        let what = match self {
            Self::Words(words) => words,
            _ => match text.get(at).map(char_of) {
                None => return "Unexpected end of JSON input".to_owned(),
                Some('0'..='9') => "Unexpected number in JSON",
                Some('"') => "Unexpected string in JSON",
                Some(token) => return unexpected(token, text, at),
            },
        };
        let (mut line, mut start) = (1, 0);
        for (place, unit) in text.iter().take(at).enumerate() {
            if unit == u16::from(b'\n') {
                (line, start) = (line + 1, place + 1);
            }
        }
        let column = at - start + 1;
        format!("{what} at position {at} (line {line} column {column})")
    }
}

fn char_of(unit: u16) -> char {
    char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn unexpected(token: char, text: JsStr<'_>, at: usize) -> String {
    let (mut from, mut to) = (0, text.len());
    let (mut head, mut tail) = ("", "");
    if to > 2 * SHOWN {
        if at >= SHOWN {
            from = at - SHOWN;
            head = "...";
        }
        if to - at > SHOWN {
            to = at + SHOWN;
            tail = "...";
        }
    }
    let shown = text.get_expect(from..to).to_std_string_lossy();
    format!("Unexpected token '{token}', {head}\"{shown}\"{tail} is not valid JSON")
}
