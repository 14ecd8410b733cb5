//! Values cut into tokens.
//!
//! It must never know which tokens make a value.

use std::sync::LazyLock;

use regex::Regex;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// `{`, `[`, `(` or `<`.
    Open(char),
    /// `}`, `]`, `)` or `>`.
    Close(char),
    /// `,`.
    Comma,
    /// A text in quotes, escapes resolved.
    Text(String),
    /// A number, or a date as ISO 8601 writes it.
    Number(String),
    /// Letters, digits and what may stand in a name.
    Word(String),
    /// `:` or `=>`.
    Mark(&'static str),
    /// `...`.
    Ellipsis,
}

/// A date, or a number with or without sign, fraction and exponent, or in base 16.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|-?0[xX][0-9a-fA-F]+n?|-?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?n?)",
    )
    .expect("a pattern of this file is well formed")
});

/// A name.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[-*/]?[\p{L}_$#@*][\p{L}\p{N}_$.]*")
        .expect("a pattern of this file is well formed")
});

/// A regular expression as a value.
static REGEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^/(?:[^/\\\s]|\\.)+/[dgimsuvy]*(?:$|[\s,\]}])")
        .expect("a pattern of this file is well formed")
});

/// The tokens of `text`; none where something is no part of any value.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    // Inside `<Buffer 0f 1e>` everything between spaces is a word.
    let mut angles = 0_usize;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if let Some(end) = rest.strip_prefix("...") {
            let dots = end.len() - end.trim_start_matches('.').len();
            (Token::Ellipsis, 3 + dots)
        } else if first == '…' {
            (Token::Ellipsis, first.len_utf8())
        } else if rest.starts_with("=>") {
            (Token::Mark("=>"), 2)
        } else if "{[(".contains(first) {
            (Token::Open(first), 1)
        } else if "}])".contains(first) {
            (Token::Close(first), 1)
        } else if first == '<' {
            angles += 1;
            (Token::Open(first), 1)
        } else if first == '>' {
            angles = angles.checked_sub(1)?;
            (Token::Close(first), 1)
        } else if first == ',' {
            (Token::Comma, 1)
        } else if first == ':' {
            (Token::Mark(":"), 1)
        } else if "'\"`".contains(first) {
            quoted(rest, first)?
        } else if angles > 0 {
            let end = rest.find(|one: char| one.is_whitespace() || ",:<>".contains(one));
            let word = &rest[..end.unwrap_or(rest.len())];
            (Token::Word(word.to_owned()), word.len())
        } else if let Some(number) = NUMBER.find(rest) {
            (Token::Number(normal(number.as_str())), number.len())
        } else if let Some(regex) = REGEX.find(rest) {
            let bare = regex.as_str().trim_end_matches([',', ']', '}']).trim_end();
            (Token::Text(bare.to_owned()), bare.len())
        } else {
            let word = WORD.find(rest)?;
            (Token::Word(word.as_str().to_owned()), word.len())
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Some(found)
}

/// A text in quotes at the start of `rest`, and how long it is there.
fn quoted(rest: &str, quote: char) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            return Some((Token::Text(text), at + 1));
        }
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        match letters.next()?.1 {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            code @ ('u' | 'x') => {
                let digits: String = letters
                    .by_ref()
                    .take(if code == 'u' { 4 } else { 2 })
                    .map(|(_, digit)| digit)
                    .collect();
                let code = u32::from_str_radix(&digits, 16).ok()?;
                text.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            other => text.push(other),
        }
    }
    None
}

/// One spelling for each number.
fn normal(number: &str) -> String {
    let plain = number.replace('_', "");
    match plain.parse::<f64>() {
        Ok(value) if plain.contains(['.', 'e', 'E']) => value.to_string(),
        _ => plain,
    }
}
