//! Typed reading of YAML nodes that collects every problem instead of stopping at the first.
//!
//! Each method gives the value, or records a diagnostic and gives `None`. It knows types, not what
//! an expectation is.

use std::collections::BTreeMap;
use std::time::Duration;

use regex::Regex;

use super::versions::VersionRange;
use crate::diagnose::{Diagnostic, MOST, allowed_help};
use crate::yaml::{Document, Entry, Node, Value};

/// A document under reading, and what was found wrong with it so far.
#[derive(Debug)]
pub struct Reading<'d> {
    /// The document.
    pub document: &'d Document,
    /// The problems so far.
    pub problems: Vec<Diagnostic>,
}

/// A mapping whose keys were checked.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'d>(&'d [Entry]);

impl<'d> Fields<'d> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'d Node> {
        self.entry(name).map(|entry| &entry.value)
    }

    /// The key and the value.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&'d Entry> {
        self.0.iter().find(|entry| entry.name == name)
    }

    /// Every entry, as written.
    #[must_use]
    pub fn entries(&self) -> &'d [Entry] {
        self.0
    }
}

impl<'d> Reading<'d> {
    /// Starts to read `document`.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        Self {
            document,
            problems: Vec::new(),
        }
    }

    /// Records a problem at `node`.
    ///
    /// After [`MOST`] of them it is only known that there are more.
    pub fn refuse(&mut self, node: &Node, message: impl Into<String>, help: impl Into<String>) {
        if self.problems.len() >= MOST {
            return;
        }
        let problem = self
            .document
            .text
            .problem(self.document.span(node), message);
        self.problems.push(problem.help(help));
    }

    /// A mapping with no other keys than `allowed`.
    pub fn mapping(&mut self, node: &'d Node, what: &str, allowed: &[&str]) -> Option<Fields<'d>> {
        let fields = self.any_mapping(
            node,
            what,
            &format!("a mapping with {}", allowed.join(", ")),
        )?;
        for entry in fields.0 {
            if !allowed.contains(&entry.name.as_str()) {
                let message = format!("unknown key `{}` in {what}", entry.name);
                self.refuse(&entry.key, message, allowed_help(&entry.name, allowed));
            }
        }
        Some(fields)
    }

    /// A mapping whose keys are names of the author's.
    pub fn any_mapping(&mut self, node: &'d Node, what: &str, allowed: &str) -> Option<Fields<'d>> {
        match &node.value {
            Value::Map(entries) => Some(Fields(entries)),
            _ => self.wrong_type(node, what, allowed),
        }
    }

    /// A key that must be there.
    pub fn required(
        &mut self,
        fields: &Fields<'d>,
        parent: &'d Node,
        name: &str,
    ) -> Option<&'d Node> {
        let found = fields.get(name);
        if found.is_none() {
            let message = format!("the key `{name}` is missing");
            self.refuse(parent, message, format!("add `{name}:` to this mapping"));
        }
        found
    }

    /// A non-empty text; a number or a boolean counts, as YAML readers guess types from unquoted text.
    pub fn text(&mut self, node: &'d Node, what: &str) -> Option<String> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => self.wrong_type(node, what, "a text"),
        }
    }

    /// A text or, for names and arguments, anything that YAML took for another scalar.
    pub fn scalar_text(&mut self, node: &'d Node, what: &str) -> Option<String> {
        match &node.value {
            Value::Bool(flag) => Some(flag.to_string()),
            _ => self.text(node, what),
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &'d Node, what: &str) -> Option<bool> {
        match &node.value {
            Value::Bool(flag) => Some(*flag),
            _ => self.wrong_type(node, what, "true or false"),
        }
    }

    /// A whole number from 0 up.
    pub fn count(&mut self, node: &'d Node, what: &str) -> Option<usize> {
        let number = match &node.value {
            Value::Number(number) => number
                .as_u64()
                .and_then(|number| usize::try_from(number).ok()),
            _ => None,
        };
        number.or_else(|| self.wrong_type(node, what, "a whole number from 0 up"))
    }

    /// A whole number.
    pub fn integer(&mut self, node: &'d Node, what: &str, allowed: &str) -> Option<i32> {
        let number = match &node.value {
            Value::Number(number) => number
                .as_i64()
                .and_then(|number| i32::try_from(number).ok()),
            _ => None,
        };
        number.or_else(|| self.wrong_type(node, what, allowed))
    }

    /// A list, each item read by `item`.
    pub fn list<T>(
        &mut self,
        node: &'d Node,
        what: &str,
        mut item: impl FnMut(&mut Self, &'d Node) -> Option<T>,
    ) -> Option<Vec<T>> {
        match &node.value {
            Value::List(items) => {
                let read: Vec<_> = items.iter().map(|one| item(self, one)).collect();
                read.into_iter().collect()
            }
            _ => self.wrong_type(node, what, "a list"),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &'d Node, what: &str) -> Option<Vec<String>> {
        let item = format!("an item of {what}");
        self.list(node, what, |reading, one| reading.scalar_text(one, &item))
    }

    /// A mapping from names to texts.
    pub fn text_map(&mut self, node: &'d Node, what: &str) -> Option<BTreeMap<String, String>> {
        let fields = self.any_mapping(node, what, "a mapping from names to texts")?;
        let mut map = BTreeMap::new();
        for entry in fields.entries() {
            let value = self.scalar_text(&entry.value, &format!("`{}` in {what}", entry.name))?;
            map.insert(entry.name.clone(), value);
        }
        Some(map)
    }

    /// A duration: `500ms`, `10s`, `2m`.
    pub fn duration(&mut self, node: &'d Node, what: &str) -> Option<Duration> {
        let allowed = "a duration such as 500ms, 10s or 2m, 24h at most";
        let Value::Text(text) = &node.value else {
            return self.wrong_type(node, what, allowed);
        };
        let is_sound = |duration: &Duration| !duration.is_zero() && *duration <= LONGEST;
        let read = parse_duration(text).filter(is_sound);
        read.or_else(|| self.wrong_type(node, what, allowed))
    }

    /// A range of versions.
    pub fn range(&mut self, node: &'d Node, what: &str) -> Option<VersionRange> {
        let Value::Text(text) = &node.value else {
            return self.wrong_type(node, what, "a quoted version range such as \">=12.16.0\"");
        };
        VersionRange::parse(text)
            .map_err(|error| self.refuse(node, format!("{what}: {error}"), "quote the range"))
            .ok()
    }

    /// A regular expression.
    pub fn regex(&mut self, node: &'d Node, what: &str) -> Option<Regex> {
        let text = self.scalar_text(node, what)?;
        match Regex::new(&text) {
            Ok(regex) => Some(regex),
            Err(error) => {
                let full = error.to_string();
                let reason = full
                    .lines()
                    .last()
                    .unwrap_or(&full)
                    .trim_start_matches("error: ");
                let message = format!("{what} is not a regular expression: {reason}");
                self.refuse(
                    node,
                    message,
                    "escape `( ) [ ] { } . * + ? | ^ $ \\` with a backslash",
                );
                None
            }
        }
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, node: &'d Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, what)?;
        let found = words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, value)| *value);
        if found.is_none() {
            let allowed: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(
                node,
                format!("{what} cannot be `{text}`"),
                allowed_help(&text, &allowed),
            );
        }
        found
    }

    /// Records that `node` is of a wrong type.
    pub fn wrong_type<T>(&mut self, node: &Node, what: &str, allowed: &str) -> Option<T> {
        let found = match &node.value {
            Value::Text(text) if text.len() < 40 => format!("the text `{text}`"),
            Value::Number(number) => format!("the number `{number}`"),
            Value::Bool(flag) => format!("`{flag}`"),
            _ => node.kind().to_owned(),
        };
        self.refuse(
            node,
            format!("{what} is {found}"),
            format!("allowed here: {allowed}"),
        );
        None
    }
}

/// No case is waited for longer.
const LONGEST: Duration = Duration::from_hours(24);

/// The default when the key is absent, else what `read` makes of it.
pub(super) fn optional<'d, T>(
    node: Option<&'d Node>,
    default: T,
    read: impl FnOnce(&'d Node) -> Option<T>,
) -> Option<T> {
    node.map_or(Some(default), read)
}

/// Reads `500ms`, `10s`, `2m` or `1h`.
#[must_use]
pub fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().ok()?;
    let seconds = match unit.trim() {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(parse_duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse_duration("1.5s"), Some(Duration::from_millis(1500)));
        assert_eq!(parse_duration("2m"), Some(Duration::from_mins(2)));
        assert_eq!(parse_duration("10"), None);
        assert_eq!(parse_duration("ms"), None);
        assert_eq!(parse_duration("10 parsecs"), None);
    }
}
