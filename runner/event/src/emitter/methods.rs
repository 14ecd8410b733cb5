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
        .method(js_string!("getMaxListeners"), 0, |this, _, ctx| {
            let emitter = this_object(this, ctx)?;
            table::max_listeners(&emitter, ctx).map(JsValue::from)
        })
        .method(js_string!("emit"), 1, emit::method)
        .method(js_string!("addListener"), 2, add_listener)
        .alias(js_string!("on"), &js_string!("addListener"))
        .method(js_string!("prependListener"), 2, prepend_listener)
        .method(js_string!("once"), 2, |this, args, ctx| {
            add_once(this, args, &js_string!("on"), ctx)
        })
        .method(js_string!("prependOnceListener"), 2, |this, args, ctx| {
            add_once(this, args, &js_string!("prependListener"), ctx)
        })
        .method(js_string!("removeListener"), 2, remove_listener)
        .alias(js_string!("off"), &js_string!("removeListener"))
        .method(js_string!("removeAllListeners"), 1, remove_all_listeners)
        .method(js_string!("listeners"), 1, |this, args, ctx| {
            list(this, args, true, ctx)
        })
        .method(js_string!("rawListeners"), 1, |this, args, ctx| {
            list(this, args, false, ctx)
        })
        .method(js_string!("listenerCount"), 2, listener_count)
        .method(js_string!("eventNames"), 0, event_names);
}

fn kind_of(args: &[JsValue], ctx: &mut Context) -> JsResult<PropertyKey> {
    args.get_or_undefined(0).to_property_key(ctx)
}

fn add_listener(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, ctx)?;
    let emitter = this_object(this, ctx)?;
    table::add(&emitter, &kind_of(args, ctx)?, &listener, false, ctx)?;
    Ok(this.clone())
}

fn prepend_listener(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, ctx)?;
    let emitter = this_object(this, ctx)?;
    table::add(&emitter, &kind_of(args, ctx)?, &listener, true, ctx)?;
    Ok(this.clone())
}

/// Adds a once wrapper through the object's own method, which a subclass may have overridden.
fn add_once(
    this: &JsValue,
    args: &[JsValue],
    method: &boa_engine::JsString,
    ctx: &mut Context,
) -> JsResult<JsValue> {
    let listener = listener_of(args, ctx)?;
    let emitter = this_object(this, ctx)?;
    let kind = kind_of(args, ctx)?;
    let wrapper = once::wrap(&emitter, &kind, &listener, ctx);
    invoke(&emitter, method, &[kind.into(), wrapper.into()], ctx)?;
    Ok(this.clone())
}

fn remove_listener(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let listener = listener_of(args, ctx)?;
    let emitter = this_object(this, ctx)?;
    table::remove(&emitter, &kind_of(args, ctx)?, &listener, ctx)?;
    Ok(this.clone())
}

fn remove_all_listeners(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, ctx)?;
    let Some(table) = events(&emitter, ctx)? else {
        return Ok(this.clone());
    };
    let removal = PropertyKey::from(js_string!("removeListener"));
    let watched = !table.get(removal.clone(), ctx)?.is_undefined();
    if args.is_empty() {
        if watched {
            for kind in table.own_property_keys(ctx)? {
                if kind != removal {
                    invoke(
                        &emitter,
                        &js_string!("removeAllListeners"),
                        &[kind.into()],
                        ctx,
                    )?;
                }
            }
            remove_each(&emitter, &table, &removal, ctx)?;
        } else {
            for kind in table.own_property_keys(ctx)? {
                table::tell_owner(&emitter, &kind, false, ctx);
            }
        }
        table::reset(&emitter, ctx)?;
        return Ok(this.clone());
    }
    let kind = kind_of(args, ctx)?;
    if watched {
        remove_each(&emitter, &table, &kind, ctx)?;
    } else if !matches!(entry(&table, &kind, ctx)?, Entry::Empty) {
        table::tell_owner(&emitter, &kind, false, ctx);
        if table::change_count(&emitter, -1.0, ctx)? <= 0.0 {
            table::reset(&emitter, ctx)?;
        } else {
            table.delete_property_or_throw(kind, ctx)?;
        }
    }
    Ok(this.clone())
}

/// Removes listeners one by one, the last first, so that each is announced.
fn remove_each(
    emitter: &JsObject,
    events: &JsObject,
    kind: &PropertyKey,
    ctx: &mut Context,
) -> JsResult<()> {
    let listeners = match entry(events, kind, ctx)? {
        Entry::Empty => Vec::new(),
        Entry::One(listener) => vec![listener],
        Entry::Many(list) => table::listed(&list, ctx)?,
    };
    for listener in listeners.into_iter().rev() {
        let arguments = [kind.clone().into(), listener.into()];
        invoke(emitter, &js_string!("removeListener"), &arguments, ctx)?;
    }
    Ok(())
}

fn set_max_listeners(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let max = limits::read_max(args.get_or_undefined(0), "setMaxListeners", ctx)?;
    this_object(this, ctx)?.set(table::MAX_LISTENERS, max, true, ctx)?;
    Ok(this.clone())
}

/// The listeners of a type; `plain` shows what a once wrapper stands for.
pub(super) fn listeners(
    emitter: &JsObject,
    kind: &PropertyKey,
    plain: bool,
    ctx: &mut Context,
) -> JsResult<Vec<JsValue>> {
    let Some(table) = events(emitter, ctx)? else {
        return Ok(Vec::new());
    };
    let raw = match entry(&table, kind, ctx)? {
        Entry::Empty => Vec::new(),
        Entry::One(listener) => vec![listener],
        Entry::Many(list) => table::listed(&list, ctx)?,
    };
    raw.into_iter()
        .map(|listener| {
            if plain {
                unwrap(&listener, ctx)
            } else {
                Ok(listener.into())
            }
        })
        .collect()
}

fn list(this: &JsValue, args: &[JsValue], plain: bool, ctx: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, ctx)?;
    let listeners = listeners(&emitter, &kind_of(args, ctx)?, plain, ctx)?;
    Ok(JsArray::from_iter(listeners, ctx).into())
}

fn listener_count(this: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, ctx)?;
    let kind = kind_of(args, ctx)?;
    let wanted = args.get_or_undefined(1);
    let raw = listeners(&emitter, &kind, false, ctx)?;
    if wanted.is_null_or_undefined() {
        return Ok(limits::as_number(raw.len()).into());
    }
    let plain = listeners(&emitter, &kind, true, ctx)?;
    let count = raw
        .iter()
        .zip(&plain)
        .filter(|(raw, plain)| raw.strict_equals(wanted) || plain.strict_equals(wanted))
        .count();
    Ok(limits::as_number(count).into())
}

fn event_names(this: &JsValue, _: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, ctx)?;
    let names: Vec<JsValue> = match events(&emitter, ctx)? {
        Some(table) => table
            .own_property_keys(ctx)?
            .into_iter()
            .map(JsValue::from)
            .collect(),
        None => Vec::new(),
    };
    Ok(JsArray::from_iter(names, ctx).into())
}
