//! Transfer: which objects move with a message, and the moving itself.
//!
//! It goes in two steps, so that a message that can't be made takes nothing away: the list is
//! checked before the value is serialized, and only when that has succeeded are the objects
//! detached. This file doesn't know how a value is written.

use boa_engine::{
    Context, JsObject, JsResult, JsValue,
    builtins::array_buffer::ArrayBuffer,
    object::builtins::{AlignedVec, JsArrayBuffer},
};
use rustc_hash::FxHashMap;

use super::{
    buffers::max_byte_length,
    errors::data_clone_error,
    host::{HostClass, Transfer},
    message::{Block, Parts},
    state::State,
};
use threadproof_ground::numbers::count;

const UNSUPPORTED: &str = "Cannot transfer object of unsupported type.";
const INVALID: &str = "Found invalid value in transferList.";

/// Lists longer than this are looked up by hash.
const SHORT: usize = 8;

/// A checked transfer list.
#[derive(Debug, Default)]
pub(super) struct TransferList {
    buffers: Vec<JsObject>,
    hosts: Vec<(&'static HostClass, Transfer, JsObject)>,
    by_object: FxHashMap<JsObject, Listed>,
}

/// An object's number among those of its sort in the list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Listed {
    Buffer(u32),
    Host(u32),
}

impl TransferList {
    /// Checks the list. `source` is the port that the message goes through, if any.
    pub(super) fn check(
        list: &[JsValue],
        source: Option<&JsObject>,
        context: &mut Context,
    ) -> JsResult<Self> {
        let mut checked = Self::default();
        if list.is_empty() {
            return Ok(checked);
        }
        let state = State::of(context);
        for value in list {
            let Some(object) = value.as_object() else {
                return Err(data_clone_error(context, INVALID));
            };
            if state.marks.untransferable(&object, context) {
                return Err(data_clone_error(context, UNSUPPORTED));
            }
            if let Some(buffer) = object.downcast_ref::<ArrayBuffer>() {
                if buffer.data().is_none() {
                    return Err(data_clone_error(context, UNSUPPORTED));
                }
                checked.list(&object, "ArrayBuffer", context)?;
                continue;
            }
            let Some(class) = state.host_class(&object) else {
                return Err(data_clone_error(context, INVALID));
            };
            let Some(transfer) = class.transfer else {
                return Err(data_clone_error(context, INVALID));
            };
            if source == Some(&object) {
                return Err(data_clone_error(
                    context,
                    "Transfer list contains source port",
                ));
            }
            checked.list_host(class, transfer, &object, context)?;
        }
        Ok(checked)
    }

    fn list(&mut self, object: &JsObject, name: &str, context: &mut Context) -> JsResult<()> {
        if self.find(object).is_some() {
            return Err(duplicate(name, context));
        }
        let number = Listed::Buffer(count(self.buffers.len()));
        self.buffers.push(object.clone());
        self.index(object, number);
        Ok(())
    }

    fn list_host(
        &mut self,
        class: &'static HostClass,
        transfer: Transfer,
        object: &JsObject,
        context: &mut Context,
    ) -> JsResult<()> {
        if self.find(object).is_some() {
            return Err(duplicate(class.name, context));
        }
        (transfer.check)(object, context)?;
        let number = Listed::Host(count(self.hosts.len()));
        self.hosts.push((class, transfer, object.clone()));
        self.index(object, number);
        Ok(())
    }

    fn index(&mut self, object: &JsObject, number: Listed) {
        if self.len() > SHORT {
            if self.by_object.is_empty() {
                self.by_object = self.entries().collect();
            }
            self.by_object.insert(object.clone(), number);
        }
    }

    fn len(&self) -> usize {
        self.buffers.len() + self.hosts.len()
    }

    fn entries(&self) -> impl Iterator<Item = (JsObject, Listed)> {
        let buffers = self.buffers.iter().enumerate();
        let hosts = self.hosts.iter().enumerate();
        buffers
            .map(|(at, object)| (object.clone(), Listed::Buffer(count(at))))
            .chain(hosts.map(|(at, (_, _, object))| (object.clone(), Listed::Host(count(at)))))
    }

    /// Where in the list an object is.
    pub(super) fn find(&self, object: &JsObject) -> Option<Listed> {
        match self.len() {
            0 => None,
            1..=SHORT => self.find_in_short(object),
            _ => self.by_object.get(object).copied(),
        }
    }

    fn find_in_short(&self, object: &JsObject) -> Option<Listed> {
        let buffer = self.buffers.iter().position(|listed| listed == object);
        let host = || {
            let mut hosts = self.hosts.iter();
            hosts.position(|(_, _, listed)| listed == object)
        };
        buffer
            .map(|found| Listed::Buffer(count(found)))
            .or_else(|| host().map(|found| Listed::Host(count(found))))
    }

    /// Leaves room in the message for the buffers that will move: theirs are the first blocks.
    pub(super) fn reserve(&self, parts: &mut Option<Box<Parts>>) {
        if self.len() > 0 {
            let parts = parts.get_or_insert_default();
            parts.transfers = true;
            parts.blocks.resize_with(self.buffers.len(), || None);
        }
    }

    /// Detaches every object and puts what it held into the message.
    pub(super) fn commit(
        self,
        parts: &mut Option<Box<Parts>>,
        context: &mut Context,
    ) -> JsResult<()> {
        let Some(parts) = parts else {
            return Ok(());
        };
        // A getter may have detached something since the list was read.
        for (_, transfer, object) in &self.hosts {
            (transfer.check)(object, context)?;
        }
        let mut lengths = Vec::with_capacity(self.buffers.len());
        for buffer in &self.buffers {
            lengths.push(max_byte_length(buffer, context)?);
        }
        for ((buffer, max_byte_length), block) in
            self.buffers.into_iter().zip(lengths).zip(&mut parts.blocks)
        {
            let buffer = JsArrayBuffer::from_object(buffer)?;
            // One that a getter has detached arrives empty, as it does in Node.
            let bytes = buffer
                .detach(&JsValue::undefined())
                .unwrap_or_else(|_| AlignedVec::new(0));
            *block = Some(Block {
                bytes,
                max_byte_length,
            });
        }
        for (class, transfer, object) in &self.hosts {
            let parcel = (transfer.pack)(object, context)?;
            parts.moved.push((class, parcel));
        }
        Ok(())
    }
}

fn duplicate(name: &str, context: &mut Context) -> boa_engine::JsError {
    data_clone_error(context, format!("Transfer list contains duplicate {name}"))
}
