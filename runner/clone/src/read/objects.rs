//! Making objects that have parts.

use std::rc::Rc;

use boa_engine::{
    JsObject, JsResult, JsValue,
    builtins::{map::ordered_map::OrderedMap, set::ordered_set::OrderedSet},
    js_string,
    object::builtins::JsArray,
    property::PropertyKey,
};

use super::{
    super::{
        keys::TargetKeys,
        message::Links,
        tape::{Item, Tag},
    },
    Reader, Step,
};
use threadproof_engine::native::{data_property, new_plain};
use threadproof_ground::numbers::size;

/// An object that is begun and not complete.
pub(super) enum Frame {
    /// A plain object with known keys.
    Shaped {
        object: JsObject,
        keys: Rc<TargetKeys>,
        next: usize,
    },
    /// So many more properties, each with its key. The key of the property that is being read.
    Listed {
        object: JsObject,
        left: u64,
        key: Option<PropertyKey>,
    },
    /// An array that is made when its elements are there.
    Elements {
        number: usize,
        first: usize,
        length: usize,
        holes: Vec<usize>,
    },
    /// An array that is there, because something in it refers to it.
    Filling {
        array: JsObject,
        next: u64,
        length: u64,
    },
    Map {
        map: JsObject,
        left: u64,
        key: Option<JsValue>,
    },
    Set {
        set: JsObject,
        left: u64,
    },
    /// An error that waits for its cause.
    Cause {
        error: JsObject,
    },
}

impl Reader<'_> {
    /// Goes on with an object. `ready` is the part that it waited for, if it did. Gives the object
    /// when it is complete; otherwise leaves frames for it and for the part it now waits for.
    pub(super) fn resume(
        &mut self,
        frame: Frame,
        ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        match frame {
            Frame::Shaped { object, keys, next } => self.fill_shaped(object, keys, next, ready),
            Frame::Listed { object, left, key } => self.fill_listed(object, left, key, ready),
            Frame::Elements {
                number,
                first,
                length,
                holes,
            } => self.collect(number, first, length, holes, ready),
            Frame::Filling {
                array,
                next,
                length,
            } => self.fill_array(array, next, length, ready),
            Frame::Map { map, left, key } => self.fill_map(map, left, key, ready),
            Frame::Set { set, left } => self.fill_set(set, left, ready),
            Frame::Cause { error } => self.fill_cause(error, ready),
        }
    }

    /// The next part: the one that is ready, else what comes next in the message.
    fn part(&mut self, ready: &mut Option<JsValue>) -> JsResult<Step> {
        match ready.take() {
            Some(value) => Ok(Step::Value(value)),
            None => self.step(),
        }
    }

    /// Leaves an object until the part that it waits for is complete.
    fn wait(&mut self, whole: Frame, part: Frame) -> JsResult<Option<JsValue>> {
        self.frames.push(whole);
        self.frames.push(part);
        Ok(None)
    }

    pub(super) fn shaped(&mut self, sequence: u64) -> Frame {
        let keys = self
            .state
            .target
            .keys_of(&self.keys[size(sequence)], self.context);
        let object = new_plain(self.context).upcast();
        self.number(Some(&object));
        Frame::Shaped {
            object,
            keys,
            next: 0,
        }
    }

    fn fill_shaped(
        &mut self,
        object: JsObject,
        keys: Rc<TargetKeys>,
        mut next: usize,
        mut ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        while let Some(key) = keys.keys.get(next) {
            match self.part(&mut ready)? {
                Step::Value(value) => {
                    object.insert_property(key.clone(), data_property(value));
                }
                Step::Hole => {}
                Step::Begin(part) => {
                    return self.wait(Frame::Shaped { object, keys, next }, part);
                }
            }
            next += 1;
        }
        Ok(Some(object.into()))
    }

    pub(super) fn listed(&mut self, left: u64) -> Frame {
        let object = new_plain(self.context).upcast();
        self.number(Some(&object));
        Frame::Listed {
            object,
            left,
            key: None,
        }
    }

    fn fill_listed(
        &mut self,
        object: JsObject,
        mut left: u64,
        mut key: Option<PropertyKey>,
        mut ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        while left > 0 {
            let at = key.take().unwrap_or_else(|| self.key());
            match self.part(&mut ready)? {
                Step::Value(value) => {
                    object.insert_property(at, data_property(value));
                }
                Step::Hole => {}
                Step::Begin(part) => {
                    let key = Some(at);
                    return self.wait(Frame::Listed { object, left, key }, part);
                }
            }
            left -= 1;
        }
        Ok(Some(object.into()))
    }

    fn key(&mut self) -> PropertyKey {
        match self.tape.item() {
            Item::Tagged(Tag::Index, index) => PropertyKey::from(index),
            Item::Tagged(Tag::Latin1, length) => {
                let name = boa_engine::JsStr::latin1(self.tape.latin1(length));
                PropertyKey::from(boa_engine::JsString::from(name))
            }
            Item::Tagged(Tag::Utf16, length) => {
                let name = boa_engine::JsStr::utf16(self.tape.utf16(length));
                PropertyKey::from(boa_engine::JsString::from(name))
            }
            other => unreachable!("the writer puts a key here, not {other:?}"),
        }
    }

    pub(super) fn ints(&mut self, length: u64) -> Step {
        let values = self.tape.ints(length).iter().copied().map(JsValue::from);
        let array = JsArray::from_iter(values, self.context);
        self.leaf(array.into())
    }

    pub(super) fn doubles(&mut self, length: u64) -> Step {
        let values = self.tape.doubles(length).iter().copied();
        let array = JsArray::from_iter(values.map(JsValue::from), self.context);
        self.leaf(array.into())
    }

    pub(super) fn array(&mut self, length: u64) -> JsResult<Step> {
        if self.links == Links::Cyclic {
            let array = self.empty_array(length)?;
            self.number(Some(&array));
            return Ok(Step::Begin(Frame::Filling {
                array,
                next: 0,
                length,
            }));
        }
        Ok(Step::Begin(Frame::Elements {
            number: self.number(None),
            first: self.values.len(),
            length: size(length),
            holes: Vec::new(),
        }))
    }

    fn empty_array(&mut self, length: u64) -> JsResult<JsObject> {
        let array = JsObject::from(JsArray::new(self.context)?);
        if length > 0 {
            array.set(js_string!("length"), length, true, self.context)?;
        }
        Ok(array)
    }

    pub(super) fn sparse(&mut self, length: u64) -> JsResult<Step> {
        let object = self.empty_array(length)?;
        self.number(Some(&object));
        Ok(Step::Begin(Frame::Listed {
            object,
            left: self.tape.raw(),
            key: None,
        }))
    }

    fn collect(
        &mut self,
        number: usize,
        first: usize,
        length: usize,
        mut holes: Vec<usize>,
        ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        self.values.extend(ready);
        while self.values.len() - first < length {
            match self.step()? {
                Step::Value(value) => self.values.push(value),
                Step::Hole => {
                    holes.push(self.values.len() - first);
                    self.values.push(JsValue::undefined());
                }
                Step::Begin(part) => {
                    let frame = Frame::Elements {
                        number,
                        first,
                        length,
                        holes,
                    };
                    return self.wait(frame, part);
                }
            }
        }
        let array = JsObject::from(JsArray::from_iter(self.values.drain(first..), self.context));
        for hole in holes {
            array.delete_property_or_throw(hole as u64, self.context)?;
        }
        self.complete(number, &array);
        self.further_properties(array)
    }

    /// An array's further properties follow its elements.
    fn further_properties(&mut self, array: JsObject) -> JsResult<Option<JsValue>> {
        let left = self.tape.raw();
        self.fill_listed(array, left, None, None)
    }

    fn fill_array(
        &mut self,
        array: JsObject,
        mut next: u64,
        length: u64,
        mut ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        while next < length {
            match self.part(&mut ready)? {
                Step::Value(value) => {
                    array.insert_property(PropertyKey::from(next), data_property(value));
                }
                Step::Hole => {}
                Step::Begin(part) => {
                    let frame = Frame::Filling {
                        array,
                        next,
                        length,
                    };
                    return self.wait(frame, part);
                }
            }
            next += 1;
        }
        self.further_properties(array)
    }

    pub(super) fn map(&mut self, left: u64) -> Frame {
        let prototype = self.context.intrinsics().constructors().map().prototype();
        let data = OrderedMap::<JsValue>::with_capacity(size(left));
        let map = JsObject::new(self.context.root_shape(), prototype, data).upcast();
        self.number(Some(&map));
        Frame::Map {
            map,
            left,
            key: None,
        }
    }

    fn fill_map(
        &mut self,
        map: JsObject,
        mut left: u64,
        mut key: Option<JsValue>,
        mut ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        while left > 0 {
            let value = match self.part(&mut ready)? {
                Step::Value(value) => value,
                Step::Hole => JsValue::undefined(),
                Step::Begin(part) => return self.wait(Frame::Map { map, left, key }, part),
            };
            if let Some(key) = key.take() {
                if let Some(mut entries) = map.downcast_mut::<OrderedMap<JsValue>>() {
                    entries.insert(key, value);
                }
                left -= 1;
            } else {
                key = Some(value);
            }
        }
        Ok(Some(map.into()))
    }

    pub(super) fn set(&mut self, left: u64) -> Frame {
        let prototype = self.context.intrinsics().constructors().set().prototype();
        let data = OrderedSet::with_capacity(size(left));
        let set = JsObject::new(self.context.root_shape(), prototype, data).upcast();
        self.number(Some(&set));
        Frame::Set { set, left }
    }

    fn fill_set(
        &mut self,
        set: JsObject,
        mut left: u64,
        mut ready: Option<JsValue>,
    ) -> JsResult<Option<JsValue>> {
        while left > 0 {
            let value = match self.part(&mut ready)? {
                Step::Value(value) => value,
                Step::Hole => JsValue::undefined(),
                Step::Begin(part) => return self.wait(Frame::Set { set, left }, part),
            };
            if let Some(mut members) = set.downcast_mut::<OrderedSet>() {
                members.add(value);
            }
            left -= 1;
        }
        Ok(Some(set.into()))
    }
}
