//! Markdown with fenced code, as Node's pages and blogs are written.
//!
//! It must never know where a page was read from.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::builder::{Builder, language};
use super::claims;
use super::marks::{self, Marks, Said};
use super::model::Language;
use super::source::Source;
use crate::diagnose::Diagnostic;

/// Reads the page into `builder`.
///
/// # Errors
/// Every fence that is never closed, and every comment on versions that cannot be read.
pub(super) fn read(source: &Source, builder: &mut Builder) -> Result<(), Vec<Diagnostic>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader {
        source,
        builder,
        words: Words::default(),
        heading: None,
        code: None,
        comment: None,
        skipping: false,
        problems: Vec::new(),
    };
    for (event, range) in Parser::new_ext(source.body(), options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    if reader.problems.is_empty() {
        Ok(())
    } else {
        Err(reader.problems)
    }
}

/// Text that is being put together, and where it starts.
#[derive(Default)]
struct Words {
    text: String,
    start: usize,
}

/// A block of code that is being put together.
struct Code {
    label: String,
    text: String,
    start: Option<usize>,
}

struct Reader<'s> {
    source: &'s Source,
    builder: &'s mut Builder,
    words: Words,
    heading: Option<u8>,
    code: Option<Code>,
    /// The bytes of the block of HTML that is being read.
    comment: Option<Range<usize>>,
    /// Whether the front matter is being read.
    skipping: bool,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) => self.inline_code(&text, range),
            Event::SoftBreak | Event::HardBreak => self.words.text.push(' '),
            Event::Html(_) => {
                if let Some(block) = &mut self.comment {
                    block.end = block.end.max(range.end);
                }
            }
            Event::InlineHtml(_) => self.comment_at(range),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. } => return,
            _ => self.flush(),
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = Some(depth(level));
                self.words.start = range.start;
            }
            Tag::CodeBlock(kind) => {
                let label = match &kind {
                    CodeBlockKind::Fenced(info) => {
                        self.check_closed(&range);
                        self.builder.mark(Marks::of_fence(info));
                        label(info)
                    }
                    CodeBlockKind::Indented => "",
                };
                self.code = Some(Code {
                    label: label.to_owned(),
                    text: String::new(),
                    start: None,
                });
            }
            Tag::HtmlBlock => self.comment = Some(range),
            Tag::MetadataBlock(_) => self.skipping = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image => {}
            TagEnd::Heading(_) => {
                let text = std::mem::take(&mut self.words.text);
                let line = self.source.line(range.start);
                self.builder
                    .heading(&text, self.heading.take().unwrap_or(1), line);
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    let line = self.source.line(code.start.unwrap_or(range.start));
                    self.builder.example(&code.label, &code.text, line);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(block) = self.comment.take() {
                    self.comment_at(block);
                }
            }
            TagEnd::MetadataBlock(_) => self.skipping = false,
            _ => self.flush(),
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.skipping {
            return;
        }
        match &mut self.code {
            Some(code) => {
                code.start.get_or_insert(at);
                code.text.push_str(text);
            }
            None => self.push(text, at),
        }
    }

    fn push(&mut self, text: &str, at: usize) {
        if self.words.text.is_empty() && self.heading.is_none() {
            self.words.start = at;
        }
        self.words.text.push_str(text);
    }

    /// A fence that lost its line breaks, or does not start its line, reads as code within a line:
    /// three ticks and a language. Its line breaks are taken from the page, for Markdown makes
    /// spaces of them.
    fn inline_code(&mut self, text: &str, range: Range<usize>) {
        let written = &self.source.body()[range.clone()];
        let inside = written.trim_matches('`').trim();
        let (label, code) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        let code = code.trim();
        let fenced = self.heading.is_none() && written.starts_with("```");
        if fenced && language(label) != Language::Other && !code.is_empty() {
            self.flush();
            let at = code.as_ptr() as usize - written.as_ptr() as usize;
            let line = self.source.line(range.start + at);
            self.builder.example(label, code, line);
        } else {
            self.push(text, range.start);
        }
    }

    fn comment_at(&mut self, range: Range<usize>) {
        let html = &self.source.body()[range.clone()];
        match marks::of_comment(html) {
            Ok(None) => {}
            Ok(Some(Said::Next(said))) => return self.builder.mark(said),
            Ok(Some(Said::Before(code))) => return self.builder.before(&code),
            Err(word) => {
                let message = format!("`{word}` is no mark");
                let problem = self.source.problem(range, message);
                self.problems
                    .push(problem.help(format!("allowed here: {}", marks::ALLOWED)));
                return;
            }
        }
        match claims::of_comment(html, range.start, self.source) {
            Ok(said) => {
                for one in said {
                    self.builder
                        .claim(one.kind, one.versions, &one.text, one.line);
                }
            }
            Err(problem) => self.problems.push(*problem),
        }
    }

    /// A fence that is never closed takes the rest of the page for code, which `CommonMark` allows
    /// ("fenced code blocks") and nobody means.
    fn check_closed(&mut self, range: &Range<usize>) {
        let block = self.source.body()[range.clone()].trim_end();
        let first = block.lines().next().unwrap_or("");
        let mark = first.chars().next().unwrap_or('`');
        let fence: String = first.chars().take_while(|letter| *letter == mark).collect();
        let last = match block.rfind('\n') {
            Some(at) => block[at..].trim_start_matches([' ', '\t', '\n', '>']),
            None => "",
        };
        if !last.starts_with(&fence) || last.chars().any(|letter| letter != mark) {
            let opening = range.start..range.start + first.len();
            self.problems.push(
                self.source
                    .problem(opening, "this block of code is never closed")
                    .label("opened here")
                    .help(format!("end it with `{fence}` on a line of its own")),
            );
        }
    }

    fn flush(&mut self) {
        if self.words.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.words.text);
        let line = self.source.line(self.words.start);
        self.builder.prose(&text, line);
    }
}

/// The first word of what stands on a fence: `js` of `js {1,3}`, `{.js}` and `js,ignore`.
fn label(info: &str) -> &str {
    let bare = info.trim().trim_start_matches(['{', '.']);
    let end = bare.find([' ', '\t', ',', '{', '}', ':', '#']);
    &bare[..end.unwrap_or(bare.len())]
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests;
