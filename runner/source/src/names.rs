//! The names `using`, `of` and `async`, where Boa 0.22 takes them for keywords.
//!
//! An import or an arrow function's parameter of such a name is written in a longer way; `using`
//! cannot be referred to at all, so a binding of that name gets another one inside the file.

use oxc::ast::AstKind;
use oxc::ast::ast::{Declaration, ImportDeclarationSpecifier};
use oxc::semantic::{AstNode, Semantic};
use oxc::span::{GetSpan, Span};

use crate::edit::Edit;

/// What bindings named `using` are called inside the file.
const USING: &str = "$using$";

/// Cheap, and never false where there is something to do.
pub(crate) fn mentioned(text: &str) -> bool {
    text.contains("using")
        || ["of", "async"].iter().any(|name| {
            text.match_indices(name).any(|(at, _)| {
                let before = text[..at].trim_end();
                let after = text[at + name.len()..].trim_start();
                let listed = before.ends_with(['{', ',']) && after.starts_with([',', '}']);
                let called = *name == "async" && after.starts_with('(');
                listed || called || before.ends_with("import") || after.starts_with("=>")
            })
        })
}

/// What has to change at this node.
pub(crate) fn edit(node: &AstNode, semantic: &Semantic, text: &str) -> Vec<Edit> {
    match node.kind() {
        AstKind::ImportSpecifier(import) if is_special(&import.local.name) => {
            let name = import.local.name.as_str();
            if import.imported.span() == import.local.span {
                one(import.local.span, format!("{name} as {}", inside(name)))
            } else {
                one(import.local.span, inside(name).to_owned())
            }
        }
        AstKind::ImportDeclaration(import) => {
            match import.specifiers.as_ref().map(|all| all.as_slice()) {
                Some([ImportDeclarationSpecifier::ImportDefaultSpecifier(only)])
                    if is_special(&only.local.name) =>
                {
                    let name = inside(&only.local.name);
                    one(only.span, format!("{{ default as {name} }}"))
                }
                _ => Vec::new(),
            }
        }
        AstKind::ArrowFunctionExpression(arrow) => match arrow.params.items.as_slice() {
            [only] if text.as_bytes().get(arrow.params.span.start as usize) != Some(&b'(') => {
                match only.pattern.get_identifier_name() {
                    Some(name) if is_special(&name) => around(only.span(), inside(&name)),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        },
        AstKind::CallExpression(call) => match call.callee.get_identifier_reference() {
            Some(callee) if callee.name == "async" => around(callee.span, "async"),
            _ => Vec::new(),
        },
        AstKind::ExportDeclaration(export) => exported(&export.declaration, export.span),
        AstKind::BindingIdentifier(binding) if binding.name == "using" => {
            renamed(node, binding.span, semantic, text)
        }
        AstKind::IdentifierReference(reference) if reference.name == "using" => {
            renamed(node, reference.span, semantic, text)
        }
        _ => Vec::new(),
    }
}

fn is_special(name: &str) -> bool {
    matches!(name, "using" | "of" | "async")
}

fn inside(name: &str) -> &str {
    if name == "using" { USING } else { name }
}

fn one(span: Span, text: String) -> Vec<Edit> {
    vec![Edit { span, text }]
}

fn around(span: Span, name: &str) -> Vec<Edit> {
    one(span, format!("({name})"))
}

/// A name or a reference `using`; where the same word also names a property or an export, that stays.
fn renamed(node: &AstNode, span: Span, semantic: &Semantic, text: &str) -> Vec<Edit> {
    let mut above = semantic.nodes().ancestor_kinds(node.id());
    let mut parent = above.next();
    if let Some(AstKind::AssignmentPattern(_)) = parent {
        parent = above.next();
    }
    let new = match parent {
        // These are written anew as a whole.
        Some(AstKind::ImportSpecifier(_) | AstKind::ImportDefaultSpecifier(_)) => {
            return match parent {
                Some(AstKind::ImportDefaultSpecifier(_))
                    if !text[span.end as usize..].trim_start().starts_with("from") =>
                {
                    one(span, USING.to_owned())
                }
                _ => Vec::new(),
            };
        }
        Some(AstKind::FormalParameter(_))
            if text[span.end as usize..].trim_start().starts_with("=>") =>
        {
            return Vec::new();
        }
        Some(AstKind::ObjectProperty(property)) if property.shorthand => format!("using: {USING}"),
        Some(AstKind::BindingProperty(property)) if property.shorthand => format!("using: {USING}"),
        Some(AstKind::ExportSpecifier(export)) if export.exported.span() == span => {
            format!("{USING} as using")
        }
        _ => USING.to_owned(),
    };
    one(span, new)
}

/// An exported declaration keeps its name for others.
fn exported(declaration: &Declaration, span: Span) -> Vec<Edit> {
    let names_using = match declaration {
        Declaration::FunctionDeclaration(function) => {
            function.id.as_ref().is_some_and(|id| id.name == "using")
        }
        Declaration::ClassDeclaration(class) => {
            class.id.as_ref().is_some_and(|id| id.name == "using")
        }
        Declaration::VariableDeclaration(variables) => variables.declarations.iter().any(|each| {
            each.id
                .get_identifier_name()
                .is_some_and(|name| name == "using")
        }),
        _ => false,
    };
    if names_using {
        let text = format!(";export {{ {USING} as using }};");
        return one(Span::empty(span.end), text);
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[track_caller]
    fn becomes(text: &str, repaired: &str) {
        assert_eq!(repair(text).as_deref(), Some(repaired));
    }

    #[test]
    fn imports_of_special_names_are_written_out() {
        becomes(
            "import { a, of, async } from 'x';",
            "import { a, of as of, async as async } from 'x';",
        );
        becomes("import of from 'x';", "import { default as of } from 'x';");
        becomes(
            "import { using } from 'x'; using(1, { using });",
            "import { using as $using$ } from 'x'; $using$(1, { using: $using$ });",
        );
    }

    #[test]
    fn parameters_and_calls_get_parentheses() {
        becomes("f(of => of)", "f((of) => of)");
        becomes("f(using => using)", "f(($using$) => $using$)");
        becomes(
            "function async() {} async(1)",
            "function async() {} (async)(1)",
        );
    }

    #[test]
    fn what_is_exported_keeps_its_name() {
        becomes(
            "export function using() {}",
            "export function $using$() {};export { $using$ as using };",
        );
        becomes(
            "let using; export { using }",
            "let $using$; export { $using$ as using }",
        );
    }

    #[test]
    fn ordinary_uses_are_left_alone() {
        for text in [
            "// using of => async\nfor (const x of y) a.using(async () => b.of);",
            "import { of as x } from 'y'; async (a) => a;",
        ] {
            assert_eq!(repair(text), None);
        }
    }
}
