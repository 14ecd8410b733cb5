//! Reads what a remark says of errors: `Throws …`, `Fails due to …`, an error as it is shown.
//!
//! It must never know the code that a remark stands in.

use std::sync::LazyLock;

use regex::Regex;

use super::said::pattern;
use crate::docs::model::Promised;

/// `Throws: x`, `throws TypeError`, `Throws an error`.
pub(super) static THROWS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:(?:this|it) )?(?:throws|rejects(?: with)?|unhandled (?:promise )?rejection))(:|\s|\.|!|$)\s*(.*)$",
    )
});

/// The name of an error, or a code of Node's, at the start of words.
static ERROR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:Uncaught )?(?:[A-Z]\w*(?:Error|Exception)\b|ERR_[A-Z_]+)"));

/// An error as a runtime shows it: its name alone, or with its code or message.
pub(super) static SHOWN_ERROR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:Uncaught )?(?:[A-Z]\w*Error|DOMException|Error)(?: \[\w+\])?(?::\s*\S.*|\.|!)?$")
});

/// `an error`, `a TypeError`, `an exception`.
static SOME_ERROR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^an? (?:(error|exception)\b|`?([A-Z]\w*Error)\b)"));

/// `Fails due to …`, `Will throw an error since …`, above what does.
static FAILS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:(?:this|it) )?(?:will (?:throw|fail|reject)|fails|throws))(?: with)?(?: (?:an? )?(?:error|exception|`?([A-Z]\w*Error)`?))?(?:[.:]?$| (?:due to|because|since|as)\b)",
    )
});

/// `Error!`, `error`, with what is said of it in brackets.
static SOME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:an? )?[Ee](?:rror|RROR)!?(?:\s*\(.*\))?[.!]?$"));

/// Whether words behind an arrow say that there is an error, and not which.
pub(super) fn is_some_error(text: &str) -> bool {
    SOME.is_match(text)
}

/// Words of TypeScript's compiler: what it says happens before anything runs.
static OF_TYPES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bis not assignable to\b|\bArgument of type\b|\bon type '|\bType '[^']*'|\bTS\d{4}\b|\(2\d{3}\)|^(?:TypeScript|TS|[Tt]ype|[Cc]ompile(?:-time|r)?) [Ee]rror\b|\bimplicitly has\b|\bpossibly '?(?:null|undefined)\b",
    )
});

/// Whether the error is one of TypeScript's compiler.
pub(super) fn is_of_types(text: &str) -> bool {
    OF_TYPES.is_match(text)
}

/// The promise of a remark above code that it fails, with the reason.
pub(super) fn fails(text: &str) -> Option<Promised> {
    let name = FAILS.captures(text)?.get(1);
    Some(Promised::Throws(name.map(|name| name.as_str().to_owned())))
}

/// The promise behind `Throws` and a mark.
pub(super) fn throws(mark: &str, words: &str) -> Option<Promised> {
    if is_of_types(words) {
        return None;
    }
    let some = SOME_ERROR.captures(words);
    let words = if mark == ":" && !words.is_empty() {
        Some(words.to_owned())
    } else if ERROR.is_match(words) {
        let named = words
            .trim_start_matches("Uncaught ")
            .trim_end_matches(['.', '!']);
        let shown = SHOWN_ERROR.is_match(named);
        let name = named.split([' ', ',', '(']).next().unwrap_or(named);
        Some(if shown { named } else { name }.to_owned())
    } else if let Some(some) = some {
        some.get(2).map(|name| name.as_str().to_owned())
    } else if words.is_empty()
        || words.starts_with(['(', '-', '–', '—'])
        || words.starts_with("and ")
    {
        None
    } else {
        return None;
    };
    Some(Promised::Throws(words))
}
