//! Puts a page together from what a reader meets, in the page's order.
//!
//! Whatever is the same for all forms of a page is decided here: slugs, ids, twins, the sentence
//! before an example. It must never know the form of a page.

use std::collections::HashMap;

use camino::Utf8Path;

use super::marks::Marks;
use super::model::{Before, Claim, Claimed, Example, Format, Heading, Language, Page, Prose};
use super::{output, promises, syntax, transcript};
use crate::slug::slug;

/// Collects what a page holds.
#[derive(Debug)]
pub(super) struct Builder {
    page: Page,
    /// The number to try next for a slug that is taken.
    slugs: HashMap<String, usize>,
    /// How many examples stand under the current heading.
    examples_here: usize,
    /// The last sentence of prose under the current heading.
    said: Option<String>,
    /// Whether nothing stands between the last example and here.
    touching: bool,
    /// How many pieces of prose stand between the last example and here.
    prose_since: usize,
    /// Marks for the next example.
    marks: Marks,
    /// Whether code without a label is the page's own language.
    unlabelled: bool,
}

/// Stands for the heading in the ids of examples that come before the first heading.
const TOP: &str = "top";

impl Builder {
    /// An empty page, read from `path`.
    pub(super) fn new(path: &Utf8Path, format: Format) -> Self {
        Self {
            page: Page {
                name: path.file_name().unwrap_or(path.as_str()).to_owned(),
                path: path.to_owned(),
                format,
                headings: Vec::new(),
                prose: Vec::new(),
                examples: Vec::new(),
                claims: Vec::new(),
                before: Vec::new(),
            },
            slugs: HashMap::from([(TOP.to_owned(), 1)]),
            examples_here: 0,
            said: None,
            touching: false,
            prose_since: 0,
            marks: Marks::default(),
            unlabelled: false,
        }
    }

    /// Takes code without a label for JavaScript or TypeScript where it reads as such.
    pub(super) fn unlabelled_is_code(&mut self) {
        self.unlabelled = true;
    }

    /// Meets marks for the next example.
    pub(super) fn mark(&mut self, marks: Marks) {
        self.marks = std::mem::take(&mut self.marks).and(marks);
    }

    /// Meets code that the page puts before every example from here on under this heading; of the
    /// whole page where it stands above every heading but the title.
    pub(super) fn before(&mut self, code: &str) {
        let is_section = |at: &usize| *at > 0 || self.page.headings[0].level > 1;
        self.page.before.push(Before {
            heading: self.here().filter(is_section),
            code: code.to_owned(),
        });
    }

    /// The page as far as it was met.
    pub(super) fn finish(self) -> Page {
        self.page
    }

    /// Forgets everything that was met, for it was not the page's.
    pub(super) fn restart(&mut self) {
        *self = Self::new(&self.page.path, self.page.format);
    }

    /// Meets a heading.
    pub(super) fn heading(&mut self, text: &str, level: u8, line: usize) {
        let text = one_line(text);
        let slug = self.unique(&slug(&text));
        self.page.headings.push(Heading {
            text,
            slug,
            level,
            line,
        });
        self.examples_here = 0;
        self.said = None;
        self.touching = false;
        self.prose_since = usize::MAX;
    }

    /// Meets a paragraph, a list item or a table cell.
    pub(super) fn prose(&mut self, text: &str, line: usize) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        self.said = Some(last_sentence(&text).to_owned());
        self.touching = false;
        self.prose_since = self.prose_since.saturating_add(1);
        self.page.prose.push(Prose {
            heading: self.here(),
            text,
            line,
        });
    }

    /// Meets a block of code under `label`, its first line of code on `line`. A block without code
    /// is no example.
    pub(super) fn example(&mut self, label: &str, code: &str, line: usize) {
        self.example_in(language(label), label, code, line);
    }

    /// Meets a block of code whose language shows elsewhere than in its label.
    pub(super) fn example_in(&mut self, language: Language, label: &str, code: &str, line: usize) {
        let code = code.trim_end_matches('\n');
        let marks = std::mem::take(&mut self.marks);
        if code.trim().is_empty() {
            return;
        }
        let language = self.told_by_code(language, label, code);
        if language == Language::Other {
            self.output(label, code, line);
        }
        self.examples_here += 1;
        let here = self.here();
        let slug = here.map_or(TOP, |at| &self.page.headings[at].slug);
        let id = format!("{}#{slug}/{}", self.page.name, self.examples_here);
        let twin = self.twin_of_last(language).map(|last| {
            last.twin = Some(id.clone());
            last.id.clone()
        });
        let lost_breaks = promises::lost_breaks(language, code);
        self.page.examples.push(Example {
            id,
            heading: here,
            language,
            label: label.to_owned(),
            code: code.to_owned(),
            line,
            twin,
            said_before: self.said.clone(),
            promises: promises::of(language, code),
            lost_breaks,
            marks,
            output: None,
        });
        self.touching = true;
        self.prose_since = 0;
    }

    /// The language, where the code tells more about it than the label.
    fn told_by_code(&self, language: Language, label: &str, code: &str) -> Language {
        let may_be = match language {
            Language::JavaScript | Language::CommonJs | Language::TypeScript => true,
            Language::Other => transcript::LABELS.contains(&label),
            _ => false,
        };
        if may_be && transcript::is_one(code) {
            Language::Transcript
        } else if language == Language::Other
            && label.is_empty()
            && self.unlabelled
            && syntax::typed(code)
        {
            Language::TypeScript
        } else {
            language
        }
    }

    /// Takes a block that is no code for the output of the example before it, where the page says
    /// so.
    fn output(&mut self, label: &str, code: &str, line: usize) {
        let said = self.said.as_deref().filter(|_| self.prose_since > 0);
        let near = self.prose_since <= 1;
        let Some(last) = self.page.examples.last_mut().filter(|_| near) else {
            return;
        };
        if matches!(last.language, Language::Other | Language::Transcript) {
            return;
        }
        last.output = output::of(label, code, line, said);
    }

    /// Meets a word on versions; one that names no version says nothing.
    pub(super) fn claim(&mut self, kind: Claimed, versions: Vec<String>, text: &str, line: usize) {
        if versions.is_empty() {
            return;
        }
        self.page.claims.push(Claim {
            heading: self.here(),
            line,
            kind,
            versions,
            text: one_line(text),
        });
    }

    fn here(&self) -> Option<usize> {
        self.page.headings.len().checked_sub(1)
    }

    /// The example directly before, if one in `language` is its twin.
    fn twin_of_last(&mut self, language: Language) -> Option<&mut Example> {
        if !self.touching {
            return None;
        }
        let last = self.page.examples.last_mut()?;
        let pair = matches!(
            (last.language, language),
            (Language::EsModule, Language::CommonJs) | (Language::CommonJs, Language::EsModule)
        );
        (pair && last.twin.is_none()).then_some(last)
    }

    /// The slug, or with `_1`, `_2` … behind it as Node numbers headings of the same text.
    fn unique(&mut self, slug: &str) -> String {
        let mut number = self.slugs.get(slug).copied().unwrap_or(0);
        let mut unique = if number == 0 {
            slug.to_owned()
        } else {
            format!("{slug}_{number}")
        };
        while self.slugs.contains_key(&unique) {
            number += 1;
            unique = format!("{slug}_{number}");
        }
        self.slugs.insert(slug.to_owned(), number + 1);
        if unique != slug {
            self.slugs.insert(unique.clone(), 1);
        }
        unique
    }
}

/// What the word on a fence, or the class of a block, says of the language.
pub(super) fn language(label: &str) -> Language {
    match label.to_ascii_lowercase().as_str() {
        "cjs" => Language::CommonJs,
        "mjs" => Language::EsModule,
        "js" | "javascript" | "es6" | "ecmascript" | "node" => Language::JavaScript,
        "ts" | "typescript" | "mts" | "cts" => Language::TypeScript,
        "jsx" | "tsx" => Language::Elements,
        _ => Language::Other,
    }
}

/// The words of `text`, a space between each two.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last sentence of one line of prose. A sentence starts with a capital, a digit or markup
/// after a full stop, so that `e.g. this` and `worker.on` stay whole.
fn last_sentence(text: &str) -> &str {
    let starts = text.match_indices(". ").filter(|(at, _)| {
        let before = &text[..*at];
        let after = text[at + 2..].chars().next();
        !before.ends_with("e.g")
            && !before.ends_with("i.e")
            && after.is_some_and(|first| !first.is_lowercase())
    });
    starts.last().map_or(text, |(at, _)| &text[at + 2..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> Builder {
        Builder::new("p/page.md".into(), Format::Markdown)
    }

    #[test]
    fn headings_of_the_same_text_are_told_apart() {
        let mut builder = builder();
        for text in [
            "Event: 'exit'",
            "Event: 'exit'",
            "event exit_1",
            "Event: 'exit'",
            "Top",
            "!",
        ] {
            builder.heading(text, 2, 1);
        }
        let page = builder.finish();
        let slugs: Vec<&str> = page.headings.iter().map(|one| one.slug.as_str()).collect();
        assert_eq!(
            slugs,
            [
                "event-exit",
                "event-exit_1",
                "event-exit_1_1",
                "event-exit_2",
                "top_1",
                ""
            ]
        );
    }

    #[test]
    fn only_examples_that_touch_are_twins() {
        let mut builder = builder();
        builder.example("mjs", "a()", 1);
        builder.example("cjs", "a()", 2);
        builder.example("mjs", "b()", 3);
        builder.prose("Or:", 4);
        builder.example("cjs", "b()", 5);
        builder.example("cjs", "c()", 6);
        let page = builder.finish();
        let twins: Vec<Option<&str>> = page
            .examples
            .iter()
            .map(|one| one.twin.as_deref())
            .collect();
        assert_eq!(
            twins,
            [
                Some("page.md#top/2"),
                Some("page.md#top/1"),
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn the_last_sentence_ends_where_it_should_not() {
        for (text, last) in [
            ("One. Two is here:", "Two is here:"),
            ("Use it (e.g. This one).", "Use it (e.g. This one)."),
            ("It is v1.2. then more", "It is v1.2. then more"),
            ("Read. `worker.on()` does", "`worker.on()` does"),
        ] {
            assert_eq!(last_sentence(text), last);
        }
    }
}
