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
    delete: JsValue,
}

impl Originals {
    /// Takes them from the realm that the context is in.
    pub(super) fn take(context: &mut Context) -> JsResult<Self> {
        let intrinsics = context.intrinsics();
        let array = intrinsics.constructors().array().constructor();
        let object = intrinsics.constructors().object().constructor();
        let json = intrinsics.objects().json();
        let reflect = intrinsics.objects().reflect();
        Ok(Self {
            is_array: array.get(js_string!("isArray"), context)?,
            object_keys: object.get(js_string!("keys"), context)?,
            is_raw_json: json.get(js_string!("isRawJSON"), context)?,
            delete: reflect.get(js_string!("deleteProperty"), context)?,
        })
    }

    /// ECMAScript, 7.2.2 `IsArray`: also of a proxy in front of one.
    pub(super) fn is_array(&self, object: &JsObject, context: &mut Context) -> JsResult<bool> {
        if !object.is::<Proxy>() {
            return Ok(object.is_array());
        }
        Ok(call(&self.is_array, &[object.clone().into()], context)?.to_boolean())
    }

    /// Whether `JSON.rawJSON` made it.
    pub(super) fn is_raw_json(&self, value: &JsValue, context: &mut Context) -> JsResult<bool> {
        Ok(call(&self.is_raw_json, std::slice::from_ref(value), context)?.to_boolean())
    }

    /// `[[Delete]]`: whether the object did.
    pub(super) fn delete(
        &self,
        object: &JsObject,
        key: &PropertyKey,
        context: &mut Context,
    ) -> JsResult<bool> {
        let args = [object.clone().into(), key.clone().into()];
        Ok(call(&self.delete, &args, context)?.to_boolean())
    }

    /// ECMAScript, 7.3.23 `EnumerableOwnProperties` with keys only.
    pub(super) fn keys(
        &self,
        object: &JsObject,
        context: &mut Context,
    ) -> JsResult<Vec<PropertyKey>> {
        if object.is::<Proxy>() {
            let list = call(&self.object_keys, &[object.clone().into()], context)?;
            let list = native::list_of(&list, context)?;
            return list
                .iter()
                .map(|key| key.to_property_key(context))
                .collect();
        }
        let mut keys = object.own_property_keys(context)?;
        let object = object.borrow();
        keys.retain(|key| {
            let own = match key {
                PropertyKey::Symbol(_) => return false,
                _ => object.properties().get(key),
            };
            own.is_none_or(|property| property.enumerable() != Some(false))
        });
        Ok(keys)
    }
}

/// A key as scripts see it: `None` for a symbol.
pub(super) fn text_of(key: &PropertyKey) -> Option<JsString> {
    match key {
        PropertyKey::String(text) => Some(text.clone()),
        PropertyKey::Index(index) => Some(JsString::from(index.get())),
        PropertyKey::Symbol(_) => None,
    }
}

fn call(function: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match function.as_callable() {
        Some(function) => function.call(&JsValue::undefined(), args, context),
        None => Ok(JsValue::undefined()),
    }
}
