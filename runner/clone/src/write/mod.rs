//! Serializing: walks a value and writes it on a tape.
//!
//! The walk keeps its own stack, so nesting is limited by memory, not by the thread's stack.
//! Values are written in the order in which the standard visits them, since getters may run.
//! This module only reads objects; detaching what is transferred is left to `transfer`.

mod arrays;
mod identity;
mod objects;
mod special;

use std::{rc::Rc, sync::Arc};

use boa_engine::{
    Context, JsError, JsObject, JsResult, JsString, JsValue, JsVariant,
    builtins::{object::OrdinaryObject, proxy::Proxy},
    js_str,
};
use smallvec::SmallVec;

use self::{
    identity::{Identity, Seen},
    objects::Frame,
};
use super::{
    describe::describe,
    errors::data_clone_error,
    host::{Copying, HostClass},
    keys::KeySequence,
    message::{Links, Message, Parts},
    state::State,
    tape::{Tag, TapeWriter},
    transfer::{Listed, TransferList},
};
use threadproof_engine::native::{data_property, new_plain};

const UNSUPPORTED: &str = "Cannot clone object of unsupported type.";
const DETACHED: &str = "An ArrayBuffer is detached and could not be cloned.";
const NOT_LISTED: &str =
    "Object that needs transfer was found in message but not listed in transferList";

/// Serializes a value, then transfers what is listed.
pub(super) fn write(
    value: &JsValue,
    transfer: &[JsValue],
    source: Option<&JsObject>,
    context: &mut Context,
) -> JsResult<Message> {
    let transfers = TransferList::check(transfer, source, context)?;
    let state = State::of(context);
    let mut writer = Writer {
        number: state.next_message(),
        state,
        tape: TapeWriter::new(),
        keys: SmallVec::new(),
        parts: None,
        links: Links::None,
        objects: Identity::default(),
        frames: SmallVec::new(),
        transfers,
        context,
    };
    writer.transfers.reserve(&mut writer.parts);
    writer.value(value)?;
    writer.run()?;
    if let Some(limit) = writer.state.limit.get() {
        writer.check_size(limit)?;
    }
    let (transfers, mut parts) = (writer.transfers, writer.parts);
    transfers.commit(&mut parts, writer.context)?;
    Ok(Message {
        tape: writer.tape.finish(),
        keys: writer.keys,
        parts,
        links: writer.links,
    })
}

struct Writer<'context> {
    context: &'context mut Context,
    state: Rc<State>,
    /// This message's own number.
    number: u64,
    tape: TapeWriter,
    keys: SmallVec<[Arc<KeySequence>; 2]>,
    parts: Option<Box<Parts>>,
    links: Links,
    objects: Identity,
    /// One for each level of nesting; a few need no allocation.
    frames: SmallVec<[Frame; 3]>,
    transfers: TransferList,
}

impl Writer<'_> {
    /// Throws if the message copies more than `limit` bytes. Nothing has been transferred yet.
    fn check_size(&mut self, limit: usize) -> JsResult<()> {
        let parts = self.parts.as_deref();
        let size = self.tape.size() + parts.map_or(0, Parts::copied_bytes);
        if size <= limit {
            return Ok(());
        }
        let message = format!(
            "A message of {size} bytes is larger than the {limit} that this runtime allows; \
             transfer its buffers, or send it in parts."
        );
        Err(data_clone_error(self.context, JsString::from(message)))
    }

    /// Works until every object that was begun is complete.
    fn run(&mut self) -> JsResult<()> {
        while let Some(frame) = self.frames.pop() {
            self.resume(frame)?;
        }
        Ok(())
    }

    /// Writes a primitive, or begins an object.
    fn value(&mut self, value: &JsValue) -> JsResult<()> {
        match value.variant() {
            JsVariant::Undefined => self.tape.tag(Tag::Undefined, 0),
            JsVariant::Null => self.tape.tag(Tag::Null, 0),
            JsVariant::Boolean(true) => self.tape.tag(Tag::True, 0),
            JsVariant::Boolean(false) => self.tape.tag(Tag::False, 0),
            JsVariant::Integer32(int) => self.tape.int(int),
            JsVariant::Float64(double) => self.tape.double(double),
            JsVariant::String(string) => self.tape.string(&string),
            JsVariant::BigInt(int) => self
                .tape
                .bytes(Tag::BigInt, &int.as_inner().to_signed_bytes_le()),
            JsVariant::Symbol(symbol) => {
                let symbol = symbol.descriptive_string();
                return Err(self.uncloneable(&symbol));
            }
            JsVariant::Object(object) => return self.object(&object),
        }
        Ok(())
    }

    /// Begins an object: writes all of it, or what comes first and leaves a frame for the rest.
    fn object(&mut self, object: &JsObject) -> JsResult<()> {
        let number = match self.objects.meet(object) {
            Seen::First(number) => number,
            Seen::Again { number, open } => {
                let link = if open { Links::Cyclic } else { Links::Shared };
                self.links = self.links.max(link);
                self.tape.tag(Tag::Back, number.into());
                return Ok(());
            }
        };
        if object.is::<OrdinaryObject>() {
            return self.plain_object(number, object);
        }
        if object.is_array() {
            self.check_mark(object)?;
            return self.array(number, object);
        }
        if object.is::<Proxy>() {
            return self.proxy(number, object);
        }
        if object.is_callable() {
            return Err(self.refuse(object));
        }
        if let Some(Listed::Host(listed)) = self.transfers.find(object) {
            self.tape.tag(Tag::Moved, listed.into());
            self.objects.close(number);
            return Ok(());
        }
        if self.built_in(number, object)? {
            return Ok(());
        }
        match self.state.host_class(object) {
            Some(class) => self.host_object(number, class, object),
            None => Err(self.refuse(object)),
        }
    }

    /// Only the runtime's own proxies can be cloned, by what they show.
    fn proxy(&mut self, number: u32, proxy: &JsObject) -> JsResult<()> {
        if !self.state.marks.plain(proxy, self.context) {
            return Err(self.refuse(proxy));
        }
        let shown = new_plain(self.context).upcast();
        for key in proxy.own_property_keys(self.context)? {
            let value = proxy.get(key.clone(), self.context)?;
            shown.insert_property(key, data_property(value));
        }
        self.listed_object(number, &shown)
    }

    fn host_object(
        &mut self,
        number: u32,
        class: &'static HostClass,
        object: &JsObject,
    ) -> JsResult<()> {
        self.check_mark(object)?;
        match (class.copying)(object) {
            Copying::AsPlainObject => self.listed_object(number, object),
            Copying::Refused => Err(data_clone_error(self.context, UNSUPPORTED)),
            Copying::NeedsTransfer => Err(data_clone_error(self.context, NOT_LISTED)),
            Copying::By(copy) => {
                let parcel = (copy.pack)(object, self.context)?;
                let copied = &mut self.parts.get_or_insert_default().copied;
                self.tape.tag(Tag::Host, copied.len() as u64);
                copied.push((copy, parcel));
                self.objects.close(number);
                Ok(())
            }
        }
    }

    /// Throws if an object is marked as uncloneable.
    fn check_mark(&mut self, object: &JsObject) -> JsResult<()> {
        if self.state.marks.uncloneable(object, self.context) {
            return Err(data_clone_error(self.context, UNSUPPORTED));
        }
        Ok(())
    }

    fn refuse(&mut self, object: &JsObject) -> JsError {
        let description = describe(object, self.context);
        self.uncloneable(&description)
    }

    fn uncloneable(&mut self, description: &JsString) -> JsError {
        let ending = js_str!(" could not be cloned.");
        let message = JsString::concat(description.as_str(), ending);
        data_clone_error(self.context, message)
    }
}
