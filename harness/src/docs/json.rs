//! The JSON that Node generates beside its HTML: members nested by kind, their text as HTML.
//!
//! A member stands on one line of the file, so that is the line of everything in it. This file must
//! never know HTML.

use oxc::allocator::Allocator;
use oxc::ast::ast::{ArrayExpression, Expression, ObjectExpression, ObjectPropertyKind};
use oxc::parser::Parser;
use oxc::span::{GetSpan, SourceType};

use super::builder::Builder;
use super::claims::versions_in;
use super::html;
use super::model::Claimed;
use super::source::Source;
use super::syntax::is_shallow;
use crate::diagnose::Diagnostic;

/// Keys whose members are no headings but parts of one.
const PARTS: &[&str] = &["params", "signatures", "options", "return", "returns"];

/// Reads the page into `builder`.
///
/// # Errors
/// When the text is no JSON, or none of Node's documentation.
pub(super) fn read(source: &Source, builder: &mut Builder) -> Result<(), Box<Diagnostic>> {
    let text = source.body();
    // The check for JSON goes into no depth, so brackets are counted; the parser after it, which
    // does, knows where each value stands.
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let at = source.text().offset(error.line(), error.column());
        let at = at.min(text.len().saturating_sub(1));
        let problem = source
            .problem(at..at, format!("not valid JSON: {error}"))
            .help("give the file as Node's documentation is published");
        return Err(Box::new(problem));
    }
    if !is_shallow(text) {
        let problem = source
            .problem(0..1, "brackets nest too deep to be read")
            .help("give the file as Node's documentation is published");
        return Err(Box::new(problem));
    }
    let allocator = Allocator::default();
    let tree = Parser::new(&allocator, text, SourceType::mjs()).parse_expression();
    let root = match &tree {
        Ok(Expression::ObjectExpression(root)) if get(root, "source").is_some() => root,
        _ => {
            let problem = source
                .problem(0..1, "this JSON is no page of Node's documentation")
                .help("a page has `source` and members such as `modules`; give a page, or another file");
            return Err(Box::new(problem));
        }
    };
    Walk { source, builder }.member(root, 0);
    Ok(())
}

struct Walk<'w> {
    source: &'w Source,
    builder: &'w mut Builder,
}

impl Walk<'_> {
    /// Reads a member: its heading, its versions, its text, then the members within.
    fn member(&mut self, member: &ObjectExpression<'_>, depth: u8) {
        if let Some(Expression::StringLiteral(heading)) = get(member, "textRaw") {
            let line = self.line(heading.span.start);
            self.builder
                .heading(&plain(&heading.value), depth.clamp(1, 6), line);
        }
        if let Some(Expression::ObjectExpression(meta)) = get(member, "meta") {
            self.versions(meta);
        }
        self.html(member);
        for (name, value) in entries(member) {
            let Expression::ArrayExpression(list) = value else {
                continue;
            };
            if PARTS.contains(&name) {
                self.parts(list);
            } else {
                for within in objects(list) {
                    self.member(within, depth.saturating_add(1));
                }
            }
        }
    }

    /// Reads signatures and parameters. A signature may hold HTML, for the text of a constructor
    /// stands there; what a parameter's text says is said in its heading, too.
    fn parts(&mut self, list: &ArrayExpression<'_>) {
        for part in objects(list) {
            match get(part, "textRaw") {
                Some(Expression::StringLiteral(text)) => {
                    let line = self.line(text.span.start);
                    self.builder.prose(&plain(&text.value), line);
                }
                _ => self.html(part),
            }
            for (name, value) in entries(part) {
                if let Expression::ArrayExpression(list) = value
                    && PARTS.contains(&name)
                {
                    self.parts(list);
                }
            }
        }
    }

    fn html(&mut self, member: &ObjectExpression<'_>) {
        if let Some(Expression::StringLiteral(text)) = get(member, "desc") {
            let line = self.line(text.span.start);
            html::read_piece(&text.value.replace('\r', ""), line, self.builder);
        }
    }

    fn versions(&mut self, meta: &ObjectExpression<'_>) {
        let kinds = [
            ("added", Claimed::Added),
            ("deprecated", Claimed::Deprecated),
            ("removed", Claimed::Removed),
        ];
        for (name, kind) in kinds {
            if let Some(value) = get(meta, name) {
                let line = self.line(value.span().start);
                self.builder.claim(kind, versions(value), "", line);
            }
        }
        let Some(Expression::ArrayExpression(changes)) = get(meta, "changes") else {
            return;
        };
        for change in objects(changes) {
            let text = match get(change, "description") {
                Some(Expression::StringLiteral(text)) => text.value.as_str(),
                _ => "",
            };
            let named = get(change, "version").map(versions).unwrap_or_default();
            let line = self.line(change.span.start);
            self.builder.claim(Claimed::Changed, named, text, line);
        }
    }

    fn line(&self, at: u32) -> usize {
        self.source.line(at as usize)
    }
}

fn versions(value: &Expression<'_>) -> Vec<String> {
    match value {
        Expression::StringLiteral(text) => versions_in(&text.value),
        Expression::ArrayExpression(list) => list
            .elements
            .iter()
            .filter_map(|element| element.as_expression())
            .flat_map(versions)
            .collect(),
        _ => Vec::new(),
    }
}

/// The text without Markdown's ticks and escapes, which `textRaw` keeps.
fn plain(text: &str) -> String {
    text.replace('`', "")
        .replace("\\[", "[")
        .replace("\\_", "_")
}

fn entries<'o, 'a>(
    object: &'o ObjectExpression<'a>,
) -> impl Iterator<Item = (&'o str, &'o Expression<'a>)> {
    object.properties.iter().filter_map(|property| {
        let ObjectPropertyKind::ObjectProperty(property) = property else {
            return None;
        };
        let name = match &property.key {
            oxc::ast::ast::PropertyKey::StringLiteral(name) => name.value.as_str(),
            _ => return None,
        };
        Some((name, &property.value))
    })
}

fn get<'o, 'a>(object: &'o ObjectExpression<'a>, name: &str) -> Option<&'o Expression<'a>> {
    entries(object)
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value)
}

fn objects<'o, 'a>(
    list: &'o ArrayExpression<'a>,
) -> impl Iterator<Item = &'o ObjectExpression<'a>> {
    list.elements
        .iter()
        .filter_map(|element| match element.as_expression() {
            Some(Expression::ObjectExpression(object)) => Some(&**object),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docs::model::{Format, Page};

    fn read_page(text: &str) -> Result<Page, String> {
        let source = Source::new("page.json".into(), text);
        let mut builder = Builder::new("page.json".into(), Format::Json);
        match read(&source, &mut builder) {
            Ok(()) => Ok(builder.finish()),
            Err(problem) => Err(problem.to_string()),
        }
    }

    #[test]
    fn members_are_headings_and_their_text_is_html() {
        let page = read_page(concat!(
            "{\"source\": \"page.md\", \"modules\": [{\n",
            "\"textRaw\": \"The page\",\n",
            "\"desc\": \"<p>Do:</p>\\n<pre><code class=\\\"language-js\\\">a(&#39;b&#39;);\\nc();\\n</code></pre>\",\n",
            "\"methods\": [{ \"textRaw\": \"`a(b\\\\[])`\",\n",
            "  \"meta\": {\"added\": [\"v1.2.3\"], \"changes\": [{\"version\": \"v2.0.0\", \"description\": \"More.\"}]},\n",
            "  \"signatures\": [{\"params\": [{\"textRaw\": \"`b` {any} One\", \"desc\": \"One\"}]}] }],\n",
            "\"classes\": [{ \"textRaw\": \"Class: `C`\", \"signatures\": [{\"params\": [], \"desc\": \"<p>Makes it.</p>\"}] }]\n",
            "}]}"
        ))
        .expect("the page reads");
        let headings: Vec<(&str, u8, usize)> = page
            .headings
            .iter()
            .map(|one| (one.text.as_str(), one.level, one.line))
            .collect();
        assert_eq!(
            headings,
            [("The page", 1, 2), ("a(b[])", 2, 4), ("Class: C", 2, 7)]
        );
        let prose: Vec<&str> = page.prose.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(prose, ["Do:", "b {any} One", "Makes it."]);
        let example = &page.examples[0];
        assert_eq!((example.code.as_str(), example.line), ("a('b');\nc();", 3));
        assert_eq!(example.id, "page.json#the-page/1");
        let claims: Vec<(Claimed, &str)> = page
            .claims
            .iter()
            .map(|one| (one.kind, one.versions[0].as_str()))
            .collect();
        assert_eq!(
            claims,
            [(Claimed::Added, "1.2.3"), (Claimed::Changed, "2.0.0")]
        );
    }

    #[test]
    fn other_json_is_an_error_at_its_place() {
        for (text, start) in [
            ("{\n  \"a\": ]", "page.json:2:8: not valid JSON: "),
            ("", "page.json:1:1: not valid JSON: "),
            ("{\"name\": 1}", "page.json:1:1: this JSON is no page "),
            ("[]", "page.json:1:1: this JSON is no page "),
        ] {
            let problem = read_page(text).expect_err("no page");
            assert!(problem.starts_with(start), "{problem}");
        }
        let deep = "[".repeat(100_000);
        assert!(read_page(&deep).is_err());
        let closed = format!("{deep}{}", "]".repeat(100_000));
        for deep in [
            &closed,
            &format!("{{\"source\": 1, \"modules\": {closed}}}"),
        ] {
            let problem = read_page(deep).expect_err("too deep");
            assert!(problem.contains("brackets nest too deep"), "{problem}");
        }
    }
}
