//! What `process` says of the program and the machine.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsValue, js_string};

use super::method;
use threadproof_agent::Agent;
use threadproof_engine::class::define_lazy;
use threadproof_engine::errors::{invalid_arg_type, out_of_range};
use threadproof_engine::native::described;

/// Puts the facts on `process`.
pub fn install(agent: &Agent, process: &JsObject, context: &mut Context) {
    let node = agent.cluster.options.node_version;
    let exec_path = agent.cluster.options.exec_path.to_string_lossy();
    let parent = rustix::process::getppid().map_or(0, |pid| pid.as_raw_nonzero().get());
    let pid = i32::try_from(std::process::id()).unwrap_or(0);
    let values: [(&str, JsValue); 8] = [
        ("version", js_string!(format!("v{node}")).into()),
        ("arch", js_string!(arch()).into()),
        ("platform", js_string!(platform()).into()),
        ("execPath", js_string!(exec_path.as_ref()).into()),
        ("pid", pid.into()),
        ("ppid", parent.into()),
        ("argv0", js_string!("node").into()),
        ("sourceMapsEnabled", false.into()),
    ];
    for (name, value) in values {
        process.insert_property(js_string!(name), described(value, Attribute::all()));
    }
    for (name, build) in [
        (
            "versions",
            versions as fn(&mut Context) -> JsResult<JsValue>,
        ),
        ("release", release),
        ("features", features),
        ("config", config),
        ("argv", argv),
        ("execArgv", exec_argv),
    ] {
        define_lazy(context, process, js_string!(name), build);
    }
    method(process, "uptime", 0, uptime, context);
    method(process, "hrtime", 1, hrtime, context);
    if let Ok(hrtime) = process.get(js_string!("hrtime"), context)
        && let Some(hrtime) = hrtime.as_object()
    {
        method(&hrtime, "bigint", 0, hrtime_bigint, context);
    }
    method(process, "memoryUsage", 0, memory_usage, context);
    if let Ok(usage) = process.get(js_string!("memoryUsage"), context)
        && let Some(usage) = usage.as_object()
    {
        method(&usage, "rss", 0, rss, context);
    }
    method(process, "cwd", 0, cwd, context);
}

/// The architecture as Node names it.
#[must_use]
pub fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        other => other,
    }
}

/// The platform as Node names it.
#[must_use]
pub fn platform() -> &'static str {
    match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    }
}

fn versions(context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    let versions = JsObject::with_object_proto(context.intrinsics());
    for (name, version) in [
        ("node", agent.cluster.options.node_version),
        ("threadproof", env!("CARGO_PKG_VERSION")),
        ("boa", "0.22.0"),
    ] {
        versions.set(js_string!(name), js_string!(version), false, context)?;
    }
    Ok(versions.into())
}

fn release(context: &mut Context) -> JsResult<JsValue> {
    let release = JsObject::with_object_proto(context.intrinsics());
    release.set(js_string!("name"), js_string!("node"), false, context)?;
    Ok(release.into())
}

fn features(context: &mut Context) -> JsResult<JsValue> {
    let features = JsObject::with_object_proto(context.intrinsics());
    for (name, value) in [
        ("inspector", JsValue::from(false)),
        ("debug", false.into()),
        ("require_module", true.into()),
        ("typescript", js_string!("strip").into()),
    ] {
        features.set(js_string!(name), value, false, context)?;
    }
    Ok(features.into())
}

fn config(context: &mut Context) -> JsResult<JsValue> {
    let config = JsObject::with_object_proto(context.intrinsics());
    for name in ["target_defaults", "variables"] {
        let part = JsObject::with_object_proto(context.intrinsics());
        config.set(js_string!(name), part, false, context)?;
    }
    Ok(config.into())
}

fn argv(context: &mut Context) -> JsResult<JsValue> {
    let list = Agent::of(context).argv.clone();
    Ok(strings(&list, context))
}

fn exec_argv(context: &mut Context) -> JsResult<JsValue> {
    let list = Agent::of(context).exec_argv.clone();
    Ok(strings(&list, context))
}

fn strings(list: &[String], context: &mut Context) -> JsValue {
    let items: Vec<JsValue> = list
        .iter()
        .map(|item| js_string!(item.as_str()).into())
        .collect();
    JsArray::from_iter(items, context).into()
}

fn uptime(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let agent = Agent::of(context);
    Ok(agent.cluster.elapsed().as_secs_f64().into())
}

fn hrtime(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let now = Agent::of(context).cluster.elapsed();
    let (mut seconds, mut nanos) = (now.as_secs_f64().trunc(), f64::from(now.subsec_nanos()));
    let earlier = args.get_or_undefined(0);
    if !earlier.is_undefined() {
        let Some(earlier) = earlier.as_object().filter(JsObject::is_array) else {
            let expected = "an instance of Array";
            return Err(invalid_arg_type(context, "time", expected, earlier));
        };
        let length = earlier.get(js_string!("length"), context)?;
        if length.as_number() != Some(2.0) {
            return Err(out_of_range(context, "time", "2", &length));
        }
        seconds -= earlier.get(0, context)?.to_number(context)?;
        nanos -= earlier.get(1, context)?.to_number(context)?;
        if nanos < 0.0 {
            seconds -= 1.0;
            nanos += 1e9;
        }
    }
    Ok(JsArray::from_iter([seconds.into(), nanos.into()], context).into())
}

fn hrtime_bigint(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let now = Agent::of(context).cluster.elapsed();
    let nanos = u64::try_from(now.as_nanos()).unwrap_or(u64::MAX);
    Ok(boa_engine::JsBigInt::from(nanos).into())
}

fn memory_usage(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let used = Agent::of(context).control.heap_used();
    let resident = resident_bytes();
    let usage = JsObject::with_object_proto(context.intrinsics());
    #[expect(clippy::cast_precision_loss, reason = "byte counts are far below 2^53")]
    for (name, bytes) in [
        ("rss", resident),
        ("heapTotal", used),
        ("heapUsed", used),
        ("external", 0),
        ("arrayBuffers", 0),
    ] {
        usage.set(js_string!(name), bytes as f64, false, context)?;
    }
    Ok(usage.into())
}

/// `process.memoryUsage.rss()`
#[expect(clippy::cast_precision_loss, reason = "byte counts are far below 2^53")]
fn rss(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok((resident_bytes() as f64).into())
}

/// Resident bytes of the whole process.
#[must_use]
pub fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok())
        .unwrap_or(0);
    pages * u64::try_from(rustix::param::page_size()).unwrap_or(4096)
}

fn cwd(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    match threadproof_engine::access::current_dir(context) {
        Ok(folder) => Ok(js_string!(folder.to_string_lossy().as_ref()).into()),
        Err(error) => Err(threadproof_engine::errors::node_error(
            context,
            threadproof_engine::errors::ErrorKind::Error,
            "ENOENT",
            &format!("ENOENT: the working directory is gone ({error})"),
        )),
    }
}
