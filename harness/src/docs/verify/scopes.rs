//! Lets a page declare a name again: what follows the second declaration runs in a scope of its own.
//!
//! Pages show variants one below the other, and blocks that go on from each other begin alike. It
//! must never know what the code does.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::Edits;
use super::shape::{Shape, TopKind};
use super::source::Kind;

/// The changes that give every second declaration its scope; none where nothing is declared twice,
/// or where an export stands in the way.
pub(super) fn scopes(code: &str, kind: Kind) -> Edits {
    let shape = Shape::read(code, kind);
    let mut declared: BTreeMap<&str, (TopKind, Range<usize>)> = BTreeMap::new();
    let mut edits = Edits::default();
    let mut open = 0;
    let imported = |name: &String| {
        shape
            .imports
            .iter()
            .any(|one| one.is_module && one.local == *name)
    };
    let has_imports = shape.top.iter().any(|one| one.kind == TopKind::Import);
    for top in &shape.top {
        // Both ways to get a module, one below the other: the import is the one that can run.
        let is_other_way = has_imports
            && top.kind == TopKind::Require
            && !top.names.is_empty()
            && top.names.iter().all(imported);
        if is_other_way {
            edits.blank(top.span.clone());
            continue;
        }
        let again = top
            .names
            .iter()
            .filter_map(|name| declared.get(name.as_str()));
        let again: Vec<_> = again.collect();
        let both_var =
            again.iter().all(|(kind, _)| *kind == TopKind::Var) && top.kind == TopKind::Var;
        if again.is_empty() || both_var {
            let names = top.names.iter();
            declared.extend(names.map(|name| (name.as_str(), (top.kind, top.span.clone()))));
            continue;
        }
        match top.kind {
            // The same import once more says nothing new; another one cannot be.
            TopKind::Import => edits.blank(top.span.clone()),
            TopKind::Export => return Edits::default(),
            _ => {
                edits.insert(top.span.start, 0, "{");
                open += 1;
                if top.kind == TopKind::Var {
                    edits.blank(top.span.start..top.span.start + 3);
                    edits.insert(top.span.start, 1, "let");
                }
                declared.clear();
                let names = top.names.iter();
                declared.extend(names.map(|name| (name.as_str(), (top.kind, top.span.clone()))));
            }
        }
    }
    if open > 0 {
        let first = shape.top.iter().filter(|one| one.kind != TopKind::Import);
        let starts: Vec<usize> = first.map(|one| one.span.start).collect();
        let opened = edits.first_insert().unwrap_or(usize::MAX);
        // Exports and imports stand at the top only.
        let moved = shape.top.iter().filter(|one| one.span.start >= opened);
        for one in moved {
            match one.kind {
                TopKind::Import => {
                    edits.insert(
                        shape.start,
                        -1,
                        format!("{};", &code[one.span.clone()].replace('\n', " ")),
                    );
                    edits.blank(one.span.clone());
                }
                TopKind::Export => return Edits::default(),
                _ => {}
            }
        }
        // An import and a declaration of one name need scopes of their own as well.
        let clash = shape
            .imports
            .iter()
            .filter(|one| one.is_module)
            .any(|import| {
                shape.top.iter().any(|top| {
                    top.kind != TopKind::Import
                        && top.span.start < opened
                        && top.names.contains(&import.local)
                })
            });
        if clash && let Some(start) = starts.first() {
            edits.insert(*start, -1, "{");
            open += 1;
        }
        edits.insert(code.len(), 9, format!("\n{}", "}".repeat(open)));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::verify::source::Source;

    const CJS: Kind = Kind::CommonJs { typed: false };
    const ESM: Kind = Kind::EsModule { typed: false };

    #[test]
    fn a_name_may_be_declared_again() {
        for (code, kind) in [
            (
                "const a = 1;\nconst a = 2;\nconst b = a;\nconst a = 3;",
                CJS,
            ),
            ("function f() {}\nconst f = 1;", CJS),
            ("let a = 1;\nvar a = 2;", CJS),
            ("import a from 'x';\nconst a = require('x');", ESM),
            ("import a from 'x';\nimport a from 'x';\na;", ESM),
            ("const b = 1;\nconst b = 2;\nimport a from 'x';\na;", ESM),
            ("import a from 'x';\nconst a = 1;", ESM),
        ] {
            assert!(Source::read(code, kind).broken.is_some(), "{code}");
            let scoped = scopes(code, kind).apply(code);
            assert_eq!(Source::read(&scoped, kind).broken, None, "{scoped}");
        }
    }

    #[test]
    fn what_is_declared_once_stays_as_it_is() {
        for code in [
            "const a = 1;\n{ const a = 2; }",
            "var a = 1;\nvar a = 2;",
            "let ;(",
        ] {
            assert!(scopes(code, CJS).is_empty(), "{code}");
        }
    }
}
