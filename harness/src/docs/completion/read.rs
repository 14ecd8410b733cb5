//! Reads a file of completions, with every problem of the file at once.
//!
//! It knows the file's form alone; whether its examples exist is checked against a page later.

use threadproof_reports::docs::Outcome;

use super::{BeforeAll, Change, Completions, End, Entry, Expect, Known, Line, Named, Place, Scope};
use crate::diagnose::{Diagnostic, Text};
use crate::plan::fields::{Fields, Reading};
use crate::plan::versions::VersionRange;
use crate::yaml::{Document, Node, Value};

const TOP: &[&str] = &["schema", "pages", "for", "before", "examples", "known"];
const BEFORE: &[&str] = &["heading", "code", "reason"];
const ENTRY: &[&str] = &[
    "example",
    "only",
    "as",
    "breaks",
    "replace",
    "before",
    "after",
    "files",
    "options",
    "continues",
    "expect",
    "varies",
    "proposed",
    "reason",
];
const CHANGES: &[&str] = &[
    "as",
    "breaks",
    "replace",
    "before",
    "after",
    "files",
    "options",
    "continues",
];
const KNOWN: &[&str] = &["example", "on", "outcome", "sometimes", "reason"];
const EXPECT: &[&str] = &["exit", "throws", "hangs", "prints"];

/// The most characters of a page that a replacement may repeat: a name or a number, no passage.
const LONGEST_REPLACED: usize = 40;

/// Outcomes that a runtime may be known for.
const OUTCOMES: &[(&str, Outcome)] = &[
    ("prints-otherwise", Outcome::PrintsOtherwise),
    ("does-not-throw", Outcome::DoesNotThrow),
    ("throws", Outcome::Throws),
    ("does-not-end", Outcome::DoesNotEnd),
    ("ends", Outcome::Ends),
    ("crashes", Outcome::Crashes),
    ("cannot-run", Outcome::CannotRun),
    ("twin-differs", Outcome::TwinDiffers),
];

pub(super) fn read(text: Text) -> Result<Completions, Vec<Diagnostic>> {
    let document = Document::parse(text)?;
    let mut reading = Reading::new(&document);
    let read = top(&mut reading);
    match read {
        Some(read) if reading.problems.is_empty() => Ok(read),
        _ => Err(reading.problems),
    }
}

fn top(reading: &mut Reading<'_>) -> Option<Completions> {
    let root = &reading.document.root;
    let fields = reading.mapping(root, "a file of completions", TOP)?;
    let schema = reading.required(&fields, root, "schema");
    if let Some(node) = schema
        && reading.count(node, "`schema`")? != 1
    {
        reading.refuse(node, "an unknown schema", "write `schema: 1`");
    }
    let pages = reading.required(&fields, root, "pages");
    let pages = pages.and_then(|node| reading.texts(node, "`pages`"));
    let levels = fields.get("for").map(|node| reading.range(node, "`for`"));
    let before = fields
        .get("before")
        .map(|node| reading.list(node, "`before`", before));
    let entries = fields
        .get("examples")
        .map(|node| reading.list(node, "`examples`", entry));
    let known = fields
        .get("known")
        .map(|node| reading.list(node, "`known`", known));
    Some(Completions {
        file: reading.document.text.name().to_owned(),
        pages: pages?,
        levels: levels.flatten(),
        before: or_default(before)?,
        entries: or_default(entries)?,
        known: or_default(known)?,
    })
}

fn before<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<BeforeAll> {
    let fields = reading.mapping(node, "code before examples", BEFORE)?;
    let heading = fields
        .get("heading")
        .map(|node| reading.text(node, "`heading`"));
    let code = reading.required(&fields, node, "code");
    let code = code.and_then(|node| reading.text(node, "`code`"));
    let reason = reason(reading, &fields, node);
    Some(BeforeAll {
        heading: optional(heading)?,
        code: code?,
        place: reason.map(|_| place(reading, node))?,
    })
}

fn entry<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Entry> {
    let fields = reading.mapping(node, "an entry", ENTRY)?;
    let examples = examples(reading, &fields, node);
    let only = fields
        .get("only")
        .map(|node| scopes(reading, node, "`only`"));
    let change = change(reading, &fields);
    let expect = fields.get("expect").map(|node| expect(reading, node));
    let varies = fields
        .get("varies")
        .map(|node| reading.flag(node, "`varies`"));
    let proposed = fields
        .get("proposed")
        .map(|node| reading.flag(node, "`proposed`"));
    let reason = reason(reading, &fields, node);
    let says_nothing = |name: &&str| fields.get(name).is_none();
    if CHANGES
        .iter()
        .chain(&["expect", "varies"])
        .all(says_nothing)
    {
        let help = format!("add one of {}, expect, varies", CHANGES.join(", "));
        reading.refuse(node, "the entry completes nothing", help);
        return None;
    }
    Some(Entry {
        place: place(reading, node),
        examples: examples?,
        only: or_default(only)?,
        change: change?,
        expect: optional(expect)?,
        varies: or_default(varies)?,
        proposed: or_default(proposed)?,
        reason: reason?,
    })
}

fn known<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Known> {
    let fields = reading.mapping(node, "a known divergence", KNOWN)?;
    let examples = examples(reading, &fields, node);
    let on = reading.required(&fields, node, "on");
    let on = on.and_then(|node| scopes(reading, node, "`on`"));
    let outcome = reading.required(&fields, node, "outcome");
    let outcome = outcome.and_then(|node| reading.word(node, "`outcome`", OUTCOMES));
    let sometimes = fields
        .get("sometimes")
        .map(|node| reading.flag(node, "`sometimes`"));
    let reason = reason(reading, &fields, node);
    Some(Known {
        place: place(reading, node),
        examples: examples?,
        on: on?,
        outcome: outcome?,
        sometimes: or_default(sometimes)?,
        reason: reason?,
    })
}

/// What was read of a key that may be left out; `None` where it is there and wrong.
#[expect(
    clippy::option_option,
    reason = "whether it is well formed, and whether it is there"
)]
fn optional<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}

/// The same, where a key that is left out has a value all the same.
#[expect(
    clippy::option_option,
    reason = "whether it is well formed, and whether it is there"
)]
fn or_default<T: Default>(read: Option<Option<T>>) -> Option<T> {
    read.unwrap_or_else(|| Some(T::default()))
}

fn place(reading: &Reading<'_>, node: &Node) -> Place {
    Place {
        text: reading.document.text.clone(),
        span: reading.document.span(node),
    }
}

fn reason<'d>(reading: &mut Reading<'d>, fields: &Fields<'d>, node: &'d Node) -> Option<String> {
    let node = reading.required(fields, node, "reason")?;
    let reason = reading.text(node, "`reason`")?;
    if reason.trim().is_empty() {
        reading.refuse(
            node,
            "`reason` is empty",
            "say in one line why the page needs it",
        );
        return None;
    }
    Some(reason)
}

fn examples<'d>(
    reading: &mut Reading<'d>,
    fields: &Fields<'d>,
    node: &'d Node,
) -> Option<Vec<Named>> {
    let node = reading.required(fields, node, "example")?;
    each(reading, node, "`example`", |reading, item| {
        let id = reading.text(item, "an example")?;
        let place = place(reading, item);
        Some(Named { id, place })
    })
}

/// One item, or a list of items.
fn each<'d, T>(
    reading: &mut Reading<'d>,
    node: &'d Node,
    what: &str,
    mut item: impl FnMut(&mut Reading<'d>, &'d Node) -> Option<T>,
) -> Option<Vec<T>> {
    match &node.value {
        Value::List(_) => reading.list(node, what, item),
        _ => Some(vec![item(reading, node)?]),
    }
}

/// `boa`, `node <18`, `>=14`, or a list of those.
fn scopes<'d>(reading: &mut Reading<'d>, node: &'d Node, what: &str) -> Option<Vec<Scope>> {
    each(reading, node, what, |reading, item| {
        let text = reading.text(item, what)?;
        let text = text.trim();
        let named = text.starts_with(|first: char| first.is_ascii_alphabetic());
        let (name, range) = match text.split_once(char::is_whitespace) {
            _ if !named => (None, Some(text)),
            Some((name, range)) => (Some(name), Some(range)),
            None => (Some(text), None),
        };
        let range = match range.map(VersionRange::parse) {
            None => None,
            Some(Ok(range)) => Some(range),
            Some(Err(error)) => {
                let help = "write `boa`, `node <18` or, for versions of Node, \">=14\"";
                reading.refuse(item, format!("{what}: {error}"), help);
                return None;
            }
        };
        let name = name.map(str::to_owned);
        Some(Scope { name, range })
    })
}

fn change<'d>(reading: &mut Reading<'d>, fields: &Fields<'d>) -> Option<Change> {
    let text = |reading: &mut Reading<'d>, name: &str| match fields.get(name) {
        None => Some(None),
        Some(node) => reading.text(node, &format!("`{name}`")).map(Some),
    };
    let (name, before, after) = (
        text(reading, "as"),
        text(reading, "before"),
        text(reading, "after"),
    );
    let breaks = fields.get("breaks").map(|node| {
        reading.list(node, "`breaks`", |reading, item| {
            reading.count(item, "a break")
        })
    });
    let replace = fields
        .get("replace")
        .map(|node| replacements(reading, node));
    let files = fields
        .get("files")
        .map(|node| reading.text_map(node, "`files`"));
    let options = fields
        .get("options")
        .map(|node| reading.texts(node, "`options`"));
    let continues = fields
        .get("continues")
        .map(|node| reading.flag(node, "`continues`"));
    let own = fields.get("as").zip(name.clone().flatten());
    let beside = fields.get("files").zip(files.clone().flatten());
    let mut written: Vec<(&Node, String)> = own.into_iter().collect();
    written.extend(
        beside
            .into_iter()
            .flat_map(|(node, files)| files.into_keys().map(move |name| (node, name))),
    );
    let are_sound = file_names(reading, &written);
    are_sound.then_some(())?;
    Some(Change {
        name: name?,
        breaks: or_default(breaks)?,
        replace: or_default(replace)?,
        before: before?,
        after: after?,
        files: or_default(files)?,
        options: or_default(options)?,
        continues: or_default(continues)?,
    })
}

/// Whether files of these names can all be written into a folder, and nowhere else.
fn file_names(reading: &mut Reading<'_>, written: &[(&Node, String)]) -> bool {
    const LONGEST: usize = 200;
    let problems = reading.problems.len();
    for (node, name) in written {
        let wrong = if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            "leads out of the example's folder, or nowhere"
        } else if name.contains('\0') || name.len() > LONGEST {
            "cannot be the name of a file"
        } else if name.starts_with("main.") && name.contains('/')
            || written.iter().any(|(_, other)| is_folder_of(name, other))
        {
            "is in a folder that is a file as well, or is one"
        } else {
            continue;
        };
        let shown = &name[..name.floor_char_boundary(LONGEST)];
        let help = format!("write a path below the example's folder, {LONGEST} bytes at most");
        reading.refuse(node, format!("the file `{shown}` {wrong}"), help);
    }
    reading.problems.len() == problems
}

fn is_folder_of(name: &str, other: &str) -> bool {
    other
        .strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('/'))
}

fn replacements<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Vec<(String, String)>> {
    let fields = reading.any_mapping(node, "`replace`", "a mapping from a text to another")?;
    let mut read = Vec::new();
    for entry in fields.entries() {
        if entry.name.chars().count() > LONGEST_REPLACED {
            let help = format!("name at most {LONGEST_REPLACED} characters: a name or a number");
            reading.refuse(
                &entry.key,
                "a replacement repeats a passage of the page",
                help,
            );
        }
        let to = reading.scalar_text(&entry.value, "a replacement")?;
        read.push((entry.name.clone(), to));
    }
    Some(read)
}

/// `hangs`, or a mapping.
fn expect<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Expect> {
    if matches!(&node.value, Value::Text(_)) {
        let hangs = reading.word(node, "`expect`", &[("hangs", true), ("throws", false)])?;
        let end = if hangs { End::Hangs } else { End::Throws(None) };
        return Some(Expect { end, prints: None });
    }
    let fields = reading.mapping(node, "`expect`", EXPECT)?;
    let ends: Vec<_> = EXPECT[..3]
        .iter()
        .filter_map(|name| fields.entry(name))
        .collect();
    let end = match ends[..] {
        [] => End::Exit(0),
        [one] => match one.name.as_str() {
            "exit" => End::Exit(reading.integer(&one.value, "`exit`", "an exit code")?),
            "throws" => match &one.value.value {
                Value::Bool(true) => End::Throws(None),
                _ => End::Throws(Some(reading.text(&one.value, "`throws`")?)),
            },
            _ => {
                if !reading.flag(&one.value, "`hangs`")? {
                    let allowed = "true; an example that ends has `exit`";
                    return reading.wrong_type(&one.value, "`hangs`", allowed);
                }
                End::Hangs
            }
        },
        [_, second, ..] => {
            let message = format!(
                "`{}` and another way to end exclude each other",
                second.name
            );
            reading.refuse(&second.key, message, "keep one of exit, throws, hangs");
            return None;
        }
    };
    let prints = fields
        .get("prints")
        .map(|node| reading.list(node, "`prints`", line));
    Some(Expect {
        end,
        prints: optional(prints)?,
    })
}

/// A text, or `{ match: regex }`.
fn line<'d>(reading: &mut Reading<'d>, node: &'d Node) -> Option<Line> {
    if matches!(&node.value, Value::Map(_)) {
        let fields = reading.mapping(node, "a line", &["match"])?;
        let regex = reading.required(&fields, node, "match")?;
        return reading.regex(regex, "`match`").map(Line::Match);
    }
    reading.scalar_text(node, "a line").map(Line::Text)
}
