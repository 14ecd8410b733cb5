//! Signals as events of `process`, on the main thread only.
//!
//! A signal is caught from the first listener on; until then it does what the system does with it.
//! Waiting for signals does not hold the event loop. Workers never see one (Node's page, "Class:
//! Worker").

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsValue, NativeFunction, js_string};
use signal_hook::iterator::Signals;

use threadproof_agent::Agent;
use threadproof_engine::errors::{ErrorKind, node_error};

/// Signals that can be listened to, by name and number.
pub const SIGNALS: [(&str, i32); 12] = [
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGUSR1", 10),
    ("SIGUSR2", 12),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGCHLD", 17),
    ("SIGCONT", 18),
    ("SIGWINCH", 28),
    ("SIGIO", 29),
];

/// Makes `process` catch a signal when its first listener is added.
///
/// # Errors
/// When the emitter's methods were replaced by something that throws.
pub fn install(process: &JsObject, context: &mut Context) -> JsResult<()> {
    let added = NativeFunction::from_fn_ptr(listener_added).to_js_function(context.realm());
    let on = process.get(js_string!("on"), context)?;
    if let Some(on) = on.as_callable() {
        let args = [js_string!("newListener").into(), added.into()];
        on.call(&process.clone().into(), &args, context)?;
    }
    Ok(())
}

fn listener_added(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(event) = args.get_or_undefined(0).as_string() else {
        return Ok(JsValue::undefined());
    };
    let event = event.to_std_string_lossy();
    if event == "SIGKILL" || event == "SIGSTOP" {
        return Err(node_error(
            context,
            ErrorKind::Error,
            "EINVAL",
            "uv_signal_start EINVAL",
        ));
    }
    let Some((name, number)) = SIGNALS.into_iter().find(|(name, _)| *name == event) else {
        return Ok(JsValue::undefined());
    };
    catch(name, number, context)?;
    Ok(JsValue::undefined())
}

/// Starts to catch a signal, once.
fn catch(name: &'static str, number: i32, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    // Signals are the program's: an embedded runtime never sees one, as a worker never does.
    if !agent.cluster.options.embedder.owns_process {
        agent.cluster.outside("signals");
        return Ok(());
    }
    if super::state(&agent)
        .caught_signals
        .borrow()
        .contains(&number)
    {
        return Ok(());
    }
    super::state(&agent)
        .caught_signals
        .borrow_mut()
        .push(number);
    let refused = |error: std::io::Error| {
        boa_engine::JsNativeError::error().with_message(format!(
            "{name} can't be caught: {error}; remove the listener"
        ))
    };
    let mut signals = Signals::new([number]).map_err(refused)?;
    let control = Arc::clone(&agent.control);
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            for number in signals.forever() {
                control.call(Box::new(move |context| {
                    let agent = Agent::of(context);
                    let args = [js_string!(name).into(), number.into()];
                    super::emit(&agent, js_string!(name), &args, context).map(drop)
                }));
            }
        })
        .map_err(refused)?;
    Ok(())
}
