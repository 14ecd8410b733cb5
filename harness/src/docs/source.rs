//! A page's text, with the line of every byte at hand.
//!
//! It must never know what a page means.

use std::ops::Range;

use camino::Utf8Path;

use crate::diagnose::{Diagnostic, Text};

/// The text of a page, line ends made `\n`.
#[derive(Debug)]
pub(super) struct Source {
    text: Text,
    /// The byte at which each line starts.
    starts: Vec<usize>,
    /// For a piece of a page, the page and how many of its lines stand above the piece.
    piece_of: Option<(Text, usize)>,
}

impl Source {
    /// Takes `raw`, read from `path`. A mark of the byte order is left out, and `\r\n` and `\r`
    /// become `\n`, as `CommonMark` ("line ending") and HTML ("preprocessing the input stream") ask.
    pub(super) fn new(path: &Utf8Path, raw: &str) -> Self {
        let raw = raw.strip_prefix('\u{feff}').unwrap_or(raw);
        let body = if raw.contains('\r') {
            raw.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            raw.to_owned()
        };
        Self {
            starts: starts(&body),
            text: Text::new(path, body),
            piece_of: None,
        }
    }

    /// A piece of the page, each of its lines one line of the page, the first of them `line`.
    pub(super) fn piece(&self, body: String, line: usize) -> Self {
        Self {
            starts: starts(&body),
            text: Text::new(self.text.name(), body),
            piece_of: Some((self.text.clone(), line - 1)),
        }
    }

    /// The whole text.
    pub(super) fn body(&self) -> &str {
        self.text.body()
    }

    /// The text as diagnostics take it.
    pub(super) fn text(&self) -> &Text {
        &self.text
    }

    /// Starts a diagnostic about the bytes `span`; in a piece, about the line where they start.
    pub(super) fn problem(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let Some((page, _)) = &self.piece_of else {
            return self.text.problem(span, message);
        };
        let start = page.offset(self.line(span.start), 1);
        let line = page.body()[start..].lines().next().unwrap_or("");
        page.problem(start..start + line.len(), message)
    }

    /// The line, from 1, of the byte `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        let above = self.piece_of.as_ref().map_or(0, |(_, above)| *above);
        above + self.starts.partition_point(|start| *start <= at)
    }
}

fn starts(body: &str) -> Vec<usize> {
    let behind_breaks = body.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind_breaks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let source = Source::new("p.md".into(), "\u{feff}a\r\nb\rc\nd");
        assert_eq!(source.body(), "a\nb\nc\nd");
        let lines: Vec<usize> = [0, 1, 2, 4, 6].map(|at| source.line(at)).into();
        assert_eq!(lines, [1, 1, 2, 3, 4]);
    }
}
