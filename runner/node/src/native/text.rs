//! `TextEncoder` and `TextDecoder`, as native classes over `encoding_rs`.
//!
//! Nothing here knows `Buffer`: its encodings have other names and other rules for bad input.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsData, JsError, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8};

use super::bytes::{Bytes, uint8_array};
use super::{fail, object_of, registered_symbol, show};
use threadproof_engine::class::{Members, NativeClass, constructor_of, this_data};

/// The class `TextEncoder`.
pub struct TextEncoder;

/// The class `TextDecoder`.
pub struct TextDecoder;

/// A `TextEncoder` carries nothing: it always makes UTF-8.
#[derive(Trace, Finalize, JsData)]
pub struct EncoderData;

/// What a `TextDecoder` carries, the undecoded rest of a stream included.
#[derive(Trace, Finalize, JsData)]
pub struct DecoderData {
    #[unsafe_ignore_trace]
    encoding: &'static Encoding,
    fatal: bool,
    ignore_bom: bool,
    #[unsafe_ignore_trace]
    running: Option<Decoder>,
}

/// Both classes, for the modules `util` and `buffer`.
///
/// # Errors
/// Fails when a class cannot be built.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(&[], context);
    let (encoder, decoder) = (
        constructor_of::<TextEncoder>(context)?,
        constructor_of::<TextDecoder>(context)?,
    );
    native.create_data_property_or_throw(js_string!("TextEncoder"), encoder, context)?;
    native.create_data_property_or_throw(js_string!("TextDecoder"), decoder, context)?;
    Ok(native)
}

impl NativeClass for TextEncoder {
    type Data = EncoderData;
    const NAME: &'static str = "TextEncoder";

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<EncoderData> {
        Ok(EncoderData)
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("encoding"), encoder_encoding, None)
            .method(js_string!("encode"), 0, encode)
            .method(js_string!("encodeInto"), 2, encode_into)
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect_encoder);
        }
    }

    fn wrong_this(_: &mut Context) -> JsError {
        fail::type_error("Receiver must be an instance of class TextEncoder")
    }
}

impl NativeClass for TextDecoder {
    type Data = DecoderData;
    const NAME: &'static str = "TextDecoder";

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<DecoderData> {
        let label = args.get_or_undefined(0);
        let label = if label.is_undefined() {
            js_string!("utf-8")
        } else {
            label.to_string(context)?
        };
        let label = label.to_std_string_lossy();
        let options = options_arg(args.get_or_undefined(1), context)?;
        let Some(encoding) = Encoding::for_label_no_replacement(label.as_bytes()) else {
            let text = format!("The \"{label}\" encoding is not supported");
            return Err(fail::coded(
                context,
                fail::Kind::Range,
                "ERR_ENCODING_NOT_SUPPORTED",
                text,
            ));
        };
        let flag = |name: &str, context: &mut Context| -> JsResult<bool> {
            match &options {
                Some(options) => Ok(options.get(JsString::from(name), context)?.to_boolean()),
                None => Ok(false),
            }
        };
        let (fatal, ignore_bom) = (flag("fatal", context)?, flag("ignoreBOM", context)?);
        Ok(DecoderData {
            encoding,
            fatal,
            ignore_bom,
            running: None,
        })
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("decode"), 0, decode)
            .accessor(js_string!("encoding"), decoder_encoding, None)
            .accessor(js_string!("fatal"), decoder_fatal, None)
            .accessor(js_string!("ignoreBOM"), decoder_ignore_bom, None)
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect_decoder);
        }
    }
}

fn encoder_encoding(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<TextEncoder>(this, context)?;
    Ok(js_string!("utf-8").into())
}

fn encode(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<TextEncoder>(this, context)?;
    let text = args.get_or_undefined(0);
    let text = if text.is_undefined() {
        JsString::default()
    } else {
        text.to_string(context)?
    };
    let data = super::buffer::encoding::utf8(text.as_str());
    uint8_array(&data, context).map(JsValue::from)
}

fn encode_into(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<TextEncoder>(this, context)?;
    let source = args.get_or_undefined(0);
    let Some(text) = source.as_string() else {
        return Err(fail::arg_type(context, "src", "of type string", source));
    };
    let target = args.get_or_undefined(1);
    let Some(target) = Bytes::octets(target, context) else {
        return Err(fail::arg_type(
            context,
            "dest",
            "an instance of Uint8Array",
            target,
        ));
    };
    let mut data = Vec::new();
    let mut read = 0;
    for point in text.code_points() {
        let character = point.as_char().unwrap_or(char::REPLACEMENT_CHARACTER);
        if data.len() + character.len_utf8() > target.len() {
            break;
        }
        data.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        read += point.code_unit_count();
    }
    let written = target.write(0, &data, context)?;
    let result = JsObject::with_object_proto(context.intrinsics());
    result.create_data_property_or_throw(js_string!("read"), read, context)?;
    result.create_data_property_or_throw(js_string!("written"), written, context)?;
    Ok(result.into())
}

fn inspect_encoder(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    this_data::<TextEncoder>(this, context)?;
    show::fields(
        this,
        args,
        "",
        &[("encoding", js_string!("utf-8").into())],
        context,
    )
}

fn decode(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let decoder = this_data::<TextDecoder>(this, context)?;
    let input = args.get_or_undefined(0);
    let bytes = if input.is_undefined() {
        Vec::new()
    } else if let Some(bytes) = Bytes::of(input, context) {
        bytes.to_vec()
    } else {
        let text = "The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or \
                    ArrayBufferView.";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_INVALID_ARG_TYPE",
            text,
        ));
    };
    let stream = match options_arg(args.get_or_undefined(1), context)? {
        Some(options) => options.get(js_string!("stream"), context)?.to_boolean(),
        None => false,
    };
    let mut data = decoder.data_mut();
    if let Some(units) = data.decode(&bytes, !stream) {
        return Ok(JsString::from(&units[..]).into());
    }
    let name = data.encoding.name().to_ascii_lowercase();
    drop(data);
    let text = format!("The encoded data was not valid for encoding {name}");
    Err(fail::coded(
        context,
        fail::Kind::Type,
        "ERR_ENCODING_INVALID_ENCODED_DATA",
        text,
    ))
}

impl DecoderData {
    /// Decodes the next piece; `None` when the data is malformed and that is fatal.
    fn decode(&mut self, bytes: &[u8], last: bool) -> Option<Vec<u16>> {
        let plain = self.running.is_none() && last && bytes.is_ascii();
        if plain && (self.encoding == UTF_8 || self.encoding.is_single_byte()) {
            return Some(bytes.iter().map(|byte| u16::from(*byte)).collect());
        }
        let mut decoder = self.running.take().unwrap_or_else(|| {
            if self.ignore_bom {
                self.encoding.new_decoder_without_bom_handling()
            } else {
                self.encoding.new_decoder_with_bom_removal()
            }
        });
        let mut units = vec![0; decoder.max_utf16_buffer_length(bytes.len())?];
        let written = if self.fatal {
            let (result, _, written) =
                decoder.decode_to_utf16_without_replacement(bytes, &mut units, last);
            if matches!(result, DecoderResult::Malformed(..)) {
                return None;
            }
            written
        } else {
            let (result, _, written, _) = decoder.decode_to_utf16(bytes, &mut units, last);
            debug_assert!(
                matches!(result, CoderResult::InputEmpty),
                "the buffer was large enough"
            );
            written
        };
        units.truncate(written);
        if !last {
            self.running = Some(decoder);
        }
        Some(units)
    }
}

fn decoder_encoding(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let decoder = this_data::<TextDecoder>(this, context)?;
    let name = decoder.data().encoding.name().to_ascii_lowercase();
    Ok(JsString::from(name).into())
}

fn decoder_fatal(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(this_data::<TextDecoder>(this, context)?.data().fatal.into())
}

fn decoder_ignore_bom(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(this_data::<TextDecoder>(this, context)?
        .data()
        .ignore_bom
        .into())
}

fn inspect_decoder(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fields = [
        ("encoding", decoder_encoding(this, &[], context)?),
        ("fatal", decoder_fatal(this, &[], context)?),
        ("ignoreBOM", decoder_ignore_bom(this, &[], context)?),
    ];
    show::fields(this, args, "TextDecoder", &fields, context)
}

fn options_arg(value: &JsValue, context: &mut Context) -> JsResult<Option<JsObject>> {
    if value.is_null_or_undefined() {
        return Ok(None);
    }
    match value.as_object() {
        Some(options) => Ok(Some(options.clone())),
        None => Err(fail::arg_type(context, "options", "of type object", value)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;

    /// Every expectation was printed by Node 26 for the same expression.
    #[test]
    fn text_expressions_give_what_node_gives() {
        let mut bench = Bench::new("b", super::bindings);
        bench.run("globalThis.TextEncoder = b.TextEncoder; globalThis.TextDecoder = b.TextDecoder");
        bench.check_all(include_str!("text_cases.txt"));
    }
}
