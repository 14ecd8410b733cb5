//! Properties that cannot be written or deleted.

use oxc::ast::AstKind;
use oxc::ast::ast::{AssignmentTarget, Expression, UnaryOperator};

use super::Scene;
use super::nullish::key_of;
use super::value::{Known, Property, known, property_of};

pub(super) fn cannot_assign(scene: &Scene<'_, '_>, key: &str) -> Option<String> {
    if scene.native.is_some() {
        let is_index = key.bytes().all(|byte| byte.is_ascii_digit());
        return is_index.then(|| no_room(key));
    }
    let words = scene.first(|node| {
        let AstKind::AssignmentExpression(it) = node.kind() else {
            return None;
        };
        let (object, found) = match &it.left {
            AssignmentTarget::StaticMemberExpression(it) => {
                (&it.object, it.property.name.to_string())
            }
            AssignmentTarget::ComputedMemberExpression(it) => {
                (&it.object, key_of(scene, &it.expression)?)
            }
            AssignmentTarget::AssignmentTargetIdentifier(_) => {
                return Some(read_only(key, "object '#<Object>'"));
            }
            _ => return None,
        };
        let is_same = found == key || !is_written_out(&it.left);
        is_same.then(|| of_object(scene, object, key))
    });
    Some(words.unwrap_or_else(|| read_only(key, "object '#<Object>'")))
}

fn is_written_out(target: &AssignmentTarget<'_>) -> bool {
    matches!(target, AssignmentTarget::StaticMemberExpression(_))
}

fn read_only(key: &str, of: &str) -> String {
    format!("Cannot assign to read only property '{key}' of {of}")
}

fn no_room(key: &str) -> String {
    format!("Cannot add property {key}, object is not extensible")
}

fn of_object(scene: &Scene<'_, '_>, object: &Expression<'_>, key: &str) -> String {
    let value = known(scene, object);
    let (kind, shown) = match &value {
        Some(Known::Text(text)) => ("string", text.clone()),
        Some(Known::Number(_)) => (
            "number",
            value.as_ref().map(Known::shown).unwrap_or_default(),
        ),
        Some(Known::Boolean(_)) => (
            "boolean",
            value.as_ref().map(Known::shown).unwrap_or_default(),
        ),
        Some(Known::Symbol(_)) => (
            "symbol",
            value.as_ref().map(Known::shown).unwrap_or_default(),
        ),
        Some(Known::Function(text)) => {
            return read_only(key, &format!("function '{text}'"));
        }
        _ => return of_real_object(scene, object, key, value.as_ref()),
    };
    let has = kind == "string" && (key == "length" || key.parse::<usize>().is_ok());
    if has {
        read_only(key, &format!("{kind} '{shown}'"))
    } else {
        format!("Cannot create property '{key}' on {kind} '{shown}'")
    }
}

fn of_real_object(
    scene: &Scene<'_, '_>,
    object: &Expression<'_>,
    key: &str,
    value: Option<&Known>,
) -> String {
    let shown = value.map_or_else(|| "#<Object>".to_owned(), Known::shown);
    match property_of(scene, object, key) {
        Some(Property::Missing) if shown != "#<Proxy>" => return no_room(key),
        Some(Property::Accessor) => return only_a_getter(key, &shown),
        _ => {}
    }
    if shown == "#<Proxy>" {
        return format!("'set' on proxy: trap returned falsish for property '{key}'");
    }
    if let Some(Known::Object(class)) = value
        && has_getter(scene, class, key)
    {
        return only_a_getter(key, &shown);
    }
    read_only(key, &format!("object '{shown}'"))
}

fn only_a_getter(key: &str, shown: &str) -> String {
    format!("Cannot set property {key} of {shown} which has only a getter")
}

/// Whether a class of the text has an accessor of that name.
fn has_getter(scene: &Scene<'_, '_>, class: &str, name: &str) -> bool {
    scene.nodes().any(|node| match node.kind() {
        AstKind::Class(it) if it.id.as_ref().is_some_and(|id| id.name == class) => {
            it.body.body.iter().any(|element| match element {
                oxc::ast::ast::ClassElement::MethodDefinition(it) => {
                    it.kind == oxc::ast::ast::MethodDefinitionKind::Get
                        && it.key.static_name().is_some_and(|key| key == name)
                }
                _ => false,
            })
        }
        _ => false,
    })
}

pub(super) fn cannot_delete(scene: &Scene<'_, '_>) -> Option<String> {
    scene.first(|node| {
        let AstKind::UnaryExpression(it) = node.kind() else {
            return None;
        };
        if it.operator != UnaryOperator::Delete {
            return None;
        }
        let (object, key) = match it.argument.without_parentheses() {
            Expression::StaticMemberExpression(it) => (&it.object, it.property.name.to_string()),
            Expression::ComputedMemberExpression(it) => {
                (&it.object, key_of(scene, &it.expression)?)
            }
            _ => return None,
        };
        let shown = known(scene, object).map_or_else(|| "#<Object>".to_owned(), |it| it.shown());
        if shown == "#<Proxy>" {
            return Some(format!(
                "'deleteProperty' on proxy: trap returned falsish for property '{key}'"
            ));
        }
        Some(format!("Cannot delete property '{key}' of {shown}"))
    })
}
