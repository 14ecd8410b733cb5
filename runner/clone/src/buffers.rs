//! Buffers and views: reading what the engine knows of them by its public face, and making them
//! again. It knows nothing of tapes.

use std::mem;

use boa_engine::{
    Context, JsObject, JsResult, JsValue,
    builtins::{
        array_buffer::{ArrayBuffer, SharedArrayBuffer},
        dataview::DataView,
        typed_array::{TypedArray, TypedArrayKind},
    },
    context::intrinsics::StandardConstructor,
    object::NativeObject,
    object::builtins::{AlignedVec, JsArrayBuffer, JsDataView, JsSharedArrayBuffer, JsTypedArray},
};

use super::{
    message::Block,
    state::{Originals, State},
};
use threadproof_ground::numbers::size;

/// A length that no real buffer has, to ask a typed array what its own would be then.
const HUGE: usize = 1 << 52;

/// What sort of view something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ViewKind {
    Typed(TypedArrayKind),
    DataView,
}

impl ViewKind {
    const ALL: [Self; 13] = [
        Self::Typed(TypedArrayKind::Int8),
        Self::Typed(TypedArrayKind::Uint8),
        Self::Typed(TypedArrayKind::Uint8Clamped),
        Self::Typed(TypedArrayKind::Int16),
        Self::Typed(TypedArrayKind::Uint16),
        Self::Typed(TypedArrayKind::Int32),
        Self::Typed(TypedArrayKind::Uint32),
        Self::Typed(TypedArrayKind::BigInt64),
        Self::Typed(TypedArrayKind::BigUint64),
        Self::Typed(TypedArrayKind::Float16),
        Self::Typed(TypedArrayKind::Float32),
        Self::Typed(TypedArrayKind::Float64),
        Self::DataView,
    ];

    pub(super) fn number(self) -> u64 {
        let at = Self::ALL.iter().position(|kind| *kind == self);
        at.expect("every kind is listed") as u64
    }

    pub(super) fn from_number(number: u64) -> Self {
        Self::ALL[size(number)]
    }

    fn class(self, context: &Context) -> &StandardConstructor {
        let classes = context.intrinsics().constructors();
        match self {
            Self::DataView => classes.data_view(),
            Self::Typed(TypedArrayKind::Int8) => classes.typed_int8_array(),
            Self::Typed(TypedArrayKind::Uint8) => classes.typed_uint8_array(),
            Self::Typed(TypedArrayKind::Uint8Clamped) => classes.typed_uint8clamped_array(),
            Self::Typed(TypedArrayKind::Int16) => classes.typed_int16_array(),
            Self::Typed(TypedArrayKind::Uint16) => classes.typed_uint16_array(),
            Self::Typed(TypedArrayKind::Int32) => classes.typed_int32_array(),
            Self::Typed(TypedArrayKind::Uint32) => classes.typed_uint32_array(),
            Self::Typed(TypedArrayKind::BigInt64) => classes.typed_bigint64_array(),
            Self::Typed(TypedArrayKind::BigUint64) => classes.typed_biguint64_array(),
            Self::Typed(TypedArrayKind::Float16) => classes.typed_float16_array(),
            Self::Typed(TypedArrayKind::Float32) => classes.typed_float32_array(),
            Self::Typed(TypedArrayKind::Float64) => classes.typed_float64_array(),
        }
    }
}

const fn element_size(kind: TypedArrayKind) -> u64 {
    match kind {
        TypedArrayKind::Int8 | TypedArrayKind::Uint8 | TypedArrayKind::Uint8Clamped => 1,
        TypedArrayKind::Int16 | TypedArrayKind::Uint16 | TypedArrayKind::Float16 => 2,
        TypedArrayKind::Int32 | TypedArrayKind::Uint32 | TypedArrayKind::Float32 => 4,
        TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64 | TypedArrayKind::Float64 => 8,
    }
}

/// What a view looks at.
#[derive(Debug)]
pub(super) struct View {
    pub(super) kind: ViewKind,
    pub(super) buffer: JsObject,
    pub(super) byte_offset: u64,
    /// In elements; `None` if the view's length follows its buffer's.
    pub(super) length: Option<u64>,
}

/// Why a view can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Its buffer is detached.
    Detached,
    /// Its buffer has shrunk to less than it looks at.
    OutOfBounds,
}

/// What a typed array or `DataView` looks at; `None` if it is neither.
pub(super) fn view_of(
    object: &JsObject,
    context: &mut Context,
) -> JsResult<Option<Result<View, Unreadable>>> {
    if object.is::<TypedArray>() {
        let array = JsTypedArray::from_object(object.clone())?;
        let buffer = array.buffer(context)?.to_object(context)?;
        Ok(Some(typed_view(object, buffer)))
    } else if object.is::<DataView>() {
        let view = JsDataView::from_object(object.clone())?;
        let buffer = view.buffer(context)?.to_object(context)?;
        Ok(Some(data_view(&view, buffer, context)?))
    } else {
        Ok(None)
    }
}

fn typed_view(object: &JsObject, buffer: JsObject) -> Result<View, Unreadable> {
    let buffer_length = byte_length(&buffer).ok_or(Unreadable::Detached)?;
    let array = object
        .downcast_ref::<TypedArray>()
        .expect("the caller saw a typed array");
    let length = array.array_length(HUGE);
    let length = (length == array.array_length(HUGE + 64)).then_some(length);
    let (kind, byte_offset) = (array.kind(), array.byte_offset());
    let end = byte_offset + length.unwrap_or(0) * element_size(kind);
    if end > buffer_length {
        return Err(Unreadable::OutOfBounds);
    }
    Ok(View {
        kind: ViewKind::Typed(kind),
        buffer,
        byte_offset,
        length,
    })
}

fn data_view(
    view: &JsDataView,
    buffer: JsObject,
    context: &mut Context,
) -> JsResult<Result<View, Unreadable>> {
    if byte_length(&buffer).is_none() {
        return Ok(Err(Unreadable::Detached));
    }
    let (Ok(byte_offset), Ok(length)) = (view.byte_offset(context), view.byte_length(context))
    else {
        return Ok(Err(Unreadable::OutOfBounds));
    };
    let tracks = tracks_length(view, &buffer, byte_offset, length, context)?;
    Ok(Ok(View {
        kind: ViewKind::DataView,
        buffer,
        byte_offset,
        length: (!tracks).then_some(length),
    }))
}

/// Whether a `DataView`'s length follows its buffer's. The engine doesn't say, so the buffer is
/// given a memory of another length for a moment, in which no script runs.
fn tracks_length(
    view: &JsDataView,
    buffer: &JsObject,
    byte_offset: u64,
    length: u64,
    context: &mut Context,
) -> JsResult<bool> {
    // Shorter is enough, and cheap: a fixed length is then out of bounds, a following one is not.
    let other = byte_offset + u64::from(length == 0);
    if let Ok(buffer) = buffer.clone().downcast::<ArrayBuffer>() {
        if max_byte_length(&buffer.clone().upcast(), context)?.is_none() {
            return Ok(false);
        }
        let probe: JsObject<ArrayBuffer> = JsArrayBuffer::new(size(other), context)?.into();
        return Ok(differs(view, length, &buffer, &probe, context));
    }
    let Ok(buffer) = buffer.clone().downcast::<SharedArrayBuffer>() else {
        return Ok(false);
    };
    let this = JsValue::from(buffer.clone().upcast());
    let state = State::of(context);
    if !Originals::call(&state.originals.shared_growable, &this, &[], context)?.to_boolean() {
        return Ok(false);
    }
    let probe: JsObject<SharedArrayBuffer> = JsSharedArrayBuffer::new(size(other), context)?.into();
    Ok(differs(view, length, &buffer, &probe, context))
}

/// Whether a view has another length, but has one, while its buffer has the probe's memory.
fn differs<T: NativeObject>(
    view: &JsDataView,
    length: u64,
    buffer: &JsObject<T>,
    probe: &JsObject<T>,
    context: &mut Context,
) -> bool {
    let exchange = || {
        mem::swap(
            buffer.borrow_mut().data_mut(),
            probe.borrow_mut().data_mut(),
        );
    };
    exchange();
    let seen = view.byte_length(context);
    exchange();
    seen.is_ok_and(|seen| seen != length)
}

/// A buffer's length now; `None` if it is detached.
fn byte_length(buffer: &JsObject) -> Option<u64> {
    if let Some(buffer) = buffer.downcast_ref::<ArrayBuffer>() {
        return buffer.data().map(|bytes| bytes.len() as u64);
    }
    let shared = JsSharedArrayBuffer::from_object(buffer.clone()).ok()?;
    Some(shared.byte_length() as u64)
}

/// How long a resizable `ArrayBuffer` may become; `None` if it is not resizable.
pub(super) fn max_byte_length(buffer: &JsObject, context: &mut Context) -> JsResult<Option<u64>> {
    let state = State::of(context);
    let this = JsValue::from(buffer.clone());
    let originals = &state.originals;
    if !Originals::call(&originals.buffer_resizable, &this, &[], context)?.to_boolean() {
        return Ok(None);
    }
    let length = Originals::call(&originals.buffer_max_byte_length, &this, &[], context)?;
    Ok(Some(length.to_length(context)?))
}

/// A copy of an `ArrayBuffer`'s memory; `None` if it is detached.
pub(super) fn copy_block(buffer: &JsObject, context: &mut Context) -> JsResult<Option<Block>> {
    let max_byte_length = max_byte_length(buffer, context)?;
    let buffer = buffer.downcast_ref::<ArrayBuffer>();
    let bytes = buffer.as_ref().and_then(|buffer| buffer.data());
    Ok(bytes.map(|bytes| Block {
        bytes: AlignedVec::from_slice(0, bytes),
        max_byte_length,
    }))
}

/// An `ArrayBuffer` with this memory.
pub(super) fn new_buffer(block: Block, context: &mut Context) -> JsResult<JsObject> {
    let buffer = JsArrayBuffer::from_byte_block(block.bytes, context)?;
    Ok(match block.max_byte_length {
        Some(length) => buffer.with_max_byte_length(length).into(),
        None => buffer.into(),
    })
}

/// A view of this kind over a buffer.
pub(super) fn new_view(
    kind: ViewKind,
    buffer: JsObject,
    byte_offset: u64,
    length: Option<u64>,
    context: &mut Context,
) -> JsResult<JsObject> {
    if kind == ViewKind::DataView {
        threadproof_engine::repairs::data_view(context)?;
    }
    let constructor = kind.class(context).constructor();
    let mut arguments = vec![buffer.into(), JsValue::from(byte_offset)];
    arguments.extend(length.map(JsValue::from));
    constructor.construct(&arguments, Some(&constructor), context)
}
