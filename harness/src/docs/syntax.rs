//! Whether a text is JavaScript, and of which kind.
//!
//! It must never know where the text was found.

use std::sync::LazyLock;

use oxc::allocator::Allocator;
use oxc::parser::{ParseOptions, Parser};
use oxc::span::SourceType;
use regex::Regex;

use super::model::Language;
use super::scan::scan;

/// A parser descends into what is nested, so deeper code is not given to one.
const DEEPEST: usize = 200;

/// A parser descends as deep as a chain of operators is long, so it gets this much stack for each
/// byte of its text, of which the system hands out only what is used.
const STACK_FOR_A_BYTE: usize = 4 * 1024;

/// And so much at the least.
const LEAST_STACK: usize = 16 * 1024 * 1024;

/// The longest code that is parsed, in bytes; the files of declarations of Node have half of it.
pub(crate) const LONGEST_CODE: usize = 512 * 1024;

/// What only a `CommonJS` module has.
static COMMON_JS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\brequire\(|\bmodule\.exports\b|\bexports\.\w|\b__(?:filename|dirname)\b|^\s*['\x22]use strict['\x22]")
        .expect("a pattern of this file is well formed")
});

/// Runs `work`, which parses `length` bytes of what a page holds, where a deep text does not end the
/// program; nothing when they are too many, or the system grants no such thread.
pub(crate) fn with_large_stack<T: Send>(
    length: usize,
    work: impl FnOnce() -> T + Send,
) -> Option<T> {
    if length > LONGEST_CODE {
        return None;
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size((STACK_FOR_A_BYTE * length).max(LEAST_STACK))
            .spawn_scoped(scope, work)
            .ok()?;
        match thread.join() {
            Ok(done) => Some(done),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Whether brackets in `code` nest no deeper than a parser can take.
pub(crate) fn is_shallow(code: &str) -> bool {
    scan(code).depth <= DEEPEST
}

/// The language of `code` if it is JavaScript, told by what it uses. Call it where
/// [`with_large_stack`] runs.
pub(super) fn script(code: &str) -> Option<Language> {
    let allocator = Allocator::default();
    let options = ParseOptions {
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, code, SourceType::unambiguous())
        .with_options(options)
        .parse();
    if parsed.panicked || parsed.diagnostics.has_errors() {
        return None;
    }
    Some(if parsed.module_record.has_module_syntax {
        Language::EsModule
    } else if COMMON_JS.is_match(code) {
        Language::CommonJs
    } else {
        Language::JavaScript
    })
}

/// Whether `code` is TypeScript, or JavaScript.
pub(super) fn typed(code: &str) -> bool {
    is_shallow(code) && with_large_stack(code.len(), || parses_typed(code)).unwrap_or(false)
}

fn parses_typed(code: &str) -> bool {
    let allocator = Allocator::default();
    let options = ParseOptions {
        allow_return_outside_function: true,
        ..ParseOptions::default()
    };
    let parsed = Parser::new(&allocator, code, SourceType::ts())
        .with_options(options)
        .parse();
    !parsed.panicked && !parsed.diagnostics.has_errors()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_module_shows_in_its_code() {
        for (code, kind) in [
            ("import a from 'b';", Some(Language::EsModule)),
            ("a(new URL(import.meta.url));", Some(Language::EsModule)),
            ("const a = require('b');", Some(Language::CommonJs)),
            ("'use strict';\na();", Some(Language::CommonJs)),
            ("a(__filename);", Some(Language::CommonJs)),
            ("a();", Some(Language::JavaScript)),
            ("These are words.", None),
        ] {
            let found = with_large_stack(code.len(), || script(code));
            assert_eq!(found, Some(kind), "{code}");
        }
    }

    #[test]
    fn long_chains_do_not_end_the_program() {
        for link in ["!", "a=>", "a?b:", "-(", "if(a);else "] {
            for length in [16 * 1024, LONGEST_CODE] {
                let code = link.repeat(length / link.len());
                assert!(with_large_stack(code.len(), || script(&code)).is_some());
            }
        }
    }
}
