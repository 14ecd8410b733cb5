//! Finding the line of a suite file that a failure is about.
//!
//! Annotations and `JUnit` viewers want a file and a line. A rule or a sub-check may bring its own;
//! otherwise the name is looked for as text, first in the fixture, then in the expectation. This
//! module must never fail: the entry's first line is always an answer.

use crate::record::{CaseInfo, CaseResult, Location, SourceFile, Verdict};

/// The place that a reader should look at first for this result.
pub fn locate(case: &CaseInfo, result: &CaseResult) -> Location {
    if matches!(result.verdict, Verdict::UnexpectedPass | Verdict::Stale)
        && let Some(rule) = &result.rule
    {
        return rule.clone();
    }
    // A check that a rule explains is not what the reader has to look at.
    let check = result.failed_checks().min_by_key(|check| check.known);
    if let Some(check) = check {
        // A first line says only which file; the name may say more.
        if let Some(at) = check.at.as_ref().filter(|at| at.line > 1) {
            return at.clone();
        }
        if let Some((kind, name)) = check.name.split_once('/')
            && let Some(found) = named(case, kind, name)
        {
            return found;
        }
        if let Some(found) = find(&case.expectation, &format!("{}:", check.name)) {
            return found;
        }
        if let Some(at) = &check.at {
            return at.clone();
        }
    }
    let path = case
        .files
        .first()
        .map_or(&case.expectation.path, |file| &file.path);
    Location {
        path: path.clone(),
        line: 1,
    }
}

fn named(case: &CaseInfo, kind: &str, name: &str) -> Option<Location> {
    match kind {
        "check" => {
            let quoted = ['\'', '"', '`'].map(|quote| format!("{quote}{name}{quote}"));
            case.files
                .iter()
                .find_map(|file| quoted.iter().find_map(|text| find(file, text)))
                .or_else(|| find(&case.expectation, name))
        }
        "event" => find(&case.expectation, &format!("{name}:")),
        "order" => {
            let spaced = name.replace('<', " < ");
            find(&case.expectation, &spaced)
                .or_else(|| find(&case.expectation, name))
                .or_else(|| find(&case.expectation, "order:"))
        }
        _ => None,
    }
}

fn find(file: &SourceFile, text: &str) -> Option<Location> {
    let index = file.text.lines().position(|line| line.contains(text))?;
    Some(Location {
        path: file.path.clone(),
        line: u32::try_from(index + 1).ok()?,
    })
}
