//! Parsing what may be a module or a script, as far as it is JavaScript at all.

use oxc::allocator::Allocator;
use oxc::ast::ast::Program;
use oxc::parser::{ParseOptions, Parser};
use oxc::span::SourceType;

/// The text as a program; `None` when it does not parse: the engine then says why. `return` may
/// stand outside of functions, since a `CommonJS` file is the body of one.
pub(crate) fn parse<'a>(
    allocator: &'a Allocator,
    kind: SourceType,
    text: &'a str,
) -> Option<Program<'a>> {
    let options = ParseOptions {
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(allocator, text, kind)
        .with_options(options)
        .parse();
    parsed.diagnostics.is_empty().then_some(parsed.program)
}
