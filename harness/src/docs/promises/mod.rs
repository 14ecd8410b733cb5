//! What the comments of an example promise.
//!
//! A comment that might be a remark is none: a promise that nobody made would fail an example that
//! is right. It must never know how an example is run.

mod errors;
mod said;

use super::model::{Language, Promise};
use super::scan::{Comment, scan};

/// What the comments of `code` promise, in the order of the code. Code that lost its line breaks
/// promises nothing: its comments hold code.
pub(super) fn of(language: Language, code: &str) -> Vec<Promise> {
    if language == Language::Other || lost_breaks(language, code) {
        return Vec::new();
    }
    let comments = scan(code).comments;
    let mut promises = Vec::new();
    let mut rest = comments.as_slice();
    while let Some(first) = rest.first() {
        let together = if first.block { 1 } else { run_length(rest) };
        let (group, after) = rest.split_at(together);
        rest = after;
        let remark = Remark::new(group, code);
        said::promises(&remark, &mut promises);
    }
    promises
}

/// Whether `code` stands on one line with a `//` that swallows code: brackets open before it stay
/// open, or statements end behind it.
pub(super) fn lost_breaks(language: Language, code: &str) -> bool {
    if language == Language::Other || code.contains('\n') {
        return false;
    }
    let found = scan(code);
    let Some(comment) = found.comments.iter().find(|comment| !comment.block) else {
        return false;
    };
    found.open > 0 || comment.body.contains("; ") || comment.body.trim_end().ends_with(';')
}

/// How many comments at the start of `rest` are one remark: `//` under `//`, in the same column,
/// or below it where it goes on behind code.
fn run_length(rest: &[Comment<'_>]) -> usize {
    let joined = rest.windows(2).take_while(|pair| {
        !pair[1].block
            && pair[1].before.is_empty()
            && pair[1].line == pair[0].line + 1
            && pair[1].column == pair[0].column
    });
    1 + joined.count()
}

/// Comments that belong together, and where they stand.
struct Remark<'c> {
    /// Its lines, stars of a block left out.
    lines: Vec<Line<'c>>,
    /// Its first byte in the code.
    at: usize,
    /// The code before it: on its line, else the last line above it.
    statement: &'c str,
    /// Whether it stands behind code, on its line.
    behind: bool,
    /// Whether it stands directly below code.
    below: bool,
    /// Whether a blank line stands between it and the code above.
    apart: bool,
    /// Whether nothing follows it directly that it could be about instead.
    closes: bool,
}

/// A line of a remark.
struct Line<'c> {
    number: usize,
    indent: usize,
    text: &'c str,
}

impl<'c> Remark<'c> {
    fn new(group: &[Comment<'c>], code: &'c str) -> Self {
        let first = &group[0];
        let behind = !first.before.is_empty();
        let above = code[..first.start].trim_end_matches([' ', '\t']);
        let last_line = |text: &'c str| text.trim_end().lines().next_back().unwrap_or("");
        let statement = if behind {
            first.before
        } else {
            last_line(above)
        };
        let below = !behind
            && above
                .strip_suffix('\n')
                .is_some_and(|above| !last_of(above).trim().is_empty());
        let last = &group[group.len() - 1];
        let after = code[last.end..].trim_start_matches([' ', '\t', ';']);
        let next = after.strip_prefix('\n').unwrap_or(after);
        let next = next.lines().next().unwrap_or("").trim();
        Self {
            lines: group.iter().flat_map(lines_of).collect(),
            at: first.start,
            statement: without_comment(statement).trim(),
            behind,
            below,
            apart: !behind && above.ends_with("\n\n") && !above.ends_with("\n\n\n"),
            closes: next.is_empty() || next.starts_with(['}', ')', ']']),
        }
    }

    /// The text of all lines, from the line `first` on.
    fn text_from(&self, first: usize) -> String {
        let lines: Vec<&str> = self.lines[first..].iter().map(|line| line.text).collect();
        lines.join("\n")
    }
}

/// The last line of `text`, empty where `text` ends with a line end.
fn last_of(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or("")
}

/// A line of code without the comment at its end.
fn without_comment(line: &str) -> &str {
    let found = scan(line);
    let comment = found.comments.iter().find(|comment| !comment.block);
    comment.map_or(line, |comment| &line[..comment.start])
}

/// The lines of a comment, the stars of a block left out.
fn lines_of<'c>(comment: &Comment<'c>) -> Vec<Line<'c>> {
    let lines = comment.body.lines().enumerate();
    let lines = lines.map(|(below, raw)| {
        let bare = raw.trim_start();
        let starred = comment.block && below > 0;
        let raw = match bare.strip_prefix('*') {
            Some(text) if starred => text,
            _ => raw,
        };
        Line {
            number: comment.line + below,
            indent: raw.len() - raw.trim_start().len(),
            text: raw.trim(),
        }
    });
    let mut lines: Vec<Line<'c>> = lines.collect();
    if comment.block {
        while lines.last().is_some_and(|line| line.text.is_empty()) {
            lines.pop();
        }
        let blank = lines.iter().take_while(|line| line.text.is_empty()).count();
        lines.drain(..blank);
    }
    lines
}

#[cfg(test)]
mod tests;
