//! The event handler attributes `onmessage` and `onmessageerror` of ports and channels.

use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use threadproof_engine::class::{Members, NativeClass, this_data};
use threadproof_event as event;

/// Adds both attributes to a class of event targets.
pub fn add<C: NativeClass>(members: &mut Members<'_>) {
    members
        .accessor(
            js_string!("onmessage"),
            get_onmessage::<C>,
            Some(set_onmessage::<C>),
        )
        .accessor(
            js_string!("onmessageerror"),
            get_onmessageerror::<C>,
            Some(set_onmessageerror::<C>),
        );
}

fn get_onmessage<C: NativeClass>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    get::<C>(this, &js_string!("message"), context)
}

fn set_onmessage<C: NativeClass>(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    set::<C>(this, &js_string!("message"), args, context)
}

fn get_onmessageerror<C: NativeClass>(
    this: &JsValue,
    _: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    get::<C>(this, &js_string!("messageerror"), context)
}

fn set_onmessageerror<C: NativeClass>(
    this: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    set::<C>(this, &js_string!("messageerror"), args, context)
}

fn get<C: NativeClass>(
    this: &JsValue,
    kind: &JsString,
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<C>(this, context)?;
    Ok(event::get_attribute(target.object(), kind))
}

fn set<C: NativeClass>(
    this: &JsValue,
    kind: &JsString,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let target = this_data::<C>(this, context)?;
    event::set_attribute(context, target.object(), kind, args.get_or_undefined(0))?;
    Ok(JsValue::undefined())
}
