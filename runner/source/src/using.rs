//! Lowering `using` and `await using`.
//!
//! Only a text that holds such a declaration is parsed; one that doesn't parse is left to the
//! engine, whose error the script then sees.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::codegen::Codegen;
use oxc::semantic::SemanticBuilder;
use oxc::span::SourceType;
use oxc::transformer::{
    ES2026Options, EnvOptions, HelperLoaderMode, HelperLoaderOptions, TransformOptions, Transformer,
};

use crate::parsed::parse;

/// How the transformer calls its helper.
const THEIRS: &str = "babelHelpers.usingCtx";
/// How it is called here: whoever runs a lowered text puts it onto the global object.
pub const OURS: &str = "__threadproof_using__";

/// The text with its `using` declarations lowered; `None` when it has none.
#[must_use]
pub fn lower(text: &str) -> Option<String> {
    if !mentions(text) {
        return None;
    }
    lower_as(SourceType::mjs(), text).or_else(|| lower_as(SourceType::script(), text))
}

/// True when the word is followed by what may be a name.
fn mentions(text: &str) -> bool {
    text.match_indices("using").any(|(at, word)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        let name = after.trim_start_matches([' ', '\t']);
        before.is_none_or(|before| !is_name(before) && before != '.')
            && name.len() < after.len()
            && name.starts_with(is_name)
    })
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

fn lower_as(kind: SourceType, text: &str) -> Option<String> {
    let allocator = Allocator::default();
    let mut program = parse(&allocator, kind, text)?;
    let scoping = {
        let semantic = SemanticBuilder::new()
            .with_build_nodes(true)
            .build(&program)
            .semantic;
        let uses = semantic.nodes().iter().any(
            |node| matches!(node.kind(), AstKind::VariableDeclaration(it) if it.kind.is_using()),
        );
        if !uses {
            return None;
        }
        semantic.into_scoping()
    };
    let options = TransformOptions {
        env: EnvOptions {
            es2026: ES2026Options {
                explicit_resource_management: true,
            },
            ..EnvOptions::default()
        },
        helper_loader: HelperLoaderOptions {
            mode: HelperLoaderMode::External,
            ..HelperLoaderOptions::default()
        },
        ..TransformOptions::default()
    };
    Transformer::new(&allocator, Path::new("script.js"), &options)
        .build_with_scoping(scoping, &mut program);
    let code = Codegen::new().build(&program).code;
    Some(code.replace(THEIRS, OURS))
}
