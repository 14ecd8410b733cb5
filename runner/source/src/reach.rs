//! Which functions may reach themselves although no call by name says so.
//!
//! A chain of calls without an end goes through one function at least that calls what it was given,
//! what it found in a place that is computed, or that the engine calls by itself: an accessor, a
//! conversion, a trap. Those are what this file finds; calls by name are `call_depth`'s. A function
//! too many costs a check at each call, one too few an error that nobody can catch.

use std::collections::HashSet;

use oxc::ast::AstKind;
use oxc::ast::ast::{
    BindingPattern, Expression, IdentifierReference, MethodDefinitionKind, PropertyKey,
    PropertyKind, VariableDeclarator,
};
use oxc::semantic::{NodeId, Semantic};

/// Methods that the engine or the runtime calls by itself.
const IMPLICIT: [&str; 22] = [
    "toString",
    "valueOf",
    "toJSON",
    "toLocaleString",
    "then",
    "next",
    "return",
    "throw",
    "exec",
    "get",
    "set",
    "has",
    "apply",
    "construct",
    "deleteProperty",
    "defineProperty",
    "getOwnPropertyDescriptor",
    "ownKeys",
    "getPrototypeOf",
    "setPrototypeOf",
    "isExtensible",
    "preventExtensions",
];

/// The functions (their nodes) whose own bodies call what cannot be known.
pub(super) fn unknown_callers(semantic: &Semantic<'_>) -> HashSet<NodeId> {
    let nodes = semantic.nodes();
    let mut found = HashSet::new();
    for node in nodes.iter() {
        let reaches = match node.kind() {
            AstKind::CallExpression(call) => callee(&call.callee, semantic),
            AstKind::NewExpression(call) => callee(&call.callee, semantic),
            AstKind::TaggedTemplateExpression(call) => callee(&call.tag, semantic),
            AstKind::ComputedMemberExpression(_)
            | AstKind::SpreadElement(_)
            | AstKind::BinaryExpression(_)
            | AstKind::UnaryExpression(_)
            | AstKind::TemplateLiteral(_)
            | AstKind::YieldExpression(_)
            | AstKind::ForOfStatement(_) => Reach::Implicit,
            // `{ get() { return this.x } }`, as `Object.defineProperty` takes it.
            AstKind::StaticMemberExpression(member)
                if matches!(member.object, Expression::ThisExpression(_)) =>
            {
                Reach::OfDescriptor
            }
            _ => continue,
        };
        let Some(function) = nodes
            .ancestors(node.id())
            .find(|around| is_function(around.kind()))
        else {
            continue;
        };
        let counts = match reaches {
            Reach::Unknown => true,
            Reach::OfDescriptor => is_of_descriptor(function.id(), semantic),
            Reach::Implicit => is_implicit(function.id(), semantic),
        };
        if counts {
            found.insert(function.id());
        }
    }
    found
}

/// What a place in a function may come to call.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// What calls by name tell of; more, if the function is one that is called by itself.
    Implicit,
    /// Something, if the function is the `get` or `set` of a descriptor.
    OfDescriptor,
    /// Anything.
    Unknown,
}

fn callee(callee: &Expression<'_>, semantic: &Semantic<'_>) -> Reach {
    match callee {
        Expression::Identifier(name) => identifier(name, semantic),
        Expression::StaticMemberExpression(member) => match member.property.name.as_str() {
            "constructor" | "callee" => Reach::Unknown,
            // What is called is what stands before.
            "call" | "apply" => match &member.object {
                Expression::Identifier(name) => identifier(name, semantic),
                _ => Reach::Implicit,
            },
            _ => Reach::Implicit,
        },
        Expression::ParenthesizedExpression(inner) => self::callee(&inner.expression, semantic),
        Expression::FunctionExpression(_)
        | Expression::ArrowFunctionExpression(_)
        | Expression::PrivateFieldExpression(_)
        | Expression::Super(_)
        | Expression::ImportExpression(_) => Reach::Implicit,
        _ => Reach::Unknown,
    }
}

fn identifier(name: &IdentifierReference<'_>, semantic: &Semantic<'_>) -> Reach {
    let scoping = semantic.scoping();
    let symbol = name
        .reference_id
        .get()
        .and_then(|reference| scoping.get_reference(reference).symbol_id());
    // A global of the language or the runtime.
    let Some(symbol) = symbol else {
        return Reach::Implicit;
    };
    let nodes = semantic.nodes();
    match nodes.kind(scoping.symbol_declaration(symbol)) {
        AstKind::Function(_)
        | AstKind::Class(_)
        | AstKind::ImportSpecifier(_)
        | AstKind::ImportDefaultSpecifier(_)
        | AstKind::ImportNamespaceSpecifier(_) => Reach::Implicit,
        AstKind::VariableDeclarator(declarator) => declared(declarator),
        _ => Reach::Unknown,
    }
}

/// What a variable can hold by the way it is declared.
fn declared(declarator: &VariableDeclarator<'_>) -> Reach {
    match &declarator.init {
        Some(
            Expression::FunctionExpression(_)
            | Expression::ArrowFunctionExpression(_)
            | Expression::ClassExpression(_)
            | Expression::StaticMemberExpression(_)
            | Expression::Identifier(_),
        ) => Reach::Implicit,
        Some(Expression::CallExpression(call)) => {
            let required =
                matches!(&call.callee, Expression::Identifier(it) if it.name == "require");
            let unpacked = !matches!(&declarator.id, BindingPattern::BindingIdentifier(_));
            if required || unpacked {
                Reach::Implicit
            } else {
                Reach::Unknown
            }
        }
        Some(Expression::AwaitExpression(_)) => Reach::Implicit,
        _ => Reach::Unknown,
    }
}

fn is_function(kind: AstKind<'_>) -> bool {
    matches!(
        kind,
        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_)
    )
}

fn is_of_descriptor(function: NodeId, semantic: &Semantic<'_>) -> bool {
    match semantic.nodes().parent_kind(function) {
        AstKind::ObjectProperty(property) => {
            let name = property.key.static_name();
            property.kind == PropertyKind::Init
                && name.is_some_and(|name| name == "get" || name == "set")
        }
        _ => false,
    }
}

/// Whether a function is an accessor, or a method that is called without being named.
fn is_implicit(function: NodeId, semantic: &Semantic<'_>) -> bool {
    let implicit = |key: &PropertyKey<'_>, computed: bool| {
        computed
            || key
                .static_name()
                .is_some_and(|name| IMPLICIT.contains(&&*name))
    };
    if let AstKind::Function(declared) = semantic.nodes().kind(function)
        && let Some(id) = &declared.id
        && matches!(id.name.as_str(), "toString" | "valueOf")
    {
        return true;
    }
    match semantic.nodes().parent_kind(function) {
        AstKind::ObjectProperty(property) => {
            property.kind != PropertyKind::Init || implicit(&property.key, property.computed)
        }
        AstKind::PropertyDefinition(property) => implicit(&property.key, property.computed),
        AstKind::MethodDefinition(method) => {
            let accessor = matches!(
                method.kind,
                MethodDefinitionKind::Get | MethodDefinitionKind::Set
            );
            accessor || implicit(&method.key, method.computed)
        }
        AstKind::AssignmentExpression(assignment) => {
            let target = &assignment.left;
            match target.as_member_expression() {
                Some(member) => member
                    .static_property_name()
                    .is_none_or(|name| IMPLICIT.contains(&name)),
                None => false,
            }
        }
        _ => false,
    }
}

/// Where the first of a function's default values stands, if one is given that may call something:
/// defaults are made before the body begins.
pub(super) fn default_value(node: AstKind<'_>) -> Option<oxc::span::Span> {
    let parameters = match node {
        AstKind::Function(function) => &function.params,
        AstKind::ArrowFunctionExpression(arrow) => &arrow.params,
        _ => return None,
    };
    parameters.items.iter().find_map(|parameter| {
        let value = parameter.initializer.as_deref()?;
        let calls = matches!(
            value,
            Expression::CallExpression(_)
                | Expression::NewExpression(_)
                | Expression::StaticMemberExpression(_)
                | Expression::ComputedMemberExpression(_)
        );
        calls.then(|| oxc::span::GetSpan::span(value))
    })
}
