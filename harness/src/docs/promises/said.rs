//! Reads what one remark says: `Prints: …`, `=> …`, `Returns …`, `Throws …`, or a value alone.
//!
//! It must never know code beyond the line that a remark belongs to.

use std::sync::LazyLock;

use regex::Regex;

use super::errors::{SHOWN_ERROR, THROWS, fails, is_of_types, is_some_error, throws};
use super::{Line, Remark};
use crate::docs::model::{Promise, Promised};
use crate::docs::scan::scan;
use crate::docs::value::{Written, value_and_remark};

/// `Prints: x`, `prints 'x'`, `Outputs: x`, `Will log: x`, alone or with what follows.
static PRINTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:(?:this|it) )?(?:will )?(?:also )?(?:prints?|outputs?|logs?|emits?|displays?|console)(?: to (?:stdout|stderr|the console))?)(:|\s|$)\s*(.*)$",
    )
});

/// `Returns: x`, `returns x`, `Result: x`.
static RETURNS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:(?:this|it) )?(?:will )?(?:returns?|returned|evaluates to|yields|gives|(?:the )?results?(?: is)?|value|equals|resolves to|resolves with|resolves))(:|\s|$)\s*(.*)$",
    )
});

/// `=> x` and the other arrows.
static ARROW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:={1,3}>|-{1,3}>|~>|→|⇒|⇨|➜|↦|►|▶|👉|==?=?|>>>)(?:\s+|$|(['\x22\[{\w-]))(.*)$")
});

/// A call of `console.log` that ends its line.
static LOGS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bconsole\.(?:log|info|debug|dir)\(.*\)+[;,]?$"));

/// A call that writes to standard error.
static WARNS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bconsole\.(?:error|warn|trace)\("));

/// A call whose output is not the text that it was given.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bconsole\.(?:table)\("));

/// A word before what a page holds up as right or wrong.
static VERDICT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:Correct|Incorrect|Right|Wrong|Good|Bad|✓|✗|✔|✘|❌|✅):?\s+"));

/// Words behind a printed text that tell where it comes from.
static ORIGIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r" from (?:the|a|an) [^'{}\[\]]*`[^`]+`[^'{}\[\]]*(?:listener|callback|handler)\.?$")
});

/// Words behind a printed text that tell where it goes.
static TARGET: LazyLock<Regex> = LazyLock::new(|| pattern(r",?\s*\(?to (stdout|stderr)\)?[.:]?$"));

/// Words that make a text a likeness instead of what is printed.
static LIKENESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:something like|something similar|like |similar to|for example|e\.g\.|may vary|or similar|approximately|approx|roughly|might|depending|for instance|or so|on windows|or [a-z]:|if |unless |when )",
    )
});

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

/// Adds what `remark` promises.
pub(super) fn promises(remark: &Remark<'_>, promises: &mut Vec<Promise>) {
    if ELSEWHERE.is_match(remark.statement) {
        return;
    }
    let reading = Reading {
        remark,
        logs: LOGS.is_match(remark.statement),
        warns: WARNS.is_match(remark.statement),
    };
    let mut found = Vec::new();
    if let Some(kind) = reading.value_alone() {
        found.push((0, kind));
    } else {
        let mut at = 0;
        while at < remark.lines.len() {
            at += reading.line(at, &mut found).max(1);
        }
    }
    promises.extend(found.into_iter().map(|(line, kind)| Promise {
        line: remark.lines[line].number,
        at: remark.at,
        kind,
    }));
}

struct Reading<'r> {
    remark: &'r Remark<'r>,
    logs: bool,
    warns: bool,
}

impl Reading<'_> {
    fn lines(&self) -> &[Line<'_>] {
        &self.remark.lines
    }

    /// What is printed or given by the statement, where the remark is nothing but a value.
    fn value_alone(&self) -> Option<Promised> {
        let remark = self.remark;
        let text = remark.text_from(0);
        let first = remark.lines.first()?.text;
        let marked = [&PRINTS, &RETURNS, &THROWS]
            .iter()
            .any(|mark| mark.is_match(first));
        if marked || LIKENESS.is_match(first) || !ends_statement(remark.statement) {
            return None;
        }
        let whole = Written::read(&text).is_some_and(|read| read.is_value());
        // Behind a blank line only what cannot be anything else than a value.
        let is_list = text.starts_with(['{', '[']) && whole && text.len() > 4;
        let near = remark.behind
            || (remark.below && (remark.closes || self.logs))
            || (remark.apart && remark.closes && is_list);
        if !near {
            return None;
        }
        let value = if whole {
            text.as_str()
        } else {
            value_and_remark(first)?.0
        };
        if !remark.behind && !whole {
            return None;
        }
        // A name that is declared with a value tells nothing about it.
        if self.logs || self.warns {
            return Some(self.printed(vec![unquoted(value).to_owned()]));
        }
        (!is_declaration_of(remark.statement, value)).then(|| Promised::Gives(value.to_owned()))
    }

    /// Reads the line at `at`; gives back how many lines of the remark were used.
    fn line(&self, at: usize, found: &mut Vec<(usize, Promised)>) -> usize {
        let line = &self.lines()[at];
        let text = line.text;
        if let Some(arrow) = ARROW.captures(text) {
            let rest = text[arrow.get(1).or(arrow.get(2)).map_or(0, |one| one.start())..].trim();
            return self.arrow(at, rest, found);
        }
        if let Some(said) = PRINTS.captures(text) {
            let colon = &said[1] == ":" || (said[1].is_empty() && self.lines().len() > at + 1);
            return self.prints(at, &said[2], colon, found);
        }
        let bare = VERDICT
            .find(text)
            .map_or(text, |found| &text[found.end()..]);
        if let Some(said) = THROWS.captures(bare) {
            found.extend(throws(&said[1], &said[2]).map(|kind| (at, kind)));
            return 1;
        }
        if at == 0
            && !self.remark.behind
            && let Some(kind) = fails(text)
        {
            found.push((at, kind));
            return self.lines().len();
        }
        if let Some(said) = RETURNS.captures(text) {
            // The end of a sentence is part of what it says before.
            if at > 0 && &said[1] != ":" {
                return 1;
            }
            return self.returns(at, &said[2], &said[1] == ":", found);
        }
        if at == 0 && (text == "OK" || text.starts_with("OK ") || text.starts_with("OK,")) {
            if ends_statement(self.remark.statement) && (self.remark.behind || self.remark.below) {
                found.push((at, Promised::Completes));
            }
            return 1;
        }
        let plain = at == 0 && ends_statement(self.remark.statement);
        // What follows may be code that is left out, and the error what it would throw.
        let is_of_code = self.lines()[1..]
            .iter()
            .any(|line| line.text.ends_with(';'));
        let is_shown = SHOWN_ERROR.is_match(text) && !text.ends_with(" instance");
        if plain && is_shown && !is_of_types(text) && !is_of_code {
            let words = text
                .trim_start_matches("Uncaught ")
                .trim_end_matches(['.', '!']);
            if self.logs || self.warns {
                found.push((at, self.printed(vec![words.to_owned()])));
            } else if self.remark.behind || self.remark.below {
                found.push((at, Promised::Throws(Some(words.to_owned()))));
            }
            return self.lines().len();
        }
        let word = !text.contains(' ') && text.contains(|one: char| !one.is_alphabetic());
        let ends = text.ends_with(['.', ':', '…', '?']) || text.starts_with(['@', '<', '-']);
        if plain && self.remark.behind && self.logs && word && !ends && self.lines().len() == 1 {
            found.push((at, self.printed(vec![text.to_owned()])));
        }
        1
    }

    fn printed(&self, lines: Vec<String>) -> Promised {
        if self.warns {
            Promised::Warns(lines)
        } else {
            Promised::Prints(lines)
        }
    }

    /// What stands behind an arrow.
    fn arrow(&self, at: usize, rest: &str, found: &mut Vec<(usize, Promised)>) -> usize {
        if let Some(said) = THROWS.captures(rest) {
            found.extend(throws(&said[1], &said[2]).map(|kind| (at, kind)));
            return 1;
        }
        if let Some(said) = RETURNS.captures(rest) {
            return self.returns(at, &said[2], &said[1] == ":", found);
        }
        if let Some(said) = PRINTS.captures(rest) {
            return self.prints(at, &said[2], true, found);
        }
        if self.logs || self.warns {
            let words = rest.split_whitespace();
            let is_word = |word: &&str| word.chars().all(char::is_alphabetic);
            let prose = words.filter(is_word).count() > 3 && value_and_remark(rest).is_none();
            if prose || LIKENESS.is_match(rest) && value_and_remark(rest).is_none() {
                return 1;
            }
            let (mut lines, used) = self.lines_from(at, rest);
            if let [only] = lines.as_mut_slice() {
                *only = unquoted(value_and_remark(only).map_or(&**only, |(value, remark)| {
                    if remark.is_empty() { value } else { only }
                }))
                .to_owned();
            }
            if lines.iter().any(|line| !line.is_empty()) {
                found.push((at, self.printed(lines)));
            }
            return used;
        }
        if is_of_types(rest) {
            return 1;
        }
        if is_some_error(rest) {
            found.push((at, Promised::Throws(None)));
            return 1;
        }
        if SHOWN_ERROR.is_match(rest) {
            found.push((
                at,
                Promised::Throws(Some(rest.trim_end_matches('.').to_owned())),
            ));
            return 1;
        }
        self.gives(at, rest, found)
    }

    /// What stands behind `Returns`.
    fn returns(
        &self,
        at: usize,
        rest: &str,
        colon: bool,
        found: &mut Vec<(usize, Promised)>,
    ) -> usize {
        let near = self.remark.behind || self.remark.below;
        if !near || (rest.is_empty() && !colon) || !ends_statement(self.remark.statement) {
            return 1;
        }
        if self.logs || self.warns {
            if let Some((value, _)) = value_and_remark(rest)
                && !LIKENESS.is_match(rest)
            {
                found.push((at, self.printed(vec![unquoted(value).to_owned()])));
            }
            return 1;
        }
        self.gives(at, rest, found)
    }

    /// A value, which may go on below.
    fn gives(&self, at: usize, rest: &str, found: &mut Vec<(usize, Promised)>) -> usize {
        let (lines, used) = self.lines_from(at, rest);
        let text = lines.join("\n");
        let whole = Written::read(&text).is_some_and(|read| read.is_value());
        let value = if whole {
            Some(text.as_str())
        } else {
            value_and_remark(rest).map(|(value, _)| value)
        };
        match value {
            Some(value) if !LIKENESS.is_match(&rest.replace(value, "")) => {
                found.push((at, Promised::Gives(value.to_owned())));
                used
            }
            _ => 1,
        }
    }

    /// `said` with the lines that go on below it, or those below it where it is empty; and how many
    /// lines that are.
    fn lines_from(&self, at: usize, said: &str) -> (Vec<String>, usize) {
        let lines = self.lines();
        let head = &lines[at];
        if said.is_empty() {
            let below: Vec<&Line<'_>> = lines[at + 1..]
                .iter()
                .take_while(|line| !line.text.is_empty() && !starts_promise(line.text))
                .collect();
            let outdent = below.iter().map(|line| line.indent).min().unwrap_or(0);
            let printed: Vec<String> = below
                .iter()
                .map(|line| format!("{}{}", " ".repeat(line.indent - outdent), line.text))
                .collect();
            let used = 1 + printed.len();
            return (printed, used);
        }
        let mut printed = vec![said.to_owned()];
        let mut open = brackets(said);
        for line in &lines[at + 1..] {
            let goes_on = open > 0 || line.indent > head.indent + 1;
            if line.text.is_empty() || !goes_on || starts_promise(line.text) {
                break;
            }
            open += brackets(line.text);
            let deeper = line.indent.saturating_sub(head.indent);
            printed.push(format!("{}{}", " ".repeat(deeper), line.text));
        }
        let used = printed.len();
        (printed, used)
    }

    /// Reads the lines that are printed, starting with the line that says so.
    fn prints(
        &self,
        at: usize,
        said: &str,
        colon: bool,
        found: &mut Vec<(usize, Promised)>,
    ) -> usize {
        let (said, thrown) = match said.split_once(" then throws ") {
            Some((said, thrown)) => (said, Some(thrown)),
            None => (said, None),
        };
        let (said, warns) = match TARGET.captures(said) {
            Some(target) => (
                &said[..said.len() - target[0].len()],
                &target[1] == "stderr",
            ),
            None => (said, false),
        };
        let is_empty = said.is_empty();
        let (mut printed, used) = self.lines_from(at, said);
        if is_empty {
            if !colon {
                return used;
            }
        } else if let [only] = printed.as_mut_slice() {
            let bare = ORIGIN.replace(only, "").into_owned();
            let Some(text) = one_printed(&bare, colon) else {
                return used;
            };
            *only = text;
        } else if !colon && !Written::read(&printed.join("\n")).is_some_and(|read| read.is_value())
        {
            return used;
        }
        let likeness = |text: &String| LIKENESS.is_match(text) && value_and_remark(text).is_none();
        if !printed.is_empty() && !printed.iter().any(likeness) {
            let kind = if warns {
                Promised::Warns(printed)
            } else {
                self.printed(printed)
            };
            found.push((at, kind));
        }
        if let Some(thrown) = thrown {
            found.extend(throws(":", thrown).map(|kind| (at, kind)));
        }
        used
    }
}

/// The one text that is printed. Without a colon it must look like what a program prints, for
/// `prints the result` promises nothing.
fn one_printed(bare: &str, colon: bool) -> Option<String> {
    let plain = bare.strip_suffix('.').unwrap_or(bare);
    let is_value = |text: &str| Written::read(text).is_some_and(|read| read.is_value());
    if is_value(plain) {
        return Some(unquoted(plain).to_owned());
    }
    let letters_alone = |word: &str| {
        word.chars()
            .all(|letter| letter.is_alphabetic() || letter == '.')
    };
    let one_word = !bare.contains(' ') && !letters_alone(bare);
    if colon || one_word {
        return Some(bare.to_owned());
    }
    value_and_remark(bare).map(|(value, _)| unquoted(value).to_owned())
}

fn starts_promise(text: &str) -> bool {
    let colon = |regex: &Regex| regex.captures(text).is_some_and(|found| &found[1] == ":");
    colon(&PRINTS) || colon(&THROWS) || colon(&RETURNS)
}

/// Whether a line of code ends a statement, so that a remark behind it can be about its value.
fn ends_statement(code: &str) -> bool {
    let bare = code.trim_end();
    let last = bare.chars().next_back();
    last.is_some_and(|last| last.is_alphanumeric() || ";)]}'\"`_$".contains(last))
        && !bare.ends_with("=>")
}

/// Whether `code` declares a plain value, which a remark only repeats or explains.
fn is_declaration_of(code: &str, value: &str) -> bool {
    let given = code.split_once('=').map(|(_, given)| given.trim());
    let given = given.map(|given| given.trim_end_matches(';').trim());
    given.is_some_and(|given| {
        given != value && Written::read(given).is_some_and(|read| read.is_value())
    })
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
