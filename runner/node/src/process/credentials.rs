//! The native half of `internal/process/credentials`: who the process is, and whom it becomes.
//!
//! Arguments come checked for their types; who may call is checked here.

use std::os::unix::process::CommandExt;
use std::process::Command;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};
use nix::errno::Errno;
use nix::unistd::{
    self, Gid, Group, Uid, User, getgroups, initgroups, setegid, seteuid, setgid, setgroups, setuid,
};

use super::method;
use crate::native::{list_of, object_of, os, text_arg};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_engine::class::{LazyValue, define_lazy_visible};
use threadproof_engine::errors::fail::unsupported;
use threadproof_modules::{builtin, flags};

/// For `internal/process/credentials`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("userId", 1, user_id),
            ("groupId", 1, group_id),
            ("groups", 0, groups),
            ("become", 2, become_other),
            ("setGroups", 1, set_groups),
            ("initGroups", 2, init_groups),
            ("execve", 3, execve),
            ("flags", 0, flag_names),
        ],
        context,
    ))
}

/// What only a program of its own may do, not a runtime that is part of another one.
fn check(what: &str, context: &mut Context) -> JsResult<()> {
    crate::native::child_process::check(context)?;
    if Agent::of(context).cluster.options.embedder.owns_process {
        return Ok(());
    }
    Agent::of(context)
        .cluster
        .outside("what only a process of its own may do");
    let what = format!("{what} in a runtime that is part of another program");
    Err(unsupported(context, &what))
}

/// Zero, or the system's error number below zero.
fn outcome(result: Result<(), Errno>) -> JsValue {
    result.map_or_else(|errno| (-(errno as i32)).into(), |()| 0.into())
}

fn id_arg(args: &[JsValue], at: usize, context: &mut Context) -> JsResult<u32> {
    args.get_or_undefined(at).to_u32(context)
}

/// `(name)`: the user's number, or undefined
fn user_id(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let user = User::from_name(&text_arg(args, 0, context)?).ok().flatten();
    Ok(user.map_or_else(JsValue::undefined, |user| user.uid.as_raw().into()))
}

/// `(name)`: the group's number, or undefined
fn group_id(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let group = Group::from_name(&text_arg(args, 0, context)?);
    let group = group.ok().flatten();
    Ok(group.map_or_else(JsValue::undefined, |group| group.gid.as_raw().into()))
}

/// `()`: the groups of the process, its own among them, or the system's error number below zero
fn groups(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut all = match getgroups() {
        Ok(all) => all,
        Err(errno) => return Ok((-(errno as i32)).into()),
    };
    if !all.contains(&unistd::getegid()) {
        all.push(unistd::getegid());
    }
    let ids: Vec<JsValue> = all.iter().map(|gid| gid.as_raw().into()).collect();
    Ok(JsArray::from_iter(ids, context).into())
}

/// `(function, id)`: becomes another user or group
fn become_other(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let name = text_arg(args, 0, context)?;
    let id = id_arg(args, 1, context)?;
    check(&format!("process.{name}()"), context)?;
    Ok(outcome(match name.as_str() {
        "setuid" => setuid(Uid::from_raw(id)),
        "seteuid" => seteuid(Uid::from_raw(id)),
        "setgid" => setgid(Gid::from_raw(id)),
        "setegid" => setegid(Gid::from_raw(id)),
        _ => Err(Errno::EINVAL),
    }))
}

/// `(ids)`: sets the further groups
fn set_groups(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check("process.setgroups()", context)?;
    let mut ids = Vec::new();
    for id in list_of(args.get_or_undefined(0), context)? {
        ids.push(Gid::from_raw(id.to_u32(context)?));
    }
    Ok(outcome(setgroups(&ids)))
}

/// `(user, group)`: sets the further groups to those of a user, by name or number
fn init_groups(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check("process.initgroups()", context)?;
    let user = args.get_or_undefined(0);
    let name = if user.is_string() {
        Some(text_arg(args, 0, context)?)
    } else {
        let user = User::from_uid(Uid::from_raw(id_arg(args, 0, context)?));
        user.ok().flatten().map(|user| user.name)
    };
    let name = name.and_then(|name| std::ffi::CString::new(name).ok());
    let group = Gid::from_raw(id_arg(args, 1, context)?);
    let result = name.map_or(Err(Errno::EINVAL), |name| initgroups(&name, group));
    Ok(outcome(result))
}

/// `(path, args, pairs)`: replaces the process by another program; comes back with the error number
/// only when that fails. The first of `args` is the program's name for itself.
fn execve(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check("process.execve()", context)?;
    let path = text_arg(args, 0, context)?;
    let mut texts = [Vec::new(), Vec::new()];
    for (at, list) in texts.iter_mut().enumerate() {
        for text in list_of(args.get_or_undefined(at + 1), context)? {
            list.push(text.to_string(context)?.to_std_string_lossy());
        }
    }
    let [words, pairs] = texts;
    // A name without a slash is one of this folder here, and not looked for elsewhere.
    let program = if path.contains('/') {
        path
    } else {
        format!("./{path}")
    };
    let mut command = Command::new(program);
    command.env_clear();
    if let Some((name, rest)) = words.split_first() {
        command.arg0(name).args(rest);
    }
    command.envs(pairs.iter().filter_map(|pair| pair.split_once('=')));
    if let Some(folder) = access::of(context).map(|access| access.absolute(".")) {
        command.current_dir(folder);
    }
    let error = command.exec();
    Ok(error.raw_os_error().unwrap_or(Errno::EINVAL as i32).into())
}

/// `process.availableMemory()`: what the process can still have, in bytes.
fn available(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    os::check_source(os::MEMORY, context)?;
    let free = os::memory("MemAvailable:");
    let limit = limit();
    Ok(if limit > 0.0 { free.min(limit) } else { free }.into())
}

/// `process.constrainedMemory()`: what the system limits it to, in bytes; 0 where nothing does.
fn constrained(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    os::check_source("/proc/self/cgroup", context)?;
    Ok(limit().into())
}

/// The limit of the control group (v2), in bytes.
fn limit() -> f64 {
    let group = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let group = group.lines().find_map(|line| line.strip_prefix("0::"));
    let limit = group.and_then(|group| {
        std::fs::read_to_string(format!("/sys/fs/cgroup{group}/memory.max")).ok()
    });
    limit
        .and_then(|limit| limit.trim().parse().ok())
        .unwrap_or(0.0)
}

/// `()`: the options that `NODE_OPTIONS` may have
fn flag_names(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let names: Vec<JsValue> = flags::allowed_in_environment()
        .map(|name| js_string!(name).into())
        .collect();
    Ok(JsArray::from_iter(names, context).into())
}

type Lazy = (&'static str, LazyValue);

/// Functions and objects of a module of ours that makes them when they are asked for.
macro_rules! lazy {
    ($module:literal: $($name:literal),*) => {
        &[$(($name, |context| builtin::export($module, $name, context))),*]
    };
}

/// What changes the process; in a worker `host` refuses it.
const OF_MAIN: &[Lazy] = lazy!("internal/process/credentials": "execve", "initgroups", "setegid",
    "seteuid", "setgid", "setgroups", "setuid");

const OF_ALL: &[Lazy] = lazy!("internal/process/more": "allowedNodeEnvironmentFlags",
    "binding", "finalization", "getgroups", "loadEnvFile", "openStdin", "ref", "setSourceMapsEnabled",
    "unref");

/// Puts on `process` what few scripts ask for.
pub fn install(is_main: bool, process: &JsObject, context: &mut Context) {
    let of_main = if is_main { OF_MAIN } else { &[] };
    for &(name, build) in of_main.iter().chain(OF_ALL) {
        define_lazy_visible(context, process, js_string!(name), build);
    }
    method(process, "availableMemory", 0, available, context);
    method(process, "constrainedMemory", 0, constrained, context);
}
