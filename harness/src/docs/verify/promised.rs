//! Holds every promise against what a run showed.
//!
//! It must never know how a run ended.

use std::collections::BTreeMap;

use threadproof_reports::docs::Outcome;
use threadproof_reports::record::TraceEvent;

use super::fits::{find, same, squeezed};
use super::judge::lines_of;
use super::probe::{Look, Watched};
use crate::docs::model::Promised;
use crate::observe::Observation;

/// How much of a value is told.
const LONGEST_TOLD: usize = 120;

/// What a run showed.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Standard output, line by line.
    pub(super) printed: Vec<String>,
    /// Standard error, line by line.
    warned: Vec<String>,
    /// What probes wrote, by the number of the promise.
    probed: BTreeMap<usize, Vec<Seen>>,
}

/// What a probe wrote once.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    kind: String,
    texts: Vec<String>,
}

/// What was found of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checked {
    /// It was kept.
    Kept,
    /// It was not.
    Broken(Broken),
    /// It could not be looked at.
    Unseen,
}

/// How a promise was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// What it counts as.
    pub(super) outcome: Outcome,
    /// What is wrong, in one line.
    pub(super) message: String,
    /// What was promised.
    pub(super) wanted: String,
    /// What was seen in its place, in every spelling.
    pub(super) seen: Vec<String>,
}

impl Run {
    pub(super) fn new(seen: &Observation) -> Self {
        let mut probed: BTreeMap<usize, Vec<Seen>> = BTreeMap::new();
        for event in &seen.seen.trace {
            if let Some((at, one)) = read(event) {
                probed.entry(at).or_default().push(one);
            }
        }
        Self {
            printed: lines_of(&seen.seen.stdout.text),
            warned: lines_of(&seen.seen.stderr.text),
            probed,
        }
    }

    /// Whether an error with these words shows, by a probe or at the end.
    pub(super) fn error_fits(&self, words: &str, stderr: &str) -> bool {
        error_fits(words, stderr)
            || self.probed.values().flatten().any(|seen| {
                seen.kind == "thrown" && seen.texts.iter().any(|text| error_fits(words, text))
            })
    }

    fn seen(&self, at: usize) -> &[Seen] {
        self.probed.get(&at).map_or(&[], Vec::as_slice)
    }
}

fn read(event: &TraceEvent) -> Option<(usize, Seen)> {
    let value = event.value.as_ref()?;
    let texts = value.get("texts")?.as_array()?;
    let at = usize::try_from(value.get("at")?.as_u64()?).ok()?;
    Some((
        at,
        Seen {
            kind: event.kind.clone(),
            texts: texts
                .iter()
                .filter_map(|text| Some(text.as_str()?.to_owned()))
                .collect(),
        },
    ))
}

/// Holds each promise against the run.
pub(super) fn check(watched: &[Watched], run: &Run) -> Vec<Checked> {
    let mut place = 0;
    let each = watched.iter().enumerate().map(|(number, one)| {
        let seen = run.seen(number);
        match (&one.promise.kind, one.by) {
            (_, Look::Never | Look::End) => Checked::Unseen,
            (
                Promised::Prints(lines),
                Look::Output {
                    ordered, reached, ..
                },
            ) => {
                if reached && seen.is_empty() {
                    return Checked::Unseen;
                }
                let from = if ordered { place } else { 0 };
                let found = find(lines, &run.printed, from);
                if let (Some(found), true) = (&found, ordered) {
                    place = found.end;
                }
                // A page says `Prints` of standard error as well.
                let found = found.or_else(|| find(lines, &run.warned, 0));
                // What prints nothing gives what is said of it.
                let value = lines.join("\n");
                if found.is_none() && gives(&value, seen, run) == Checked::Kept {
                    return Checked::Kept;
                }
                found.map_or_else(|| not_printed(lines, run, from), |_| Checked::Kept)
            }
            (Promised::Warns(lines), Look::Output { reached, .. }) => {
                if reached && seen.is_empty() {
                    return Checked::Unseen;
                }
                let both = [&run.warned[..], &run.printed[..]].concat();
                find(lines, &both, 0).map_or_else(|| not_printed(lines, run, 0), |_| Checked::Kept)
            }
            (Promised::Gives(value), Look::Probe { .. }) => gives(value, seen, run),
            (Promised::Throws(words), Look::Probe { nested }) => {
                throws(words.as_deref(), seen, nested, run)
            }
            (Promised::Completes, Look::Probe { .. }) => {
                if seen.iter().any(|one| one.kind == "calm") {
                    Checked::Kept
                } else {
                    Checked::Unseen
                }
            }
            _ => Checked::Unseen,
        }
    });
    each.collect()
}

fn not_printed(lines: &[String], run: &Run, from: usize) -> Checked {
    let printed = run.printed.as_slice();
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let first = first.map_or("", String::as_str);
    let message = if from > 0 && find(lines, printed, 0).is_some() {
        format!("`{first}` was printed before what is promised before it")
    } else {
        format!("`{first}` is promised and was not printed in its place")
    };
    let mut seen = vec![
        squeezed(&printed.join("\n")),
        squeezed(&run.warned.join("\n")),
    ];
    seen.extend(printed.iter().chain(&run.warned).cloned());
    Checked::Broken(Broken {
        outcome: Outcome::PrintsOtherwise,
        message,
        wanted: squeezed(&lines.join("\n")),
        seen,
    })
}

fn gives(value: &str, seen: &[Seen], run: &Run) -> Checked {
    let values = seen.iter().filter(|one| one.kind == "value");
    let texts: Vec<String> = values.flat_map(|one| one.texts.iter().cloned()).collect();
    if texts.is_empty() {
        return Checked::Unseen;
    }
    if texts.iter().any(|text| same(value, text)) {
        return Checked::Kept;
    }
    // Some functions print: what they are said to give is what they show.
    let lines: Vec<String> = value.lines().map(str::to_owned).collect();
    if find(&lines, &run.printed, 0).is_some() {
        return Checked::Kept;
    }
    let told = squeezed(&texts[0]);
    let told = &told[..told.floor_char_boundary(LONGEST_TOLD)];
    Checked::Broken(Broken {
        outcome: Outcome::PrintsOtherwise,
        message: format!("`{}` is promised, and it is `{told}`", squeezed(value)),
        wanted: value.to_owned(),
        seen: texts,
    })
}

fn throws(words: Option<&str>, seen: &[Seen], nested: bool, run: &Run) -> Checked {
    let errors: Vec<&Seen> = seen.iter().filter(|one| one.kind == "thrown").collect();
    let is_it = |one: &&Seen| {
        words.is_none_or(|words| one.texts.iter().any(|text| error_fits(words, text)))
    };
    if errors.iter().any(is_it) {
        return Checked::Kept;
    }
    // The example may catch it, and show it.
    let shown = || run.printed.iter().chain(&run.warned);
    if errors.is_empty() && words.is_some_and(|words| shown().any(|line| error_fits(words, line))) {
        return Checked::Kept;
    }
    let told = match errors.first() {
        Some(error) => {
            let text = error.texts.first().map_or("", String::as_str);
            let first = text.lines().next().unwrap_or("");
            format!("threw something else: {first}")
        }
        // A promise that rejects is no statement that throws.
        None if seen.iter().any(|one| one.kind == "calm") && !nested => {
            "ended without an error".to_owned()
        }
        None => return Checked::Unseen,
    };
    Checked::Broken(Broken {
        outcome: Outcome::DoesNotThrow,
        message: told,
        wanted: words.unwrap_or_default().to_owned(),
        seen: errors.iter().flat_map(|one| one.texts.clone()).collect(),
    })
}

/// Whether an error as shown is the one in these words: all of them, or its name and the start of
/// its message, or its name where nothing else is said.
pub(super) fn error_fits(words: &str, shown: &str) -> bool {
    let (words, shown) = (squeezed(words), squeezed(shown));
    let words = words.trim_end_matches(['.', '!']).replace('…', "...");
    let mut parts = words
        .split("...")
        .map(str::trim)
        .filter(|part| !part.is_empty());
    if parts.all(|part| shown.contains(part)) {
        return true;
    }
    // `TypeError [CODE]: words`, where the runtime shows the code elsewhere or not at all.
    let Some((name, message)) = words.split_once(": ") else {
        let name = words.split([' ', '[']).next().unwrap_or_default();
        let code = words.split(['[', ']']).nth(1).unwrap_or_default();
        return !code.is_empty() && shown.contains(name) && shown.contains(code);
    };
    let name = name.split([' ', '[']).next().unwrap_or_default();
    shown.contains(name) && same_start(message, &shown)
}

/// Whether the message that was promised shows, as far as its first sentence goes.
fn same_start(message: &str, shown: &str) -> bool {
    let first = message.split(". ").next().unwrap_or(message);
    let first = first.trim_end_matches(['.', ':']);
    !first.is_empty() && shown.contains(first) || same(message, shown)
}
