//! Writing plain objects, and going on with any object whose parts are not all written.
//! Arrays have a file of their own.

use std::{rc::Rc, sync::Arc, vec};

use boa_engine::{JsObject, JsResult, JsValue, property::PropertyKey};

use super::{
    super::{keys::SourceKeys, tape::Tag},
    Writer,
};
use threadproof_ground::numbers::count;

/// An object that is begun and not complete, and where to go on.
pub(super) enum Frame {
    /// A plain object with a known key sequence.
    Shaped {
        number: u32,
        object: JsObject,
        keys: Rc<SourceKeys>,
        next: usize,
    },
    /// Properties of any object, each with its key.
    Listed {
        number: u32,
        object: JsObject,
        keys: vec::IntoIter<PropertyKey>,
    },
    /// The elements of an array without holes.
    Elements {
        number: u32,
        array: JsObject,
        next: u32,
        length: u32,
    },
    /// Values that were taken beforehand.
    Values {
        number: u32,
        values: vec::IntoIter<JsValue>,
    },
}

impl Writer<'_> {
    pub(super) fn resume(&mut self, frame: Frame) -> JsResult<()> {
        match frame {
            Frame::Shaped {
                number,
                object,
                keys,
                next,
            } => self.shaped(number, object, keys, next),
            Frame::Listed {
                number,
                object,
                keys,
            } => self.listed(number, object, keys),
            Frame::Elements {
                number,
                array,
                next,
                length,
            } => self.elements(number, array, next, length),
            Frame::Values { number, mut values } => {
                while let Some(value) = values.next() {
                    if value.is_object() {
                        self.frames.push(Frame::Values { number, values });
                        return self.value(&value);
                    }
                    self.value(&value)?;
                }
                self.objects.close(number);
                Ok(())
            }
        }
    }

    pub(super) fn plain_object(&mut self, number: u32, object: &JsObject) -> JsResult<()> {
        let keys = self.state.source.keys_of(object);
        self.check_mark(object)?;
        let Some(keys) = keys else {
            if *object == self.context.global_object() {
                return Err(self.refuse(object));
            }
            return self.listed_object(number, object);
        };
        let sequence = keys.number_in(self.number).unwrap_or_else(|| {
            let sequence = count(self.keys.len());
            self.keys.push(Arc::clone(&keys.sequence));
            keys.set_number_in(self.number, sequence);
            sequence
        });
        self.tape.tag(Tag::Shaped, sequence.into());
        self.frames.push(Frame::Shaped {
            number,
            object: object.clone(),
            keys,
            next: 0,
        });
        Ok(())
    }

    fn shaped(
        &mut self,
        number: u32,
        object: JsObject,
        keys: Rc<SourceKeys>,
        mut next: usize,
    ) -> JsResult<()> {
        while let Some(key) = keys.keys.get(next) {
            next += 1;
            let unchanged = {
                let object = object.borrow();
                (object.shape().to_addr_usize() == keys.address())
                    .then(|| object.properties().get(key))
            };
            let value = match unchanged {
                Some(property) => property.and_then(|property| property.value().cloned()),
                // A getter elsewhere in the value has changed this object.
                None => self.property(&object, key)?,
            };
            let Some(value) = value else {
                self.tape.tag(Tag::Hole, 0);
                continue;
            };
            if value.is_object() {
                self.frames.push(Frame::Shaped {
                    number,
                    object,
                    keys,
                    next,
                });
                return self.value(&value);
            }
            self.value(&value)?;
        }
        self.objects.close(number);
        Ok(())
    }

    /// Writes an object by its enumerable properties, keys and all.
    pub(super) fn listed_object(&mut self, number: u32, object: &JsObject) -> JsResult<()> {
        let keys = self.enumerable_keys(object)?;
        self.tape.tag(Tag::Listed, keys.len() as u64);
        self.frames.push(Frame::Listed {
            number,
            object: object.clone(),
            keys: keys.into_iter(),
        });
        Ok(())
    }

    fn listed(
        &mut self,
        number: u32,
        object: JsObject,
        mut keys: vec::IntoIter<PropertyKey>,
    ) -> JsResult<()> {
        while let Some(key) = keys.next() {
            match &key {
                PropertyKey::String(name) => self.tape.string(name),
                PropertyKey::Index(index) => self.tape.tag(Tag::Index, index.get().into()),
                PropertyKey::Symbol(_) => unreachable!("enumerable_keys leaves symbols out"),
            }
            let Some(value) = self.property(&object, &key)? else {
                self.tape.tag(Tag::Hole, 0);
                continue;
            };
            if value.is_object() {
                self.frames.push(Frame::Listed {
                    number,
                    object,
                    keys,
                });
                return self.value(&value);
            }
            self.value(&value)?;
        }
        self.objects.close(number);
        Ok(())
    }

    /// The keys that are cloned: own, enumerable, strings; indices first, as the engine lists them.
    pub(super) fn enumerable_keys(&mut self, object: &JsObject) -> JsResult<Vec<PropertyKey>> {
        let mut keys = object.own_property_keys(self.context)?;
        let object = object.borrow();
        let properties = object.properties();
        keys.retain(|key| {
            !matches!(key, PropertyKey::Symbol(_))
                && properties
                    .get(key)
                    .is_some_and(|property| property.expect_enumerable())
        });
        Ok(keys)
    }

    /// An own property's value now, by its getter if it has one; `None` if there is no such
    /// property any more.
    pub(super) fn property(
        &mut self,
        object: &JsObject,
        key: &PropertyKey,
    ) -> JsResult<Option<JsValue>> {
        let property = object.borrow().properties().get(key);
        match property {
            None => Ok(None),
            Some(property) if property.is_data_descriptor() => Ok(property.value().cloned()),
            Some(_) => object.get(key.clone(), self.context).map(Some),
        }
    }
}
