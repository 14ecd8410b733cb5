//! Splits prose into sentences and gives each a name that lasts as long as its words do.
//!
//! It must never know what a sentence means.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::docs::model::Page;

/// Words whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g.", "i.e.", "cf.", "vs.", "approx.", "incl.", "no.", "fig.", "resp.", "ca.", "al.", "ex.",
];

/// How many hexadecimal digits name a sentence.
const DIGITS: usize = 12;

/// A sentence of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The hash of its words.
    pub hash: String,
    /// The slug of the heading that it stands under, or nothing.
    pub under: String,
    /// The heading's text.
    pub heading: String,
    /// Its text.
    pub text: String,
    /// The line of its paragraph, from 1.
    pub line: usize,
}

/// The sentences of a page, in the page's order.
#[must_use]
pub fn sentences(page: &Page) -> Vec<Sentence> {
    let mut found = Vec::new();
    for prose in &page.prose {
        let heading = prose.heading.and_then(|at| page.headings.get(at));
        for text in split(&prose.text) {
            found.push(Sentence {
                hash: hash(text),
                under: heading.map_or_else(String::new, |one| one.slug.clone()),
                heading: heading.map_or_else(String::new, |one| one.text.clone()),
                text: text.to_owned(),
                line: prose.line,
            });
        }
    }
    found
}

/// Splits a paragraph. What has fewer than two words is no sentence.
#[must_use]
pub fn split(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.char_indices() {
        if !matches!(mark, '.' | '!' | '?') {
            continue;
        }
        let end = at + mark.len_utf8();
        let closed = text[end..].trim_start_matches([')', '"', '\'', '”', '’', ']', '`']);
        let end = text.len() - closed.len();
        if ends_here(&text[start..at + mark.len_utf8()], closed) {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|one| one.split_whitespace().nth(1).is_some());
    found
}

/// Whether a sentence ends behind `said`, where `rest` follows.
fn ends_here(said: &str, rest: &str) -> bool {
    let Some(next) = rest.trim_start().chars().next() else {
        return true;
    };
    // `v12.0.0`, `Node.js` and `port.close()` hold dots that end nothing.
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    // A sentence may begin with a small letter, for code does: `value` is such a word.
    if next.is_lowercase() && (said.ends_with("etc.") || !said.ends_with('.')) {
        return false;
    }
    let word = said.rsplit(char::is_whitespace).next().unwrap_or(said);
    let word = word
        .trim_start_matches(['(', '[', '"', '\''])
        .to_lowercase();
    !ABBREVIATIONS.contains(&word.as_str())
}

/// The name of a sentence: the same for the same words, whatever the marks and spaces around them.
#[must_use]
pub fn hash(text: &str) -> String {
    let digest = Sha256::digest(words(text).collect::<Vec<_>>().join(" "));
    let mut hex = String::new();
    for byte in digest.iter().take(DIGITS / 2) {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The words of a text in lower case; marks that forms of a page differ in are left out.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let is_mark = |one: char| one.is_whitespace() || "`*{}<>\"'“”‘’[]".contains(one);
    let words = text.split(is_mark).map(|word| {
        let word = word.trim_matches(|one: char| ".,;:!?()".contains(one));
        word.to_lowercase()
    });
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_end() {
        for (text, expected) in [
            (
                "One is here. Two is there.",
                vec!["One is here.", "Two is there."],
            ),
            (
                "Since v12.0.0 it is. In Node.js too.",
                vec!["Since v12.0.0 it is.", "In Node.js too."],
            ),
            (
                "Things (e.g. Buffers) move. They do.",
                vec!["Things (e.g. Buffers) move.", "They do."],
            ),
            (
                "It calls port.close() twice.",
                vec!["It calls port.close() twice."],
            ),
            (
                "(It is so.) Then it is not.",
                vec!["(It is so.)", "Then it is not."],
            ),
            ("Is it? It is!", vec!["Is it?", "It is!"]),
            (
                "It is sent. value may be any.",
                vec!["It is sent.", "value may be any."],
            ),
            (
                "Maps, sets etc. are fine.",
                vec!["Maps, sets etc. are fine."],
            ),
            ("No stop", vec!["No stop"]),
            ("One", vec![]),
        ] {
            assert_eq!(split(text), expected);
        }
    }

    #[test]
    fn the_name_follows_the_words_and_nothing_else() {
        assert_eq!(hash("A `Worker` ends."), hash("a Worker  ends"));
        assert_ne!(hash("A Worker ends."), hash("A Worker starts."));
        assert_eq!(hash("x y").len(), DIGITS);
    }
}
