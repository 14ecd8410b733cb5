//! `JSON.stringify` with a count of levels (ECMAScript, 25.5.2).
//!
//! The engine's own recurses as deep as the data goes, also where `toJSON`, a getter or a replacer
//! makes data as it goes. This one refuses what is deeper than the stack allows.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;

use boa_engine::builtins::proxy::Proxy;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::{Attribute, PropertyKey};
use boa_engine::{
    Context, JsArgs, JsBigInt, JsNativeError, JsResult, JsString, JsValue, NativeFunction,
    js_string,
};

use rustc_hash::FxHashSet;

use super::too_deep;
use crate::native;

/// How deep data may nest: each level takes two or three kilobytes of stack.
const MAX_DATA_DEPTH: usize = 50_000;

/// The engine's functions that this one needs, taken before a script could replace them:
/// `Array.isArray`, `Object.keys`, `JSON.isRawJSON`.
type Originals = [JsValue; 3];

/// Replaces `JSON.stringify`.
pub(super) fn install(context: &mut Context) -> JsResult<()> {
    let json = context.intrinsics().objects().json();
    let constructors = context.intrinsics().constructors();
    let (array, object) = (
        constructors.array().constructor(),
        constructors.object().constructor(),
    );
    let originals: Originals = [
        array.get(js_string!("isArray"), context)?,
        object.get(js_string!("keys"), context)?,
        json.get(js_string!("isRawJSON"), context)?,
    ];
    let code = NativeFunction::from_copy_closure_with_captures(stringify, originals);
    let function = FunctionObjectBuilder::new(context.realm(), code)
        .name(js_string!("stringify"))
        .length(3)
        .build();
    let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
    native::define(&json, js_string!("stringify"), function.into(), hidden);
    Ok(())
}

/// One call of `JSON.stringify`.
struct Writer<'a> {
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

fn stringify(
    _: &JsValue,
    args: &[JsValue],
    originals: &Originals,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (replacer, allowed) = replacer(args.get_or_undefined(1), originals, context)?;
    let gap = gap(args.get_or_undefined(2), context)?;
    let value = args.get_or_undefined(0).clone();
    let mut holder = None;
    if replacer.is_some() {
        let wrapper = JsObject::with_object_proto(context.intrinsics());
        wrapper.create_data_property_or_throw(js_string!(""), value.clone(), context)?;
        holder = Some(wrapper);
    }
    let levels = levels(context);
    let mut writer = Writer {
        originals,
        replacer,
        allowed,
        gap,
        open: Vec::new(),
        places: FxHashSet::default(),
        out: String::new(),
        levels,
        context,
    };
    let written = writer.property(holder.as_ref(), &js_string!(""), value)?;
    Ok(if written {
        JsString::from(writer.out).into()
    } else {
        JsValue::undefined()
    })
}

type Replacer = (Option<JsObject>, Option<Vec<JsString>>);

/// Steps 4 and 5: a function, or a list of keys.
fn replacer(value: &JsValue, originals: &Originals, context: &mut Context) -> JsResult<Replacer> {
    let Some(object) = value.as_object() else {
        return Ok((None, None));
    };
    if object.is_callable() {
        return Ok((Some(object), None));
    }
    if !ask(&originals[0], value, context)? {
        return Ok((None, None));
    }
    let length = object
        .get(js_string!("length"), context)?
        .to_length(context)?;
    let mut keys: Vec<JsString> = Vec::new();
    for index in 0..length {
        let item = object.get(index, context)?;
        let is_wrapper = item
            .as_object()
            .is_some_and(|item| item.is::<JsString>() || item.is::<f64>());
        if item.is_string() || item.is_number() || is_wrapper {
            let key = item.to_string(context)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    Ok((None, Some(keys)))
}

/// Steps 6 to 9: at most ten units of indentation.
fn gap(space: &JsValue, context: &mut Context) -> JsResult<String> {
    let mut space = space.clone();
    if let Some(object) = space.as_object() {
        if object.is::<f64>() {
            space = space.to_number(context)?.into();
        } else if object.is::<JsString>() {
            space = space.to_string(context)?.into();
        }
    }
    if let Some(number) = space.as_number() {
        // A cast of what is no number or below zero gives zero.
        return Ok(" ".repeat((number as usize).min(10)));
    }
    Ok(space.as_string().map_or_else(String::new, |text| {
        let units: Vec<u16> = text.iter().take(10).collect();
        String::from_utf16_lossy(&units)
    }))
}

fn ask(function: &JsValue, value: &JsValue, context: &mut Context) -> JsResult<bool> {
    match function.as_callable() {
        Some(function) => Ok(function
            .call(&JsValue::undefined(), std::slice::from_ref(value), context)?
            .to_boolean()),
        None => Ok(false),
    }
}

impl Writer<'_> {
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
            self.quote(&text);
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
        if object.prototype().is_none() && ask(&self.originals[2], value, self.context)? {
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
            return Err(self.circular(at, key));
        }
        self.open.push((object.clone(), key.clone()));
        self.levels.update(|levels| levels + 1);
        let written = ask(&self.originals[0], value, self.context).and_then(|is_array| {
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
        let keys = match &self.allowed {
            Some(keys) => keys.clone(),
            None => self.keys(object)?,
        };
        self.out.push('{');
        let mut any = false;
        for key in keys {
            let value = object.get(key.clone(), self.context)?;
            let before = self.out.len();
            self.between(any);
            self.quote(&key);
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

    /// `EnumerableOwnProperties` with keys only.
    fn keys(&mut self, object: &JsObject) -> JsResult<Vec<JsString>> {
        if object.is::<Proxy>() {
            let Some(keys) = self.originals[1].as_callable() else {
                return Ok(Vec::new());
            };
            let list = keys.call(
                &JsValue::undefined(),
                &[object.clone().into()],
                self.context,
            )?;
            let list = native::list_of(&list, self.context)?;
            return list.iter().map(|key| key.to_string(self.context)).collect();
        }
        let mut keys = Vec::new();
        for key in object.own_property_keys(self.context)? {
            let own = object.borrow().properties().get(&key);
            if own.is_some_and(|property| property.enumerable() == Some(false)) {
                continue;
            }
            match key {
                PropertyKey::String(key) => keys.push(key),
                PropertyKey::Index(index) => keys.push(JsString::from(index.get().to_string())),
                PropertyKey::Symbol(_) => {}
            }
        }
        Ok(keys)
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

    /// 25.5.2.3 `QuoteJSONString`: lone surrogates are escaped.
    fn quote(&mut self, text: &JsString) {
        self.out.push('"');
        for unit in char::decode_utf16(text.iter()) {
            match unit {
                Ok('"') => self.out.push_str("\\\""),
                Ok('\\') => self.out.push_str("\\\\"),
                Ok('\u{8}') => self.out.push_str("\\b"),
                Ok('\u{c}') => self.out.push_str("\\f"),
                Ok('\n') => self.out.push_str("\\n"),
                Ok('\r') => self.out.push_str("\\r"),
                Ok('\t') => self.out.push_str("\\t"),
                Ok(control) if control < ' ' => self.escape(control as u16),
                Ok(other) => self.out.push(other),
                Err(lone) => self.escape(lone.unpaired_surrogate()),
            }
        }
        self.out.push('"');
    }

    fn escape(&mut self, unit: u16) {
        // Writing to a string does not fail.
        let _ = write!(self.out, "\\u{unit:04x}");
    }

    /// The error for an object inside itself, with the way from it to itself.
    fn circular(&mut self, at: usize, key: &JsString) -> boa_engine::JsError {
        let mut text = String::from("Converting circular structure to JSON");
        let path: Vec<_> = self.open[at..].to_vec();
        for (place, (object, key)) in path.iter().enumerate() {
            let class = self.class_of(object);
            match place {
                0 => text.push_str(&format!(
                    "\n    --> starting at object with constructor {class}"
                )),
                1 => text.push_str(&format!(
                    "\n    |     {} -> object with constructor {class}",
                    shown(key)
                )),
                _ if place + 1 == path.len() => {
                    if path.len() > 3 {
                        text.push_str("\n    |     ...");
                    }
                    text.push_str(&format!(
                        "\n    |     {} -> object with constructor {class}",
                        shown(key)
                    ));
                }
                _ => {}
            }
        }
        text.push_str(&format!("\n    --- {} closes the circle", shown(key)));
        JsNativeError::typ().with_message(text).into()
    }

    fn class_of(&mut self, object: &JsObject) -> String {
        let constructor = object
            .get(js_string!("constructor"), self.context)
            .ok()
            .and_then(|constructor| constructor.as_object())
            .and_then(|constructor| constructor.get(js_string!("name"), self.context).ok())
            .and_then(|name| name.as_string());
        constructor.map_or_else(
            || "'Object'".to_owned(),
            |name| format!("'{}'", name.to_std_string_lossy()),
        )
    }
}

/// A key as the message names it.
fn shown(key: &JsString) -> String {
    let text = key.to_std_string_lossy();
    if text.parse::<u32>().is_ok() {
        format!("index {text}")
    } else {
        format!("property '{text}'")
    }
}
