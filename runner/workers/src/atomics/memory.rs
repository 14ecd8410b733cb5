//! The identity of a shared memory: which `SharedArrayBuffer` objects, in whatever threads, are
//! views of one block.
//!
//! The engine keeps the block behind an `Arc` and shows its address to nobody. This file reads the
//! address, and nothing else of the engine's insides; it never looks at what the address points to.

#![expect(
    unsafe_code,
    reason = "the engine shows the address of shared memory to nobody"
)]

use std::hash::{Hash, Hasher};

use boa_engine::builtins::array_buffer::SharedArrayBuffer;

/// A place in shared memory. It keeps its memory alive, so that no other can have its address.
#[derive(Debug, Clone)]
pub struct Place {
    memory: SharedArrayBuffer,
    offset: usize,
}

impl Place {
    /// The place `offset` bytes into `memory`.
    #[must_use]
    pub fn new(memory: SharedArrayBuffer, offset: usize) -> Self {
        Self { memory, offset }
    }

    /// Another place in the same memory.
    #[must_use]
    pub fn at(&self, offset: usize) -> Self {
        Self::new(self.memory.clone(), offset)
    }

    /// How many bytes into its memory.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    fn key(&self) -> (usize, usize) {
        (address(&self.memory), self.offset)
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// What is read below is a buffer that is one pointer and nothing more.
const _: () = {
    assert!(size_of::<SharedArrayBuffer>() == size_of::<*const ()>());
    assert!(align_of::<SharedArrayBuffer>() == align_of::<*const ()>());
};

fn address(memory: &SharedArrayBuffer) -> usize {
    // SAFETY: a `SharedArrayBuffer` has the size and alignment of a pointer (asserted above) and
    // its one field is an `Arc`, which is a pointer that is never null, so its bytes are an
    // initialized pointer. They are read through a valid reference and copied; the pointer is not
    // followed and the count of the `Arc` does not change.
    let pointer = unsafe { std::ptr::from_ref(memory).cast::<*const ()>().read() };
    pointer.addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_their_identity_and_other_memories_do_not() {
        let one = SharedArrayBuffer::empty();
        let same = one.clone();
        let other = SharedArrayBuffer::empty();
        assert_eq!(Place::new(one.clone(), 4), Place::new(same, 4));
        assert_ne!(Place::new(one.clone(), 4), Place::new(one.clone(), 8));
        assert_ne!(Place::new(one, 4), Place::new(other, 4));
    }

    #[test]
    fn identity_survives_a_move_to_another_thread() {
        let one = SharedArrayBuffer::empty();
        let same = one.clone();
        let there = std::thread::spawn(move || Place::new(same, 0)).join();
        assert_eq!(there.ok(), Some(Place::new(one, 0)));
    }
}
