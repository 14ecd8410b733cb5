//! Names that are used too early, private names, and the operands of `in`.

use oxc::ast::AstKind;
use oxc::ast::ast::{AssignmentExpression, Class};
use oxc::ast::ast::{AssignmentTarget, ClassElement, PropertyKey};
use oxc::semantic::{AstNode, SymbolId};
use oxc::span::GetSpan;

use super::printed::printed;
use super::value::known;
use super::{Scene, within};

/// Of the names that the function uses before it declares them, the first.
pub(super) fn too_early(scene: &Scene<'_, '_>) -> Option<String> {
    let scoping = scene.semantic.scoping();
    let name = scene.first(|node| {
        let AstKind::IdentifierReference(it) = node.kind() else {
            return None;
        };
        let symbol = scoping.get_reference(it.reference_id.get()?).symbol_id()?;
        is_early(scene, symbol, it.span.start).then(|| it.name.to_string())
    })?;
    Some(early(&name))
}

fn early(name: &str) -> String {
    format!("Cannot access '{name}' before initialization")
}

/// Whether a name that is used at a place is declared behind it, or by what the place is part of.
fn is_early(scene: &Scene<'_, '_>, symbol: SymbolId, at: u32) -> bool {
    let scoping = scene.semantic.scoping();
    let flags = scoping.symbol_flags(symbol);
    let nodes = scene.semantic.nodes();
    let declared = nodes.kind(scoping.symbol_declaration(symbol));
    let is_default = matches!(declared, AstKind::FormalParameter(_));
    if !flags.is_block_scoped() && !flags.is_class() && !is_default {
        return false;
    }
    let span = declared.span();
    scoping.symbol_span(symbol).start > at || (span.start <= at && at < span.end && !is_default)
}

/// A name that the engine doesn't find because it is declared, further down.
pub(super) fn not_yet_defined(scene: &Scene<'_, '_>, name: &str) -> Option<String> {
    let scoping = scene.semantic.scoping();
    let nodes = scene.semantic.nodes();
    let declares = scoping.symbol_ids().any(|symbol| {
        let flags = scoping.symbol_flags(symbol);
        let scope = nodes.kind(scoping.get_node_id(scoping.symbol_scope_id(symbol)));
        let reaches = scope.span().start <= scene.at && scene.at <= scope.span().end;
        scoping.symbol_name(symbol) == name
            && (flags.is_block_scoped() || flags.is_class())
            && reaches
    });
    declares.then(|| early(name))
}

pub(super) fn private(scene: &Scene<'_, '_>, said: &str) -> Option<String> {
    if said == "private field already exists on prototype" {
        let name = scene.nodes().find_map(|node| match node.kind() {
            AstKind::PropertyDefinition(it) => match &it.key {
                PropertyKey::PrivateIdentifier(name) => Some(name.name.to_string()),
                _ => None,
            },
            _ => None,
        })?;
        return Some(format!(
            "Cannot initialize #{name} twice on the same object"
        ));
    }
    let exact = scene.nodes().find(|node| match node.kind() {
        AstKind::PrivateFieldExpression(it) => it.field.span.start == scene.at,
        _ => false,
    });
    let node = match exact {
        Some(node) => node,
        None => scene.first(|node| {
            matches!(node.kind(), AstKind::PrivateFieldExpression(_)).then_some(node)
        })?,
    };
    let AstKind::PrivateFieldExpression(field) = node.kind() else {
        return None;
    };
    let name = field.field.name.as_str();
    Some(match said {
        "private method is not writable" => format!("Private method '#{name}' is not writable"),
        "private property was defined without a getter" => {
            format!("'#{name}' was defined without a getter")
        }
        "private property was defined without a setter" => {
            format!("'#{name}' was defined without a setter")
        }
        _ => missing(scene, node, name),
    })
}

fn missing(scene: &Scene<'_, '_>, node: &AstNode<'_>, name: &str) -> String {
    let class = class_around(scene, node);
    let method = class.and_then(|class| {
        class.body.body.iter().find_map(|element| match element {
            ClassElement::MethodDefinition(it) => match &it.key {
                PropertyKey::PrivateIdentifier(key) if key.name == name => Some(it.r#static),
                _ => None,
            },
            _ => None,
        })
    });
    let class = class
        .and_then(|class| class.id.as_ref())
        .map_or("anonymous", |id| id.name.as_str());
    match method {
        Some(true) => return format!("Receiver must be class {class}"),
        Some(false) => return format!("Receiver must be an instance of class {class}"),
        None => {}
    }
    let writes = match scene.semantic.nodes().parent_kind(node.id()) {
        AstKind::AssignmentExpression(it) => is_target(it, node),
        _ => false,
    };
    if writes {
        format!("Cannot write private member #{name} to an object whose class did not declare it")
    } else {
        format!("Cannot read private member #{name} from an object whose class did not declare it")
    }
}

fn is_target(assignment: &AssignmentExpression<'_>, node: &AstNode<'_>) -> bool {
    matches!(&assignment.left, AssignmentTarget::PrivateFieldExpression(it) if it.span == node.kind().span())
}

fn class_around<'s>(scene: &Scene<'s, 's>, node: &AstNode<'_>) -> Option<&'s Class<'s>> {
    let span = node.kind().span();
    let classes = scene.nodes().filter_map(|node| match node.kind() {
        AstKind::Class(class) => Some(class),
        _ => None,
    });
    classes
        .filter(|class| within(span, class.span))
        .max_by_key(|class| class.span.start)
}

pub(super) fn not_searchable(scene: &Scene<'_, '_>, kind: &str) -> Option<String> {
    let (key, value) = scene.first(|node| match node.kind() {
        AstKind::BinaryExpression(it) if it.operator.is_in() => {
            let key = known(scene, &it.left).map_or_else(|| printed(&it.left), |it| it.shown());
            let value = match known(scene, &it.right) {
                Some(known) => known.shown(),
                None if kind == "undefined" => "undefined".to_owned(),
                None if kind == "object" => "null".to_owned(),
                None => printed(&it.right),
            };
            Some((key, value))
        }
        AstKind::PrivateInExpression(it) => {
            let value = known(scene, &it.right).map_or_else(|| kind.to_owned(), |it| it.shown());
            Some((format!("#{}", it.left.name), value))
        }
        _ => None,
    })?;
    Some(format!(
        "Cannot use 'in' operator to search for '{key}' in {value}"
    ))
}
