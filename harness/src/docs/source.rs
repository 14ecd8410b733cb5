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
        let starts = std::iter::once(0)
            .chain(body.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            text: Text::new(path, body),
            starts,
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

    /// Starts a diagnostic about the bytes `span`.
    pub(super) fn problem(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        self.text.problem(span, message)
    }

    /// The line, from 1, of the byte `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
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
