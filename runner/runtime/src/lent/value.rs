//! Values that cross between a host program and a script: owned, `Send`, and without identity.
//!
//! A script's objects arrive as copies. What must be one thing for everybody is a shared host
//! object.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{
    Context, JsBigInt, JsNativeError, JsResult, JsString, JsValue, JsVariant, js_string,
};

use super::bind;
use super::host::SharedObject;
use threadproof_engine::bytes::Bytes;
use threadproof_engine::interrupt;
use threadproof_node::native::buffer;

/// How deep a value may nest.
const MAX_DEPTH: usize = 1000;

/// A value outside every context.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Value {
    /// `undefined`
    #[default]
    Undefined,
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A big integer.
    BigInt(i128),
    /// A string. Lone surrogates become U+FFFD.
    Text(String),
    /// A `Buffer`; every view and `ArrayBuffer` arrives as its bytes.
    Bytes(Vec<u8>),
    /// An array. Holes are `undefined`.
    List(Vec<Value>),
    /// An object's own enumerable properties with string keys, in their order.
    Object(Vec<(String, Value)>),
    /// A shared host object: the same for everybody.
    Shared(SharedObject),
}

impl Value {
    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// A property, if it is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Takes a value out of its context.
    ///
    /// # Errors
    /// `TypeError` for a function, a symbol or a value that nests too deep, and what a getter
    /// throws.
    pub fn from_js(value: &JsValue, context: &mut Context) -> JsResult<Self> {
        read(value, 0, context)
    }

    /// Makes the value in a context.
    ///
    /// # Errors
    /// Only when the engine is out of resources.
    pub fn into_js(self, context: &mut Context) -> JsResult<JsValue> {
        Ok(match self {
            Self::Undefined => JsValue::undefined(),
            Self::Null => JsValue::null(),
            Self::Bool(flag) => flag.into(),
            Self::Number(number) => number.into(),
            Self::BigInt(number) => JsBigInt::from_string(&number.to_string())
                .map_or_else(JsValue::undefined, JsValue::from),
            Self::Text(text) => JsString::from(text).into(),
            Self::Bytes(bytes) => buffer::from_slice(&bytes, context)?.into(),
            Self::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.push(item.into_js(context)?);
                }
                JsArray::from_iter(list, context).into()
            }
            Self::Object(pairs) => {
                let object = JsObject::with_object_proto(context.intrinsics());
                for (key, value) in pairs {
                    let value = value.into_js(context)?;
                    object.create_data_property_or_throw(JsString::from(key), value, context)?;
                }
                object.into()
            }
            Self::Shared(object) => bind::object(&object, context)?.into(),
        })
    }
}

fn read(value: &JsValue, depth: usize, context: &mut Context) -> JsResult<Value> {
    Ok(match value.variant() {
        JsVariant::Undefined => Value::Undefined,
        JsVariant::Null => Value::Null,
        JsVariant::Boolean(flag) => Value::Bool(flag),
        JsVariant::Integer32(number) => Value::Number(number.into()),
        JsVariant::Float64(number) => Value::Number(number),
        JsVariant::String(text) => Value::Text(text.to_std_string_lossy()),
        JsVariant::BigInt(number) => match number.to_string().parse() {
            Ok(number) => Value::BigInt(number),
            Err(_) => return Err(refused("a BigInt of more than 128 bits")),
        },
        JsVariant::Symbol(_) => return Err(refused("a symbol")),
        JsVariant::Object(object) => return read_object(&object, value, depth, context),
    })
}

fn read_object(
    object: &JsObject,
    value: &JsValue,
    depth: usize,
    context: &mut Context,
) -> JsResult<Value> {
    if depth > MAX_DEPTH {
        return Err(refused("a value that nests more than 1000 deep"));
    }
    if let Some(shared) = bind::shared(object) {
        return Ok(Value::Shared(shared));
    }
    if object.is_callable() {
        return Err(refused("a function"));
    }
    if let Some(bytes) = Bytes::of(value, context) {
        return Ok(Value::Bytes(bytes.to_vec()));
    }
    if object.is_array() {
        let length = object
            .get(js_string!("length"), context)?
            .to_length(context)?;
        let mut items = Vec::new();
        for index in 0..length {
            interrupt::look(context)?;
            let item = object.get(index, context)?;
            items.push(read(&item, depth + 1, context)?);
        }
        return Ok(Value::List(items));
    }
    let mut pairs = Vec::new();
    for key in object.own_property_keys(context)? {
        interrupt::look(context)?;
        let name = match &key {
            PropertyKey::String(name) => name.to_std_string_lossy(),
            PropertyKey::Index(index) => index.get().to_string(),
            PropertyKey::Symbol(_) => continue,
        };
        // What a proxy lists has no property of its own here and counts as shown.
        let own = object.borrow().properties().get(&key);
        if own.is_none_or(|property| property.enumerable() != Some(false)) {
            let item = object.get(key, context)?;
            pairs.push((name, read(&item, depth + 1, context)?));
        }
    }
    Ok(Value::Object(pairs))
}

fn refused(what: &str) -> boa_engine::JsError {
    JsNativeError::typ()
        .with_message(format!(
            "{what} can't leave its thread; pass plain data or a shared host object"
        ))
        .into()
}

macro_rules! from {
    ($($type:ty => $value:ident . $make:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        }
    )*};
}

from! {
    bool => flag.Self::Bool(flag);
    f64 => number.Self::Number(number);
    i32 => number.Self::Number(number.into());
    u32 => number.Self::Number(number.into());
    u64 => number.Self::Number(number as f64);
    usize => number.Self::Number(number as f64);
    i128 => number.Self::BigInt(number);
    &str => text.Self::Text(text.to_owned());
    String => text.Self::Text(text);
    Vec<u8> => bytes.Self::Bytes(bytes);
    Vec<Value> => items.Self::List(items);
    SharedObject => object.Self::Shared(object);
    () => nothing.{ let () = nothing; Self::Undefined };
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
