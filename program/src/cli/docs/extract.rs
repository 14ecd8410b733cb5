//! `threadproof docs extract`: the code examples of pages.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

use super::super::context::Context;
use super::super::error::{CliError, Code};
use threadproof_harness::docs::model::{Example, Page, Promised};
use threadproof_harness::docs::read_all;
use threadproof_harness::failure::FAINT;

/// Options of `docs extract`.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGE")]
    pages: Vec<Utf8PathBuf>,
    /// How to show what was found
    #[arg(
        long,
        value_name = "FORM",
        default_value = "text",
        env = "THREADPROOF_FORMAT"
    )]
    format: Form,
}

/// How to show what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A line for each example
    Text,
    /// Everything that was read of the pages
    Json,
}

/// Runs the command.
pub(super) fn extract(args: &ExtractArgs, context: &Context) -> Result<Code, CliError> {
    let pages = read_all(&args.pages).map_err(CliError::Pages)?;
    let count: usize = pages.iter().map(|page| page.examples.len()).sum();
    match args.format {
        Form::Json => {
            let json = serde_json::to_string_pretty(&pages)
                .map_err(|error| CliError::Harness(error.to_string()))?;
            anstream::println!("{json}");
        }
        Form::Text => pages
            .iter()
            .for_each(|page| print_page(page, context.quiet)),
    }
    if count == 0 {
        let names: Vec<&str> = pages.iter().map(|page| page.path.as_str()).collect();
        let names = names.join(", ");
        return Err(CliError::NothingSelected(format!(
            "no code example in {names}"
        )));
    }
    Ok(Code::AsExpected)
}

fn print_page(page: &Page, quiet: bool) {
    if quiet {
        for example in &page.examples {
            anstream::println!("{}", example.id);
        }
        return;
    }
    let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
    for example in &page.examples {
        *labels.entry(shown_label(example)).or_default() += 1;
    }
    let labels: Vec<String> = labels
        .iter()
        .map(|(label, count)| format!("{count} {label}"))
        .collect();
    let labels = if labels.is_empty() {
        String::new()
    } else {
        format!(": {}", labels.join(", "))
    };
    let count = page.examples.len();
    let noun = if count == 1 { "example" } else { "examples" };
    anstream::println!("{}  {FAINT}{count} {noun}{labels}{FAINT:#}", page.path);
    for example in &page.examples {
        let details = details(example);
        anstream::println!("  {}  {FAINT}{details}{FAINT:#}", example.id);
    }
}

fn shown_label(example: &Example) -> &str {
    if example.label.is_empty() {
        "without a label"
    } else {
        &example.label
    }
}

fn details(example: &Example) -> String {
    let mut words = vec![
        format!("line {}", example.line),
        shown_label(example).to_owned(),
    ];
    if let Some(twin) = &example.twin {
        let short = twin.rsplit('/').next().unwrap_or(twin);
        words.push(format!("twin of /{short}"));
    }
    if example.lost_breaks {
        words.push("lost its line breaks".to_owned());
    }
    for promise in &example.promises {
        words.push(match &promise.kind {
            Promised::Prints(lines) => format!("prints {:?}", lines.join("\n")),
            Promised::Warns(lines) => format!("warns {:?}", lines.join("\n")),
            Promised::Gives(value) => format!("gives {value:?}"),
            Promised::Completes => "throws nothing".to_owned(),
            Promised::Throws(Some(what)) => format!("throws {what:?}"),
            Promised::Throws(None) => "throws".to_owned(),
        });
    }
    words.join(", ")
}
