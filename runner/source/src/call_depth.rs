//! Lets JavaScript catch running out of call stack.
//!
//! Boa 0.22 raises an error at its call-depth limit that no `catch` sees. A function that may
//! reach itself again through the calls of its own file therefore begins with a check that throws
//! a `RangeError` before the engine's limit is near; so does one that calls what cannot be known by
//! name (`reach`), and code that is built at run time, before it runs. Texts are looked at as soon as
//! one of the thread could notice, because it catches something, and all of `vm`, whose callers
//! catch; other functions stay as they are.
//!
//! `toString` and `valueOf` begin with a check in every text: it also lets the engine convert an
//! object that it is converting already, which it would give 0 or an empty string for.
//!
//! What it cannot see: recursion that leaves no function of a script on its way (a proxy that is its
//! own target's prototype), and conversions by arrow functions, which do not know their object.

use std::collections::{HashMap, HashSet};

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast::ast::{
    ArrowFunctionBody, AssignmentTarget, Expression, FunctionBody, MethodDefinitionKind,
    PropertyKey,
};
use oxc::semantic::{AstNode, AstNodes, SemanticBuilder};
use oxc::span::{GetSpan, SourceType};

use crate::parsed::parse;
use crate::{reach, seen};

/// The name of the check, which whoever runs the text puts onto the global object.
pub const CHECK: &str = "__threadproof_depth__";

/// Whether a text could notice that its calls were ended, because it catches something.
#[must_use]
pub fn could_notice(text: &str) -> bool {
    ["catch", "finally", "throws", "rejects", "uncaught"]
        .iter()
        .any(|word| text.contains(word))
}

/// The methods that convert an object.
const CONVERSIONS: [&str; 2] = ["toString", "valueOf"];

/// The text with a check in each function that may call itself, and with errors shown to [`seen::SEE`]
/// where they are caught; `None` when there is neither, or when the text does not parse: the engine
/// then says why.
#[must_use]
pub fn guard(text: &str) -> Option<String> {
    guard_as(SourceType::mjs(), text, Which::All)
        .or_else(|| guard_as(SourceType::script(), text, Which::All))
}

/// As [`guard`], in `toString` and `valueOf` only: what converts itself has to be noticed even where
/// nobody catches anything.
#[must_use]
pub fn guard_conversions(text: &str) -> Option<String> {
    if !mentions_conversion(text) {
        return None;
    }
    guard_as(SourceType::mjs(), text, Which::Conversions)
        .or_else(|| guard_as(SourceType::script(), text, Which::Conversions))
}

/// Whether a text may define a conversion. Cheap.
fn mentions_conversion(text: &str) -> bool {
    CONVERSIONS.iter().any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let assigned = text[at + name.len()..].trim_start().starts_with('=');
            assigned || !text[..at].ends_with('.')
        })
    })
}

/// Which functions get a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Conversions,
}

/// True when the text calls the check: it was guarded, or quotes a function that was.
#[must_use]
pub fn is_guarded(text: &str) -> bool {
    text.contains(CHECK)
}

fn guard_as(kind: SourceType, text: &str, which: Which) -> Option<String> {
    let allocator = Allocator::default();
    let program = parse(&allocator, kind, text)?;
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(&program)
        .semantic;
    let nodes = semantic.nodes();
    let cyclic = cyclic_names(nodes);
    let unknown = reach::unknown_callers(&semantic);
    let mut insertions: Vec<(u32, String)> = Vec::new();
    for node in nodes.iter() {
        if which == Which::All {
            insertions.extend(seen::insertions(node, text));
        }
        let may_return = is_cyclic(node, nodes, &cyclic) || unknown.contains(&node.id());
        let converts = matches!(node.kind(), AstKind::Function(_))
            && name_of(node, nodes).is_some_and(|name| CONVERSIONS.contains(&name.as_str()));
        if !may_return || (which == Which::Conversions && !converts) {
            continue;
        }
        let value = match node.kind() {
            AstKind::Function(function) => {
                let receiver = if converts { "this" } else { "" };
                let body = function.body.as_deref();
                insertions.extend(body.map(|body| check_in(body, receiver)));
                None
            }
            AstKind::ArrowFunctionExpression(arrow) => match &arrow.body {
                ArrowFunctionBody::FunctionBody(body) => {
                    insertions.push(check_in(body, ""));
                    None
                }
                value => Some(value.span()),
            },
            AstKind::PropertyDefinition(property) => property.value.as_ref().map(GetSpan::span),
            _ => None,
        };
        for value in value.into_iter().chain(reach::default_value(node.kind())) {
            insertions.push((value.start, format!("({CHECK}(),")));
            insertions.push((value.end, ")".to_owned()));
        }
    }
    (!insertions.is_empty()).then(|| insert(text, insertions))
}

/// A statement where a body begins, behind its directives.
pub(crate) fn at_start(body: &FunctionBody<'_>, statement: &str) -> (u32, String) {
    match body.directives.last() {
        Some(directive) => (directive.span.end, format!(";{statement}")),
        None => (body.span.start + 1, statement.to_owned()),
    }
}

/// The check where a body begins, told what the function is called for.
fn check_in(body: &FunctionBody<'_>, argument: &str) -> (u32, String) {
    at_start(body, &format!("{CHECK}({argument});"))
}

fn insert(text: &str, mut insertions: Vec<(u32, String)>) -> String {
    insertions.sort_by_key(|(at, _)| *at);
    let mut guarded = String::with_capacity(text.len() + insertions.len() * 32);
    let mut done = 0;
    for (at, what) in insertions {
        let at = at as usize;
        guarded.push_str(&text[done..at]);
        guarded.push_str(&what);
        done = at;
    }
    guarded.push_str(&text[done..]);
    guarded
}

fn is_cyclic(node: &AstNode<'_>, nodes: &AstNodes<'_>, cyclic: &HashSet<String>) -> bool {
    name_of(node, nodes).is_some_and(|name| cyclic.contains(&name))
}

/// The names of functions that lie on a cycle of calls by name. Names stand for all functions that
/// bear them, and what only leads from one cycle to another stays in: a check too many is cheap.
fn cyclic_names(nodes: &AstNodes<'_>) -> HashSet<String> {
    let mut calls: HashMap<String, HashSet<String>> = HashMap::new();
    for node in nodes.iter() {
        if let Some(name) = name_of(node, nodes) {
            calls.entry(name).or_default();
        }
    }
    for node in nodes.iter() {
        let callee = match node.kind() {
            // Not only calls: what is named may be handed to somebody who calls it.
            AstKind::IdentifierReference(identifier) => Some(identifier.name.as_str()),
            AstKind::StaticMemberExpression(member) => Some(member.property.name.as_str()),
            _ => None,
        };
        let Some(callee) = callee.filter(|name| calls.contains_key(*name)) else {
            continue;
        };
        // A callback's calls are its surroundings' calls: `list.forEach((it) => walk(it))`.
        for around in nodes.ancestors(node.id()) {
            if let Some(name) = name_of(around, nodes)
                && let Some(called) = calls.get_mut(&name)
            {
                called.insert(callee.to_owned());
            }
        }
    }
    trim(calls)
}

/// What is left when names that call nothing, and names that nothing calls, are taken out until
/// none of them is left.
fn trim(mut calls: HashMap<String, HashSet<String>>) -> HashSet<String> {
    loop {
        let called: HashSet<&String> = calls.values().flatten().collect();
        let out: HashSet<String> = calls
            .iter()
            .filter(|(name, callees)| callees.is_empty() || !called.contains(name))
            .map(|(name, _)| name.clone())
            .collect();
        if out.is_empty() {
            return calls.into_keys().collect();
        }
        calls.retain(|name, callees| {
            callees.retain(|callee| !out.contains(callee));
            !out.contains(name)
        });
    }
}

/// The name by which a function is called: its own, or that of what it is assigned to.
fn name_of(node: &AstNode<'_>, nodes: &AstNodes<'_>) -> Option<String> {
    match node.kind() {
        AstKind::Function(function) => {
            if let Some(id) = &function.id {
                return Some(id.name.to_string());
            }
        }
        AstKind::ArrowFunctionExpression(_) => {}
        // The value of a field is made whenever the class is.
        AstKind::PropertyDefinition(property) => {
            let makes = matches!(
                property.value,
                Some(Expression::CallExpression(_) | Expression::NewExpression(_))
            );
            return if makes { class_of(node, nodes) } else { None };
        }
        _ => return None,
    }
    match nodes.parent_kind(node.id()) {
        AstKind::VariableDeclarator(declarator) => {
            Some(declarator.id.get_identifier_name()?.to_string())
        }
        AstKind::AssignmentExpression(assignment) => match &assignment.left {
            AssignmentTarget::AssignmentTargetIdentifier(it) => Some(it.name.to_string()),
            AssignmentTarget::StaticMemberExpression(it) => Some(it.property.name.to_string()),
            _ => None,
        },
        AstKind::ObjectProperty(property) => key_name(&property.key),
        AstKind::PropertyDefinition(property) => key_name(&property.key),
        AstKind::MethodDefinition(method) if method.kind == MethodDefinitionKind::Constructor => {
            class_of(node, nodes)
        }
        AstKind::MethodDefinition(method) => key_name(&method.key),
        _ => None,
    }
}

fn class_of(node: &AstNode<'_>, nodes: &AstNodes<'_>) -> Option<String> {
    nodes
        .ancestors(node.id())
        .find_map(|around| match around.kind() {
            AstKind::Class(class) => class.id.as_ref().map(|id| id.name.to_string()),
            _ => None,
        })
}

fn key_name(key: &PropertyKey<'_>) -> Option<String> {
    key.static_name().map(|name| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(text: &str) -> Option<String> {
        guard(text).map(|text| text.replace(CHECK, "D"))
    }

    #[test]
    fn functions_that_reach_themselves_are_guarded() {
        for (text, expected) in [
            ("function f() { f(); }", "function f() {D(); f(); }"),
            (
                "function f() { 'use strict'; return f() }",
                "function f() { 'use strict';;D(); return f() }",
            ),
            (
                "const f = (n) => n && f(n - 1);",
                "const f = (n) => (D(),n && f(n - 1));",
            ),
            (
                "const o = { walk(it) { it.all.forEach((one) => this.walk(one)); } };",
                "const o = { walk(it) {D(); it.all.forEach((one) => this.walk(one)); } };",
            ),
            (
                "function a() { b() } function b() { a() }",
                "function a() {D(); b() } function b() {D(); a() }",
            ),
            (
                "class A { constructor() { new A() } }",
                "class A { constructor() {D(); new A() } }",
            ),
            (
                "const o = { get x() { return this.x; } };",
                "const o = { get x() {D(); return this.x; } };",
            ),
            (
                "exports.go = function () { exports.go() }",
                "exports.go = function () {D(); exports.go() }",
            ),
        ] {
            assert_eq!(guarded(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn others_stay_as_they_are() {
        for text in [
            "function f() { g() } function g() {}",
            "function main() { f() } main()",
            "const f = () => 1; f()",
            "function f( {",
        ] {
            assert_eq!(guarded(text), None, "{text}");
        }
        assert!(could_notice("promise.catch(f)") && !could_notice("function f() { f(); }"));
    }

    #[test]
    fn conversions_are_guarded_everywhere() {
        for (text, expected) in [
            (
                "const o = { valueOf() { return +this } };",
                Some("const o = { valueOf() {D(this); return +this } };"),
            ),
            (
                "class A { toString() { return `${this}` } f(g) { g() } }",
                Some("class A { toString() {D(this); return `${this}` } f(g) { g() } }"),
            ),
            (
                "o.toString = function () { return String(o) };",
                Some("o.toString = function () {D(this); return String(o) };"),
            ),
            (
                "function valueOf() { return +o } o.valueOf = valueOf",
                Some("function valueOf() {D(this); return +o } o.valueOf = valueOf"),
            ),
            ("class A { toString() { return 'A' } }", None),
            ("x.toString(); function f(g) { g() }", None),
        ] {
            let guarded = guard_conversions(text).map(|text| text.replace(CHECK, "D"));
            assert_eq!(guarded.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn functions_that_call_what_they_do_not_know_are_guarded() {
        for (text, expected) in [
            ("const y = (g) => g(g);", "const y = (g) => (D(),g(g));"),
            (
                "function f(o) { return o[k]() }",
                "function f(o) {D(); return o[k]() }",
            ),
            (
                "const o = { toJSON() { return JSON.stringify(o) } };",
                "const o = { toJSON() {D(); return JSON.stringify(o) } };",
            ),
            (
                "new Proxy({}, { get(t, k, r) { return r[k] } });",
                "new Proxy({}, { get(t, k, r) {D(); return r[k] } });",
            ),
            (
                "const f = (a = f()) => a;",
                "const f = (a = (D(),f())) => (D(),a);",
            ),
            ("class A { x = new A() }", "class A { x = (D(),new A()) }"),
            (
                "const f = () => [1].map(f);",
                "const f = () => (D(),[1].map(f));",
            ),
        ] {
            assert_eq!(guarded(text).as_deref(), Some(expected));
        }
    }
}
