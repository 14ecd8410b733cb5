//! Destructuring, and what is not iterable.

use oxc::ast::AstKind;
use oxc::ast::ast::{
    Argument, AssignmentTargetProperty, BindingPattern, Expression, ForOfStatement,
    ForStatementLeft, ObjectAssignmentTarget, ObjectPattern,
};
use oxc::semantic::AstNode;

use super::Scene;
use super::calls::arguments_at;
use super::nullish::reading;
use super::printed::{key, printed};
use super::value::{Known, known};

/// What a message says of a value that has no name.
const ITERATOR: &str = "is not iterable (cannot read property Symbol(Symbol.iterator))";

pub(super) fn cannot_destructure(scene: &Scene<'_, '_>, value: &str) -> Option<String> {
    scene.first(|node| match node.kind() {
        AstKind::ObjectPattern(it) => Some(object_pattern(scene, node, it, value)),
        AstKind::ObjectAssignmentTarget(it) => Some(object_target(scene, node, it, value)),
        AstKind::ArrayPattern(_) | AstKind::ArrayAssignmentTarget(_) => {
            Some(array_pattern(scene, node, value))
        }
        _ => None,
    })
}

fn object_pattern(
    scene: &Scene<'_, '_>,
    node: &AstNode<'_>,
    pattern: &ObjectPattern<'_>,
    value: &str,
) -> String {
    let first = pattern.properties.first().filter(|it| !it.computed);
    let name = first.and_then(|it| key(&it.key));
    let has_default =
        first.is_some_and(|it| matches!(it.value, BindingPattern::AssignmentPattern(_)));
    destructured(name, has_default, &source(scene, node, value), value)
}

fn object_target(
    scene: &Scene<'_, '_>,
    node: &AstNode<'_>,
    pattern: &ObjectAssignmentTarget<'_>,
    value: &str,
) -> String {
    let (name, has_default) = match pattern.properties.first() {
        Some(AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it)) => {
            (Some(it.binding.name.to_string()), it.init.is_some())
        }
        Some(AssignmentTargetProperty::AssignmentTargetPropertyProperty(it)) if !it.computed => {
            (key(&it.name), false)
        }
        _ => (None, false),
    };
    destructured(name, has_default, &source(scene, node, value), value)
}

fn destructured(name: Option<String>, has_default: bool, source: &Source, value: &str) -> String {
    match (name, source) {
        (Some(name), Source::Nested) => reading(value, &name),
        (Some(name), _) if has_default => reading(value, &name),
        (Some(name), Source::Named(source)) => {
            format!("Cannot destructure property '{name}' of '{source}' as it is {value}.")
        }
        (None, Source::Named(source)) => {
            format!("Cannot destructure '{source}' as it is {value}.")
        }
        (None, Source::Nested) => format!("Cannot destructure '{value}' as it is {value}."),
    }
}

/// Where the value of a pattern comes from.
enum Source {
    /// An expression, or what stands for one.
    Named(String),
    /// Another pattern.
    Nested,
}

fn source(scene: &Scene<'_, '_>, node: &AstNode<'_>, value: &str) -> Source {
    let nodes = scene.semantic.nodes();
    match nodes.parent_kind(node.id()) {
        AstKind::VariableDeclarator(it) => match &it.init {
            Some(init) => Source::Named(printed(init)),
            None => Source::Named(".for".to_owned()),
        },
        AstKind::AssignmentExpression(it) => Source::Named(printed(&it.right)),
        AstKind::CatchParameter(_) => Source::Named(".catch".to_owned()),
        AstKind::ForOfStatement(_) => Source::Named(".for".to_owned()),
        AstKind::FormalParameter(_) => Source::Named(if value == "null" {
            "object null".to_owned()
        } else {
            value.to_owned()
        }),
        _ => Source::Nested,
    }
}

fn array_pattern(scene: &Scene<'_, '_>, node: &AstNode<'_>, value: &str) -> String {
    let typed = if value == "null" {
        "object null"
    } else {
        value
    };
    match scene.semantic.nodes().parent_kind(node.id()) {
        AstKind::VariableDeclarator(it) => match &it.init {
            Some(init) if has_name(init) => format!("{} is not iterable", printed(init)),
            Some(_) => format!("{typed} {ITERATOR}"),
            None => ".for is not iterable".to_owned(),
        },
        _ => format!("{typed} {ITERATOR}"),
    }
}

fn has_name(expression: &Expression<'_>) -> bool {
    matches!(
        expression,
        Expression::Identifier(_)
            | Expression::NullLiteral(_)
            | Expression::NumericLiteral(_)
            | Expression::StringLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::ObjectExpression(_)
    )
}

pub(super) fn not_iterable(scene: &Scene<'_, '_>, kind: &str) -> Option<String> {
    if scene.native.is_some() {
        let arguments = arguments_at(scene)?;
        return Some(format!("{} {ITERATOR}", typed(scene, arguments, kind)));
    }
    let bracket = scene.text.as_bytes().get(scene.at as usize) == Some(&b'(');
    let arguments = arguments_at(scene);
    let spreads = arguments.is_some_and(|it| matches!(it.last(), Some(Argument::SpreadElement(_))));
    if spreads {
        return Some(
            "Spread syntax requires ...iterable[Symbol.iterator] to be a function".to_owned(),
        );
    }
    let made = scene.text[scene.at as usize..].starts_with("new ");
    if (bracket || made)
        && let Some(arguments) = arguments
    {
        return Some(format!("{} {ITERATOR}", typed(scene, arguments, kind)));
    }
    first_iterated(scene, kind)
}

/// The first argument with its type, or that of the engine's.
fn typed(scene: &Scene<'_, '_>, arguments: &[Argument<'_>], kind: &str) -> String {
    let first = arguments.first().and_then(Argument::as_expression);
    match first.and_then(|it| known(scene, it)) {
        Some(known) => known.typed(),
        None => kind.to_owned(),
    }
}

/// What the first of the function iterates, as a message says that it can't be.
pub(super) fn first_iterated(scene: &Scene<'_, '_>, kind: &str) -> Option<String> {
    scene.first(|node| match node.kind() {
        AstKind::ForOfStatement(it) => Some(for_of(scene, it)),
        AstKind::SpreadElement(it) => Some(format!("{} is not iterable", printed(&it.argument))),
        AstKind::YieldExpression(it) if it.delegate => {
            let argument = it.argument.as_ref()?;
            let typed = known(scene, argument).map_or_else(|| kind.to_owned(), |it| it.typed());
            Some(format!("{typed} {ITERATOR}"))
        }
        AstKind::ArrayPattern(_) => Some(array_of(scene, node, kind)),
        AstKind::ArrayAssignmentTarget(_) => {
            let AstKind::AssignmentExpression(it) = scene.semantic.nodes().parent_kind(node.id())
            else {
                return None;
            };
            let typed = known(scene, &it.right).map_or_else(|| kind.to_owned(), |it| it.typed());
            Some(format!("{typed} {ITERATOR}"))
        }
        _ => None,
    })
}

fn for_of(scene: &Scene<'_, '_>, it: &ForOfStatement<'_>) -> String {
    let takes_apart = match &it.left {
        ForStatementLeft::VariableDeclaration(it) => it
            .declarations
            .first()
            .is_some_and(|it| matches!(it.id, BindingPattern::ArrayPattern(_))),
        left => matches!(left, ForStatementLeft::ArrayAssignmentTarget(_)),
    };
    let is_list = matches!(known(scene, &it.right), Some(Known::Array))
        || matches!(&it.right, Expression::CallExpression(_));
    if takes_apart && is_list {
        return ".for is not iterable".to_owned();
    }
    match &it.right {
        Expression::CallExpression(call) => format!(
            "{} is not a function or its return value is not iterable",
            printed(&call.callee)
        ),
        Expression::NewExpression(made) => format!(
            "{} is not a function or its return value is not iterable",
            printed(&made.callee)
        ),
        right => format!("{} is not iterable", printed(right)),
    }
}

fn array_of(scene: &Scene<'_, '_>, node: &AstNode<'_>, kind: &str) -> String {
    match scene.semantic.nodes().parent_kind(node.id()) {
        AstKind::VariableDeclarator(it) => match &it.init {
            Some(init) if has_name(init) => format!("{} is not iterable", printed(init)),
            Some(init) => {
                let typed = known(scene, init).map_or_else(|| kind.to_owned(), |it| it.typed());
                format!("{typed} {ITERATOR}")
            }
            None => ".for is not iterable".to_owned(),
        },
        _ => format!("{kind} {ITERATOR}"),
    }
}
