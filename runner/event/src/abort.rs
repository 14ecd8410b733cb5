//! `AbortController` and `AbortSignal`.
//!
//! What Rust hangs on a signal (the removal of a listener, a lock request) runs before the
//! signal's `abort` event. Timers are the runtime's: a signal only waits for
//! [`fire_timeout`].

use boa_engine::gc::{Finalize, Trace};
use boa_engine::object::builtins::JsFunction;
use boa_engine::{
    Context, JsArgs, JsData, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue,
    js_string,
};

use super::attribute::{get_attribute, set_attribute};
use super::data::{TargetData, TargetHooks};
use super::dispatch::dispatch;
use super::dom_exception::DomException;
use super::event::{Detail, Event, EventData};
use super::hooks::{hooks, report};
use super::inspect;
use super::target::{EventTarget, removed};
use super::web_idl::sequence;
use crate::target_class;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, instance, this_data,
};
use threadproof_engine::errors::{ErrorKind, invalid_arg_type, node_error, out_of_range};

/// What a signal carries.
#[derive(Default, Trace, Finalize, JsData)]
pub struct SignalData {
    /// Why it was aborted; `None` while it was not.
    reason: Option<JsValue>,
    algorithms: Vec<Algorithm>,
    /// Signals that are aborted with this one.
    dependents: Vec<JsObject>,
    /// The signals that this one follows, when `any` made it.
    sources: Vec<JsObject>,
    /// Whether it may go to another thread.
    transferable: bool,
}

/// What happens at an abort before the event.
#[derive(Trace, Finalize)]
enum Algorithm {
    Remove {
        target: JsObject,
        kind: JsString,
        #[unsafe_ignore_trace]
        id: u64,
    },
    Call(JsFunction),
}

/// The class `AbortSignal`.
pub struct AbortSignal;

/// Whether a signal is aborted.
#[must_use]
pub fn is_aborted(signal: &JsObject) -> bool {
    AbortSignal::unpack(signal).is_some_and(|data| data.reason.is_some())
}

/// The reason of an aborted signal.
#[must_use]
pub fn reason(signal: &JsObject) -> Option<JsValue> {
    AbortSignal::unpack(signal).and_then(|data| data.reason.clone())
}

/// Makes a signal that is not aborted.
///
/// # Errors
/// When the class cannot be built.
pub fn create(context: &mut Context) -> JsResult<JsObject> {
    instance::<AbortSignal>(SignalData::default(), context)
}

/// Lets a signal go to other threads; false for what is no signal.
#[must_use]
pub fn mark_transferable(signal: &JsObject) -> bool {
    let data = AbortSignal::unpack_mut(signal);
    data.map(|mut data| data.transferable = true).is_some()
}

/// Whether an object is a signal that may go to other threads.
#[must_use]
pub fn is_transferable(signal: &JsObject) -> bool {
    AbortSignal::unpack(signal).is_some_and(|data| data.transferable)
}

/// Calls `function` when the signal is aborted, before its event; never if it is already.
pub fn on_abort(signal: &JsObject, function: JsFunction) {
    if let Some(mut data) = AbortSignal::unpack_mut(signal) {
        data.algorithms.push(Algorithm::Call(function));
    }
}

/// Takes a function back that [`on_abort`] added.
pub fn forget(signal: &JsObject, function: &JsFunction) {
    if let Some(mut data) = AbortSignal::unpack_mut(signal) {
        data.algorithms.retain(|algorithm| match algorithm {
            Algorithm::Call(other) => !JsObject::equals(other, function),
            Algorithm::Remove { .. } => true,
        });
    }
}

/// Aborts a signal; without a reason it is an `AbortError`.
///
/// # Errors
/// When the reason cannot be made, or on what cannot be caught.
pub fn abort(context: &mut Context, signal: &JsObject, reason: Option<JsValue>) -> JsResult<()> {
    if is_aborted(signal) {
        return Ok(());
    }
    let reason = match reason {
        Some(reason) => reason,
        None => abort_error(context)?,
    };
    let mut group = vec![signal.clone()];
    if let Some(mut data) = AbortSignal::unpack_mut(signal) {
        group.append(&mut data.dependents);
    }
    group.retain(|member| !is_aborted(member));
    for member in &group {
        if let Some(mut data) = AbortSignal::unpack_mut(member) {
            data.reason = Some(reason.clone());
            data.sources.clear();
        }
    }
    for member in &group {
        announce(context, member)?;
    }
    Ok(())
}

/// Aborts a signal that [`AbortSignal.timeout`](super::hooks::EventHooks::timeout) made.
///
/// # Errors
/// When the reason cannot be made, or on what cannot be caught.
pub fn fire_timeout(context: &mut Context, signal: &JsObject) -> JsResult<()> {
    let message = "The operation was aborted due to timeout";
    let reason = DomException::create(message, "TimeoutError", context)?;
    abort(context, signal, Some(reason.into()))
}

/// Removes a listener when the signal is aborted.
pub(super) fn remove_on_abort(signal: &JsObject, target: JsObject, kind: JsString, id: u64) {
    if let Some(mut data) = AbortSignal::unpack_mut(signal) {
        data.algorithms.push(Algorithm::Remove { target, kind, id });
    }
}

impl NativeClass for AbortSignal {
    type Data = SignalData;
    const NAME: &'static str = "AbortSignal";
    target_class!(&TargetHooks::NONE);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<EventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("aborted"),
                |this, _, context| {
                    Ok(this_data::<Self>(this, context)?
                        .data()
                        .reason
                        .is_some()
                        .into())
                },
                None,
            )
            .accessor(js_string!("onabort"), get_onabort, Some(set_onabort))
            .hidden()
            .accessor(
                js_string!("reason"),
                |this, _, context| {
                    Ok(this_data::<Self>(this, context)?
                        .data()
                        .reason
                        .clone()
                        .unwrap_or_default())
                },
                None,
            )
            .method(
                js_string!("throwIfAborted"),
                0,
                |this, _, context| match &this_data::<Self>(this, context)?.data().reason {
                    Some(reason) => Err(JsError::from_opaque(reason.clone())),
                    None => Ok(JsValue::undefined()),
                },
            )
            .static_method(js_string!("abort"), 0, static_abort)
            .static_method(js_string!("timeout"), 1, static_timeout)
            .static_method(js_string!("any"), 1, static_any)
            .to_string_tag();
        inspect::signal(members);
    }
}

/// The class `AbortController`.
pub struct AbortController;

/// What a controller carries.
#[derive(Debug, Trace, Finalize, JsData)]
pub struct ControllerData {
    signal: JsObject,
}

impl NativeClass for AbortController {
    type Data = ControllerData;
    const NAME: &'static str = "AbortController";

    fn members(members: &mut Members<'_>) {
        members
            .accessor(
                js_string!("signal"),
                |this, _, context| {
                    Ok(this_data::<Self>(this, context)?
                        .data()
                        .signal
                        .clone()
                        .into())
                },
                None,
            )
            .method(js_string!("abort"), 0, |this, args, context| {
                let signal = this_data::<Self>(this, context)?.data().signal.clone();
                abort(context, &signal, given(args))?;
                Ok(JsValue::undefined())
            })
            .to_string_tag();
        inspect::controller(members);
    }

    fn construct(_: &[JsValue], _: &JsObject, context: &mut Context) -> JsResult<ControllerData> {
        let signal = instance::<AbortSignal>(SignalData::default(), context)?;
        Ok(ControllerData { signal })
    }

    fn wrong_this(_: &mut Context) -> JsError {
        JsNativeError::typ()
            .with_message(
                "Cannot read private member #signal from an object whose class did not declare it",
            )
            .into()
    }
}

/// A reason that was given: undefined counts as none.
fn given(args: &[JsValue]) -> Option<JsValue> {
    args.first()
        .filter(|reason| !reason.is_undefined())
        .cloned()
}

fn abort_error(context: &mut Context) -> JsResult<JsValue> {
    Ok(DomException::create("This operation was aborted", "AbortError", context)?.into())
}

/// Runs what hangs on an aborted signal, then its event.
fn announce(context: &mut Context, signal: &JsObject) -> JsResult<()> {
    let algorithms = match AbortSignal::unpack_mut(signal) {
        Some(mut data) => std::mem::take(&mut data.algorithms),
        None => return Ok(()),
    };
    for algorithm in &algorithms {
        match algorithm {
            Algorithm::Remove { target, kind, id } => removed(context, target, kind, *id),
            Algorithm::Call(function) => {
                if let Err(error) = function.call(&JsValue::undefined(), &[], context) {
                    report(context, error)?;
                }
            }
        }
    }
    let quiet = signal
        .downcast_ref::<TargetData>()
        .is_none_or(|data| data.listeners.of(&js_string!("abort")).is_empty());
    if quiet {
        return Ok(());
    }
    let data = EventData::new(js_string!("abort"), Detail::Plain).trusted();
    let event = instance::<Event>(data, context)?;
    dispatch(context, signal, &event)?;
    Ok(())
}

fn get_onabort(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let signal = this_data::<AbortSignal>(this, context)?;
    Ok(get_attribute(signal.object(), &js_string!("abort")))
}

fn set_onabort(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let signal = this_data::<AbortSignal>(this, context)?.into_object();
    set_attribute(
        context,
        &signal,
        &js_string!("abort"),
        args.get_or_undefined(0),
    )?;
    Ok(JsValue::undefined())
}

fn static_abort(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let reason = match given(args) {
        Some(reason) => reason,
        None => abort_error(context)?,
    };
    aborted_signal(reason, context)
}

fn aborted_signal(reason: JsValue, context: &mut Context) -> JsResult<JsValue> {
    let mut data = SignalData::default();
    data.reason = Some(reason);
    Ok(instance::<AbortSignal>(data, context)?.into())
}

fn static_timeout(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let delay = args.get_or_undefined(0);
    let Some(number) = delay.as_number() else {
        return Err(invalid_arg_type(context, "delay", "of type number", delay));
    };
    if number.fract() != 0.0 || number.is_nan() {
        return Err(out_of_range(context, "delay", "an integer", delay));
    }
    if !(0.0..=f64::from(u32::MAX)).contains(&number) {
        return Err(out_of_range(
            context,
            "delay",
            ">= 0 && <= 4294967295",
            delay,
        ));
    }
    let delay = u64::from(delay.to_u32(context)?);
    let signal = instance::<AbortSignal>(SignalData::default(), context)?;
    (hooks(context).timeout)(context, delay, signal.clone());
    Ok(signal.into())
}

fn static_any(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(values) = sequence(args.get_or_undefined(0), context)? else {
        let message = "signals cannot be converted to sequence.";
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_INVALID_ARG_TYPE",
            message,
        ));
    };
    let mut signals = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let Some(signal) = value.as_object().filter(AbortSignal::is_instance) else {
            let message = format!("signals[{index}] is not of type AbortSignal.");
            return Err(node_error(
                context,
                ErrorKind::Type,
                "ERR_INVALID_ARG_TYPE",
                &message,
            ));
        };
        signals.push(signal);
    }
    if let Some(reason) = signals.iter().find_map(reason) {
        return aborted_signal(reason, context);
    }
    let combined = instance::<AbortSignal>(SignalData::default(), context)?;
    let mut sources: Vec<JsObject> = Vec::new();
    for signal in signals {
        let beneath = AbortSignal::unpack(&signal).map(|data| data.sources.clone());
        match beneath {
            Some(beneath) if !beneath.is_empty() => sources.extend(beneath),
            _ => sources.push(signal),
        }
    }
    for (index, source) in sources.iter().enumerate() {
        if sources[..index].contains(source) {
            continue;
        }
        if let Some(mut data) = AbortSignal::unpack_mut(source) {
            data.dependents.push(combined.clone());
        }
    }
    if let Some(mut data) = AbortSignal::unpack_mut(&combined) {
        data.sources = sources;
    }
    Ok(combined.into())
}
