//! Statements that a comment says to be for Windows: what they throw elsewhere says nothing.
//!
//! The harness runs on systems that are not Windows. It must never judge.

use super::edits::Edits;
use super::shape::{PlaceKind, Shape};

/// Words that tell.
const WORDS: &[&str] = &["(Windows)", "(on Windows)", "// Windows:", "// On Windows:"];

/// Lets each such statement at the top fail without ending the example.
pub(super) fn let_fail(code: &str, shape: &Shape, edits: &mut Edits) {
    for place in &shape.statements {
        let rest = code[place.span.end..].lines().next().unwrap_or_default();
        let said = rest.find("//").is_some_and(|at| {
            let remark = &rest[at..];
            rest[..at].trim().is_empty() && WORDS.iter().any(|words| remark.contains(words))
        });
        if said && !place.nested && matches!(place.kind, PlaceKind::Expression(_)) {
            edits.insert(place.span.start, 1, "try{");
            edits.insert(place.span.end, 7, ";}catch{}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::verify::source::Kind;

    #[test]
    fn only_what_is_said_to_be_for_windows_may_fail() {
        let code = "a(); // C:\\x (Windows)\nb(); // /x (POSIX)\n";
        let shape = Shape::read(code, Kind::CommonJs { typed: false });
        let mut edits = Edits::default();
        let_fail(code, &shape, &mut edits);
        let expected = "try{a();;}catch{} // C:\\x (Windows)\nb(); // /x (POSIX)\n";
        assert_eq!(edits.apply(code), expected);
    }
}
