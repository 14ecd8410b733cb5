//! Checks what a page says of versions against runtimes: absent before, present after.
//!
//! A claim is checked where its heading names something that a script can look for. What cannot be
//! looked for, such as an event or a change of behaviour, is told by name and never counts as held.

mod probes;

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use self::probes::{Probe, probe_of, script};
use super::model::{Claim, Claimed, Page};
use super::verify::own::module_of;
use super::verify::prepare::Prepared;
use super::verify::run::{Desk, Wait};
use crate::plan::versions::parse_version;
use crate::runtimes::identity::Runtime;

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

/// Asks every runtime about everything that can be looked for in the page's own module.
///
/// # Errors
/// When a runtime does not answer.
pub fn check<'p>(
    page: &'p Page,
    runtimes: &[Runtime],
    desk: &Desk<'_>,
) -> Result<Vec<Checked<'p>>, String> {
    let mut builtins = BTreeSet::new();
    for runtime in runtimes {
        builtins.extend(desk.surroundings(runtime)?.builtins);
    }
    let module = module_of(page, &builtins);
    let probes: Vec<Result<Probe, &'static str>> = page
        .claims
        .iter()
        .map(|claim| match module {
            Some(module) => probe_of(page, claim, module),
            None => Err("the module that the page is about is not known"),
        })
        .collect();
    let wanted: BTreeSet<&Probe> = probes.iter().flatten().collect();
    let mut answers = Vec::new();
    for runtime in runtimes {
        let module = module.unwrap_or_default();
        answers.push((&runtime.node_level, ask(module, &wanted, runtime, desk)?));
    }
    let checked = page.claims.iter().zip(&probes).map(|(claim, probe)| {
        let found = answers.iter().filter_map(|(level, answer)| {
            let is = *answer.get(probe.as_ref().ok()?)?;
            Some((should_be(claim, level), is))
        });
        let found: Vec<(bool, bool)> = found.collect();
        // What no instance's class has may still be a property of each instance.
        let heading = claim.heading.map(|at| page.headings[at].text.as_str());
        let is_class = heading.is_some_and(|heading| heading.starts_with("Class: "));
        let is_hidden = is_class || probe.as_ref().is_ok_and(Probe::is_of_instances);
        let differs = found.iter().any(|(should, is)| should != is);
        let unseen = is_hidden && differs && found.iter().all(|(_, is)| !is);
        let open = probe.as_ref().err().copied();
        Checked {
            claim,
            heading: claim
                .heading
                .map_or("", |at| page.headings[at].text.as_str()),
            open: open
                .or(unseen.then_some("nothing shows it: a property of instances, or not exported")),
            found,
        }
    });
    Ok(checked.collect())
}

fn ask<'p>(
    module: &str,
    probes: &BTreeSet<&'p Probe>,
    runtime: &Runtime,
    desk: &Desk<'_>,
) -> Result<BTreeMap<&'p Probe, bool>, String> {
    if probes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let script = script(module, probes).map_err(|error| error.to_string())?;
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

#[cfg(test)]
mod tests {
    use super::*;

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
