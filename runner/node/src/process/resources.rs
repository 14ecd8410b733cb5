//! The part of `process` that looks at itself: what it has used up, what keeps it alive, which
//! builtin modules it has, and who takes its uncaught errors.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsError, JsResult, JsValue, js_string};
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use super::method;
use threadproof_agent::Agent;
use threadproof_engine::errors::{
    ErrorKind, invalid_arg_type, invalid_arg_value, node_error, node_error_object,
};
use threadproof_modules::builtin;

/// Puts the functions on `process`.
pub fn install(process: &JsObject, context: &mut Context) {
    method(process, "getActiveResourcesInfo", 0, active, context);
    method(process, "resourceUsage", 0, resource_usage, context);
    method(process, "cpuUsage", 1, cpu_usage, context);
    method(process, "threadCpuUsage", 1, thread_cpu_usage, context);
    method(process, "getBuiltinModule", 1, builtin_module, context);
    let name = "setUncaughtExceptionCaptureCallback";
    method(process, name, 1, set_capture, context);
    let name = "hasUncaughtExceptionCaptureCallback";
    method(process, name, 0, has_capture, context);
}

/// What keeps the loop alive, by the names that Node has for it.
fn active(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let (timeouts, immediates) = agent.timers.held();
    let extensions = agent.cluster.extensions.iter();
    let names = extensions
        .flat_map(|extension| extension.held(&agent))
        .chain(std::iter::repeat_n("Timeout", timeouts))
        .chain(std::iter::repeat_n("Immediate", immediates));
    let names: Vec<JsValue> = names.map(|name| js_string!(name).into()).collect();
    Ok(JsArray::from_iter(names, context).into())
}

fn usage(who: UsageWho, context: &mut Context) -> JsResult<Usage> {
    getrusage(who).map_err(|errno| {
        let message = format!("the system does not tell what was used up ({errno})");
        node_error(context, ErrorKind::Error, "ERR_OPERATION_FAILED", &message)
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "2^53 microseconds are 285 years"
)]
fn times(usage: &Usage) -> [f64; 2] {
    [usage.user_time(), usage.system_time()].map(|time| time.num_microseconds() as f64)
}

#[expect(clippy::cast_precision_loss, reason = "counters stay far below 2^53")]
fn resource_usage(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let used = usage(UsageWho::RUSAGE_SELF, context)?;
    let [user, system] = times(&used);
    let shown = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("userCPUTime", user),
        ("systemCPUTime", system),
        ("maxRSS", used.max_rss() as f64),
        ("sharedMemorySize", used.shared_integral() as f64),
        ("unsharedDataSize", used.unshared_data_integral() as f64),
        ("unsharedStackSize", used.unshared_stack_integral() as f64),
        ("minorPageFault", used.minor_page_faults() as f64),
        ("majorPageFault", used.major_page_faults() as f64),
        ("swappedOut", used.full_swaps() as f64),
        ("fsRead", used.block_reads() as f64),
        ("fsWrite", used.block_writes() as f64),
        ("ipcSent", used.ipc_sends() as f64),
        ("ipcReceived", used.ipc_receives() as f64),
        ("signalsCount", used.signals() as f64),
        (
            "voluntaryContextSwitches",
            used.voluntary_context_switches() as f64,
        ),
        (
            "involuntaryContextSwitches",
            used.involuntary_context_switches() as f64,
        ),
    ] {
        shown.set(js_string!(name), value, false, context)?;
    }
    Ok(shown.into())
}

fn cpu_usage(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    since(args.get_or_undefined(0), UsageWho::RUSAGE_SELF, context)
}

fn thread_cpu_usage(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    since(args.get_or_undefined(0), UsageWho::RUSAGE_THREAD, context)
}

/// Microseconds of processor time, in all or since an earlier answer.
fn since(earlier: &JsValue, who: UsageWho, context: &mut Context) -> JsResult<JsValue> {
    Agent::of(context)
        .cluster
        .outside("the times of processors");
    let mut before = [0.0, 0.0];
    if earlier.to_boolean() {
        let Some(object) = earlier.as_object().filter(|it| !it.is_array()) else {
            let expected = "of type object";
            return Err(invalid_arg_type(context, "prevValue", expected, earlier));
        };
        for (at, name) in ["user", "system"].into_iter().enumerate() {
            before[at] = earlier_time(&object, name, context)?;
        }
    }
    let now = times(&usage(who, context)?);
    let shown = JsObject::with_object_proto(context.intrinsics());
    for (at, name) in ["user", "system"].into_iter().enumerate() {
        shown.set(js_string!(name), now[at] - before[at], false, context)?;
    }
    Ok(shown.into())
}

fn earlier_time(earlier: &JsObject, name: &str, context: &mut Context) -> JsResult<f64> {
    let value = earlier.get(js_string!(name), context)?;
    let shown = format!("prevValue.{name}");
    match value.as_number() {
        None => Err(invalid_arg_type(context, &shown, "of type number", &value)),
        Some(time) if (0.0..=9_007_199_254_740_991.0).contains(&time) => Ok(time),
        Some(_) => {
            let error = invalid_arg_value(context, &shown, &value, "is invalid");
            as_range_error(error, context)
        }
    }
}

/// Node says `ERR_INVALID_ARG_VALUE` with a `RangeError` here, and here alone.
fn as_range_error(error: JsError, context: &mut Context) -> JsResult<f64> {
    let error = error.into_opaque(context)?.to_object(context)?;
    let message = error
        .get(js_string!("message"), context)?
        .to_string(context)?;
    let message = message.to_std_string_lossy();
    let code = "ERR_INVALID_ARG_VALUE";
    let error = node_error_object(context, ErrorKind::Range, code, &message)?;
    Err(JsError::from_opaque(error.into()))
}

/// `process.getBuiltinModule(id)`: undefined for what is no builtin module.
fn builtin_module(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let id = args.get_or_undefined(0);
    let Some(name) = id.as_string() else {
        return Err(invalid_arg_type(context, "id", "of type string", id));
    };
    let name = name.to_std_string_lossy();
    match builtin::find(&name, &Agent::of(context)) {
        Some(name) => builtin::exports(name, context),
        None => Ok(JsValue::undefined()),
    }
}

fn set_capture(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let function = args.get_or_undefined(0);
    if function.is_null() {
        *agent.capture.borrow_mut() = None;
        return Ok(JsValue::undefined());
    }
    let Some(callback) = function.as_callable() else {
        let expected = "of type function or null";
        return Err(invalid_arg_type(context, "fn", expected, function));
    };
    if agent.capture.borrow().is_some() {
        let code = "ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET";
        let message = "`process.setupUncaughtExceptionCapture()` was called while a capture \
                       callback was already active";
        return Err(node_error(context, ErrorKind::Error, code, message));
    }
    *agent.capture.borrow_mut() = Some(callback);
    Ok(JsValue::undefined())
}

fn has_capture(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(Agent::of(context).capture.borrow().is_some().into())
}
