//! A comparison as text for a terminal and as Markdown for a comment.
//!
//! Both list the same changes in the same order. This module must never decide what a change is.

use std::fmt::Write as _;

use crate::render::{code, plain};
use crate::words;

use super::{Change, Comparison, Kind};

// A comment may have 65536 characters; each list stops long before.
const LIMIT: usize = 50_000;

impl Comparison {
    /// The comparison for a terminal, without colours.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for caveat in &self.caveats {
            let _ = writeln!(out, "note: {}", words::one_line(caveat));
        }
        for (old, new) in self.runtimes.iter().filter(|(old, new)| old != new) {
            let _ = writeln!(out, "note: {new} is compared with {old}");
        }
        for kind in Kind::ALL {
            let changes: Vec<_> = self.of(kind).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = writeln!(out, "\n{} ({})", kind.label(), changes.len());
            for change in changes {
                let _ = writeln!(
                    out,
                    "  {} on {}{}: {}",
                    change.case,
                    change.runtime,
                    soft(change),
                    words::one_line(&change.detail),
                );
                if kind.is_regression() && !change.rerun.is_empty() {
                    let _ = writeln!(out, "    rerun: {}", words::one_line(&change.rerun));
                }
            }
        }
        let _ = writeln!(out, "\n{}", self.last_line());
        out
    }

    /// The comparison for a pull request comment.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let verdict = if self.is_regression() {
            "regression"
        } else {
            "no regression"
        };
        let mut out = format!("<!-- threadproof compare -->\n## threadproof: {verdict}\n\n");
        let _ = writeln!(out, "{}", plain(&self.last_line()));
        for caveat in &self.caveats {
            let _ = writeln!(out, "\n> {}", plain(caveat));
        }
        for (old, new) in self.runtimes.iter().filter(|(old, new)| old != new) {
            let _ = writeln!(out, "\n> {} is compared with {}", code(new), code(old));
        }
        for kind in Kind::ALL {
            self.section(&mut out, kind);
        }
        out
    }

    fn section(&self, out: &mut String, kind: Kind) {
        let changes: Vec<_> = self.of(kind).collect();
        if changes.is_empty() {
            return;
        }
        let open = if kind.is_regression() { " open" } else { "" };
        let (label, count) = (kind.label(), changes.len());
        let _ = writeln!(
            out,
            "\n<details{open}><summary>{label} ({count})</summary>\n"
        );
        for (done, change) in changes.iter().enumerate() {
            if out.len() > LIMIT {
                let _ = writeln!(out, "- and {}", words::many(count - done, "more change"));
                break;
            }
            let _ = writeln!(
                out,
                "- {} on {}{}: {}",
                code(&change.case),
                code(&change.runtime),
                soft(change),
                plain(words::head(&change.detail, 400).0),
            );
            if kind.is_regression() && !change.rerun.is_empty() {
                let _ = writeln!(out, "  <br>rerun: {}", code(&change.rerun));
            }
        }
        let _ = writeln!(out, "\n</details>");
    }

    fn last_line(&self) -> String {
        let mut parts: Vec<String> = Kind::ALL
            .into_iter()
            .map(|kind| (kind, self.of(kind).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {}", kind.label()))
            .collect();
        let still = match self.still_failing {
            0 => String::new(),
            failing => format!(", {failing} of them still failing"),
        };
        parts.push(format!("{} unchanged{still}", self.unchanged));
        parts.join(", ")
    }
}

fn soft(change: &Change) -> &'static str {
    if change.kind.is_regression() && !change.gates {
        " (does not gate)"
    } else {
        ""
    }
}
