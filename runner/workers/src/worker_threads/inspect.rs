//! How `util.inspect` shows ports and broadcast channels: the methods under
//! `Symbol.for('nodejs.util.inspect.custom')`.
//!
//! Drawing is left to the `inspect` function that the methods are given.

use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::broadcast::BroadcastChannelClass;
use super::port::MessagePortClass;
use threadproof_engine::class::{Members, NativeClass, this_data};

/// What a port is to a reader: an event target with a state.
const PORT: &str = "MessagePort [EventTarget]";

/// Adds the method to `MessagePort`.
pub fn port(members: &mut Members<'_>) {
    add(members, show_port);
}

/// Adds the method to `BroadcastChannel`.
pub fn channel(members: &mut Members<'_>) {
    add(members, show_channel);
}

fn add(members: &mut Members<'_>, method: boa_engine::native_function::NativeFunctionPointer) {
    let key = "nodejs.util.inspect.custom";
    if let Ok(symbol) = threadproof_node::native::registered_symbol(key, members.context()) {
        members.symbol_method(symbol, 2, method);
    }
}

/// `active`, and `refed` as long as it is; then what a script put there. What is no port stays what
/// it is.
fn show_port(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let port = this.as_object();
    let Some(port) = port.filter(MessagePortClass::is_instance) else {
        return Ok(this.clone());
    };
    if is_too_deep(args) {
        return Ok(js_string!(format!("[{PORT}]")).into());
    }
    let shown = JsObject::with_object_proto(context.intrinsics());
    let state = MessagePortClass::unpack(&port).map(|data| data.shown());
    let (active, refed) = state.unwrap_or_default();
    shown.set(js_string!("active"), active, true, context)?;
    if active {
        shown.set(js_string!("refed"), refed, true, context)?;
    }
    shown.copy_data_properties::<PropertyKey>(&port.into(), Vec::new(), context)?;
    draw(PORT, &shown, args.get_or_undefined(1), args, context)
}

/// The name, and whether it can still send.
fn show_channel(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let channel = this_data::<BroadcastChannelClass>(this, context)?;
    if is_too_deep(args) {
        return Ok(js_string!("BroadcastChannel").into());
    }
    let (name, active) = {
        let data = channel.data();
        (data.name.clone(), data.core.is_some())
    };
    let shown = JsObject::with_object_proto(context.intrinsics());
    shown.set(js_string!("name"), name, true, context)?;
    shown.set(js_string!("active"), active, true, context)?;
    let options = JsObject::with_object_proto(context.intrinsics());
    options.copy_data_properties::<PropertyKey>(args.get_or_undefined(1), Vec::new(), context)?;
    let depth = options.get(js_string!("depth"), context)?;
    if let Some(depth) = depth.as_number() {
        options.set(js_string!("depth"), depth - 1.0, true, context)?;
    }
    draw("BroadcastChannel", &shown, &options.into(), args, context)
}

fn is_too_deep(args: &[JsValue]) -> bool {
    let depth = args.get_or_undefined(0).as_number();
    depth.is_some_and(|depth| depth < 0.0)
}

fn draw(
    name: &str,
    shown: &JsObject,
    options: &JsValue,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let name = JsString::from(name);
    let Some(inspect) = args.get_or_undefined(2).as_callable() else {
        return Ok(name.into());
    };
    let arguments = [shown.clone().into(), options.clone()];
    let text = inspect.call(&JsValue::undefined(), &arguments, context)?;
    let text = text.to_string(context)?;
    Ok(js_string!(&name, &js_string!(" "), &text).into())
}
