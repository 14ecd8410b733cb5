//! Expressions as V8's messages print them.

use oxc::ast::ast::{
    ChainElement, Expression, ObjectPropertyKind, PropertyKey, SimpleAssignmentTarget,
};

/// What stands for an expression that is not printed.
const VALUE: &str = "(intermediate value)";

/// An expression, in V8's words.
pub(super) fn printed(expression: &Expression<'_>) -> String {
    match expression {
        Expression::Identifier(it) => it.name.to_string(),
        Expression::ThisExpression(_) => "this".to_owned(),
        Expression::NullLiteral(_) => "null".to_owned(),
        Expression::BooleanLiteral(it) => it.value.to_string(),
        Expression::NumericLiteral(it) => number(it.value),
        Expression::StringLiteral(it) => format!("\"{}\"", it.value),
        Expression::RegExpLiteral(it) => {
            let raw = it.raw.as_ref().map(ToString::to_string);
            raw.unwrap_or_else(|| VALUE.to_owned())
        }
        Expression::TemplateLiteral(it) if it.expressions.is_empty() => {
            format!("\"{}\"", it.quasis.first().map_or("", cooked))
        }
        Expression::TemplateLiteral(it) => it.expressions.iter().map(printed).collect(),
        Expression::ParenthesizedExpression(it) => printed(&it.expression),
        Expression::StaticMemberExpression(it) => {
            let dot = if it.optional { "?." } else { "." };
            format!("{}{dot}{}", printed(&it.object), it.property.name)
        }
        Expression::ComputedMemberExpression(it) => {
            computed(&it.object, &it.expression, it.optional)
        }
        Expression::PrivateFieldExpression(it) => {
            format!("{}[#{}]", printed(&it.object), it.field.name)
        }
        Expression::CallExpression(it) => format!("{}(...)", printed(&it.callee)),
        Expression::ChainExpression(it) => chain(&it.expression),
        Expression::BinaryExpression(it) => format!(
            "({} {} {})",
            printed(&it.left),
            it.operator.as_str(),
            printed(&it.right)
        ),
        Expression::LogicalExpression(it) => format!(
            "({} {} {})",
            printed(&it.left),
            it.operator.as_str(),
            printed(&it.right)
        ),
        Expression::UnaryExpression(it) => {
            let operator = it.operator.as_str();
            let space = if operator.ends_with(char::is_alphabetic) {
                " "
            } else {
                ""
            };
            format!("({operator}{space}{})", printed(&it.argument))
        }
        Expression::UpdateExpression(it) => {
            let operator = it.operator.as_str();
            let target = target(&it.argument);
            if it.prefix {
                format!("({operator}{target})")
            } else {
                format!("({target}{operator})")
            }
        }
        Expression::SequenceExpression(it) => {
            let parts: Vec<String> = it.expressions.iter().map(printed).collect();
            format!("({})", parts.join(" , "))
        }
        Expression::AssignmentExpression(it) => it
            .left
            .get_identifier_name()
            .map_or_else(|| VALUE.to_owned(), ToString::to_string),
        Expression::ArrayExpression(it) => {
            let parts: Vec<String> = it
                .elements
                .iter()
                .map(|element| element.as_expression().map_or_else(String::new, printed))
                .collect();
            format!("[{}]", parts.join(","))
        }
        Expression::ObjectExpression(it) => {
            let parts = it.properties.iter().map(|property| match property {
                ObjectPropertyKind::ObjectProperty(property) => {
                    if is_plain(&property.value) {
                        VALUE.to_owned()
                    } else {
                        printed(&property.value)
                    }
                }
                ObjectPropertyKind::SpreadProperty(_) => VALUE.to_owned(),
            });
            format!("{{{}}}", parts.collect::<String>())
        }
        Expression::ConditionalExpression(_) => VALUE.repeat(3),
        _ => VALUE.to_owned(),
    }
}

fn is_plain(value: &Expression<'_>) -> bool {
    matches!(
        value,
        Expression::NumericLiteral(_)
            | Expression::StringLiteral(_)
            | Expression::BooleanLiteral(_)
            | Expression::NullLiteral(_)
    )
}

fn computed(object: &Expression<'_>, key: &Expression<'_>, optional: bool) -> String {
    let object = printed(object);
    let name = match key {
        Expression::StringLiteral(it) => Some(it.value.to_string()),
        Expression::TemplateLiteral(it) if it.expressions.is_empty() => {
            it.quasis.first().map(|it| cooked(it).to_owned())
        }
        _ => None,
    };
    let dot = if optional { "?." } else { "" };
    if let Some(name) = name {
        return format!("{object}{}{name}", if optional { "?." } else { "." });
    }
    let key = printed(key);
    let bare = key
        .strip_prefix("(-")
        .and_then(|key| key.strip_suffix(')'))
        .filter(|key| key.chars().all(|it| it.is_ascii_digit() || it == '.'));
    match bare {
        Some(number) => format!("{object}{dot}[-{number}]"),
        None => format!("{object}{dot}[{key}]"),
    }
}

fn chain(element: &ChainElement<'_>) -> String {
    match element {
        ChainElement::CallExpression(it) => format!("{}(...)", printed(&it.callee)),
        ChainElement::StaticMemberExpression(it) => {
            let dot = if it.optional { "?." } else { "." };
            format!("{}{dot}{}", printed(&it.object), it.property.name)
        }
        ChainElement::ComputedMemberExpression(it) => {
            computed(&it.object, &it.expression, it.optional)
        }
        _ => VALUE.to_owned(),
    }
}

fn target(target: &SimpleAssignmentTarget<'_>) -> String {
    match target {
        SimpleAssignmentTarget::AssignmentTargetIdentifier(it) => it.name.to_string(),
        SimpleAssignmentTarget::StaticMemberExpression(it) => {
            format!("{}.{}", printed(&it.object), it.property.name)
        }
        SimpleAssignmentTarget::ComputedMemberExpression(it) => {
            computed(&it.object, &it.expression, it.optional)
        }
        _ => VALUE.to_owned(),
    }
}

pub(super) fn cooked<'a>(element: &'a oxc::ast::ast::TemplateElement<'_>) -> &'a str {
    element
        .value
        .cooked
        .as_ref()
        .map_or("", |cooked| cooked.as_str())
}

/// A number as JavaScript prints it, as far as messages have such.
pub(super) fn number(value: f64) -> String {
    if value.is_infinite() {
        "Infinity".to_owned()
    } else {
        value.to_string()
    }
}

/// The name of a property that is written out.
pub(super) fn key(key: &PropertyKey<'_>) -> Option<String> {
    key.static_name().map(|name| name.to_string())
}
