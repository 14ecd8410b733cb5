//! `captureRejections`: an async listener's rejection becomes an `error` event.

use boa_engine::gc::{Finalize, Gc, Trace};
use boa_engine::job::PromiseJob;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsObject, JsResult, JsValue, NativeFunction, js_string};

use super::{define_hidden, invoke, with_built};
use crate::hooks::report;

/// Whether an emitter captures rejections.
pub(super) fn is_set(emitter: &JsObject, context: &mut Context) -> JsResult<bool> {
    let key = with_built(context, |built| built.symbols.capture.clone())?;
    Ok(emitter.get(key, context)?.to_boolean())
}

/// Makes an emitter capture rejections, or not.
pub(super) fn set(emitter: &JsObject, capture: bool, context: &mut Context) -> JsResult<()> {
    let key = with_built(context, |built| built.symbols.capture.clone())?;
    define_hidden(emitter, key, capture.into());
    Ok(())
}

/// What is needed when the promise is rejected.
#[derive(Trace, Finalize)]
struct Emission {
    emitter: JsObject,
    kind: JsValue,
    args: Vec<JsValue>,
}

/// Waits for the rejection of what a listener returned.
pub(super) fn watch(
    context: &mut Context,
    emitter: &JsObject,
    promise: &JsObject,
    kind: &PropertyKey,
    args: &[JsValue],
) -> JsResult<()> {
    let Some(then) = promise.get(js_string!("then"), context)?.as_callable() else {
        return Ok(());
    };
    let emission = Emission {
        emitter: emitter.clone(),
        kind: kind.clone().into(),
        args: args.to_vec(),
    };
    let rejected = NativeFunction::from_copy_closure_with_captures(
        |_, args, emission: &Gc<Emission>, context| {
            // A thenable may call back at once, but the event comes after the emission.
            let emission = emission.clone();
            let reason = args.get_or_undefined(0).clone();
            let job = move |context: &mut Context| {
                if let Err(error) = raise(context, &emission, &reason) {
                    report(context, error)?;
                }
                Ok(JsValue::undefined())
            };
            context.enqueue_job(PromiseJob::new(job).into());
            Ok(JsValue::undefined())
        },
        Gc::new(emission),
    )
    .to_js_function(context.realm());
    then.call(
        &promise.clone().into(),
        &[JsValue::undefined(), rejected.into()],
        context,
    )?;
    Ok(())
}

fn raise(context: &mut Context, emission: &Emission, reason: &JsValue) -> JsResult<()> {
    let emitter = &emission.emitter;
    let key = with_built(context, |built| built.symbols.rejection.clone())?;
    if let Some(handler) = emitter.get(key, context)?.as_callable() {
        let mut arguments = vec![reason.clone(), emission.kind.clone()];
        arguments.extend_from_slice(&emission.args);
        handler.call(&emitter.clone().into(), &arguments, context)?;
        return Ok(());
    }
    // An async `error` listener that rejects must not come back here for ever.
    set(emitter, false, context)?;
    let outcome = invoke(
        emitter,
        &js_string!("emit"),
        &[js_string!("error").into(), reason.clone()],
        context,
    );
    set(emitter, true, context)?;
    outcome.map(drop)
}
