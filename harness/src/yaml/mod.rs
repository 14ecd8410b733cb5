//! The only file that knows YAML.
//!
//! A document becomes a tree of [`Node`]s in which every node remembers where it was written.
//! Duplicate keys are refused here, for the library accepts them silently. This file must never know
//! what an expectation is.
//!
//! The library tells a place only in its errors. So a node keeps its number in reading order, and
//! when somebody first asks for a place the text is read again by a visitor that fails at every
//! scalar and goes on behind it: each failure carries a place, and one reading gives those of all
//! scalars. A mapping in lines has the place of its first key; for another collection the text is
//! read once more, up to it. Only diagnostics pay for it.
//!
//! A hostile text costs no more than another one of its size: brackets nest no deeper than
//! [`DEEPEST`], and aliases repeat no more than [`GROWTH`] times what is written.

mod places;

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::diagnose::{Diagnostic, Text};
use places::{Finder, PlaceSeed, Places};

/// The most brackets that are open at once. The library reads no deeper than 128 levels, but looks
/// at every open bracket for each token before it says so.
const DEEPEST: usize = 256;

/// How many times as large as its text a document may become through its aliases.
const GROWTH: usize = 4;

/// A parsed YAML document and the text it came from.
#[derive(Debug)]
pub struct Document {
    /// The text, for diagnostics.
    pub text: Text,
    /// The top node.
    pub root: Node,
    places: OnceCell<Places>,
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
        if let Some(at) = too_deep(text.body()) {
            let message = format!("not valid YAML: more than {DEEPEST} brackets are open here");
            return Err(vec![text.problem(at..at + 1, message).help(
                "close them, or write a text of brackets as a block below `|`",
            )]);
        }
        let reader = Reader::new(text.body(), None);
        let parsed = reader.read(text.body());
        let root = match parsed {
            Ok(root) => root,
            Err(error) => return Err(vec![syntax_error(&text, &error)]),
        };
        let document = Self {
            text,
            root,
            places: OnceCell::new(),
        };
        let mut duplicates = reader.duplicates.take();
        duplicates.truncate(crate::diagnose::MOST);
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
        let places = self.places.get_or_init(|| self.places_of_scalars());
        let start = match places.get(id) {
            Some(Some(start)) => *start,
            _ => self.place_of_collection(id, places),
        };
        start..start + token_length(&self.text.body()[start..])
    }

    /// A mapping in lines begins where its first key does, with nothing but the marks of lists
    /// before it; for anything else the text is read again.
    fn place_of_collection(&self, id: usize, places: &Places) -> usize {
        let body = self.text.body();
        let first = places.get(id + 1).copied().flatten();
        let first = first.filter(|first| {
            let line = body[..*first].rfind('\n').map_or(0, |at| at + 1);
            body[line..*first]
                .bytes()
                .all(|byte| matches!(byte, b' ' | b'-'))
        });
        if let (Some(first), true) = (first, self.is_first_of_map(id)) {
            return first;
        }
        let failure = Reader::new(body, Some(id)).read(body).err();
        let at = failure.and_then(|error| error.location());
        at.map_or(0, |at| self.text.offset(at.line(), at.column()))
    }

    /// Whether the node `id` is a mapping, so that the node behind it is its first key.
    fn is_first_of_map(&self, id: usize) -> bool {
        fn find(node: &Node, id: usize) -> Option<&Node> {
            if node.id == id {
                return Some(node);
            }
            // Numbers grow in reading order: the last child whose number is not above is the one.
            match &node.value {
                Value::List(items) => {
                    let at = items.partition_point(|item| item.id <= id).checked_sub(1)?;
                    find(&items[at], id)
                }
                Value::Map(entries) => {
                    let at = entries.partition_point(|entry| entry.key.id <= id);
                    let entry = &entries[at.checked_sub(1)?];
                    find(
                        if id < entry.value.id {
                            &entry.key
                        } else {
                            &entry.value
                        },
                        id,
                    )
                }
                _ => None,
            }
        }
        find(&self.root, id)
            .is_some_and(|node| matches!(&node.value, Value::Map(all) if !all.is_empty()))
    }

    fn places_of_scalars(&self) -> Places {
        let body = self.text.body();
        let finder = Finder::new(body);
        // A document that is one scalar fails here, and its place is known then.
        if let Err(error) = PlaceSeed(&finder).deserialize(serde_yaml::Deserializer::from_str(body))
        {
            finder.found(&error);
        }
        finder.into_places()
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
    /// How many nodes and bytes of text may still come.
    left: Cell<usize>,
}

impl Reader {
    fn new(body: &str, fail_at: Option<usize>) -> Self {
        Self {
            next: Cell::new(0),
            fail_at,
            duplicates: Cell::default(),
            left: Cell::new(GROWTH * (body.len() + 256)),
        }
    }

    /// Pays for a node and so much text.
    fn pay<E: serde::de::Error>(&self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(bytes + 1);
        self.left.set(left.ok_or_else(|| {
            E::custom("its aliases repeat too much; write out what they stand for, or less of it")
        })?);
        Ok(())
    }

    fn read(&self, text: &str) -> Result<Node, serde_yaml::Error> {
        NodeSeed(self).deserialize(serde_yaml::Deserializer::from_str(text))
    }

    fn node<E: serde::de::Error>(&self, value: Value) -> Result<Node, E> {
        let id = self.claim()?;
        Ok(Node { id, value })
    }

    fn claim<E: serde::de::Error>(&self) -> Result<usize, E> {
        self.pay(0)?;
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
        self.0.pay(text.len())?;
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
        let mut known: HashMap<String, usize> = HashMap::new();
        while let Some(key) = entries.next_key_seed(NodeSeed(self.0))? {
            let name = match &key.value {
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                _ => return Err(A::Error::custom("a key must be a text")),
            };
            if let Some(first) = known.get(&name) {
                let mut seen = self.0.duplicates.take();
                seen.push((*first, key.id, name.clone()));
                self.0.duplicates.set(seen);
            } else {
                known.insert(name.clone(), key.id);
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

/// Where too many brackets are open, counted without looking at what is text.
fn too_deep(body: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests;
