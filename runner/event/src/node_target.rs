//! `NodeEventTarget`: an `EventTarget` with the methods of an emitter, the base of
//! `MessagePort`.
//!
//! `on` and `addEventListener` share one table: the first calls its listener with the value, the
//! second with an event. It must never know ports.

use boa_engine::object::Ref;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsString, JsValue, js_string};

use super::data::{TargetData, TargetHooks};
use super::dispatch::emit_value;
use super::limits;
use super::listeners::{Flags, Style};
use super::target::{EventTarget, add_listener, kind_of, listener_of, remove_listener};
use threadproof_engine::class::{ClassObjects, Members, NativeClass, class_of, this_data};
use threadproof_engine::errors::invalid_arg_type;

/// The class `NodeEventTarget`. A derived class lists it as its parent and packs its instances
/// with [`target_class!`](crate::target_class).
pub struct NodeEventTarget;

impl NativeClass for NodeEventTarget {
    type Data = TargetData;
    const NAME: &'static str = "NodeEventTarget";

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .method(js_string!("setMaxListeners"), 1, set_max_listeners)
            .method(js_string!("getMaxListeners"), 0, get_max_listeners)
            .method(js_string!("eventNames"), 0, event_names)
            .method(js_string!("listenerCount"), 1, listener_count)
            .method(js_string!("off"), 3, off)
            .method(js_string!("removeListener"), 3, off)
            .method(js_string!("on"), 2, on)
            .method(js_string!("addListener"), 2, on)
            .method(js_string!("emit"), 2, emit)
            .method(js_string!("once"), 2, once)
            .method(js_string!("removeAllListeners"), 1, remove_all_listeners);
    }

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<TargetData> {
        Ok(TargetData::plain(&TargetHooks::EMITTER))
    }

    fn unpack(object: &JsObject) -> Option<Ref<'_, TargetData>> {
        object
            .downcast_ref::<TargetData>()
            .filter(|data| data.hooks.emitter)
    }
}

fn add(this: &JsValue, args: &[JsValue], once: bool, context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let kind = kind_of(args.get_or_undefined(0), context)?;
    if let Some(callback) = listener_of(args.get_or_undefined(1), &target, &kind, context)? {
        let flags = Flags {
            once,
            ..Flags::new(Style::Emitter)
        };
        add_listener(context, &target, &kind, callback, flags)?;
    }
    Ok(this.clone())
}

fn on(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    add(this, args, false, context)
}

fn once(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    add(this, args, true, context)
}

fn off(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let kind = kind_of(args.get_or_undefined(0), context)?;
    let listener = args.get_or_undefined(1);
    match listener.as_object() {
        Some(callback) => remove_listener(context, &target, &kind, &callback, false),
        None if listener.is_null_or_undefined() => {}
        None => {
            let expected = "an instance of EventListener";
            return Err(invalid_arg_type(context, "listener", expected, listener));
        }
    }
    Ok(this.clone())
}

fn emit(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let kind = args.get_or_undefined(0);
    let Some(kind) = kind.as_string() else {
        return Err(invalid_arg_type(context, "type", "of type string", kind));
    };
    let heard = count(&target, &kind) > 0;
    emit_value(context, &target, &kind, args.get_or_undefined(1))?;
    Ok(heard.into())
}

fn listener_count(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let kind = args.get_or_undefined(0);
    if kind.is_symbol() {
        return Ok(0.into());
    }
    let kind = kind.to_string(context)?;
    Ok(limits::as_number(count(&target, &kind)).into())
}

fn event_names(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?;
    let names: Vec<JsValue> = {
        let data = target.data();
        let own = if data.cleared {
            &[]
        } else {
            data.hooks.own_names
        };
        own.iter()
            .map(|name| JsString::from(*name).into())
            .chain(data.listeners.kinds().map(|kind| kind.clone().into()))
            .collect()
    };
    Ok(JsArray::from_iter(names, context).into())
}

fn remove_all_listeners(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let kind = match args.get_or_undefined(0) {
        kind if kind.is_undefined() => None,
        kind => Some(kind_of(kind, context)?),
    };
    let (kinds, hooks) = {
        let Some(mut data) = target.downcast_mut::<TargetData>() else {
            return Ok(this.clone());
        };
        let kinds = match &kind {
            Some(kind) => vec![kind.clone()],
            None => data.listeners.kinds().cloned().collect(),
        };
        data.cleared |= kind.is_none();
        data.listeners.clear(kind.as_ref());
        (kinds, data.hooks)
    };
    // Node forgets them without telling the port, which goes on holding the loop; the page says
    // that a port without listeners lets the loop end.
    for kind in &kinds {
        (hooks.removed)(&target, kind, 0, context);
    }
    Ok(this.clone())
}

fn set_max_listeners(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    let max = limits::read_max(args.get_or_undefined(0), "setMaxListeners", context)?;
    if let Some(mut data) = target.downcast_mut::<TargetData>() {
        data.max_listeners = Some(max);
        data.warned = false;
    }
    Ok(JsValue::undefined())
}

fn get_max_listeners(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = this_data::<NodeEventTarget>(this, context)?.into_object();
    Ok(limits::max_of_target(context, &target).into())
}

fn count(target: &JsObject, kind: &JsString) -> usize {
    target.downcast_ref::<TargetData>().map_or(0, |data| {
        let own = !data.cleared
            && data
                .hooks
                .own_names
                .iter()
                .any(|name| kind.as_str().iter().eq(name.encode_utf16()));
        data.listeners.count(kind) + usize::from(own)
    })
}
