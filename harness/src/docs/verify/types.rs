//! TypeScript as JavaScript: not every runtime that examples run on takes types.
//!
//! It must never know why something is TypeScript.

use std::path::Path;

use oxc::allocator::Allocator;
use oxc::codegen::Codegen;
use oxc::parser::Parser;
use oxc::semantic::SemanticBuilder;
use oxc::transformer::{TransformOptions, Transformer};

use super::source::Kind;
use crate::docs::syntax::{is_shallow, with_large_stack};

/// The code without its types; `None` for what does not parse, or is too deep or too long to.
pub(super) fn without_types(code: &str, kind: Kind) -> Option<String> {
    let work = || transformed(code, kind);
    is_shallow(code).then(|| with_large_stack(code.len(), work))??
}

fn transformed(code: &str, kind: Kind) -> Option<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, kind.source_type()).parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        return None;
    }
    let mut program = parsed.program;
    let scoping = SemanticBuilder::new()
        .with_enum_eval(true)
        .build(&program)
        .semantic
        .into_scoping();
    let mut options = TransformOptions::default();
    // What an example imports, it imports; whether it uses it is not asked.
    options.typescript.only_remove_type_imports = false;
    let path = Path::new("example.ts");
    Transformer::new(&allocator, path, &options).build_with_scoping(scoping, &mut program);
    Some(Codegen::new().build(&program).code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::verify::source::Source;

    #[test]
    fn types_go_and_code_stays() {
        let kind = Kind::EsModule { typed: true };
        let code =
            "import { type A, b } from 'x';\nenum E { One }\nconst c: A = b<number>(E.One) as A;\n";
        let plain = without_types(code, kind).expect("it parses");
        assert_eq!(
            Source::read(&plain, kind.without_types()).broken,
            None,
            "{plain}"
        );
        assert!(plain.contains("b(") && !plain.contains(": A"), "{plain}");
        assert_eq!(without_types("const = ;", kind), None);
    }
}
