//! TypeScript's types, overwritten with blanks: every other character stays where it is.
//!
//! What would need code of its own (enums, namespaces, parameter properties) is refused with
//! Node's words.

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast::ast::{
    ArrowFunctionExpression, Class, Function, MethodDefinition, PropertyDefinition,
    PropertyDefinitionType,
};
use oxc::parser::{ParseOptions, Parser};
use oxc::semantic::{AstNode, Semantic, SemanticBuilder};
use oxc::span::{GetSpan, SourceType, Span};
use thiserror::Error;

/// Why types could not be taken out.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Refused {
    /// It is no TypeScript.
    #[error("{0}")]
    Invalid(String),
    /// It has more than types.
    #[error("{0}")]
    Unsupported(&'static str),
}

/// The text without its types.
///
/// # Errors
/// [`Refused`].
pub fn types(text: &str) -> Result<String, Refused> {
    let allocator = Allocator::default();
    let options = ParseOptions {
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let as_module = Parser::new(&allocator, text, SourceType::ts())
        .with_options(options)
        .parse();
    let parsed = if as_module.diagnostics.is_empty() {
        as_module
    } else {
        // What is a name in a script may be reserved in a module.
        let as_script = Parser::new(&allocator, text, SourceType::ts().with_script(true))
            .with_options(options)
            .parse();
        if !as_script.diagnostics.is_empty() {
            let said = as_module.diagnostics.into_iter().next();
            return Err(Refused::Invalid(
                said.map_or_else(String::new, |it| it.to_string()),
            ));
        }
        as_script
    };
    let semantic = SemanticBuilder::new()
        .with_build_nodes(true)
        .build(&parsed.program)
        .semantic;
    let mut eraser = Eraser {
        text,
        erased: vec![false; text.len()],
        put: Vec::new(),
        refused: Vec::new(),
    };
    for node in semantic.nodes().iter() {
        eraser.look(node, &semantic);
    }
    eraser.finish()
}

struct Eraser<'t> {
    text: &'t str,
    erased: Vec<bool>,
    /// Characters that stand where blanks would.
    put: Vec<(usize, u8)>,
    /// What can't be stripped, and where it stands: inside a declaration that goes it is no harm.
    refused: Vec<(usize, &'static str)>,
}

impl Eraser<'_> {
    fn look(&mut self, node: &AstNode<'_>, semantic: &Semantic<'_>) {
        match node.kind() {
            AstKind::TSTypeAnnotation(it) => self.erase(it.span),
            AstKind::TSTypeParameterDeclaration(it) => self.erase(it.span),
            AstKind::TSTypeParameterInstantiation(it) => self.erase(it.span),
            AstKind::TSThisParameter(it) => self.erase_with_comma(it.span),
            AstKind::TSAsExpression(it) => self.erase_after(it.expression.span(), it.span),
            AstKind::TSSatisfiesExpression(it) => {
                self.erase_after(it.expression.span(), it.span);
            }
            AstKind::TSNonNullExpression(it) => self.erase_after(it.expression.span(), it.span),
            AstKind::TSInterfaceDeclaration(it) => self.declaration(it.span, node, semantic),
            AstKind::TSTypeAliasDeclaration(it) => self.declaration(it.span, node, semantic),
            AstKind::TSNamespaceExportDeclaration(it) => self.statement(it.span),
            AstKind::TSGlobalDeclaration(it) => self.declaration(it.span, node, semantic),
            AstKind::TSExternalModuleDeclaration(it) => {
                self.declaration(it.span, node, semantic);
            }
            AstKind::TSIndexSignature(it) => self.statement(it.span),
            AstKind::VariableDeclaration(it) if it.declare => {
                self.declaration(it.span, node, semantic);
            }
            AstKind::VariableDeclarator(it) if it.definite => {
                self.erase_mark('!', it.id.span().end, it.span.end);
            }
            AstKind::FormalParameter(it) => {
                if it.accessibility.is_some() || it.readonly || it.r#override {
                    self.refuse(
                        it.span,
                        "TypeScript parameter property is not supported in strip-only mode",
                    );
                }
                if it.optional {
                    self.erase_mark('?', it.pattern.span().end, it.span.end);
                }
            }
            AstKind::Function(it) => self.function(it, node, semantic),
            AstKind::ArrowFunctionExpression(it) => self.arrow(it),
            AstKind::Class(it) => self.class(it, node, semantic),
            AstKind::PropertyDefinition(it) => self.property(it),
            AstKind::MethodDefinition(it) => self.method(it),
            _ => self.module_item(node, semantic),
        }
    }

    fn module_item(&mut self, node: &AstNode<'_>, semantic: &Semantic<'_>) {
        match node.kind() {
            AstKind::ImportDeclaration(it) if it.import_kind.is_type() => self.statement(it.span),
            AstKind::ImportSpecifier(it) if it.import_kind.is_type() => {
                self.erase_with_comma(it.span);
            }
            AstKind::ExportNamedDeclaration(it) if it.export_kind.is_type() => {
                self.statement(it.span);
            }
            AstKind::ExportAllDeclaration(it) if it.export_kind.is_type() => {
                self.statement(it.span);
            }
            AstKind::ExportSpecifier(it) if it.export_kind.is_type() => {
                self.erase_with_comma(it.span);
            }
            AstKind::TSEnumDeclaration(it) if it.declare => {
                self.declaration(it.span, node, semantic);
            }
            AstKind::TSEnumDeclaration(it) => {
                self.refuse(
                    it.span,
                    "TypeScript enum is not supported in strip-only mode",
                );
            }
            AstKind::TSNamespaceDeclaration(it) if it.declare => {
                self.declaration(it.span, node, semantic);
            }
            AstKind::TSNamespaceDeclaration(it) => self.refuse(
                it.span,
                if self.slice(it.span).starts_with("module") {
                    "`module` keyword is not supported. Use `namespace` instead."
                } else {
                    "TypeScript namespace declaration is not supported in strip-only mode"
                },
            ),
            AstKind::TSImportEqualsDeclaration(it) if it.import_kind.is_type() => {
                self.statement(it.span);
            }
            AstKind::TSImportEqualsDeclaration(it) => self.refuse(
                it.span,
                "TypeScript import equals declaration is not supported in strip-only mode",
            ),
            AstKind::TSExportAssignment(it) => self.refuse(
                it.span,
                "TypeScript export assignment is not supported in strip-only mode",
            ),
            AstKind::TSTypeAssertion(it) => self.refuse(
                it.span,
                "The angle-bracket syntax for type assertions, `<T>expr`, is not supported in \
                 type strip mode. Instead, use the 'as' syntax: `expr as T`.",
            ),
            _ => {}
        }
    }

    /// An overload or a `declare`d function goes; one with a body stays.
    fn function(&mut self, it: &Function<'_>, node: &AstNode<'_>, semantic: &Semantic<'_>) {
        if it.declare || it.body.is_none() {
            self.declaration(it.span, node, semantic);
        }
    }

    /// No line may end between the parameters of an arrow function and its arrow: the closing
    /// parenthesis moves to where the return type ends.
    fn arrow(&mut self, it: &ArrowFunctionExpression<'_>) {
        let Some(returns) = &it.return_type else {
            return;
        };
        let close = it.params.span.end as usize - 1;
        if self.slice(returns.span).contains('\n') && self.text.as_bytes()[close] == b')' {
            self.erased[close] = true;
            self.put.push((returns.span.end as usize - 1, b')'));
        }
    }

    fn class(&mut self, it: &Class<'_>, node: &AstNode<'_>, semantic: &Semantic<'_>) {
        if it.declare {
            self.declaration(it.span, node, semantic);
            return;
        }
        if it.r#abstract {
            self.erase_words(&["abstract"], it.span.start, it.body.span.start);
        }
        if let (Some(first), Some(last)) = (it.implements.first(), it.implements.last()) {
            let head = Span::new(it.span.start, first.span.start);
            if let Some(at) = self.slice(head).rfind("implements") {
                let at = it.span.start + u32::try_from(at).unwrap_or(0);
                self.erase(Span::new(at, last.span.end));
            }
        }
    }

    fn property(&mut self, it: &PropertyDefinition<'_>) {
        let is_abstract = it.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition;
        if it.declare || is_abstract {
            self.statement(it.span);
            return;
        }
        let key = it.key.span();
        self.erase_words(MODIFIERS, it.span.start, key.start);
        let rest = [
            it.type_annotation.as_ref().map(|it| it.span),
            it.value.as_ref().map(GetSpan::span),
        ];
        let end = rest
            .iter()
            .flatten()
            .next()
            .map_or(it.span.end, |it| it.start);
        if it.optional {
            self.erase_mark('?', key.end, end);
        }
        if it.definite {
            self.erase_mark('!', key.end, end);
        }
    }

    fn method(&mut self, it: &MethodDefinition<'_>) {
        if it.value.body.is_none() {
            self.statement(it.span);
            return;
        }
        let key = it.key.span();
        self.erase_words(MODIFIERS, it.span.start, key.start);
        if it.optional {
            self.erase_mark('?', key.end, it.value.params.span.start);
        }
    }

    /// A declaration goes, with the `export` before it.
    fn declaration(&mut self, span: Span, node: &AstNode<'_>, semantic: &Semantic<'_>) {
        match semantic.nodes().parent_kind(node.id()) {
            AstKind::ExportDeclaration(parent) => self.statement(parent.span),
            AstKind::ExportDefaultDeclaration(parent) => self.statement(parent.span),
            _ => self.statement(span),
        }
    }

    /// A whole statement goes; a semicolon keeps its neighbours apart where they would join.
    fn statement(&mut self, span: Span) {
        self.erase(span);
        let next = self.text[span.end as usize..].trim_start();
        if next.starts_with(['(', '[', '`', '+', '-', '*', '/']) {
            self.put.push((span.start as usize, b';'));
        }
    }

    fn erase_after(&mut self, kept: Span, whole: Span) {
        self.erase(Span::new(kept.end, whole.end));
    }

    fn erase_with_comma(&mut self, span: Span) {
        self.erase(span);
        let rest = &self.text[span.end as usize..];
        let blank = rest.len() - rest.trim_start().len();
        if rest[blank..].starts_with(',') {
            self.erased[span.end as usize + blank] = true;
        }
    }

    /// The first `mark` in a stretch of text.
    fn erase_mark(&mut self, mark: char, start: u32, end: u32) {
        if let Some(at) = self.slice(Span::new(start, end)).find(mark) {
            self.erased[start as usize + at] = true;
        }
    }

    fn erase_words(&mut self, words: &[&str], start: u32, end: u32) {
        let part = self.slice(Span::new(start, end)).to_owned();
        let mut at = 0;
        for piece in part.split_inclusive(|it: char| !it.is_ascii_alphanumeric()) {
            let word = piece.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
            if words.contains(&word) {
                let from = start as usize + at;
                self.erased[from..from + word.len()].fill(true);
            }
            at += piece.len();
        }
    }

    fn erase(&mut self, span: Span) {
        self.erased[span.start as usize..span.end as usize].fill(true);
    }

    fn refuse(&mut self, span: Span, message: &'static str) {
        self.refused.push((span.start as usize, message));
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn finish(self) -> Result<String, Refused> {
        let kept = self.refused.iter().filter(|(at, _)| !self.erased[*at]);
        if let Some((_, message)) = kept.min_by_key(|(at, _)| *at) {
            return Err(Refused::Unsupported(message));
        }
        let mut stripped = String::with_capacity(self.text.len());
        for (at, character) in self.text.char_indices() {
            let is_line_end = matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            if !self.erased[at] || is_line_end {
                stripped.push(character);
                continue;
            }
            let put = self.put.iter().find(|(place, _)| *place == at);
            // A column counts UTF-16 units.
            stripped.push(put.map_or(' ', |(_, put)| char::from(*put)));
            stripped.extend(std::iter::repeat_n(' ', character.len_utf16() - 1));
        }
        Ok(stripped)
    }
}

/// Words before a class member's name that are types only.
const MODIFIERS: &[&str] = &[
    "public",
    "private",
    "protected",
    "readonly",
    "override",
    "declare",
    "abstract",
];
