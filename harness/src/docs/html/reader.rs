//! Makes a page of the tags and characters of HTML.
//!
//! It keeps no tree: a page of documentation is a sequence, and saved pages have no sound tree. It
//! must never know how tags are found.

use html5ever::tokenizer::Tag;

use super::super::builder::{Builder, language, one_line};
use super::super::claims::versions_in;
use super::super::model::{Claimed, Language};

/// Elements whose text is not the page's.
const SKIPPED: &[&str] = &[
    "button", "footer", "iframe", "nav", "noscript", "script", "select", "style", "svg",
    "template", "textarea", "title",
];

/// Elements within a line of text; all others end a paragraph.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "input", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
];

/// Classes of what stands beside code or a heading without being part of it.
const BESIDE: &[&str] = &[
    "anchor",
    "gutter",
    "headerlink",
    "header-anchor",
    "line-numbers",
    "linenos",
    "mark",
    "permalink",
];

/// An element that is open, and how many of its name are open within it and with it.
struct Within {
    name: String,
    depth: usize,
}

/// A `pre` that is being read.
struct Pre {
    label: String,
    text: String,
    line: usize,
    /// Whether the code stands in `code`, so that text beside it is none.
    in_code: Option<bool>,
}

/// Node's box on versions that is being read.
#[derive(Default)]
struct Versions {
    cells: Vec<String>,
    line: usize,
}

/// Reads tags and characters into a builder.
pub(super) struct Reader<'b> {
    builder: &'b mut Builder,
    /// The line of all of a piece.
    fixed: Option<usize>,
    line: usize,
    words: String,
    words_line: usize,
    heading: Option<u8>,
    pre: Option<Pre>,
    /// The label on what stands around a `pre`.
    around: Option<String>,
    skipped: Option<Within>,
    versions: Option<(Within, Versions)>,
    content: Option<Within>,
    /// How sure it is that the content was found; 0 takes the whole page for it.
    rank: u8,
}

impl<'b> Reader<'b> {
    /// A reader of a whole page.
    pub(super) fn of_page(builder: &'b mut Builder) -> Self {
        Self {
            builder,
            fixed: None,
            line: 1,
            words: String::new(),
            words_line: 1,
            heading: None,
            pre: None,
            around: None,
            skipped: None,
            versions: None,
            content: None,
            rank: 0,
        }
    }

    /// A reader of a piece whose every line is `line`.
    pub(super) fn of_piece(builder: &'b mut Builder, line: usize) -> Self {
        Self {
            fixed: Some(line),
            ..Self::of_page(builder)
        }
    }

    /// Whatever comes next stands on `line`, from 1.
    pub(super) fn at_line(&mut self, line: usize) {
        self.line = line;
    }

    /// Meets a start tag.
    pub(super) fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some(skipped) = &mut self.skipped {
            skipped.open(name);
            return;
        }
        self.find_content(tag);
        if let Some((within, _)) = &mut self.versions {
            within.open(name);
        }
        let class = attribute(tag, "class");
        let beside = class.split_whitespace().any(|word| BESIDE.contains(&word))
            && (self.heading.is_some() || matches!(name, "td" | "pre" | "div" | "span"));
        if SKIPPED.contains(&name) || beside {
            self.skipped = Some(Within::new(name));
            return;
        }
        if !INLINE.contains(&name) && name != "br" {
            self.flush();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = Some(name.as_bytes()[1] - b'0');
                self.words_line = self.line;
            }
            "pre" => {
                self.end_pre();
                let label = label_of(class).or_else(|| self.around.take());
                self.pre = Some(Pre {
                    label: label.unwrap_or_default(),
                    text: String::new(),
                    line: self.line,
                    in_code: None,
                });
            }
            "code" => self.start_code(class),
            "br" => self.text("\n"),
            "div" | "figure" => {
                if class.split_whitespace().any(|word| word == "api_metadata") {
                    let versions = Versions {
                        cells: Vec::new(),
                        line: self.line,
                    };
                    self.versions = Some((Within::new(name), versions));
                }
                if let Some(label) = label_of(class) {
                    self.around = Some(label);
                }
            }
            "tr" => {
                let line = self.line;
                if let Some((_, versions)) = &mut self.versions {
                    versions.cells.clear();
                    versions.line = line;
                }
            }
            _ => {}
        }
    }

    /// Meets an end tag.
    pub(super) fn end(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some(skipped) = &mut self.skipped {
            if skipped.close(name) {
                self.skipped = None;
            }
            return;
        }
        if self.versions.is_some() {
            self.end_in_versions(name);
        }
        match name {
            "pre" => self.end_pre(),
            "code" => {
                if let Some(pre) = &mut self.pre {
                    pre.in_code = pre.in_code.map(|_| false);
                }
            }
            _ if !INLINE.contains(&name) => self.flush(),
            _ => {}
        }
        if let Some(content) = &mut self.content
            && content.close(name)
        {
            self.content = None;
        }
    }

    /// Meets characters.
    pub(super) fn text(&mut self, text: &str) {
        let line = self.line;
        self.line += text.matches('\n').count();
        if self.skipped.is_some() || (self.rank > 0 && self.content.is_none()) {
            return;
        }
        if let Some(pre) = &mut self.pre {
            if pre.in_code != Some(false) {
                pre.text.push_str(text);
            }
            return;
        }
        if self.words.is_empty() {
            let blank = text.len() - text.trim_start().len();
            if blank == text.len() {
                return;
            }
            if self.heading.is_none() {
                self.words_line = line + text[..blank].matches('\n').count();
            }
        }
        self.words.push_str(text);
    }

    /// Meets the end.
    pub(super) fn finish(&mut self) {
        self.end_pre();
        self.flush();
    }

    /// Node's pages keep their text in `#apicontent`, others in `main` or `article`; what was read
    /// before is the page's frame.
    fn find_content(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if let Some(content) = &mut self.content {
            content.open(name);
        }
        if self.fixed.is_some() {
            return;
        }
        let rank = match name {
            _ if attribute(tag, "id") == "apicontent" => 2,
            "main" | "article" => 1,
            _ => return,
        };
        if rank > self.rank {
            self.words.clear();
            self.heading = None;
            self.pre = None;
            self.builder.restart();
        } else if self.content.is_some() || rank < self.rank {
            return;
        }
        self.rank = rank;
        self.content = Some(Within::new(name));
    }

    /// Meets `code` in a `pre`; a second one in the same `pre` is the other tab of Node's pages.
    fn start_code(&mut self, class: &str) {
        let Some(mut pre) = self.pre.take() else {
            return;
        };
        let label = label_of(class);
        if pre.in_code == Some(false) {
            self.emit(&pre);
            pre.text.clear();
        } else if pre.in_code.is_none() {
            pre.text.clear();
        }
        pre.in_code = Some(true);
        pre.line = self.line;
        pre.label = label.unwrap_or(pre.label);
        self.pre = Some(pre);
    }

    fn end_pre(&mut self) {
        if let Some(pre) = self.pre.take() {
            self.emit(&pre);
        }
    }

    fn emit(&mut self, pre: &Pre) {
        // A line break directly behind `<pre>` is no part of the text ("the pre element").
        let (code, line) = match pre.text.strip_prefix('\n') {
            Some(code) if pre.in_code.is_none() => (code, pre.line + 1),
            _ => (pre.text.as_str(), pre.line),
        };
        // The only line of a block that lost its breaks ends with the break that became a space.
        let code = if code.contains('\n') {
            code
        } else {
            code.trim_end()
        };
        self.builder
            .example(&pre.label, code, self.fixed.unwrap_or(line));
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let line = self.fixed.unwrap_or(self.words_line);
        if let Some(level) = self.heading.take() {
            self.builder.heading(&words, level, line);
            return;
        }
        if words.is_empty() {
            return;
        }
        if let Some((_, versions)) = &mut self.versions {
            versions.cells.push(one_line(&words));
        } else {
            self.around = None;
            self.builder.prose(&words, line);
        }
    }

    /// Meets an end tag in Node's box on versions: a row of the change history, a line, or its end.
    fn end_in_versions(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.flush();
        }
        let Some((within, versions)) = &mut self.versions else {
            return;
        };
        let closed = within.close(name);
        if name == "tr" || closed {
            let line = self.fixed.unwrap_or(versions.line);
            let cells = std::mem::take(&mut versions.cells);
            self.claims_of(&cells, line);
        }
        if closed {
            self.versions = None;
        }
    }

    fn claims_of(&mut self, cells: &[String], line: usize) {
        let marks = [
            ("Added in:", Claimed::Added),
            ("Deprecated since:", Claimed::Deprecated),
            ("Removed in:", Claimed::Removed),
        ];
        let mut marked = false;
        for cell in cells {
            let mut rest = cell.as_str();
            // Several marks may share a line: `Added in: v1.0.0 Deprecated since: v2.0.0`.
            while let Some((mark, kind)) = marks.iter().find(|(mark, _)| rest.starts_with(mark)) {
                marked = true;
                rest = rest[mark.len()..].trim_start();
                let next = marks.iter().filter_map(|(mark, _)| rest.find(mark)).min();
                let (list, after) = rest.split_at(next.unwrap_or(rest.len()));
                self.builder.claim(*kind, versions_in(list), "", line);
                rest = after;
            }
        }
        if let [versions, text @ ..] = cells
            && !marked
        {
            let versions = versions_in(versions);
            self.builder
                .claim(Claimed::Changed, versions, &text.join(" "), line);
        }
    }
}

impl Within {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            depth: 1,
        }
    }

    fn open(&mut self, name: &str) {
        self.depth += usize::from(self.name == name);
    }

    /// Whether the end tag `name` closes the element.
    fn close(&mut self, name: &str) -> bool {
        self.depth -= usize::from(self.name == name);
        self.depth == 0
    }
}

fn attribute<'t>(tag: &'t Tag, name: &str) -> &'t str {
    let found = tag.attrs.iter().find(|one| &*one.name.local == name);
    found.map_or("", |one| &one.value)
}

/// The language that a class names: `language-js`, `lang-js`, `highlight-source-js`, `hljs js`.
fn label_of(class: &str) -> Option<String> {
    let mut words = class.split_whitespace();
    let marked = words.clone().find_map(|word| {
        ["language-", "lang-", "highlight-source-"]
            .iter()
            .find_map(|mark| word.strip_prefix(mark))
    });
    marked
        .or_else(|| words.find(|word| language(word) != Language::Other))
        .map(str::to_owned)
}
