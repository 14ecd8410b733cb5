//! Facts about the machine and the system, asked for each time.
//!
//! Linux tells most of it in files under `/proc`; a fact that cannot be had is zero or empty, as
//! in Node.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue};
use rustix::io::Errno;
use rustix::process::Pid;

use super::errno;
use super::signals::SIGNALS;
use super::{Def, define, object_of};
use threadproof_agent::Agent;
use threadproof_engine::access;
use threadproof_ground::access::Permission;

const PRIORITIES: &[(&str, i32)] = &[
    ("PRIORITY_LOW", 19),
    ("PRIORITY_BELOW_NORMAL", 10),
    ("PRIORITY_NORMAL", 0),
    ("PRIORITY_ABOVE_NORMAL", -7),
    ("PRIORITY_HIGH", -14),
    ("PRIORITY_HIGHEST", -20),
];

const FUNCTIONS: &[Def] = &[
    ("hostname", 0, |_, _, _| {
        Ok(text(rustix::system::uname().nodename().to_string_lossy()))
    }),
    ("release", 0, |_, _, _| {
        Ok(text(rustix::system::uname().release().to_string_lossy()))
    }),
    ("version", 0, |_, _, _| {
        Ok(text(rustix::system::uname().version().to_string_lossy()))
    }),
    ("machine", 0, |_, _, _| {
        Ok(text(rustix::system::uname().machine().to_string_lossy()))
    }),
    ("homedir", 0, |_, _, context| home_folder(context)),
    ("tmpdir", 0, |_, _, context| {
        let names = ["TMPDIR", "TMP", "TEMP"];
        let named = names.iter().find_map(|name| variable(name, context));
        let named = named.unwrap_or_else(|| "/tmp".to_owned());
        let short = named.strip_suffix('/').filter(|short| !short.is_empty());
        Ok(text(short.unwrap_or(&named)))
    }),
    ("totalmem", 0, |_, _, context| {
        check_source(MEMORY, context)?;
        Ok(memory("MemTotal:").into())
    }),
    ("freemem", 0, |_, _, context| {
        check_source(MEMORY, context)?;
        Ok(memory("MemAvailable:").into())
    }),
    ("uptime", 0, |_, _, context| {
        check_source("/proc/uptime", context)?;
        Ok(leading_number("/proc/uptime", 0).into())
    }),
    ("availableParallelism", 0, available_parallelism),
    ("loadavg", 0, load_average),
    ("cpus", 0, cpus),
    ("interfaces", 0, interfaces),
    ("user", 0, user),
    ("getPriority", 1, get_priority),
    ("setPriority", 2, set_priority),
];

/// What the JavaScript half of `os` builds on.
///
/// # Errors
/// Never: the facts are asked for later.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    let native = object_of(FUNCTIONS, context);
    let set = |object: &JsObject, name: &str, value: JsValue| {
        define(object, JsString::from(name), value, Attribute::all());
    };
    set(
        &native,
        "platform",
        text(if cfg!(target_os = "macos") {
            "darwin"
        } else {
            std::env::consts::OS
        }),
    );
    set(
        &native,
        "type",
        text(rustix::system::uname().sysname().to_string_lossy()),
    );
    set(&native, "arch", text(arch()));
    set(
        &native,
        "endianness",
        text(if cfg!(target_endian = "little") {
            "LE"
        } else {
            "BE"
        }),
    );
    let table = |entries: Vec<(&str, i32)>| {
        let object = JsObject::with_null_proto();
        for (name, number) in entries {
            set(&object, name, number.into());
        }
        object
    };
    let constants = JsObject::with_object_proto(context.intrinsics());
    set(&constants, "errno", table(errno::constants()).into());
    set(&constants, "signals", table(SIGNALS.to_vec()).into());
    set(&constants, "priority", table(PRIORITIES.to_vec()).into());
    set(&native, "constants", constants.into());
    Ok(native)
}

/// The machine's architecture in Node's words.
#[must_use]
pub fn arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "loongarch64" => "loong64",
        "powerpc64" => "ppc64",
        other => other,
    }
}

fn text(value: impl AsRef<str>) -> JsValue {
    JsString::from(value.as_ref()).into()
}

fn home_folder(context: &mut Context) -> JsResult<JsValue> {
    // The system's function looks at the process's variables, which are those of the main thread.
    let agent = context.get_data::<Rc<Agent>>().cloned();
    let main = agent.and_then(|agent| agent.cluster.agent(0));
    let home = main.and_then(|main| main.env.get("HOME"));
    let may_see = access::check(Permission::Environment, context).is_ok();
    if let Some(home) = home.filter(|home| may_see && !home.is_empty()) {
        return Ok(text(home));
    }
    check_source(ACCOUNTS, context)?;
    Ok(text(
        account().map(|account| account.home).unwrap_or_default(),
    ))
}

/// A variable of the runtime, if its scripts may see it and it is not empty.
fn variable(name: &str, context: &mut Context) -> Option<String> {
    access::check(Permission::Environment, context).ok()?;
    let agent = context.get_data::<Rc<Agent>>()?;
    agent
        .control
        .env
        .get(name)
        .filter(|value| !value.is_empty())
}

/// Where the system tells of its memory.
pub(crate) const MEMORY: &str = "/proc/meminfo";

/// Where the system tells who has an account.
const ACCOUNTS: &str = "/etc/passwd";

/// Throws unless scripts may read the file from which a fact is.
pub(crate) fn check_source(file: &str, context: &mut Context) -> JsResult<()> {
    access::check_path(Permission::FileSystemRead, file, context)
}

struct Account {
    name: String,
    home: String,
    shell: String,
}

fn account() -> Option<Account> {
    let user = nix::unistd::User::from_uid(nix::unistd::Uid::effective()).ok()??;
    Some(Account {
        name: user.name,
        home: user.dir.to_string_lossy().into_owned(),
        shell: user.shell.to_string_lossy().into_owned(),
    })
}

/// A line of `/proc/meminfo`, in bytes.
pub(crate) fn memory(line: &str) -> f64 {
    let all = std::fs::read_to_string(MEMORY).unwrap_or_default();
    let found = all
        .lines()
        .find_map(|candidate| candidate.strip_prefix(line));
    let kilobytes = found.and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) * 1024.0
}

fn leading_number(file: &str, at: usize) -> f64 {
    let all = std::fs::read_to_string(file).unwrap_or_default();
    all.split_whitespace()
        .nth(at)
        .and_then(|word| word.parse().ok())
        .unwrap_or(0.0)
}

#[expect(clippy::unnecessary_wraps, reason = "the engine's signature")]
fn available_parallelism(_: &JsValue, _: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(std::thread::available_parallelism()
        .map_or(1, std::num::NonZero::get)
        .into())
}

fn load_average(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check_source("/proc/loadavg", context)?;
    let numbers = (0..3).map(|at| JsValue::from(leading_number("/proc/loadavg", at)));
    Ok(JsArray::from_iter(numbers.collect::<Vec<_>>(), context).into())
}

/// Model, speed and five times of each processor, one after the other.
fn cpus(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    /// The kernel counts in hundredths of a second; scripts count in milliseconds.
    const TICK_MS: f64 = 10.0;
    check_source("/proc/stat", context)?;
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| -> Vec<String> {
        let lines = about.lines().filter_map(|line| line.split_once(':'));
        lines
            .filter(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim().to_owned())
            .collect()
    };
    let (models, speeds) = (field("model name"), field("cpu MHz"));
    let times = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let mut flat = Vec::new();
    let each = times
        .lines()
        .filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "));
    for (index, line) in each.enumerate() {
        let ticks: Vec<f64> = line
            .split_whitespace()
            .skip(1)
            .filter_map(|word| word.parse().ok())
            .collect();
        let time = |at: usize| JsValue::from(ticks.get(at).copied().unwrap_or(0.0) * TICK_MS);
        let speed = speeds
            .get(index)
            .and_then(|speed| speed.parse::<f64>().ok())
            .unwrap_or(0.0);
        flat.push(text(models.get(index).map_or("unknown", String::as_str)));
        flat.push(speed.trunc().into());
        flat.extend([time(0), time(1), time(2), time(3), time(5)]);
    }
    Ok(JsArray::from_iter(flat, context).into())
}

/// Name, address, netmask, family, hardware address, whether internal, CIDR and scope of each
/// address, one after the other.
fn interfaces(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    use nix::net::if_::InterfaceFlags;
    check_source("/sys/class/net", context)?;
    let mut flat = Vec::new();
    for found in nix::ifaddrs::getifaddrs().into_iter().flatten() {
        let (Some(address), Some(netmask)) = (found.address, found.netmask) else {
            continue;
        };
        let (address, netmask, family, prefix, scope) =
            match (address.as_sockaddr_in(), address.as_sockaddr_in6()) {
                (Some(four), _) => {
                    let mask = netmask
                        .as_sockaddr_in()
                        .map_or(0, |mask| u32::from(mask.ip()));
                    let shown = std::net::Ipv4Addr::from(mask).to_string();
                    (four.ip().to_string(), shown, "IPv4", mask.count_ones(), 0)
                }
                (_, Some(six)) => {
                    let mask = netmask
                        .as_sockaddr_in6()
                        .map_or(0, |mask| u128::from(mask.ip()));
                    let shown = std::net::Ipv6Addr::from(mask).to_string();
                    (
                        six.ip().to_string(),
                        shown,
                        "IPv6",
                        mask.count_ones(),
                        six.scope_id(),
                    )
                }
                _ => continue,
            };
        let hardware = format!("/sys/class/net/{}/address", found.interface_name);
        let hardware = std::fs::read_to_string(hardware).unwrap_or_default();
        let hardware = hardware.trim();
        let internal = found.flags.contains(InterfaceFlags::IFF_LOOPBACK);
        let cidr = format!("{address}/{prefix}");
        flat.extend([
            text(found.interface_name),
            text(address),
            text(netmask),
            text(family),
            text(if hardware.is_empty() {
                "00:00:00:00:00:00"
            } else {
                hardware
            }),
            internal.into(),
            text(cidr),
            scope.into(),
        ]);
    }
    Ok(JsArray::from_iter(flat, context).into())
}

fn user(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    check_source(ACCOUNTS, context)?;
    let (uid, gid) = (rustix::process::geteuid(), rustix::process::getegid());
    let account = account();
    let part = |read: fn(&Account) -> &String| match &account {
        Some(account) => text(read(account)),
        None => JsValue::null(),
    };
    let all = [
        uid.as_raw().into(),
        gid.as_raw().into(),
        part(|account| &account.name),
        part(|account| &account.home),
        part(|account| &account.shell),
    ];
    Ok(JsArray::from_iter(all, context).into())
}

/// The process that a number means, 0 being the caller's own; no process has a number below 0.
fn process(value: &JsValue, context: &mut Context) -> JsResult<Result<Option<Pid>, Errno>> {
    let pid = value.to_i32(context)?;
    Ok(match pid {
        ..0 => Err(Errno::SRCH),
        pid => Ok(Pid::from_raw(pid)),
    })
}

/// What touches another process than this one, or what all threads of this one have in common.
fn check_process(context: &mut Context) -> JsResult<()> {
    access::check(Permission::ChildProcess, context)
}

/// `(pid)`: the priority in a list, or the negative number of the error
fn get_priority(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let asked = process(args.get_or_undefined(0), context)?;
    if asked != Ok(None) {
        check_process(context)?;
    }
    Ok(match asked.and_then(rustix::process::getpriority_process) {
        Ok(priority) => JsArray::from_iter([priority.into()], context).into(),
        Err(error) => (-error.raw_os_error()).into(),
    })
}

/// `(pid, priority)`: 0, or the negative number of the error
fn set_priority(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let priority = args.get_or_undefined(1).to_i32(context)?;
    check_process(context)?;
    let asked = process(args.get_or_undefined(0), context)?;
    let set = asked.and_then(|pid| rustix::process::setpriority_process(pid, priority));
    Ok(set
        .map_or_else(|error| -error.raw_os_error(), |()| 0)
        .into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;

    #[test]
    fn facts_have_the_right_kinds() {
        let mut bench = Bench::new("os", super::bindings);
        bench.check("os.hostname().length > 0", "true");
        bench.check("os.totalmem() > os.freemem() && os.freemem() > 0", "true");
        bench.check("os.cpus().length % 7", "0");
        bench.check("os.interfaces().length % 8", "0");
        bench.check(
            "os.constants.signals.SIGTERM + os.constants.errno.ENOENT",
            "17",
        );
        bench.check("os.loadavg().length + os.user().length", "8");
        bench.check("os.getPriority(0) >= -20", "true");
        // The JavaScript half makes the error.
        bench.check("os.getPriority(99999999)", "-3");
    }
}
