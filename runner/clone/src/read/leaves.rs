//! Making objects of the engine's own kinds, and host objects.

use boa_engine::{
    JsObject, JsResult, JsValue,
    builtins::error::Error,
    js_string,
    object::builtins::{JsDate, JsRegExp, JsSharedArrayBuffer},
    property::Attribute,
};

use super::{
    super::{
        buffers::{self, ViewKind},
        error_kind::ErrorName,
    },
    Frame, Reader, Step,
};
use threadproof_engine::native::described;
use threadproof_ground::numbers::size;

const HIDDEN: Attribute = Attribute::WRITABLE.union(Attribute::CONFIGURABLE);

impl Reader<'_> {
    pub(super) fn error(&mut self, packed: u64) -> Step {
        let (name, [has_message, has_stack, has_cause]) = ErrorName::unpack(packed);
        let prototype = name.class(self.context).prototype();
        let data = Error::new(name.kind());
        let error = JsObject::new(self.context.root_shape(), prototype, data).upcast();
        self.number(Some(&error));
        let message = has_message.then(|| self.tape.string());
        let stack = has_stack.then(|| self.tape.string());
        for (key, text) in [
            (js_string!("stack"), stack),
            (js_string!("message"), message),
        ] {
            if let Some(text) = text {
                error.insert_property(key, described(text, HIDDEN));
            }
        }
        if has_cause {
            Step::Begin(Frame::Cause { error })
        } else {
            Step::Value(error.into())
        }
    }

    pub(super) fn fill_cause(
        &mut self,
        error: JsObject,
        ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        let cause = match ready {
            Some(cause) => cause,
            None => match self.step()? {
                Step::Value(cause) => cause,
                Step::Hole => JsValue::undefined(),
                Step::Begin(frame) => {
                    self.frames.push(Frame::Cause { error });
                    self.frames.push(frame);
                    return Ok(None);
                }
            },
        };
        error.insert_property(js_string!("cause"), described(cause, HIDDEN));
        Ok(Some(error.into()))
    }

    pub(super) fn date(&mut self) -> JsResult<Step> {
        let time = self.primitive()?;
        let date = JsDate::new(self.context);
        date.set_time(time, self.context)?;
        Ok(self.leaf(date.into()))
    }

    pub(super) fn regexp(&mut self) -> JsResult<Step> {
        let (source, flags) = (self.tape.string(), self.tape.string());
        let regexp = JsRegExp::new(source, flags, self.context)?;
        Ok(self.leaf(regexp.into()))
    }

    pub(super) fn boxed(&mut self) -> JsResult<Step> {
        let object = self.primitive()?.to_object(self.context)?;
        Ok(self.leaf(object))
    }

    fn primitive(&mut self) -> JsResult<JsValue> {
        match self.step()? {
            Step::Value(value) => Ok(value),
            Step::Hole | Step::Begin(_) => unreachable!("the writer puts a primitive here"),
        }
    }

    pub(super) fn buffer(&mut self, number: u64) -> JsResult<Step> {
        let block = self.buffers[size(number)].take();
        let block = block.expect("a buffer is on the tape once; after that, it is referred to");
        let buffer = buffers::new_buffer(block, self.context)?;
        Ok(self.leaf(buffer))
    }

    pub(super) fn shared(&mut self, number: u64) -> Step {
        let memory = self.memories[size(number)].clone();
        let buffer = JsSharedArrayBuffer::from_buffer(memory, self.context);
        self.leaf(buffer.into())
    }

    pub(super) fn view(&mut self, packed: u64) -> JsResult<Step> {
        let number = self.number(None);
        let kind = ViewKind::from_number(packed >> 1);
        let (byte_offset, length) = (self.tape.raw(), self.tape.raw());
        let length = (packed & 1 == 0).then_some(length);
        let buffer = self.primitive()?.to_object(self.context)?;
        let view = buffers::new_view(kind, buffer, byte_offset, length, self.context)?;
        self.complete(number, &view);
        Ok(Step::Value(view.into()))
    }

    pub(super) fn host(&mut self, number: u64) -> JsResult<Step> {
        let (copy, parcel) = &self.copied[size(number)];
        let object = (copy.unpack)(parcel, self.context)?;
        Ok(self.leaf(object))
    }
}
