//! Words that several reports share, so that they say the same thing in the same way.
//!
//! This module must never decide anything; it only phrases.

use std::fmt::Write as _;

use crate::record::{CaseResult, Counts, Run, Verdict};

/// `1 case`, `2 cases`.
pub fn many(count: usize, one: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {one}s")
    }
}

/// Counts in one line: passed of applicable, then every other verdict that occurs.
pub fn counts(counts: &Counts) -> String {
    let mut text = format!("{} of {} passed", counts.passed(), counts.applicable());
    for verdict in Verdict::ALL {
        let count = counts.of(verdict);
        if verdict != Verdict::Expected && count > 0 {
            let _ = write!(text, ", {count} {}", verdict.label());
        }
    }
    text
}

/// Why a result is what it is, in one line; never empty.
pub fn why(result: &CaseResult) -> String {
    let repeats = result.attempts;
    let flaky = result.verdict == Verdict::Flaky;
    let mut text = if flaky {
        format!("passed {} of {} runs", repeats.passed, repeats.of)
    } else {
        String::new()
    };
    let reason = result
        .reason
        .clone()
        .or_else(|| {
            let check = result.failed_checks().next()?;
            let message = check.message.as_deref().unwrap_or("not as expected");
            Some(format!("{}: {message}", check.name))
        })
        .or_else(|| (!flaky).then(|| fallback(result)));
    if let Some(reason) = reason {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&one_line(&reason));
    }
    text
}

/// What part of a suite a run is, if it is not the whole.
pub fn partial(run: &Run) -> Option<String> {
    let mut parts = Vec::new();
    if run.interrupted {
        parts.push("interrupted before the end".to_owned());
    }
    if let Some(shard) = run.shard.filter(|shard| shard.of > 1) {
        parts.push(format!("shard {} of {}", shard.index, shard.of));
    }
    if let Some(filter) = &run.filter {
        parts.push(format!("only {}", one_line(filter)));
    }
    if parts.is_empty() {
        return None;
    }
    let cases = many(run.suite.cases, "case");
    parts.push(format!(
        "{} of the suite's {cases} selected",
        run.cases.len()
    ));
    Some(parts.join(", "))
}

/// Text with every run of white space and hidden characters made one space.
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || is_hidden(c))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text in which hidden characters other than tabs and line ends are shown as replaced.
pub fn visible(text: &str) -> String {
    let shown = |c| {
        if is_hidden(c) && !matches!(c, '\n' | '\t') {
            '\u{fffd}'
        } else {
            c
        }
    };
    text.chars().map(shown).collect()
}

// Control characters, and those that turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A moment without its fraction of a second, which no reader wants.
pub fn moment(rfc3339: &str) -> String {
    match rfc3339.split_once('.') {
        Some((whole, rest)) => {
            format!(
                "{whole}{}",
                rest.trim_start_matches(|c: char| c.is_ascii_digit())
            )
        }
        None => rfc3339.to_owned(),
    }
}

/// The start of a text, at most `limit` bytes, cut between characters.
pub fn head(text: &str, limit: usize) -> (&str, bool) {
    if text.len() <= limit {
        return (text, false);
    }
    (&text[..text.floor_char_boundary(limit)], true)
}

fn fallback(result: &CaseResult) -> String {
    match result.verdict {
        Verdict::UnexpectedPass => {
            "passes although a rule says that it fails; remove the rule".to_owned()
        }
        Verdict::Stale => "a rule no longer holds; correct or remove it".to_owned(),
        verdict => format!("{} ({})", verdict.label(), result.raw),
    }
}
