//! The page around the data: what is readable before, or without, any script.
//!
//! This module must never write a result's text; only counts and what identifies the run.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::record::{Counts, Run, RuntimeInfo, Summary, Tier, Verdict};
use crate::words;

const STYLE: &[&str] = &[include_str!("page.css"), include_str!("case.css")];
const SCRIPT: &[&str] = &[
    include_str!("base.js"),
    include_str!("matrix.js"),
    include_str!("timeline.js"),
    include_str!("case.js"),
    include_str!("main.js"),
];

/// Everything before the data.
pub fn head(run: &Run) -> Markup {
    let summary = Summary::of(run);
    let title = title(run, &summary.total.gating);
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        (PreEscaped("<head>"))
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
        meta name="color-scheme" content="light dark";
        title { "threadproof: " (title) }
        style { @for part in STYLE { (PreEscaped(part)) } }
        (PreEscaped("</head><body>"))
        a.skip href="#matrix" { "Skip to the cases" }
        (masthead(run, &summary, &title))
        section #overview aria-label="Overview" {
            (notices(run, &summary))
            (runtimes(run, &summary))
            (filters())
        }
        noscript { p.notice { "The cases are drawn by a script, which this browser does not run." } }
        main {
            div #matrix tabindex="-1" {}
            article #case hidden tabindex="-1" {}
        }
        (help())
    }
}

/// Everything after the data.
pub fn foot() -> Markup {
    html! {
        script {
            (PreEscaped("{\n\"use strict\";\n"))
            @for part in SCRIPT { (PreEscaped(part)) }
            (PreEscaped("}\n"))
        }
        (PreEscaped("</body></html>\n"))
    }
}

fn title(run: &Run, gating: &Counts) -> String {
    if gating.ran() == 0 {
        return "nothing was run".to_owned();
    }
    match gating.failed() {
        0 if run.interrupted => "as expected so far".to_owned(),
        0 => "as expected".to_owned(),
        failed => format!("{} not as expected", words::many(failed, "result")),
    }
}

fn masthead(run: &Run, summary: &Summary, title: &str) -> Markup {
    let state = if summary.total.gating.failed() > 0 {
        "bad"
    } else {
        "good"
    };
    html! {
        header.top {
            h1 { span.brand { "threadproof" } " " span class={ "state " (state) } { (title) } }
            div.tools {
                button #theme type="button" title="Light or dark (t)" { "Theme" }
                button #keys type="button" title="Keyboard (?)" { "Keys" }
            }
            p.meta {
                span { (words::many(run.cases.len(), "case")) " on "
                    (words::many(run.runtimes.len(), "runtime")) }
                span { time datetime=(run.started) { (words::moment(&run.started)) } }
                span { (run.host.os) " " (run.host.arch) ", "
                    (words::many(run.host.cpus, "processor")) }
                span { "threadproof " (run.tool) }
                span title=(run.suite.hash) { "suite " (words::head(&run.suite.hash, 12).0) }
                @if let Some(seed) = run.seed { span { "seed " (seed) } }
            }
        }
    }
}

fn notices(run: &Run, summary: &Summary) -> Markup {
    let soft = summary.total.all.failed() - summary.total.gating.failed();
    html! {
        @if let Some(partial) = words::partial(run) {
            p.notice { "A partial run: " (partial) "." }
        }
        @if soft > 0 {
            p.notice { (words::many(soft, "result"))
                " not as expected in tiers that do not gate; drawn hollow." }
        }
        @for runtime in run.runtimes.iter().filter(|runtime| !runtime.available) {
            p.notice { b { (runtime.id) } " was not asked: "
                (runtime.skip_reason.as_deref().unwrap_or("not available")) }
        }
    }
}

fn runtimes(run: &Run, summary: &Summary) -> Markup {
    html! {
        section.runtimes aria-label="Counts by runtime" {
            @for ((_, tally), runtime) in summary.runtimes.iter().zip(&run.runtimes) {
                (card(runtime, &tally.all))
            }
        }
    }
}

fn card(runtime: &RuntimeInfo, counts: &Counts) -> Markup {
    let total = counts.applicable().max(1);
    html! {
        div.card {
            h2 { (runtime.id) }
            p.big {
                @if counts.ran() == 0 {
                    "not asked"
                } @else {
                    b { (counts.passed()) } span { "of " (counts.applicable()) }
                    @if let Some(percent) = counts.percent() { span.rate { (percent) "%" } }
                }
            }
            div.bar aria-hidden="true" {
                @for (slot, verdict) in Verdict::ALL.into_iter().enumerate() {
                    @if verdict.applies() && counts.of(verdict) > 0 {
                        span class={ "v" (slot) } style={ "flex:" (share(counts.of(verdict), total)) } {}
                    }
                }
            }
            ul.parts {
                @for (slot, verdict) in Verdict::ALL.into_iter().enumerate() {
                    @if verdict != Verdict::Expected && counts.of(verdict) > 0 {
                        li { i class={ "dot v" (slot) } {} (counts.of(verdict)) " " (verdict.label()) }
                    }
                }
                @if let Some(level) = runtime.node_level.as_ref().filter(|level| runtime.version.as_ref() != Some(level)) { li.level { "Node level " (level) } }
            }
        }
    }
}

// At least a hundredth, so that one failure among thousands can be seen.
fn share(part: usize, total: usize) -> usize {
    (part * 1000 / total).max(10)
}

fn filters() -> Markup {
    html! {
        form #filters role="search" aria-label="Filter the cases" {
            label.text { span { "Find" }
                input #q type="search" placeholder="case, promise or id  ( / )" autocomplete="off"
                    spellcheck="false"; }
            label { span { "Area" } select #area { option value="" { "every area" } } }
            label { span { "Tier" } select #tier {
                option value="" { "every tier" }
                @for tier in Tier::ALL { option value=(tier) { (tier) } }
            } }
            label { span { "Status" } select #status { option value="" { "any status" } } }
            span #pair {
                label { span { "Set" } select #left { option value="" { "a runtime" } } }
                label { span { "against" } select #right { option value="" { "another" } } }
            }
            button #clear type="reset" { "Clear" }
            output #shown aria-live="polite" {}
        }
    }
}

fn help() -> Markup {
    let rows = [
        ("/", "find"),
        (
            "arrows",
            "move over the cells; between cases and runtimes when a case is open",
        ),
        ("Enter", "open the case"),
        ("Escape", "back to all cases"),
        ("f, F", "next or previous result that needs attention"),
        ("j, k", "next or previous case"),
        ("t", "light or dark"),
        ("?", "this list"),
    ];
    html! {
        dialog #help aria-label="Keyboard" {
            h2 { "Keyboard" }
            dl { @for (key, what) in rows { dt { kbd { (key) } } dd { (what) } } }
            h2 { "Signs" }
            ul #legend {}
            form method="dialog" { button { "Close" } }
        }
    }
}
