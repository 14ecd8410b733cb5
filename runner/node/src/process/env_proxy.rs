//! `process.env` as an object: every access reaches the agent's [`EnvStore`].
//!
//! A proxy, since values become strings when they are set and a store that is shared with another
//! thread may change between two reads.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsProxyBuilder};
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::{ErrorKind, node_error};
use threadproof_ground::access::Permission;
use threadproof_ground::env::EnvStore;

/// Makes the `env` object of the current agent.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(context: &mut Context) -> JsResult<JsObject> {
    let target = JsObject::with_object_proto(context.intrinsics());
    let proxy = JsProxyBuilder::new(target)
        .get(get)
        .set(set)
        .has(has)
        .delete_property(delete)
        .own_keys(own_keys)
        .get_own_property_descriptor(descriptor)
        .define_property(define)
        .prevent_extensions(prevent_extensions)
        .build(context)?;
    let proxy = JsObject::from(proxy);
    threadproof_clone::clone_as_plain_object(&proxy, context)?;
    Ok(proxy)
}

/// The environment that `value` describes: the `env` option of a `Worker`.
///
/// # Errors
/// When a getter throws or a value has no string form.
pub fn from_object(value: &JsObject, context: &mut Context) -> JsResult<Arc<EnvStore>> {
    let mut pairs = Vec::new();
    for key in value.own_property_keys(context)? {
        let boa_engine::property::PropertyKey::Symbol(_) = key else {
            let text = value.get(key.clone(), context)?.to_string(context)?;
            let name = JsValue::from(key).to_string(context)?;
            pairs.push((name.to_std_string_lossy(), text.to_std_string_lossy()));
            continue;
        };
    }
    Ok(EnvStore::from_pairs(pairs))
}

/// The variables, for a runtime that may see them.
fn store(context: &mut Context) -> JsResult<Arc<EnvStore>> {
    access::check(Permission::Environment, context)?;
    Ok(Arc::clone(&Agent::of(context).control.env))
}

fn name(args: &[JsValue]) -> Option<String> {
    args.get_or_undefined(1)
        .as_string()
        .map(|name| name.to_std_string_lossy())
}

fn get(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let store = store(context)?;
    if let Some(value) = name(args).and_then(|name| store.get(&name)) {
        return Ok(js_string!(value).into());
    }
    // What every object has: `toString`, `hasOwnProperty`.
    let target = args.get_or_undefined(0).to_object(context)?;
    let key = args.get_or_undefined(1).to_property_key(context)?;
    target.get(key, context)
}

fn set(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    write(args, args.get_or_undefined(2), context)?;
    Ok(true.into())
}

fn write(args: &[JsValue], value: &JsValue, context: &mut Context) -> JsResult<()> {
    let Some(name) = name(args) else {
        return Err(boa_engine::JsNativeError::typ()
            .with_message("Cannot convert a Symbol value to a string")
            .into());
    };
    let value = value.to_string(context)?.to_std_string_lossy();
    store(context)?.set(name, value);
    Ok(())
}

fn has(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let store = store(context)?;
    Ok(name(args).is_some_and(|name| store.has(&name)).into())
}

fn delete(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(name) = name(args) {
        store(context)?.remove(&name);
    }
    Ok(true.into())
}

fn own_keys(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let names: Vec<JsValue> = store(context)?
        .names()
        .into_iter()
        .map(|name| js_string!(name).into())
        .collect();
    Ok(JsArray::from_iter(names, context).into())
}

fn descriptor(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let store = store(context)?;
    let Some(value) = name(args).and_then(|name| store.get(&name)) else {
        return Ok(JsValue::undefined());
    };
    let descriptor = JsObject::with_object_proto(context.intrinsics());
    descriptor.set(js_string!("value"), js_string!(value), false, context)?;
    for flag in ["writable", "enumerable", "configurable"] {
        descriptor.set(js_string!(flag), true, false, context)?;
    }
    Ok(descriptor.into())
}

/// An environment stays open, as in Node: a frozen one could not follow the process's.
fn prevent_extensions(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Err(boa_engine::JsNativeError::typ()
        .with_message("Cannot freeze")
        .into())
}

fn define(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let descriptor = args.get_or_undefined(2).to_object(context)?;
    for key in ["get", "set"] {
        if descriptor.has_property(js_string!(key), context)? {
            return Err(node_error(
                context,
                ErrorKind::Type,
                "ERR_INVALID_OBJECT_DEFINE_PROPERTY",
                "'process.env' does not accept an accessor(getter/setter) descriptor",
            ));
        }
    }
    for flag in ["configurable", "writable", "enumerable"] {
        if !descriptor.get(js_string!(flag), context)?.to_boolean() {
            return Err(node_error(
                context,
                ErrorKind::Type,
                "ERR_INVALID_OBJECT_DEFINE_PROPERTY",
                "'process.env' only accepts a configurable, writable, and enumerable data \
                 descriptor",
            ));
        }
    }
    let value = descriptor.get(js_string!("value"), context)?;
    write(args, &value, context)?;
    Ok(true.into())
}
