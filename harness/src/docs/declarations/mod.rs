//! TypeScript declaration files: what is declared makes the headings, doc comments the text.
//!
//! A doc comment is Markdown with tags below it; only what has one is a heading. It must never know
//! what a declaration means.

mod names;

use camino::Utf8Path;
use oxc::allocator::Allocator;
use oxc::ast::ast::Comment;
use oxc::parser::Parser;
use oxc::span::SourceType;

use super::builder::Builder;
use super::claims::versions_in;
use super::markdown;
use super::model::{Claimed, Language};
use super::source::Source;
use super::syntax::{LONGEST_CODE, is_shallow, typed, with_large_stack};
use crate::diagnose::Diagnostic;

/// Reads the page into `builder`.
///
/// # Errors
/// When the text is not TypeScript, or a doc comment is malformed as Markdown can be.
pub(super) fn read(source: &Source, builder: &mut Builder) -> Result<(), Vec<Diagnostic>> {
    let refuse = |message: &str| {
        let problem = source.problem(0..0, message);
        Err(vec![
            problem.help("give a file of declarations as it was published"),
        ])
    };
    let length = source.body().len();
    if length > LONGEST_CODE {
        return refuse(&format!("longer than {} KiB", LONGEST_CODE >> 10));
    }
    if !is_shallow(source.body()) {
        return refuse("brackets nest too deep to be read");
    }
    let parsed = with_large_stack(length, || parse(source, builder));
    parsed.unwrap_or_else(|| refuse("the system grants no thread to parse it in"))
}

fn parse(source: &Source, builder: &mut Builder) -> Result<(), Vec<Diagnostic>> {
    let text = source.body();
    let allocator = Allocator::default();
    builder.unlabelled_is_code();
    let kind = source_type(source.text().name());
    let parsed = Parser::new(&allocator, text, kind).parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        let at = error
            .labels
            .first()
            .map_or(0, |label| label.offset() as usize);
        let at = at.min(text.len());
        let problem = source.problem(at..at, format!("not valid TypeScript: {}", error.message));
        return Err(vec![
            problem.help("give a file of declarations as it was published"),
        ]);
    }
    let names = names::of(&parsed.program, text);
    let docs: Vec<&Comment> = parsed
        .program
        .comments
        .iter()
        .filter(|one| one.is_jsdoc())
        .collect();
    let mut problems = Vec::new();
    for (number, comment) in docs.iter().enumerate() {
        // Of several comments above a declaration, the last is about it.
        let is_last = docs
            .get(number + 1)
            .is_none_or(|next| next.attached_to != comment.attached_to);
        let line = source.line(comment.span.start as usize);
        if let Some(name) = names.get(&comment.attached_to)
            && is_last
        {
            builder.heading(
                &name.text,
                name.depth,
                source.line(comment.attached_to as usize),
            );
        }
        let span = comment.content_span();
        let body = &text[span.start as usize + 1..span.end as usize];
        if let Err(found) = doc(body, line, source, builder) {
            problems.extend(found);
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

/// What a file with this name is written in.
fn source_type(name: &Utf8Path) -> SourceType {
    let stem = Utf8Path::new(name.file_stem().unwrap_or_default());
    match name.extension().unwrap_or_default() {
        "ts" | "mts" | "cts" if stem.extension() == Some("d") => SourceType::d_ts(),
        "ts" | "mts" => SourceType::ts(),
        "cts" => SourceType::ts().with_commonjs(true),
        "tsx" => SourceType::tsx(),
        "cjs" => SourceType::cjs(),
        "js" | "jsx" | "mjs" => SourceType::unambiguous().with_jsx(true),
        _ => SourceType::d_ts(),
    }
}

/// Reads the inside of a doc comment that starts on `line`.
fn doc(
    body: &str,
    line: usize,
    source: &Source,
    builder: &mut Builder,
) -> Result<(), Vec<Diagnostic>> {
    let lines: Vec<&str> = body.lines().map(margin_off).collect();
    let mut fenced = false;
    let mut tags = Vec::new();
    for (at, text) in lines.iter().enumerate() {
        let bare = text.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
        } else if !fenced && bare.starts_with('@') {
            tags.push(at);
        }
    }
    let first = tags.first().copied().unwrap_or(lines.len());
    let main = source.piece(lines[..first].join("\n"), line);
    let mut done = markdown::read(&main, builder);
    for (number, &start) in tags.iter().enumerate() {
        let end = tags.get(number + 1).copied().unwrap_or(lines.len());
        let written = lines[start..end].join("\n");
        if let Err(found) = tag(&written, line + start, source, builder)
            && done.is_ok()
        {
            done = Err(found);
        }
    }
    done
}

/// Reads a tag with all that belongs to it, which starts on `line`.
fn tag(
    written: &str,
    line: usize,
    source: &Source,
    builder: &mut Builder,
) -> Result<(), Vec<Diagnostic>> {
    let bare = written.trim_start();
    let (name, rest) = bare.split_at(bare.find(char::is_whitespace).unwrap_or(bare.len()));
    match name {
        "@since" => builder.claim(Claimed::Added, versions_in(rest), "", line),
        "@deprecated" => {
            builder.claim(Claimed::Deprecated, versions_in(rest), "", line);
            builder.prose(rest, line);
        }
        "@example" => return example(rest, line, source, builder),
        "@default" | "@internal" | "@experimental" | "@see" | "@legacy" => {
            // What stands below such a tag is text again.
            if let Some((_, below)) = rest.split_once('\n') {
                return markdown::read(&source.piece(below.to_owned(), line + 1), builder);
            }
        }
        _ => return markdown::read(&source.piece(rest.to_owned(), line), builder),
    }
    Ok(())
}

/// Reads an `@example`: Markdown where it has a fence, else code, behind a caption if there is one.
fn example(
    rest: &str,
    line: usize,
    source: &Source,
    builder: &mut Builder,
) -> Result<(), Vec<Diagnostic>> {
    let fenced = rest.contains("```") || rest.contains("~~~");
    let bare = rest.trim_start();
    let (caption, code) = match bare.strip_prefix("<caption>") {
        Some(inside) => inside.split_once("</caption>").unwrap_or(("", inside)),
        // A title stands beside the tag, code below it.
        None => match rest.split_once('\n') {
            Some((title, below)) if !title.trim().is_empty() && !typed(rest) => (title, below),
            _ => ("", rest),
        },
    };
    let above = rest[..code.as_ptr() as usize - rest.as_ptr() as usize]
        .matches('\n')
        .count();
    let blank = code.len() - code.trim_start_matches(['\n', ' ']).len();
    let above = above + code[..blank].matches('\n').count();
    if fenced || code.trim().is_empty() || !typed(code) {
        return markdown::read(&source.piece(rest.to_owned(), line), builder);
    }
    builder.prose(caption, line);
    let start = code[..blank].rfind('\n').map_or(blank, |at| at + 1);
    builder.example_in(Language::TypeScript, "", &code[start..], line + above);
    Ok(())
}

/// A line of a comment without the star and the space in front.
fn margin_off(line: &str) -> &str {
    let bare = line.trim_start();
    match bare.strip_prefix('*') {
        Some(text) => text.strip_prefix(' ').unwrap_or(text),
        None => bare,
    }
}

#[cfg(test)]
mod tests;
