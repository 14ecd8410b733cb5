//! What shows in an example's code before it runs: whether it parses, which module system it is
//! written in, which modules it asks for and which names nobody declares.
//!
//! It must never know a page, nor which runtime will run the code.

use std::collections::BTreeSet;

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast::ast::Expression;
use oxc::diagnostics::OxcDiagnostic;
use oxc::parser::{ParseOptions, Parser, ParserReturn};
use oxc::semantic::{Semantic, SemanticBuilder};
use oxc::span::SourceType;

use crate::docs::syntax::{LONGEST_CODE, is_shallow, with_large_stack};

/// Names that a `CommonJS` file finds without declaring them.
const WRAPPER: &[&str] = &["require", "module", "exports", "__filename", "__dirname"];

/// What a file is written in, by its extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `CommonJS`: `.cjs`, or `.cts` with types.
    CommonJs {
        /// Whether it has types.
        typed: bool,
    },
    /// An ES module: `.mjs`, or `.mts` with types.
    EsModule {
        /// Whether it has types.
        typed: bool,
    },
}

/// What shows in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Why it does not parse: the line, from 1, and the words.
    pub broken: Option<(usize, String)>,
    /// Names that nobody declares, those of the runtime included.
    pub free: BTreeSet<String>,
    /// Names that it gives values without declaring them, which makes globals of them.
    pub made: BTreeSet<String>,
    /// Modules that it asks for, as written.
    pub modules: BTreeSet<String>,
    /// The first and last lines, from 1, of the blocks whose errors are caught.
    pub caught: Vec<(usize, usize)>,
    /// Whether a `//` holds what looks like statements: a line break is missing before them.
    pub swallows: bool,
}

impl Kind {
    /// The kind of a file with this extension; `None` for what is no JavaScript.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "cjs" => Self::CommonJs { typed: false },
            "cts" => Self::CommonJs { typed: true },
            "mjs" => Self::EsModule { typed: false },
            "mts" => Self::EsModule { typed: true },
            _ => return None,
        })
    }

    /// The extension that a file of this kind has.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::CommonJs { typed: false } => "cjs",
            Self::CommonJs { typed: true } => "cts",
            Self::EsModule { typed: false } => "mjs",
            Self::EsModule { typed: true } => "mts",
        }
    }

    /// The kind in which code without a label is written: an ES module where only that parses or
    /// it imports or exports, else `CommonJS`.
    #[must_use]
    pub fn guess(code: &str, typed: bool) -> Self {
        let imports = || {
            let allocator = Allocator::default();
            // Types are let through, so that a block with a wrong label is still seen for what it
            // is.
            let as_module = Parser::new(&allocator, code, SourceType::ts()).parse();
            as_module.module_record.has_module_syntax
        };
        // What is too deep to be looked at does not parse as either kind.
        let imports = is_shallow(code) && with_large_stack(code.len(), imports).unwrap_or(false);
        let common = || {
            Source::read(code, Self::CommonJs { typed })
                .broken
                .is_some()
        };
        let module = || {
            Source::read(code, Self::EsModule { typed })
                .broken
                .is_none()
        };
        if imports || (common() && module()) {
            Self::EsModule { typed }
        } else {
            Self::CommonJs { typed }
        }
    }

    /// The same module system with types.
    #[must_use]
    pub fn with_types(self) -> Self {
        match self {
            Self::CommonJs { .. } => Self::CommonJs { typed: true },
            Self::EsModule { .. } => Self::EsModule { typed: true },
        }
    }

    /// The same module system without types.
    #[must_use]
    pub fn without_types(self) -> Self {
        match self {
            Self::CommonJs { .. } => Self::CommonJs { typed: false },
            Self::EsModule { .. } => Self::EsModule { typed: false },
        }
    }

    /// Whether it has types.
    #[must_use]
    pub fn is_typed(self) -> bool {
        matches!(
            self,
            Self::CommonJs { typed: true } | Self::EsModule { typed: true }
        )
    }

    /// Whether it is an ES module.
    #[must_use]
    pub fn is_module(self) -> bool {
        matches!(self, Self::EsModule { .. })
    }

    pub(super) fn source_type(self) -> SourceType {
        match self {
            Self::CommonJs { typed: false } => SourceType::cjs(),
            Self::CommonJs { typed: true } => SourceType::ts().with_commonjs(true),
            Self::EsModule { typed: false } => SourceType::mjs(),
            Self::EsModule { typed: true } => SourceType::ts(),
        }
    }
}

impl Source {
    /// Reads code of this kind.
    #[must_use]
    pub fn read(code: &str, kind: Kind) -> Self {
        let broken = |words: &str| Self {
            broken: Some((1, words.to_owned())),
            ..Self::default()
        };
        if code.len() > LONGEST_CODE {
            return broken("it is longer than any example that is parsed");
        }
        if !is_shallow(code) {
            return broken("its brackets nest too deep");
        }
        let parsed = with_large_stack(code.len(), || Self::parse(code, kind));
        parsed.unwrap_or_else(|| broken("the system grants no thread to parse it in"))
    }

    fn parse(code: &str, kind: Kind) -> Self {
        let allocator = Allocator::default();
        let parsed = parsed(&allocator, code, kind);
        let broken = |first: &OxcDiagnostic| {
            let label = first.labels.first();
            let at = label.map_or(0, |label| label.offset() as usize);
            Self {
                broken: Some((line_of(code, at), first.message.to_string())),
                ..Self::default()
            }
        };
        if let Some(first) = parsed.diagnostics.iter().next() {
            return broken(first);
        }
        let built = SemanticBuilder::new()
            .with_build_nodes(true)
            .with_check_syntax_error(true)
            .build(&parsed.program);
        if let Some(first) = built.diagnostics.iter().next() {
            return broken(first);
        }
        let semantic = built.semantic;
        let unresolved = semantic.scoping().root_unresolved_references();
        let scoping = semantic.scoping();
        let mut source = Self {
            free: unresolved.keys().map(ToString::to_string).collect(),
            ..Self::default()
        };
        if matches!(kind, Kind::CommonJs { .. }) {
            let made = unresolved.iter().filter(|(_, references)| {
                let first = references.first();
                first.is_some_and(|first| {
                    let first = scoping.get_reference(*first);
                    first.is_write() && !first.is_read()
                })
            });
            source.made = made.map(|(name, _)| name.to_string()).collect();
            source.free.retain(|name| !source.made.contains(name));
            source.free.retain(|name| !WRAPPER.contains(&name.as_str()));
        }
        let mut comments = parsed.program.comments.iter().filter(|one| one.is_line());
        source.swallows = comments.any(|comment| {
            let span = comment.content_span();
            let text = &code[span.start as usize..span.end as usize];
            text.contains("; ") || text.trim_end().ends_with([';', '{'])
        });
        let requested = parsed.module_record.requested_modules.keys();
        source.modules.extend(requested.map(ToString::to_string));
        source.look(&semantic, code);
        source
    }

    fn look(&mut self, semantic: &Semantic<'_>, code: &str) {
        for node in semantic.nodes().iter() {
            match node.kind() {
                AstKind::CallExpression(call) => {
                    let asked = call.common_js_require().map(|text| text.value.to_string());
                    self.modules.extend(asked);
                }
                AstKind::ImportExpression(import) => {
                    if let Expression::StringLiteral(text) = &import.source {
                        self.modules.insert(text.value.to_string());
                    }
                }
                AstKind::TryStatement(attempt) if attempt.handler.is_some() => {
                    let span = attempt.block.span;
                    let (first, last) = (span.start as usize, span.end as usize);
                    self.caught
                        .push((line_of(code, first), line_of(code, last)));
                }
                _ => {}
            }
        }
    }
}

/// Parses code of this kind.
pub(super) fn parsed<'a>(allocator: &'a Allocator, code: &'a str, kind: Kind) -> ParserReturn<'a> {
    let options = ParseOptions {
        allow_return_outside_function: matches!(kind, Kind::CommonJs { .. }),
        ..ParseOptions::default()
    };
    Parser::new(allocator, code, kind.source_type())
        .with_options(options)
        .parse()
}

fn line_of(code: &str, offset: usize) -> usize {
    let before = code.get(..offset).unwrap_or(code);
    before.matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const CJS: Kind = Kind::CommonJs { typed: false };
    const ESM: Kind = Kind::EsModule { typed: false };

    #[test]
    fn what_nobody_declares_is_free() {
        let source = Source::read("const { a } = require('x'); b(a, __filename);", CJS);
        assert_eq!(Vec::from_iter(source.free), ["b"]);
        assert_eq!(Vec::from_iter(source.modules), ["x"]);
        let source = Source::read(
            "import { a } from 'x'; await import('y'); a(__filename);",
            ESM,
        );
        assert_eq!(Vec::from_iter(source.free), ["__filename"]);
        assert_eq!(Vec::from_iter(source.modules), ["x", "y"]);
    }

    #[test]
    fn the_module_system_shows_in_the_code() {
        assert_eq!(Kind::guess("import a from 'x';", false), ESM);
        assert_eq!(Kind::guess("await f();", false), ESM);
        assert_eq!(Kind::guess("f(); return;", false), CJS);
        assert_eq!(Kind::guess("import a from 'x'; (b: any) => b;", false), ESM);
    }

    #[test]
    fn what_does_not_parse_tells_its_line() {
        let broken = Source::read("a();\nlet let;\n", ESM).broken;
        assert_eq!(broken.map(|(line, _)| line), Some(2));
        assert!(Source::read("(b: any) => b;", ESM).broken.is_some());
        assert_eq!(
            Source::read("(b: any) => b;", ESM.with_types()).broken,
            None
        );
    }

    #[test]
    fn blocks_whose_errors_are_caught_are_known() {
        let source = Source::read("try {\n  a();\n} catch {}\ntry { b(); } finally {}\n", CJS);
        assert_eq!(source.caught, [(1, 3)]);
    }
}
