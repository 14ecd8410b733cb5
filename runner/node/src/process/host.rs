//! The part of `process` that changes the process: refused in a worker.

use std::path::Path;

use boa_engine::object::JsObject;
use boa_engine::property::{Attribute, PropertyDescriptor};
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::lifecycle::unsupported_in_worker;
use super::{accessor, method};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::errors::{
    ErrorKind, inspect_brief, invalid_arg_type, invalid_arg_value, node_error, out_of_range,
};
use threadproof_engine::native::described;

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
    access::set_current_dir(Path::new(&path), context).map_err(|_| {
        let here = access::folder(context);
        let message = format!(
            "ENOENT: no such file or directory, chdir '{}' -> '{path}'",
            here.display()
        );
        node_error(context, ErrorKind::Error, "ENOENT", &message)
    })?;
    Ok(JsValue::undefined())
}

fn umask(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let wanted = args.get_or_undefined(0);
    if wanted.is_undefined() {
        let now = rustix::process::umask(rustix::fs::Mode::empty());
        rustix::process::umask(now);
        return Ok(now.bits().into());
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
    let number = if let Some(number) = signal.as_number() {
        as_i32(number)
    } else if !signal.to_boolean() {
        Some(15)
    } else if let Some(name) = signal.as_string() {
        signal_number(&name.to_std_string_lossy())
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
    let sent = match (rustix::process::Pid::from_raw(pid), number) {
        (Some(pid), 0) => rustix::process::test_kill_process(pid),
        // Rust's own handler, which looks for overflows of the stack, would take the first of these.
        (Some(pid), 7 | 11) if pid == rustix::process::getpid() => {
            signal_hook::low_level::emulate_default_handler(number).ok();
            Ok(())
        }
        (Some(pid), number) => match rustix::process::Signal::from_named_raw(number) {
            Some(signal) => rustix::process::kill_process(pid, signal),
            None => Err(rustix::io::Errno::INVAL),
        },
        (None, _) => Err(rustix::io::Errno::SRCH),
    };
    match sent {
        Ok(()) => Ok(true.into()),
        Err(errno) => {
            let code = match errno {
                rustix::io::Errno::PERM => "EPERM",
                rustix::io::Errno::INVAL => "EINVAL",
                _ => "ESRCH",
            };
            Err(node_error(
                context,
                ErrorKind::Error,
                code,
                &format!("kill {code}"),
            ))
        }
    }
}

/// A number that is a whole one of 32 bits.
fn as_i32(number: f64) -> Option<i32> {
    let is_whole = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
    #[expect(clippy::cast_possible_truncation, reason = "it was just looked at")]
    is_whole.then_some(number as i32)
}

fn signal_number(name: &str) -> Option<i32> {
    let known = crate::native::os::SIGNALS.iter();
    let mut known = known.filter(|(known, _)| *known == name);
    known.next().map(|(_, number)| *number)
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
