//! A history as one static page: rates over versions, what changed between neighbours, and each
//! case's own row of versions.
//!
//! The page needs no script and no other file. A state is a sign and a word, never a colour alone.

use std::collections::BTreeSet;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Entry, History, State};

const STYLE: &str = include_str!("site.css");

// The chart's measures, in its own units.
const WIDTH: usize = 900;
const HEIGHT: usize = 160;
const LEFT: usize = 40;
const BOTTOM: usize = 130;

/// The page. `pages` are the runs, by id, whose case pages stand in `reports/`.
#[must_use]
pub fn page(history: &History, pages: &BTreeSet<String>) -> String {
    let runtimes = history.by_runtime();
    let body = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "threadproof: history" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "worker_threads over versions" }
                    p { (history.cases.len()) " cases, " (history.runs.len()) " versions of " (runtimes.len()) " runtimes. A rate counts the cases that are promised to a version." }
                    nav aria-label="Runtimes" {
                        @for (runtime, _) in &runtimes { a href={ "#" (runtime) } { (runtime) } " " }
                        a href="#cases" { "every case" }
                    }
                }
                main {
                    @for (runtime, runs) in &runtimes { (section(history, runtime, runs, pages)) }
                    (cases(history, &runtimes, pages))
                }
            }
        }
    };
    body.into_string()
}

/// The file of a run's case pages.
#[must_use]
pub fn report_file(id: &str) -> String {
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '@' | '.' | '-' | '_');
    let name: String = id
        .chars()
        .map(|one| if plain(one) { one } else { '_' })
        .collect();
    format!("reports/{name}.html")
}

fn section(history: &History, runtime: &str, runs: &[&Entry], pages: &BTreeSet<String>) -> Markup {
    html! {
        section id=(runtime) {
            h2 { (runtime) }
            (chart(runtime, runs))
            table {
                caption { "Versions of " (runtime) ", the newest first" }
                thead { tr { th scope="col" { "version" } th scope="col" { "run on" } th scope="col" { "passed" } th scope="col" { "what changed since the version before" } } }
                tbody {
                    @for (at, run) in runs.iter().enumerate().rev() {
                        (row(history, run, at.checked_sub(1).and_then(|before| runs.get(before)), pages))
                    }
                }
            }
        }
    }
}

fn row(
    history: &History,
    run: &Entry,
    before: Option<&&Entry>,
    pages: &BTreeSet<String>,
) -> Markup {
    let (passed, promised) = run.rate();
    let changes = before
        .map(|before| history.changes(before, run))
        .unwrap_or_default();
    html! {
        tr {
            th scope="row" {
                @if pages.contains(&run.id()) { a href=(report_file(&run.id())) { (run.version) } } @else { (run.version) }
            }
            td { (run.started.split('T').next().unwrap_or_default()) }
            td { (passed) " of " (promised) }
            td {
                @if before.is_none() { "the first version" }
                @else if changes.is_empty() { "nothing" }
                @else {
                    details {
                        summary { (summary(&changes)) }
                        ul {
                            @for (case, old, new) in &changes {
                                li { a href=(case_link(run, case, pages)) { (case) } ": " (old.label()) " → " (new.label()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `3 began to pass, 1 no longer passes, 2 otherwise`.
fn summary(changes: &[(&str, State, State)]) -> String {
    let begun = changes
        .iter()
        .filter(|(_, _, new)| *new == State::Passed)
        .count();
    let ended = changes
        .iter()
        .filter(|(_, old, _)| *old == State::Passed)
        .count();
    let other = changes.len() - begun - ended;
    let parts = [
        (begun, "began to pass"),
        (ended, "no longer pass"),
        (other, "changed otherwise"),
    ];
    let told = parts.iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    told.join(", ")
}

/// The rate of each version as a line; the table below says the same in numbers.
fn chart(runtime: &str, runs: &[&Entry]) -> Markup {
    let points: Vec<(usize, usize, &Entry)> = runs
        .iter()
        .enumerate()
        .map(|(at, run)| {
            let (passed, promised) = run.rate();
            let x = LEFT + (WIDTH - 2 * LEFT) * at / (runs.len() - 1).max(1);
            let y = BOTTOM - (BOTTOM - 20) * passed / promised.max(1);
            (x, y, *run)
        })
        .collect();
    let line: Vec<String> = points.iter().map(|(x, y, _)| format!("{x},{y}")).collect();
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label={ "The share of cases that pass, by version of " (runtime) } {
            @for (y, text) in [(20, "100 %"), (75, "50 %"), (BOTTOM, "0 %")] {
                line class="grid" x1=(LEFT) x2=(WIDTH - LEFT) y1=(y) y2=(y) {}
                text x="0" y=(y + 4) { (text) }
            }
            polyline points=(line.join(" ")) {}
            @for (x, y, run) in &points {
                circle cx=(x) cy=(y) r="3" { title { (run.version) ": " (run.rate().0) " of " (run.rate().1) } }
            }
            @if let (Some((x, _, first)), Some((far, _, last))) = (points.first(), points.last()) {
                text x=(x) y=(HEIGHT - 10) { (first.version) }
                @if runs.len() > 1 { text x=(far) y=(HEIGHT - 10) text-anchor="end" { (last.version) } }
            }
        }
    }
}

/// Each case with a row of signs for each runtime.
fn cases(history: &History, runtimes: &[(&str, Vec<&Entry>)], pages: &BTreeSet<String>) -> Markup {
    html! {
        section id="cases" {
            h2 { "Every case" }
            p.legend {
                @for state in State::ALL { span class={ "s" (state.letter_class()) } { (state.sign()) } " " (state.label()) "  " }
            }
            div.wide tabindex="0" role="region" aria-label="Every case, by version" {
                table {
                    thead {
                        tr {
                            th scope="col" { "case" }
                            @for (runtime, runs) in runtimes { th scope="colgroup" colspan=(runs.len()) { (runtime) } }
                        }
                        tr {
                            td {}
                            @for (_, runs) in runtimes { @for run in runs { th.turned scope="col" { span { (run.version) } } } }
                        }
                    }
                    tbody {
                        @for (at, case) in history.cases.iter().enumerate() {
                            tr id={ "case-" (case.replace('/', "-")) } {
                                th scope="row" { (case) }
                                @for (_, runs) in runtimes { @for run in runs { (cell(run, at, case, pages)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(run: &Entry, at: usize, case: &str, pages: &BTreeSet<String>) -> Markup {
    let state = run.states().nth(at).unwrap_or(State::Absent);
    let label = format!("{}: {}", run.id(), state.label());
    let class = format!("s{}", state.letter_class());
    html! {
        td class=(class) title=(label) {
            @if state != State::Absent && pages.contains(&run.id()) {
                a href=(case_link(run, case, pages)) aria-label=(label) { (state.sign()) }
            } @else { span aria-label=(label) role="img" { (state.sign()) } }
        }
    }
}

/// The page of a case on a version; its row here where there is none.
fn case_link(run: &Entry, case: &str, pages: &BTreeSet<String>) -> String {
    if pages.contains(&run.id()) {
        let escaped = |text: &str| {
            text.replace('%', "%25")
                .replace('/', "%2F")
                .replace('@', "%40")
        };
        format!(
            "{}#case={}&on={}",
            report_file(&run.id()),
            escaped(case),
            escaped(&run.id())
        )
    } else {
        format!("#case-{}", case.replace('/', "-"))
    }
}

impl State {
    const fn sign(self) -> &'static str {
        match self {
            Self::Passed => "✓",
            Self::Known => "≠",
            Self::Failed => "✕",
            Self::Unsteady => "~",
            Self::NotRun => "–",
            Self::NotPromised => "·",
            Self::Absent => " ",
        }
    }

    const fn letter_class(self) -> char {
        match self {
            Self::NotPromised | Self::Absent | Self::NotRun => 'n',
            other => other.letter(),
        }
    }
}
