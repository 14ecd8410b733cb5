//! What a text shows of the value of an expression.

use oxc::ast::AstKind;
use oxc::ast::ast::{
    Argument, BindingPattern, Expression, IdentifierReference, ObjectPropertyKind, PropertyKind,
    UnaryOperator,
};
use oxc::semantic::Semantic;
use oxc::span::GetSpan;

use super::Scene;
use super::printed::{cooked, key, number};

/// How many constants are followed.
const STEPS: usize = 8;

/// Methods that give `null` when they find nothing.
const GIVE_NULL: [&str; 3] = ["match", "exec", "getPrototypeOf"];

/// A value that is known without running anything.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Known {
    Undefined,
    Null,
    Text(String),
    Number(f64),
    Boolean(bool),
    Symbol(String),
    Array,
    /// An object, with the name of its class.
    Object(String),
    /// A function, with its source text.
    Function(String),
}

impl Known {
    /// A value as most messages show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Undefined => "undefined".to_owned(),
            Self::Null => "null".to_owned(),
            Self::Text(text) | Self::Function(text) => text.clone(),
            Self::Number(value) => number(*value),
            Self::Boolean(value) => value.to_string(),
            Self::Symbol(text) => format!("Symbol({text})"),
            Self::Array => "[object Array]".to_owned(),
            Self::Object(class) => format!("#<{class}>"),
        }
    }

    /// A value with its type before it, as messages show what an expression has no name for.
    pub(super) fn typed(&self) -> String {
        match self {
            Self::Undefined => "undefined".to_owned(),
            Self::Null => "object null".to_owned(),
            Self::Text(text) => format!("string \"{text}\""),
            Self::Number(value) => format!("number {}", number(*value)),
            Self::Boolean(value) => format!("boolean {value}"),
            Self::Symbol(_) => "symbol".to_owned(),
            Self::Array | Self::Object(_) => "object".to_owned(),
            Self::Function(_) => "function".to_owned(),
        }
    }
}

/// What is known of an expression's value.
pub(super) fn known(scene: &Scene<'_, '_>, expression: &Expression<'_>) -> Option<Known> {
    known_in(scene.semantic, scene.text, expression, 0)
}

/// `undefined` or `null`: what an expression is that is one of both.
pub(super) fn nothing(scene: &Scene<'_, '_>, expression: &Expression<'_>) -> &'static str {
    match known(scene, expression) {
        Some(Known::Null) => "null",
        _ => "undefined",
    }
}

/// The value of an argument; one that is not given is `undefined`.
pub(super) fn argument(
    scene: &Scene<'_, '_>,
    arguments: &[Argument<'_>],
    at: usize,
) -> Option<Known> {
    match arguments.get(at) {
        None => Some(Known::Undefined),
        Some(argument) => known(scene, argument.as_expression()?),
    }
}

fn known_in(
    semantic: &Semantic<'_>,
    text: &str,
    expression: &Expression<'_>,
    steps: usize,
) -> Option<Known> {
    if steps > STEPS {
        return None;
    }
    let again = |expression: &Expression<'_>| known_in(semantic, text, expression, steps + 1);
    Some(match expression {
        Expression::NullLiteral(_) => Known::Null,
        Expression::StringLiteral(it) => Known::Text(it.value.to_string()),
        Expression::NumericLiteral(it) => Known::Number(it.value),
        Expression::BooleanLiteral(it) => Known::Boolean(it.value),
        Expression::TemplateLiteral(it) if it.expressions.is_empty() => {
            Known::Text(it.quasis.first().map_or("", cooked).to_owned())
        }
        Expression::ArrayExpression(_) => Known::Array,
        Expression::ObjectExpression(_) => Known::Object("Object".to_owned()),
        Expression::RegExpLiteral(it) => Known::Text(it.raw.as_ref()?.to_string()),
        Expression::ArrowFunctionExpression(it) => source(text, it.span),
        Expression::FunctionExpression(it) => source(text, it.span),
        Expression::ClassExpression(it) => source(text, it.span),
        Expression::ParenthesizedExpression(it) => again(&it.expression)?,
        Expression::SequenceExpression(it) => again(it.expressions.last()?)?,
        Expression::UnaryExpression(it) => match (it.operator, again(&it.argument)) {
            (UnaryOperator::Void, _) => Known::Undefined,
            (UnaryOperator::UnaryNegation, Some(Known::Number(value))) => Known::Number(-value),
            _ => return None,
        },
        Expression::NewExpression(it) => match &it.callee {
            Expression::Identifier(name) if name.name == "Array" => Known::Array,
            Expression::Identifier(name) => Known::Object(name.name.to_string()),
            _ => return None,
        },
        Expression::CallExpression(it) => {
            if let Some(kept) = kept(expression) {
                return again(kept);
            }
            match &it.callee {
                Expression::StaticMemberExpression(member)
                    if GIVE_NULL.contains(&member.property.name.as_str()) =>
                {
                    Known::Null
                }
                Expression::StaticMemberExpression(member) if member.property.name == "create" => {
                    Known::Object("Object".to_owned())
                }
                Expression::Identifier(name) if name.name == "Symbol" => {
                    let text = it.arguments.first().and_then(Argument::as_expression);
                    match text.map(again) {
                        Some(Some(Known::Text(text))) => Known::Symbol(text),
                        _ => Known::Symbol(String::new()),
                    }
                }
                _ => return None,
            }
        }
        Expression::Identifier(it) => return identifier(semantic, text, it, steps),
        Expression::StaticMemberExpression(it) => {
            return member(semantic, text, &it.object, it.property.name.as_str(), steps);
        }
        Expression::ComputedMemberExpression(it) => {
            let name = again(&it.expression)?.shown();
            return member(semantic, text, &it.object, &name, steps);
        }
        _ => return None,
    })
}

fn source(text: &str, span: oxc::span::Span) -> Known {
    Known::Function(text[span.start as usize..span.end as usize].to_owned())
}

/// The argument of `Object.freeze` and its like, which give back what they are given.
fn kept<'e, 'a>(expression: &'e Expression<'a>) -> Option<&'e Expression<'a>> {
    let Expression::CallExpression(call) = expression else {
        return None;
    };
    let Expression::StaticMemberExpression(member) = &call.callee else {
        return None;
    };
    let keeps = ["freeze", "seal", "preventExtensions"].contains(&member.property.name.as_str());
    let first = call.arguments.first()?;
    keeps.then(|| first.as_expression()).flatten()
}

fn identifier(
    semantic: &Semantic<'_>,
    text: &str,
    name: &IdentifierReference<'_>,
    steps: usize,
) -> Option<Known> {
    match initial(semantic, name) {
        Initial::Value(value) => known_in(semantic, text, value, steps + 1),
        Initial::Nothing => Some(Known::Undefined),
        Initial::Function(span) => Some(source(text, span)),
        Initial::Global if name.name == "undefined" => Some(Known::Undefined),
        Initial::Global if name.name == "NaN" => Some(Known::Number(f64::NAN)),
        Initial::Global if ["Math", "JSON", "Reflect"].contains(&name.name.as_str()) => {
            Some(Known::Object("Object".to_owned()))
        }
        Initial::Global | Initial::Unknown => None,
    }
}

enum Initial<'e, 'a> {
    Value(&'e Expression<'a>),
    Nothing,
    Function(oxc::span::Span),
    Global,
    Unknown,
}

/// What a variable that nobody writes again was given first.
fn initial<'e, 'a>(semantic: &'e Semantic<'a>, name: &IdentifierReference<'_>) -> Initial<'e, 'a> {
    let scoping = semantic.scoping();
    let Some(reference) = name.reference_id.get() else {
        return Initial::Unknown;
    };
    let Some(symbol) = scoping.get_reference(reference).symbol_id() else {
        return Initial::Global;
    };
    if scoping.symbol_is_mutated(symbol) && !scoping.symbol_flags(symbol).is_const_variable() {
        return Initial::Unknown;
    }
    match semantic.nodes().kind(scoping.symbol_declaration(symbol)) {
        AstKind::VariableDeclarator(it)
            if matches!(it.id, BindingPattern::BindingIdentifier(_)) =>
        {
            it.init.as_ref().map_or(Initial::Nothing, Initial::Value)
        }
        kind @ (AstKind::Function(_) | AstKind::Class(_)) => Initial::Function(kind.span()),
        _ => Initial::Unknown,
    }
}

/// The expression that an object was written as.
fn written<'e, 'a>(
    semantic: &'e Semantic<'a>,
    expression: &'e Expression<'a>,
    steps: usize,
) -> Option<&'e Expression<'a>> {
    if steps > STEPS {
        return None;
    }
    match expression {
        Expression::ObjectExpression(_) | Expression::ArrayExpression(_) => Some(expression),
        Expression::ParenthesizedExpression(it) => written(semantic, &it.expression, steps + 1),
        Expression::CallExpression(_) => written(semantic, kept(expression)?, steps + 1),
        Expression::Identifier(it) => match initial(semantic, it) {
            Initial::Value(value) => written(semantic, value, steps + 1),
            _ => None,
        },
        Expression::StaticMemberExpression(it) => {
            let object = written(semantic, &it.object, steps + 1)?;
            match property(object, it.property.name.as_str())? {
                Property::Value(value) => written(semantic, value, steps + 1),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What an object that is written out has under a name.
pub(super) enum Property<'e, 'a> {
    Value(&'e Expression<'a>),
    Accessor,
    Missing,
}

/// A property of an object that the text shows.
pub(super) fn property_of<'e, 'a>(
    scene: &Scene<'e, 'a>,
    object: &'e Expression<'a>,
    name: &str,
) -> Option<Property<'e, 'a>> {
    property(written(scene.semantic, object, 0)?, name)
}

fn property<'e, 'a>(object: &'e Expression<'a>, name: &str) -> Option<Property<'e, 'a>> {
    match object {
        Expression::ObjectExpression(object) => {
            for property in &object.properties {
                let ObjectPropertyKind::ObjectProperty(property) = property else {
                    return None;
                };
                if key(&property.key)? == name {
                    return Some(if property.kind == PropertyKind::Init {
                        Property::Value(&property.value)
                    } else {
                        Property::Accessor
                    });
                }
            }
            Some(Property::Missing)
        }
        Expression::ArrayExpression(array) => {
            let at: usize = name.parse().ok()?;
            match array.elements.get(at) {
                Some(element) => element.as_expression().map(Property::Value),
                None => Some(Property::Missing),
            }
        }
        _ => None,
    }
}

fn member(
    semantic: &Semantic<'_>,
    text: &str,
    object: &Expression<'_>,
    name: &str,
    steps: usize,
) -> Option<Known> {
    let object = written_in(semantic, object, steps)?;
    match property(object, name)? {
        Property::Value(value) => known_in(semantic, text, value, steps + 1),
        Property::Missing => Some(Known::Undefined),
        Property::Accessor => None,
    }
}

fn written_in<'e, 'a>(
    semantic: &'e Semantic<'a>,
    expression: &'e Expression<'a>,
    steps: usize,
) -> Option<&'e Expression<'a>> {
    written(semantic, expression, steps)
}
