//! What a page says of versions: Node's YAML comments, and lists of versions in prose.
//!
//! It must never know where in a page a claim stands.

use super::model::Claimed;
use super::source::Source;
use crate::diagnose::{Diagnostic, Text};
use crate::yaml::{Document, Node, Value};

/// A claim before it has a heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// What happened.
    pub(super) kind: Claimed,
    /// In which versions.
    pub(super) versions: Vec<String>,
    /// In the page's words.
    pub(super) text: String,
    /// Its line in the file, from 1.
    pub(super) line: usize,
}

/// The keys of a comment, as Node's documentation writes them.
const KEYS: &[(&str, Claimed)] = &[
    ("added", Claimed::Added),
    ("deprecated", Claimed::Deprecated),
    ("removed", Claimed::Removed),
];

/// The claims of an HTML comment that starts at the byte `start` of the page: the whole comment,
/// `<!--` and `-->` with it. A comment that is not headed `YAML` claims nothing.
///
/// # Errors
/// When the comment is headed `YAML` and is none.
pub(super) fn of_comment(
    comment: &str,
    start: usize,
    source: &Source,
) -> Result<Vec<Said>, Box<Diagnostic>> {
    let Some(inside) = comment.strip_prefix("<!--") else {
        return Ok(Vec::new());
    };
    let inside = inside.find("-->").map_or(inside, |end| &inside[..end]);
    let Some(body) = inside.trim_start().strip_prefix("YAML") else {
        return Ok(Vec::new());
    };
    if body.trim().is_empty() {
        return Ok(Vec::new());
    }
    let at = start + (body.as_ptr() as usize - comment.as_ptr() as usize);
    let above = source.line(at) - 1;
    let document = Document::parse(Text::new(source.text().name(), body)).map_err(|errors| {
        let reason = errors
            .first()
            .map_or("no reason is known", Diagnostic::message);
        let problem = source
            .problem(
                at..at + body.trim_end().len(),
                format!("in the comment on versions: {reason}"),
            )
            .help("write it as Node's pages do: `added: v1.2.3` and a list of `changes`");
        Box::new(problem)
    })?;
    let mut said = Vec::new();
    for (key, kind) in KEYS {
        if let Some(node) = get(&document.root, key) {
            said.push(Said {
                kind: *kind,
                versions: versions(node),
                text: String::new(),
                line: above + document.line(node),
            });
        }
    }
    if let Some(Value::List(changes)) = get(&document.root, "changes").map(|node| &node.value) {
        for change in changes {
            let text = match get(change, "description").map(|node| &node.value) {
                Some(Value::Text(text)) => text.clone(),
                _ => String::new(),
            };
            said.push(Said {
                kind: Claimed::Changed,
                versions: get(change, "version").map(versions).unwrap_or_default(),
                text,
                line: above + document.line(change),
            });
        }
    }
    Ok(said)
}

/// The versions in a list such as `v15.12.0, v14.18.0`, without `v`; words that are none are left
/// out, such as the `REPLACEME` of a page that is not released.
pub(super) fn versions_in(list: &str) -> Vec<String> {
    list.split([',', ' ', '\n'])
        .map(|word| word.trim().trim_start_matches('v'))
        .filter(|word| semver::Version::parse(word).is_ok())
        .map(str::to_owned)
        .collect()
}

fn versions(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => versions_in(text),
        Value::List(items) => items.iter().flat_map(versions).collect(),
        _ => Vec::new(),
    }
}

fn get<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &node.value else {
        return None;
    };
    let entry = entries.iter().find(|entry| entry.name == name)?;
    Some(&entry.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(comment: &str) -> Result<Vec<Said>, String> {
        let source = Source::new("p.md".into(), comment);
        of_comment(comment, 0, &source).map_err(|problem| problem.to_string())
    }

    #[test]
    fn every_key_is_read_with_its_line() {
        let comment = "<!-- YAML\nadded:\n  - v1.2.0\n  - v0.9.1\ndeprecated: v3.0.0\nchanges:\n  - version: [v2.0.0, REPLACEME]\n    description: It does\n      more.\n-->";
        let said = |kind, versions: &[&str], text: &str, line| Said {
            kind,
            versions: versions.iter().map(|&one| one.to_owned()).collect(),
            text: text.to_owned(),
            line,
        };
        assert_eq!(
            claims(comment),
            Ok(vec![
                said(Claimed::Added, &["1.2.0", "0.9.1"], "", 3),
                said(Claimed::Deprecated, &["3.0.0"], "", 5),
                said(Claimed::Changed, &["2.0.0"], "It does more.", 7),
            ])
        );
    }

    #[test]
    fn other_comments_claim_nothing() {
        for comment in [
            "<!-- eslint-disable -->",
            "<!--",
            "<p>",
            "<!-- YAML -->",
            "<!-- YAML\n-->",
        ] {
            assert_eq!(claims(comment), Ok(Vec::new()), "{comment}");
        }
    }

    #[test]
    fn a_comment_that_is_no_yaml_is_an_error_at_its_place() {
        let error = claims("<!-- YAML\nadded: [v1.0.0\n-->").expect_err("not closed");
        assert!(
            error.starts_with("p.md:1:10: in the comment on versions: "),
            "{error}"
        );
    }
}
