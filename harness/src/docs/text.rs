//! Plain text whose formatting is lost: no fences, headings that end with `#`, bullets, and ES
//! modules directly followed by their `CommonJS` twins.
//!
//! Code is found by its shape: a line that looks like the start of code, and as many lines after it
//! as parse together. It must never know where a page was read from.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::builder::Builder;
use super::model::Language;
use super::scan::scan;
use super::source::Source;
use super::syntax::{is_shallow, script, with_large_stack};
use crate::diagnose::Diagnostic;

/// No example that lost its fences is longer, in bytes.
const LONGEST: usize = 16 * 1024;

/// How often each byte of a page may be looked at while code is searched, which keeps a page of
/// code that never ends linear.
const LOOKS: usize = 20;

/// How a line of code starts, spaces before it left out.
static STARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:(?:import|export)[\s{*'"(]|(?:const|let|var)\s+[\w$\[{]|(?:async\s+)?function\b|class\s+\w|(?:if|for|while|switch|try|do)\s*[({]|['"]use strict['"]|//|/\*|[)\]}]|[\w$.\s'"`\[\]]+(?:\(|=|\+\+|--|\?\.).*(?:[;{(\[,]|=>|//.*|\*/)$)"#,
    )
});

/// A line that names the file which the code below it is.
static FILE_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^// [\w./-]+\.[cm]?[jt]s$"));

/// The directive that starts the `CommonJS` half of a pair.
static STRICT: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^['"]use strict['"];?$"#));

/// A declaration that imports, and what it imports from.
static IMPORT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^(?:import\b|\}).*(?:\bfrom\s*|^import\s*)['"]([^'"]+)['"]"#));

/// A declaration that requires, and what it requires.
static REQUIRE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"^(?:(?:const|let|var)\b|\}).*=\s*require\(['"]([^'"]+)['"]\)"#));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file is well formed")
}

/// Reads the page into `builder`.
///
/// # Errors
/// When the system grants no thread.
pub(super) fn read(source: &Source, builder: &mut Builder) -> Result<(), Vec<Diagnostic>> {
    let mut reader = Reader {
        lines: source.body().lines().collect(),
        looks: source
            .body()
            .len()
            .saturating_mul(LOOKS)
            .max(LONGEST * LOOKS),
        builder,
        words: String::new(),
        words_at: 0,
    };
    with_large_stack(LONGEST, move || reader.run()).ok_or_else(|| {
        let problem = source.problem(0..0, "the system grants no thread to parse code in");
        vec![problem.help("close other programs, or raise `ulimit -u` and `ulimit -v`")]
    })
}

struct Reader<'s> {
    lines: Vec<&'s str>,
    looks: usize,
    builder: &'s mut Builder,
    words: String,
    words_at: usize,
}

impl Reader<'_> {
    fn run(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            let line = self.lines[at].trim();
            let next = at + 1;
            if line.is_empty() {
                self.flush();
            } else if let Some(text) = heading(line) {
                self.flush();
                let level = if at == 0 { 1 } else { 2 };
                self.builder.heading(text, level, next);
            } else if let Some(text) = bullet(line) {
                self.flush();
                self.builder.prose(text, next);
            } else if let Some(end) = self.code_from(at) {
                self.flush();
                self.examples(at, end);
                at = end;
                continue;
            } else {
                if self.words.is_empty() {
                    self.words_at = at;
                }
                self.words.push_str(line);
                self.words.push(' ');
            }
            at = next;
        }
        self.flush();
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        self.builder.prose(&words, self.words_at + 1);
    }

    /// The line behind the code that starts at the line `start`, if code does.
    fn code_from(&mut self, start: usize) -> Option<usize> {
        if !STARTS.is_match(self.lines[start].trim()) {
            return None;
        }
        let mut end = start;
        let mut found = None;
        loop {
            end = self.paragraph_end(end);
            let code = self.lines[start..end].join("\n");
            if code.len() > LONGEST || code.len() > self.looks {
                return found;
            }
            self.looks -= code.len();
            let open = scan(&code).open;
            if open == 0 && self.is_code(start, end) {
                found = Some(end);
            } else if open <= 0 {
                return found;
            }
            let Some(next) = self.next_words(end) else {
                return found;
            };
            let line = self.lines[next].trim();
            let goes_on = open > 0 || STARTS.is_match(line);
            if !goes_on || is_stop(line) {
                return found;
            }
            end = next;
        }
    }

    /// The first line that is not blank from the line `start`.
    fn next_words(&self, start: usize) -> Option<usize> {
        (start..self.lines.len()).find(|&at| !self.lines[at].trim().is_empty())
    }

    /// Whether the lines are examples: each half of a pair parses alone, for both declare the same.
    fn is_code(&self, start: usize, end: usize) -> bool {
        pieces(&self.lines[start..end]).into_iter().all(|piece| {
            let code = self.lines[start..end][piece].join("\n");
            is_shallow(&code) && script(&code).is_some()
        })
    }

    /// The first blank line, heading or bullet from the line `start`.
    fn paragraph_end(&self, start: usize) -> usize {
        (start..self.lines.len())
            .find(|&at| self.lines[at].trim().is_empty() || is_stop(self.lines[at].trim()))
            .unwrap_or(self.lines.len())
    }

    /// Meets the lines from `start` to before `end`: one example, or a pair, or several pairs.
    fn examples(&mut self, start: usize, end: usize) {
        for piece in pieces(&self.lines[start..end]) {
            let line = start + piece.start + 1;
            let code = self.lines[start..end][piece].join("\n");
            let language = script(&code).unwrap_or(Language::JavaScript);
            self.builder.example_in(language, "", code.trim_end(), line);
        }
    }
}

/// A heading's text: the link that it carries is left as `#`.
fn heading(line: &str) -> Option<&str> {
    let text = line.strip_suffix('#')?.trim_end();
    (!text.is_empty() && !text.starts_with('#')).then_some(text)
}

fn bullet(line: &str) -> Option<&str> {
    let marks = ["•", "◦", "▪", "‣", "- ", "* "];
    let text = marks.iter().find_map(|mark| line.strip_prefix(mark))?;
    Some(text.trim())
}

/// Whether code ends before the line whatever is open.
fn is_stop(line: &str) -> bool {
    heading(line).is_some() || line.starts_with(['•', '◦', '▪', '‣'])
}

/// The examples in a run of code: another starts where one module system follows the other.
fn pieces(lines: &[&str]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut declaration = 0;
    let mut imported: Vec<&str> = Vec::new();
    let mut is_common = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("import") || line.starts_with("const") || line.starts_with("let") {
            declaration = at;
        }
        let import = IMPORT.captures(line).and_then(|found| found.get(1));
        let require = REQUIRE.captures(line).and_then(|found| found.get(1));
        let strict = STRICT.is_match(line);
        let first = if strict { at } else { declaration };
        let turns = match (import, require) {
            (Some(_), _) => is_common,
            (_, Some(what)) => imported.contains(&what.as_str()),
            _ => strict,
        };
        if turns && first > start {
            let named = FILE_NAME.is_match(lines[first - 1]) && first - 1 > start;
            let cut = if named { first - 1 } else { first };
            pieces.push(start..cut);
            start = cut;
            imported.clear();
            is_common = false;
        }
        imported.extend(import.map(|what| what.as_str()));
        is_common |= strict || require.is_some();
    }
    pieces.push(start..lines.len());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::model::{Format, Page};

    fn read_page(text: &str) -> Page {
        let source = Source::new("page.txt".into(), text);
        let mut builder = Builder::new("page.txt".into(), Format::Text);
        read(&source, &mut builder).expect("a thread");
        builder.finish()
    }

    #[track_caller]
    fn expect_examples(text: &str, expected: &[(Language, &str, usize)]) {
        let page = read_page(text);
        let found: Vec<(Language, &str, usize)> = page
            .examples
            .iter()
            .map(|one| (one.language, one.code.as_str(), one.line))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn headings_bullets_and_prose_are_told_from_code() {
        let page = read_page(concat!(
            "The page#\n\nStability: 2 - Stable\n\nIt does things (e.g. worker.on()). Then:\n\n",
            "const a = 1;\n\nif (a) {\n\n  b();\n}\n\nb(a);\na.c()#\n  • Returns: <any>\nd(a);\nAnd that is all.\n",
        ));
        let headings: Vec<(&str, usize)> = page
            .headings
            .iter()
            .map(|one| (one.text.as_str(), one.line))
            .collect();
        assert_eq!(headings, [("The page", 1), ("a.c()", 15)]);
        let prose: Vec<&str> = page.prose.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(
            prose,
            [
                "Stability: 2 - Stable",
                "It does things (e.g. worker.on()). Then:",
                "Returns: <any>",
                "d(a); And that is all."
            ]
        );
        let example = &page.examples[0];
        assert_eq!(
            example.code,
            "const a = 1;\n\nif (a) {\n\n  b();\n}\n\nb(a);"
        );
        assert_eq!(example.said_before.as_deref(), Some("Then:"));
        assert_eq!(page.examples.len(), 1);
    }

    #[test]
    fn a_pair_is_split_where_the_module_system_turns() {
        let page = read_page(
            "import { a } from 'm';\na();\n// Prints: 1\n'use strict';\n\nconst { a } = require('m');\na();\n// Prints: 1\n",
        );
        let found: Vec<(Language, &str, usize, bool)> = page
            .examples
            .iter()
            .map(|one| {
                (
                    one.language,
                    one.code.as_str(),
                    one.line,
                    one.twin.is_some(),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                (
                    Language::EsModule,
                    "import { a } from 'm';\na();\n// Prints: 1",
                    1,
                    true
                ),
                (
                    Language::CommonJs,
                    "'use strict';\n\nconst { a } = require('m');\na();\n// Prints: 1",
                    4,
                    true
                )
            ]
        );
    }

    #[test]
    fn the_name_of_a_file_belongs_to_the_code_below() {
        expect_examples(
            "// one.js\nimport a from 'm';\na();\n// one.js\n'use strict';\nconst a = require('m');\n// two.js\nimport a from 'm';\n",
            &[
                (Language::EsModule, "// one.js\nimport a from 'm';\na();", 1),
                (
                    Language::CommonJs,
                    "// one.js\n'use strict';\nconst a = require('m');",
                    4,
                ),
                (Language::EsModule, "// two.js\nimport a from 'm';", 7),
            ],
        );
    }

    #[test]
    fn a_pair_without_a_directive_is_split_at_what_is_required_again() {
        expect_examples(
            "import {\n  a,\n} from 'm';\na();\nconst {\n  a,\n} = require('m');\na();\n",
            &[
                (Language::EsModule, "import {\n  a,\n} from 'm';\na();", 1),
                (
                    Language::CommonJs,
                    "const {\n  a,\n} = require('m');\na();",
                    5,
                ),
            ],
        );
        expect_examples(
            "import { createRequire } from 'm';\nconst require = createRequire(import.meta.url);\nconst a = require('n');\n",
            &[(
                Language::EsModule,
                "import { createRequire } from 'm';\nconst require = createRequire(import.meta.url);\nconst a = require('n');",
                1,
            )],
        );
    }

    #[test]
    fn words_that_parse_are_no_code() {
        for text in [
            "Worker\n",
            "Stability: 2\n",
            "worker.terminate()\n",
            "import of modules (see below);\n",
            "foo(\n\nnever closed\n",
            "See a (b) = c, and d;\n",
        ] {
            expect_examples(text, &[]);
        }
    }
}
