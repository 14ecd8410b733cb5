//! A message: a serialized value between two threads, or kept for later ones. It owns all that it
//! needs and holds no JavaScript value.

use std::sync::Arc;

use boa_engine::{
    Context, JsObject, JsResult, JsValue, builtins::array_buffer::SharedArrayBuffer,
    object::builtins::AlignedVec,
};
use smallvec::SmallVec;

use super::{
    host::{CopyHooks, CopyParcel, HostClass, MoveParcel},
    keys::KeySequence,
    read,
    tape::Words,
};

/// A value, cloned out of one context and not yet in another.
#[derive(Debug)]
pub struct Message {
    pub(super) tape: Words,
    pub(super) keys: SmallVec<[Arc<KeySequence>; 2]>,
    /// Most messages are values only.
    pub(super) parts: Option<Box<Parts>>,
    pub(super) links: Links,
}

/// Whether objects occur more than once in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Links {
    /// No: the receiver needs no list of objects.
    None,
    /// Yes, but each is complete before it occurs again.
    Shared,
    /// Some object is inside itself.
    Cyclic,
}

/// What doesn't fit on a tape.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) blocks: Vec<Option<Block>>,
    pub(super) memories: Vec<SharedArrayBuffer>,
    pub(super) copied: Vec<(CopyHooks, CopyParcel)>,
    pub(super) moved: Vec<(&'static HostClass, MoveParcel)>,
    /// Whether anything was transferred; then the message can be received once only.
    pub(super) transfers: bool,
}

/// The memory of an `ArrayBuffer`.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) bytes: AlignedVec<u8>,
    /// The length to which a resizable buffer may grow.
    pub(super) max_byte_length: Option<u64>,
}

/// What a message brought.
#[derive(Debug)]
pub struct Received {
    /// The value.
    pub value: JsValue,
    /// Every transferred host object, such as a port, in the order of the transfer list, also
    /// those that the value doesn't refer to.
    pub transferred: Vec<JsObject>,
}

impl Message {
    /// Makes the value in this context's realm.
    ///
    /// # Errors
    /// Throws what a host class throws when it can't unpack an object.
    pub fn deserialize(self, context: &mut Context) -> JsResult<Received> {
        read::read(self, context)
    }

    /// A second message with the same value, for one more receiver; `None` if anything was
    /// transferred, since that can be received once only.
    #[must_use]
    pub fn share(&self) -> Option<Self> {
        let parts = match &self.parts {
            None => None,
            Some(parts) if parts.transfers => return None,
            Some(parts) => Some(Box::new(Parts {
                blocks: parts.blocks.clone(),
                memories: parts.memories.clone(),
                copied: parts.copied.clone(),
                moved: Vec::new(),
                transfers: false,
            })),
        };
        Some(Self {
            tape: self.tape.clone(),
            keys: self.keys.clone(),
            parts,
            links: self.links,
        })
    }

    /// Whether a host object, such as a port, was transferred with this message.
    #[must_use]
    pub fn moves_host_objects(&self) -> bool {
        self.parts
            .as_ref()
            .is_some_and(|parts| !parts.moved.is_empty())
    }

    /// Whether an object of a host class, such as a blob, is copied in this message.
    #[must_use]
    pub fn copies_host_objects(&self) -> bool {
        self.parts
            .as_ref()
            .is_some_and(|parts| !parts.copied.is_empty())
    }

    /// Whether an object of a host class of another name moves with this message.
    #[must_use]
    pub fn moves_other_than(&self, name: &str) -> bool {
        let parts = self.parts.as_ref();
        parts.is_some_and(|parts| parts.moved.iter().any(|(class, _)| class.name != name))
    }

    /// About how many bytes the message holds.
    #[must_use]
    pub fn size(&self) -> usize {
        let parts = self.parts.as_deref();
        size_of_val(&*self.tape) + parts.map_or(0, Parts::copied_bytes)
    }
}

impl Parts {
    /// The bytes of all buffers that it holds.
    pub(super) fn copied_bytes(&self) -> usize {
        let blocks = self.blocks.iter().flatten();
        blocks.map(|block| block.bytes.len()).sum()
    }
}

/// A message crosses threads, whatever is in it.
const _: () = {
    const fn crosses<T: Send>() {}
    crosses::<Message>();
};
