//! Diagnostics about the text that people write: expectations, divergence files, filters, settings.
//!
//! A diagnostic names the file, the line and the column, shows the line with a caret, and says what
//! was found, what was allowed and what to do. It must never know how a text was parsed: a parser
//! hands over byte ranges, nothing more.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use miette::{LabeledSpan, SourceCode};

use crate::inert;

/// How many problems of one text are kept: whoever has mended these sees the next.
pub const MOST: usize = 100;

/// How many bytes of a line around a place are shown, on each side of it.
const AROUND: usize = 160;

/// How many allowed words are named.
const WORDS: usize = 40;

/// A longer word is no misspelling of an allowed one.
const LONGEST_WORD: usize = 100;

/// A text under inspection, with the name by which people know it.
#[derive(Debug, Clone)]
pub struct Text {
    name: Utf8PathBuf,
    body: Arc<str>,
    /// The body as it is shown: as long, byte for byte, with nothing that a terminal obeys.
    shown: Arc<str>,
}

/// One thing wrong with one place of a [`Text`].
#[derive(Debug, Clone)]
pub struct Diagnostic {
    text: Text,
    span: Range<usize>,
    message: String,
    label: String,
    help: Option<String>,
    also: Option<(Range<usize>, String)>,
}

/// Several diagnostics, shown together so that nobody fixes a file one error at a time.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Text {
    /// Wraps `body`, known to people as `name`. A mark of the byte order is no part of it.
    pub fn new(name: impl AsRef<Utf8Path>, body: impl Into<Arc<str>>) -> Self {
        let mut body: Arc<str> = body.into();
        if let Some(rest) = body.strip_prefix('\u{feff}') {
            body = rest.into();
        }
        Self {
            name: name.as_ref().to_owned(),
            shown: shown(&body),
            body,
        }
    }

    /// The name by which people know the text.
    #[must_use]
    pub fn name(&self) -> &Utf8Path {
        &self.name
    }

    /// The text itself.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The byte offset of a one-based line and a one-based column counted in characters.
    #[must_use]
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start: usize = self
            .body
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = &self.body[start.min(self.body.len())..];
        let within = rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
        (start + within).min(self.body.len())
    }

    /// The one-based line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.body[..offset.min(self.body.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// Starts a diagnostic about the bytes `span`.
    pub fn problem(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            text: self.clone(),
            span,
            message: shortened(message.into()),
            label: "here".to_owned(),
            help: None,
            also: None,
        }
    }
}

type Contents<'a> = Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError>;

impl Text {
    /// What is shown of a line too long to be shown whole; nothing for any other one.
    fn window(&self, start: usize, size: usize) -> Option<Contents<'_>> {
        let line_start = self.shown[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.shown[start..]
            .find('\n')
            .map_or(self.shown.len(), |at| start + at);
        if line_end - line_start <= 4 * AROUND {
            return None;
        }
        if size > 4 * AROUND {
            return Some(Err(miette::MietteError::OutOfBounds));
        }
        let from = self
            .shown
            .ceil_char_boundary(start.saturating_sub(AROUND).max(line_start));
        let to = (start + size.max(1) + AROUND)
            .min(line_end)
            .max(start + size);
        let to = self.shown.ceil_char_boundary(to);
        let (line, column) = self.position(from.min(start));
        Some(Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.to_string(),
            &self.shown.as_bytes()[from.min(start)..to],
            (from.min(start), to - from.min(start)).into(),
            line - 1,
            column - 1,
            1,
        ))))
    }
}

/// The text with `?` in the place of what a terminal obeys, each byte in its place. The `\r` of a
/// line end is a space.
fn shown(body: &Arc<str>) -> Arc<str> {
    if !body.contains(inert::is_active) {
        return Arc::clone(body);
    }
    let mut text = String::with_capacity(body.len());
    let mut rest = body.chars();
    while let Some(one) = rest.next() {
        match one.len_utf8() {
            _ if !inert::is_active(one) => text.push(one),
            _ if one == '\r' && rest.as_str().starts_with('\n') => text.push(' '),
            1 => text.push('?'),
            2 => text.push('\u{bf}'),
            _ => text.push('\u{fffd}'),
        }
    }
    text.into()
}

/// A message may repeat what was found, which may be as long as the text.
fn shortened(message: String) -> String {
    const LONGEST: usize = 2_000;
    let inert = inert::lines(&message);
    if inert.len() <= LONGEST {
        return inert.into_owned();
    }
    format!("{}…", &inert[..inert.floor_char_boundary(LONGEST)])
}

impl Diagnostic {
    /// Says what is at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = shortened(label.into());
        self
    }

    /// Says what was allowed and what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shortened(help.into()));
        self
    }

    /// Points at a second place of the same text.
    #[must_use]
    pub fn also(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        self.also = Some((span, label.into()));
        self
    }

    /// `file:line:column`, one-based.
    #[must_use]
    pub fn place(&self) -> String {
        let (line, column) = self.text.position(self.span.start);
        format!("{}:{line}:{column}", self.text.name)
    }

    /// The message without its place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        // No more of it is marked than is shown.
        let length = |span: &Range<usize>| {
            let line = self
                .text
                .body
                .get(span.clone())
                .and_then(|text| text.lines().next());
            line.map_or(span.len(), str::len).clamp(1, AROUND)
        };
        let spot = |span: &Range<usize>, label: &String| {
            LabeledSpan::new(Some(label.clone()), span.start, length(span))
        };
        let first = LabeledSpan::new_primary_with_span(
            Some(self.label.clone()),
            (self.span.start, length(&self.span)),
        );
        let second = self.also.as_ref().map(|(span, label)| spot(span, label));
        Some(Box::new(std::iter::once(first).chain(second)))
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        // An offset at the very end of the text (a missing value) must still show its line.
        let length = self.body.len();
        let start = span.offset().min(length.saturating_sub(1));
        // The last byte may be a part of a character only.
        let start = self.shown.floor_char_boundary(start);
        let size = span.len().min(length - start);
        if let Some(window) = self.window(start, size) {
            return window;
        }
        let contents = (*self.shown).read_span(&(start, size).into(), before, after)?;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            self.name.to_string(),
            contents.data(),
            *contents.span(),
            contents.line(),
            contents.column(),
            contents.line_count(),
        )))
    }
}

impl Diagnostics {
    /// All of them, rendered for a terminal.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let theme = if colour {
            miette::GraphicalTheme::unicode()
        } else {
            miette::GraphicalTheme::unicode_nocolor()
        };
        let handler = miette::GraphicalReportHandler::new_themed(theme).with_width(100);
        let mut out = String::new();
        for diagnostic in &self.0 {
            if handler.render_report(&mut out, diagnostic).is_err() {
                out.push_str(&diagnostic.to_string());
            }
            out.push('\n');
        }
        out
    }
}

/// `did you mean …`, when one of `allowed` is close to `found`.
#[must_use]
pub fn suggestion<'a>(found: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if found.len() > LONGEST_WORD {
        return None;
    }
    allowed
        .into_iter()
        .filter(|word| word.len() <= LONGEST_WORD)
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// A help line that names the allowed words, the closest one first if there is one.
#[must_use]
pub fn allowed_help(found: &str, allowed: &[&str]) -> String {
    let mut list = allowed[..allowed.len().min(WORDS)].join(", ");
    if allowed.len() > WORDS {
        list += &format!(" and {} more", allowed.len() - WORDS);
    }
    match suggestion(found, allowed.iter().copied()) {
        Some(word) => format!("did you mean `{word}`? allowed here: {list}"),
        None => format!("allowed here: {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_far_out_in_a_line_renders_what_is_around_it() {
        let body = format!("a: {}b{}\n", "é".repeat(70_000), "x".repeat(70_000));
        let text = Text::new("a.yaml", body.as_str());
        let at = body.find('b').expect("it is there");
        let first = text.problem(at..at + 1, "wrong").also(0..1, "first");
        let shown = Diagnostics(vec![first, text.problem(0..body.len(), "all")]).render(false);
        assert!(
            shown.contains("a.yaml:1:70004") && shown.contains("éb"),
            "{shown}"
        );
        assert!(shown.len() < 10_000, "{}", shown.len());
        assert!(
            shown
                .chars()
                .all(|one| one == '\n' || !inert::is_active(one))
        );
    }

    #[test]
    fn what_a_terminal_obeys_is_not_shown() {
        let text = Text::new("a.yaml", "k: \x1b[31m\u{9b}\u{202e}v\n");
        let diagnostic = text
            .problem(3..4, "found \x1b[31m")
            .help("\x1b]0;title\x07");
        let shown = Diagnostics(vec![diagnostic]).render(false);
        assert!(
            !shown.contains(['\x1b', '\u{9b}', '\u{202e}', '\x07']),
            "{shown:?}"
        );
    }

    #[test]
    fn offset_and_position_agree_past_multibyte_characters() {
        let text = Text::new("a.yaml", "é: 1\nkey: ü x\n");
        let at = text.offset(2, 8);
        assert_eq!(&text.body()[at..=at], "x");
        assert_eq!(text.position(at), (2, 8));
    }

    #[test]
    fn rendering_shows_place_caret_and_help() {
        let text = Text::new("a.yaml", "scema: 1\n");
        let shown = Diagnostics(vec![
            text.problem(0..5, "unknown key `scema`")
                .help(allowed_help("scema", &["schema"])),
        ])
        .render(false);
        assert!(shown.contains("a.yaml:1:1"), "{shown}");
        assert!(shown.contains("did you mean `schema`?"), "{shown}");
    }

    #[test]
    fn an_offset_past_the_end_still_renders() {
        let text = Text::new("a.yaml", "x:");
        let shown = Diagnostics(vec![text.problem(2..2, "missing value")]).render(false);
        assert!(shown.contains("missing value"), "{shown}");
    }
}
