//! How buffers come to be: the constructor and the static functions of `Buffer`.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsTypedArray};
use boa_engine::{Context, JsArgs, JsError, JsResult, JsString, JsSymbol, JsValue, js_string};

use super::super::bytes::{Bytes, octets_arg};
use super::super::{Def, fail};
use super::encoding::Encoding;
use super::{MAX_LENGTH, access, from_slice, is_buffer, over, pooled, unfilled, zeroed};
use threadproof_ground::numbers::nearest;

/// The functions on the constructor itself.
pub(super) const STATICS: &[Def] = &[
    ("from", 3, from),
    ("copyBytesFrom", 3, copy_bytes_from),
    ("of", 0, of),
    ("alloc", 3, alloc),
    ("allocUnsafe", 1, alloc_unsafe),
    ("allocUnsafeSlow", 1, alloc_unsafe_slow),
    ("isBuffer", 1, is_buffer_static),
    ("compare", 2, compare),
    ("isEncoding", 1, is_encoding),
    ("concat", 2, concat),
    ("byteLength", 2, byte_length),
];

/// `Buffer(…)` and `new Buffer(…)`: a number allocates, everything else goes to `Buffer.from`.
pub(super) fn construct(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if value.is_number() {
        if args.get_or_undefined(1).is_string() {
            return Err(fail::arg_type(context, "string", "of type string", value));
        }
        let size = size_arg(value, context)?;
        return zeroed(size, context).map(JsValue::from);
    }
    from(&JsValue::undefined(), args, context)
}

/// An encoding argument that may be left out.
pub(super) fn encoding_arg(value: &JsValue, context: &mut Context) -> JsResult<Encoding> {
    if value.is_undefined() {
        return Ok(Encoding::Utf8);
    }
    let found = value
        .as_string()
        .and_then(|name| Encoding::parse(&name.to_std_string_lossy()));
    found.ok_or_else(|| fail::unknown_encoding(context, value))
}

fn from(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    let (second, third) = (args.get_or_undefined(1), args.get_or_undefined(2));
    if let Some(text) = value.as_string() {
        return from_string(&text, second, context);
    }
    if let Some(object) = value.as_object().filter(|object| !object.is_callable()) {
        if let Some(bytes) = Bytes::whole(value) {
            return from_array_buffer(&bytes, second, third, context);
        }
        if let Some(bytes) = Bytes::octets(value, context) {
            return pooled(&bytes.to_vec(), context).map(JsValue::from);
        }
        let method = object.get(js_string!("valueOf"), context)?;
        if let Some(method) = method.as_callable() {
            let inner = method.call(value, &[], context)?;
            let usable = inner.is_string() || inner.is_object();
            if usable && !JsValue::same_value(&inner, value) {
                return from(
                    &JsValue::undefined(),
                    &[inner, second.clone(), third.clone()],
                    context,
                );
            }
        }
        if let Some(made) = from_object(&object, context)? {
            return Ok(made);
        }
        let method = object.get(JsSymbol::to_primitive(), context)?;
        if let Some(method) = method.as_callable() {
            let text = method.call(value, &[js_string!("string").into()], context)?;
            if let Some(text) = text.as_string() {
                return from_string(&text, second, context);
            }
        }
    }
    let expected = "of type string or an instance of Buffer, ArrayBuffer, or Array or an \
                    Array-like Object";
    Err(fail::arg_type(context, "first argument", expected, value))
}

fn from_string(text: &JsString, encoding: &JsValue, context: &mut Context) -> JsResult<JsValue> {
    let named = encoding.as_string().is_some_and(|name| !name.is_empty());
    let encoding = if named {
        encoding_arg(encoding, context)?
    } else {
        Encoding::Utf8
    };
    pooled(&encoding.encode(text.as_str()), context).map(JsValue::from)
}

fn from_array_buffer(
    bytes: &Bytes,
    offset: &JsValue,
    length: &JsValue,
    context: &mut Context,
) -> JsResult<JsValue> {
    let offset = if offset.is_undefined() {
        0.0
    } else {
        number_or_zero(offset, context)?
    };
    let most = bytes.len() as f64 - offset;
    if most < 0.0 {
        return Err(outside("\"offset\" is outside of buffer bounds", context));
    }
    let length = if length.is_undefined() {
        most
    } else {
        let length = number_or_zero(length, context)?.max(0.0);
        if length > most {
            return Err(outside("\"length\" is outside of buffer bounds", context));
        }
        length
    };
    over(&bytes.buffer(), nearest(offset), nearest(length), context).map(JsValue::from)
}

fn from_object(object: &JsObject, context: &mut Context) -> JsResult<Option<JsValue>> {
    let length = object.get(js_string!("length"), context)?;
    let backed = Bytes::whole(&object.get(js_string!("buffer"), context)?).is_some();
    if !length.is_undefined() || backed {
        let data = if length.is_number() {
            items(object, context)?
        } else {
            Vec::new()
        };
        return pooled(&data, context).map(|made| Some(made.into()));
    }
    let kind = object.get(js_string!("type"), context)?;
    if kind
        .as_string()
        .is_some_and(|kind| kind == js_string!("Buffer"))
    {
        let data = object.get(js_string!("data"), context)?;
        if let Some(data) = data.as_object().filter(JsObject::is_array) {
            let data = items(&data, context)?;
            return pooled(&data, context).map(|made| Some(made.into()));
        }
    }
    Ok(None)
}

/// The elements of an array-like object, each wrapped to a byte.
fn items(object: &JsObject, context: &mut Context) -> JsResult<Vec<u8>> {
    let length = object
        .get(js_string!("length"), context)?
        .to_length(context)?;
    let mut data = Vec::with_capacity(usize::try_from(length.min(1 << 20)).unwrap_or(0));
    for index in 0..length {
        data.push(object.get(index, context)?.to_uint8(context)?);
    }
    Ok(data)
}

fn copy_bytes_from(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let view = args.get_or_undefined(0);
    let array = view
        .as_object()
        .and_then(|object| JsTypedArray::from_object(object.clone()).ok());
    let (Some(array), Some(bytes)) = (array, Bytes::view(view, context)) else {
        return Err(fail::arg_type(
            context,
            "view",
            "an instance of TypedArray",
            view,
        ));
    };
    let count = array.length(context)?;
    let width = bytes.len().checked_div(count).unwrap_or(1);
    let mut range = [0, count];
    for (slot, (name, value)) in range.iter_mut().zip([("offset", 1), ("length", 2)]) {
        let value = args.get_or_undefined(value);
        if !value.is_undefined() {
            *slot = nearest(access::whole(value, name, 0.0, MAX_LENGTH, context)?);
        }
    }
    let start = range[0].min(count);
    let part = bytes.part(start * width, range[1].min(count - start) * width);
    pooled(&part.to_vec(), context).map(JsValue::from)
}

fn of(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let data: Vec<u8> = args
        .iter()
        .map(|item| item.to_uint8(context))
        .collect::<JsResult<_>>()?;
    pooled(&data, context).map(JsValue::from)
}

fn alloc(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_arg(args.get_or_undefined(0), context)?;
    let made = zeroed(size, context)?;
    let fill = args.get_or_undefined(1);
    let zero = fill.is_undefined() || fill.as_number() == Some(0.0);
    if !zero && size > 0 {
        let encoding = args.get_or_undefined(2).clone();
        let made = made.clone().into();
        if encoding.is_undefined() {
            access::fill(&made, std::slice::from_ref(fill), context)?;
        } else {
            access::fill(&made, &[fill.clone(), encoding], context)?;
        }
    }
    Ok(made.into())
}

fn alloc_unsafe(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_arg(args.get_or_undefined(0), context)?;
    unfilled(size, context).map(JsValue::from)
}

fn alloc_unsafe_slow(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let size = size_arg(args.get_or_undefined(0), context)?;
    zeroed(size, context).map(JsValue::from)
}

fn is_buffer_static(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    is_buffer(args.get_or_undefined(0), context).map(JsValue::from)
}

fn compare(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let first = octets_arg(args.get_or_undefined(0), "buf1", context)?;
    let second = octets_arg(args.get_or_undefined(1), "buf2", context)?.to_vec();
    Ok(JsValue::from(
        first.with(|data| data.cmp(&second[..])) as i32
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "the engine's signature")]
fn is_encoding(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let name = args.get_or_undefined(0).as_string();
    Ok(name
        .is_some_and(|name| Encoding::parse(&name.to_std_string_lossy()).is_some())
        .into())
}

fn concat(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let list = args.get_or_undefined(0);
    let Some(array) = list.as_object().filter(JsObject::is_array) else {
        return Err(fail::arg_type(
            context,
            "list",
            "an instance of Array",
            list,
        ));
    };
    let array = JsArray::from_object(array.clone())?;
    let mut data = Vec::new();
    let count = array.length(context)?;
    for index in 0..count {
        let item = array.get(index, context)?;
        let bytes = octets_arg(&item, &format!("list[{index}]"), context)?;
        bytes.with(|part| data.extend_from_slice(part));
    }
    let total = args.get_or_undefined(1);
    if !total.is_undefined() {
        let total = access::whole(total, "length", 0.0, MAX_LENGTH, context)?;
        data.resize(nearest(total), 0);
    }
    if count == 0 {
        from_slice(&[], context)
    } else {
        pooled(&data, context)
    }
    .map(JsValue::from)
}

fn byte_length(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0);
    if let Some(text) = value.as_string() {
        let name = args.get_or_undefined(1).as_string();
        let encoding = name.and_then(|name| Encoding::parse(&name.to_std_string_lossy()));
        return Ok(encoding
            .unwrap_or(Encoding::Utf8)
            .byte_length(text.as_str())
            .into());
    }
    if let Some(bytes) = Bytes::of(value, context) {
        return Ok(bytes.len().into());
    }
    let expected = "of type string or an instance of Buffer or ArrayBuffer";
    Err(fail::arg_type(context, "string", expected, value))
}

/// `buffer.isUtf8(input)`
pub(super) fn is_utf8(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = input_arg(args.get_or_undefined(0), context)?;
    Ok(input.with(|data| std::str::from_utf8(data).is_ok()).into())
}

/// `buffer.isAscii(input)`
pub(super) fn is_ascii(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = input_arg(args.get_or_undefined(0), context)?;
    Ok(input.with(<[u8]>::is_ascii).into())
}

fn input_arg(value: &JsValue, context: &mut Context) -> JsResult<Bytes> {
    Bytes::of(value, context).ok_or_else(|| {
        let expected = "an instance of ArrayBuffer, Buffer, or TypedArray";
        fail::arg_type(context, "input", expected, value)
    })
}

fn size_arg(value: &JsValue, context: &mut Context) -> JsResult<usize> {
    let Some(size) = value.as_number() else {
        return Err(fail::arg_type(context, "size", "of type number", value));
    };
    if !(0.0..=MAX_LENGTH).contains(&size) {
        return Err(fail::out_of_range(
            context,
            "size",
            ">= 0 && <= 9007199254740991",
            value,
        ));
    }
    Ok(nearest(size))
}

fn number_or_zero(value: &JsValue, context: &mut Context) -> JsResult<f64> {
    let number = value.to_number(context)?.trunc();
    Ok(if number.is_nan() { 0.0 } else { number })
}

fn outside(message: &str, context: &mut Context) -> JsError {
    fail::coded(
        context,
        fail::Kind::Range,
        "ERR_BUFFER_OUT_OF_BOUNDS",
        message,
    )
}
