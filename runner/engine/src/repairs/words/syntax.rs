//! What parsers say, in V8's words.
//!
//! The engine names the token and the place of it; V8 names the kind of token. The text, where it is
//! at hand, tells a string from a name.

/// Messages of the engine's parser, up to their place, and V8's.
const SAME: &[(&str, &str)] = &[
    ("abrupt end", END),
    ("unterminated string literal", INVALID),
    ("unterminated multiline comment", INVALID),
    (
        "unterminated template literal",
        "Unterminated template literal",
    ),
    ("Abrupt end: Expecting private identifier", INVALID),
    ("Abrupt end: No exponential value found", INVALID),
    (
        "a numeric literal must not be followed by an alphanumeric, $ or _ characters",
        INVALID,
    ),
    (
        "expected hexadecimal digit after number base prefix",
        INVALID,
    ),
    ("expected binary digit after number base prefix", INVALID),
    ("expected octal digit after number base prefix", INVALID),
    ("'n' suffix not allowed in octal representation", INVALID),
    (
        "only one underscore is allowed as numeric separator",
        "Only one underscore is allowed as numeric separator",
    ),
    (
        "underscores are not allowed at the end of numeric literals",
        "Numeric separators are not allowed at the end of numeric literals",
    ),
    (
        "Unicode codepoint must not be greater than 0x10FFFF in escape sequence",
        "Undefined Unicode code-point",
    ),
    (
        "invalid Hexadecimal escape sequence",
        "Invalid hexadecimal escape sequence",
    ),
    (
        "invalid Unicode escape sequence",
        "Invalid Unicode escape sequence",
    ),
    (
        "octal escape sequences are not allowed in strict mode",
        "Octal escape sequences are not allowed in strict mode.",
    ),
    (
        "implicit octal literals are not allowed in strict mode",
        "Octal literals are not allowed in strict mode.",
    ),
    (
        "with statement not allowed in strict mode",
        "Strict mode code may not include a with statement",
    ),
    (
        "cannot delete variables in strict mode",
        "Delete of an unqualified identifier in strict mode.",
    ),
    (
        "Duplicate parameter name not allowed in this context",
        "Duplicate parameter name not allowed in this context",
    ),
    (
        "Invalid left-hand side in assignment",
        "Invalid left-hand side in assignment",
    ),
    (
        "'let' is disallowed as a lexically bound name",
        "let is disallowed as a lexically bound name",
    ),
    (
        "invalid new.target usage",
        "new.target expression is not allowed here",
    ),
    ("invalid super usage", "'super' keyword unexpected here"),
    ("invalid `super` call", "'super' keyword unexpected here"),
    (
        "invalid `super` reference",
        "'super' keyword unexpected here",
    ),
    ("illegal break statement", "Illegal break statement"),
    (
        "illegal continue statement",
        "Illegal continue statement: no surrounding iteration statement",
    ),
    (
        "invalid `import.meta` expression outside a module",
        "Cannot use 'import.meta' outside a module",
    ),
    (
        "a lexical declaration in the head of a for-of loop can't have an initializer",
        "for-of loop variable declaration may not have an initializer.",
    ),
    (
        "Invalid tagged template on optional chain",
        "Invalid tagged template on optional chain",
    ),
    (
        "a class may only have one constructor",
        "A class may only have one constructor",
    ),
    (
        "class constructor may not be a getter method",
        "Class constructor may not be an accessor",
    ),
    (
        "class constructor may not be a setter method",
        "Class constructor may not be an accessor",
    ),
    (
        "class may not have static method definitions named 'prototype'",
        "Classes may not have a static property named 'prototype'",
    ),
    (
        "Expected initializer for const declaration",
        "Missing initializer in const declaration",
    ),
    (
        "rest parameter must be the last formal parameter",
        "Rest parameter must be last formal parameter",
    ),
    (
        "invalid regular expression flags",
        "Invalid regular expression flags",
    ),
    (
        "abrupt end on regular expression",
        "Invalid regular expression: missing /",
    ),
    (
        "invalid object literal in script statement list",
        "Invalid shorthand property initializer",
    ),
    ("expected statement", "Unexpected token 'class'"),
    (
        "Expecting Token '.' as part of spread",
        "Unexpected token '.'",
    ),
];

const END: &str = "Unexpected end of input";
const INVALID: &str = "Invalid or unexpected token";

/// Words that are reserved in strict mode only.
const STRICT: [&str; 9] = [
    "implements",
    "interface",
    "let",
    "package",
    "private",
    "protected",
    "public",
    "static",
    "yield",
];

/// V8's words; `None` for what is no message of the engine's parser.
pub(super) fn words(said: &str, text: Option<&str>) -> Option<String> {
    let (head, said) = headless(said);
    let (message, place) = parts(said);
    let at = place.and_then(|place| rest_of(text?, place));
    let words = of(message, at, text)?;
    if head && words == END {
        // What was missing is behind the braces that stand around the text.
        return Some("Unexpected token '}'".to_owned());
    }
    Some(words)
}

/// Without what `Function` puts before what its parser says; whether that was so.
fn headless(said: &str) -> (bool, &str) {
    for head in [
        "failed to parse function body: ",
        "failed to parse function parameters: ",
    ] {
        if let Some(rest) = said.strip_prefix(head) {
            return (true, rest);
        }
    }
    (false, said)
}

/// A message, and the place that it ends in.
fn parts(said: &str) -> (&str, Option<(usize, usize)>) {
    let Some(at) = said.rfind(" at line ") else {
        return (said, None);
    };
    let place = said[at + " at line ".len()..].split_once(", col ");
    let place = place.and_then(|(line, column)| Some((line.parse().ok()?, column.parse().ok()?)));
    match place {
        Some(place) => (&said[..at], Some(place)),
        None => (said, None),
    }
}

/// The text from a place on.
fn rest_of(text: &str, (line, column): (usize, usize)) -> Option<&str> {
    let line = text.split_inclusive('\n').nth(line.checked_sub(1)?)?;
    let (at, _) = line.char_indices().nth(column.checked_sub(1)?)?;
    Some(&line[at..])
}

fn of(message: &str, at: Option<&str>, text: Option<&str>) -> Option<String> {
    if let Some((_, words)) = SAME.iter().find(|(engine, _)| *engine == message) {
        return Some(refined(message, words, text));
    }
    if let Some(token) = between(message, "unexpected token '", "'") {
        return Some(unexpected(token, at));
    }
    if let Some((token, context)) =
        after(message, "unexpected token '").and_then(|it| it.split_once("', "))
    {
        return Some(match (token, context) {
            ("line terminator", "throw statement") => "Illegal newline after throw".to_owned(),
            ("(", "function declaration") => {
                "Function statements require a function name".to_owned()
            }
            ("return", "statement") => "Illegal return statement".to_owned(),
            (_, "rest parameter must be the last formal parameter") => {
                "Rest parameter must be last formal parameter".to_owned()
            }
            (")", _) if text.is_some_and(|text| text.trim_end().ends_with("import()")) => {
                "import() requires a specifier".to_owned()
            }
            ("enum", _) => "Unexpected reserved word".to_owned(),
            (token, _) if STRICT.contains(&token) && context.starts_with("strict") => {
                "Unexpected strict mode reserved word".to_owned()
            }
            _ => unexpected(token, at),
        });
    }
    if message.starts_with("expected ")
        && let Some((_, got)) = message.split_once(", got '")
        && let Some((token, context)) = got.split_once("' in ")
    {
        return Some(expected(token, context, at, text));
    }
    if let Some(token) = between(message, "unexpected '", "'") {
        return (token.chars().count() == 1).then(|| INVALID.to_owned());
    }
    named(message)
}

/// Where the text tells more than the message does.
fn refined(message: &str, words: &str, text: Option<&str>) -> String {
    let text = text.map_or("", str::trim);
    let missing = match message {
        "abrupt end" if text.starts_with("const ") && is_name(&text["const ".len()..]) => {
            "Missing initializer in const declaration"
        }
        "abrupt end" if is_pattern_alone(text) => {
            "Missing initializer in destructuring declaration"
        }
        "abrupt end" if text.ends_with('}') && text.starts_with("try") => {
            "Missing catch or finally after try"
        }
        "Invalid left-hand side in assignment" if text.ends_with("++") || text.ends_with("--") => {
            "Invalid left-hand side expression in postfix operation"
        }
        "Invalid left-hand side in assignment"
            if text.starts_with("++") || text.starts_with("--") =>
        {
            "Invalid left-hand side expression in prefix operation"
        }
        "unterminated template literal" => END,
        _ => words,
    };
    missing.to_owned()
}

fn is_name(text: &str) -> bool {
    text.chars()
        .all(|it| it.is_alphanumeric() || "_$".contains(it))
}

fn is_pattern_alone(text: &str) -> bool {
    let rest = ["const ", "let ", "var "]
        .iter()
        .find_map(|head| text.strip_prefix(head));
    rest.is_some_and(|rest| {
        (rest.starts_with('{') && rest.ends_with('}')
            || rest.starts_with('[') && rest.ends_with(']'))
            && !rest.contains('=')
    })
}

fn expected(token: &str, context: &str, at: Option<&str>, text: Option<&str>) -> String {
    let before = |word: &str| {
        text.zip(at).is_some_and(|(text, at)| {
            let end = text.len().saturating_sub(at.len());
            text.get(..end)
                .is_some_and(|before| before.trim_end().ends_with(word))
        })
    };
    match context {
        "import.meta" => return "Cannot use import statement outside a module".to_owned(),
        "expression statement" if token == "**" => {
            return "Unary operator used immediately before exponentiation expression. Parenthesis must be used to disambiguate operator precedence".to_owned();
        }
        "expression statement" if before("await") => {
            return "await is only valid in async functions and the top level bodies of modules"
                .to_owned();
        }
        "expression statement" if before("let") => {
            return "Lexical declaration cannot appear in a single-statement context".to_owned();
        }
        _ => {}
    }
    if token == "," && context.starts_with("CoverParenthesized") {
        return "Rest parameter must be last formal parameter".to_owned();
    }
    unexpected(token, at)
}

/// An unexpected token, by its kind.
fn unexpected(token: &str, at: Option<&str>) -> String {
    let first = at.and_then(|at| at.chars().next());
    match first.or_else(|| token.chars().next()) {
        Some('"' | '\'') => "Unexpected string".to_owned(),
        Some('`') => "Unexpected template string".to_owned(),
        Some('0'..='9') => "Unexpected number".to_owned(),
        Some('.') if token.starts_with("0.") => "Unexpected number".to_owned(),
        _ if token == "EOF" || token.is_empty() => END.to_owned(),
        _ if token == "enum" => "Unexpected reserved word".to_owned(),
        Some(first) if first.is_alphabetic() || "_$".contains(first) => {
            if is_keyword(token) {
                format!("Unexpected token '{token}'")
            } else {
                format!("Unexpected identifier '{token}'")
            }
        }
        _ => format!("Unexpected token '{token}'"),
    }
}

fn is_keyword(token: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
    ];
    KEYWORDS.contains(&token)
}

/// Messages that name something else than a token.
fn named(message: &str) -> Option<String> {
    if let Some(label) = after(message, "duplicate label: ") {
        return Some(format!("Label '{label}' has already been declared"));
    }
    for head in ["undefined break target: ", "undefined continue target: "] {
        if let Some(label) = after(message, head) {
            return Some(format!("Undefined label '{label}'"));
        }
    }
    if message.starts_with("binding identifier `") || message.starts_with("unexpected identifier `")
    {
        return Some("Unexpected eval or arguments in strict mode".to_owned());
    }
    None
}

fn after<'t>(text: &'t str, head: &str) -> Option<&'t str> {
    text.strip_prefix(head)
}

fn between<'t>(text: &'t str, head: &str, tail: &str) -> Option<&'t str> {
    let inner = text.strip_prefix(head)?.strip_suffix(tail)?;
    (!inner.contains('\'') || inner == "'").then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn tokens_are_told_by_their_kind() {
        for (said, text, expected) in [
            (
                "expected token ';', got 'b' in expression statement at line 1, col 3",
                "a b",
                "Unexpected identifier 'b'",
            ),
            (
                "expected token ';', got 'b' in expression statement at line 1, col 3",
                "a \"b\"",
                "Unexpected string",
            ),
            (
                "unexpected token '}', primary expression at line 1, col 1",
                "}",
                "Unexpected token '}'",
            ),
            ("abrupt end", "f(", "Unexpected end of input"),
        ] {
            assert_eq!(words(said, Some(text)).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_no_parser_said_is_left_alone() {
        assert_eq!(words("unexpected visitor", None), None);
        assert_eq!(words("x is not a function", None), None);
    }
}
