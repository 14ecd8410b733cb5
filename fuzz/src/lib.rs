//! What every reader of foreign bytes must do with any of them: read or refuse, without a panic, and
//! without saying what a terminal would obey.
//!
//! The same functions are fuzzed (`cargo +nightly fuzz run NAME -s none`, in the folder above this
//! one's parent) and run over their corpora, and over damaged ones, by `cargo test --test readers`.
//! They look at bytes alone: no process, no file.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::LazyLock;
use std::time::Duration;

use camino::Utf8Path;
use threadproof_harness::diagnose::{Diagnostic, Diagnostics, Text};
use threadproof_harness::docs::completion::{Change, Completions};
use threadproof_harness::docs::model::{Example, Page};
use threadproof_harness::docs::read_text;
use threadproof_harness::docs::verify::own::Packages;
use threadproof_harness::docs::verify::prelude::Shown;
use threadproof_harness::docs::verify::prepare::{Around, Prepared, Surroundings};
use threadproof_harness::execute::{Ended, Ending, Stream};
use threadproof_harness::inert;
use threadproof_harness::matcher::{expected_text, judge, trace_by_thread};
use threadproof_harness::observe::{Observation, observe};
use threadproof_harness::plan::expectation::Expectation;
use threadproof_harness::plan::filter::Filter;
use threadproof_harness::plan::place::Declared;
use threadproof_harness::plan::reader::read_expectation;
use threadproof_harness::plan::rules::{check_rules, read_rules};
use threadproof_harness::plan::versions::{VersionRange, parse_version};
use threadproof_reports::compare::compare;
use threadproof_reports::merge::merge as merge_runs;
use threadproof_reports::record::{self, Run};
use threadproof_reports::render;

/// A target by the name of its corpus.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("expectation", expectation),
    ("rules", rules),
    ("filter", filter),
    ("completions", completions),
    ("markdown", markdown),
    ("html", html),
    ("json", json),
    ("declarations", declarations),
    ("text", text),
    ("trace", trace),
    ("record", record),
    ("merge", merge),
    ("versions", versions),
];

/// An expectation that a trace can meet or miss in many ways.
static TRACED: LazyLock<Expectation> = LazyLock::new(|| {
    let text = "schema: 1\npromises: p\ncovers: [a]\nexpect:\n  events:\n    a: {kind: a}\n    \
                b: {kind: b, thread: main, count: {min: 1}}\n    c: {kind: c, optional: true}\n    \
                d: {kind: a, value: {match: x}}\n  order: [a < b, b < c < d]\n  checks: [one]\n";
    read_expectation(Text::new("traced.yaml", text)).expect("it is sound")
});

/// A record of one result, into which a trace is put.
static RECORD: LazyLock<Run> = LazyLock::new(|| {
    let text = include_str!("../corpus/record/one.json");
    record::read("one.json", text).expect("it is sound")
});

/// A page with two examples, for completions to be about.
static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let text = "# T\n\n```js\na();\n```\n\n```mjs\nimport b from 'b';\n```\n";
    read_text(Utf8Path::new("page.md"), text).expect("it is sound")
});

/// Asserts that what is said of a text can be shown.
fn shown(problems: Vec<Diagnostic>) {
    assert!(!problems.is_empty(), "it was refused without a word");
    let shown = Diagnostics(problems).render(false);
    let wrong = shown
        .chars()
        .find(|one| *one != '\n' && inert::is_active(*one));
    assert_eq!(wrong, None, "{shown:?}");
}

fn utf8(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// An expectation file.
pub fn expectation(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    match read_expectation(Text::new("e.yaml", body)) {
        Err(problems) => shown(problems),
        Ok(read) => {
            let judgement = judge(&read, &Observation::default());
            let _ = expected_text(&read);
            let declared = Declared::read(body);
            for check in judgement.failed() {
                assert!(declared.line_of(&check.name) >= 1);
            }
        }
    }
}

/// A file of known divergences.
pub fn rules(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    match read_rules(Text::new("r.yaml", body), "node") {
        Err(problems) => shown(problems),
        Ok(read) => {
            let today = jiff::civil::date(2026, 6, 1);
            let found = check_rules(&read, &["a/b"], |_| Some(&*TRACED), today);
            let _ = Diagnostics(found).render(true);
        }
    }
}

/// A filter.
pub fn filter(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    if let Err(problem) = Filter::parse(body) {
        shown(vec![*problem]);
    }
}

/// A file of completions.
pub fn completions(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    match Completions::parse(Text::new("c.yaml", body)) {
        Err(problems) => shown(problems),
        Ok(read) => {
            let _ = Diagnostics(read.check(&PAGE)).render(false);
            for entry in &read.entries {
                for example in &PAGE.examples {
                    // What would be written stays in its folder.
                    let prepared = prepared(&PAGE, example, &entry.change);
                    for name in prepared.iter().flat_map(|one| one.files.keys()) {
                        let parts = Utf8Path::new(name).components();
                        let is_plain = |part| matches!(part, camino::Utf8Component::Normal(_));
                        assert!(parts.into_iter().all(is_plain), "{name:?}");
                    }
                }
            }
        }
    }
}

/// An example of a page made ready for a runtime that brings nothing along.
fn prepared(page: &Page, example: &Example, change: &Change) -> Option<Prepared> {
    let around = Around {
        page,
        shown: &Shown::of(page),
        own: None,
        packages: &Packages::default(),
        runtime: &Surroundings::default(),
    };
    Prepared::new(example, change, around)
}

fn page(name: &str, data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    let page = match read_text(Utf8Path::new(name), body) {
        Ok(page) => page,
        Err(threadproof_harness::docs::ReadError::Malformed(problems)) => return shown(problems),
        Err(_) => return,
    };
    for example in &page.examples {
        if let Some(prepared) = prepared(&page, example, &Change::default()) {
            let _ = prepared.obstacle(&Surroundings::default());
        }
    }
}

/// A page in Markdown.
pub fn markdown(data: &[u8]) {
    page("p.md", data);
}

/// A page in HTML.
pub fn html(data: &[u8]) {
    page("p.html", data);
}

/// A page in Node's JSON.
pub fn json(data: &[u8]) {
    page("p.json", data);
}

/// A page of declarations.
pub fn declarations(data: &[u8]) {
    page("p.d.ts", data);
}

/// A page without its markup.
pub fn text(data: &[u8]) {
    page("p.txt", data);
}

/// A trace, and output. What is made of it every reader of records reads.
pub fn trace(data: &[u8]) {
    let stream = || Stream {
        bytes: data.to_vec(),
        truncated: false,
    };
    let ended = Ended {
        ending: Ending::Exited,
        status: ExitStatus::from_raw(0),
        stdout: stream(),
        stderr: stream(),
        trace: data.to_vec(),
        trace_fault: None,
        leaked: Vec::new(),
        duration: Duration::ZERO,
        root: "/root/of/it".into(),
    };
    let observation = observe(&ended);
    let judgement = judge(&TRACED, &observation);
    let _ = trace_by_thread(&observation.seen.trace, &observation.seen.torn_lines);
    let mut run = RECORD.clone();
    let result = &mut run.results[0];
    result.checks = judgement.checks;
    result.diff = judgement.diff;
    result.matched = judgement.matched;
    result.observation = Some(observation.seen);
    let json = render::find("json").expect("it is there");
    let written = render::to_string(json, &run);
    let again = record::read("again", &written).expect("what is written is read");
    assert_eq!(render::to_string(json, &again), written);
    shown_everywhere(&run);
}

fn shown_everywhere(run: &Run) {
    for renderer in render::ALL {
        let _ = render::to_string(*renderer, run);
    }
}

/// A record.
pub fn record(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    match record::read("r.json", body) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(run) => {
            shown_everywhere(&run);
            let same = compare(&run, &run);
            assert!(!same.is_regression(), "a record is no worse than itself");
            let _ = (same.to_text(), same.to_markdown());
        }
    }
}

/// Records that are to be merged, with a zero byte between two of them.
pub fn merge(data: &[u8]) {
    let parts = data.split(|byte| *byte == 0).filter_map(utf8);
    let records = parts.filter_map(|part| record::read("part", part).ok());
    let records: Vec<(String, Run)> = records.map(|run| ("part".to_owned(), run)).collect();
    if let Ok(run) = merge_runs(records) {
        assert!(run.shard.is_none());
        shown_everywhere(&run);
    }
}

/// A range of versions, a version and a duration.
pub fn versions(data: &[u8]) {
    let Some(body) = utf8(data) else { return };
    let version = parse_version(body);
    if let Ok(range) = VersionRange::parse(body) {
        for bound in range.around_bounds() {
            let _ = range.contains(&bound);
        }
        let _ = version.map(|version| range.contains(&version));
    }
    let _ = threadproof_harness::plan::parse_duration(body);
}
