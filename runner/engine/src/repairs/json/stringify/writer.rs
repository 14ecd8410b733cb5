//! Writes a value as JSON, with a count of levels.
//!
//! The engine's own recurses as deep as the data goes, also where `toJSON`, a getter or a replacer
//! makes data as it goes. This one refuses what is deeper than the stack allows.

use std::cell::Cell;
use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsBigInt, JsNativeError, JsResult, JsString, JsValue, js_string};
use rustc_hash::FxHashSet;

use super::super::originals::{Originals, text_of};
use super::circular::circular;
use super::quote::quote;
use crate::interrupt;
use crate::repairs::depth::too_deep;

/// How deep data may nest: each level takes two or three kilobytes of stack.
const MAX_DATA_DEPTH: usize = 50_000;

/// One call of `JSON.stringify`.
pub(super) struct Writer<'a> {
    originals: &'a Originals,
    replacer: Option<JsObject>,
    /// The keys that a list of them allows.
    allowed: Option<Vec<JsString>>,
    /// What one level is indented by.
    gap: String,
    /// The objects that are being written, each with the key under which it stands.
    open: Vec<(JsObject, JsString)>,
    /// The same objects, to find one at once.
    places: FxHashSet<JsObject>,
    out: String,
    /// How many objects are open in all calls that are under way: `toJSON` may call again.
    levels: Rc<Cell<usize>>,
    context: &'a mut Context,
}

/// The count behind [`Writer::levels`], one for each context.
#[derive(Default)]
struct Levels(Rc<Cell<usize>>);

fn levels(context: &mut Context) -> Rc<Cell<usize>> {
    if let Some(Levels(levels)) = context.get_data() {
        return Rc::clone(levels);
    }
    let levels = Rc::default();
    context.insert_data(Levels(Rc::clone(&levels)));
    levels
}

impl<'a> Writer<'a> {
    /// What one call was given: a function that replaces values or a list of keys, and what one
    /// level is indented by.
    pub(super) fn new(
        originals: &'a Originals,
        replacer: Option<JsObject>,
        allowed: Option<Vec<JsString>>,
        gap: String,
        context: &'a mut Context,
    ) -> Self {
        Self {
            originals,
            replacer,
            allowed,
            gap,
            open: Vec::new(),
            places: FxHashSet::default(),
            out: String::new(),
            levels: levels(context),
            context,
        }
    }

    /// The text of a value; `None` for what has no JSON form. `holder` is there where a replacer is.
    pub(super) fn write(
        mut self,
        holder: Option<JsObject>,
        value: JsValue,
    ) -> JsResult<Option<JsString>> {
        let written = self.property(holder.as_ref(), &js_string!(""), value)?;
        Ok(written.then(|| JsString::from(self.out)))
    }

    /// 25.5.2.2 `SerializeJSONProperty`: false for what has no JSON form. `holder` is made only
    /// where somebody is shown it.
    fn property(
        &mut self,
        holder: Option<&JsObject>,
        key: &JsString,
        mut value: JsValue,
    ) -> JsResult<bool> {
        if value.is_object() || value.is_bigint() {
            let to_json = match value.as_object() {
                Some(object) => object.get(js_string!("toJSON"), self.context)?,
                None => value
                    .to_object(self.context)?
                    .get(js_string!("toJSON"), self.context)?,
            };
            if let Some(to_json) = to_json.as_callable() {
                value = to_json.call(&value, &[key.clone().into()], self.context)?;
            }
        }
        if let Some(replacer) = self.replacer.clone() {
            let holder = holder.map_or_else(JsValue::undefined, |holder| holder.clone().into());
            value = replacer.call(&holder, &[key.clone().into(), value], self.context)?;
        }
        if let Some(object) = value.as_object() {
            if object.is::<f64>() {
                value = value.to_number(self.context)?.into();
            } else if object.is::<JsString>() {
                value = value.to_string(self.context)?.into();
            } else if let Some(flag) = object.downcast_ref::<bool>().map(|flag| *flag) {
                value = flag.into();
            } else if let Some(big) = object.downcast_ref::<JsBigInt>().map(|big| big.clone()) {
                value = big.into();
            }
        }
        if let Some(object) = value.as_object() {
            return self.object_property(&object, key, &value);
        }
        self.primitive(&value)
    }

    fn primitive(&mut self, value: &JsValue) -> JsResult<bool> {
        if value.is_null() {
            self.out.push_str("null");
        } else if let Some(flag) = value.as_boolean() {
            self.out.push_str(if flag { "true" } else { "false" });
        } else if let Some(text) = value.as_string() {
            quote(&text, &mut self.out);
        } else if let Some(number) = value.as_number() {
            if number.is_finite() {
                let text = value.to_string(self.context)?;
                self.out.push_str(&text.to_std_string_lossy());
            } else {
                self.out.push_str("null");
            }
        } else if value.is_bigint() {
            return Err(JsNativeError::typ()
                .with_message("Do not know how to serialize a BigInt")
                .into());
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn object_property(
        &mut self,
        object: &JsObject,
        key: &JsString,
        value: &JsValue,
    ) -> JsResult<bool> {
        if object.is_callable() {
            return Ok(false);
        }
        if object.prototype().is_none() && self.originals.is_raw_json(value, self.context)? {
            let raw = object.get(js_string!("rawJSON"), self.context)?;
            let raw = raw.to_string(self.context)?;
            self.out.push_str(&raw.to_std_string_lossy());
            return Ok(true);
        }
        if self.levels.get() >= MAX_DATA_DEPTH {
            return Err(too_deep());
        }
        if !self.places.insert(object.clone()) {
            let is_same = |(other, _): &(JsObject, JsString)| JsObject::equals(other, object);
            let at = self.open.iter().position(is_same).unwrap_or_default();
            return Err(circular(&self.open[at..], key, self.context));
        }
        self.open.push((object.clone(), key.clone()));
        self.levels.update(|levels| levels + 1);
        let written = self
            .originals
            .is_array(object, self.context)
            .and_then(|is_array| {
                if is_array {
                    self.array(object)
                } else {
                    self.object(object)
                }
            });
        self.levels.update(|levels| levels - 1);
        written?;
        self.open.pop();
        self.places.remove(object);
        Ok(true)
    }

    /// 25.5.2.5 `SerializeJSONObject`.
    fn object(&mut self, object: &JsObject) -> JsResult<()> {
        let keys = if let Some(keys) = &self.allowed {
            keys.clone()
        } else {
            let keys = self.originals.keys(object, self.context)?;
            keys.iter().filter_map(text_of).collect()
        };
        self.out.push('{');
        let mut any = false;
        for key in keys {
            interrupt::look(self.context)?;
            let value = object.get(key.clone(), self.context)?;
            let before = self.out.len();
            self.between(any);
            quote(&key, &mut self.out);
            self.out
                .push_str(if self.gap.is_empty() { ":" } else { ": " });
            if self.property(Some(object), &key, value)? {
                any = true;
            } else {
                self.out.truncate(before);
            }
        }
        self.end(any, '}');
        Ok(())
    }

    /// 25.5.2.6 `SerializeJSONArray`.
    fn array(&mut self, array: &JsObject) -> JsResult<()> {
        let length = array
            .get(js_string!("length"), self.context)?
            .to_length(self.context)?;
        self.out.push('[');
        for index in 0..length {
            interrupt::look(self.context)?;
            let value = array.get(index, self.context)?;
            self.between(index > 0);
            let key = if value.is_object() || value.is_bigint() || self.replacer.is_some() {
                JsString::from(index.to_string())
            } else {
                // Nobody is shown the key of a primitive.
                js_string!("")
            };
            if !self.property(Some(array), &key, value)? {
                self.out.push_str("null");
            }
        }
        self.end(length > 0, ']');
        Ok(())
    }

    /// The comma, and the new line where there are lines.
    fn between(&mut self, any: bool) {
        if any {
            self.out.push(',');
        }
        self.line(self.open.len());
    }

    fn end(&mut self, any: bool, bracket: char) {
        if any {
            self.line(self.open.len() - 1);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if !self.gap.is_empty() {
            self.out.push('\n');
            for _ in 0..depth {
                self.out.push_str(&self.gap);
            }
        }
    }
}
