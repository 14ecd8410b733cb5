//! `Blob` and `File`, whose bytes live outside the engine and are shared by every copy.
//!
//! [`Content`] is what crosses threads: cloning a blob to another thread copies a reference count,
//! never the bytes.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsPromise;
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use super::bytes::{Bytes, array_buffer, uint8_array};
use super::{fail, registered_symbol, show, text_arg};
use threadproof_engine::bytes;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_ground::numbers::nearest;
use threadproof_modules::builtin;

/// The class `Blob`.
pub struct Blob;

/// The class `File`, a `Blob` with a name.
pub struct File;

/// What a blob is made of; it may go to any thread.
#[derive(Clone, Debug)]
pub struct Content {
    data: Arc<[u8]>,
    start: usize,
    len: usize,
    kind: String,
    file: Option<(String, f64)>,
}

/// The native data of a `Blob` or `File` object.
#[derive(Trace, Finalize, JsData)]
pub struct BlobData {
    /// The bytes and their description.
    #[unsafe_ignore_trace]
    pub content: Content,
}

impl Content {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.data[self.start..self.start + self.len]
    }

    /// Makes the object that shows this content to scripts: a `File` if it has a name.
    ///
    /// # Errors
    /// Fails when the class cannot be built.
    pub fn into_object(self, context: &mut Context) -> JsResult<JsObject> {
        let data = BlobData { content: self };
        if data.content.file.is_some() {
            instance::<File>(data, context)
        } else {
            instance::<Blob>(data, context)
        }
    }

    /// The content behind a `Blob` or `File` object.
    #[must_use]
    pub fn of(object: &JsObject) -> Option<Self> {
        Blob::unpack(object).map(|data| data.content.clone())
    }
}

impl NativeClass for Blob {
    type Data = BlobData;
    const NAME: &'static str = "Blob";

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<BlobData> {
        let parts = args.get_or_undefined(0);
        build(parts, args.get_or_undefined(1), None, context)
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("type"), kind, None)
            .accessor(js_string!("size"), size, None)
            .method(js_string!("slice"), 0, slice)
            .method(js_string!("arrayBuffer"), 0, to_array_buffer)
            .method(js_string!("text"), 0, text)
            .method(js_string!("bytes"), 0, to_bytes)
            .method(js_string!("stream"), 0, stream)
            .to_string_tag();
        if let Ok(symbol) = registered_symbol(show::CUSTOM, members.context()) {
            members.symbol_method(symbol, 3, inspect);
        }
    }
}

impl NativeClass for File {
    type Data = BlobData;
    const NAME: &'static str = "File";
    const LENGTH: usize = 2;

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<Blob>(context).map(Some)
    }

    fn construct(args: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<BlobData> {
        if args.len() < 2 {
            return Err(threadproof_engine::errors::missing_args(
                context,
                &["fileBits", "fileName"],
            ));
        }
        let name = text_arg(args, 1, context)?;
        build(
            args.get_or_undefined(0),
            args.get_or_undefined(2),
            Some(name),
            context,
        )
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(js_string!("name"), name, None)
            .accessor(js_string!("lastModified"), last_modified, None)
            .to_string_tag();
    }

    fn is_instance(object: &JsObject) -> bool {
        Blob::unpack(object).is_some_and(|data| data.content.file.is_some())
    }
}

fn build(
    parts: &JsValue,
    options: &JsValue,
    name: Option<String>,
    context: &mut Context,
) -> JsResult<BlobData> {
    let get = |key: &str, context: &mut Context| match options.as_object() {
        Some(options) => options.get(JsString::from(key), context),
        None if options.is_null_or_undefined() => Ok(JsValue::undefined()),
        None => Err(fail::arg_type(context, "options", "a dictionary", options)),
    };
    let endings = get("endings", context)?;
    let endings = if endings.is_undefined() {
        js_string!("transparent")
    } else {
        endings.to_string(context)?
    };
    let native_endings = endings == js_string!("native");
    if !native_endings && endings != js_string!("transparent") {
        return Err(bytes::arg_value(
            context,
            "options.endings",
            "is invalid",
            &endings.into(),
        ));
    }
    let kind = get("type", context)?;
    let kind = if kind.is_undefined() {
        String::new()
    } else {
        kind.to_string(context)?.to_std_string_lossy()
    };
    let kind = media_type(&kind);
    let file = match name {
        None => None,
        Some(name) => {
            let modified = get("lastModified", context)?;
            let modified = if modified.is_undefined() {
                super::wall_clock_ms(context).floor()
            } else {
                let number = modified.to_number(context)?;
                if number.is_finite() {
                    number.trunc()
                } else {
                    0.0
                }
            };
            Some((name, modified))
        }
    };
    let mut data = Vec::new();
    if !parts.is_undefined() {
        collect(parts, native_endings, &mut data, context)?;
    }
    let len = data.len();
    let content = Content {
        data: data.into(),
        start: 0,
        len,
        kind,
        file,
    };
    Ok(BlobData { content })
}

fn collect(
    parts: &JsValue,
    native_endings: bool,
    data: &mut Vec<u8>,
    context: &mut Context,
) -> JsResult<()> {
    let method = match parts.as_object() {
        Some(object) => object.get(boa_engine::JsSymbol::iterator(), context)?,
        None => JsValue::undefined(),
    };
    if !method.is_callable() {
        let text = "Value cannot be converted to sequence.";
        return Err(fail::coded(
            context,
            fail::Kind::Type,
            "ERR_INVALID_ARG_TYPE",
            text,
        ));
    }
    for part in super::list_of(parts, context)? {
        if let Some(content) = part.as_object().and_then(|object| Content::of(&object)) {
            data.extend_from_slice(content.bytes());
        } else if let Some(bytes) = Bytes::of(&part, context) {
            bytes.with(|bytes| data.extend_from_slice(bytes));
        } else {
            let text = part.to_string(context)?.to_std_string_lossy();
            if native_endings {
                data.extend_from_slice(text.replace("\r\n", "\n").replace('\r', "\n").as_bytes());
            } else {
                data.extend_from_slice(text.as_bytes());
            }
        }
    }
    Ok(())
}

/// A type with characters outside printable ASCII counts as none at all.
fn media_type(kind: &str) -> String {
    if kind.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) {
        kind.to_ascii_lowercase()
    } else {
        String::new()
    }
}

fn content(this: &JsValue, context: &mut Context) -> JsResult<Content> {
    Ok(this_data::<Blob>(this, context)?.data().content.clone())
}

fn kind(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(JsString::from(content(this, context)?.kind).into())
}

fn size(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(content(this, context)?.len.into())
}

fn name(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let file = this_data::<File>(this, context)?
        .data()
        .content
        .file
        .clone();
    Ok(JsString::from(file.unwrap_or_default().0).into())
}

fn last_modified(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let file = this_data::<File>(this, context)?
        .data()
        .content
        .file
        .clone();
    Ok(file.unwrap_or_default().1.into())
}

fn slice(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let content = content(this, context)?;
    let len = content.len as f64;
    let mut bounds = [0.0, len];
    for (bound, value) in bounds
        .iter_mut()
        .zip([args.get_or_undefined(0), args.get_or_undefined(1)])
    {
        if !value.is_undefined() {
            let number = value.to_number(context)?.trunc();
            let number = if number < 0.0 { number + len } else { number };
            *bound = number.max(0.0).min(len);
        }
    }
    let [start, end] = bounds.map(nearest::<usize>);
    let kind = args.get_or_undefined(2);
    let kind = if kind.is_undefined() {
        String::new()
    } else {
        kind.to_string(context)?.to_std_string_lossy()
    };
    let part = Content {
        data: content.data,
        start: content.start + start,
        len: end.saturating_sub(start),
        kind: media_type(&kind),
        file: None,
    };
    part.into_object(context).map(JsValue::from)
}

fn promised(
    this: &JsValue,
    make: fn(&[u8], &mut Context) -> JsResult<JsValue>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let result = content(this, context).and_then(|content| make(content.bytes(), context));
    JsPromise::from_result(result, context).map(JsValue::from)
}

fn to_array_buffer(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promised(
        this,
        |bytes, context| array_buffer(bytes, context).map(JsValue::from),
        context,
    )
}

fn to_bytes(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    promised(
        this,
        |bytes, context| uint8_array(bytes, context).map(JsValue::from),
        context,
    )
}

fn text(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let decode = |bytes: &[u8], _: &mut Context| {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        Ok(super::buffer::encoding::utf8_string(bytes).into())
    };
    promised(this, decode, context)
}

/// `stream()`: a byte stream over a copy of the bytes (File API, 3.3.3)
fn stream(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let content = content(this, context)?;
    let chunk = uint8_array(content.bytes(), context)?;
    let make = builtin::export("internal/webstreams/sources", "streamOfBytes", context)?;
    let Some(make) = make.as_callable() else {
        return Err(fail::type_error("a builtin lost one of its functions"));
    };
    make.call(&JsValue::undefined(), &[chunk.into()], context)
}

fn inspect(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let content = content(this, context)?;
    let kind = JsString::from(content.kind).into();
    let mut fields = vec![("size", content.len.into()), ("type", kind)];
    let mut name = "Blob";
    if let Some((file, modified)) = content.file {
        name = "File";
        fields.push(("name", JsString::from(file).into()));
        fields.push(("lastModified", modified.into()));
    }
    show::fields(this, args, name, &fields, context)
}
