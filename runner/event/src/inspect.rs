//! How `util.inspect` shows events, targets and abort signals: the methods under
//! `Symbol.for('nodejs.util.inspect.custom')`.
//!
//! They choose what is shown; drawing it is left to the `inspect` function they are given.

use boa_engine::property::PropertyKey;
use boa_engine::{
    Context, JsArgs, JsObject, JsResult, JsString, JsSymbol, JsValue, js_str, js_string,
};

use super::event::Event;
use threadproof_engine::class::{Members, this_data};

/// Adds the method to a class that shows nothing but its name.
pub(super) fn name_only(members: &mut Members<'_>) {
    add(members, |this, args, context| {
        show(this, args, &[], context)
    });
}

/// Adds the method to `Event`.
pub(super) fn event(members: &mut Members<'_>) {
    add(members, |this, args, context| {
        this_data::<Event>(this, context)?;
        let keys = [
            js_string!("type"),
            js_string!("defaultPrevented"),
            js_string!("cancelable"),
            js_string!("timeStamp"),
        ];
        show(this, args, &keys, context)
    });
}

/// Adds the method to `AbortController`.
pub(super) fn controller(members: &mut Members<'_>) {
    add(members, |this, args, context| {
        if is_too_deep(args) {
            return Ok(this.clone());
        }
        show(this, args, &[js_string!("signal")], context)
    });
}

/// Adds the method to `AbortSignal`.
pub(super) fn signal(members: &mut Members<'_>) {
    add(members, |this, args, context| {
        if is_too_deep(args) {
            return Ok(this.clone());
        }
        show(this, args, &[js_string!("aborted")], context)
    });
}

/// `Symbol.for(key)`.
///
/// # Errors
/// When a script replaced `Symbol.for` with something that throws.
pub(super) fn registered_symbol(key: JsString, context: &mut Context) -> JsResult<JsSymbol> {
    let constructor = context.intrinsics().constructors().symbol().constructor();
    let lookup = constructor.get(js_string!("for"), context)?;
    let symbol = match lookup.as_callable() {
        Some(lookup) => lookup.call(&constructor.into(), &[key.clone().into()], context)?,
        None => JsValue::undefined(),
    };
    // Only a script that took `Symbol.for` away gets a symbol that is not the registered one.
    Ok(symbol
        .as_symbol()
        .or_else(|| JsSymbol::new(Some(key)))
        .unwrap_or_else(JsSymbol::to_string_tag))
}

fn add(members: &mut Members<'_>, method: boa_engine::native_function::NativeFunctionPointer) {
    let key = js_string!("nodejs.util.inspect.custom");
    if let Ok(symbol) = registered_symbol(key, members.context()) {
        members.symbol_method(symbol, 2, method);
    }
}

fn is_too_deep(args: &[JsValue]) -> bool {
    args.get_or_undefined(0)
        .as_number()
        .is_some_and(|depth| depth < 0.0)
}

/// The class's name and the named properties, drawn one level further down.
fn show(
    this: &JsValue,
    args: &[JsValue],
    keys: &[JsString],
    context: &mut Context,
) -> JsResult<JsValue> {
    let object = this.to_object(context)?;
    let constructor = object.get(js_string!("constructor"), context)?;
    let name = match constructor.as_object() {
        Some(constructor) => constructor
            .get(js_string!("name"), context)?
            .to_string(context)?,
        None => js_string!("Object"),
    };
    if is_too_deep(args) {
        return Ok(name.into());
    }
    let shown = JsObject::with_object_proto(context.intrinsics());
    for key in keys {
        let value = object.get(key.clone(), context)?;
        shown.set(key.clone(), value, true, context)?;
    }
    let Some(inspect) = args.get_or_undefined(2).as_callable() else {
        return Ok(name.into());
    };
    let options = JsObject::with_object_proto(context.intrinsics());
    let given = args.get_or_undefined(1);
    options.copy_data_properties::<PropertyKey>(given, Vec::new(), context)?;
    let depth = options.get(js_string!("depth"), context)?;
    if let Some(depth) = depth.as_number() {
        options.set(js_string!("depth"), depth - 1.0, true, context)?;
    }
    let text = inspect.call(
        &JsValue::undefined(),
        &[shown.into(), options.into()],
        context,
    )?;
    let text = text.to_string(context)?;
    Ok(js_string!(&name, js_str!(" "), &text).into())
}
