//! Signals as events of `process`, on the main thread only.
//!
//! A signal is caught from the first listener on; before that and after the last one has gone it
//! does what the system does with it. Waiting for signals does not hold the event loop. Workers never see one (Node's page, "Class:
//! Worker").

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::JsObject;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, NativeFunction, js_string};
use signal_hook::iterator::Signals;

use threadproof_agent::Agent;

use crate::native::fs::Failure;
use crate::native::signals::SIGNALS;

/// Signals of a fault in the program itself: code that runs after one must not be JavaScript.
const FAULTS: [&str; 4] = ["SIGILL", "SIGBUS", "SIGFPE", "SIGSEGV"];

/// A signal that is caught, and whether anybody listens to it now.
#[derive(Debug)]
pub struct Caught {
    number: i32,
    is_heard: Arc<AtomicBool>,
}

/// Makes `process` catch a signal when its first listener is added.
///
/// # Errors
/// When the emitter's methods were replaced by something that throws.
pub fn install(process: &JsObject, context: &mut Context) -> JsResult<()> {
    listen(process, "newListener", listener_added, context)
}

fn listen(
    process: &JsObject,
    event: &str,
    listener: NativeFunctionPointer,
    context: &mut Context,
) -> JsResult<()> {
    let listener = NativeFunction::from_fn_ptr(listener).to_js_function(context.realm());
    let on = process.get(js_string!("on"), context)?;
    if let Some(on) = on.as_callable() {
        let args = [JsString::from(event).into(), listener.into()];
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
        return Err(Failure::numbered("uv_signal_start", 22).into_wordless_error(context));
    }
    let Some((name, number)) = known(&event) else {
        return Ok(JsValue::undefined());
    };
    catch(name, number, context)?;
    Ok(JsValue::undefined())
}

fn listener_removed(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(event) = args.get_or_undefined(0).as_string() else {
        return Ok(JsValue::undefined());
    };
    let agent = Agent::of(context);
    if let Some((_, number)) = known(&event.to_std_string_lossy())
        && super::listener_count(&agent, event.clone(), context) == 0
    {
        let caught = super::state(&agent).caught_signals.borrow();
        if let Some(caught) = caught.iter().find(|caught| caught.number == number) {
            caught.is_heard.store(false, Ordering::SeqCst);
        }
    }
    Ok(JsValue::undefined())
}

fn known(event: &str) -> Option<(&'static str, i32)> {
    let mut known = SIGNALS.iter().copied();
    known.find(|(name, _)| *name == event && !FAULTS.contains(name))
}

/// Starts to catch a signal, or to hear one again that is caught already.
fn catch(name: &'static str, number: i32, context: &mut Context) -> JsResult<()> {
    let agent = Agent::of(context);
    // Signals are the program's: an embedded runtime never sees one, as a worker never does.
    if !agent.cluster.options.embedder.owns_process {
        agent.cluster.outside("signals");
        return Ok(());
    }
    let state = super::state(&agent);
    let caught = state.caught_signals.borrow();
    if let Some(caught) = caught.iter().find(|caught| caught.number == number) {
        caught.is_heard.store(true, Ordering::SeqCst);
        return Ok(());
    }
    let is_first = caught.is_empty();
    drop(caught);
    let process = state.object.borrow().clone();
    if let Some(process) = process.filter(|_| is_first) {
        listen(&process, "removeListener", listener_removed, context)?;
    }
    let is_heard = Arc::new(AtomicBool::new(true));
    state.caught_signals.borrow_mut().push(Caught {
        number,
        is_heard: Arc::clone(&is_heard),
    });
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
                // A handler can't be taken back without losing what arrives meanwhile, so what the
                // system would have done is done here.
                if !is_heard.load(Ordering::SeqCst) {
                    let _ = signal_hook::low_level::emulate_default_handler(number);
                    continue;
                }
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
