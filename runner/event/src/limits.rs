//! The default number of listeners, and the warnings that Node gives about listeners.
//!
//! The default belongs to a realm: two runtimes in one process never share it.

use std::cell::Cell;

use boa_engine::gc::{Finalize, Trace};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsData, JsObject, JsResult, JsString, JsValue, js_string};

use super::abort::AbortSignal;
use super::data::TargetData;
use super::hooks::hooks;
use threadproof_engine::class::NativeClass;
use threadproof_engine::errors::{inspect_brief, install_stack, out_of_range};

/// What `EventEmitter.defaultMaxListeners` and `EventEmitter.captureRejections` are set to.
#[derive(Debug, Trace, Finalize, JsData)]
struct Defaults {
    max: Cell<f64>,
    capture: Cell<bool>,
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            max: Cell::new(10.0),
            capture: Cell::new(false),
        }
    }
}

/// `EventEmitter.defaultMaxListeners` of the current realm.
#[must_use]
pub fn default_max(context: &Context) -> f64 {
    context
        .realm()
        .host_defined()
        .get::<Defaults>()
        .map_or(10.0, |defaults| defaults.max.get())
}

/// Sets `EventEmitter.defaultMaxListeners`.
pub fn set_default_max(context: &Context, max: f64) {
    with_defaults(context, |defaults| defaults.max.set(max));
}

/// `EventEmitter.captureRejections` of the current realm.
#[must_use]
pub fn default_capture(context: &Context) -> bool {
    context
        .realm()
        .host_defined()
        .get::<Defaults>()
        .is_some_and(|defaults| defaults.capture.get())
}

/// Sets `EventEmitter.captureRejections`.
pub fn set_default_capture(context: &Context, capture: bool) {
    with_defaults(context, |defaults| defaults.capture.set(capture));
}

/// How many listeners of one type a target may have before a warning; 0 means any number.
#[must_use]
pub fn max_of_target(context: &Context, target: &JsObject) -> f64 {
    let set = target
        .downcast_ref::<TargetData>()
        .and_then(|data| data.max_listeners);
    match set {
        Some(max) => max,
        None if AbortSignal::is_instance(target) => 0.0,
        None => default_max(context),
    }
}

/// The number given to a `setMaxListeners`.
///
/// # Errors
/// `ERR_INVALID_ARG_TYPE` or `ERR_OUT_OF_RANGE` for what is no such number.
pub fn read_max(value: &JsValue, name: &str, context: &mut Context) -> JsResult<f64> {
    let Some(max) = value.as_number() else {
        return Err(threadproof_engine::errors::invalid_arg_type(
            context,
            name,
            "of type number",
            value,
        ));
    };
    if max.is_nan() || max < 0.0 {
        return Err(out_of_range(context, name, ">= 0", value));
    }
    Ok(max)
}

/// Warns once when a target has more listeners of a type than it should.
///
/// # Errors
/// When the warning cannot be made.
pub(super) fn check_target(
    context: &mut Context,
    target: &JsObject,
    kind: &JsString,
    count: usize,
) -> JsResult<()> {
    if count < 2 {
        return Ok(());
    }
    let max = max_of_target(context, target);
    if max <= 0.0 || as_number(count) <= max {
        return Ok(());
    }
    match target.downcast_mut::<TargetData>() {
        Some(mut data) if !data.warned => data.warned = true,
        _ => return Ok(()),
    }
    let shown = (hooks(context).inspect)(context, &target.clone().into(), -1)?;
    let message = format!(
        "Possible EventTarget memory leak detected. {count} {kind} listeners added to {shown}. \
         MaxListeners is {max}. Use events.setMaxListeners() to increase limit",
        kind = kind.to_std_string_lossy(),
        shown = shown.to_std_string_lossy(),
    );
    warn(
        context,
        "MaxListenersExceededWarning",
        &message,
        [
            (js_string!("target"), target.clone().into()),
            (js_string!("type"), kind.clone().into()),
            (js_string!("count"), as_number(count).into()),
        ],
    )
}

/// Warns that an emitter has too many listeners of a type.
///
/// # Errors
/// When the warning cannot be made.
pub(super) fn warn_emitter(
    context: &mut Context,
    emitter: &JsObject,
    kind: &PropertyKey,
    count: f64,
    max: f64,
) -> JsResult<()> {
    let shown = (hooks(context).inspect)(context, &emitter.clone().into(), -1)?;
    let kind: JsValue = kind.clone().into();
    let name = match kind.as_symbol() {
        Some(symbol) => symbol.descriptive_string(),
        None => kind.to_string(context)?,
    };
    let message = format!(
        "Possible EventEmitter memory leak detected. {count} {name} listeners added to {shown}. \
         MaxListeners is {max}. Use emitter.setMaxListeners() to increase limit",
        name = name.to_std_string_lossy(),
        shown = shown.to_std_string_lossy(),
    );
    warn(
        context,
        "MaxListenersExceededWarning",
        &message,
        [
            (js_string!("emitter"), emitter.clone().into()),
            (js_string!("type"), kind),
            (js_string!("count"), count.into()),
        ],
    )
}

/// Warns that null or undefined was added as a listener.
///
/// # Errors
/// When the warning cannot be made.
pub(super) fn warn_no_listener(
    context: &mut Context,
    listener: &JsValue,
    target: &JsObject,
    kind: &JsString,
) -> JsResult<()> {
    let shown = inspect_brief(listener, context)?;
    let message = format!("addEventListener called with {shown} which has no effect.");
    warn(
        context,
        "AddEventListenerArgumentTypeWarning",
        &message,
        [
            (js_string!("target"), target.clone().into()),
            (js_string!("type"), kind.clone().into()),
        ],
    )
}

/// A count as a JavaScript number.
#[expect(clippy::cast_precision_loss, reason = "no list has 2^53 listeners")]
pub(super) fn as_number(count: usize) -> f64 {
    count as f64
}

/// An index as the array methods take it.
pub(super) fn as_index(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn warn<const N: usize>(
    context: &mut Context,
    name: &str,
    message: &str,
    properties: [(JsString, JsValue); N],
) -> JsResult<()> {
    let constructor = context.intrinsics().constructors().error().constructor();
    let warning = constructor.construct(&[JsString::from(message).into()], None, context)?;
    install_stack(
        &warning,
        &JsString::from(format!("{name}: {message}")),
        context,
    )?;
    warning.set(js_string!("name"), JsString::from(name), true, context)?;
    for (key, value) in properties {
        warning.set(key, value, true, context)?;
    }
    (hooks(context).warning)(context, warning);
    Ok(())
}

fn with_defaults(context: &Context, change: impl FnOnce(&Defaults)) {
    let mut data = context.realm().host_defined_mut();
    if !data.has::<Defaults>() {
        data.insert_default::<Defaults>();
    }
    if let Some(defaults) = data.get::<Defaults>() {
        change(defaults);
    }
}
