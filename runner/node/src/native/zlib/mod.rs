//! The Rust half of `zlib`: compressed data over `flate2`.
//!
//! Options have been checked in JavaScript. A result is a `Buffer`, or `[code, number, message]` of
//! what went wrong.

use std::cell::RefCell;
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsFunction};
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};

use super::bytes::Bytes;
use super::{blocking, buffer, object_of};

mod constants;
mod stream;

use stream::{Failure, Flush, Form, Settings, Stream};
use threadproof_ground::numbers::nearest;

/// What the object of a stream carries.
#[derive(Clone, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
struct Handle(Rc<RefCell<Stream>>);

/// For `zlib`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("make", 5, make),
            ("write", 4, write),
            ("trailing", 1, trailing),
            ("reset", 1, reset),
            ("whole", 7, whole),
            ("crc32", 2, crc32),
            ("constants", 1, constants::constants),
        ],
        context,
    ))
}

fn bytes(value: &JsValue, context: &mut Context) -> Vec<u8> {
    if let Some(text) = value.as_string() {
        return buffer::encoding::utf8(text.as_str());
    }
    Bytes::of(value, context).map_or_else(Vec::new, |bytes| bytes.to_vec())
}

fn number(args: &[JsValue], at: usize) -> f64 {
    args.get_or_undefined(at).as_number().unwrap_or(0.0)
}

/// The settings of `(form, level, window bits, dictionary)`.
fn settings(args: &[JsValue], context: &mut Context) -> Settings {
    let form = match nearest::<i32>(number(args, 0)) {
        1 => Form::Deflate,
        2 => Form::Inflate,
        3 => Form::Gzip,
        4 => Form::Gunzip,
        5 => Form::DeflateRaw,
        6 => Form::InflateRaw,
        _ => Form::Unzip,
    };
    Settings {
        form,
        level: nearest(number(args, 1)),
        window_bits: nearest(number(args, 2).clamp(9.0, 15.0)),
        dictionary: bytes(args.get_or_undefined(3), context),
    }
}

/// By the numbers of `zlib.constants`.
fn flush(number: f64) -> Flush {
    match nearest::<i32>(number) {
        0 => Flush::None,
        3 => Flush::Full,
        4 => Flush::Finish,
        _ => Flush::Sync,
    }
}

fn outcome(result: Result<Vec<u8>, Failure>, context: &mut Context) -> JsResult<JsValue> {
    let failure = match result {
        Ok(bytes) => return buffer::from_slice(&bytes, context).map(JsValue::from),
        Err(failure) => failure,
    };
    let (code, number) = match failure {
        Failure::Data(_) | Failure::WrongDictionary => ("Z_DATA_ERROR", -3),
        Failure::Ended => ("Z_BUF_ERROR", -5),
        Failure::NoDictionary => ("Z_NEED_DICT", 2),
        Failure::TooLarge(_) => ("ERR_BUFFER_TOO_LARGE", 0),
    };
    let parts = [
        JsString::from(code).into(),
        number.into(),
        JsString::from(failure.to_string()).into(),
    ];
    Ok(JsArray::from_iter(parts, context).into())
}

/// `(form, level, window bits, dictionary, strict)`: a stream
fn make(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match Stream::new(settings(args, context)) {
        Ok(stream) => {
            let strict = args.get_or_undefined(4).to_boolean();
            let stream = if strict { stream.strict() } else { stream };
            let handle = Handle(Rc::new(RefCell::new(stream)));
            Ok(JsObject::from_proto_and_data(None, handle).into())
        }
        Err(failure) => outcome(Err(failure), context),
    }
}

fn handle(args: &[JsValue]) -> Option<Handle> {
    let object = args.get_or_undefined(0).as_object()?;
    object.downcast_ref::<Handle>().map(|handle| handle.clone())
}

/// `(stream, bytes, flush, most)`
fn write(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = handle(args) else {
        return Ok(JsValue::undefined());
    };
    let input = bytes(args.get_or_undefined(1), context);
    let most = nearest(number(args, 3));
    let written = handle
        .0
        .borrow_mut()
        .write(&input, flush(number(args, 2)), most);
    outcome(written, context)
}

/// Whether a strict stream was given data after its end
fn trailing(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let trailing = handle(args).is_some_and(|handle| handle.0.borrow().trailing());
    Ok(trailing.into())
}

fn reset(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    if let Some(handle) = handle(args) {
        handle.0.borrow_mut().reset().ok();
    }
    Ok(JsValue::undefined())
}

/// `(form, level, window bits, dictionary, bytes, flush, most, callback)`: all at once, off the
/// thread when there is a callback
fn whole(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let settings = settings(args, context);
    let input = bytes(args.get_or_undefined(4), context);
    let (flush, most) = (flush(number(args, 5)), nearest::<usize>(number(args, 6)));
    let work = move || Stream::new(settings)?.write(&input, flush, most);
    let callback = args.get_or_undefined(7).as_object();
    let Some(callback) = callback.and_then(JsFunction::from_object) else {
        return outcome(work(), context);
    };
    let done = |callback: &JsFunction, _: &JsValue, result, context: &mut Context| {
        let result = outcome(result, context)?;
        callback
            .call(&JsValue::undefined(), &[result], context)
            .map(drop)
    };
    blocking::run(callback, JsValue::undefined(), work, done, context)?;
    Ok(JsValue::undefined())
}

/// `(bytes, checksum of what came before)`
fn crc32(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut sum = crc32fast::Hasher::new_with_initial(nearest(number(args, 1)));
    sum.update(&bytes(args.get_or_undefined(0), context));
    Ok(sum.finalize().into())
}
