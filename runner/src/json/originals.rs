//! The engine's functions that this room needs, taken before a script could replace them.
//!
//! What they do is the engine's; what it is for is not known here.

use boa_engine::builtins::proxy::Proxy;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsValue, js_string};
use boa_gc::{Finalize, Trace};

use crate::native;

/// Functions of one realm.
#[derive(Debug, Clone, Trace, Finalize)]
pub(super) struct Originals {
    is_array: JsValue,
    object_keys: JsValue,
    is_raw_json: JsValue,
}

impl Originals {
    /// Takes them from the realm that the context is in.
    pub(super) fn take(context: &mut Context) -> JsResult<Self> {
        let intrinsics = context.intrinsics();
        let array = intrinsics.constructors().array().constructor();
        let object = intrinsics.constructors().object().constructor();
        let json = intrinsics.objects().json();
        Ok(Self {
            is_array: array.get(js_string!("isArray"), context)?,
            object_keys: object.get(js_string!("keys"), context)?,
            is_raw_json: json.get(js_string!("isRawJSON"), context)?,
        })
    }

    /// ECMAScript, 7.2.2 `IsArray`: also of a proxy in front of one.
    pub(super) fn is_array(&self, value: &JsValue, context: &mut Context) -> JsResult<bool> {
        Ok(call(&self.is_array, std::slice::from_ref(value), context)?.to_boolean())
    }

    /// Whether `JSON.rawJSON` made it.
    pub(super) fn is_raw_json(&self, value: &JsValue, context: &mut Context) -> JsResult<bool> {
        Ok(call(&self.is_raw_json, std::slice::from_ref(value), context)?.to_boolean())
    }

    /// ECMAScript, 7.3.23 `EnumerableOwnProperties` with keys only.
    pub(super) fn keys(&self, object: &JsObject, context: &mut Context) -> JsResult<Vec<JsString>> {
        if object.is::<Proxy>() {
            let list = call(&self.object_keys, &[object.clone().into()], context)?;
            let list = native::list_of(&list, context)?;
            return list.iter().map(|key| key.to_string(context)).collect();
        }
        let mut keys = Vec::new();
        for key in object.own_property_keys(context)? {
            let own = object.borrow().properties().get(&key);
            if own.is_some_and(|property| property.enumerable() == Some(false)) {
                continue;
            }
            match key {
                PropertyKey::String(key) => keys.push(key),
                PropertyKey::Index(index) => keys.push(JsString::from(index.get())),
                PropertyKey::Symbol(_) => {}
            }
        }
        Ok(keys)
    }
}

fn call(function: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match function.as_callable() {
        Some(function) => function.call(&JsValue::undefined(), args, context),
        None => Ok(JsValue::undefined()),
    }
}
