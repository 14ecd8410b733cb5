//! Comparing and searching: `equals`, `compare`, `indexOf`, `lastIndexOf`, `includes`.

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::super::bytes::{Bytes, octets_arg};
use super::super::{Def, fail};
use super::encoding::Encoding;
use super::{MAX_LENGTH, access, make, this_bytes};
use threadproof_ground::numbers::nearest;

/// The methods of `Buffer.prototype` that this file gives.
pub(super) const METHODS: &[Def] = &[
    ("equals", 1, equals),
    ("compare", 5, compare),
    ("indexOf", 3, index_of),
    ("lastIndexOf", 3, last_index_of),
    ("includes", 3, includes),
];

fn equals(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let other = octets_arg(args.get_or_undefined(0), "otherBuffer", context)?.to_vec();
    let bytes = this_bytes(this, context)?;
    Ok(bytes.with(|data| data == other).into())
}

fn compare(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = octets_arg(args.get_or_undefined(0), "target", context)?;
    let bytes = this_bytes(this, context)?;
    let bound = |at: usize, name: &str, default: f64, most: f64, context: &mut Context| {
        let value = args.get_or_undefined(at);
        if value.is_undefined() {
            Ok(default)
        } else {
            access::whole(value, name, 0.0, most, context)
        }
    };
    let (theirs, ours) = (target.len() as f64, bytes.len() as f64);
    let target_start = bound(1, "targetStart", 0.0, MAX_LENGTH, context)?;
    let target_end = bound(2, "targetEnd", theirs, theirs, context)?;
    let source_start = bound(3, "sourceStart", 0.0, MAX_LENGTH, context)?;
    let source_end = bound(4, "sourceEnd", ours, ours, context)?;
    let cut = |bytes: &Bytes, start: f64, end: f64| {
        bytes.part(nearest(start), nearest(end - start)).to_vec()
    };
    let target = cut(&target, target_start, target_end);
    Ok(JsValue::from(
        cut(&bytes, source_start, source_end).cmp(&target) as i32,
    ))
}

fn index_of(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    search(this, args, true, context).map(position)
}

fn last_index_of(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    search(this, args, false, context).map(position)
}

fn includes(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    search(this, args, true, context).map(|found| found.is_some().into())
}

fn position(found: Option<usize>) -> JsValue {
    found.map_or_else(|| JsValue::from(-1), JsValue::from)
}

fn search(
    this: &JsValue,
    args: &[JsValue],
    forward: bool,
    context: &mut Context,
) -> JsResult<Option<usize>> {
    let bytes = this_bytes(this, context)?;
    let value = args.get_or_undefined(0);
    let (mut offset, mut encoding) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let nothing = JsValue::undefined();
    if offset.is_string() {
        (encoding, offset) = (offset, &nothing);
    }
    let len = bytes.len() as f64;
    let mut from = if offset.is_undefined() {
        f64::NAN
    } else {
        offset.to_number(context)?.trunc()
    };
    if from.is_nan() {
        from = if forward { 0.0 } else { len };
    } else if from < 0.0 {
        from += len;
        if from < 0.0 && !forward {
            return Ok(None);
        }
    }
    let from = nearest::<usize>(from.clamp(0.0, len));
    let mut step = 1;
    let needle = if let Some(text) = value.as_string() {
        let encoding = make::encoding_arg(encoding, context)?;
        if encoding == Encoding::Utf16le {
            step = 2;
        }
        encoding.encode(text.as_str())
    } else if value.is_number() {
        vec![value.to_uint8(context)?]
    } else if let Some(needle) = Bytes::octets(value, context) {
        needle.to_vec()
    } else {
        let expected = "one of type number or string or an instance of Buffer or Uint8Array";
        return Err(fail::arg_type(context, "value", expected, value));
    };
    if needle.is_empty() {
        return Ok(Some(from));
    }
    Ok(bytes.with(|data| find(data, &needle, from, step, forward)))
}

fn find(data: &[u8], needle: &[u8], from: usize, step: usize, forward: bool) -> Option<usize> {
    let last = data.len().checked_sub(needle.len())?;
    let hit = |at: &usize| data[*at..].starts_with(needle);
    if forward {
        (from.next_multiple_of(step)..=last).step_by(step).find(hit)
    } else {
        let from = from.min(last);
        (0..=from - from % step).rev().step_by(step).find(hit)
    }
}
