//! HTML: each page as one document without network, with a mark beside each example.
//!
//! The marks say on which versions an example was verified, and why it was not elsewhere; failures
//! are listed first. A script filters what is there; without it, all of it shows. All text goes
//! through the template's escaping.

use std::io;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{DocsRenderer, at, why};
use crate::docs::{DocsExample, DocsPage, DocsResult, DocsRun, Part, Standing};
use crate::words;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes one self-contained page.
pub struct Html;

impl DocsRenderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn default_file(&self) -> Option<&'static str> {
        Some("docs.html")
    }

    fn render(&self, run: &DocsRun, out: &mut dyn io::Write) -> io::Result<()> {
        let counts = run.counts();
        let markup = html! {
            (DOCTYPE)
            (PreEscaped("<html lang=\"en\">"))
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
                meta name="color-scheme" content="light dark";
                title { "threadproof: " (title(run)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p { "threadproof " (run.tool) ", " (words::moment(&run.started)) }
                    p {
                        @for standing in Standing::ALL {
                            @if let Some(count) = counts.get(&standing) {
                                span class=(class(standing)) { (count) " " (standing.label()) } " "
                            }
                        }
                        @if run.interrupted { "interrupted before the end" }
                    }
                    p { (promises(run)) }
                    @if run.pages.len() > 1 {
                        ul { @for page in &run.pages { li { a href={ "#" (page.name) } { (page.name) } } } }
                    }
                }
                (failures(run))
                (filters(run))
                @for page in &run.pages { (document(page)) }
                script { (PreEscaped(SCRIPT)) }
            }
            (PreEscaped("</html>\n"))
        };
        out.write_all(markup.into_string().as_bytes())
    }
}

fn title(run: &DocsRun) -> String {
    let names: Vec<&str> = run.pages.iter().map(|page| page.name.as_str()).collect();
    names.join(", ")
}

/// How many promises were checked.
fn promises(run: &DocsRun) -> String {
    let sum = |of: fn(&DocsResult) -> usize| -> usize {
        run.results().map(|(_, _, result)| of(result)).sum()
    };
    format!(
        "{} of {} checked and kept, {} not reached or not the same at each run",
        sum(|one| one.kept),
        words::many(sum(|one| one.promised), "promise"),
        sum(|one| one.unchecked)
    )
}

/// Every failure with a link to its example.
fn failures(run: &DocsRun) -> Markup {
    let is_failed = |result: &DocsResult| result.standing == Standing::Failed;
    let failed: Vec<_> = run
        .results()
        .filter(|(_, _, result)| is_failed(result))
        .collect();
    html! {
        @if !failed.is_empty() {
            nav #failures aria-label="Failures" {
                h2 { (words::many(failed.len(), "failure")) }
                ul {
                    @for (page, example, result) in failed {
                        li {
                            a href={ "#" (example.id) } { (example.id) } " "
                            span { (result.runtime) ": " (why(result)) " ("
                                (page.path) ":" (at(example, result)) ")" }
                        }
                    }
                }
            }
        }
    }
}

/// What is shown: by standing, by runtime, by a text.
fn filters(run: &DocsRun) -> Markup {
    let counts = run.counts();
    html! {
        form #filters role="search" hidden {
            label { "Show"
                select #standing {
                    option value="" { "everything" }
                    @for standing in Standing::ALL {
                        @if let Some(count) = counts.get(&standing) {
                            option value=(key(standing)) { (standing.label()) " (" (count) ")" }
                        }
                    }
                }
            }
            @if run.runtimes.len() > 1 {
                label { "on"
                    select #runtime {
                        option value="" { "any runtime" }
                        @for runtime in &run.runtimes { option { (runtime.id) } }
                    }
                }
            }
            label.text { "with" input #q type="search" placeholder="a page, a heading, a word of code"; }
            output #shown aria-live="polite" {}
        }
    }
}

/// The name of a standing, as scripts know it.
const fn key(standing: Standing) -> &'static str {
    match standing {
        Standing::Verified => "verified",
        Standing::Ran => "ran",
        Standing::Incomplete => "incomplete",
        Standing::Known => "known",
        Standing::Failed => "failed",
        Standing::NotAsked => "not-asked",
    }
}

fn document(page: &DocsPage) -> Markup {
    html! {
        main id=(page.name) {
            p.path { (page.path)
                @if let Some(completions) = &page.completions { ", completed by " (completions) } }
            @for part in &page.parts {
                @match part {
                    Part::Heading { text, slug, level } => (heading(text, slug, *level)),
                    Part::Text(text) => p { (text) },
                    Part::Example(example) => (example_block(example)),
                }
            }
        }
    }
}

fn heading(text: &str, slug: &str, level: u8) -> Markup {
    html! {
        @match level {
            1 => h1 id=(slug) { (text) },
            2 => h2 id=(slug) { (text) },
            3 => h3 id=(slug) { (text) },
            _ => h4 id=(slug) { (text) },
        }
    }
}

fn example_block(example: &DocsExample) -> Markup {
    html! {
        section.example id=(example.id) {
            p.name { code { (example.id) } " line " (example.line) }
            pre { code { (example.code) } }
            @if example.results.is_empty() {
                p { "not run" }
            } @else {
                ul.marks { @for result in &example.results { (mark(result)) } }
            }
        }
    }
}

fn mark(result: &DocsResult) -> Markup {
    html! {
        li class=(class(result.standing)) data-standing=(key(result.standing))
            data-runtime=(result.runtime) {
            @match result.standing {
                Standing::Verified => "✓ ",
                Standing::Ran => "○ ",
                Standing::Incomplete => "… ",
                Standing::Known => "≈ ",
                Standing::Failed => "✗ ",
                Standing::NotAsked => "– ",
            }
            b { (result.runtime) } " "
            @match result.standing {
                Standing::Verified if result.completed.is_some() => "verified as completed",
                Standing::Verified => "verified as printed",
                Standing::Ran => (result.outcome.label()),
                _ => (why(result)),
            }
            @if let Some(completed) = &result.completed {
                ": " (completed.reason) " (" (completed.at.path) ":" (completed.at.line) ")"
            }
            @if let Some(diff) = &result.diff { pre { (diff) } }
            @if result.standing == Standing::Failed && !result.stderr.is_empty() {
                details { summary { "standard error" } pre { (words::visible(&result.stderr)) } }
            }
        }
    }
}

const fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Verified => "good",
        Standing::Ran | Standing::Incomplete => "open",
        Standing::Known => "known",
        Standing::Failed => "bad",
        Standing::NotAsked => "open",
    }
}
