//! `super(…).name`: the engine's parser wants nothing behind a call of `super`. In parentheses it
//! takes the same.

use oxc::ast::AstKind;
use oxc::ast::ast::Expression;
use oxc::semantic::{AstNode, Semantic};
use oxc::span::{GetSpan, Span};

use crate::edit::Edit;

/// Whether something may stand behind a call of `super`. Cheap; a bracket in a text among its
/// arguments may hide what follows.
#[must_use]
pub fn mentioned(text: &str) -> bool {
    text.match_indices("super(").any(|(at, _)| {
        let rest = &text[at + "super".len()..];
        let mut depth = 0_usize;
        let end = rest.char_indices().find_map(|(at, character)| {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0).then_some(at + 1)
        });
        let behind = end.map_or("", |end| rest[end..].trim_start());
        behind.starts_with(['.', '[', '(', '?', '`'])
    })
}

/// The parentheses around a call of `super` that is not all of its expression.
pub(crate) fn edit(node: &AstNode, semantic: &Semantic) -> Vec<Edit> {
    let AstKind::CallExpression(call) = node.kind() else {
        return Vec::new();
    };
    if !matches!(call.callee, Expression::Super(_)) {
        return Vec::new();
    }
    let parent = semantic.nodes().parent_kind(node.id());
    // What begins where the call begins has it as its object, or as what it calls.
    let goes_on = matches!(
        parent,
        AstKind::StaticMemberExpression(_)
            | AstKind::ComputedMemberExpression(_)
            | AstKind::PrivateFieldExpression(_)
            | AstKind::CallExpression(_)
            | AstKind::TaggedTemplateExpression(_)
            | AstKind::ChainExpression(_)
    ) && parent.span().start == call.span.start;
    if !goes_on {
        return Vec::new();
    }
    [(call.span.start, "("), (call.span.end, ")")]
        .map(|(at, text)| Edit {
            span: Span::empty(at),
            text: text.to_owned(),
        })
        .into()
}

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[test]
    fn what_goes_on_behind_a_call_of_super_is_put_in_parentheses() {
        let text = "class A extends B { constructor() { return super(1, (2)).then(() => 3); } }";
        let repaired =
            "class A extends B { constructor() { return (super(1, (2))).then(() => 3); } }";
        assert_eq!(repair(text).as_deref(), Some(repaired));
    }

    #[test]
    fn a_call_of_super_by_itself_is_left_alone() {
        assert_eq!(
            repair("class A extends B { constructor() { super(f(1)); this.a = g(super.b); } }"),
            None
        );
    }
}
