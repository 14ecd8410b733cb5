//! What a script can look for to hold a claim on versions: members of a module and of its classes.
//!
//! It must never know a version.

use std::collections::BTreeSet;

use super::super::model::{Claim, Claimed, Heading, Page};

/// Makes one of each thing that `worker_threads` has and says which members it has. Plain enough for
/// the oldest runtimes.
const WORKERS: &str = "const module_ = require('worker_threads');
const found = { module: module_ };
found.worker = new module_.Worker('setInterval(() => {}, 1000)', { eval: true });
found.performance = found.worker.performance;
const { port1, port2 } = new module_.MessageChannel();
found.port = port1;
if (module_.BroadcastChannel) found.channel = new module_.BroadcastChannel('history');
found.locks = module_.locks;
async function look() {
  if (found.locks) found.lock = await found.locks.request('history', (lock) => lock);
  const has = (of, name) => {
    const key = name.startsWith('Symbol.') ? Symbol[name.slice(7)] : name;
    return Boolean(found[of]) && key !== undefined && key in found[of];
  };
  console.log(JSON.stringify(PROBES.map(([of, name]) => has(of, name))));
  port1.close();
  if (found.channel) found.channel.close();
  found.worker.terminate();
}
look();
";

/// Looks for members of a module, of what it exports, and of the prototypes of its classes. Plain
/// enough for the oldest runtimes.
const MODULES: &str = "let module_;
try {
  module_ = require(MODULE);
} catch (error) {}
const at = (of, path) => path.reduce((value, name) => (value == null ? undefined : value[name]), of);
const has = (of, name) => {
  const value = at(module_, of.split('.').filter(Boolean));
  const key = name.startsWith('Symbol.') ? Symbol[name.slice(7)] : name;
  return value != null && key !== undefined && key in Object(value);
};
const inClass = (of, name) => {
  const class_ = (module_ && module_[of]) || globalThis[of];
  const key = name.startsWith('Symbol.') ? Symbol[name.slice(7)] : name;
  return Boolean(class_ && class_.prototype && key !== undefined && key in class_.prototype);
};
const look = ([of, name]) => {
  if (of.startsWith('class ')) return inClass(of.slice(6), name);
  return has(of, name) || (of === '' && GLOBAL.includes(name) && name in globalThis);
};
console.log(JSON.stringify(PROBES.map(look)));
";

/// Something that a script can look for: a member of a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probe {
    /// What has it: a path from the module, empty for the module itself; `class` and a name for the
    /// instances of a class.
    pub of: String,
    /// Its name.
    pub member: String,
}

impl Probe {
    /// Whether it is a member of a class's instances.
    pub(super) fn is_of_instances(&self) -> bool {
        self.of.starts_with("class ")
    }
}

/// A script that prints which probes find something, as a list.
pub(super) fn script(module: &str, probes: &BTreeSet<&Probe>) -> serde_json::Result<String> {
    let listed: Vec<(&str, &str)> = probes
        .iter()
        .map(|probe| (probe.of.as_str(), probe.member.as_str()))
        .collect();
    let listed = serde_json::to_string(&listed)?;
    if module == "worker_threads" {
        return Ok(format!("const PROBES = {listed};\n{WORKERS}"));
    }
    // A class that is global alone is on its module's page as well.
    let global: Vec<&str> = probes
        .iter()
        .filter(|probe| probe.member.starts_with(char::is_uppercase))
        .map(|probe| probe.member.as_str())
        .collect();
    let (module, global) = (
        serde_json::to_string(module)?,
        serde_json::to_string(&global)?,
    );
    Ok(format!(
        "const MODULE = {module};\nconst PROBES = {listed};\nconst GLOBAL = {global};\n{MODULES}"
    ))
}

/// What can be looked for to hold a claim.
///
/// # Errors
/// Why nothing can.
pub(super) fn probe_of(page: &Page, claim: &Claim, module: &str) -> Result<Probe, &'static str> {
    match claim.kind {
        Claimed::Added | Claimed::Removed => {}
        Claimed::Changed => return Err("a change of behaviour"),
        Claimed::Deprecated => return Err("a deprecation"),
    }
    let at = claim.heading.ok_or("it stands under no heading")?;
    let heading = &page.headings[at];
    let class = class_above(&page.headings, at);
    let found = if module == "worker_threads" {
        in_workers(&heading.text, class)
    } else {
        in_module(&heading.text, class, module)
    };
    found.ok_or("its heading names nothing that a script can look for")
}

/// The class under whose heading a heading stands.
fn class_above(headings: &[Heading], at: usize) -> Option<&str> {
    let mut level = headings[at].level;
    for heading in headings[..at].iter().rev().filter(|one| one.level > 1) {
        if heading.level < level {
            level = heading.level;
            if let Some(class) = heading.text.strip_prefix("Class: ") {
                return class.split_whitespace().next();
            }
        }
    }
    None
}

/// What a heading of a module's page names.
fn in_module(heading: &str, class: Option<&str>, module: &str) -> Option<Probe> {
    let probe = |of: &str, member: &str| {
        let name = |one: char| one.is_alphanumeric() || matches!(one, '_' | '$' | '.');
        let fits = !member.is_empty() && member.chars().all(name);
        fits.then(|| Probe {
            of: of.to_owned(),
            member: member.to_owned(),
        })
    };
    if heading.starts_with("Event: ") {
        return None;
    }
    if let Some(name) = heading.strip_prefix("Class: ") {
        let name = name.split_whitespace().next()?;
        let name = name.strip_prefix(&format!("{module}.")).unwrap_or(name);
        return match name.rsplit_once('.') {
            Some((of, name)) => probe(of, name),
            None => probe("", name),
        };
    }
    let (heading, is_static) = match heading.strip_prefix("Static method: ") {
        Some(rest) => (rest, true),
        None => (
            heading.strip_prefix("Static property: ").unwrap_or(heading),
            false,
        ),
    };
    // A constructor came with its class, or says nothing of its own.
    if heading.starts_with("new ") {
        return None;
    }
    let name = heading.split('(').next()?.trim();
    if name.contains(char::is_whitespace) {
        return None;
    }
    let (of, member) = match name.split_once('[') {
        Some((of, member)) => (of, member.strip_suffix(']')?),
        None => name.rsplit_once('.')?,
    };
    let bare = module.rsplit('/').next().unwrap_or(module);
    if let Some(path) = of.strip_prefix(bare)
        && (path.is_empty() || path.starts_with('.'))
        // `process.stdout.fd` is of what the process happens to have.
        && !(path.starts_with('.') && class.is_some())
    {
        return probe(path.trim_start_matches('.'), member);
    }
    if of == format!("{bare}Promises") {
        return probe("promises", member);
    }
    if of.starts_with(char::is_uppercase) && (is_static || Some(of) == class) {
        return probe(of, member);
    }
    let is_instance = of.starts_with(char::is_lowercase) && !of.contains('.');
    is_instance
        .then(|| probe(&format!("class {}", class?), member))
        .flatten()
}

/// As [`in_module`], for the things that `worker_threads` makes.
fn in_workers(heading: &str, class: Option<&str>) -> Option<Probe> {
    let probe = |of: &str, member: &str| {
        Some(Probe {
            of: of.to_owned(),
            member: member.to_owned(),
        })
    };
    if heading.starts_with("Event: ") {
        return None;
    }
    for mark in ["Class: ", "new "] {
        if let Some(rest) = heading.strip_prefix(mark) {
            let name = rest.split(|one: char| !one.is_alphanumeric()).next()?;
            return match name {
                // Not exported: they come with the locks themselves.
                "Lock" | "LockManager" => probe("module", "locks"),
                _ => probe("module", name),
            };
        }
    }
    let name = heading.split('(').next()?.trim();
    let (of, member) = match name.split_once(['.', '[']) {
        Some((of, member)) => (of, member.trim_end_matches(']')),
        None => ("worker_threads", name),
    };
    let is_name = |one: char| one.is_alphanumeric() || matches!(one, '_' | '$' | '.');
    if member.is_empty() || !member.chars().all(is_name) {
        return None;
    }
    match of {
        "worker_threads" if name.chars().next()?.is_uppercase() => probe("module", name),
        "worker_threads" => probe("module", member),
        "Worker" => probe("worker", member),
        // Pages before Node 24 call the module so, too.
        "worker" if class == Some("Worker") => probe("worker", member),
        "worker" => probe("module", member),
        "performance" => probe("performance", member),
        "port" | "MessagePort" => probe("port", member),
        "broadcastChannel" | "BroadcastChannel" => probe("channel", member),
        "locks" | "LockManager" => probe("locks", member),
        "lock" | "Lock" => probe("lock", member),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probed(heading: &str, class: Option<&str>) -> Option<String> {
        in_workers(heading, class).map(|probe| format!("{}.{}", probe.of, probe.member))
    }

    #[test]
    fn headings_name_what_can_be_looked_for() {
        for (heading, class, expected) in [
            ("worker_threads.locks", None, Some("module.locks")),
            ("worker.isMainThread", None, Some("module.isMainThread")),
            ("worker.unref()", Some("Worker"), Some("worker.unref")),
            (
                "worker[Symbol.asyncDispose]()",
                Some("Worker"),
                Some("worker.Symbol.asyncDispose"),
            ),
            (
                "port.postMessage(value[, list])",
                Some("MessagePort"),
                Some("port.postMessage"),
            ),
            (
                "new Worker(filename[, options])",
                Some("Worker"),
                Some("module.Worker"),
            ),
            (
                "Class: BroadcastChannel extends EventTarget",
                None,
                Some("module.BroadcastChannel"),
            ),
            ("Class: Lock", None, Some("module.locks")),
            (
                "Worker.Symbol.asyncDispose()",
                None,
                Some("worker.Symbol.asyncDispose"),
            ),
            (
                "markAsUncloneable()",
                None,
                Some("module.markAsUncloneable"),
            ),
            ("Event: 'close'", Some("MessagePort"), None),
            ("Synchronous blocking of stdio", None, None),
        ] {
            assert_eq!(probed(heading, class).as_deref(), expected, "{heading}");
        }
    }

    #[test]
    fn headings_of_other_modules_name_members_of_module_class_and_instance() {
        let told = |heading: &str, class, module| {
            in_module(heading, class, module).map(|probe| format!("{}: {}", probe.of, probe.member))
        };
        for (heading, class, module, expected) in [
            ("events.once(emitter, name)", None, "events", Some(": once")),
            (
                "emitter.on(name, listener)",
                Some("EventEmitter"),
                "events",
                Some("class EventEmitter: on"),
            ),
            (
                "emitter[Symbol.asyncDispose]()",
                Some("A"),
                "events",
                Some("class A: Symbol.asyncDispose"),
            ),
            ("emitter[Symbol.for('x')]()", Some("A"), "events", None),
            ("Class: Event", None, "events", Some(": Event")),
            (
                "Class: events.EventEmitterAsyncResource extends EventEmitter",
                None,
                "events",
                Some(": EventEmitterAsyncResource"),
            ),
            (
                "Static method: Buffer.alloc(size)",
                Some("Buffer"),
                "buffer",
                Some("Buffer: alloc"),
            ),
            (
                "util.types.isDate(value)",
                None,
                "util",
                Some("types: isDate"),
            ),
            (
                "fsPromises.access(path)",
                None,
                "fs",
                Some("promises: access"),
            ),
            ("new Console(stdout)", Some("Console"), "console", None),
            ("Event: 'error'", Some("EventEmitter"), "events", None),
            ("Error events", None, "events", None),
        ] {
            assert_eq!(
                told(heading, class, module).as_deref(),
                expected,
                "{heading}"
            );
        }
    }
}
