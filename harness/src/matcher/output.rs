//! Compares an output stream with what was expected of it.

use regex::Regex;
use similar::TextDiff;
use threadproof_reports::record::SubCheck;

use super::{failed, passed};
use crate::plan::expectation::Output;

/// The sub-check, and a diff when there is one to show.
pub(super) struct Compared {
    pub(super) check: SubCheck,
    pub(super) diff: Option<String>,
}

/// Compares the stream called `name`.
pub(super) fn compare(name: &str, wanted: &Output, found: &str) -> Compared {
    let problem = match wanted {
        Output::Exact(text) => differ(name, text, found),
        Output::Lines(lines) => differ(name, &joined(lines), &joined(&lines_of(found))),
        Output::Unordered(lines) => {
            let mut lines = lines.clone();
            let mut observed = lines_of(found);
            lines.sort();
            observed.sort();
            differ(name, &joined(&lines), &joined(&observed))
                .map(|problem| problem.note("in any order; both sides are shown sorted"))
        }
        Output::Match(regexes) => unmatched(name, regexes, found),
        Output::Contains(parts) => absent(parts, found),
        Output::Count(count) => {
            let observed = lines_of(found).len();
            (observed != *count).then(|| {
                Problem::new(format!("{observed} lines, expected {count}"))
                    .sides(format!("{count} lines"), format!("{observed} lines"))
            })
        }
    };
    match problem {
        None => Compared {
            check: passed(name),
            diff: None,
        },
        Some(problem) => Compared {
            check: SubCheck {
                expected: Some(problem.expected),
                observed: Some(problem.observed),
                ..failed(name, problem.message)
            },
            diff: problem.diff,
        },
    }
}

struct Problem {
    message: String,
    expected: String,
    observed: String,
    diff: Option<String>,
}

impl Problem {
    fn new(message: String) -> Self {
        Self {
            message,
            expected: String::new(),
            observed: String::new(),
            diff: None,
        }
    }

    fn sides(mut self, expected: impl Into<String>, observed: impl Into<String>) -> Self {
        self.expected = expected.into();
        self.observed = observed.into();
        self
    }

    fn note(mut self, note: &str) -> Self {
        self.message = format!("{} ({note})", self.message);
        self
    }
}

fn differ(name: &str, expected: &str, observed: &str) -> Option<Problem> {
    if expected == observed {
        return None;
    }
    let line = expected
        .lines()
        .zip(observed.lines())
        .take_while(|(a, b)| a == b)
        .count()
        + 1;
    let message = if observed.is_empty() {
        "nothing was written".to_owned()
    } else if expected.trim_end_matches('\n') == observed.trim_end_matches('\n') {
        "the line ends at the end differ".to_owned()
    } else {
        format!("differs from line {line} on")
    };
    let diff = TextDiff::from_lines(expected, observed)
        .unified_diff()
        .header(&format!("expected {name}"), &format!("observed {name}"))
        .to_string();
    Some(Problem {
        diff: Some(diff),
        ..Problem::new(message).sides(expected, observed)
    })
}

/// One regular expression for each line, to the end.
fn unmatched(name: &str, regexes: &[Regex], found: &str) -> Option<Problem> {
    let lines = lines_of(found);
    let fits = |(regex, line): (&Regex, &String)| regex.is_match(line);
    let matching = regexes
        .iter()
        .zip(&lines)
        .take_while(|pair| fits(*pair))
        .count();
    if matching == regexes.len() && matching == lines.len() {
        return None;
    }
    let message = match (regexes.get(matching), lines.get(matching)) {
        (Some(regex), Some(line)) => {
            format!(
                "line {} is `{line}`, which does not match `{regex}`",
                matching + 1
            )
        }
        (Some(regex), None) => format!("ends before a line that matches `{regex}`"),
        _ => format!("{} more lines than expected", lines.len() - matching),
    };
    // A line that matches is shown as itself, so that only real differences stand out.
    let shown: Vec<String> = regexes
        .iter()
        .enumerate()
        .map(|(at, regex)| match lines.get(at) {
            Some(line) if regex.is_match(line) => line.clone(),
            _ => format!("/{regex}/"),
        })
        .collect();
    let problem = differ(name, &joined(&shown), &joined(&lines))?;
    Some(Problem { message, ..problem })
}

fn absent(parts: &[String], found: &str) -> Option<Problem> {
    let missing: Vec<_> = parts.iter().filter(|part| !found.contains(*part)).collect();
    let first = missing.first()?;
    let message = match missing.len() {
        1 => format!("does not contain `{first}`"),
        many => format!("does not contain `{first}` and {} more texts", many - 1),
    };
    let list: Vec<_> = missing.iter().map(|part| part.as_str()).collect();
    Some(Problem::new(message).sides(list.join("\n"), found))
}

fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> String {
    lines
        .iter()
        .flat_map(|line| {
            [
                line.as_str(),
                "
",
            ]
        })
        .collect()
}
