//! Parts of a buffer and changes to it: `slice`, `copy`, `fill`, `swap`, `inspect`.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::super::bytes::{Bytes, octets_arg};
use super::super::{Def, fail};
use super::{MAX_LENGTH, make, over, this_bytes};
use threadproof_engine::bytes;
use threadproof_engine::bytes::inspect_text;
use threadproof_ground::numbers::nearest;

/// The methods of `Buffer.prototype` that this file gives.
pub(super) const METHODS: &[Def] = &[
    ("slice", 2, subarray),
    ("subarray", 2, subarray),
    ("copy", 4, copy),
    ("fill", 4, fill),
    ("swap16", 0, swap::<2>),
    ("swap32", 0, swap::<4>),
    ("swap64", 0, swap::<8>),
    ("toJSON", 0, to_json),
];

/// How many bytes `inspect` shows unless `buffer.INSPECT_MAX_BYTES` says otherwise.
const SHOWN: usize = 50;

/// An integer argument between `least` and `most`, with Node's errors for the rest.
pub(super) fn whole(
    value: &JsValue,
    name: &str,
    least: f64,
    most: f64,
    context: &mut Context,
) -> JsResult<f64> {
    let Some(number) = value.as_number() else {
        return Err(fail::arg_type(context, name, "of type number", value));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(fail::out_of_range(context, name, "an integer", value));
    }
    if number < least || number > most {
        let range = format!(">= {least} && <= {most}");
        return Err(fail::out_of_range(context, name, &range, value));
    }
    Ok(number)
}

/// `buf.parent`: the array buffer behind it.
pub(super) fn parent(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Bytes::view(this, context).map_or_else(JsValue::undefined, |bytes| bytes.buffer().into()))
}

/// `buf.offset`: where it starts in its array buffer.
pub(super) fn offset(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Bytes::view(this, context).map_or_else(JsValue::undefined, |bytes| bytes.offset().into()))
}

fn subarray(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let start = relative(args.get_or_undefined(0), 0, bytes.len(), context)?;
    let end = relative(args.get_or_undefined(1), bytes.len(), bytes.len(), context)?;
    let len = end.saturating_sub(start);
    over(&bytes.buffer(), bytes.offset() + start, len, context).map(JsValue::from)
}

fn relative(value: &JsValue, default: usize, len: usize, context: &mut Context) -> JsResult<usize> {
    if value.is_undefined() {
        return Ok(default);
    }
    let number = value.to_number(context)?.trunc();
    let number = if number < 0.0 {
        number + len as f64
    } else {
        number
    };
    Ok(nearest(number.clamp(0.0, len as f64)))
}

fn copy(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let source = this_bytes(this, context)?;
    let target = octets_arg(args.get_or_undefined(0), "target", context)?;
    let index = |at: usize, default: usize, context: &mut Context| -> JsResult<f64> {
        let value = args.get_or_undefined(at);
        if value.is_undefined() {
            return Ok(default as f64);
        }
        let number = value.to_number(context)?.trunc();
        Ok(if number.is_nan() { 0.0 } else { number })
    };
    let at = index(1, 0, context)?;
    if at < 0.0 {
        return Err(fail::out_of_range(
            context,
            "targetStart",
            ">= 0",
            &at.into(),
        ));
    }
    let start = index(2, 0, context)?;
    if start < 0.0 || start > source.len() as f64 {
        let range = format!(">= 0 && <= {}", source.len());
        return Err(fail::out_of_range(
            context,
            "sourceStart",
            &range,
            &start.into(),
        ));
    }
    let end = index(3, source.len(), context)?;
    if end < 0.0 {
        return Err(fail::out_of_range(
            context,
            "sourceEnd",
            ">= 0",
            &end.into(),
        ));
    }
    if at >= target.len() as f64 || start >= end {
        return Ok(0.into());
    }
    let part = source.part(nearest(start), nearest(end - start)).to_vec();
    target.write(nearest(at), &part, context).map(JsValue::from)
}

/// `buf.fill(value[, offset[, end]][, encoding])`
pub(super) fn fill(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let value = args.get_or_undefined(0);
    let (mut offset, mut end) = (args.get_or_undefined(1), args.get_or_undefined(2));
    let mut encoding = args.get_or_undefined(3);
    let nothing = JsValue::undefined();
    if value.is_string() {
        if offset.is_undefined() || offset.is_string() {
            (encoding, offset, end) = (offset, &nothing, &nothing);
        } else if end.is_string() {
            (encoding, end) = (end, &nothing);
        }
    }
    let pattern = pattern(value, encoding, context)?;
    let (mut from, mut to) = (0.0, bytes.len() as f64);
    if !offset.is_undefined() {
        from = whole(offset, "offset", 0.0, MAX_LENGTH, context)?;
        if !end.is_undefined() {
            to = whole(end, "end", 0.0, to, context)?;
        }
    }
    if from >= to {
        return Ok(this.clone());
    }
    if pattern.is_empty() {
        return Err(bytes::arg_value(context, "value", "is invalid", value));
    }
    let part = bytes.part(nearest(from), nearest(to - from));
    part.change(
        |data| {
            for chunk in data.chunks_mut(pattern.len()) {
                chunk.copy_from_slice(&pattern[..chunk.len()]);
            }
        },
        context,
    )?;
    Ok(this.clone())
}

fn pattern(value: &JsValue, encoding: &JsValue, context: &mut Context) -> JsResult<Vec<u8>> {
    if let Some(text) = value.as_string() {
        if !encoding.is_undefined() && !encoding.is_string() {
            return Err(fail::arg_type(
                context,
                "encoding",
                "of type string",
                encoding,
            ));
        }
        let encoding = make::encoding_arg(encoding, context)?;
        return Ok(if text.is_empty() {
            vec![0]
        } else {
            encoding.encode(text.as_str())
        });
    }
    if let Some(bytes) = Bytes::view(value, context) {
        return Ok(bytes.to_vec());
    }
    value.to_uint8(context).map(|byte| vec![byte])
}

fn swap<const WIDTH: usize>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    if !bytes.len().is_multiple_of(WIDTH) {
        let text = format!("Buffer size must be a multiple of {}-bits", WIDTH * 8);
        return Err(fail::coded(
            context,
            fail::Kind::Range,
            "ERR_INVALID_BUFFER_SIZE",
            text,
        ));
    }
    bytes.change(
        |data| data.chunks_exact_mut(WIDTH).for_each(<[u8]>::reverse),
        context,
    )?;
    Ok(this.clone())
}

fn to_json(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let json = JsObject::with_object_proto(context.intrinsics());
    let items: Vec<JsValue> = bytes.with(|data| data.iter().map(|byte| (*byte).into()).collect());
    let items = JsArray::from_iter(items, context);
    json.create_data_property_or_throw(js_string!("type"), js_string!("Buffer"), context)?;
    json.create_data_property_or_throw(js_string!("data"), items, context)?;
    Ok(json.into())
}

/// `util.inspect`'s hook: `(depth, options, inspect)`.
pub(super) fn inspect(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let bytes = this_bytes(this, context)?;
    let mut text = inspect_text(&bytes, SHOWN);
    let extras = extra_properties(this, args, context)?;
    if !extras.is_empty() {
        text.pop();
        if bytes.is_empty() {
            text.pop();
        }
        let join = if bytes.is_empty() { " " } else { ", " };
        text = format!("{text}{join}{}>", extras.join(", "));
    }
    Ok(JsString::from(text).into())
}

/// Own properties that are not elements, as `name: value`, when the caller can print values.
fn extra_properties(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<Vec<String>> {
    let (Some(object), Some(print)) = (this.as_object(), args.get_or_undefined(2).as_callable())
    else {
        return Ok(Vec::new());
    };
    // Node lists extra properties only of buffers short enough to print whole or not, alike; the
    // keys of a long one are read natively, so this stays cheap.
    let keys = object.own_property_keys(context)?;
    let mut extras = Vec::new();
    for key in keys {
        if let PropertyKey::String(name) = key {
            let value = object.get(name.clone(), context)?;
            let options = args.get_or_undefined(1).clone();
            let shown = print.call(&JsValue::undefined(), &[value, options], context)?;
            let shown = shown.to_string(context)?.to_std_string_lossy();
            extras.push(format!("{}: {shown}", name.to_std_string_lossy()));
        }
    }
    Ok(extras)
}
