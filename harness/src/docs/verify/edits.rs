//! Changes to a text, gathered first and made in one go, so that all of them speak of its bytes as
//! they were.
//!
//! It must never know what a text means.

use std::ops::Range;

/// Changes that are gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edits {
    /// Texts to put before a byte; of those before one byte, the one with the lower rank first.
    inserts: Vec<(usize, i32, String)>,
    /// Bytes that become spaces, line ends aside.
    blanks: Vec<Range<usize>>,
}

impl Edits {
    /// Whether there is none.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.blanks.is_empty()
    }

    /// Puts `text` before the byte `at`.
    pub(super) fn insert(&mut self, at: usize, rank: i32, text: impl Into<String>) {
        self.inserts.push((at, rank, text.into()));
    }

    /// Makes spaces of these bytes, so that every line stays where it is.
    pub(super) fn blank(&mut self, span: Range<usize>) {
        self.blanks.push(span);
    }

    /// The first byte before which something is put.
    pub(super) fn first_insert(&self) -> Option<usize> {
        self.inserts.iter().map(|(at, _, _)| *at).min()
    }

    /// The text with all changes.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.inserts.sort_by_key(|(at, rank, _)| (*at, *rank));
        let mut inserts = self.inserts.into_iter().peekable();
        let mut changed = String::with_capacity(text.len());
        for (at, letter) in text.char_indices() {
            while let Some((_, _, inserted)) = inserts.next_if(|(place, _, _)| *place <= at) {
                changed.push_str(&inserted);
            }
            let is_blank = letter != '\n' && self.blanks.iter().any(|span| span.contains(&at));
            changed.push(if is_blank { ' ' } else { letter });
        }
        for (_, _, inserted) in inserts {
            changed.push_str(&inserted);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_changes_speak_of_the_old_text() {
        let mut edits = Edits::default();
        edits.insert(2, 1, "two");
        edits.insert(2, 0, "one");
        edits.insert(5, 0, "end");
        edits.blank(0..3);
        assert_eq!(edits.apply("ab\ncd"), "  onetwo\ncdend");
    }
}
