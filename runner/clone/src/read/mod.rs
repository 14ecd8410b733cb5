//! Deserializing: makes the value that a tape holds, in one context's realm.
//!
//! Like the writer it keeps its own stack. Properties are put on new objects directly, so no
//! script runs, whatever it may have done to the built-in prototypes.

mod leaves;
mod objects;

use std::{rc::Rc, sync::Arc};

use boa_engine::{
    Context, JsBigInt, JsObject, JsResult, JsStr, JsString, JsValue, bigint::RawBigInt,
    builtins::array_buffer::SharedArrayBuffer,
};

use self::objects::Frame;
use super::{
    host::{CopyHooks, CopyParcel},
    keys::KeySequence,
    message::{Block, Links, Message, Parts, Received},
    state::State,
    tape::{Item, Tag, TapeReader},
};
use threadproof_ground::numbers::size;

pub(super) fn read(message: Message, context: &mut Context) -> JsResult<Received> {
    let state = State::of(context);
    let mut parts = message.parts.map_or_else(Parts::default, |parts| *parts);
    let mut transferred = Vec::with_capacity(parts.moved.len());
    for (class, parcel) in parts.moved.drain(..) {
        let transfer = class.transfer.as_ref();
        let transfer = transfer.expect("the sender transferred by the same class");
        transferred.push((transfer.unpack)(parcel, context)?);
    }
    let mut reader = Reader {
        context,
        state,
        tape: TapeReader::new(&message.tape),
        keys: &message.keys,
        buffers: parts.blocks,
        memories: parts.memories,
        copied: parts.copied,
        transferred: &transferred,
        links: message.links,
        objects: Vec::new(),
        frames: Vec::new(),
        values: Vec::new(),
    };
    let value = reader.run()?;
    Ok(Received { value, transferred })
}

struct Reader<'message> {
    context: &'message mut Context,
    state: Rc<State>,
    tape: TapeReader<'message>,
    keys: &'message [Arc<KeySequence>],
    buffers: Vec<Option<Block>>,
    memories: Vec<SharedArrayBuffer>,
    copied: Vec<(CopyHooks, CopyParcel)>,
    transferred: &'message [JsObject],
    links: Links,
    /// The objects so far, by number; `None` while an object can't be referred to yet. Kept only
    /// if the message refers back at all.
    objects: Vec<Option<JsObject>>,
    frames: Vec<Frame>,
    /// Elements of the arrays that are being read.
    values: Vec<JsValue>,
}

/// What comes next on the tape.
enum Step {
    Value(JsValue),
    /// An object whose parts come next.
    Begin(Frame),
    Hole,
}

impl Reader<'_> {
    fn run(&mut self) -> JsResult<JsValue> {
        let mut ready = match self.step()? {
            Step::Value(value) => return Ok(value),
            Step::Begin(frame) => self.resume(frame, None)?,
            Step::Hole => return Ok(JsValue::undefined()),
        };
        while let Some(frame) = self.frames.pop() {
            ready = self.resume(frame, ready)?;
        }
        Ok(ready.unwrap_or_default())
    }

    /// Gives the next object its number.
    fn number(&mut self, object: Option<&JsObject>) -> usize {
        if self.links != Links::None {
            self.objects.push(object.cloned());
        }
        self.objects.len().saturating_sub(1)
    }

    fn complete(&mut self, number: usize, object: &JsObject) {
        if self.links != Links::None {
            self.objects[number] = Some(object.clone());
        }
    }

    fn leaf(&mut self, object: JsObject) -> Step {
        self.number(Some(&object));
        Step::Value(object.into())
    }

    fn step(&mut self) -> JsResult<Step> {
        let (tag, payload) = match self.tape.item() {
            Item::Double(double) => return Ok(Step::Value(double.into())),
            Item::Tagged(tag, payload) => (tag, payload),
        };
        let value = match tag {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the payload of an integer is 32 bits wide"
            )]
            Tag::Int => JsValue::from((payload as u32).cast_signed()),
            Tag::Undefined => JsValue::undefined(),
            Tag::Null => JsValue::null(),
            Tag::True => JsValue::from(true),
            Tag::False => JsValue::from(false),
            Tag::Hole => return Ok(Step::Hole),
            Tag::Latin1 => JsString::from(JsStr::latin1(self.tape.latin1(payload))).into(),
            Tag::Utf16 => JsString::from(JsStr::utf16(self.tape.utf16(payload))).into(),
            Tag::BigInt => {
                let bytes = self.tape.latin1(payload);
                JsBigInt::new(RawBigInt::from_signed_bytes_le(bytes)).into()
            }
            Tag::Back => {
                let object = self.objects[size(payload)].clone();
                object
                    .expect("the writer refers to complete objects only, unless there are cycles")
                    .into()
            }
            _ => return self.object(tag, payload),
        };
        Ok(Step::Value(value))
    }

    fn object(&mut self, tag: Tag, payload: u64) -> JsResult<Step> {
        match tag {
            Tag::Shaped => Ok(Step::Begin(self.shaped(payload))),
            Tag::Listed => Ok(Step::Begin(self.listed(payload))),
            Tag::Array => self.array(payload),
            Tag::Sparse => self.sparse(payload),
            Tag::Ints => Ok(self.ints(payload)),
            Tag::Doubles => Ok(self.doubles(payload)),
            Tag::Map => Ok(Step::Begin(self.map(payload))),
            Tag::Set => Ok(Step::Begin(self.set(payload))),
            Tag::Error => Ok(self.error(payload)),
            Tag::Date => self.date(),
            Tag::RegExp => self.regexp(),
            Tag::Boxed => self.boxed(),
            Tag::Buffer => self.buffer(payload),
            Tag::Shared => Ok(self.shared(payload)),
            Tag::View => self.view(payload),
            Tag::Host => self.host(payload),
            Tag::Moved => {
                let object = self.transferred[size(payload)].clone();
                Ok(self.leaf(object))
            }
            _ => unreachable!("{tag:?} is no object"),
        }
    }
}
