//! The methods of `EventEmitter.prototype`.

use boa_engine::object::builtins::JsArray;
use boa_engine::property::{Attribute, PropertyKey};
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue, js_string};

use super::table::{self, Entry, entry, events};
use super::{emit, invoke, listener_of, once, this_object, unwrap};
use crate::limits;
use threadproof_engine::class::Members;

pub(super) fn define(members: &mut Members<'_>) {
    let open = Attribute::WRITABLE | Attribute::ENUMERABLE | Attribute::CONFIGURABLE;
    members
        .property(table::EVENTS, JsValue::undefined(), open)
        .property(table::EVENTS_COUNT, 0, open)
        .property(table::MAX_LISTENERS, JsValue::undefined(), open)
        .method(js_string!("setMaxListeners"), 1, set_max_listeners)
        .method(js_string!("getMaxListeners"), 0, |this, _, context| {
            let emitter = this_object(this, context)?;
            table::max_listeners(&emitter, context).map(JsValue::from)
        })
        .method(js_string!("emit"), 1, emit::method)
        .method(js_string!("addListener"), 2, add_listener)
        .alias(js_string!("on"), &js_string!("addListener"))
        .method(js_string!("prependListener"), 2, prepend_listener)
        .method(js_string!("once"), 2, |this, args, context| {
            add_once(this, args, &js_string!("on"), context)
        })
        .method(
            js_string!("prependOnceListener"),
            2,
            |this, args, context| add_once(this, args, &js_string!("prependListener"), context),
        )
        .method(js_string!("removeListener"), 2, remove_listener)
        .alias(js_string!("off"), &js_string!("removeListener"))
        .method(js_string!("removeAllListeners"), 1, remove_all_listeners)
        .method(js_string!("listeners"), 1, |this, args, context| {
            list(this, args, true, context)
        })
        .method(js_string!("rawListeners"), 1, |this, args, context| {
            list(this, args, false, context)
        })
        .method(js_string!("listenerCount"), 2, listener_count)
        .method(js_string!("eventNames"), 0, event_names);
}

fn kind_of(args: &[JsValue], context: &mut Context) -> JsResult<PropertyKey> {
    args.get_or_undefined(0).to_property_key(context)
}

fn add_listener(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, context)?;
    let emitter = this_object(this, context)?;
    table::add(
        &emitter,
        &kind_of(args, context)?,
        &listener,
        false,
        context,
    )?;
    Ok(this.clone())
}

fn prepend_listener(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, context)?;
    let emitter = this_object(this, context)?;
    table::add(&emitter, &kind_of(args, context)?, &listener, true, context)?;
    Ok(this.clone())
}

/// Adds a once wrapper through the object's own method, which a subclass may have overridden.
fn add_once(
    this: &JsValue,
    args: &[JsValue],
    method: &boa_engine::JsString,
    context: &mut Context,
) -> JsResult<JsValue> {
    let listener = listener_of(args, context)?;
    let emitter = this_object(this, context)?;
    let kind = kind_of(args, context)?;
    let wrapper = once::wrap(&emitter, &kind, &listener, context);
    invoke(&emitter, method, &[kind.into(), wrapper.into()], context)?;
    Ok(this.clone())
}

fn remove_listener(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, context)?;
    let emitter = this_object(this, context)?;
    table::remove(&emitter, &kind_of(args, context)?, &listener, context)?;
    Ok(this.clone())
}

fn remove_all_listeners(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let Some(table) = events(&emitter, context)? else {
        return Ok(this.clone());
    };
    let removal = PropertyKey::from(js_string!("removeListener"));
    let watched = !table.get(removal.clone(), context)?.is_undefined();
    if args.is_empty() {
        if watched {
            for kind in table.own_property_keys(context)? {
                if kind != removal {
                    invoke(
                        &emitter,
                        &js_string!("removeAllListeners"),
                        &[kind.into()],
                        context,
                    )?;
                }
            }
            remove_each(&emitter, &table, &removal, context)?;
        } else {
            for kind in table.own_property_keys(context)? {
                table::tell_owner(&emitter, &kind, false, context);
            }
        }
        table::reset(&emitter, context)?;
        return Ok(this.clone());
    }
    let kind = kind_of(args, context)?;
    if watched {
        remove_each(&emitter, &table, &kind, context)?;
    } else if !matches!(entry(&table, &kind, context)?, Entry::Empty) {
        table::tell_owner(&emitter, &kind, false, context);
        if table::change_count(&emitter, -1.0, context)? <= 0.0 {
            table::reset(&emitter, context)?;
        } else {
            table.delete_property_or_throw(kind, context)?;
        }
    }
    Ok(this.clone())
}

/// Removes listeners one by one, the last first, so that each is announced.
fn remove_each(
    emitter: &JsObject,
    events: &JsObject,
    kind: &PropertyKey,
    context: &mut Context,
) -> JsResult<()> {
    let listeners = match entry(events, kind, context)? {
        Entry::Empty => Vec::new(),
        Entry::One(listener) => vec![listener],
        Entry::Many(list) => table::listed(&list, context)?,
    };
    for listener in listeners.into_iter().rev() {
        let arguments = [kind.clone().into(), listener.into()];
        invoke(emitter, &js_string!("removeListener"), &arguments, context)?;
    }
    Ok(())
}

fn set_max_listeners(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let max = limits::read_max(args.get_or_undefined(0), "setMaxListeners", context)?;
    this_object(this, context)?.set(table::MAX_LISTENERS, max, true, context)?;
    Ok(this.clone())
}

/// The listeners of a type; `plain` shows what a once wrapper stands for.
pub(super) fn listeners(
    emitter: &JsObject,
    kind: &PropertyKey,
    plain: bool,
    context: &mut Context,
) -> JsResult<Vec<JsValue>> {
    let Some(table) = events(emitter, context)? else {
        return Ok(Vec::new());
    };
    let raw = match entry(&table, kind, context)? {
        Entry::Empty => Vec::new(),
        Entry::One(listener) => vec![listener],
        Entry::Many(list) => table::listed(&list, context)?,
    };
    raw.into_iter()
        .map(|listener| {
            if plain {
                unwrap(&listener, context)
            } else {
                Ok(listener.into())
            }
        })
        .collect()
}

fn list(this: &JsValue, args: &[JsValue], plain: bool, context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let listeners = listeners(&emitter, &kind_of(args, context)?, plain, context)?;
    Ok(JsArray::from_iter(listeners, context).into())
}

fn listener_count(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let kind = kind_of(args, context)?;
    let wanted = args.get_or_undefined(1);
    let raw = listeners(&emitter, &kind, false, context)?;
    if wanted.is_null_or_undefined() {
        return Ok(limits::as_number(raw.len()).into());
    }
    let plain = listeners(&emitter, &kind, true, context)?;
    let count = raw
        .iter()
        .zip(&plain)
        .filter(|(raw, plain)| raw.strict_equals(wanted) || plain.strict_equals(wanted))
        .count();
    Ok(limits::as_number(count).into())
}

fn event_names(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let names: Vec<JsValue> = match events(&emitter, context)? {
        Some(table) => table
            .own_property_keys(context)?
            .into_iter()
            .map(JsValue::from)
            .collect(),
        None => Vec::new(),
    };
    Ok(JsArray::from_iter(names, context).into())
}
