//! Small edits of correct source text around what Boa 0.22 compiles or parses wrongly.
//!
//! - `this` in an arrow function inside another arrow function reaches nobody unless the function
//!   around both has a scope of its own, which mentioning `new.target` gives it.
//! - `using`, `of` and `async` are names like any other in places where the engine's parser wants
//!   none.
//! - Nothing may stand behind a call of `super`.
//!
//! Nothing moves to another line, and on a line only what stands behind an edit moves. A text that
//! does not parse is left to the engine, whose error the script then sees.

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::semantic::{AstNode, Semantic, SemanticBuilder};
use oxc::span::{GetSpan, SourceType, Span};

use crate::edit::Edit;
use crate::parsed::parse;
use crate::{names, super_call};

/// What gives a function a scope of its own; it does nothing else. Stands at the end of a body.
pub const SCOPE_MARK: &str = ";new.target";

/// The repaired text; `None` when nothing has to be done.
#[must_use]
pub fn repair(text: &str) -> Option<String> {
    let nests = mentions_nested_this(text);
    if !nests && !names::mentioned(text) && !super_call::mentioned(text) {
        return None;
    }
    let edits = edits_as(SourceType::mjs(), text).or_else(|| edits_as(SourceType::script(), text));
    apply(text, edits?)
}

/// Whether `this` may stand in an arrow function inside another one. Cheap, and never false where
/// it does.
#[must_use]
pub fn mentions_nested_this(text: &str) -> bool {
    text.contains("this") && text.match_indices("=>").nth(1).is_some()
}

/// `None` when the text does not parse.
fn edits_as(kind: SourceType, text: &str) -> Option<Vec<Edit>> {
    let allocator = Allocator::default();
    let program = parse(&allocator, kind, text)?;
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(&program)
        .semantic;
    let mut edits = Vec::new();
    for node in semantic.nodes().iter() {
        if let AstKind::ThisExpression(_) = node.kind() {
            edits.extend(mark_function(node, &semantic));
        }
        edits.extend(names::edit(node, &semantic, text));
        edits.extend(super_call::edit(node, &semantic));
    }
    Some(edits)
}

/// The mark for the function whose `this` is meant, if two arrow functions lie between.
fn mark_function(this: &AstNode, semantic: &Semantic) -> Option<Edit> {
    let mut arrows = 0;
    for kind in semantic.nodes().ancestor_kinds(this.id()) {
        match kind {
            AstKind::ArrowFunctionExpression(_) => arrows += 1,
            AstKind::Function(function) if arrows > 1 => {
                let end = function.body.as_ref()?.span().end - 1;
                return Some(Edit {
                    span: Span::empty(end),
                    text: SCOPE_MARK.to_owned(),
                });
            }
            AstKind::Function(_) | AstKind::PropertyDefinition(_) | AstKind::StaticBlock(_) => {
                return None;
            }
            _ => {}
        }
    }
    None
}

fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    // Each `this` of a function asks for the same mark.
    edits.dedup_by(|one, other| one.span == other.span && one.text == other.text);
    let mut edited = String::with_capacity(text.len() + 16 * edits.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(&text[at..edit.span.start as usize]);
        edited.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    edited.push_str(&text[at..]);
    Some(edited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_below_two_arrows_marks_its_function_once() {
        let text = "class A { m() { return () => () => [this, this]; } }";
        let marked = "class A { m() { return () => () => [this, this]; ;new.target} }";
        assert_eq!(repair(text).as_deref(), Some(marked));
    }

    #[test]
    fn this_that_the_engine_finds_is_left_alone() {
        assert_eq!(
            repair("function f() { return () => this; } a => b => c"),
            None
        );
        assert_eq!(repair("class A { f = () => () => this; }"), None);
    }

    #[test]
    fn a_text_that_does_not_parse_is_left_alone() {
        assert_eq!(repair("f() { () => () => this"), None);
    }
}
