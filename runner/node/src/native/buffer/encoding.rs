//! The encodings of `Buffer`: strings to bytes and back.
//!
//! Pure functions over bytes and engine strings; nothing here touches a context or an object.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use boa_engine::string::{JsStr, JsStrVariant, JsString};

/// An encoding that `Buffer` knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `utf8`
    Utf8,
    /// `utf16le`, also `ucs2`
    Utf16le,
    /// `latin1`, also `binary`
    Latin1,
    /// `ascii`: latin1 to bytes, seven bits from bytes
    Ascii,
    /// `base64`
    Base64,
    /// `base64url`
    Base64url,
    /// `hex`
    Hex,
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const DECODER: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

impl Encoding {
    /// Finds an encoding by name, in any letter case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Self::Utf8,
            "utf16le" | "utf-16le" | "ucs2" | "ucs-2" => Self::Utf16le,
            "latin1" | "binary" => Self::Latin1,
            "ascii" => Self::Ascii,
            "base64" => Self::Base64,
            "base64url" => Self::Base64url,
            "hex" => Self::Hex,
            _ => return None,
        })
    }

    /// The bytes that `text` stands for. Characters that the encoding cannot hold are handled as
    /// Node does: hex stops at them, base64 skips them, latin1 keeps their low byte.
    #[must_use]
    pub fn encode(self, text: JsStr<'_>) -> Vec<u8> {
        match self {
            Self::Utf8 => utf8(text),
            Self::Utf16le => text.iter().flat_map(u16::to_le_bytes).collect(),
            #[expect(clippy::cast_possible_truncation, reason = "latin1 keeps the low byte")]
            Self::Latin1 | Self::Ascii => text.iter().map(|unit| unit as u8).collect(),
            Self::Base64 | Self::Base64url => base64_bytes(text),
            Self::Hex => hex_bytes(text),
        }
    }

    /// The string that `bytes` stand for.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> JsString {
        match self {
            Self::Utf8 => utf8_string(bytes),
            Self::Utf16le => {
                let (pairs, _) = bytes.as_chunks::<2>();
                let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
                JsString::from(&units[..])
            }
            Self::Latin1 => latin1_string(bytes),
            Self::Ascii => {
                let seven: Vec<u8> = bytes.iter().map(|byte| byte & 0x7f).collect();
                latin1_string(&seven)
            }
            Self::Base64 => ascii_string(&base64::engine::general_purpose::STANDARD.encode(bytes)),
            Self::Base64url => {
                ascii_string(&base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
            }
            Self::Hex => ascii_string(&hex::encode(bytes)),
        }
    }

    /// How many bytes `text` takes, as `Buffer.byteLength` counts (base64 by length alone).
    #[must_use]
    pub fn byte_length(self, text: JsStr<'_>) -> usize {
        match self {
            Self::Utf8 => utf8_length(text),
            Self::Utf16le => text.len() * 2,
            Self::Latin1 | Self::Ascii => text.len(),
            Self::Hex => text.len() / 2,
            Self::Base64 | Self::Base64url => {
                let padding = (1..=2)
                    .take_while(|back| {
                        text.len() > *back && text.get(text.len() - back) == Some(u16::from(b'='))
                    })
                    .count();
                (text.len() - padding) * 3 / 4
            }
        }
    }

    /// The longest prefix of encoded `bytes` that fits in `room` without cutting a character.
    #[must_use]
    pub fn fitting(self, bytes: &[u8], room: usize) -> usize {
        if bytes.len() <= room {
            return bytes.len();
        }
        match self {
            Self::Utf8 => {
                let mut end = room;
                while end > 0 && bytes[end] & 0xc0 == 0x80 {
                    end -= 1;
                }
                end
            }
            Self::Utf16le => room & !1,
            _ => room,
        }
    }
}

/// WHATWG UTF-8 decoding with replacement characters, byte order mark kept.
#[must_use]
pub fn utf8_string(bytes: &[u8]) -> JsString {
    if bytes.is_ascii() {
        return JsString::from(JsStr::latin1(bytes));
    }
    let units: Vec<u16> = String::from_utf8_lossy(bytes).encode_utf16().collect();
    JsString::from(&units[..])
}

/// UTF-8 bytes of a string; a lone surrogate becomes U+FFFD.
#[must_use]
pub fn utf8(text: JsStr<'_>) -> Vec<u8> {
    match text.variant() {
        JsStrVariant::Latin1(bytes) if bytes.is_ascii() => bytes.to_vec(),
        JsStrVariant::Latin1(bytes) => bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .into_bytes(),
        JsStrVariant::Utf16(units) => String::from_utf16_lossy(units).into_bytes(),
    }
}

fn utf8_length(text: JsStr<'_>) -> usize {
    match text.variant() {
        JsStrVariant::Latin1(bytes) => {
            bytes.len() + bytes.iter().filter(|byte| !byte.is_ascii()).count()
        }
        JsStrVariant::Utf16(units) => char::decode_utf16(units.iter().copied())
            .map(|unit| unit.map_or(3, char::len_utf8))
            .sum(),
    }
}

fn latin1_string(bytes: &[u8]) -> JsString {
    if bytes.is_ascii() {
        return JsString::from(JsStr::latin1(bytes));
    }
    // Only ASCII goes into the engine's one-byte strings: parts of it compare them with UTF-8.
    let units: Vec<u16> = bytes.iter().map(|byte| u16::from(*byte)).collect();
    JsString::from(&units[..])
}

fn ascii_string(text: &str) -> JsString {
    JsString::from(JsStr::latin1(text.as_bytes()))
}

fn base64_bytes(text: JsStr<'_>) -> Vec<u8> {
    let mut symbols = Vec::with_capacity(text.len());
    for unit in text.iter() {
        let Ok(byte) = u8::try_from(unit) else {
            continue;
        };
        match byte {
            b'=' => break,
            b'-' => symbols.push(b'+'),
            b'_' => symbols.push(b'/'),
            b'+' | b'/' => symbols.push(byte),
            _ if byte.is_ascii_alphanumeric() => symbols.push(byte),
            _ => {}
        }
    }
    if symbols.len() % 4 == 1 {
        symbols.pop();
    }
    DECODER.decode(symbols).unwrap_or_default()
}

fn hex_bytes(text: JsStr<'_>) -> Vec<u8> {
    let digit = |unit: u16| char::from_u32(u32::from(unit)).and_then(|c| c.to_digit(16));
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut units = text.iter();
    while let (Some(high), Some(low)) = (units.next(), units.next()) {
        let (Some(high), Some(low)) = (digit(high), digit(low)) else {
            break;
        };
        bytes.push(u8::try_from(high * 16 + low).unwrap_or(0));
    }
    bytes
}
