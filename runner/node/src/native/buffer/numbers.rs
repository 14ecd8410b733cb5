//! `readX` and `writeX`: integers, floats and big integers at an offset.

use boa_engine::{Context, JsArgs, JsBigInt, JsError, JsResult, JsValue};

use super::super::bytes::Bytes;
use super::super::{Def, fail};
use super::this_bytes;
use threadproof_ground::numbers::nearest;

macro_rules! fixed {
    ($($kind:ident, $read:ident, $write:ident, $type:ty, $from:ident, $to:ident;)*) => {$(
        fn $read(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            const WIDTH: usize = size_of::<$type>();
            let (bytes, at) = place(this, args.get_or_undefined(0), WIDTH, context)?;
            let mut raw = [0; WIDTH];
            bytes.part(at, WIDTH).with(|data| raw.copy_from_slice(data));
            Ok($kind::show(<$type>::$from(raw)))
        }

        fn $write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            const WIDTH: usize = size_of::<$type>();
            let value = $kind::take::<$type>(args.get_or_undefined(0), context)?;
            let (bytes, at) = place(this, args.get_or_undefined(1), WIDTH, context)?;
            bytes.write(at, &value.$to(), context)?;
            Ok(JsValue::from(at + WIDTH))
        }
    )*};
}

fixed! {
    int, read_u8, write_u8, u8, from_le_bytes, to_le_bytes;
    int, read_u16_le, write_u16_le, u16, from_le_bytes, to_le_bytes;
    int, read_u16_be, write_u16_be, u16, from_be_bytes, to_be_bytes;
    int, read_u32_le, write_u32_le, u32, from_le_bytes, to_le_bytes;
    int, read_u32_be, write_u32_be, u32, from_be_bytes, to_be_bytes;
    int, read_i8, write_i8, i8, from_le_bytes, to_le_bytes;
    int, read_i16_le, write_i16_le, i16, from_le_bytes, to_le_bytes;
    int, read_i16_be, write_i16_be, i16, from_be_bytes, to_be_bytes;
    int, read_i32_le, write_i32_le, i32, from_le_bytes, to_le_bytes;
    int, read_i32_be, write_i32_be, i32, from_be_bytes, to_be_bytes;
    big, read_u64_le, write_u64_le, u64, from_le_bytes, to_le_bytes;
    big, read_u64_be, write_u64_be, u64, from_be_bytes, to_be_bytes;
    big, read_i64_le, write_i64_le, i64, from_le_bytes, to_le_bytes;
    big, read_i64_be, write_i64_be, i64, from_be_bytes, to_be_bytes;
    float, read_f32_le, write_f32_le, f32, from_le_bytes, to_le_bytes;
    float, read_f32_be, write_f32_be, f32, from_be_bytes, to_be_bytes;
    float, read_f64_le, write_f64_le, f64, from_le_bytes, to_le_bytes;
    float, read_f64_be, write_f64_be, f64, from_be_bytes, to_be_bytes;
}

/// The methods of `Buffer.prototype` that this file gives.
pub(super) const METHODS: &[Def] = &[
    ("readUInt8", 1, read_u8),
    ("readUint8", 1, read_u8),
    ("readUInt16LE", 1, read_u16_le),
    ("readUint16LE", 1, read_u16_le),
    ("readUInt16BE", 1, read_u16_be),
    ("readUint16BE", 1, read_u16_be),
    ("readUInt32LE", 1, read_u32_le),
    ("readUint32LE", 1, read_u32_le),
    ("readUInt32BE", 1, read_u32_be),
    ("readUint32BE", 1, read_u32_be),
    ("readInt8", 1, read_i8),
    ("readInt16LE", 1, read_i16_le),
    ("readInt16BE", 1, read_i16_be),
    ("readInt32LE", 1, read_i32_le),
    ("readInt32BE", 1, read_i32_be),
    ("readBigUInt64LE", 1, read_u64_le),
    ("readBigUint64LE", 1, read_u64_le),
    ("readBigUInt64BE", 1, read_u64_be),
    ("readBigUint64BE", 1, read_u64_be),
    ("readBigInt64LE", 1, read_i64_le),
    ("readBigInt64BE", 1, read_i64_be),
    ("readFloatLE", 1, read_f32_le),
    ("readFloatBE", 1, read_f32_be),
    ("readDoubleLE", 1, read_f64_le),
    ("readDoubleBE", 1, read_f64_be),
    ("readUIntLE", 2, read_uint_le),
    ("readUintLE", 2, read_uint_le),
    ("readUIntBE", 2, read_uint_be),
    ("readUintBE", 2, read_uint_be),
    ("readIntLE", 2, read_int_le),
    ("readIntBE", 2, read_int_be),
    ("writeUInt8", 2, write_u8),
    ("writeUint8", 2, write_u8),
    ("writeUInt16LE", 2, write_u16_le),
    ("writeUint16LE", 2, write_u16_le),
    ("writeUInt16BE", 2, write_u16_be),
    ("writeUint16BE", 2, write_u16_be),
    ("writeUInt32LE", 2, write_u32_le),
    ("writeUint32LE", 2, write_u32_le),
    ("writeUInt32BE", 2, write_u32_be),
    ("writeUint32BE", 2, write_u32_be),
    ("writeInt8", 2, write_i8),
    ("writeInt16LE", 2, write_i16_le),
    ("writeInt16BE", 2, write_i16_be),
    ("writeInt32LE", 2, write_i32_le),
    ("writeInt32BE", 2, write_i32_be),
    ("writeBigUInt64LE", 2, write_u64_le),
    ("writeBigUint64LE", 2, write_u64_le),
    ("writeBigUInt64BE", 2, write_u64_be),
    ("writeBigUint64BE", 2, write_u64_be),
    ("writeBigInt64LE", 2, write_i64_le),
    ("writeBigInt64BE", 2, write_i64_be),
    ("writeFloatLE", 2, write_f32_le),
    ("writeFloatBE", 2, write_f32_be),
    ("writeDoubleLE", 2, write_f64_le),
    ("writeDoubleBE", 2, write_f64_be),
    ("writeUIntLE", 3, write_uint_le),
    ("writeUintLE", 3, write_uint_le),
    ("writeUIntBE", 3, write_uint_be),
    ("writeUintBE", 3, write_uint_be),
    ("writeIntLE", 3, write_int_le),
    ("writeIntBE", 3, write_int_be),
];

/// Integers that a JavaScript number holds.
mod int {
    use super::{Context, JsResult, JsValue, in_range};

    pub(super) fn show(value: impl Into<JsValue>) -> JsValue {
        value.into()
    }

    pub(super) fn take<T: TryFrom<i64> + Bounds>(
        value: &JsValue,
        context: &mut Context,
    ) -> JsResult<T> {
        let range = format!(">= {} and <= {}", T::LEAST, T::MOST);
        let number = in_range(value, T::LEAST, T::MOST, &range, context)?;
        Ok(T::try_from(number).unwrap_or_else(|_| unreachable!("the range was checked")))
    }

    pub(super) trait Bounds {
        const LEAST: i64;
        const MOST: i64;
    }

    macro_rules! bounds { ($($type:ty)*) => {$(
        impl Bounds for $type {
            const LEAST: i64 = <$type>::MIN as i64;
            const MOST: i64 = <$type>::MAX as i64;
        }
    )*}; }
    bounds!(u8 u16 u32 i8 i16 i32);
}

/// Integers of 64 bits, as big integers.
mod big {
    use super::{Context, JsBigInt, JsResult, JsValue, fail};

    pub(super) fn show(value: impl Into<JsBigInt>) -> JsValue {
        JsValue::from(value.into())
    }

    pub(super) fn take<T: Bounds>(value: &JsValue, context: &mut Context) -> JsResult<T> {
        let Some(number) = value.as_bigint() else {
            let text = "Cannot mix BigInt and other types, use explicit conversions";
            return Err(fail::type_error(text));
        };
        let parsed = number
            .to_string_radix(10)
            .parse::<i128>()
            .ok()
            .and_then(T::narrow);
        parsed.ok_or_else(|| fail::out_of_range(context, "value", T::RANGE, value))
    }

    pub(super) trait Bounds: Sized {
        const RANGE: &'static str;
        fn narrow(value: i128) -> Option<Self>;
    }

    impl Bounds for u64 {
        const RANGE: &'static str = ">= 0n and < 2n ** 64n";
        fn narrow(value: i128) -> Option<Self> {
            value.try_into().ok()
        }
    }

    impl Bounds for i64 {
        const RANGE: &'static str = ">= -(2n ** 63n) and < 2n ** 63n";
        fn narrow(value: i128) -> Option<Self> {
            value.try_into().ok()
        }
    }
}

/// Floats: every number fits.
mod float {
    use super::{Context, JsResult, JsValue};

    pub(super) fn show(value: impl Into<f64>) -> JsValue {
        JsValue::from(value.into())
    }

    pub(super) fn take<T: Narrow>(value: &JsValue, context: &mut Context) -> JsResult<T> {
        value.to_number(context).map(T::narrow)
    }

    pub(super) trait Narrow {
        fn narrow(value: f64) -> Self;
    }

    impl Narrow for f32 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "that is what writeFloat does"
        )]
        fn narrow(value: f64) -> Self {
            value as Self
        }
    }

    impl Narrow for f64 {
        fn narrow(value: f64) -> Self {
            value
        }
    }
}

macro_rules! sized {
    ($($read:ident, $write:ident, $signed:literal, $little:literal;)*) => {$(
        fn $read(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            let width = width_arg(args.get_or_undefined(1), context)?;
            let offset = args.get_or_undefined(0);
            if offset.is_undefined() {
                return Err(fail::arg_type(context, "offset", "of type number", offset));
            }
            let (bytes, at) = place(this, offset, width, context)?;
            let value = bytes.part(at, width).with(|data| {
                let join = |value, byte: &u8| value << 8 | i64::from(*byte);
                if $little { data.iter().rev().fold(0, join) } else { data.iter().fold(0, join) }
            });
            let top = 1_i64 << (width * 8 - 1);
            Ok(number(if $signed && value >= top { value - top * 2 } else { value }))
        }

        fn $write(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
            let width = width_arg(args.get_or_undefined(2), context)?;
            let bits = width * 8;
            let (least, most) = if $signed {
                (-(1_i64 << (bits - 1)), (1_i64 << (bits - 1)) - 1)
            } else {
                (0, (1_i64 << bits) - 1)
            };
            let range = match (width > 4, $signed) {
                (false, _) => format!(">= {least} and <= {most}"),
                (true, true) => format!(">= -(2 ** {0}) and < 2 ** {0}", bits - 1),
                (true, false) => format!(">= 0 and < 2 ** {bits}"),
            };
            let value = in_range(args.get_or_undefined(0), least, most, &range, context)?;
            let offset = args.get_or_undefined(1);
            if offset.is_undefined() {
                return Err(fail::arg_type(context, "offset", "of type number", offset));
            }
            let (bytes, at) = place(this, offset, width, context)?;
            let raw = value.to_le_bytes();
            let mut raw = raw[..width].to_vec();
            if !$little {
                raw.reverse();
            }
            bytes.write(at, &raw, context)?;
            Ok(JsValue::from(at + width))
        }
    )*};
}

sized! {
    read_uint_le, write_uint_le, false, true;
    read_uint_be, write_uint_be, false, false;
    read_int_le, write_int_le, true, true;
    read_int_be, write_int_be, true, false;
}

#[expect(clippy::cast_precision_loss, reason = "at most 48 bits")]
fn number(value: i64) -> JsValue {
    i32::try_from(value).map_or_else(|_| JsValue::from(value as f64), JsValue::from)
}

fn width_arg(value: &JsValue, context: &mut Context) -> JsResult<usize> {
    let Some(width) = value.as_number() else {
        return Err(fail::arg_type(
            context,
            "byteLength",
            "of type number",
            value,
        ));
    };
    if width.fract() != 0.0 {
        return Err(fail::out_of_range(
            context,
            "byteLength",
            "an integer",
            value,
        ));
    }
    if !(1.0..=6.0).contains(&width) {
        return Err(fail::out_of_range(
            context,
            "byteLength",
            ">= 1 and <= 6",
            value,
        ));
    }
    Ok(nearest(width))
}

/// The whole part of a number argument between `least` and `most`; not-a-number counts as zero.
#[expect(
    clippy::cast_precision_loss,
    reason = "the bounds have at most 48 bits"
)]
fn in_range(
    value: &JsValue,
    least: i64,
    most: i64,
    range: &str,
    context: &mut Context,
) -> JsResult<i64> {
    let number = value.to_number(context)?;
    if number < least as f64 || number > most as f64 {
        return Err(fail::out_of_range(
            context,
            "value",
            range,
            &JsValue::from(number),
        ));
    }
    Ok(nearest(number))
}

fn place(
    this: &JsValue,
    offset: &JsValue,
    width: usize,
    context: &mut Context,
) -> JsResult<(Bytes, usize)> {
    let bytes = this_bytes(this, context)?;
    let number = match offset.as_number() {
        Some(number) => number,
        None if offset.is_undefined() => 0.0,
        None => return Err(fail::arg_type(context, "offset", "of type number", offset)),
    };
    let room = bytes.len().checked_sub(width);
    if let Some(room) = room
        && number.fract() == 0.0
        && number >= 0.0
        && number <= room as f64
    {
        return Ok((bytes, nearest(number)));
    }
    Err(misplaced(number, offset, room, context))
}

fn misplaced(number: f64, offset: &JsValue, room: Option<usize>, context: &mut Context) -> JsError {
    if number.fract() != 0.0 && number.is_finite() || number.is_nan() {
        return fail::out_of_range(context, "offset", "an integer", offset);
    }
    let Some(room) = room else {
        let text = "Attempt to access memory outside buffer bounds";
        return fail::coded(context, fail::Kind::Range, "ERR_BUFFER_OUT_OF_BOUNDS", text);
    };
    fail::out_of_range(context, "offset", &format!(">= 0 and <= {room}"), offset)
}
