//! Puts probes into an example where its page promises something of one statement: what its value
//! is, that it throws, or that it does not.
//!
//! Every line of the example stays the line that it was. A statement that throws as promised does
//! not end the example, so that what stands behind it is looked at as well. It must never judge.

use super::edits::Edits;
use super::shape::{Place, PlaceKind, Shape};
use crate::docs::model::{Promise, Promised};

/// What the probes write with; a file beside the examples.
pub const HELPER: &str = include_str!("probe.cjs");

/// How an example reaches it: examples run two folders below.
pub const HELPER_FILE: &str = "_lib/probe.cjs";

/// A promise, and how it is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The promise.
    pub promise: Promise,
    /// How.
    pub by: Look,
}

/// How a promise is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By a probe, which writes under the promise's number; whether it stands in a function.
    Probe {
        /// Whether it may never be reached.
        nested: bool,
    },
    /// By what the example prints; whether the promise stands at the top, where the order of
    /// statements is the order of what they print.
    Output {
        /// Whether it has its place in the order.
        ordered: bool,
        /// Whether a probe tells that it was reached.
        reached: bool,
        /// Whether a probe tells the value of the statement, which may be meant.
        valued: bool,
    },
    /// By how the example ends.
    End,
    /// Not at all.
    Never,
}

impl Look {
    /// Whether a probe writes of it.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(
            self,
            Self::Probe { .. }
                | Self::Output { reached: true, .. }
                | Self::Output { valued: true, .. }
        )
    }
}

/// Decides how each promise is looked at, and puts the probes in; `shift` is where the code that
/// the promises speak of begins in `code`.
pub(super) fn probes(
    code: &str,
    shape: &Shape,
    promises: &[Promise],
    shift: usize,
    edits: &mut Edits,
) -> Vec<Watched> {
    let throwing = promises
        .iter()
        .filter(|one| matches!(one.kind, Promised::Throws(_)))
        .count();
    let each = promises.iter().enumerate().map(|(number, promise)| {
        let at = promise.at + shift;
        let mut place = shape.before(code, at);
        if place.is_none() && matches!(promise.kind, Promised::Throws(_)) {
            place = shape.after(code, end_of_remark(code, at));
        }
        let by = match &promise.kind {
            Promised::Prints(_) | Promised::Warns(_) => {
                let nested = place.filter(|place| place.nested);
                if let Some(place) = nested {
                    edits.insert(place.span.end, 5, format!(";__threadproof.n({number});"));
                }
                // Pages say `Prints` of what is only kept.
                let valued = place.is_some_and(|place| {
                    !place.nested
                        && matches!(place.kind, PlaceKind::Declares(..))
                        && !code[place.span.clone()].contains("console.")
                        && value(place, number, edits)
                });
                Look::Output {
                    ordered: place.is_some_and(|place| !place.nested),
                    reached: nested.is_some(),
                    valued,
                }
            }
            Promised::Gives(_) => match place
                .or_else(|| shape.above(code, at))
                .filter(|place| value(place, number, edits))
            {
                Some(place) => Look::Probe {
                    nested: place.nested,
                },
                None => Look::Never,
            },
            Promised::Completes => match place {
                Some(place) => {
                    edits.insert(place.span.end, 5, format!(";__threadproof.n({number});"));
                    Look::Probe {
                        nested: place.nested,
                    }
                }
                None => Look::Never,
            },
            Promised::Throws(_) => match place {
                Some(place) => {
                    attempt(place, number, code, edits);
                    Look::Probe {
                        nested: place.nested || place.caught,
                    }
                }
                None if throwing == 1 => Look::End,
                None => Look::Never,
            },
        };
        Watched {
            promise: promise.clone(),
            by,
        }
    });
    each.collect()
}

/// Where the remark that begins at `at` ends: the start of the next line that is none.
fn end_of_remark(code: &str, at: usize) -> usize {
    let mut end = at;
    for line in code[at..].split_inclusive('\n') {
        if !line.trim_start().starts_with("//") {
            break;
        }
        end += line.len();
    }
    end
}

/// Puts a probe on a statement's value; whether it has one.
fn value(place: &Place, number: usize, edits: &mut Edits) -> bool {
    match &place.kind {
        PlaceKind::Expression(span) | PlaceKind::Returns(span) => {
            // Several probes of one statement nest.
            edits.insert(span.start, 3, format!("__threadproof.v({number},("));
            edits.insert(span.end, 3, "))");
            true
        }
        PlaceKind::Declares(name, _) => {
            edits.insert(
                place.span.end,
                5,
                format!(";__threadproof.v({number},{name});"),
            );
            true
        }
        PlaceKind::Other => false,
    }
}

/// Catches what a statement throws, and throws it on where the example's own code waits for it.
fn attempt(place: &Place, number: usize, code: &str, edits: &mut Edits) {
    let on = if place.nested || place.caught {
        "throw __threadproof_e;"
    } else {
        ""
    };
    if let PlaceKind::Declares(_, keyword) = &place.kind {
        // A name declared in a block is not seen behind it, unless it is a `var`.
        let start = place.span.start;
        if &code[start..start + keyword] != "var" {
            edits.blank(start..start + keyword);
            edits.insert(start, 3, "var ");
        }
    }
    edits.insert(place.span.start, 2, "try{");
    edits.insert(
        place.span.end,
        6,
        format!(
            ";__threadproof.n({number});}}catch(__threadproof_e){{__threadproof.t({number},__threadproof_e);{on}}}"
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::model::Language;
    use crate::docs::promises;
    use crate::docs::verify::source::{Kind, Source};

    const CJS: Kind = Kind::CommonJs { typed: false };

    fn probed(code: &str) -> (String, Vec<Look>) {
        let promises = promises::of(Language::JavaScript, code);
        let mut edits = Edits::default();
        let watched = probes(code, &Shape::read(code, CJS), &promises, 0, &mut edits);
        let looks = watched.iter().map(|one| one.by).collect();
        (edits.apply(code), looks)
    }

    #[test]
    fn probes_stand_around_what_is_promised() {
        for (code, expected) in [
            ("f(1); // => 2", "__threadproof.v(0,(f(1))); // => 2"),
            (
                "const a = f()\n// => 2\n",
                "const a = f();__threadproof.v(0,a);\n// => 2\n",
            ),
            (
                "f();\n// Throws TypeError\n",
                "try{f();;__threadproof.n(0);}catch(__threadproof_e){__threadproof.t(0,__threadproof_e);}\n// Throws TypeError\n",
            ),
        ] {
            let (found, looks) = probed(code);
            assert_eq!(found, expected);
            assert_eq!(looks, [Look::Probe { nested: false }]);
            assert_eq!(Source::read(&found, CJS).broken, None);
        }
    }

    #[test]
    fn what_belongs_to_no_statement_is_not_looked_at() {
        assert_eq!(probed("f(a, // => 2\n b);").1, [Look::Never]);
        assert_eq!(probed("// Throws\n").1, [Look::End]);
        assert_eq!(
            probed("console.log(1); // 1\nf(() => {\n  console.log(2); // 2\n});").1,
            [
                Look::Output {
                    ordered: true,
                    reached: false,
                    valued: false
                },
                Look::Output {
                    ordered: false,
                    reached: true,
                    valued: false
                }
            ]
        );
    }
}
