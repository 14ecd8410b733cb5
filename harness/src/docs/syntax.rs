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

/// A parser descends as deep as a chain of operators is long, so it gets a stack for the longest
/// text that it may meet, of which the system hands out only what is used.
const STACK: usize = 256 * 1024 * 1024;

/// What only a `CommonJS` module has.
static COMMON_JS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\brequire\(|\bmodule\.exports\b|\bexports\.\w|\b__(?:filename|dirname)\b|^\s*['\x22]use strict['\x22]")
        .expect("a pattern of this file is well formed")
});

/// Runs `work`, which parses what a page holds, where a deep text does not end the program.
pub(super) fn with_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .expect("the system starts a thread");
        match thread.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Whether brackets in `code` nest no deeper than a parser can take.
pub(super) fn is_shallow(code: &str) -> bool {
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
    is_shallow(code) && with_large_stack(|| parses_typed(code))
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
            assert_eq!(with_large_stack(|| script(code)), kind, "{code}");
        }
    }

    #[test]
    fn long_chains_do_not_end_the_program() {
        for link in ["!", "a=>", "a?b:", "-(", "if(a);else "] {
            let code = link.repeat(16 * 1024 / link.len());
            with_large_stack(|| script(&code));
        }
    }
}
