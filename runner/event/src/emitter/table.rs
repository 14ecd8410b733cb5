//! The listener table of an emitter: reading and changing `_events`.
//!
//! It must never call a listener; the two events that the table itself has (`newListener`,
//! `removeListener`) go through the object's own `emit`.

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsObject, JsResult, JsString, JsValue, js_string};

use super::{invoke, unwrap};
use crate::hooks::hooks;
use crate::limits;

/// `_events`
pub(super) const EVENTS: JsString = js_string!("_events");
/// `_eventsCount`
pub(super) const EVENTS_COUNT: JsString = js_string!("_eventsCount");
/// `_maxListeners`
pub(super) const MAX_LISTENERS: JsString = js_string!("_maxListeners");

/// The listeners of one type.
pub(super) enum Entry {
    /// None.
    Empty,
    /// The usual case: one function.
    One(JsObject),
    /// Several, in an array.
    Many(JsArray),
}

/// The table of an emitter, if it has one.
pub(super) fn events(emitter: &JsObject, context: &mut Context) -> JsResult<Option<JsObject>> {
    Ok(get(emitter, &PropertyKey::from(EVENTS), context)?.as_object())
}

/// Reads a property, straight from the object where it is a plain own one.
fn get(object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<JsValue> {
    let own = object.borrow().properties().get(key);
    match own.as_ref().and_then(|property| property.value()) {
        Some(value) => Ok(value.clone()),
        None => object.get(key.clone(), context),
    }
}

/// The listeners of a type.
pub(super) fn entry(
    events: &JsObject,
    kind: &PropertyKey,
    context: &mut Context,
) -> JsResult<Entry> {
    let Some(object) = get(events, kind, context)?.as_object() else {
        return Ok(Entry::Empty);
    };
    if object.is_callable() {
        return Ok(Entry::One(object));
    }
    Ok(match JsArray::from_object(object) {
        Ok(list) => Entry::Many(list),
        Err(_) => Entry::Empty,
    })
}

/// The functions in an array of listeners.
pub(super) fn listed(list: &JsArray, context: &mut Context) -> JsResult<Vec<JsObject>> {
    let length = list.length(context)?;
    let mut listeners = Vec::new();
    for index in 0..length {
        if let Some(listener) = list.get(index, context)?.as_object() {
            listeners.push(listener);
        }
    }
    Ok(listeners)
}

/// Gives an emitter an empty table of its own.
pub(super) fn reset(emitter: &JsObject, context: &mut Context) -> JsResult<JsObject> {
    let events = JsObject::with_null_proto();
    emitter.set(EVENTS, events.clone(), true, context)?;
    emitter.set(EVENTS_COUNT, 0, true, context)?;
    Ok(events)
}

/// Adds a listener.
pub(super) fn add(
    emitter: &JsObject,
    kind: &PropertyKey,
    listener: &JsObject,
    prepend: bool,
    context: &mut Context,
) -> JsResult<()> {
    let mut table = match events(emitter, context)? {
        None => reset(emitter, context)?,
        Some(table) => table,
    };
    if !table
        .get(js_string!("newListener"), context)?
        .is_undefined()
    {
        let shown = unwrap(listener, context)?;
        notify(emitter, js_string!("newListener"), kind, shown, context)?;
        // The listener of that event may have replaced the table.
        table = match events(emitter, context)? {
            None => reset(emitter, context)?,
            Some(table) => table,
        };
    }
    let list = match entry(&table, kind, context)? {
        Entry::Empty => {
            table.set(kind.clone(), listener.clone(), true, context)?;
            tell_owner(emitter, kind, true, context);
            return change_count(emitter, 1.0, context).map(drop);
        }
        Entry::One(existing) => {
            let mut pair = [JsValue::from(existing), listener.clone().into()];
            if prepend {
                pair.reverse();
            }
            let list = JsArray::from_iter(pair, context);
            table.set(kind.clone(), list.clone(), true, context)?;
            list
        }
        Entry::Many(list) => {
            if prepend {
                list.unshift(&[listener.clone().into()], context)?;
            } else {
                list.push(listener.clone(), context)?;
            }
            list
        }
    };
    warn_if_many(emitter, kind, &list, context)
}

/// Removes the listener that was added last of those equal to `listener`.
pub(super) fn remove(
    emitter: &JsObject,
    kind: &PropertyKey,
    listener: &JsObject,
    context: &mut Context,
) -> JsResult<()> {
    let Some(table) = events(emitter, context)? else {
        return Ok(());
    };
    match entry(&table, kind, context)? {
        Entry::Empty => Ok(()),
        Entry::One(existing) => {
            if !matches(&existing, listener, context)? {
                return Ok(());
            }
            tell_owner(emitter, kind, false, context);
            if change_count(emitter, -1.0, context)? <= 0.0 {
                reset(emitter, context)?;
                return Ok(());
            }
            table.delete_property_or_throw(kind.clone(), context)?;
            if table
                .get(js_string!("removeListener"), context)?
                .is_undefined()
            {
                return Ok(());
            }
            let shown = unwrap(&existing, context)?;
            notify(emitter, js_string!("removeListener"), kind, shown, context)
        }
        Entry::Many(list) => {
            let listeners = listed(&list, context)?;
            let mut at = None;
            for (index, existing) in listeners.iter().enumerate().rev() {
                if matches(existing, listener, context)? {
                    at = Some(index);
                    break;
                }
            }
            let Some(at) = at else { return Ok(()) };
            let mut rest = listeners;
            rest.remove(at);
            if let [last] = rest.as_slice() {
                table.set(kind.clone(), last.clone(), true, context)?;
            } else {
                list.splice(limits::as_index(at), Some(1), &[], context)?;
            }
            if table
                .get(js_string!("removeListener"), context)?
                .is_undefined()
            {
                return Ok(());
            }
            let shown = listener.clone().into();
            notify(emitter, js_string!("removeListener"), kind, shown, context)
        }
    }
}

/// Tells the runtime that one of its own classes is listened to for a type, or not any more.
pub(super) fn tell_owner(
    emitter: &JsObject,
    kind: &PropertyKey,
    listened: bool,
    context: &mut Context,
) {
    if let PropertyKey::String(kind) = kind
        && !emitter.is::<OrdinaryObject>()
    {
        (hooks(context).listening)(context, emitter, kind, listened);
    }
}

/// Calls the emitter's own `emit` for one of the table's events.
fn notify(
    emitter: &JsObject,
    event: JsString,
    kind: &PropertyKey,
    listener: JsValue,
    context: &mut Context,
) -> JsResult<()> {
    let arguments = [event.into(), kind.clone().into(), listener];
    invoke(emitter, &js_string!("emit"), &arguments, context).map(drop)
}

fn matches(existing: &JsObject, listener: &JsObject, context: &mut Context) -> JsResult<bool> {
    if JsObject::equals(existing, listener) {
        return Ok(true);
    }
    let inner = existing.get(js_string!("listener"), context)?;
    Ok(inner
        .as_object()
        .is_some_and(|inner| JsObject::equals(&inner, listener)))
}

pub(super) fn change_count(emitter: &JsObject, by: f64, context: &mut Context) -> JsResult<f64> {
    let count = emitter
        .get(EVENTS_COUNT, context)?
        .as_number()
        .unwrap_or(0.0)
        + by;
    emitter.set(EVENTS_COUNT, count, true, context)?;
    Ok(count)
}

/// How many listeners of a type an emitter may have; 0 means any number.
pub(super) fn max_listeners(emitter: &JsObject, context: &mut Context) -> JsResult<f64> {
    let own = emitter.get(MAX_LISTENERS, context)?;
    Ok(own
        .as_number()
        .unwrap_or_else(|| limits::default_max(context)))
}

fn warn_if_many(
    emitter: &JsObject,
    kind: &PropertyKey,
    list: &JsArray,
    context: &mut Context,
) -> JsResult<()> {
    let count = list
        .get(js_string!("length"), context)?
        .as_number()
        .unwrap_or(0.0);
    let max = max_listeners(emitter, context)?;
    if max <= 0.0 || count <= max {
        return Ok(());
    }
    if list.get(js_string!("warned"), context)?.to_boolean() {
        return Ok(());
    }
    list.set(js_string!("warned"), true, true, context)?;
    limits::warn_emitter(context, emitter, kind, count, max)
}
