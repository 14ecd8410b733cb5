//! Calls of what is no function, and classes of what is no constructor.

use oxc::ast::AstKind;
use oxc::ast::ast::{Argument, CallExpression, Expression, NewExpression};

use super::Scene;
use super::printed::printed;
use super::value::{Known, known};

/// The call whose list of arguments begins at the place.
pub(super) fn call_at<'s, 'a>(scene: &Scene<'s, 'a>) -> Option<&'s CallExpression<'a>> {
    let calls = scene.nodes().filter_map(|node| match node.kind() {
        AstKind::CallExpression(call) => Some(call),
        _ => None,
    });
    calls
        .filter(|call| {
            let callee = oxc::span::GetSpan::span(&call.callee);
            callee.end <= scene.at && scene.at < call.span.end
        })
        .max_by_key(|call| oxc::span::GetSpan::span(&call.callee).end)
}

/// The `new` that begins at the place, or the innermost around it.
pub(super) fn new_at<'s, 'a>(scene: &Scene<'s, 'a>) -> Option<&'s NewExpression<'a>> {
    let made = scene.nodes().filter_map(|node| match node.kind() {
        AstKind::NewExpression(made) => Some(made),
        _ => None,
    });
    made.filter(|made| made.span.start <= scene.at && scene.at < made.span.end)
        .max_by_key(|made| made.span.start)
}

/// The arguments of the call or the `new` at the place.
pub(super) fn arguments_at<'s, 'a>(scene: &Scene<'s, 'a>) -> Option<&'s [Argument<'a>]> {
    let call = call_at(scene).map(|call| (call.span, &call.arguments));
    let made = new_at(scene).map(|made| (made.span, &made.arguments));
    let (_, arguments) = match (call, made) {
        (Some(call), Some(made)) if made.0.start == scene.at || made.0.start > call.0.start => made,
        (Some(call), _) => call,
        (None, made) => made?,
    };
    Some(arguments)
}

pub(super) fn not_a_function(scene: &Scene<'_, '_>) -> Option<String> {
    let bracket = scene.text.as_bytes().get(scene.at as usize) == Some(&b'(');
    if bracket && let Some(call) = call_at(scene) {
        return Some(format!("{} is not a function", printed(&call.callee)));
    }
    let tag = scene.first(|node| match node.kind() {
        AstKind::TaggedTemplateExpression(it) => Some(printed(&it.tag)),
        _ => None,
    });
    tag.map(|tag| format!("{tag} is not a function"))
}

pub(super) fn not_a_constructor(scene: &Scene<'_, '_>) -> Option<String> {
    if scene.native.is_some() {
        return None;
    }
    let made = new_at(scene)?;
    Some(format!("{} is not a constructor", printed(&made.callee)))
}

pub(super) fn class_without_new(scene: &Scene<'_, '_>) -> Option<String> {
    let callee = match call_at(scene) {
        Some(call) if scene.native.is_some() => {
            return match call.arguments.first()?.as_expression()? {
                Expression::Identifier(it) => Some(without_new(&it.name)),
                _ => None,
            };
        }
        Some(call) => &call.callee,
        None => return None,
    };
    let name = match callee.without_parentheses() {
        Expression::Identifier(it) => it.name.as_str(),
        Expression::StaticMemberExpression(it) => it.property.name.as_str(),
        Expression::ClassExpression(it) => match &it.id {
            Some(id) => id.name.as_str(),
            None => return Some("Class constructors cannot be invoked without 'new'".to_owned()),
        },
        _ => return None,
    };
    Some(without_new(name))
}

fn without_new(name: &str) -> String {
    format!("Class constructor {name} cannot be invoked without 'new'")
}

pub(super) fn bad_superclass(scene: &Scene<'_, '_>) -> Option<String> {
    let value = scene.first(|node| match node.kind() {
        AstKind::Class(class) => {
            let parent = &class.heritage.as_ref()?.expression;
            match known(scene, parent) {
                Some(Known::Array) => Some("[object Array]".to_owned()),
                Some(known) => Some(known.shown()),
                None => Some("undefined".to_owned()),
            }
        }
        _ => None,
    })?;
    Some(format!(
        "Class extends value {value} is not a constructor or null"
    ))
}
