//! Writing the engine's own kinds of objects: wrappers, dates, regular expressions, maps, sets,
//! errors, buffers and views.

use boa_engine::{
    JsBigInt, JsObject, JsResult, JsString, JsValue,
    builtins::{
        array_buffer::{ArrayBuffer, SharedArrayBuffer},
        date::Date,
        error::Error,
        map::ordered_map::OrderedMap,
        regexp::RegExp,
        set::ordered_set::OrderedSet,
    },
    js_string,
    object::builtins::{JsDate, JsRegExp, JsSharedArrayBuffer},
    property::PropertyKey,
};

use super::{
    super::{
        buffers::{self, Unreadable},
        error_kind::ErrorName,
        errors::data_clone_error,
        state::Originals,
        tape::Tag,
        transfer::Listed,
    },
    DETACHED, Writer,
    objects::Frame,
};

impl Writer<'_> {
    /// Begins an object of one of the engine's own kinds. `false` if it is of none that can be
    /// cloned.
    pub(super) fn built_in(&mut self, number: u32, object: &JsObject) -> JsResult<bool> {
        // A mark has no effect on buffers and views; the page names no other exception.
        if is_markable(object) {
            self.check_mark(object)?;
        }
        if object.is::<OrderedMap<JsValue>>() {
            self.map(number, object);
            return Ok(true);
        }
        if object.is::<OrderedSet>() {
            self.set(number, object);
            return Ok(true);
        }
        if object.is::<Error>() {
            self.error(number, object)?;
            return Ok(true);
        }
        if object.is::<ArrayBuffer>() {
            self.buffer(object)?;
        } else if object.is::<SharedArrayBuffer>() {
            self.shared(object)?;
        } else if let Some(view) = buffers::view_of(object, self.context)? {
            self.view(object, view)?;
        } else if object.is::<Date>() {
            let time = JsDate::from_object(object.clone())?.get_time(self.context)?;
            self.tape.tag(Tag::Date, 0);
            self.tape.double(time.as_number().unwrap_or(f64::NAN));
        } else if object.is::<RegExp>() {
            self.regexp(object)?;
        } else if let Some(primitive) = wrapped(object) {
            self.tape.tag(Tag::Boxed, 0);
            self.value(&primitive)?;
        } else {
            return Ok(false);
        }
        self.objects.close(number);
        Ok(true)
    }

    fn regexp(&mut self, object: &JsObject) -> JsResult<()> {
        let this = JsValue::from(object.clone());
        let originals = &self.state.originals;
        let source = Originals::call(&originals.regexp_source, &this, &[], self.context)?;
        let sets = Originals::call(&originals.regexp_unicode_sets, &this, &[], self.context)?;
        let regexp = JsRegExp::from_object(object.clone())?;
        // Flag by flag: `flags` itself would read properties that a script may have replaced.
        let flags: String = [
            ('d', regexp.has_indices(self.context)?),
            ('g', regexp.global(self.context)?),
            ('i', regexp.ignore_case(self.context)?),
            ('m', regexp.multiline(self.context)?),
            ('s', regexp.dot_all(self.context)?),
            ('u', regexp.unicode(self.context)?),
            ('v', sets.to_boolean()),
            ('y', regexp.sticky(self.context)?),
        ]
        .into_iter()
        .filter_map(|(flag, set)| set.then_some(flag))
        .collect();
        self.tape.tag(Tag::RegExp, 0);
        self.tape.string(&unescaped(&source));
        self.tape.string(&JsString::from(flags));
        Ok(())
    }

    fn map(&mut self, number: u32, object: &JsObject) {
        let values: Vec<JsValue> = {
            let map = object.downcast_ref::<OrderedMap<JsValue>>();
            let entries = map.iter().flat_map(|map| map.iter());
            entries
                .flat_map(|(key, value)| [key.clone(), value.clone()])
                .collect()
        };
        self.tape.tag(Tag::Map, values.len() as u64 / 2);
        self.values(number, values);
    }

    fn set(&mut self, number: u32, object: &JsObject) {
        let values: Vec<JsValue> = {
            let set = object.downcast_ref::<OrderedSet>();
            set.iter().flat_map(|set| set.iter()).cloned().collect()
        };
        self.tape.tag(Tag::Set, values.len() as u64);
        self.values(number, values);
    }

    fn values(&mut self, number: u32, values: Vec<JsValue>) {
        self.frames.push(Frame::Values {
            number,
            values: values.into_iter(),
        });
    }

    /// An error keeps the name of its standard class, its message, stack and cause. A message or
    /// cause that isn't an own data property is left out, as are all further properties.
    fn error(&mut self, number: u32, object: &JsObject) -> JsResult<()> {
        self.check_mark(object)?;
        let own = |key: JsString| {
            let property = object.borrow().properties().get(&PropertyKey::from(key));
            property.and_then(|property| property.value().cloned())
        };
        let (message, cause) = (own(js_string!("message")), own(js_string!("cause")));
        let name = object.get(js_string!("name"), self.context)?;
        let name = if name.is_undefined() {
            ErrorName::Error
        } else {
            ErrorName::from_js_string(&name.to_string(self.context)?)
        };
        let message = message
            .map(|message| message.to_string(self.context))
            .transpose()?;
        let stack = object.get(js_string!("stack"), self.context)?.as_string();
        let parts = [message.is_some(), stack.is_some(), cause.is_some()];
        self.tape.tag(Tag::Error, name.pack(parts));
        for text in [message, stack].into_iter().flatten() {
            self.tape.string(&text);
        }
        self.frames.push(Frame::Values {
            number,
            values: Vec::from_iter(cause).into_iter(),
        });
        Ok(())
    }

    fn buffer(&mut self, object: &JsObject) -> JsResult<()> {
        let number = if let Some(Listed::Buffer(number)) = self.transfers.find(object) {
            number.into()
        } else {
            let Some(block) = buffers::copy_block(object, self.context)? else {
                return Err(data_clone_error(self.context, DETACHED));
            };
            let blocks = &mut self.parts.get_or_insert_default().blocks;
            blocks.push(Some(block));
            blocks.len() as u64 - 1
        };
        self.tape.tag(Tag::Buffer, number);
        Ok(())
    }

    fn shared(&mut self, object: &JsObject) -> JsResult<()> {
        let memory = JsSharedArrayBuffer::from_object(object.clone())?.inner();
        let memories = &mut self.parts.get_or_insert_default().memories;
        self.tape.tag(Tag::Shared, memories.len() as u64);
        memories.push(memory);
        Ok(())
    }

    /// A view brings its buffer along, all of it.
    fn view(&mut self, object: &JsObject, view: Result<buffers::View, Unreadable>) -> JsResult<()> {
        let view = match view {
            Ok(view) => view,
            Err(Unreadable::Detached) => return Err(data_clone_error(self.context, DETACHED)),
            Err(Unreadable::OutOfBounds) => return Err(self.refuse(object)),
        };
        let tracks = u64::from(view.length.is_none());
        self.tape.tag(Tag::View, (view.kind.number() << 1) | tracks);
        self.tape.raw(view.byte_offset);
        self.tape.raw(view.length.unwrap_or(0));
        self.object(&view.buffer)?;
        Ok(())
    }
}

/// The primitive in a wrapper object. Symbols' wrappers can't be cloned.
fn wrapped(object: &JsObject) -> Option<JsValue> {
    if let Some(value) = object.downcast_ref::<bool>() {
        return Some((*value).into());
    }
    if let Some(value) = object.downcast_ref::<f64>() {
        return Some((*value).into());
    }
    if let Some(value) = object.downcast_ref::<JsString>() {
        return Some(value.clone().into());
    }
    object
        .downcast_ref::<JsBigInt>()
        .map(|value| value.clone().into())
}

/// A regular expression's pattern as it was given. The engine's `source` puts a backslash before
/// every slash, also where there is one.
fn unescaped(source: &JsValue) -> JsString {
    let source = source.as_string().unwrap_or_default();
    if !source.contains(b'/') {
        return source;
    }
    let mut units: Vec<u16> = Vec::with_capacity(source.len());
    for unit in &source {
        if unit == u16::from(b'/') {
            units.pop();
        }
        units.push(unit);
    }
    JsString::from(&units[..])
}

/// Whether an object is of a kind that can be cloned and that a mark can forbid.
fn is_markable(object: &JsObject) -> bool {
    object.is::<OrderedMap<JsValue>>()
        || object.is::<OrderedSet>()
        || object.is::<Error>()
        || object.is::<Date>()
        || object.is::<RegExp>()
        || wrapped(object).is_some()
}
