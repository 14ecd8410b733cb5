//! Where the statements of an example stand, and what it imports under which names.
//!
//! It takes whatever parses, names declared twice included. It must never know what a comment
//! promises, nor a runtime.

use std::collections::BTreeSet;
use std::ops::Range;

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast::ast::{
    BindingPattern, Expression, ImportDeclarationSpecifier, Program, Statement, VariableDeclarator,
};
use oxc::semantic::{AstNodes, SemanticBuilder};
use oxc::span::GetSpan;
use oxc::syntax::node::NodeId;

use super::source::{Kind, parsed};
use crate::docs::syntax::{is_shallow, with_large_stack};

/// What shows in a file's structure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Statements that stand in a list of statements, in the order of their ends.
    pub statements: Vec<Place>,
    /// What it imports at its top.
    pub imports: Vec<Import>,
    /// The byte behind its directives, where other statements may be put.
    pub start: usize,
    /// The statements at its top.
    pub top: Vec<Top>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: PlaceKind,
    /// Whether it stands in a function.
    pub nested: bool,
    /// Whether the example catches what it throws.
    pub caught: bool,
}

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceKind {
    /// An expression, with its bytes.
    Expression(Range<usize>),
    /// A declaration of one name, and how long its keyword is.
    Declares(String, usize),
    /// `return` with a value, with its bytes.
    Returns(Range<usize>),
    /// Anything else.
    Other,
}

/// A statement at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// Its bytes.
    pub span: Range<usize>,
    /// The names that it declares.
    pub names: Vec<String>,
    /// What it is, as far as scopes go.
    pub kind: TopKind,
}

/// What a statement at the top is, as far as scopes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopKind {
    /// An import.
    Import,
    /// An export.
    Export,
    /// `var`.
    Var,
    /// A declaration that asks for a module: `const a = require('b')`.
    Require,
    /// Anything else.
    Other,
}

/// A name that stands for something of a module.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The name in the file.
    pub local: String,
    /// The module, as written.
    pub module: String,
    /// What of it.
    pub what: Imported,
    /// Whether it is written as an ES module's.
    pub is_module: bool,
}

/// What of a module a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Imported {
    /// What it exports by default; all of it, for `require`.
    Default,
    /// All that it exports.
    Namespace,
    /// One export.
    Named(String),
}

impl Shape {
    /// Reads code of this kind; nothing of what does not parse, or is too deep or too long to.
    #[must_use]
    pub fn read(code: &str, kind: Kind) -> Self {
        if !is_shallow(code) {
            return Self::default();
        }
        with_large_stack(code.len(), || Self::parse(code, kind)).unwrap_or_default()
    }

    fn parse(code: &str, kind: Kind) -> Self {
        let allocator = Allocator::default();
        let parsed = parsed(&allocator, code, kind);
        if parsed.panicked {
            return Self::default();
        }
        let built = SemanticBuilder::new()
            .with_build_nodes(true)
            .build(&parsed.program);
        let mut shape = Self {
            start: start_of(&parsed.program),
            ..Self::default()
        };
        shape.read_top(&parsed.program);
        shape.read_statements(built.semantic.nodes());
        shape
    }

    /// The statement that a remark at the byte `at` belongs to: the one that ends before it, with
    /// nothing but spaces and other remarks between.
    #[must_use]
    pub fn before(&self, code: &str, at: usize) -> Option<&Place> {
        let before = self.statements.partition_point(|one| one.span.end <= at);
        let last = self.statements[..before].last()?;
        // Of statements that end together, the innermost comes first.
        let end = last.span.end;
        let first = self.statements[..before].partition_point(|one| one.span.end < end);
        let place = self.statements.get(first)?;
        let between = code.get(end..at)?.trim_start_matches(';');
        let blank = between.lines().all(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with("//")
        });
        (blank && !between.contains("\n\n")).then_some(place)
    }

    /// The same with one blank line before the remark, and nothing else.
    #[must_use]
    pub fn above(&self, code: &str, at: usize) -> Option<&Place> {
        let end = code.get(..at)?.trim_end().len();
        (code[end..at].matches('\n').count() <= 2)
            .then(|| self.before(code, end))
            .flatten()
    }

    /// The statement that begins below a remark that ends before the byte `at`.
    #[must_use]
    pub fn after(&self, code: &str, at: usize) -> Option<&Place> {
        let behind = self.statements.iter().filter(|one| one.span.start >= at);
        let place = behind.min_by_key(|one| (one.span.start, one.span.end))?;
        code.get(at..place.span.start)?
            .trim()
            .is_empty()
            .then_some(place)
    }

    /// Whether it imports or exports, which only an ES module does.
    #[must_use]
    pub fn has_module_syntax(&self) -> bool {
        let is_of_modules = |one: &Top| matches!(one.kind, TopKind::Import | TopKind::Export);
        self.top.iter().any(is_of_modules)
    }

    fn read_top(&mut self, program: &Program<'_>) {
        for statement in &program.body {
            let span = range(statement.span());
            let mut names = Vec::new();
            let kind = match statement {
                Statement::ImportDeclaration(import) => {
                    let before = self.imports.len();
                    let module = import.source.value.to_string();
                    for one in import.specifiers.iter().flatten() {
                        self.imports.push(Import {
                            local: one.local().name.to_string(),
                            module: module.clone(),
                            what: match one {
                                ImportDeclarationSpecifier::ImportSpecifier(named) => {
                                    Imported::Named(named.imported.name().to_string())
                                }
                                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => {
                                    Imported::Default
                                }
                                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                                    Imported::Namespace
                                }
                            },
                            is_module: true,
                        });
                    }
                    let added = &self.imports[before..];
                    names.extend(added.iter().map(|one| one.local.clone()));
                    TopKind::Import
                }
                Statement::ExportDefaultDeclaration(_) | Statement::ExportAllDeclaration(_) => {
                    TopKind::Export
                }
                _ if code_starts_with_export(statement) => TopKind::Export,
                Statement::VariableDeclaration(variables) => {
                    let mut requires = false;
                    for variable in &variables.declarations {
                        names_of(&variable.id, &mut names);
                        requires |= self.read_require(variable);
                    }
                    match variables.kind.is_var() {
                        _ if requires => TopKind::Require,
                        true => TopKind::Var,
                        false => TopKind::Other,
                    }
                }
                Statement::FunctionDeclaration(function) => {
                    names.extend(function.id.iter().map(|id| id.name.to_string()));
                    TopKind::Other
                }
                Statement::ClassDeclaration(class) => {
                    names.extend(class.id.iter().map(|id| id.name.to_string()));
                    TopKind::Other
                }
                _ => TopKind::Other,
            };
            self.top.push(Top { span, names, kind });
        }
    }

    /// Reads `const a = require('b')` in its forms; whether it is one.
    fn read_require(&mut self, variable: &VariableDeclarator<'_>) -> bool {
        let (asked, member) = match &variable.init {
            Some(Expression::CallExpression(call)) => (call.common_js_require(), None),
            Some(Expression::StaticMemberExpression(member)) => match &member.object {
                Expression::CallExpression(call) => (
                    call.common_js_require(),
                    Some(member.property.name.to_string()),
                ),
                _ => (None, None),
            },
            _ => (None, None),
        };
        let Some(asked) = asked else { return false };
        let module = asked.value.to_string();
        let mut add = |local: String, what| {
            self.imports.push(Import {
                local,
                module: module.clone(),
                what,
                is_module: false,
            });
        };
        match (&variable.id, member) {
            (BindingPattern::BindingIdentifier(id), None) => {
                add(id.name.to_string(), Imported::Default);
            }
            (BindingPattern::BindingIdentifier(id), Some(member)) => {
                add(id.name.to_string(), Imported::Named(member));
            }
            (BindingPattern::ObjectPattern(pattern), None) => {
                for property in &pattern.properties {
                    if let (Some(key), BindingPattern::BindingIdentifier(id)) =
                        (property.key.static_name(), &property.value)
                    {
                        add(id.name.to_string(), Imported::Named(key.to_string()));
                    }
                }
            }
            _ => {}
        }
        true
    }

    fn read_statements(&mut self, nodes: &AstNodes<'_>) {
        for node in nodes.iter() {
            let (span, kind) = match node.kind() {
                AstKind::ExpressionStatement(one) => (
                    one.span,
                    PlaceKind::Expression(range(one.expression.span())),
                ),
                AstKind::VariableDeclaration(one) => {
                    let kind = match one.declarations.as_slice() {
                        [only] => match &only.id {
                            BindingPattern::BindingIdentifier(id) if only.init.is_some() => {
                                let keyword = one.kind.as_str().len();
                                PlaceKind::Declares(id.name.to_string(), keyword)
                            }
                            _ => PlaceKind::Other,
                        },
                        _ => PlaceKind::Other,
                    };
                    (one.span, kind)
                }
                AstKind::ReturnStatement(one) => match &one.argument {
                    Some(value) => (one.span, PlaceKind::Returns(range(value.span()))),
                    None => continue,
                },
                AstKind::ThrowStatement(one) => (one.span, PlaceKind::Other),
                AstKind::ForOfStatement(one) => (one.span, PlaceKind::Other),
                _ => continue,
            };
            if !is_listed(nodes.parent_kind(node.id())) {
                continue;
            }
            self.statements.push(Place {
                span: range(span),
                kind,
                nested: nodes.ancestor_kinds(node.id()).any(is_function),
                caught: is_caught(nodes, node.id()),
            });
        }
        // Of those that end together, the innermost first.
        self.statements
            .sort_by_key(|one| (one.span.end, usize::MAX - one.span.start));
    }
}

fn start_of(program: &Program<'_>) -> usize {
    let hashbang = program.hashbang.as_ref().map(|one| one.span.end + 1);
    let directive = program.directives.last().map(|one| one.span.end);
    directive.or(hashbang).unwrap_or(0) as usize
}

fn code_starts_with_export(statement: &Statement<'_>) -> bool {
    statement.as_module_declaration().is_some()
        && !matches!(statement, Statement::ImportDeclaration(_))
}

/// Whether a statement with this parent has others beside it.
fn is_listed(parent: AstKind<'_>) -> bool {
    matches!(
        parent,
        AstKind::Program(_)
            | AstKind::BlockStatement(_)
            | AstKind::FunctionBody(_)
            | AstKind::StaticBlock(_)
            | AstKind::SwitchCase(_)
    )
}

fn is_function(kind: AstKind<'_>) -> bool {
    matches!(
        kind,
        AstKind::Function(_) | AstKind::ArrowFunctionExpression(_) | AstKind::StaticBlock(_)
    )
}

/// Whether it stands in the block of a `try` that catches.
fn is_caught(nodes: &AstNodes<'_>, id: NodeId) -> bool {
    let at = nodes.kind(id).span();
    nodes.ancestor_kinds(id).any(|kind| match kind {
        AstKind::TryStatement(attempt) => {
            let block = attempt.block.span;
            attempt.handler.is_some() && block.start <= at.start && at.end <= block.end
        }
        _ => false,
    })
}

fn names_of(pattern: &BindingPattern<'_>, names: &mut Vec<String>) {
    let found: BTreeSet<String> = pattern
        .get_binding_identifiers()
        .iter()
        .map(|id| id.name.to_string())
        .collect();
    names.extend(found);
}

fn range(span: oxc::span::Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const CJS: Kind = Kind::CommonJs { typed: false };
    const ESM: Kind = Kind::EsModule { typed: false };

    #[test]
    fn a_remark_belongs_to_the_statement_before_it() {
        for (code, wanted) in [
            ("a();\nb(1); // x", Some("b(1);")),
            (
                "a(() => {\n  b();\n});\n// x",
                Some("a(() => {\n  b();\n});"),
            ),
            ("a(() => {\n  b(); // x\n});", Some("b();")),
            ("a();\n\n// x", None),
            ("f(a, // x\n b);", None),
            ("a();\n// y\n// x", Some("a();")),
        ] {
            let at = code.find("// x").expect("it is there");
            let shape = Shape::read(code, CJS);
            let found = shape
                .before(code, at)
                .map(|place| &code[place.span.clone()]);
            assert_eq!(found, wanted, "{code}");
        }
    }

    #[test]
    fn imports_are_read_in_all_their_forms() {
        let told = |code, kind| -> Vec<String> {
            let shape = Shape::read(code, kind);
            let imports = shape.imports.iter();
            imports
                .map(|one| format!("{} {} {:?}", one.local, one.module, one.what))
                .collect()
        };
        assert_eq!(
            told(
                "import a, { b as c } from 'x'; import * as d from 'y';",
                ESM
            ),
            ["a x Default", "c x Named(\"b\")", "d y Namespace"]
        );
        assert_eq!(
            told(
                "const a = require('x'), { b: c } = require('y'); const d = require('z').e;",
                CJS
            ),
            ["a x Default", "c y Named(\"b\")", "d z Named(\"e\")"]
        );
    }
}
