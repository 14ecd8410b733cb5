//! Checks what a page says of versions against runtimes: absent before, present after.
//!
//! A claim is checked where its heading names something that a script can look for. What cannot be
//! looked for, such as an event or a change of behaviour, is told by name and never counts as held.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use super::model::{Claim, Claimed, Heading, Page};
use super::verify::prepare::Prepared;
use super::verify::run::{Desk, Wait};
use crate::plan::versions::parse_version;
use crate::runtimes::identity::Runtime;

/// Makes one of each thing and says which members it has. Plain enough for the oldest runtimes.
const SCRIPT: &str = "const module_ = require('worker_threads');
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

/// Something that a script can look for: a member of a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probe {
    /// What has it.
    pub of: &'static str,
    /// Its name.
    pub member: String,
}

/// A claim, and what was found on each runtime.
#[derive(Debug, Clone)]
pub struct Checked<'p> {
    /// The claim.
    pub claim: &'p Claim,
    /// Its heading's text.
    pub heading: &'p str,
    /// Why it cannot be checked, if so.
    pub open: Option<&'static str>,
    /// For each runtime, in the order given: whether it should be there, and whether it is.
    pub found: Vec<(bool, bool)>,
}

impl Checked<'_> {
    /// Whether every runtime is as claimed; nothing is, of what was not checked.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.open.is_none() && self.found.iter().all(|(should, is)| should == is)
    }

    /// Whether it was seen absent and present.
    #[must_use]
    pub fn both_ways(&self) -> bool {
        let seen: BTreeSet<bool> = self.found.iter().map(|(_, is)| *is).collect();
        self.holds() && seen.len() == 2
    }
}

/// Asks every runtime about everything that can be looked for.
///
/// # Errors
/// When a runtime does not answer.
pub fn check<'p>(
    page: &'p Page,
    runtimes: &[Runtime],
    desk: &Desk<'_>,
) -> Result<Vec<Checked<'p>>, String> {
    let probes: Vec<Result<Probe, &'static str>> = page
        .claims
        .iter()
        .map(|claim| probe_of(page, claim))
        .collect();
    let wanted: BTreeSet<&Probe> = probes.iter().flatten().collect();
    let mut answers = Vec::new();
    for runtime in runtimes {
        answers.push((&runtime.node_level, ask(&wanted, runtime, desk)?));
    }
    let checked = page.claims.iter().zip(&probes).map(|(claim, probe)| {
        let found = answers.iter().filter_map(|(level, answer)| {
            let is = *answer.get(probe.as_ref().ok()?)?;
            Some((should_be(claim, level), is))
        });
        Checked {
            claim,
            heading: claim
                .heading
                .map_or("", |at| page.headings[at].text.as_str()),
            open: probe.as_ref().err().copied(),
            found: found.collect(),
        }
    });
    Ok(checked.collect())
}

fn ask<'p>(
    probes: &BTreeSet<&'p Probe>,
    runtime: &Runtime,
    desk: &Desk<'_>,
) -> Result<BTreeMap<&'p Probe, bool>, String> {
    let listed: Vec<(&str, &str)> = probes
        .iter()
        .map(|probe| (probe.of, probe.member.as_str()))
        .collect();
    let listed = serde_json::to_string(&listed).map_err(|error| error.to_string())?;
    let script = format!("const PROBES = {listed};\n{SCRIPT}");
    let seen = desk.run(&Prepared::plain("main.cjs", &script), runtime, Wait::End)?;
    let answers: Vec<bool> = serde_json::from_str(seen.seen.stdout.text.trim()).map_err(|_| {
        let said = seen
            .seen
            .stderr
            .text
            .lines()
            .find(|line| line.contains("Error"));
        let said = said.unwrap_or("nothing");
        format!(
            "{} does not tell what it has; it said `{said}`",
            runtime.id()
        )
    })?;
    Ok(probes.iter().copied().zip(answers).collect())
}

/// Whether a version should have what a claim says. A version in an older line has it only from
/// the release of that line on which the page names.
fn should_be(claim: &Claim, level: &Version) -> bool {
    let named: Vec<Version> = claim
        .versions
        .iter()
        .filter_map(|version| parse_version(version))
        .collect();
    let in_line = named
        .iter()
        .any(|one| one.major == level.major && level >= one);
    let after_all = named.iter().max().is_some_and(|newest| level > newest);
    (in_line || after_all) != (claim.kind == Claimed::Removed)
}

fn probe_of(page: &Page, claim: &Claim) -> Result<Probe, &'static str> {
    match claim.kind {
        Claimed::Added | Claimed::Removed => {}
        Claimed::Changed => return Err("a change of behaviour"),
        Claimed::Deprecated => return Err("a deprecation"),
    }
    let at = claim.heading.ok_or("it stands under no heading")?;
    let heading = &page.headings[at];
    let class = class_above(&page.headings, at);
    probe_in(&heading.text, class).ok_or("its heading names nothing that a script can look for")
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

fn probe_in(heading: &str, class: Option<&str>) -> Option<Probe> {
    let probe = |of, member: &str| {
        Some(Probe {
            of,
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
        probe_in(heading, class).map(|probe| format!("{}.{}", probe.of, probe.member))
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
    fn a_version_has_what_its_line_got() {
        let claim = |kind, versions: &[&str]| Claim {
            heading: None,
            line: 1,
            kind,
            versions: versions.iter().map(|&one| one.to_owned()).collect(),
            text: String::new(),
        };
        let added = claim(Claimed::Added, &["24.9.0", "22.20.0"]);
        for (level, expected) in [
            ("22.19.0", false),
            ("22.20.0", true),
            ("23.11.0", false),
            ("24.8.1", false),
            ("24.21.0", true),
            ("26.0.0", true),
        ] {
            let level = parse_version(level).expect("a version");
            assert_eq!(should_be(&added, &level), expected, "{level}");
        }
        let removed = claim(Claimed::Removed, &["20.0.0"]);
        assert!(should_be(&removed, &Version::new(18, 0, 0)));
        assert!(!should_be(&removed, &Version::new(20, 0, 0)));
    }
}
