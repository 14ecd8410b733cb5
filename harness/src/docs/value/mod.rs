//! Values as people and consoles write them: `[ 'x' ]`, `{a: 1, ...}`, `Map(1) { 'a' => 1 }`.
//!
//! Two spellings of one value are equal: quotes, spaces, trailing commas and the order of keys mean
//! nothing, and an ellipsis stands for whatever is left out. It must never know where a text stood.

mod compare;
mod tokens;

use tokens::{Token, tokens};

/// A text that reads as one or more values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Values that stand beside each other, between commas where there are any.
    items: Vec<Vec<Node>>,
}

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// What stands in brackets, between commas.
    Group(char, Vec<Vec<Node>>),
    /// A text in quotes.
    Text(String),
    /// A number or a date.
    Number(String),
    /// A word without quotes.
    Word(String),
    /// `:` or `=>`.
    Mark(&'static str),
    /// `...`, with what it counts.
    Ellipsis,
}

/// Words that are values.
const KEYWORDS: &[&str] = &["true", "false", "null", "undefined", "NaN", "Infinity"];

/// How deep brackets may nest.
const DEEPEST: usize = 100;

impl Written {
    /// Reads `text` if all of it is well formed; whether it is a value shows in [`Self::is_value`].
    pub(super) fn read(text: &str) -> Option<Self> {
        let tokens = tokens(text)?;
        let mut rest = tokens.as_slice();
        let items = items(&mut rest, None, 0)?;
        (rest.is_empty() && items.iter().any(|item| !item.is_empty())).then_some(Self { items })
    }

    /// Whether it is one value and nothing else; a word that means something only in code is none.
    pub(super) fn is_value(&self) -> bool {
        matches!(self.items.as_slice(), [only] if is_value(only))
    }

    /// Whether it is several values.
    pub(super) fn are_values(&self) -> bool {
        let all = self.items.iter().all(|item| {
            is_value(item) || item.iter().all(|node| is_value(std::slice::from_ref(node)))
        });
        all && !self.items.is_empty()
    }

    /// Whether both mean the same, where an ellipsis in `self` stands for anything.
    pub(super) fn fits(&self, other: &Self) -> bool {
        compare::lists(&self.items, &other.items)
    }
}

/// The value at the start of `text`, and what is said about it behind.
pub(super) fn value_and_remark(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let is_value = |part: &str| Written::read(part).is_some_and(|read| read.is_value());
    if is_value(text) {
        return Some((text, ""));
    }
    let ends = text.char_indices().skip(1).filter(|(at, letter)| {
        let before = text[..*at].chars().next_back();
        !before.is_some_and(char::is_whitespace)
            && (letter.is_whitespace() || ".,;!:".contains(*letter))
    });
    // The longest: a value may hold what could end a shorter one.
    let ends: Vec<usize> = ends.map(|(at, _)| at).take(400).collect();
    ends.into_iter().rev().find_map(|at| {
        let (value, remark) = text.split_at(at);
        (!value.ends_with(',') && is_value(value) && is_remark(remark))
            .then(|| (value, remark.trim()))
    })
}

/// Whether what stands behind a value only talks about it.
fn is_remark(text: &str) -> bool {
    let bare = text.trim();
    let starts = [
        "(", "-", "–", "—", ";", "//", "#", "<-", "<=", "✓", "✅", "❌", "/*",
    ];
    let words = [
        "because",
        "since",
        "as ",
        "same",
        "not ",
        "and not",
        "instead",
        "thanks",
        "too",
        "also",
        "again",
        "equivalent",
        "i.e.",
        "which",
        "but",
    ];
    let after_mark = bare
        .trim_start_matches([',', '.', ';', '!', ':'])
        .trim_start();
    bare.trim_matches(['.', '!', ';', ',']).is_empty()
        || starts.iter().any(|start| bare.starts_with(start))
        || words.iter().any(|word| after_mark.starts_with(word))
        || (text.starts_with("  ") && !bare.starts_with("or "))
}

fn items(rest: &mut &[Token], closing: Option<char>, depth: usize) -> Option<Vec<Vec<Node>>> {
    if depth > DEEPEST {
        return None;
    }
    let mut items = vec![Vec::new()];
    loop {
        let Some((token, after)) = rest.split_first() else {
            return closing.is_none().then(|| without_empty_end(items));
        };
        *rest = after;
        let last = items.last_mut()?;
        match token {
            Token::Open(open) => {
                let close = match open {
                    '{' => '}',
                    '[' => ']',
                    '(' => ')',
                    _ => '>',
                };
                let inside = self::items(rest, Some(close), depth + 1)?;
                last.push(Node::Group(*open, inside));
            }
            Token::Close(close) => {
                return (closing == Some(*close)).then(|| without_empty_end(items));
            }
            Token::Comma => items.push(Vec::new()),
            Token::Text(text) => last.push(Node::Text(text.clone())),
            Token::Number(text) => last.push(Node::Number(text.clone())),
            Token::Word(text) => last.push(Node::Word(text.clone())),
            Token::Mark(mark) => last.push(Node::Mark(mark)),
            Token::Ellipsis => {
                // `... 3 more items` is one: what follows up to the comma counts what is left out.
                let counted = rest
                    .iter()
                    .take_while(|token| matches!(token, Token::Number(_) | Token::Word(_)));
                let counted = counted.count();
                let is_count = match rest.first() {
                    Some(Token::Number(_)) => true,
                    // Between `<` and `>` everything is a word.
                    Some(Token::Word(word)) => word.chars().all(|one| one.is_ascii_digit()),
                    _ => false,
                };
                let counts = counted > 1 && is_count;
                if counts {
                    *rest = &rest[counted..];
                }
                last.push(Node::Ellipsis);
            }
        }
    }
}

fn without_empty_end(mut items: Vec<Vec<Node>>) -> Vec<Vec<Node>> {
    if items.last().is_some_and(Vec::is_empty) {
        items.pop();
    }
    items
}

fn is_value(item: &[Node]) -> bool {
    match item {
        [] => false,
        [Node::Text(_) | Node::Number(_)] => true,
        [Node::Word(word)] => KEYWORDS.contains(&word.trim_start_matches('-')),
        [Node::Group('{', items)] => items.iter().all(|item| is_member(item)),
        [Node::Group('[', items)] => {
            is_tag(items)
                || items
                    .iter()
                    .all(|item| is_value(item) || *item == [Node::Ellipsis])
        }
        [Node::Group('<', items)] => {
            matches!(items.first().map(Vec::as_slice), Some([Node::Word(word), ..]) if starts_high(word))
        }
        // `<ref *1> { … }`.
        [Node::Group('<', items), rest @ ..] if is_reference(items) => is_value(rest),
        // `[Object: null prototype] { … }`.
        [Node::Group('[', items), rest @ ..] if is_tag(items) => is_value(rest),
        [Node::Word(name), Node::Group('(', inside)] => {
            name == "Symbol" || (name == "Error" && inside.len() == 1)
        }
        // `Map(1) { … }`, `Foo [Bar] { … }`, `Uint8Array(2) [ … ]`.
        [
            Node::Word(name),
            middle @ ..,
            Node::Group(open @ ('{' | '['), items),
        ] => {
            let names = middle.iter().all(|node| match node {
                Node::Group('(', size) => matches!(size.as_slice(), [item] if matches!(item.as_slice(), [Node::Number(_) | Node::Word(_)])),
                Node::Group('[', items) => is_tag(items),
                Node::Word(word) => starts_high(word),
                _ => false,
            });
            starts_high(name)
                && names
                && match open {
                    '{' => items.iter().all(|item| is_member(item)),
                    _ => items
                        .iter()
                        .all(|item| is_value(item) || *item == [Node::Ellipsis]),
                }
        }
        _ => false,
    }
}

/// What may stand between the commas of `{ … }`.
fn is_member(item: &[Node]) -> bool {
    let at = item.iter().position(|node| matches!(node, Node::Mark(_)));
    match (item, at) {
        ([] | [Node::Ellipsis], _) => true,
        (_, Some(at)) => {
            let (key, value) = item.split_at(at);
            let is_key = match key {
                [Node::Word(_) | Node::Text(_) | Node::Number(_)] => {
                    item[at] == Node::Mark(":") || is_value(key)
                }
                [Node::Group('[', _)] => true,
                _ => is_value(key),
            };
            let value = &value[1..];
            is_key && (is_value(value) || value == [Node::Ellipsis])
        }
        _ => is_value(item),
    }
}

/// `[Function: name]`, `[Object: null prototype]`, `[Circular *1]`, `[Array]`: what stands for a
/// value that is not shown.
fn is_tag(items: &[Vec<Node>]) -> bool {
    matches!(items, [item] if matches!(item.as_slice(), [Node::Word(word), ..]
        if starts_high(word) || word == "class"))
        && items[0]
            .iter()
            .all(|node| !matches!(node, Node::Text(_) | Node::Ellipsis))
}

fn is_reference(items: &[Vec<Node>]) -> bool {
    matches!(items, [item] if matches!(item.first(), Some(Node::Word(word)) if word == "ref"))
}

fn starts_high(word: &str) -> bool {
    !KEYWORDS.contains(&word) && word.starts_with(|first: char| first.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_from_words() {
        for text in [
            "true",
            "-1.5",
            "10n",
            "'a b'",
            "\"x\"",
            "[]",
            "{}",
            "[ 'x' ]",
            "{ a: 1, ... }",
            "Map(1) { 'a' => 1 }",
            "<Buffer 00 0f>",
            "[Object: null prototype] { a: 1 }",
            "[Function: f]",
            "Uint8Array(2) [ 1, 2 ]",
            "<ref *1> { a: [Circular *1] }",
            "Symbol(a)",
            "Set(2) { 1, 2 }",
            "{ 'a-b': [1, 2, ... 3 more items] }",
            "[ [Function: a], [class B extends C] ]",
            "Promise { 'a' }",
            "-Infinity",
            "2020-01-02T03:04:05.006Z",
        ] {
            let read = Written::read(text).unwrap_or_else(|| panic!("{text} is well formed"));
            assert!(read.is_value(), "{text}: {read:?}");
        }
        for text in [
            "a",
            "some words",
            "{ a: string; b: number }",
            "{ kind: 'x', at: date }",
            "(x",
            "[1",
            "3 of them",
            "Promise",
            "string",
            "",
            "...",
        ] {
            assert!(
                !Written::read(text).is_some_and(|read| read.is_value()),
                "{text}"
            );
        }
    }

    #[test]
    fn spellings_of_one_value_are_equal() {
        for (one, other) in [
            ("[\"x\"]", "[ 'x' ]"),
            ("{a: 1, b: 2}", "{ b: 2, a: 1 }"),
            ("{ 'a': 1, }", "{ a: 1 }"),
            ("{ a: 1, ... }", "{ c: 3, a: 1 }"),
            ("[1, ...]", "[ 1, 2, 3 ]"),
            ("[...]", "[]"),
            ("<Buffer 00 ...>", "<Buffer 00 01 02>"),
            ("<Buffer 00 01 ... 3 more bytes>", "<Buffer 00 01 02 03 04>"),
            ("{ a: ... }", "{ a: { b: 1 } }"),
            ("1.0", "1"),
            ("1_000", "1000"),
            ("{ a: 1 }", "[Object: null prototype] { a: 1 }"),
        ] {
            let read = |text| Written::read(text).expect("well formed");
            assert!(read(one).fits(&read(other)), "{one} {other}");
        }
        for (one, other) in [
            ("[1, 2]", "[2, 1]"),
            ("{ a: 1 }", "{ a: 1, b: 2 }"),
            ("'1'", "1"),
            ("[1, ...]", "[ 2 ]"),
            ("Map(1) { 'a' => 1 }", "{ a: 1 }"),
        ] {
            let read = |text| Written::read(text).expect("well formed");
            assert!(!read(one).fits(&read(other)), "{one} {other}");
        }
    }

    #[test]
    fn a_remark_behind_a_value_is_left_out() {
        for (text, expected) in [
            ("true (97 is the code)", Some(("true", "(97 is the code)"))),
            ("false!", Some(("false", "!"))),
            ("[1,2]    coefficient", Some(("[1,2]", "coefficient"))),
            ("'a - b' - a text", Some(("'a - b'", "- a text"))),
            ("true, because it is", Some(("true", ", because it is"))),
            ("true if it is", None),
            ("2 elements", None),
            ("1 or 2", None),
        ] {
            assert_eq!(value_and_remark(text), expected, "{text}");
        }
    }
}
