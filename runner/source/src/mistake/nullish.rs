//! Properties of `undefined` and `null`.

use oxc::ast::AstKind;
use oxc::ast::ast::{
    Argument, AssignmentOperator, AssignmentTarget, Expression, SimpleAssignmentTarget,
    UnaryOperator,
};
use oxc::span::GetSpan;

use super::Scene;
use super::calls::{arguments_at, call_at};
use super::patterns::first_iterated;
use super::printed::printed;
use super::value::{Known, known, nothing};

/// What functions of the language say that turn what they are given into an object.
const TO_OBJECT: &str = "Cannot convert undefined or null to object";

pub(super) fn of_nothing(scene: &Scene<'_, '_>) -> Option<String> {
    if scene.native.is_some() {
        return native(scene);
    }
    if let Some(words) = read(scene).or_else(|| written(scene)) {
        return Some(words);
    }
    let arguments = arguments_at(scene);
    if let Some(Argument::SpreadElement(spread)) = arguments.and_then(|it| it.last()) {
        let nothing = nothing(scene, &spread.argument);
        return Some(format!(
            "{} is not iterable (cannot read property {nothing})",
            printed(&spread.argument)
        ));
    }
    let deletes = scene.first(|node| match node.kind() {
        AstKind::UnaryExpression(it) if it.operator == UnaryOperator::Delete => Some(()),
        _ => None,
    });
    if deletes.is_some() {
        return Some(TO_OBJECT.to_owned());
    }
    if let Some(iterated) = first_iterated(scene, "undefined") {
        return Some(iterated);
    }
    Some(TO_OBJECT.to_owned())
}

/// A property that is read: the engine's place is where its name begins.
fn read(scene: &Scene<'_, '_>) -> Option<String> {
    let at = scene.at;
    scene.nodes().find_map(|node| {
        let (object, key) = match node.kind() {
            AstKind::StaticMemberExpression(it) if it.property.span.start == at => {
                (&it.object, it.property.name.to_string())
            }
            AstKind::ComputedMemberExpression(it) if it.expression.span().start == at => {
                (&it.object, key_of(scene, &it.expression)?)
            }
            AstKind::PrivateFieldExpression(it) if it.field.span.start == at => {
                (&it.object, format!("#{}", it.field.name))
            }
            _ => return None,
        };
        Some(reading(nothing(scene, object), &key))
    })
}

pub(super) fn reading(nothing: &str, key: &str) -> String {
    if key == "Symbol(Symbol.iterator)" {
        return format!("{nothing} is not iterable (cannot read property {key})");
    }
    format!("Cannot read properties of {nothing} (reading '{key}')")
}

/// A property that is written, or read to be written: the place is where the assignment begins.
fn written(scene: &Scene<'_, '_>) -> Option<String> {
    let at = scene.at;
    scene.nodes().find_map(|node| match node.kind() {
        AstKind::AssignmentExpression(it) if it.span.start == at => {
            let (object, key) = match &it.left {
                AssignmentTarget::StaticMemberExpression(it) => {
                    (&it.object, it.property.name.to_string())
                }
                AssignmentTarget::ComputedMemberExpression(it) => {
                    (&it.object, key_of(scene, &it.expression)?)
                }
                _ => return None,
            };
            let nothing = nothing(scene, object);
            Some(if it.operator == AssignmentOperator::Assign {
                format!("Cannot set properties of {nothing} (setting '{key}')")
            } else {
                reading(nothing, &key)
            })
        }
        AstKind::UpdateExpression(it) if it.span.start == at => {
            let (object, key) = match &it.argument {
                SimpleAssignmentTarget::StaticMemberExpression(it) => {
                    (&it.object, it.property.name.to_string())
                }
                SimpleAssignmentTarget::ComputedMemberExpression(it) => {
                    (&it.object, key_of(scene, &it.expression)?)
                }
                _ => return None,
            };
            Some(reading(nothing(scene, object), &key))
        }
        _ => None,
    })
}

/// A computed key, as far as the text shows its value; else as the text has it.
pub(super) fn key_of(scene: &Scene<'_, '_>, key: &Expression<'_>) -> Option<String> {
    if let Expression::StaticMemberExpression(it) = key
        && matches!(&it.object, Expression::Identifier(name) if name.name == "Symbol")
    {
        return Some(format!("Symbol(Symbol.{})", it.property.name));
    }
    Some(known(scene, key).map_or_else(|| printed(key), |known| known.shown()))
}

/// A function of the language was given nothing.
fn native(scene: &Scene<'_, '_>) -> Option<String> {
    let call = call_at(scene)?;
    let Expression::StaticMemberExpression(member) = &call.callee else {
        return Some(TO_OBJECT.to_owned());
    };
    let name = member.property.name.as_str();
    if name == "call" || name == "apply" {
        let method = printed(&member.object);
        let named = method.starts_with("String.prototype.")
            || [
                "map", "forEach", "filter", "reduce", "some", "every", "find", "sort", "flatMap",
            ]
            .iter()
            .any(|it| method == format!("Array.prototype.{it}"));
        if named {
            return Some(format!("{method} called on null or undefined"));
        }
    }
    Some(match printed(&call.callee).as_str() {
        "Object.fromEntries" => match known(scene, call.arguments.first()?.as_expression()?) {
            Some(Known::Null) => "null is not iterable".to_owned(),
            _ => "undefined is not iterable".to_owned(),
        },
        method @ ("Object.setPrototypeOf" | "Object.groupBy" | "Map.groupBy") => {
            format!("{method} called on null or undefined")
        }
        _ => TO_OBJECT.to_owned(),
    })
}
