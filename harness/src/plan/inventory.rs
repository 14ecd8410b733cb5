//! What the pages promise, what of it no test can show, and where the pages are: `inventory.yaml`,
//! `uncovered.yaml` and `pages.yaml`.
//!
//! A suite of somebody's own has none of them, and then its cases need no `covers`. Where there is an
//! inventory, every id that is cited anywhere must be one of it. What a page says is not known here.

use std::collections::BTreeMap;

use camino::Utf8Path;

use super::fields::Reading;
use super::rules::is_blank;
use super::{Plan, PlanErrors, Planned, read_text};
use crate::diagnose::{Diagnostic, Text, suggestion};
use crate::discover::COVERAGE_FILES;
use crate::yaml::{Document, Node, Value};

pub(super) const PROMISE: &[&str] = &[
    "id", "kind", "area", "since", "until", "pages", "says", "twin",
];
const EXCUSE: &[&str] = &["id", "reason"];
const PAGE: &[&str] = &["page", "title", "version", "link"];

/// The kinds of promises.
pub const KINDS: &[&str] = &[
    "signature",
    "statement",
    "option",
    "event",
    "error",
    "example",
];

/// The files, read.
#[derive(Debug, Default)]
pub struct Inventory {
    /// What the pages promise.
    pub promises: Vec<Promise>,
    /// What no test can show.
    pub excuses: Vec<Excuse>,
    /// The pages that are named.
    pub pages: Vec<Page>,
}

/// One promise of the pages.
#[derive(Debug)]
pub struct Promise {
    /// Its stable id.
    pub id: String,
    /// The part of the API that it belongs to.
    pub area: String,
    /// The pages that make it, each with the headings under which it does.
    pub pages: Vec<(String, Vec<String>)>,
    /// What it says, in our words.
    pub says: String,
}

/// A page that promises something.
#[derive(Debug)]
pub struct Page {
    /// The name that promises give it.
    pub page: String,
    /// What a reader calls it.
    pub title: String,
    /// The version that it is for.
    pub version: String,
    /// Where it can be read.
    pub link: Option<String>,
    place: (Text, std::ops::Range<usize>),
}

/// A promise that no test can show.
#[derive(Debug)]
pub struct Excuse {
    /// The promise.
    pub id: String,
    place: (Text, std::ops::Range<usize>),
}

impl Inventory {
    /// Reads the files of the suite at `root`; nothing when it has no inventory.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn read(root: &Utf8Path) -> Result<Option<Self>, PlanErrors> {
        let mut errors = PlanErrors::default();
        let [promised, excused, paged] = COVERAGE_FILES.map(|name| {
            let path = Utf8Path::new("expectations").join(name);
            if root.join(&path).exists() {
                read_text(root, &path, &mut errors)
            } else {
                None
            }
        });
        let is_there = promised.is_some();
        let mut inventory = Self::default();
        let mut list = |text: Option<Text>, one: &mut dyn FnMut(&mut Reading<'_>, usize)| {
            // A file in which nothing stands yet is an empty list.
            let Some(document) = text
                .filter(|text| !is_blank(text))
                .map(Document::parse)
                .transpose()
                .unwrap_or_else(|problems| {
                    errors.texts.extend(problems);
                    None
                })
            else {
                return;
            };
            let mut reading = Reading::new(&document);
            let items = match &document.root.value {
                Value::List(items) => items.len(),
                Value::Null => 0,
                _ => {
                    let help = "write a list of entries, each with an `id`";
                    reading.refuse(&document.root, "not a list", help);
                    0
                }
            };
            (0..items).for_each(|at| one(&mut reading, at));
            errors.texts.append(&mut reading.problems);
        };
        list(promised, &mut |reading, at| {
            if let Some(promise) = promise(reading, at) {
                inventory.promises.push(promise);
            }
        });
        list(excused, &mut |reading, at| {
            if let Some(excuse) = excuse(reading, at) {
                inventory.excuses.push(excuse);
            }
        });
        list(paged, &mut |reading, at| {
            if let Some(page) = page(reading, at) {
                inventory.pages.push(page);
            }
        });
        if errors.texts.is_empty() && errors.layout.is_empty() {
            Ok(is_there.then_some(inventory))
        } else {
            Err(errors)
        }
    }

    /// The promise with this id.
    #[must_use]
    pub fn promise(&self, id: &str) -> Option<&Promise> {
        self.promises.iter().find(|promise| promise.id == id)
    }

    /// Every id that is cited and is none, and every excuse for what a case does show.
    #[must_use]
    pub fn problems(&self, plan: &Plan) -> Vec<Diagnostic> {
        let known: BTreeMap<&str, &Promise> = self
            .promises
            .iter()
            .map(|one| (one.id.as_str(), one))
            .collect();
        let hint = |id: &str| match suggestion(id, known.keys().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "correct the id, or add it to expectations/inventory.yaml".to_owned(),
        };
        let mut problems = Vec::new();
        let mut shown: BTreeMap<&str, &str> = BTreeMap::new();
        for planned in &plan.cases {
            let covers = &planned.expectation.covers;
            if covers.is_empty() {
                problems.push(
                    cited(planned, None, "the key `covers` is missing")
                        .help("name the ids of expectations/inventory.yaml that the case shows"),
                );
            }
            for id in covers {
                shown.entry(id).or_insert(&planned.case.id);
                if !known.contains_key(id.as_str()) {
                    let message = format!("expectations/inventory.yaml has no `{id}`");
                    problems.push(cited(planned, Some(id), message).help(hint(id)));
                }
            }
        }
        problems.extend(self.page_problems());
        for excuse in &self.excuses {
            let (text, span) = &excuse.place;
            let problem = if !known.contains_key(excuse.id.as_str()) {
                let message = format!("expectations/inventory.yaml has no `{}`", excuse.id);
                text.problem(span.clone(), message).help(hint(&excuse.id))
            } else if let Some(case) = shown.get(excuse.id.as_str()) {
                let message = format!("`{}` is covered by {case}", excuse.id);
                text.problem(span.clone(), message).help("remove the entry")
            } else {
                continue;
            };
            problems.push(problem);
        }
        problems
    }
}

impl Inventory {
    /// Every page that is named and not described, and every one that is described for nothing.
    fn page_problems(&self) -> Vec<Diagnostic> {
        // Without a description of any, cases are shown without links, and nothing is wrong.
        let Some(last) = self.pages.last() else {
            return Vec::new();
        };
        let mut named: Vec<&str> = self
            .promises
            .iter()
            .flat_map(|promise| promise.pages.iter().map(|(page, _)| page.as_str()))
            .collect();
        named.sort_unstable();
        named.dedup();
        let is_described = |name: &&str| self.pages.iter().any(|page| page.page == **name);
        let missing = named.iter().filter(|name| !is_described(name)).map(|name| {
            let (text, span) = &last.place;
            let message = format!("inventory.yaml names the page `{name}`, which is not here");
            text.problem(span.clone(), message)
                .help("add an entry with its title, version and link")
        });
        let for_nothing = |page: &&Page| !named.contains(&page.page.as_str());
        let unused = self.pages.iter().filter(for_nothing).map(|page| {
            let (text, span) = &page.place;
            let message = format!("nothing in inventory.yaml names the page `{}`", page.page);
            text.problem(span.clone(), message).help("remove the entry")
        });
        missing.chain(unused).collect()
    }
}

fn page(reading: &mut Reading<'_>, at: usize) -> Option<Page> {
    let document = reading.document;
    let Value::List(items) = &document.root.value else {
        return None;
    };
    let node = &items[at];
    let fields = reading.mapping(node, "a page", PAGE)?;
    let mut text = |name: &str| {
        let found = reading.required(&fields, node, name)?;
        reading.text(found, &format!("`{name}`"))
    };
    let (page, title, version) = (text("page")?, text("title")?, text("version")?);
    let link = match fields.get("link") {
        None => None,
        Some(found) => {
            let link = reading.text(found, "`link`")?;
            if !link.starts_with("https://") {
                reading.refuse(found, "`link` is no address", "begin it with `https://`");
            }
            Some(link)
        }
    };
    let place = (document.text.clone(), document.span(fields.get("page")?));
    Some(Page {
        page,
        title,
        version,
        link,
        place,
    })
}

fn promise(reading: &mut Reading<'_>, at: usize) -> Option<Promise> {
    let document = reading.document;
    let Value::List(items) = &document.root.value else {
        return None;
    };
    let node = &items[at];
    let fields = reading.mapping(node, "a promise", PROMISE)?;
    let id = id(reading, node, &items[..at])?;
    let kind = reading.required(&fields, node, "kind")?;
    let kinds: Vec<(&str, ())> = KINDS.iter().map(|kind| (*kind, ())).collect();
    reading.word(kind, "`kind`", &kinds)?;
    let area = reading.required(&fields, node, "area")?;
    let area = reading.text(area, "`area`")?;
    let says = reading.required(&fields, node, "says")?;
    let says = reading.text(says, "`says`")?;
    let pages = reading.required(&fields, node, "pages")?;
    let pages = reading.any_mapping(pages, "`pages`", "a page, and its headings")?;
    let mut named = Vec::new();
    for page in pages.entries() {
        let headings = reading.texts(&page.value, "the headings of a page")?;
        named.push((page.name.clone(), headings));
    }
    if let Some(twin) = fields.get("twin") {
        let name = reading.text(twin, "`twin`")?;
        if !items
            .iter()
            .any(|other| member(other, "id").is_some_and(|id| is(id, &name)))
        {
            let message = format!("there is no entry `{name}`");
            reading.refuse(twin, message, "name the entry whose code is the same");
        }
    }
    Some(Promise {
        id,
        area,
        pages: named,
        says,
    })
}

fn excuse(reading: &mut Reading<'_>, at: usize) -> Option<Excuse> {
    let document = reading.document;
    let Value::List(items) = &document.root.value else {
        return None;
    };
    let node = &items[at];
    let fields = reading.mapping(node, "an entry", EXCUSE)?;
    let id = id(reading, node, &items[..at])?;
    let reason = reading.required(&fields, node, "reason")?;
    reading.text(reason, "`reason`")?;
    let span = document.span(fields.get("id")?);
    Some(Excuse {
        id,
        place: (document.text.clone(), span),
    })
}

/// The id of an entry, which none before it may have.
fn id(reading: &mut Reading<'_>, node: &Node, before: &[Node]) -> Option<String> {
    let Some(found) = member(node, "id") else {
        reading.refuse(node, "the key `id` is missing", "add `id:` to this entry");
        return None;
    };
    let Value::Text(id) = &found.value else {
        reading.refuse(found, "`id` is no text", "write words joined by `-`");
        return None;
    };
    if before
        .iter()
        .any(|other| member(other, "id").is_some_and(|one| is(one, id)))
    {
        let message = format!("`{id}` stands here twice");
        reading.refuse(found, message, "remove one of the two, or rename it");
    }
    Some(id.clone())
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Map(entries) => {
            let entry = entries.iter().find(|entry| entry.name == name);
            entry.map(|entry| &entry.value)
        }
        _ => None,
    }
}

fn is(node: &Node, text: &str) -> bool {
    matches!(&node.value, Value::Text(found) if found == text)
}

/// A problem with an id under `covers`, or with the whole of it.
fn cited(planned: &Planned, id: Option<&str>, message: impl Into<String>) -> Diagnostic {
    let text = Text::new(&planned.expectation.file, planned.source.as_str());
    // Asked only about what is wrong, so the text is read again instead of keeping every place.
    let span = Document::parse(text.clone()).ok().and_then(|document| {
        let covers = member(&document.root, "covers")?;
        let node = match (&covers.value, id) {
            (Value::List(items), Some(id)) => items.iter().find(|item| is(item, id))?,
            _ => covers,
        };
        Some(document.span(node))
    });
    text.problem(span.unwrap_or(0..0), message)
}
