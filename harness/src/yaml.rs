//! The only file that knows YAML.
//!
//! A document becomes a tree of [`Node`]s in which every node remembers where it was written.
//! Duplicate keys are refused here, for the library accepts them silently. This file must never know
//! what an expectation is.
//!
//! The library tells a place only in its errors. So a node keeps its number in reading order, and
//! when somebody asks for its place the text is read again by a visitor that fails at that number:
//! the failure carries the place. Only diagnostics pay for it.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::diagnose::{Diagnostic, Text};

/// A parsed YAML document and the text it came from.
#[derive(Debug)]
pub struct Document {
    /// The text, for diagnostics.
    pub text: Text,
    /// The top node.
    pub root: Node,
}

/// A value and its number in reading order.
#[derive(Debug, Clone)]
pub struct Node {
    id: usize,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number.
    Number(serde_json::Number),
    /// Any text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written.
    Map(Vec<Entry>),
}

/// One `key: value` of a mapping.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key as text.
    pub name: String,
    /// The key as a node, for its place.
    pub key: Node,
    /// The value.
    pub value: Node,
}

/// Writes a value as a document.
///
/// # Errors
/// When the value has a form that YAML does not know, which no type of this crate has.
pub fn write(value: &impl serde::Serialize) -> Result<String, String> {
    serde_yaml::to_string(value).map_err(|error| error.to_string())
}

impl Document {
    /// Reads one document.
    ///
    /// # Errors
    /// Every duplicate key of the text, or its one syntax error.
    pub fn parse(text: Text) -> Result<Self, Vec<Diagnostic>> {
        let reader = Reader::new(None);
        let parsed = reader.read(text.body());
        let root = match parsed {
            Ok(root) => root,
            Err(error) => return Err(vec![syntax_error(&text, &error)]),
        };
        let document = Self { text, root };
        let duplicates = reader.duplicates.take();
        if duplicates.is_empty() {
            return Ok(document);
        }
        Err(duplicates
            .into_iter()
            .map(|(first, second, name)| {
                document
                    .text
                    .problem(document.place(second), format!("duplicate key `{name}`"))
                    .label("written again here")
                    .also(document.place(first), "first written here")
                    .help("keep one of the two")
            })
            .collect())
    }

    /// Where `node` is written, as bytes of the text.
    #[must_use]
    pub fn span(&self, node: &Node) -> Range<usize> {
        self.place(node.id)
    }

    /// The one-based line on which `node` starts.
    #[must_use]
    pub fn line(&self, node: &Node) -> usize {
        self.text.position(self.span(node).start).0
    }

    fn place(&self, id: usize) -> Range<usize> {
        let failure = Reader::new(Some(id)).read(self.text.body()).err();
        let start = failure
            .and_then(|error| error.location())
            .map_or(0, |at| self.text.offset(at.line(), at.column()));
        start..start + token_length(&self.text.body()[start..])
    }
}

impl Node {
    /// What the node holds, in the words of a diagnostic.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The same value as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(*flag),
            Value::Number(number) => Json::Number(number.clone()),
            Value::Text(text) => Json::String(text.clone()),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|entry| (entry.name.clone(), entry.value.to_json()))
                .collect(),
        }
    }
}

/// How far the token at the start of `rest` reaches, for the caret's width.
fn token_length(rest: &str) -> usize {
    let quote = rest
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        return rest[1..].find(quote).map_or(rest.len(), |end| end + 2);
    }
    let line = rest.lines().next().unwrap_or("");
    if line.starts_with(['{', '[', '|', '>']) {
        return 1;
    }
    let ends = [": ", " #", ",", "}", "]"]
        .iter()
        .filter_map(|stop| line.find(stop))
        .min();
    let token = &line[..ends.unwrap_or(line.len())];
    token.trim_end().trim_end_matches(':').len()
}

fn syntax_error(text: &Text, error: &serde_yaml::Error) -> Diagnostic {
    let full = error.to_string();
    // The place goes in front of the message, as everywhere, not in the middle of it.
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let start = error
        .location()
        .map_or(0, |at| text.offset(at.line(), at.column()));
    let help = if text.body().trim().is_empty() {
        "the file is empty; start it with `schema: 1`"
    } else if message.contains("found character that cannot start any token") {
        "indent with spaces, and quote a text that starts with `@`, `` ` `` or `%`"
    } else {
        "check the indentation, and quote a text that holds `: ` or ` #`"
    };
    let length = token_length(&text.body()[start..]);
    text.problem(start..start + length, format!("not valid YAML: {message}"))
        .help(help)
}

/// Reads nodes; when `fail_at` is set, fails at that node so that the error tells its place.
struct Reader {
    next: Cell<usize>,
    fail_at: Option<usize>,
    duplicates: Cell<Vec<(usize, usize, String)>>,
}

impl Reader {
    fn new(fail_at: Option<usize>) -> Self {
        Self {
            next: Cell::new(0),
            fail_at,
            duplicates: Cell::default(),
        }
    }

    fn read(&self, text: &str) -> Result<Node, serde_yaml::Error> {
        NodeSeed(self).deserialize(serde_yaml::Deserializer::from_str(text))
    }

    fn node<E: serde::de::Error>(&self, value: Value) -> Result<Node, E> {
        let id = self.claim()?;
        Ok(Node { id, value })
    }

    fn claim<E: serde::de::Error>(&self) -> Result<usize, E> {
        let id = self.next.get();
        self.next.set(id + 1);
        if self.fail_at == Some(id) {
            Err(E::custom("the place asked for"))
        } else {
            Ok(id)
        }
    }
}

struct NodeSeed<'r>(&'r Reader);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a tag")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        self.0.node(Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Node, E> {
        self.0.node(Value::Bool(flag))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Node, E> {
        self.0.node(Value::Number(number.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Node, E> {
        self.0.node(Value::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Node, E> {
        match serde_json::Number::from_f64(number) {
            Some(number) => self.0.node(Value::Number(number)),
            None => Err(E::custom("not a finite number; write it as a text")),
        }
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        self.0.node(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let id = self.0.claim()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(NodeSeed(self.0))? {
            list.push(item);
        }
        Ok(Node {
            id,
            value: Value::List(list),
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let id = self.0.claim()?;
        let mut map: Vec<Entry> = Vec::new();
        while let Some(key) = entries.next_key_seed(NodeSeed(self.0))? {
            let name = match &key.value {
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => return Err(A::Error::custom("a key must be a text")),
            };
            if let Some(first) = map.iter().find(|entry| entry.name == name) {
                let mut seen = self.0.duplicates.take();
                seen.push((first.key.id, key.id, name.clone()));
                self.0.duplicates.set(seen);
            }
            let value = entries.next_value_seed(NodeSeed(self.0))?;
            map.push(Entry { name, key, value });
        }
        Ok(Node {
            id,
            value: Value::Map(map),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Document, Vec<Diagnostic>> {
        Document::parse(Text::new("t.yaml", body))
    }

    fn entry<'n>(node: &'n Node, name: &str) -> &'n Entry {
        let Value::Map(entries) = &node.value else {
            panic!("not a mapping: {node:?}")
        };
        entries
            .iter()
            .find(|entry| entry.name == name)
            .expect("the key is there")
    }

    #[test]
    fn keys_and_values_know_their_place() {
        let body = "a: 1\nb:\n  - x: \"two words\"\n    y: {z: 3}\n";
        let document = parse(body).expect("valid");
        let b = entry(&document.root, "b");
        assert_eq!(&body[document.span(&b.key)], "b");
        let Value::List(items) = &b.value.value else {
            panic!("not a list")
        };
        assert_eq!(
            &body[document.span(&entry(&items[0], "x").value)],
            "\"two words\""
        );
        let z = entry(&entry(&items[0], "y").value, "z");
        assert_eq!(&body[document.span(&z.key)], "z");
        assert_eq!(&body[document.span(&z.value)], "3");
        assert_eq!(document.line(&z.value), 4);
    }

    #[test]
    fn every_duplicate_key_is_reported_with_both_places() {
        let errors = parse("a: 1\na: 2\nb: {c: 1, c: 2}\n").expect_err("duplicates");
        let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "t.yaml:2:1: duplicate key `a`",
                "t.yaml:3:11: duplicate key `c`"
            ]
        );
    }

    #[test]
    fn a_syntax_error_tells_its_place() {
        let errors = parse("a: [1, 2\nb: 3\n").expect_err("unclosed list");
        assert!(
            errors[0].to_string().starts_with("t.yaml:2:"),
            "{}",
            errors[0]
        );
    }

    #[test]
    fn an_empty_file_is_an_error_that_says_so() {
        let errors = parse("");
        match errors {
            Ok(document) => assert!(matches!(document.root.value, Value::Null)),
            Err(errors) => assert!(errors[0].to_string().contains("not valid YAML")),
        }
    }

    #[test]
    fn a_block_text_is_read_whole() {
        let document = parse("out: |\n  a\n  b\n").expect("valid");
        assert_eq!(entry(&document.root, "out").value.to_json(), "a\nb\n");
    }
}
