//! What a documentation page says, whatever form it was published in.
//!
//! Readers of Markdown, HTML, JSON, plain text and declaration files fill a [`Page`]; running,
//! comparing and reporting start from one. It must never know a runtime.

use camino::Utf8PathBuf;
use serde::Serialize;

use super::marks::Marks;

/// The form in which a page is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Markdown with fenced code.
    Markdown,
    /// HTML, as Node generates it or as a browser saved it.
    Html,
    /// The JSON that Node generates beside its HTML.
    Json,
    /// Text that lost its fences.
    Text,
    /// A TypeScript declaration file with examples in its doc comments.
    Declarations,
}

/// A page as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The file's name without its folder: the first part of every id.
    pub name: String,
    /// Where it was read from.
    pub path: Utf8PathBuf,
    /// How it was published.
    pub format: Format,
    /// Headings in the page's order.
    pub headings: Vec<Heading>,
    /// Paragraphs and list items in the page's order, code left out.
    pub prose: Vec<Prose>,
    /// Code examples in the page's order.
    pub examples: Vec<Example>,
    /// What the page says of versions, in the page's order.
    pub claims: Vec<Claim>,
    /// Code that the page puts before its examples, in the page's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Before>,
}

/// Code before every example under a heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// The index in [`Page::headings`]; every example of the page without it.
    pub heading: Option<usize>,
    /// The code.
    pub code: String,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// Its text, markup left out.
    pub text: String,
    /// The last part of its address: lower case, words joined by `-`, unique on the page.
    pub slug: String,
    /// 1 for the page's title, up to 6.
    pub level: u8,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// A paragraph, a list item or a table cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Prose {
    /// The index in [`Page::headings`] of the heading that it stands under.
    pub heading: Option<usize>,
    /// Its text on one line, markup left out.
    pub text: String,
    /// Its first line in the file, from 1.
    pub line: usize,
}

/// A code example, exactly as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// `<page>#<heading's slug>/<n>`, where `n` counts the examples under that heading from 1.
    pub id: String,
    /// The index in [`Page::headings`] of the heading that it stands under.
    pub heading: Option<usize>,
    /// What it is written in.
    pub language: Language,
    /// The word on the fence or the class of the block, as printed.
    pub label: String,
    /// The code.
    pub code: String,
    /// The line of its first line of code in the file, from 1.
    pub line: usize,
    /// The id of the same example in the other module system.
    pub twin: Option<String>,
    /// The last sentence of prose before it, under the same heading.
    pub said_before: Option<String>,
    /// What its comments promise, in the order of the code.
    pub promises: Vec<Promise>,
    /// Whether the page lost the line breaks of the code, so that a `//` swallows what follows.
    pub lost_breaks: bool,
    /// What the page says about it besides.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// What a block of output behind it shows, if the page says that it is its output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
}

/// A block that shows what an example prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its lines.
    pub lines: Vec<String>,
    /// The line of its first line in the file, from 1.
    pub line: usize,
}

/// What an example is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// JavaScript whose module system the page names: `CommonJS`.
    CommonJs,
    /// JavaScript whose module system the page names: an ES module.
    EsModule,
    /// JavaScript whose module system shows in the code alone.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// JavaScript or TypeScript with elements in it, which only a compiler takes.
    Elements,
    /// A transcript of an interactive session: `> expression` and what it showed.
    Transcript,
    /// Anything else: shell, JSON, C++, HTML.
    Other,
}

/// What a comment in an example promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// The comment's first line, from 1 in the example.
    pub line: usize,
    /// The first byte of the remark that it is part of, in the example.
    #[serde(skip)]
    pub at: usize,
    /// What it says will happen.
    pub kind: Promised,
}

/// The kinds of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promised {
    /// Standard output holds these lines, in this order.
    Prints(Vec<String>),
    /// Standard error holds these lines, in this order.
    Warns(Vec<String>),
    /// The statement beside it has this value, as written.
    Gives(String),
    /// The statement beside it throws; the words that follow, where there are any.
    Throws(Option<String>),
    /// The statement beside it throws nothing.
    Completes,
}

/// What a page says of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The index in [`Page::headings`] of the heading that it stands under.
    pub heading: Option<usize>,
    /// The line in the file, from 1.
    pub line: usize,
    /// What happened.
    pub kind: Claimed,
    /// The versions it names, without `v`.
    pub versions: Vec<String>,
    /// The change in the page's words; empty for the others.
    pub text: String,
}

/// The kinds of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claimed {
    /// Added in.
    Added,
    /// Deprecated since.
    Deprecated,
    /// Removed in.
    Removed,
    /// A row of the change history.
    Changed,
}
