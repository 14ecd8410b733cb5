//! Memories: the bytes of the engine's own `ArrayBuffer`, which the interpreter works on in place.
//!
//! Nothing is copied. The buffer owns the bytes, with room for all that the memory may grow to; the
//! interpreter has a pointer to them. When a memory has grown, its buffer is detached and another
//! one takes the same bytes over (JavaScript Interface, 4.5 "refresh the memory buffer").

#![expect(
    unsafe_code,
    reason = "the interpreter and the engine share bytes, of which each wants to be the owner"
)]

use aligned_vec::{AVec, ConstAlign};
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::{Context, JsResult, JsValue};
use wasmi::{Memory, MemoryType, Store};

use super::state::Host;
use threadproof_clone as clone;
use threadproof_ground::heap;

/// The bytes of a page (WebAssembly, 4.2.8).
pub const PAGE: usize = 65_536;
/// The most pages that a memory may have.
pub const MAX_PAGES: u64 = 65_536;

/// How the engine aligns the bytes of a buffer.
const ALIGN: usize = 64;

type Bytes = AVec<u8, ConstAlign<ALIGN>>;

/// A memory, and the buffer that shows it. Lives as long as the store, and therefore keeps the
/// buffer alive that owns the bytes.
#[derive(Debug)]
pub struct Shown {
    /// The interpreter's memory.
    pub memory: Memory,
    buffer: JsObject,
    length: usize,
}

impl Shown {
    /// Makes a memory. `None` if there is no room for its first pages.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn new(
        kind: MemoryType,
        store: &mut Store<Host>,
        context: &mut Context,
    ) -> JsResult<Option<Self>> {
        let pages = |count: u64| usize::try_from(count).ok()?.checked_mul(PAGE);
        let wanted = kind.maximum().unwrap_or(MAX_PAGES).min(MAX_PAGES);
        let (Some(length), Some(mut room)) = (pages(kind.minimum()), pages(wanted)) else {
            return Ok(None);
        };
        let least = length.max(ALIGN);
        room = room.max(least);
        // What is reserved costs nothing before it is touched; where that much may not be, less.
        let start = loop {
            if let Some(start) = heap::reserve(room, ALIGN) {
                break start;
            }
            if room == least {
                return Ok(None);
            }
            room = (room / 2).max(least);
        };
        // SAFETY: `start` points to `room` bytes that nobody else knows. They live as long as the
        // `ArrayBuffer` below, which `self` roots and which no one else detaches (it is marked as
        // untransferable, and whoever takes bytes out of a buffer asks for that mark). The store,
        // and so the only user of this slice, is dropped before `self` (`State` declares it
        // first). The interpreter keeps a raw pointer; it and the engine never work on the bytes at the
        // same time, since no JavaScript runs while the store is borrowed. The bytes are not initialised, which a slice of numbers ought to be: the
        // interpreter asks for a slice and takes its pointer and its length apart at once; it fills
        // what it makes accessible and reads nothing else.
        let all: &'static mut [u8] =
            unsafe { std::slice::from_raw_parts_mut(start.as_ptr(), room) };
        let made = Memory::new_static(store, kind, all);
        // SAFETY: `start` was allocated by the global allocator with this alignment and `room` as
        // its size. The first `length` bytes are written: by the interpreter if it made the memory,
        // else there are none.
        let bytes = unsafe {
            let length = if made.is_ok() { length } else { 0 };
            Bytes::from_raw_parts(start.as_ptr(), ALIGN, length, room)
        };
        let Ok(memory) = made else {
            drop(bytes);
            // No memory is larger than `isize::MAX`.
            heap::lend(room.cast_signed() as i64);
            return Ok(None);
        };
        let buffer: JsObject = JsArrayBuffer::from_byte_block(bytes, context)?.into();
        guard(&buffer, context)?;
        Ok(Some(Self {
            memory,
            buffer,
            length,
        }))
    }

    /// The buffer that shows the memory now.
    #[must_use]
    pub fn buffer(&self) -> JsObject {
        self.buffer.clone()
    }

    /// Gives a memory that has grown another buffer; `always` also one that has not.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn refresh(&mut self, length: usize, always: bool, context: &mut Context) -> JsResult<()> {
        if length == self.length && !always {
            return Ok(());
        }
        let old = JsArrayBuffer::from_object(self.buffer.clone())?;
        let mut bytes = old.detach(&JsValue::undefined())?;
        // SAFETY: the memory has `length` bytes, which are within the room of the vector and were
        // filled by the interpreter when it grew.
        unsafe { bytes.set_len(length) };
        // Kept before anything else can fail: it owns what the interpreter works on. Making it needs
        // nothing that a script can touch.
        self.buffer = JsArrayBuffer::from_byte_block(bytes, context)?.into();
        self.length = length;
        guard(&self.buffer, context)
    }
}

/// Nobody else may take the bytes out of the buffer.
fn guard(buffer: &JsObject, context: &mut Context) -> JsResult<()> {
    clone::mark_as_untransferable(&buffer.clone().into(), context)
}
