//! The part of `process` that changes the process: refused in a worker.

use std::path::Path;

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::lifecycle::unsupported_in_worker;
use super::{accessor, method};
use crate::native::fs::Failure;
use crate::native::signals;
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::{
    ErrorKind, inspect_brief, invalid_arg_type, invalid_arg_value, node_error, out_of_range,
};
use threadproof_engine::native::described;
use threadproof_ground::access::Permission;
use threadproof_ground::numbers::nearest;

/// Functions that throw in a worker, as the page lists them under "Class: Worker".
const REFUSED: [&str; 9] = [
    "abort",
    "chdir",
    "execve",
    "initgroups",
    "setegid",
    "seteuid",
    "setgid",
    "setgroups",
    "setuid",
];

/// Puts the functions on `process`.
pub fn install(agent: &Agent, process: &JsObject, context: &mut Context) {
    method(process, "umask", 1, umask, context);
    method(process, "kill", 2, kill, context);
    method(process, "dlopen", 0, dlopen, context);
    for (name, get) in [
        (
            "getuid",
            getuid as fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
        ),
        ("geteuid", geteuid),
        ("getgid", getgid),
        ("getegid", getegid),
    ] {
        method(process, name, 0, get, context);
    }
    if agent.is_main() {
        accessor(process, "title", get_title, set_title, context);
        process.insert_property(js_string!("debugPort"), described(9229, Attribute::all()));
        method(process, "chdir", 1, chdir, context);
        return;
    }
    accessor(process, "title", get_title, set_title, context);
    process.insert_property(js_string!("debugPort"), described(9229, Attribute::all()));
    if agent.control.env.get("NODE_CHANNEL_FD").is_some() {
        refuse_channel(process, context);
    }
    for name in REFUSED {
        refuse(process, name, context);
    }
}

/// A function that only throws; Node marks it with `disabled`.
fn refuse(process: &JsObject, name: &'static str, context: &mut Context) {
    let function = boa_engine::NativeFunction::from_copy_closure(move |_, _, context| {
        Err(unsupported_in_worker(&format!("process.{name}()"), context))
    })
    .to_js_function(context.realm());
    let function = JsObject::from(function);
    // A fresh function object takes new properties.
    function
        .set(js_string!("disabled"), true, false, context)
        .ok();
    process.set(js_string!(name), function, false, context).ok();
}

/// The channel of the process is not the worker's: what belongs to it says so.
fn refuse_channel(process: &JsObject, context: &mut Context) {
    for name in ["send", "disconnect"] {
        refuse(process, name, context);
    }
    for name in ["channel", "connected"] {
        let get = boa_engine::NativeFunction::from_copy_closure(move |_, _, context| {
            Err(unsupported_in_worker(&format!("process.{name}"), context))
        })
        .to_js_function(context.realm());
        let property = PropertyDescriptor::builder()
            .get(get.clone())
            .set(get)
            .enumerable(false)
            .configurable(false);
        process.insert_property(js_string!(name), property);
    }
}

fn get_title(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    Ok(js_string!(agent.cluster.title().as_str()).into())
}

fn set_title(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let title = args.get_or_undefined(0).to_string(context)?;
    let agent = Agent::of(context);
    // The page, "Class: Worker": `process.title` cannot be modified there.
    if agent.is_main() {
        agent.cluster.set_title(title.to_std_string_lossy());
    }
    Ok(JsValue::undefined())
}

fn chdir(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let folder = args.get_or_undefined(0);
    let Some(path) = folder.as_string() else {
        return Err(invalid_arg_type(
            context,
            "directory",
            "of type string",
            folder,
        ));
    };
    let path = path.to_std_string_lossy();
    // What follows a zero is not part of a path, as in C.
    let path = path.split('\0').next().unwrap_or_default();
    if let Some(access) = access::of(context) {
        let path = access.absolute(path);
        access::check_path(Permission::FileSystemRead, &path, context)?;
    }
    let has_folder = access::of(context).is_some_and(|access| access.own_folder().is_some());
    let owns_process = Agent::of(context).cluster.options.embedder.owns_process;
    if !has_folder && !owns_process {
        let what = "process.chdir() in a runtime that is part of another program and was given no \
                    folder of its own";
        return Err(threadproof_engine::errors::fail::unsupported(context, what));
    }
    match access::set_current_dir(Path::new(path), context) {
        Ok(()) => Ok(JsValue::undefined()),
        Err(error) => {
            let here = access::folder(context).display().to_string();
            let failure = Failure::new("chdir", &error).between(here, path);
            Err(failure.into_error(context))
        }
    }
}

fn umask(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let wanted = args.get_or_undefined(0);
    if wanted.is_undefined() {
        return current_umask(context).map(JsValue::from);
    }
    if !agent.is_main() {
        return Err(unsupported_in_worker("Setting process.umask()", context));
    }
    if !agent.cluster.options.embedder.owns_process {
        agent
            .cluster
            .outside("what only a process of its own may do");
        let what = "setting process.umask() in a runtime that is part of another program";
        return Err(threadproof_engine::errors::fail::unsupported(context, what));
    }
    let mask = mask_of(wanted, context)?;
    let before = rustix::process::umask(rustix::fs::Mode::from_bits_truncate(mask));
    Ok(before.bits().into())
}

/// The mask, without setting it: for a moment every thread's new files would have no mask, and in
/// an embedded runtime the mask is the host's.
fn current_umask(context: &mut Context) -> JsResult<u32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let shown = status.lines().find_map(|line| line.strip_prefix("Umask:"));
    let mask = shown.and_then(|mask| u32::from_str_radix(mask.trim(), 8).ok());
    mask.ok_or_else(|| {
        let what = "reading process.umask() where /proc/self/status does not show it";
        threadproof_engine::errors::fail::unsupported(context, what)
    })
}

/// A mask as Node takes one: a number, or a text of octal digits.
fn mask_of(wanted: &JsValue, context: &mut Context) -> JsResult<u32> {
    if let Some(text) = wanted.as_string() {
        let text = text.to_std_string_lossy();
        return u32::from_str_radix(&text, 8).map_err(|_| {
            let rule = "must be a 32-bit unsigned integer or an octal string";
            invalid_arg_value(context, "mask", wanted, rule)
        });
    }
    let Some(number) = wanted.as_number() else {
        return Err(invalid_arg_type(context, "mask", "of type number", wanted));
    };
    if number.fract() != 0.0 {
        return Err(out_of_range(context, "mask", "an integer", wanted));
    }
    if !(0.0..=f64::from(u32::MAX)).contains(&number) {
        let range = ">= 0 && <= 4294967295";
        return Err(out_of_range(context, "mask", range, wanted));
    }
    wanted.to_u32(context)
}

fn kill(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let target = args.get_or_undefined(0);
    // Node takes what equals its own whole number: a text of digits does.
    let whole = match target.as_string() {
        Some(text) => Some(text.to_number()),
        None => target.as_number(),
    };
    let pid = whole.and_then(as_i32);
    let Some(pid) = pid else {
        return Err(invalid_arg_type(context, "pid", "of type number", target));
    };
    crate::native::child_process::check(context)?;
    let signal = args.get_or_undefined(1);
    // Zero asks only; what else is as good as nothing means the usual signal.
    let number = if let Some(number) = signal.as_number().filter(|number| !number.is_nan()) {
        as_i32(number)
    } else if !signal.to_boolean() {
        Some(15)
    } else if let Some(name) = signal.as_string() {
        signals::number_of(&name.to_std_string_lossy())
    } else {
        None
    };
    let Some(number) = number else {
        let name = match signal.as_string() {
            Some(name) => name.to_std_string_lossy(),
            None => inspect_brief(signal, context)?,
        };
        return Err(node_error(
            context,
            ErrorKind::Type,
            "ERR_UNKNOWN_SIGNAL",
            &format!("Unknown signal: {name}"),
        ));
    };
    let own = i32::try_from(std::process::id()) == Ok(pid);
    // Rust's own handler, which looks for overflows of the stack, would take the first of these.
    if own && matches!(number, 7 | 11) {
        signal_hook::low_level::emulate_default_handler(number).ok();
        return Ok(true.into());
    }
    match signals::send(pid, number) {
        Ok(()) => Ok(true.into()),
        Err(errno) => Err(Failure::numbered("kill", errno).into_wordless_error(context)),
    }
}

/// A number that is a whole one of 32 bits.
fn as_i32(number: f64) -> Option<i32> {
    let range = f64::from(i32::MIN)..=f64::from(i32::MAX);
    let is_whole = number.fract() == 0.0 && range.contains(&number);
    is_whole.then(|| nearest(number))
}

/// Native addons are compiled against V8, which is not here.
fn dlopen(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if args.len() < 2 {
        let message = "process.dlopen needs at least 2 arguments";
        let code = "ERR_MISSING_ARGS";
        return Err(node_error(context, ErrorKind::Type, code, message));
    }
    let file = args.get_or_undefined(1).to_string(context)?;
    Err(node_error(
        context,
        ErrorKind::Error,
        "ERR_DLOPEN_FAILED",
        &format!(
            "{}: native addons are not supported by this runtime",
            file.to_std_string_lossy()
        ),
    ))
}

fn getuid(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(rustix::process::getuid().as_raw().into())
}

fn geteuid(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(rustix::process::geteuid().as_raw().into())
}

fn getgid(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(rustix::process::getgid().as_raw().into())
}

fn getegid(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(rustix::process::getegid().as_raw().into())
}
