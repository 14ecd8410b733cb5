//! `threadproof docs coverage`: which fixtures stand for which sentence of a page.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;
use clap::Args;

use super::super::context::Context;
use super::super::error::{CliError, Code};
use threadproof_harness::diagnose::Text;
use threadproof_harness::docs::coverage::map::{Mapped, Says, read, write};
use threadproof_harness::docs::coverage::sentences::{Sentence, sentences};
use threadproof_harness::docs::coverage::{Compared, Promise, compare, propose};
use threadproof_harness::docs::model::Page;
use threadproof_harness::docs::read_all;
use threadproof_harness::failure::FAINT;
use threadproof_harness::yaml::{Document, Value};

/// Options of `docs coverage`.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<Utf8PathBuf>,
    /// Write the map anew: keep what fits, drop what is gone, propose what words match
    #[arg(long, env = "THREADPROOF_ACCEPT")]
    accept: bool,
    /// List every sentence with what it is mapped to
    #[arg(long, env = "THREADPROOF_ALL")]
    all: bool,
}

/// What is known besides the page.
struct Known {
    promises: Vec<Promise>,
    /// The cases that cover a promise.
    cases: BTreeMap<String, Vec<String>>,
}

/// Runs the command. An edited page exits with 1, for somebody has to look at its fixtures again.
pub(super) fn coverage(args: &CoverageArgs, context: &Context) -> Result<Code, CliError> {
    let pages = read_all(&args.pages).map_err(CliError::Pages)?;
    let known = Known {
        promises: inventory(context)?,
        cases: cases(context)?,
    };
    let mut edited = false;
    for page in &pages {
        let found = sentences(page);
        let path = path_of(page, context);
        let map = map_of(&path, &known, context)?;
        if args.accept {
            accept(page, &found, &map, &known, &path)?;
            continue;
        }
        let compared = compare(&found, &map);
        edited |= !compared.gone.is_empty();
        print(page, &compared, &known, args.all);
    }
    Ok(if edited {
        Code::Unexpected
    } else {
        Code::AsExpected
    })
}

fn path_of(page: &Page, context: &Context) -> Utf8PathBuf {
    context
        .root
        .join("docs/coverage")
        .join(format!("{}.yaml", page.name))
}

fn map_of(path: &Utf8PathBuf, known: &Known, context: &Context) -> Result<Vec<Mapped>, CliError> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let body = threadproof_reports::regular::read_text(path.as_std_path())
        .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
    let name = path.strip_prefix(&context.root).unwrap_or(path);
    let ids: BTreeSet<&str> = known.promises.iter().map(|one| one.id.as_str()).collect();
    read(Text::new(name, body), |id| ids.contains(id)).map_err(CliError::Texts)
}

fn accept(
    page: &Page,
    found: &[Sentence],
    map: &[Mapped],
    known: &Known,
    path: &Utf8PathBuf,
) -> Result<(), CliError> {
    let compared = compare(found, map);
    let mut taken = BTreeSet::new();
    let mut accepted = Vec::new();
    for sentence in found {
        let kept = compared
            .mapped
            .iter()
            .find(|(one, _)| std::ptr::eq(*one, sentence));
        let entry = match kept {
            Some((_, entry)) => Some((*entry).clone()),
            None => propose(&page.name, sentence, &known.promises),
        };
        // A sentence that stands twice is said once.
        if let Some(entry) = entry
            && taken.insert((entry.hash.clone(), entry.under.clone()))
        {
            accepted.push(entry);
        }
    }
    threadproof_reports::atomic::write(path.as_std_path(), |out| {
        out.write_all(write(&page.name, &accepted).as_bytes())
    })
    .map_err(|error| CliError::Harness(error.to_string()))?;
    let (kept, dropped) = (compared.mapped.len(), compared.gone.len());
    let proposed = accepted.iter().filter(|one| one.proposed).count();
    anstream::println!(
        "wrote {path}: {kept} sentences known before, {dropped} dropped, {proposed} proposed"
    );
    Ok(())
}

fn print(page: &Page, compared: &Compared<'_>, known: &Known, all: bool) {
    let fixtures = |entry: &Mapped| -> Vec<String> {
        let Says::Promises(ids) = &entry.says else {
            return Vec::new();
        };
        let cases = ids.iter().filter_map(|id| known.cases.get(id)).flatten();
        cases
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    };
    let (mut shown, mut proposed, mut nothing, mut bare) = (0, 0, 0, 0);
    for (sentence, entry) in &compared.mapped {
        let cases = fixtures(entry);
        match &entry.says {
            Says::Nothing(_) => nothing += 1,
            Says::Promises(_) if cases.is_empty() => bare += 1,
            Says::Promises(_) if entry.proposed => proposed += 1,
            Says::Promises(_) => shown += 1,
        }
        if all {
            let says = match &entry.says {
                Says::Nothing(reason) => format!("no promise: {reason}"),
                Says::Promises(ids) => format!("{}: {}", ids.join(", "), cases.join(", ")),
            };
            let mark = if entry.proposed { " (proposed)" } else { "" };
            anstream::println!("{}:{} {}", page.path, sentence.line, sentence.text);
            anstream::println!("  {FAINT}{says}{mark}{FAINT:#}");
        }
    }
    for sentence in &compared.open {
        anstream::println!(
            "not mapped: {}:{} {}",
            page.path,
            sentence.line,
            sentence.text
        );
    }
    for entry in &compared.gone {
        let heading = page.headings.iter().find(|one| one.slug == entry.under);
        let heading = heading.map_or(entry.under.as_str(), |one| one.text.as_str());
        let again = fixtures(entry);
        let again = if again.is_empty() {
            "no fixture".to_owned()
        } else {
            again.join(", ")
        };
        anstream::println!("changed or gone under {heading}: look again at {again}");
    }
    let count = compared.mapped.len() + compared.open.len();
    anstream::println!(
        "{}: {count} sentences: {shown} shown by fixtures, {proposed} proposed by words and not \
         looked at, {bare} without a fixture, {nothing} promise nothing, {} not mapped, {} gone",
        page.name,
        compared.open.len(),
        compared.gone.len()
    );
}

fn cases(context: &Context) -> Result<BTreeMap<String, Vec<String>>, CliError> {
    let plan = context.plan()?;
    let mut cases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for planned in &plan.cases {
        for id in &planned.expectation.covers {
            cases
                .entry(id.clone())
                .or_default()
                .push(planned.case.id.clone());
        }
    }
    Ok(cases)
}

fn inventory(context: &Context) -> Result<Vec<Promise>, CliError> {
    let path = context.root.join("expectations/inventory.yaml");
    let body = threadproof_reports::regular::read_text(path.as_std_path())
        .map_err(|error| CliError::Usage(format!("{path}: cannot be read: {error}")))?;
    let document = Document::parse(Text::new(&path, body)).map_err(CliError::Texts)?;
    let Value::List(items) = &document.root.value else {
        return Err(CliError::Usage(format!(
            "{path}: not a list of entries; each has an `id`"
        )));
    };
    let promise = |item: serde_json::Value| {
        let headings = item["pages"].as_object()?.iter().map(|(page, headings)| {
            let headings = headings.as_array().into_iter().flatten();
            let headings = headings.filter_map(|one| Some(one.as_str()?.to_owned()));
            (page.clone(), headings.collect())
        });
        Some(Promise {
            id: item["id"].as_str()?.to_owned(),
            says: item["says"].as_str().unwrap_or_default().to_owned(),
            headings: headings.collect(),
        })
    };
    Ok(items
        .iter()
        .map(threadproof_harness::yaml::Node::to_json)
        .filter_map(promise)
        .collect())
}
