//! Borrowed access to the bytes behind an `ArrayBuffer`, a `SharedArrayBuffer` or a view of one.
//!
//! A native function that takes binary data goes through [`Bytes`]. It must never hold a borrow
//! across a call into JavaScript: closures given to [`Bytes::with`] get no context.

use boa_engine::builtins::typed_array::TypedArrayKind;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::{
    AlignedVec, JsArrayBuffer, JsDataView, JsSharedArrayBuffer, JsTypedArray, JsUint8Array,
};
use boa_engine::{Context, JsError, JsResult, JsValue};

use crate::errors::fail::{self, Kind, coded};
use crate::errors::invalid_arg_value;

/// A range of bytes that belongs to a JavaScript object.
#[derive(Clone, Debug)]
pub struct Bytes {
    store: Store,
    offset: usize,
    len: usize,
}

#[derive(Clone, Debug)]
enum Store {
    Own(JsArrayBuffer),
    Shared(JsSharedArrayBuffer),
}

impl Bytes {
    /// The bytes of any view (typed array or `DataView`); `None` for every other value.
    pub fn view(value: &JsValue, context: &mut Context) -> Option<Self> {
        let object = value.as_object()?;
        let (buffer, offset, len) = if let Ok(array) = JsTypedArray::from_object(object.clone()) {
            (
                array.buffer(context).ok()?,
                array.byte_offset(context).ok()?,
                array.byte_length(context).ok()?,
            )
        } else {
            let view = JsDataView::from_object(object.clone()).ok()?;
            let offset = usize::try_from(view.byte_offset(context).unwrap_or(0)).ok()?;
            let len = usize::try_from(view.byte_length(context).unwrap_or(0)).ok()?;
            (view.buffer(context).ok()?, offset, len)
        };
        let mut bytes = Self::whole(&buffer)?;
        // A view of a detached or shrunken buffer has nothing left to read.
        bytes.len = if offset + len <= bytes.len { len } else { 0 };
        bytes.offset = offset;
        Some(bytes)
    }

    /// The bytes of a whole `ArrayBuffer` or `SharedArrayBuffer`.
    #[must_use]
    pub fn whole(value: &JsValue) -> Option<Self> {
        let object = value.as_object()?;
        if let Ok(buffer) = JsArrayBuffer::from_object(object.clone()) {
            let len = buffer.byte_length();
            return Some(Self {
                store: Store::Own(buffer),
                offset: 0,
                len,
            });
        }
        let buffer = JsSharedArrayBuffer::from_object(object.clone()).ok()?;
        let len = buffer.byte_length();
        Some(Self {
            store: Store::Shared(buffer),
            offset: 0,
            len,
        })
    }

    /// The bytes of a view or of a whole buffer.
    pub fn of(value: &JsValue, context: &mut Context) -> Option<Self> {
        Self::view(value, context).or_else(|| Self::whole(value))
    }

    /// The bytes of a `Uint8Array` (a `Buffer` too); `None` for every other view.
    pub fn octets(value: &JsValue, context: &mut Context) -> Option<Self> {
        let object = value.as_object()?;
        JsUint8Array::from_object(object.clone()).ok()?;
        Self::view(value, context)
    }

    /// How many bytes the range holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the range holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where the range starts in its buffer.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The `ArrayBuffer` or `SharedArrayBuffer` behind the range.
    #[must_use]
    pub fn buffer(&self) -> JsObject {
        match &self.store {
            Store::Own(buffer) => buffer.clone().into(),
            Store::Shared(buffer) => buffer.clone().into(),
        }
    }

    /// The part from `start` on, at most `len` bytes long.
    #[must_use]
    pub fn part(&self, start: usize, len: usize) -> Self {
        let start = start.min(self.len);
        let len = len.min(self.len - start);
        Self {
            store: self.store.clone(),
            offset: self.offset + start,
            len,
        }
    }

    /// Lends the bytes to `read`. Shared memory is copied first, since others may write to it.
    pub fn with<T>(&self, read: impl FnOnce(&[u8]) -> T) -> T {
        match &self.store {
            Store::Own(buffer) => match buffer.data() {
                Some(data) => read(data.get(self.offset..self.offset + self.len).unwrap_or(&[])),
                None => read(&[]),
            },
            Store::Shared(buffer) => {
                let all = buffer.to_vec();
                read(all.get(self.offset..self.offset + self.len).unwrap_or(&[]))
            }
        }
    }

    /// An owned copy of the bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.with(<[u8]>::to_vec)
    }

    /// Writes `data` at `at`, cut off at the end of the range; says how much was written.
    ///
    /// # Errors
    /// Fails when the engine refuses the write to shared memory.
    pub fn write(&self, at: usize, data: &[u8], context: &mut Context) -> JsResult<usize> {
        let part = self.part(at, data.len());
        match &part.store {
            Store::Own(buffer) => {
                let Some(mut target) = buffer.data_mut() else {
                    return Ok(0);
                };
                let Some(target) = target.get_mut(part.offset..part.offset + part.len) else {
                    return Ok(0);
                };
                target.copy_from_slice(&data[..part.len]);
            }
            Store::Shared(buffer) => {
                let target = JsUint8Array::from_shared_array_buffer(buffer.clone(), context)?;
                let block = AlignedVec::from_slice(0, &data[..part.len]);
                let source = JsArrayBuffer::from_byte_block(block, context)?;
                let source = JsUint8Array::from_array_buffer(source, context)?;
                target.set_values(source.into(), Some(part.offset as u64), context)?;
            }
        }
        Ok(part.len)
    }

    /// Lends the bytes for a change in place; shared memory gets the whole result written back.
    ///
    /// # Errors
    /// Fails when the engine refuses the write to shared memory.
    pub fn change<T>(
        &self,
        change: impl FnOnce(&mut [u8]) -> T,
        context: &mut Context,
    ) -> JsResult<T> {
        if let Store::Own(buffer) = &self.store
            && let Some(mut data) = buffer.data_mut()
            && let Some(range) = data.get_mut(self.offset..self.offset + self.len)
        {
            return Ok(change(range));
        }
        let mut copy = self.to_vec();
        let result = change(&mut copy);
        self.write(0, &copy, context)?;
        Ok(result)
    }
}

/// The name of the class of typed arrays of this kind.
#[must_use]
pub fn typed_array_name(kind: TypedArrayKind) -> &'static str {
    match kind {
        TypedArrayKind::Int8 => "Int8Array",
        TypedArrayKind::Uint8 => "Uint8Array",
        TypedArrayKind::Uint8Clamped => "Uint8ClampedArray",
        TypedArrayKind::Int16 => "Int16Array",
        TypedArrayKind::Uint16 => "Uint16Array",
        TypedArrayKind::Int32 => "Int32Array",
        TypedArrayKind::Uint32 => "Uint32Array",
        TypedArrayKind::BigInt64 => "BigInt64Array",
        TypedArrayKind::BigUint64 => "BigUint64Array",
        TypedArrayKind::Float16 => "Float16Array",
        TypedArrayKind::Float32 => "Float32Array",
        TypedArrayKind::Float64 => "Float64Array",
    }
}

/// Makes an `ArrayBuffer` that owns a copy of `data`.
///
/// # Errors
/// Fails when the engine cannot allocate.
pub fn array_buffer(data: &[u8], context: &mut Context) -> JsResult<JsArrayBuffer> {
    JsArrayBuffer::from_byte_block(AlignedVec::from_slice(0, data), context)
}

/// Makes a `Uint8Array` that owns a copy of `data`.
///
/// # Errors
/// Fails when the engine cannot allocate.
pub fn uint8_array(data: &[u8], context: &mut Context) -> JsResult<JsObject> {
    let buffer = array_buffer(data, context)?;
    Ok(JsUint8Array::from_array_buffer(buffer, context)?.into())
}

/// A `Uint8Array` argument, or Node's error for it.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` for anything that is not a `Uint8Array`.
pub fn octets_arg(value: &JsValue, name: &str, context: &mut Context) -> JsResult<Bytes> {
    match Bytes::octets(value, context) {
        Some(bytes) => Ok(bytes),
        None => Err(fail::arg_type(
            context,
            name,
            "an instance of Buffer or Uint8Array",
            value,
        )),
    }
}

/// `<Buffer 61 62 … 3 more bytes>` without the angle bracket's extra properties.
#[must_use]
pub fn inspect_text(bytes: &Bytes, most: usize) -> String {
    use std::fmt::Write as _;
    let mut text = "<Buffer".to_owned();
    bytes.with(|data| {
        for byte in data.iter().take(most) {
            let _ = write!(text, " {byte:02x}");
        }
    });
    if bytes.is_empty() {
        text.push(' ');
    }
    if bytes.len() > most {
        let more = bytes.len() - most;
        let _ = write!(
            text,
            " ... {more} more byte{}",
            if more > 1 { "s" } else { "" }
        );
    }
    text + ">"
}

/// Whether a value is a `Uint8Array` and of no class beneath that.
fn is_plain(value: &JsValue, context: &Context) -> bool {
    let plain = context.intrinsics().constructors().typed_uint8_array();
    let object = value.as_object();
    object.is_some_and(|object| object.prototype().as_ref() == Some(&plain.prototype()))
}

/// `ERR_INVALID_ARG_VALUE` for an argument of the right type and a wrong value.
pub fn arg_value(context: &mut Context, name: &str, reason: &str, got: &JsValue) -> JsError {
    match Bytes::octets(got, context) {
        // A plain list of octets is shown as one.
        Some(bytes) if is_plain(got, context) => {
            let shown: Vec<String> = bytes.with(|all| {
                let most = all.iter().take(100);
                most.map(ToString::to_string).collect()
            });
            let got = format!("Uint8Array({}) [ {} ]", bytes.len(), shown.join(", "));
            let text = format!("The argument '{name}' {reason}. Received {got}");
            coded(context, Kind::Type, "ERR_INVALID_ARG_VALUE", text)
        }
        Some(bytes) => {
            let got = inspect_text(&bytes, 50);
            let text = format!("The argument '{name}' {reason}. Received {got}");
            coded(context, Kind::Type, "ERR_INVALID_ARG_VALUE", text)
        }
        None => invalid_arg_value(context, name, got, reason),
    }
}
