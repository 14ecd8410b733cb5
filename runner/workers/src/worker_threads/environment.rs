//! `getEnvironmentData` and `setEnvironmentData`: values that a thread's workers start with.
//!
//! The values stay as they are in the thread that set them; a new worker gets a clone of all.

use std::cell::OnceCell;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsMap;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::worker_start::worker_input;
use threadproof_agent::Agent;
use threadproof_clone::{self as clone, Message};

/// A thread's environment data: a `Map`, once it is used.
#[derive(Default)]
pub struct Environment(OnceCell<JsObject>);

/// `getEnvironmentData(key)`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn get(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    map(context)?.get(args.get_or_undefined(0).clone(), context)
}

/// `setEnvironmentData(key[, value])`: `undefined` takes the key away.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn set(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let map = map(context)?;
    let key = args.get_or_undefined(0).clone();
    let value = args.get_or_undefined(1);
    if value.is_undefined() {
        map.delete(key, context)?;
    } else {
        map.set(key, value.clone(), context)?;
    }
    Ok(JsValue::undefined())
}

/// A clone of everything, for a worker that is about to start.
///
/// # Errors
/// `DataCloneError` when a value can't be cloned.
pub fn snapshot(context: &mut Context) -> JsResult<Option<Message>> {
    let agent = Agent::of(context);
    if agent.slot::<Environment>().0.get().is_none() && inherited(&agent).is_none() {
        return Ok(None);
    }
    let map = map(context)?;
    if map.get_size(context)?.to_u32(context)? == 0 {
        return Ok(None);
    }
    clone::serialize(&map.into(), &[], context).map(Some)
}

fn inherited(agent: &Agent) -> Option<()> {
    let worker = worker_input(agent)?;
    worker.environment.borrow().as_ref().map(|_| ())
}

fn map(context: &mut Context) -> JsResult<JsMap> {
    let agent = Agent::of(context);
    if let Some(map) = agent.slot::<Environment>().0.get() {
        return JsMap::from_object(map.clone());
    }
    let message = worker_input(&agent).and_then(|worker| worker.environment.borrow_mut().take());
    let map = match message {
        Some(message) => {
            let value = message.deserialize(context)?.value;
            JsMap::from_object(value.to_object(context)?)?
        }
        None => JsMap::new(context),
    };
    agent.slot::<Environment>().0.set(map.clone().into()).ok();
    Ok(map)
}
