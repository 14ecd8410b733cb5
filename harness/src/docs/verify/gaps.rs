//! Whether a block of code is a program at all, or only shows a value or leaves out its parts.
//!
//! It must never know a page.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Kind, Source};

/// An ellipsis where code should be: alone on its line, between brackets, or as an argument.
static GAP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:\.\.\.|…)\s*[;,]?\s*$|[({\[,=]\s*(?:\.\.\.|…)\s*[)}\],;]")
        .expect("a pattern of this file is well formed")
});

/// A signature, as reference pages print them: optional arguments in brackets, or types alone.
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[,?\s*\w+(?:,\s*\w+)*\]\)|^\s*(?:new )?[\w.$]+\([^'\x22]*\)\s*(?::|=>|->)\s*\w")
        .expect("a pattern of this file is well formed")
});

/// A line that is a signature of TypeScript and nothing else: types of arguments and of what comes
/// back, and no body.
static TYPED_SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:export )?(?:declare )?(?:async )?(?:function )?[\w.$]+(?:<[^=]*>)?\s*(?:\(.*\))?\s*(?::|=>|->)\s*[\w<\[({'\x22].*[^{]$",
    )
    .expect("a pattern of this file is well formed")
});

/// A number that goes on, at the end of a line of a formula.
static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^'\x22`;]*=[^'\x22`;]*\d(?:\.\.\.|…)$")
        .expect("a pattern of this file is well formed")
});

/// A name that TypeScript is told of without being given it.
static DECLARED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*declare (?:let|const|var|function) (\w+)")
        .expect("a pattern of this file is well formed")
});

/// The names that code declares to be somewhere else.
pub(super) fn declared(code: &str) -> impl Iterator<Item = String> + '_ {
    let found = DECLARED.captures_iter(code);
    found.map(|found| found[1].to_owned())
}

/// Why code that does not parse is no program, where that shows.
pub(super) fn of(code: &str, source: &Source, kind: Kind) -> Option<String> {
    let (line, _) = source.broken.as_ref()?;
    let parses = |code: &str| Source::read(code, kind).broken.is_none();
    let bare = code.trim().trim_end_matches(';');
    if ["├", "└"].iter().any(|branch| code.contains(branch)) {
        return Some("it shows a tree of files, no program".to_owned());
    }
    if bare.starts_with('{') && parses(&format!("({bare})")) {
        return Some("it shows a value, no program".to_owned());
    }
    if bare.starts_with('.') {
        return Some("it is part of an expression, no program".to_owned());
    }
    if GAP.is_match(code) {
        return Some(format!(
            "line {line} does not parse: parts are left out with `...`"
        ));
    }
    if SIGNATURE.is_match(code) && code.lines().count() <= 3 {
        return Some("it shows a signature, no program".to_owned());
    }
    let lines = code.lines().map(str::trim);
    let lines: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    if lines.iter().all(|line| TYPED_SIGNATURE.is_match(line)) {
        return Some("it shows signatures, no program".to_owned());
    }
    if lines.iter().all(|line| FORMULA.is_match(line)) {
        return Some("it shows a formula, no program".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_program_is_told_from_a_mistake() {
        let kind = Kind::CommonJs { typed: false };
        let found = |code: &str| of(code, &Source::read(code, kind), kind).is_some();
        for code in [
            "{\n  a: 1,\n  b: 2\n}",
            "const a = {\n  b: 1,\n  ...\n};",
            "function f(...) {}",
            "new Thing(name[, options])",
            ".with(pattern, handler)\n.exhaustive()",
            "dir/\n├── a.txt\n└── b.txt",
            "okAsync<T, E>(value: T): ResultAsync<T, E>",
            "// lists\nfunction f<T, E>(list: T[]): R<T, E>\nfunction f<T1, T2> => R<[T1, T2]>",
            "Number(f.s) * 2 = -1 * 4154 / 1485 = -2.797306...",
        ] {
            assert!(found(code), "{code}");
        }
        for code in [
            "const a = {\n  b: 1\n  c: 2\n};",
            "let let;",
            "f(...a);",
            "f((a: b) => {e\n  c();\n}))",
        ] {
            assert!(!found(code), "{code}");
        }
    }
}
