//! Where an expectation declares a sub-check, for reports that point at a line.
//!
//! Asked only about failures, so the text is read again instead of keeping every place.

use crate::diagnose::Text;
use crate::yaml::{Document, Node, Value};

/// The text of an expectation, read for the places of its sub-checks.
#[derive(Debug)]
pub struct Declared(Option<Document>);

impl Declared {
    /// Reads the text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(Document::parse(Text::new("expectation", text)).ok())
    }

    /// The one-based line on which it declares `sub_check`; else that of `expect`.
    #[must_use]
    pub fn line_of(&self, sub_check: &str) -> usize {
        let document = self.0.as_ref();
        document.map_or(1, |document| line_of(document, sub_check))
    }
}

fn line_of(document: &Document, sub_check: &str) -> usize {
    let Some(expect) = member(&document.root, "expect") else {
        return 1;
    };
    let declared = match sub_check.split_once('/') {
        Some(("event", name)) => member(expect, "events").and_then(|events| member(events, name)),
        Some(("check", name)) => item(expect, "checks", |check| check == name),
        Some(("order", edge)) => item(expect, "order", |chain| holds(chain, edge)),
        None if sub_check == "outcome" => member(expect, "outcomes"),
        None if sub_check == "exit" => ["exit", "signal", "alive"]
            .iter()
            .find_map(|key| member(expect, key)),
        _ => member(expect, sub_check),
    };
    document.line(declared.unwrap_or(expect))
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Map(entries) => entries
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| &entry.value),
        _ => None,
    }
}

fn item<'n>(expect: &'n Node, name: &str, fits: impl Fn(&str) -> bool) -> Option<&'n Node> {
    let Value::List(items) = &member(expect, name)?.value else {
        return None;
    };
    items
        .iter()
        .find(|item| matches!(&item.value, Value::Text(text) if fits(text)))
}

/// Whether the chain `a < b < c` holds the edge `b<c`.
fn holds(chain: &str, edge: &str) -> bool {
    let links: Vec<&str> = chain.split('<').map(str::trim).collect();
    links.windows(2).any(|pair| {
        let after = edge
            .strip_prefix(pair[0])
            .and_then(|rest| rest.strip_prefix('<'));
        after == Some(pair[1])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
schema: 1
expect:
  signal: SIGABRT
  stdout: |
    x
  events:
    a: {kind: a}
    b:
      kind: b
  order:
    - a < b
    - b < c < d
  checks:
    - one
    - two
";

    #[test]
    fn each_sub_check_is_found_on_its_line() {
        for (sub_check, line) in [
            ("exit", 3),
            ("stdout", 4),
            ("event/a", 7),
            ("event/b", 9),
            ("order/a<b", 11),
            ("order/c<d", 12),
            ("check/two", 15),
            ("check/unlisted", 3),
            ("others", 3),
            ("leak", 3),
        ] {
            let found = Declared::read(TEXT).line_of(sub_check);
            assert_eq!(found, line, "{sub_check}");
        }
        assert_eq!(Declared::read("- no expectation").line_of("exit"), 1);
    }
}
