//! The file that says which promises a page's sentences make: `docs/coverage/<page>.yaml`.
//!
//! It holds hashes, headings' slugs and ids, never a word of the page.

use std::fmt::Write as _;

use crate::diagnose::{Diagnostic, Text};
use crate::plan::fields::{Fields, Reading};
use crate::yaml::{Document, Node};

const TOP: &[&str] = &["schema", "page", "sentences"];
const ENTRY: &[&str] = &["hash", "under", "covers", "no-promise", "proposed"];

/// What is known of one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The sentence's hash.
    pub hash: String,
    /// The slug of the heading that it stands under.
    pub under: String,
    /// What it says.
    pub says: Says,
    /// Whether words matched and nobody has looked at it yet.
    pub proposed: bool,
}

/// What a sentence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// These promises of the inventory.
    Promises(Vec<String>),
    /// Nothing that a test could show, for this reason.
    Nothing(String),
}

/// Reads a map.
///
/// # Errors
/// Every problem of the text, an id that `known` does not have included.
pub fn read(text: Text, known: impl Fn(&str) -> bool) -> Result<Vec<Mapped>, Vec<Diagnostic>> {
    let document = Document::parse(text)?;
    let mut reading = Reading::new(&document);
    let root = &reading.document.root;
    let read = reading
        .mapping(root, "a map of sentences", TOP)
        .and_then(|fields| {
            let schema = reading.required(&fields, root, "schema")?;
            if reading.count(schema, "`schema`")? != 1 {
                reading.refuse(schema, "an unknown schema", "write `schema: 1`");
            }
            let sentences = reading.required(&fields, root, "sentences")?;
            reading.list(sentences, "`sentences`", |reading, node| {
                entry(reading, node, &known)
            })
        });
    match read {
        Some(read) if reading.problems.is_empty() => Ok(read),
        _ => Err(reading.problems),
    }
}

fn entry<'d>(
    reading: &mut Reading<'d>,
    node: &'d Node,
    known: &impl Fn(&str) -> bool,
) -> Option<Mapped> {
    let fields = reading.mapping(node, "a sentence", ENTRY)?;
    let hash = reading.required(&fields, node, "hash")?;
    let hash = reading.text(hash, "`hash`")?;
    let under = fields
        .get("under")
        .map(|node| reading.text(node, "`under`"));
    let proposed = fields
        .get("proposed")
        .map(|node| reading.flag(node, "`proposed`"));
    Some(Mapped {
        hash,
        under: under.unwrap_or_else(|| Some(String::new()))?,
        says: says(reading, &fields, node, known)?,
        proposed: proposed.unwrap_or(Some(false))?,
    })
}

fn says<'d>(
    reading: &mut Reading<'d>,
    fields: &Fields<'d>,
    node: &'d Node,
    known: &impl Fn(&str) -> bool,
) -> Option<Says> {
    match (fields.get("covers"), fields.get("no-promise")) {
        (Some(covers), None) => {
            let ids = reading.texts(covers, "`covers`")?;
            for id in ids.iter().filter(|id| !known(id)) {
                let message = format!("expectations/inventory.yaml has no `{id}`");
                reading.refuse(covers, message, "correct the id, or remove it");
            }
            Some(Says::Promises(ids))
        }
        (None, Some(reason)) => reading.text(reason, "`no-promise`").map(Says::Nothing),
        _ => {
            let help = "add `covers: [id, …]`, or `no-promise:` with the reason";
            reading.refuse(node, "the sentence says one of two things", help);
            None
        }
    }
}

/// Writes a map.
#[must_use]
pub fn write(page: &str, mapped: &[Mapped]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut out = String::from(
        "# Which promises of expectations/inventory.yaml the sentences of this page make, by the\n\
         # hash of a sentence. `proposed` is what words matched and nobody has looked at yet.\n",
    );
    let _ = write!(out, "schema: 1\npage: {}\nsentences:\n", quoted(page));
    for one in mapped {
        let under = quoted(&one.under);
        let says = match &one.says {
            Says::Promises(ids) => format!("covers: [{}]", ids.join(", ")),
            Says::Nothing(reason) => format!("no-promise: {}", quoted(reason)),
        };
        let proposed = if one.proposed { ", proposed: true" } else { "" };
        let _ = writeln!(
            out,
            "  - {{ hash: \"{}\", under: {under}, {says}{proposed} }}",
            one.hash
        );
    }
    if mapped.is_empty() {
        out = out.replace("sentences:\n", "sentences: []\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mapped = [
            Mapped {
                hash: "00ff00ff00ff".to_owned(),
                under: "a-b".to_owned(),
                says: Says::Promises(vec!["an-id".to_owned(), "other".to_owned()]),
                proposed: true,
            },
            Mapped {
                hash: "123456789012".to_owned(),
                under: String::new(),
                says: Says::Nothing("advice: \"use it\"".to_owned()),
                proposed: false,
            },
        ];
        let text = write("page.md", &mapped);
        let read_back = |known: bool| read(Text::new("page.yaml", text.as_str()), |_| known);
        assert_eq!(read_back(true).expect("valid"), mapped);
        let problems = read_back(false).expect_err("unknown ids");
        assert!(
            problems[0].to_string().contains("has no `an-id`"),
            "{}",
            problems[0]
        );
        assert_eq!(
            read(Text::new("p", write("p", &[])), |_| true).expect("valid"),
            []
        );
    }
}
