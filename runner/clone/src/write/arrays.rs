//! Writing arrays. An array of numbers without holes or further properties is copied as one block.

use boa_engine::{
    JsObject, JsResult, JsValue, js_string,
    object::{IndexPropertyValues, PropertyMap},
    property::PropertyKey,
};

use super::{super::tape::Tag, Writer, objects::Frame};
use threadproof_ground::numbers::nearest;

/// An index that is written as a key; the engine has no other public way to make one.
fn index_key(index: u32) -> PropertyKey {
    PropertyKey::from(index)
}

impl Writer<'_> {
    pub(super) fn array(&mut self, number: u32, array: &JsObject) -> JsResult<()> {
        let (length, elements) = {
            let array = array.borrow();
            let properties = array.properties();
            let length = length_of(properties);
            let bare = array.shape().to_addr_usize() == self.state.array_shape.to_addr_usize();
            let elements = match properties.index_property_values() {
                IndexPropertyValues::DenseI32(ints) => {
                    let ints = ints.as_slice();
                    if bare && ints.len() == length as usize {
                        self.tape.ints(ints);
                        Elements::Written
                    } else {
                        Elements::Dense(ints.len())
                    }
                }
                IndexPropertyValues::DenseF64(doubles) => {
                    let doubles = doubles.as_slice();
                    if bare && doubles.len() == length as usize {
                        self.tape.doubles(doubles);
                        Elements::Written
                    } else {
                        Elements::Dense(doubles.len())
                    }
                }
                IndexPropertyValues::DenseElement(values) => {
                    let values = values.as_slice();
                    if bare && values.len() == length as usize && self.numbers(values) {
                        Elements::Written
                    } else {
                        Elements::Dense(values.len())
                    }
                }
                _ => Elements::Sparse,
            };
            (length, elements)
        };
        match elements {
            Elements::Written => self.objects.close(number),
            Elements::Dense(count) if count == length as usize => {
                self.tape.tag(Tag::Array, length.into());
                self.frames.push(Frame::Elements {
                    number,
                    array: array.clone(),
                    next: 0,
                    length,
                });
            }
            Elements::Dense(_) | Elements::Sparse => {
                self.tape.tag(Tag::Sparse, length.into());
                let keys = self.enumerable_keys(array)?;
                self.tape.raw(keys.len() as u64);
                self.frames.push(Frame::Listed {
                    number,
                    object: array.clone(),
                    keys: keys.into_iter(),
                });
            }
        }
        Ok(())
    }

    /// Writes values as one block of numbers, if that is what they are.
    fn numbers(&mut self, values: &[JsValue]) -> bool {
        if values.is_empty() || !values.iter().all(JsValue::is_number) {
            return false;
        }
        let ints: Option<Vec<i32>> = values.iter().map(JsValue::as_i32).collect();
        if let Some(ints) = ints {
            self.tape.ints(&ints);
        } else {
            let doubles: Vec<f64> = values.iter().filter_map(JsValue::as_number).collect();
            self.tape.doubles(&doubles);
        }
        true
    }

    pub(super) fn elements(
        &mut self,
        number: u32,
        array: JsObject,
        mut next: u32,
        length: u32,
    ) -> JsResult<()> {
        while next < length {
            let index = next;
            next += 1;
            let dense = dense_element(array.borrow().properties(), index);
            let value = match dense {
                Some(value) => Some(value),
                // A getter elsewhere in the value has changed this array.
                None => self.property(&array, &index_key(index))?,
            };
            let Some(value) = value else {
                self.tape.tag(Tag::Hole, 0);
                continue;
            };
            if value.is_object() {
                self.frames.push(Frame::Elements {
                    number,
                    array,
                    next,
                    length,
                });
                return self.value(&value);
            }
            self.value(&value)?;
        }
        let bare = array.borrow().shape().to_addr_usize() == self.state.array_shape.to_addr_usize();
        if bare {
            self.tape.raw(0);
            self.objects.close(number);
            return Ok(());
        }
        let mut keys = self.enumerable_keys(&array)?;
        keys.retain(|key| matches!(key, PropertyKey::String(_)));
        self.tape.raw(keys.len() as u64);
        self.frames.push(Frame::Listed {
            number,
            object: array,
            keys: keys.into_iter(),
        });
        Ok(())
    }
}

/// How an array's elements were found.
enum Elements {
    /// Numbers only, and on the tape already.
    Written,
    /// So many, from index 0, without holes.
    Dense(usize),
    Sparse,
}

fn length_of(properties: &PropertyMap) -> u32 {
    let length = properties.get(&PropertyKey::from(js_string!("length")));
    let length = length.and_then(|length| length.value().and_then(JsValue::as_number));
    // An array's length is always an integer of 32 bits.
    length.map_or(0, nearest)
}

fn dense_element(properties: &PropertyMap, index: u32) -> Option<JsValue> {
    let at = index as usize;
    match properties.index_property_values() {
        IndexPropertyValues::DenseI32(ints) => ints.as_slice().get(at).copied().map(JsValue::from),
        IndexPropertyValues::DenseF64(doubles) => {
            doubles.as_slice().get(at).copied().map(JsValue::from)
        }
        IndexPropertyValues::DenseElement(values) => values.as_slice().get(at).cloned(),
        _ => None,
    }
}
