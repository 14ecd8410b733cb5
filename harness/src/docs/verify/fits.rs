//! Whether what was promised is what was seen.
//!
//! Values are compared as values where both sides are values, as text otherwise; an ellipsis stands
//! for what is left out. It must never know an example.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::docs::value::{Written, value_and_remark};

/// Places of a list that hold nothing, as a console shows them.
static EMPTY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<(\d+) empty items?>").expect("a pattern of this file is well formed")
});

/// How many printed lines one value may take.
const LONGEST_VALUE: usize = 400;

/// Whether the text is the promised one.
pub(super) fn same(promised: &str, seen: &str) -> bool {
    let (promised, seen) = (promised.trim(), seen.trim());
    if promised == seen || squeezed(promised) == squeezed(seen) {
        return true;
    }
    // What a list leaves empty reads as undefined.
    let filled = EMPTY.replace_all(seen, |found: &regex::Captures<'_>| {
        let count = found[1].parse().unwrap_or(1_usize).min(LONGEST_VALUE);
        vec!["undefined"; count].join(", ")
    });
    if let Cow::Owned(filled) = &filled
        && same(promised, filled)
    {
        return true;
    }
    let seen_value = Written::read(seen);
    let as_value = |text: &str| {
        let promised = Written::read(text).filter(|read| read.is_value() || read.are_values());
        promised.is_some_and(|promised| seen_value.as_ref().is_some_and(|seen| promised.fits(seen)))
    };
    if as_value(promised) {
        return true;
    }
    if let Some((value, remark)) = value_and_remark(promised)
        && !remark.is_empty()
        && (as_value(value) || unquoted(value) == seen)
    {
        return true;
    }
    if let Some((value, words)) = promised.split_once(", ")
        && words.starts_with(char::is_lowercase)
        && words.split_whitespace().count() > 1
        && Written::read(value).is_some_and(|read| read.is_value())
        && (as_value(value) || unquoted(value) == seen)
    {
        return true;
    }
    if promised
        .strip_suffix('.')
        .is_some_and(|plain| squeezed(plain) == squeezed(seen) || as_value(plain))
    {
        return true;
    }
    if let Some((text, remark)) = promised.rsplit_once(" (")
        && remark.ends_with(')')
        && text.trim() == seen
    {
        return true;
    }
    has_ellipsis(promised) && with_gaps(promised, seen)
}

/// Where in `printed`, from `from` on, the promised lines stand.
pub(super) fn find(promised: &[String], printed: &[String], from: usize) -> Option<Range<usize>> {
    let count = promised.len();
    let all_same = |at: usize| {
        let lines = printed.get(at..at + count)?;
        let same = promised
            .iter()
            .zip(lines)
            .all(|(one, other)| line_same(one, other));
        same.then_some(at..at + count)
    };
    if let Some(found) = (from..printed.len()).find_map(all_same) {
        return Some(found);
    }
    let text = promised.join("\n");
    if let Some(found) = value_in(&text, printed, from) {
        return Some(found);
    }
    if let Some(found) = several_in(&text, printed, from) {
        return Some(found);
    }
    // Lines of one promise may have others between them.
    if count > 1 {
        let mut at = from;
        let mut first = None;
        for line in promised.iter().filter(|line| !is_gap(line)) {
            let found = (at..printed.len()).find(|at| line_same(line, &printed[*at]))?;
            first.get_or_insert(found);
            at = found + 1;
        }
        return first.map(|first| first..at);
    }
    None
}

fn line_same(promised: &str, printed: &str) -> bool {
    same(promised, printed)
        || same(unquoted(promised.trim()), printed)
        || is_error_of(promised.trim(), printed.trim_start_matches(['[', ' ']))
}

/// Whether an error is shown whose name alone is promised.
fn is_error_of(name: &str, printed: &str) -> bool {
    let is_name = name.ends_with("Error") && name.chars().all(char::is_alphanumeric);
    is_name
        && printed
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([':', ' ']))
}

/// A value that is printed over several lines, whatever the promise has.
fn value_in(text: &str, printed: &[String], from: usize) -> Option<Range<usize>> {
    let promised = Written::read(text)?;
    if !promised.is_value() {
        return None;
    }
    (from..printed.len()).find_map(|start| {
        let mut joined = String::new();
        for (end, line) in printed.iter().enumerate().skip(start).take(LONGEST_VALUE) {
            joined.push_str(line);
            joined.push('\n');
            if let Some(seen) = Written::read(&joined) {
                return promised.fits(&seen).then_some(start..end + 1);
            }
            if end == start && !line.contains(['{', '[', '(', '<']) {
                return None;
            }
        }
        None
    })
}

/// Several values in one promise, each printed on a line: `1, 2, 3`.
fn several_in(text: &str, printed: &[String], from: usize) -> Option<Range<usize>> {
    [", ", " then ", " and ", " "].iter().find_map(|between| {
        let parts: Vec<&str> = text
            .split(between)
            .map(|part| part.trim_start_matches("and "))
            .collect();
        let is_line =
            |part: &&str, at: usize| printed.get(at).is_some_and(|line| line_same(part, line));
        let count = parts.len();
        (count > 1 && count < 50).then_some(())?;
        let start = (from..printed.len()).find(|start| {
            parts
                .iter()
                .enumerate()
                .all(|(at, part)| is_line(part, start + at))
        })?;
        Some(start..start + count)
    })
}

fn has_ellipsis(text: &str) -> bool {
    text.contains("...") || text.contains('…')
}

fn is_gap(line: &str) -> bool {
    matches!(line.trim(), "..." | "…" | "etc." | "")
}

/// Whether `seen` is `promised` with something in the place of each ellipsis.
fn with_gaps(promised: &str, seen: &str) -> bool {
    let plain = promised.replace('…', "...");
    let parts: Vec<String> = plain
        .split("...")
        .map(|part| regex::escape(&squeezed(part)))
        .collect();
    if parts.iter().all(String::is_empty) {
        return false;
    }
    let pattern = format!("(?s)^{}$", parts.join(".*"));
    Regex::new(&pattern).is_ok_and(|regex| regex.is_match(&squeezed(seen)))
}

/// Every run of spaces and line ends as one space.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` without the quotes around all of it.
pub(super) fn unquoted(text: &str) -> &str {
    ['\'', '"', '`']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn values_are_compared_as_values_and_text_as_text() {
        for (promised, seen) in [
            ("[\"x\"]", "[ 'x' ]"),
            ("true (97 is the code)", "true"),
            ("{ a: 1, ... }", "{ a: 1, b: 2 }"),
            ("a ... c", "a b c"),
            ("some  words.", "some words"),
            ("words (!)", "words"),
            ("1, in the whole text", "1"),
            ("[1, undefined, undefined, 2]", "[ 1, <2 empty items>, 2 ]"),
        ] {
            assert!(same(promised, seen), "{promised} {seen}");
        }
        for (promised, seen) in [
            ("true", "false"),
            ("a b", "a c"),
            ("...", "a"),
            ("true if so", "true"),
        ] {
            assert!(!same(promised, seen), "{promised} {seen}");
        }
    }

    #[test]
    fn a_value_may_take_other_lines_than_promised() {
        let printed = lines("before\n{\n  a: 1,\n  b: [ 2 ]\n}\nafter");
        assert_eq!(find(&lines("{ a: 1, b: [2] }"), &printed, 0), Some(1..5));
        assert_eq!(find(&lines("{ a: 1, b: [3] }"), &printed, 0), None);
        let shown = lines("AbortError: stopped\n    at f");
        assert_eq!(find(&lines("AbortError"), &shown, 0), Some(0..1));
        assert_eq!(find(&lines("Error"), &shown, 0), None);
        assert_eq!(find(&lines("1, 2"), &lines("0\n1\n2"), 0), Some(1..3));
        assert_eq!(
            find(&lines("a\n...\nc"), &lines("a\nb\nb\nc"), 0),
            Some(0..4)
        );
    }
}
