//! `InternalizeJSONProperty` (ECMAScript, 25.5.1.1) as a loop: shows a reviver every value, parts
//! first.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};

use super::super::originals::Originals;
use super::records::{Number, Parts, Records};
use crate::interrupt;
use threadproof_ground::numbers::size;

/// What the reviver makes of `value`, which was read from `text`.
pub(super) fn revive(
    value: JsValue,
    text: &JsString,
    records: &Records,
    reviver: JsObject,
    originals: &Originals,
    context: &mut Context,
) -> JsResult<JsValue> {
    let root = JsObject::with_object_proto(context.intrinsics());
    root.create_data_property_or_throw(js_string!(""), value, context)?;
    let walk = Walk {
        text,
        records,
        reviver,
        originals,
        levels: Vec::new(),
        context,
    };
    walk.whole(root)
}

struct Walk<'a> {
    text: &'a JsString,
    records: &'a Records,
    reviver: JsObject,
    originals: &'a Originals,
    levels: Vec<Level<'a>>,
    context: &'a mut Context,
}

/// An object whose parts are being shown.
struct Level<'a> {
    /// What it is a part of, and under which key.
    holder: JsObject,
    key: PropertyKey,
    object: JsObject,
    rest: Rest,
    /// The key of the part that is being shown.
    shown: PropertyKey,
    parts: Option<&'a Parts>,
}

/// The parts that are still to be shown.
enum Rest {
    Elements { next: u64, length: u64 },
    Keys(std::vec::IntoIter<PropertyKey>),
}

impl Walk<'_> {
    fn whole(mut self, root: JsObject) -> JsResult<JsValue> {
        let mut result = self.show(root, js_string!("").into(), self.records.last())?;
        loop {
            interrupt::look(self.context)?;
            let Some(level) = self.levels.last_mut() else {
                // Nothing is open, so what was shown last was the whole.
                return Ok(result.unwrap_or_default());
            };
            if let Some(result) = result.take() {
                put(level, result, self.originals, self.context)?;
            }
            result = if let Some((key, record)) = level.next() {
                let holder = level.object.clone();
                self.show(holder, key, record)?
            } else {
                let (holder, key) = (level.holder.clone(), level.key.clone());
                let value = level.object.clone().into();
                self.levels.pop();
                Some(self.call(&holder, key, value, None)?)
            };
        }
    }

    /// Shows a value that has no parts; of another, begins with its parts and gives nothing yet.
    fn show(
        &mut self,
        holder: JsObject,
        key: PropertyKey,
        record: Option<Number>,
    ) -> JsResult<Option<JsValue>> {
        let value = holder.get(key.clone(), self.context)?;
        let parts = record.and_then(|record| self.records.parts_of(record, &value));
        let Some(object) = value.as_object() else {
            return self.call(&holder, key, value, parts).map(Some);
        };
        let rest = if self.originals.is_array(&object, self.context)? {
            let length = object
                .get(js_string!("length"), self.context)?
                .to_length(self.context)?;
            Rest::Elements { next: 0, length }
        } else {
            Rest::Keys(self.originals.keys(&object, self.context)?.into_iter())
        };
        self.levels.push(Level {
            holder,
            key,
            object,
            rest,
            shown: js_string!("").into(),
            parts,
        });
        Ok(None)
    }

    fn call(
        &mut self,
        holder: &JsObject,
        key: PropertyKey,
        value: JsValue,
        parts: Option<&Parts>,
    ) -> JsResult<JsValue> {
        let about = JsObject::with_object_proto(self.context.intrinsics());
        if let Some(Parts::Source(place)) = parts
            && let Some(source) = self.text.get(place.clone())
        {
            about.create_data_property_or_throw(js_string!("source"), source, self.context)?;
        }
        let args = [key.into(), value, about.into()];
        self.reviver
            .call(&holder.clone().into(), &args, self.context)
    }
}

impl Level<'_> {
    /// The next part: its key and its record.
    fn next(&mut self) -> Option<(PropertyKey, Option<Number>)> {
        let record;
        match &mut self.rest {
            Rest::Elements { next, length } => {
                if next == length {
                    return None;
                }
                record = match self.parts {
                    Some(Parts::Elements(numbers)) => numbers.get(size(*next)).copied(),
                    _ => None,
                };
                self.shown = PropertyKey::from(*next);
                *next += 1;
            }
            Rest::Keys(keys) => {
                self.shown = keys.next()?;
                record = match self.parts {
                    Some(Parts::Entries(numbers)) => numbers.get(&self.shown).copied(),
                    _ => None,
                };
            }
        }
        Some((self.shown.clone(), record))
    }
}

/// Puts what the reviver gave in the place of what it was shown. Neither is an error where the
/// object refuses it.
fn put(
    level: &Level<'_>,
    result: JsValue,
    originals: &Originals,
    context: &mut Context,
) -> JsResult<()> {
    let key = &level.shown;
    if result.is_undefined() {
        originals.delete(&level.object, key, context)?;
    } else {
        level
            .object
            .create_data_property(key.clone(), result, context)?;
    }
    Ok(())
}
