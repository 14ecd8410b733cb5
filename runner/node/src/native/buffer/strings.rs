//! Buffers and strings: `toString`, `write`, `transcode`, `atob` and `btoa`.

use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};

use super::super::bytes::octets_arg;
use super::super::{Def, fail};
use super::encoding::Encoding;
use super::{access, from_slice, make, this_bytes};
use threadproof_ground::numbers::nearest;

macro_rules! fixed {
    ($($slice:ident, $write:ident, $encoding:ident;)*) => {$(
        fn $slice(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            let start = args.get_or_undefined(0);
            slice(this, Encoding::$encoding, start, args.get_or_undefined(1), context)
        }

        fn $write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            let given = args.iter().take(3).cloned().collect::<Vec<_>>();
            write_as(this, &given, Some(Encoding::$encoding), context)
        }
    )*};
}

fixed! {
    utf8_slice, utf8_write, Utf8;
    ucs2_slice, ucs2_write, Utf16le;
    latin1_slice, latin1_write, Latin1;
    ascii_slice, ascii_write, Ascii;
    base64_slice, base64_write, Base64;
    base64url_slice, base64url_write, Base64url;
    hex_slice, hex_write, Hex;
}

/// The methods of `Buffer.prototype` that this file gives.
pub(super) const METHODS: &[Def] = &[
    ("toString", 3, to_string),
    ("write", 4, write),
    ("utf8Slice", 2, utf8_slice),
    ("ucs2Slice", 2, ucs2_slice),
    ("latin1Slice", 2, latin1_slice),
    ("asciiSlice", 2, ascii_slice),
    ("base64Slice", 2, base64_slice),
    ("base64urlSlice", 2, base64url_slice),
    ("hexSlice", 2, hex_slice),
    ("utf8Write", 3, utf8_write),
    ("ucs2Write", 3, ucs2_write),
    ("latin1Write", 3, latin1_write),
    ("asciiWrite", 3, ascii_write),
    ("base64Write", 3, base64_write),
    ("base64urlWrite", 3, base64url_write),
    ("hexWrite", 3, hex_write),
];

fn to_string(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if args.is_empty() {
        let bytes = this_bytes(this, context)?;
        return Ok(bytes.with(|data| Encoding::Utf8.decode(data)).into());
    }
    let encoding = args.get_or_undefined(0);
    // Node looks at the range first: an empty one never complains about the encoding.
    let (start, end) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let bytes = this_bytes(this, context)?;
    let (start, end) = range(start, end, bytes.len(), context)?;
    if start >= end {
        return Ok(JsString::default().into());
    }
    let encoding = make::encoding_arg(encoding, context)?;
    Ok(bytes
        .part(start, end - start)
        .with(|data| encoding.decode(data))
        .into())
}

fn slice(
    this: &JsValue,
    encoding: Encoding,
    start: &JsValue,
    end: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let (start, end) = range(start, end, bytes.len(), context)?;
    let part = bytes.part(start, end.saturating_sub(start));
    Ok(part.with(|data| encoding.decode(data)).into())
}

fn range(
    start: &JsValue,
    end: &JsValue,
    len: usize,
    context: &mut Context,
) -> JsResult<(usize, usize)> {
    let mut bounds = [0.0, len as f64];
    for (bound, value) in bounds.iter_mut().zip([start, end]) {
        if !value.is_undefined() {
            let number = value.to_number(context)?;
            *bound = if number.is_nan() {
                0.0
            } else {
                number.trunc().clamp(0.0, len as f64)
            };
        }
    }
    Ok((nearest(bounds[0]), nearest(bounds[1])))
}

fn write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    write_as(this, args, None, context)
}

fn write_as(
    this: &JsValue,
    args: &[JsValue],
    fixed: Option<Encoding>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let Some(text) = args.get_or_undefined(0).as_string() else {
        let code = "ERR_INVALID_ARG_TYPE";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            code,
            "argument must be a string",
        ));
    };
    let len = bytes.len() as f64;
    let (offset, length) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let mut encoding = args.get_or_undefined(3);
    let (mut at, mut room) = (0.0, len);
    if offset.is_string() && length.is_undefined() {
        encoding = offset;
    } else {
        if !offset.is_undefined() {
            at = access::whole(offset, "offset", 0.0, len, context)?;
            room = len - at;
        }
        if length.is_string() {
            encoding = length;
        } else if !length.is_undefined() {
            room = access::whole(length, "length", 0.0, len, context)?.min(room);
        }
    }
    let encoding = match fixed {
        Some(encoding) => encoding,
        None if encoding.as_string().is_some_and(|name| name.is_empty()) => Encoding::Utf8,
        None => make::encoding_arg(encoding, context)?,
    };
    let data = encoding.encode(text.as_str());
    let fits = encoding.fitting(&data, nearest(room));
    bytes
        .write(nearest(at), &data[..fits], context)
        .map(JsValue::from)
}

/// `buffer.transcode(source, from, to)`: a byte string in another character encoding.
pub(super) fn transcode(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = octets_arg(args.get_or_undefined(0), "source", context)?;
    let character = |at: usize| {
        let name = args.get_or_undefined(at).as_string()?.to_std_string_lossy();
        Encoding::parse(&name).filter(|encoding| {
            use Encoding::{Ascii, Latin1, Utf8, Utf16le};
            matches!(encoding, Utf8 | Utf16le | Latin1 | Ascii)
        })
    };
    let (Some(from), Some(to)) = (character(1), character(2)) else {
        let code = "U_ILLEGAL_ARGUMENT_ERROR";
        let text = "Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]";
        return Err(fail::coded(context, fail::Kind::Error, code, text));
    };
    let text = source.with(|data| from.decode(data));
    let data = match to {
        Encoding::Latin1 | Encoding::Ascii => {
            let most = if to == Encoding::Ascii { 0x7f } else { 0xff };
            let replace = |point: u32| u8::try_from(point).ok().filter(|byte| *byte <= most);
            text.code_points()
                .map(|point| replace(point.as_u32()).unwrap_or(b'?'))
                .collect()
        }
        _ => to.encode(text.as_str()),
    };
    from_slice(&data, context).map(JsValue::from)
}

/// `atob(data)`: base64 to a string of bytes, or `undefined` where the input is not base64 and
/// `null` where it holds characters outside the alphabet; the caller throws its `DOMException`.
pub(super) fn atob(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    let mut symbols: Vec<u16> = text
        .iter()
        .filter(|unit| !matches!(unit, 9 | 10 | 12 | 13 | 32))
        .collect();
    if symbols.len().is_multiple_of(4) {
        for _ in 0..2 {
            if symbols.last() == Some(&u16::from(b'=')) {
                symbols.pop();
            }
        }
    }
    let in_alphabet = |unit: &u16| {
        u8::try_from(*unit).is_ok_and(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    };
    if !symbols.iter().all(in_alphabet) {
        return Ok(JsValue::null());
    }
    if symbols.len() % 4 == 1 {
        return Ok(JsValue::undefined());
    }
    let data = Encoding::Base64.encode(JsString::from(&symbols[..]).as_str());
    Ok(Encoding::Latin1.decode(&data).into())
}

/// `btoa(data)`: a string of bytes to base64, or `null` where a character is no byte.
pub(super) fn btoa(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    let bytes: Result<Vec<u8>, _> = text.iter().map(u8::try_from).collect();
    Ok(bytes.map_or_else(
        |_| JsValue::null(),
        |data| Encoding::Base64.decode(&data).into(),
    ))
}
