//! HTML: pages as Node generates them, as a browser saved them, and pieces of them in other pages.
//!
//! Here a text becomes tags and characters; [`reader`] makes a page of them. This room must never
//! know where a page was read from.

mod reader;

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::builder::Builder;
use reader::Reader;

/// The elements of HTML that a page of documentation may hold.
static ELEMENTS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas \
     caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt em \
     embed fieldset figcaption figure font footer form g h1 h2 h3 h4 h5 h6 head header hgroup hr \
     html i iframe img input ins kbd label legend li line link main map mark menu meta meter nav \
     noscript object ol optgroup option output p param path picture pre progress q rect rp rt ruby s samp \
     script search section select slot small source span strong style sub summary sup svg table \
     tbody td template textarea tfoot th thead time title tr track tt u ul use var video wbr"
        .split_whitespace()
        .collect()
});

/// Reads a whole page into `builder`.
pub(super) fn read(body: &str, builder: &mut Builder) {
    run(body, Reader::of_page(builder));
}

/// Reads a piece of HTML that stands on the one line `line` of the page.
pub(super) fn read_piece(body: &str, line: usize, builder: &mut Builder) {
    run(body, Reader::of_piece(builder, line));
}

/// Feeds the text piece by piece, each up to the next `<`. One that starts no element is fed as
/// `&lt;`: saved pages hold `<any>` and `i<n` where that should stand.
fn run(body: &str, reader: Reader<'_>) {
    let sink = Sink {
        reader: RefCell::new(reader),
    };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let whole = StrTendril::from(body);
    let mut start = 0;
    while start < body.len() {
        let mut from = start;
        if let Some(behind) = body[start..].strip_prefix('<') {
            from += 1;
            let mark = if starts_markup(behind) { "<" } else { "&lt;" };
            queue.push_back(StrTendril::from(mark));
        }
        let end = body[from..]
            .find('<')
            .map_or(body.len(), |length| from + length);
        // A tendril is no longer than this counts.
        let [at, length] = [from, end - from].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        queue.push_back(whole.subtendril(at, length));
        // No script is ever run, so the tokenizer never stops for one.
        let _ = tokenizer.feed(&queue);
        start = end;
    }
    tokenizer.end();
    tokenizer.sink.reader.borrow_mut().finish();
}

/// Whether what stands behind a `<` makes it the start of a tag, a comment or a declaration.
/// `<Map>` and `<Object>` without attributes are types.
fn starts_markup(behind: &str) -> bool {
    if behind.starts_with(['!', '?']) {
        return true;
    }
    let name = behind.strip_prefix('/').unwrap_or(behind);
    // Looking no further than a name can reach keeps a page of `<` linear.
    let end = name
        .bytes()
        .take(LONGEST_NAME + 1)
        .position(|byte| b" \n\t/>".contains(&byte))
        .unwrap_or(if name.len() <= LONGEST_NAME {
            name.len()
        } else {
            0
        });
    let (name, after) = name.split_at(end);
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "map" | "object" => !after.starts_with('>'),
        _ => ELEMENTS.contains(name.as_str()) || name.contains('-'),
    }
}

/// No name of an element is longer.
const LONGEST_NAME: usize = 64;

struct Sink<'b> {
    reader: RefCell<Reader<'b>>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut reader = self.reader.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                reader.at_line(usize::try_from(line).unwrap_or(usize::MAX));
                if tag.kind == TagKind::EndTag {
                    reader.end(&tag);
                    return TokenSinkResult::Continue;
                }
                reader.start(&tag);
                // What these hold is no markup ("the rules for parsing tokens in HTML content").
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::CharacterTokens(text) => reader.text(&text),
            Token::CommentToken(_) | Token::DoctypeToken(_) => {
                reader.at_line(usize::try_from(line).unwrap_or(usize::MAX));
            }
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests;
