//! What the comments of an example promise.
//!
//! A comment that might be a remark is none: a promise that nobody made would fail an example that
//! is right. It must never know how an example is run.

use std::sync::LazyLock;

use regex::Regex;

use super::model::{Language, Promise, Promised};
use super::scan::{Comment, scan};

/// `Prints: x`, `prints 'x'`, `Outputs: x`, `Logs: x`, alone or with what follows.
static PRINTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:prints?|outputs?|logs?)(:|\s|$)\s*(.*)$"));

/// `Throws: x`, `throws TypeError`, `Throws an error`.
static THROWS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:throws)(:|\s|\.|$)\s*(.*)$"));

/// The name of an error, or a code of Node's, at the start of words.
static ERROR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[A-Z]\w*(?:Error|Exception)\b|ERR_[A-Z_]+)"));

/// `an error`, `a TypeError`, `an exception`.
static SOME_ERROR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^an? (?:(error|exception)\b|`?([A-Z]\w*Error)\b)"));

/// A call of `console.log` that ends its line.
static LOGS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bconsole\.(?:log|info|debug)\(.*\)+[;,]?$"));

/// A call that writes elsewhere than to standard output.
static ELSEWHERE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bconsole\.(?:error|warn|trace|table|dir)\("));

/// A value as `console.log` shows it, and nothing else.
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:true|false|null|undefined|NaN|-?Infinity|-?\d+(?:\.\d+)?n?|'[^']*'|"[^"]*"|`[^`]*`|(?:[A-Z]\w*(?:\(\d+\))? ?)?(?:\{.*\}|\[.*\])|<[A-Z]\w*[^<>]*>)$"#,
    )
});

/// Words behind a printed text that tell where it comes from.
static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r" from (?:the|a|an) [^'{}\[\]]*`[^`]+`[^'{}\[\]]*(?:listener|callback|handler)\.?$")
});

/// Words that make a text a likeness instead of what is printed.
static LIKENESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\.\.\.|…|\b(?:something like|similar to|for example|e\.g\.|may vary|or similar|to stderr)\b",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

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
        of_group(group, code, &mut promises);
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

/// How many comments at the start of `rest` are one remark: `//` under `//`, in the same column.
fn run_length(rest: &[Comment<'_>]) -> usize {
    let joined = rest.windows(2).take_while(|pair| {
        !pair[1].block
            && pair[1].before.is_empty()
            && pair[1].line == pair[0].line + 1
            && pair[1].column == pair[0].column
    });
    1 + joined.count()
}

/// A line of a remark.
struct Line<'c> {
    number: usize,
    indent: usize,
    text: &'c str,
}

fn of_group(group: &[Comment<'_>], code: &str, promises: &mut Vec<Promise>) {
    let lines: Vec<Line<'_>> = group.iter().flat_map(lines_of).collect();
    let first = &group[0];
    let statement = if first.before.is_empty() && !first.block {
        code[..first.start]
            .trim_end()
            .lines()
            .next_back()
            .unwrap_or("")
    } else {
        first.before
    };
    if ELSEWHERE.is_match(statement) {
        return;
    }
    if let [only] = lines.as_slice()
        && let Some(printed) = shown_value(only.text, first, statement)
    {
        promises.push(Promise {
            line: only.number,
            kind: Promised::Prints(vec![printed]),
        });
        return;
    }
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let used = if let Some(found) = PRINTS.captures(line.text) {
            let colon = &found[1] == ":" || (found[1].is_empty() && lines.len() > at + 1);
            prints(&lines[at..], &found[2], colon, promises)
        } else if let Some(found) = THROWS.captures(line.text) {
            throws(line.number, &found[1], &found[2], promises);
            1
        } else {
            1
        };
        at += used;
    }
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

/// What `text` says that the call before it prints: a value alone behind a call of `console.log`,
/// or anything behind an arrow there.
fn shown_value(text: &str, comment: &Comment<'_>, statement: &str) -> Option<String> {
    if !LOGS.is_match(statement) {
        return None;
    }
    let arrow = ["→", "=>", "-->", "->"]
        .iter()
        .find_map(|arrow| text.strip_prefix(arrow));
    let value = match arrow {
        Some(value) => value.trim(),
        // Without an arrow, only on the line of the call: below it, it may belong to what follows.
        None if !comment.before.is_empty() && VALUE.is_match(text) => text,
        None => return None,
    };
    if value.is_empty() || LIKENESS.is_match(value) {
        return None;
    }
    Some(unquoted(value).to_owned())
}

/// Reads the lines that are printed, starting with the line that says so; gives back how many lines
/// of the remark were used.
fn prints(lines: &[Line<'_>], said: &str, colon: bool, promises: &mut Vec<Promise>) -> usize {
    let head = &lines[0];
    if said.is_empty() {
        let below: Vec<&Line<'_>> = lines[1..]
            .iter()
            .take_while(|line| !line.text.is_empty() && !starts_promise(line.text))
            .collect();
        let outdent = below.iter().map(|line| line.indent).min().unwrap_or(0);
        let printed: Vec<String> = below
            .iter()
            .map(|line| format!("{}{}", " ".repeat(line.indent - outdent), line.text))
            .collect();
        let used = 1 + printed.len();
        if colon {
            push_prints(head.number, printed, promises);
        }
        return used;
    }
    let (said, thrown) = match said.split_once(" then throws ") {
        Some((said, thrown)) => (said, Some(thrown)),
        None => (said, None),
    };
    let mut printed = vec![said.to_owned()];
    let mut open = brackets(said);
    for line in &lines[1..] {
        let goes_on = open > 0 || line.indent > head.indent + 1;
        if line.text.is_empty() || !goes_on || starts_promise(line.text) {
            break;
        }
        open += brackets(line.text);
        let deeper = line.indent.saturating_sub(head.indent);
        printed.push(format!("{}{}", " ".repeat(deeper), line.text));
    }
    let used = printed.len();
    if let [only] = printed.as_mut_slice() {
        let bare = ORIGIN.replace(only, "").into_owned();
        let plain = bare.strip_suffix('.').unwrap_or(&bare);
        let Some(text) = one_printed(&bare, plain, colon) else {
            return used;
        };
        *only = text;
    } else if !colon {
        return used;
    }
    push_prints(head.number, printed, promises);
    if let Some(thrown) = thrown {
        throws(head.number, ":", thrown, promises);
    }
    used
}

/// The one text that is printed. Without a colon it must look like what a program prints, for
/// `prints the result` promises nothing.
fn one_printed(bare: &str, plain: &str, colon: bool) -> Option<String> {
    if VALUE.is_match(plain) {
        return Some(unquoted(plain).to_owned());
    }
    let letters_alone = |word: &str| {
        word.chars()
            .all(|letter| letter.is_alphabetic() || letter == '.')
    };
    let one_word = !bare.contains(' ') && !letters_alone(bare);
    (colon || one_word).then(|| bare.to_owned())
}

fn push_prints(line: usize, printed: Vec<String>, promises: &mut Vec<Promise>) {
    if printed.is_empty() || printed.iter().any(|text| LIKENESS.is_match(text)) {
        return;
    }
    promises.push(Promise {
        line,
        kind: Promised::Prints(printed),
    });
}

fn throws(line: usize, mark: &str, words: &str, promises: &mut Vec<Promise>) {
    let some = SOME_ERROR.captures(words);
    let words = if mark == ":" && !words.is_empty() {
        Some(words.to_owned())
    } else if ERROR.is_match(words) {
        Some(words.trim_end_matches('.').to_owned())
    } else if let Some(some) = some {
        some.get(2).map(|name| name.as_str().to_owned())
    } else if words.is_empty() {
        None
    } else {
        return;
    };
    promises.push(Promise {
        line,
        kind: Promised::Throws(words),
    });
}

fn starts_promise(text: &str) -> bool {
    PRINTS.captures(text).is_some_and(|found| &found[1] == ":")
        || THROWS.captures(text).is_some_and(|found| &found[1] == ":")
}

/// How many more brackets `text` opens than it closes, those in quotes left out.
fn brackets(text: &str) -> isize {
    scan(text).open
}

/// `text` without the quotes around all of it: `console.log` prints a text without them.
fn unquoted(text: &str) -> &str {
    ['\'', '"', '`']
        .into_iter()
        .find_map(|quote| {
            let inside = text.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inside.contains(quote)).then_some(inside)
        })
        .unwrap_or(text)
}

#[cfg(test)]
mod tests;
