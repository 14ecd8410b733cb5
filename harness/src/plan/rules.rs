//! Known divergences: what a runtime is known to do otherwise, and until when that is accepted.
//!
//! One file for each runtime, `expectations/_runtimes/<name>.yaml`, holds a list of rules; so may a
//! file of somebody's own, named after the runtime, or with `runtime: name`. One that says
//! `like: node` follows Node: Node's rules count for it too, after its own, by the level of Node that
//! it reports. The first rule that fits a case and a version applies. A rule that can never apply,
//! has expired or was never used is reported, for a list that only grows explains nothing.

use std::fmt;

use camino::Utf8PathBuf;
use jiff::civil::Date;
use threadproof_reports::record::Raw;

use super::expectation::Expectation;
use super::fields::{Fields, Reading};
use super::versions::VersionRange;
use crate::diagnose::{Diagnostic, Text, allowed_help};
use crate::yaml::{Document, Entry, Node, Value};

pub(super) const FILE: &[&str] = &["runtime", "like", "rules"];
pub(super) const RULE: &[&str] = &[
    "case",
    "when",
    "fails",
    "outcome",
    "sometimes",
    "reason",
    "link",
    "expires",
];
pub(super) const OUTCOMES: &[(&str, Raw)] = &[
    ("TIMEOUT", Raw::Timeout),
    ("CRASH", Raw::Crash),
    ("LEAK", Raw::Leak),
    ("SKIP", Raw::Skip),
];

/// One known divergence.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The file, for messages.
    pub file: Utf8PathBuf,
    /// The line on which it starts.
    pub line: usize,
    /// The case that it is about.
    pub case: String,
    /// The versions of the runtime that it is about; all when absent.
    pub when: Option<VersionRange>,
    /// What happens instead of a pass.
    pub effect: Effect,
    /// Whether it only happens in some runs.
    pub sometimes: bool,
    /// Why that is so.
    pub reason: String,
    /// Where it is reported.
    pub link: Option<String>,
    /// From this day on the rule is an error.
    pub expires: Option<Date>,
    /// Whether it was taken from the runtime that this one is like: then it goes by the level of
    /// that runtime, and a case that passes all the same is no contradiction.
    pub is_taken_over: bool,
    /// Where the case is named, for diagnostics found later.
    text: Text,
    span: std::ops::Range<usize>,
}

/// What a divergence does to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Exactly these sub-checks fail.
    Fails(Vec<String>),
    /// The run has this outcome.
    Outcome(Raw),
}

impl Rule {
    /// Whether the rule is about this case on this version of the runtime, of this level of Node.
    #[must_use]
    pub fn fits(&self, case: &str, version: &semver::Version, level: &semver::Version) -> bool {
        let version = if self.is_taken_over { level } else { version };
        self.case == case
            && self
                .when
                .as_ref()
                .is_none_or(|range| range.contains(version))
    }

    /// The same rule for a runtime that is like the one that it was written for.
    #[must_use]
    pub fn taken_over(&self) -> Self {
        Self {
            is_taken_over: true,
            sometimes: true,
            ..self.clone()
        }
    }

    /// Whether the rule has expired on `today`.
    #[must_use]
    pub fn has_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|expires| expires <= today)
    }

    /// A diagnostic that points at the rule.
    pub fn problem(&self, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        self.text.problem(self.span.clone(), message).help(help)
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails(checks) => write!(f, "fails {}", checks.join(", ")),
            Self::Outcome(raw) => write!(f, "ends in {raw}"),
        }
    }
}

/// A file of rules, read.
#[derive(Debug, Default)]
pub struct RuleFile {
    /// The runtime that it is about, if it says so itself.
    pub runtime: Option<String>,
    /// The runtime whose rules count too.
    pub like: Option<String>,
    /// Where that stands, for diagnostics found later.
    like_place: Option<(Text, std::ops::Range<usize>)>,
    /// Its own rules.
    pub rules: Vec<Rule>,
}

impl RuleFile {
    /// That it is like a runtime that has no rules.
    #[must_use]
    pub fn unknown_like(&self, known: &[&str]) -> Option<Diagnostic> {
        let like = self.like.as_deref()?;
        let (text, span) = self.like_place.as_ref()?;
        let message = format!("there are no rules for `{like}`");
        Some(
            text.problem(span.clone(), message)
                .help(allowed_help(like, known)),
        )
    }
}

/// Whether nothing but comments stands in a text.
pub(super) fn is_blank(text: &Text) -> bool {
    let mut lines = text.body().lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
}

/// Reads the rules of the runtime called `runtime`.
///
/// # Errors
/// Every problem of the text.
pub fn read_rules(text: Text, runtime: &str) -> Result<Vec<Rule>, Vec<Diagnostic>> {
    read_file(text, runtime).map(|file| file.rules)
}

/// Reads a file of rules; `runtime` is what its name says.
///
/// # Errors
/// Every problem of the text.
pub fn read_file(text: Text, runtime: &str) -> Result<RuleFile, Vec<Diagnostic>> {
    if is_blank(&text) {
        return Ok(RuleFile::default());
    }
    let document = Document::parse(text)?;
    let mut reading = Reading::new(&document);
    let mut file = RuleFile::default();
    let mut list = Some(&document.root);
    if let Value::Map(_) = &document.root.value {
        let fields = reading.mapping(&document.root, "a file of known divergences", FILE);
        let mut name = |key: &str| {
            let node = fields.as_ref()?.get(key)?;
            reading.text(node, &format!("`{key}`"))
        };
        file.runtime = name("runtime");
        file.like = name("like");
        let node = fields.as_ref().and_then(|fields| fields.get("like"));
        file.like_place = node.map(|node| (document.text.clone(), document.span(node)));
        list = fields.as_ref().and_then(|fields| fields.get("rules"));
    }
    let runtime = file.runtime.as_deref().unwrap_or(runtime);
    if let Some(node) = list {
        let rules = reading.list(node, "a file of known divergences", |reading, node| {
            rule(reading, node, runtime)
        });
        file.rules = rules.unwrap_or_default();
    }
    if reading.problems.is_empty() {
        Ok(file)
    } else {
        Err(reading.problems)
    }
}

fn rule<'d>(reading: &mut Reading<'d>, node: &'d Node, runtime: &str) -> Option<Rule> {
    let fields = reading.mapping(node, "a known divergence", RULE)?;
    let case = reading.required(&fields, node, "case");
    let span = case.map(|node| reading.document.span(node));
    let case = case.and_then(|node| reading.text(node, "`case`"));
    let when = fields.get("when").map(|node| when(reading, node, runtime));
    let effect = effect(reading, &fields, node);
    let sometimes = fields
        .get("sometimes")
        .map_or(Some(false), |node| reading.flag(node, "`sometimes`"));
    let reason = reading.required(&fields, node, "reason");
    let reason = reason.and_then(|node| {
        let reason = reading.text(node, "`reason`")?;
        if reason.trim().is_empty() {
            reading.refuse(
                node,
                "`reason` is empty",
                "say in one line what differs and why",
            );
            return None;
        }
        Some(reason)
    });
    let link = fields.get("link").map(|node| reading.text(node, "`link`"));
    let expires = fields.get("expires").map(|node| expires(reading, node));
    Some(Rule {
        file: reading.document.text.name().to_owned(),
        line: reading.document.line(node),
        case: case?,
        when: when.map_or(Some(None), |read| read.map(Some))?,
        effect: effect?,
        sometimes: sometimes?,
        reason: reason?,
        link: link.flatten(),
        expires: expires.map_or(Some(None), |read| read.map(Some))?,
        is_taken_over: false,
        text: reading.document.text.clone(),
        span: span?,
    })
}

/// `bun <1.5`: the file's own runtime, then a version range.
fn when<'d>(reading: &mut Reading<'d>, node: &'d Node, runtime: &str) -> Option<VersionRange> {
    let text = reading.text(node, "`when`")?;
    let mut words = text.trim().splitn(2, char::is_whitespace);
    let name = words.next().unwrap_or_default();
    if name != runtime {
        let message = format!("`when` is about `{name}` in the file of `{runtime}`");
        reading.refuse(
            node,
            message,
            format!("write for example `{runtime} <2`, or move the rule"),
        );
        return None;
    }
    let Some(range) = words.next().filter(|range| !range.trim().is_empty()) else {
        let help = format!("add a version range, as in `{runtime} <2`, or remove `when`");
        reading.refuse(node, "`when` names no version", help);
        return None;
    };
    // `node >=20 || node >=22` reads as naturally as `node >=20 || >=22`.
    let range = range.replace(&format!("|| {runtime} "), "|| ");
    VersionRange::parse(&range)
        .map_err(|error| reading.refuse(node, format!("`when`: {error}"), "see ARCHITECTURE.md"))
        .ok()
}

fn effect<'d>(reading: &mut Reading<'d>, fields: &Fields<'d>, node: &'d Node) -> Option<Effect> {
    let both: [Option<&Entry>; 2] = [fields.entry("fails"), fields.entry("outcome")];
    match both {
        [Some(fails), None] => {
            let checks = reading.texts(&fails.value, "`fails`")?;
            if checks.is_empty() {
                let help = "name the sub-checks that fail, as `threadproof run` prints them";
                reading.refuse(&fails.value, "`fails` is empty", help);
                return None;
            }
            Some(Effect::Fails(checks))
        }
        [None, Some(outcome)] => reading
            .word(&outcome.value, "`outcome`", OUTCOMES)
            .map(Effect::Outcome),
        [Some(_), Some(outcome)] => {
            let help = "keep `fails` for sub-checks, or `outcome` for a timeout or a crash";
            reading.refuse(
                &outcome.key,
                "`fails` and `outcome` exclude each other",
                help,
            );
            None
        }
        [None, None] => {
            let help = "add `fails: [sub-check, …]`, or `outcome: TIMEOUT`";
            reading.refuse(node, "the rule says nothing about what happens", help);
            None
        }
    }
}

fn expires<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Date> {
    let text = reading.text(node, "`expires`")?;
    let date = text.parse::<Date>();
    if date.is_err() {
        let help = "allowed here: a day such as 2027-06-01";
        reading.refuse(node, format!("`expires` is `{text}`, not a day"), help);
    }
    date.ok()
}

/// What is wrong with rules even before anything has run.
///
/// `expectation` gives that of a case, or nothing for an unknown case.
#[must_use]
pub fn check_rules<'p>(
    rules: &[Rule],
    cases: &[&str],
    expectation: impl Fn(&str) -> Option<&'p Expectation>,
    today: Date,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        if let Some(date) = rule.expires.filter(|_| rule.has_expired(today)) {
            let help = "run the case again; then remove the rule, or move the date and say why";
            problems.push(rule.problem(format!("expired rule: it was valid until {date}"), help));
        }
        let Some(expectation) = expectation(&rule.case) else {
            let message = format!("stale rule: there is no case `{}`", rule.case);
            let close = crate::diagnose::suggestion(&rule.case, cases.iter().copied());
            let help = close.map_or_else(
                || "remove the rule; `threadproof list` names the cases".to_owned(),
                |close| format!("did you mean `{close}`?"),
            );
            problems.push(rule.problem(message, help));
            continue;
        };
        let possible = expectation.expect.sub_checks();
        let promised: Vec<&VersionRange> =
            expectation.since.iter().chain(&expectation.until).collect();
        if never_applies(rule, &promised) {
            let message = format!(
                "unused rule: `{}` is not asked of these versions",
                rule.case
            );
            problems.push(rule.problem(message, "remove the rule, or correct `when`"));
        }
        if let Effect::Fails(checks) = &rule.effect {
            for check in checks.iter().filter(|check| !can_fail(check, &possible)) {
                let possible: Vec<&str> = possible.iter().map(String::as_str).collect();
                let message = format!("stale rule: `{}` has no sub-check `{check}`", rule.case);
                problems.push(rule.problem(message, allowed_help(check, &possible)));
            }
        }
        let earlier = rules[..index].iter().find(|earlier| {
            earlier.case == rule.case && (earlier.when.is_none() || same_range(earlier, rule))
        });
        if let Some(earlier) = earlier {
            let message = format!(
                "shadowed rule: the rule of line {} fits first and this one never applies",
                earlier.line
            );
            problems.push(rule.problem(message, "merge the two, or narrow the first with `when`"));
        }
    }
    problems
}

/// Whether no version is both of the rule and of the case. Only Node's own version is the one that
/// cases are about; what another runtime calls itself says nothing about the Node that it resembles.
fn never_applies(rule: &Rule, promised: &[&VersionRange]) -> bool {
    let Some(when) = rule
        .when
        .as_ref()
        .filter(|_| rule.file.file_stem() == Some("node"))
    else {
        return false;
    };
    let ranges = || promised.iter().copied().chain([when]);
    let mut versions = ranges().flat_map(VersionRange::around_bounds);
    !versions.any(|version| ranges().all(|range| range.contains(&version)))
}

/// Besides the declared sub-checks, a case can fail by what it should not have done.
fn can_fail(check: &str, possible: &[String]) -> bool {
    possible.iter().any(|one| one == check)
        || check == "others"
        || check == "leak"
        || check.starts_with("cap/")
}

fn same_range(one: &Rule, other: &Rule) -> bool {
    let text = |rule: &Rule| rule.when.as_ref().map(ToString::to_string);
    text(one) == text(other)
}
