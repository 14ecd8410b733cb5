//! The tokens of a JSON text (ECMA-404).
//!
//! It must never know what is made of them.

use std::hash::Hash;

use boa_engine::{JsStr, JsString, JsValue};
use smallvec::SmallVec;

use super::fault::Fault;

/// A unit of a text as the engine keeps it: a byte of Latin-1, or one of UTF-16.
pub(super) trait Unit: Copy + Eq + Hash + Into<u16> {
    /// The string of such units.
    fn string(units: &[Self]) -> JsString;
}

impl Unit for u8 {
    fn string(units: &[Self]) -> JsString {
        JsString::from(JsStr::latin1(units))
    }
}

impl Unit for u16 {
    fn string(units: &[Self]) -> JsString {
        if units.iter().any(|unit| *unit > 0xff) {
            return JsString::from(JsStr::utf16(units));
        }
        #[expect(clippy::cast_possible_truncation, reason = "none is above 0xff")]
        let narrow: SmallVec<[u8; 32]> = units.iter().map(|unit| *unit as u8).collect();
        JsString::from(JsStr::latin1(&narrow))
    }
}

/// A text in quotes: as it stands there, or with what its escapes stand for.
pub(super) enum Quoted<'a, U> {
    Plain(&'a [U]),
    Unescaped(Vec<u16>),
}

impl<U: Unit> Quoted<'_, U> {
    /// The string.
    pub(super) fn string(&self) -> JsString {
        match self {
            Self::Plain(units) => U::string(units),
            Self::Unescaped(units) => u16::string(units),
        }
    }
}

/// A text, and how far it is read.
pub(super) struct Text<'a, U> {
    pub(super) units: &'a [U],
    pub(super) at: usize,
}

impl<'a, U: Unit> Text<'a, U> {
    /// The next unit; 255 stands for all that are not ASCII.
    pub(super) fn peek(&self) -> Option<u8> {
        let unit: u16 = (*self.units.get(self.at)?).into();
        let is_ascii = |unit: &u8| unit.is_ascii();
        Some(u8::try_from(unit).ok().filter(is_ascii).unwrap_or(0xff))
    }

    /// The next unit behind blanks.
    pub(super) fn blanks(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                next => return next,
            }
        }
    }

    /// One of the three names of values.
    pub(super) fn word(&mut self, word: &str, value: JsValue) -> Result<JsValue, Fault> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                return Err(Fault::Token);
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// A text in quotes, from the first quote on.
    pub(super) fn quoted(&mut self) -> Result<Quoted<'a, U>, Fault> {
        self.at += 1;
        let rest = &self.units[self.at..];
        let plain = rest.iter().position(|unit| {
            let unit: u16 = (*unit).into();
            unit == u16::from(b'"') || unit == u16::from(b'\\') || unit < u16::from(b' ')
        });
        let plain = &rest[..plain.unwrap_or(rest.len())];
        self.at += plain.len();
        if self.peek() == Some(b'"') {
            self.at += 1;
            return Ok(Quoted::Plain(plain));
        }
        let mut units: Vec<u16> = plain.iter().map(|unit| (*unit).into()).collect();
        loop {
            match self.peek() {
                None => return Err(Fault::Words("Unterminated string in JSON")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Quoted::Unescaped(units));
                }
                Some(b'\\') => {
                    self.at += 1;
                    units.push(self.escape()?);
                }
                Some(control) if control < b' ' => {
                    return Err(Fault::Words(
                        "Bad control character in string literal in JSON",
                    ));
                }
                Some(_) => {
                    units.push(self.units[self.at].into());
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<u16, Fault> {
        let unit = match self.peek() {
            None => return Err(Fault::Token),
            Some(same @ (b'"' | b'\\' | b'/')) => same,
            Some(b'b') => 8,
            Some(b'f') => 12,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                self.at += 1;
                return self.four_digits();
            }
            Some(_) => return Err(Fault::Words("Bad escaped character in JSON")),
        };
        self.at += 1;
        Ok(unit.into())
    }

    fn four_digits(&mut self) -> Result<u16, Fault> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|digit| char::from(digit).to_digit(16));
            let Some(digit) = digit else {
                return Err(Fault::Words("Bad Unicode escape in JSON"));
            };
            unit = unit << 4 | u16::try_from(digit).unwrap_or_default();
            self.at += 1;
        }
        Ok(unit)
    }

    /// A number, from its sign or first digit on.
    pub(super) fn number(&mut self) -> Result<JsValue, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
            if !self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                return Err(Fault::Words("No number after minus sign in JSON"));
            }
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
                return Err(Fault::Token);
            }
        } else {
            self.digits();
        }
        let mut is_whole = true;
        if self.peek() == Some(b'.') {
            is_whole = false;
            self.at += 1;
            if !self.digits() {
                return Err(Fault::Words("Unterminated fractional number in JSON"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            is_whole = false;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !self.digits() {
                return Err(Fault::Words("Exponent part is missing a number in JSON"));
            }
        }
        Ok(number(&self.units[start..self.at], is_whole))
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|digit| digit.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }
}

/// The number that ASCII text stands for: a small one as the engine keeps indices, which has no
/// negative zero.
fn number<U: Unit>(units: &[U], is_whole: bool) -> JsValue {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "they are the characters of a number, which are ASCII"
    )]
    let ascii: SmallVec<[u8; 32]> = units.iter().map(|unit| (*unit).into() as u8).collect();
    // What was read is nothing but the characters of a number, which Rust takes too.
    let text = std::str::from_utf8(&ascii).unwrap_or("NaN");
    if is_whole
        && text != "-0"
        && let Ok(whole) = text.parse::<i32>()
    {
        return whole.into();
    }
    text.parse().unwrap_or(f64::NAN).into()
}
