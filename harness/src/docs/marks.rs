//! Marks that a page puts on its examples, as doctest has them: in an HTML comment before a block,
//! or among the words on its fence.
//!
//! It must never know how an example is run.

use serde::Serialize;

/// What a page says about an example, besides its code and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// It is not to be run.
    pub skip: bool,
    /// It may come out in any way.
    pub may_fail: bool,
    /// It throws, with these words where there are any.
    pub throws: Option<Option<String>>,
    /// It reaches for other machines.
    pub network: bool,
    /// It does not end by itself.
    pub runs_on: bool,
    /// It goes on from the blocks before it under the same heading.
    pub continues: bool,
    /// What it prints is not the same at each run.
    pub varies: bool,
    /// The name of its file.
    pub name: Option<String>,
}

/// What an HTML comment of ours says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Marks for the next block.
    Next(Marks),
    /// Code before every block under the heading, or of the page where it stands above all others.
    Before(String),
}

/// Starts a comment of ours.
const NAME: &str = "threadproof:";

/// The words of a comment, and those that a fence may have in their place.
const WORDS: &[(&str, &[&str])] = &[
    (
        "skip",
        &["ignore", "no_run", "no-run", "norun", "notest", "no-test"],
    ),
    ("may-fail", &["may_fail", "allow-fail"]),
    ("throws", &["should-throw", "should_throw", "should_panic"]),
    ("network", &["needs-network", "needs_network"]),
    ("runs-on", &["runs_on", "hangs"]),
    ("continues", &["continued"]),
    ("varies", &[]),
    ("as", &[]),
];

/// What is allowed in a comment, for messages.
pub(super) const ALLOWED: &str =
    "skip, may-fail, throws, network, runs-on, continues, varies, as NAME, before CODE";

impl Marks {
    /// Whether nothing is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The marks among the words on a fence. What others put there is none of ours.
    pub(super) fn of_fence(info: &str) -> Self {
        let mut marks = Self::default();
        // The first word is the language.
        let words = info
            .split([' ', ',', '\t', '{', '}', '.', '#'])
            .map(str::trim);
        for word in words.filter(|word| !word.is_empty()).skip(1) {
            let name = WORDS
                .iter()
                .find(|(name, others)| *name == word || others.contains(&word));
            if let Some((name, _)) = name.filter(|(name, _)| *name != "as") {
                marks.set(name, "");
            }
        }
        marks
    }

    /// Adds the marks of another place.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.skip |= other.skip;
        self.may_fail |= other.may_fail;
        self.network |= other.network;
        self.runs_on |= other.runs_on;
        self.continues |= other.continues;
        self.varies |= other.varies;
        self.throws = other.throws.or(self.throws);
        self.name = other.name.or(self.name);
        self
    }

    fn set(&mut self, name: &str, rest: &str) {
        match name {
            "skip" => self.skip = true,
            "may-fail" => self.may_fail = true,
            "throws" => {
                self.throws = Some((!rest.is_empty()).then(|| rest.to_owned()));
            }
            "network" => self.network = true,
            "runs-on" => self.runs_on = true,
            "continues" => self.continues = true,
            "varies" => self.varies = true,
            _ => self.name = Some(rest.to_owned()),
        }
    }
}

/// What a comment of ours says: the whole comment, `<!--` and `-->` with it. Any other comment says
/// nothing.
///
/// # Errors
/// The word that is none of ours.
pub(super) fn of_comment(comment: &str) -> Result<Option<Said>, String> {
    let Some(inside) = comment.trim().strip_prefix("<!--") else {
        return Ok(None);
    };
    let inside = inside.find("-->").map_or(inside, |end| &inside[..end]);
    let Some(said) = inside.trim().strip_prefix(NAME) else {
        return Ok(None);
    };
    let said = said.trim();
    if let Some(code) = said
        .strip_prefix("before")
        .filter(|code| code.starts_with(|one: char| one.is_whitespace() || one == ':'))
    {
        let code = code.trim_start_matches(':').trim();
        return Ok(Some(Said::Before(code.to_owned())));
    }
    let mut marks = Marks::default();
    for part in said
        .split([',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (word, rest) = part.split_once([' ', ':']).unwrap_or((part, ""));
        let rest = rest.trim();
        let Some((name, _)) = WORDS
            .iter()
            .find(|(name, others)| *name == word || others.contains(&word))
        else {
            return Err(word.to_owned());
        };
        let takes = matches!(*name, "throws" | "as" | "skip" | "may-fail");
        if (*name == "as" && rest.is_empty()) || (!takes && !rest.is_empty()) {
            return Err(part.to_owned());
        }
        marks.set(name, rest);
    }
    if marks.is_empty() {
        return Err(said.to_owned());
    }
    Ok(Some(Said::Next(marks)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_marks_the_next_block() {
        let said = of_comment("<!-- threadproof: throws TypeError, network -->");
        let marks = Marks {
            throws: Some(Some("TypeError".to_owned())),
            network: true,
            ..Marks::default()
        };
        assert_eq!(said, Ok(Some(Said::Next(marks))));
        assert_eq!(of_comment("<!-- eslint-skip -->"), Ok(None));
        assert_eq!(
            of_comment("<!-- threadproof: before\nconst a = 1;\n-->"),
            Ok(Some(Said::Before("const a = 1;".to_owned())))
        );
    }

    #[test]
    fn a_word_that_is_no_mark_is_told() {
        for (comment, word) in [
            ("<!-- threadproof: skp -->", "skp"),
            ("<!-- threadproof: skip, slowly -->", "slowly"),
            ("<!-- threadproof: network twice -->", "network twice"),
            ("<!-- threadproof: as -->", "as"),
            ("<!-- threadproof: -->", ""),
        ] {
            assert_eq!(of_comment(comment), Err(word.to_owned()), "{comment}");
        }
    }

    #[test]
    fn a_fence_carries_marks_among_other_words() {
        for (info, skip, throws) in [
            ("ts, ignore", true, false),
            ("js title=\"a\" should_throw", false, true),
            ("js {1,3}", false, false),
            ("{.js .ignore}", true, false),
            ("skip", false, false),
        ] {
            let marks = Marks::of_fence(info);
            assert_eq!(
                (marks.skip, marks.throws.is_some()),
                (skip, throws),
                "{info}"
            );
        }
    }
}
