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

/// A text under inspection, with the name by which people know it.
#[derive(Debug, Clone)]
pub struct Text {
    name: Utf8PathBuf,
    body: Arc<str>,
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
    /// Wraps `body`, known to people as `name`.
    pub fn new(name: impl AsRef<Utf8Path>, body: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            body: body.into(),
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
            message: message.into(),
            label: "here".to_owned(),
            help: None,
            also: None,
        }
    }
}

impl Diagnostic {
    /// Says what is at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Says what was allowed and what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
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
        let spot = |span: &Range<usize>, label: &String| {
            LabeledSpan::new(Some(label.clone()), span.start, span.len().max(1))
        };
        let first = LabeledSpan::new_primary_with_span(
            Some(self.label.clone()),
            (self.span.start, self.span.len().max(1)),
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
        let size = span.len().min(length - start);
        let contents = (*self.body).read_span(&(start, size).into(), before, after)?;
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
    allowed
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(found, word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// A help line that names the allowed words, the closest one first if there is one.
#[must_use]
pub fn allowed_help(found: &str, allowed: &[&str]) -> String {
    let list = allowed.join(", ");
    match suggestion(found, allowed.iter().copied()) {
        Some(word) => format!("did you mean `{word}`? allowed here: {list}"),
        None => format!("allowed here: {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
