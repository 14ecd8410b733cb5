//! Verified pages: every renderer shows hostile text as text, and the same record the same way.

use threadproof_reports::docs::{
    DocsExample, DocsPage, DocsResult, DocsRun, Outcome, Part, SCHEMA, Standing,
};
use threadproof_reports::record::{Host, RuntimeInfo};
use threadproof_reports::render::docs::{ALL, find, to_string};

const HOSTILE: &str = "</pre><script>alert(1)</script>\n::error::mine";

fn run() -> DocsRun {
    let result = |runtime: &str, outcome, standing| DocsResult {
        runtime: runtime.to_owned(),
        outcome,
        standing,
        reason: Some(HOSTILE.to_owned()),
        stdout: HOSTILE.to_owned(),
        stderr: HOSTILE.to_owned(),
        ..DocsResult::default()
    };
    let runtime = |id: &str| RuntimeInfo {
        id: id.to_owned(),
        name: "node".to_owned(),
        version: None,
        node_level: None,
        available: true,
        skip_reason: None,
        members: std::collections::BTreeMap::new(),
    };
    let example = DocsExample {
        id: "page.md#a/1".to_owned(),
        heading: HOSTILE.to_owned(),
        label: "js".to_owned(),
        code: HOSTILE.to_owned(),
        line: 7,
        twin: None,
        results: vec![
            result("node@1", Outcome::PrintsOtherwise, Standing::Failed),
            result("node@2", Outcome::Passes, Standing::Verified),
        ],
    };
    DocsRun {
        schema: SCHEMA,
        tool: "0".to_owned(),
        started: "2026-01-02T03:04:05Z".to_owned(),
        duration_ms: 5,
        host: Host {
            os: "linux".to_owned(),
            arch: "x86_64".to_owned(),
            cpus: 1,
        },
        interrupted: false,
        runtimes: vec![runtime("node@1"), runtime("node@2")],
        pages: vec![DocsPage {
            name: "page.md".to_owned(),
            path: "docs/page.md".to_owned(),
            format: "markdown".to_owned(),
            completions: None,
            parts: vec![
                Part::Text(HOSTILE.to_owned()),
                Part::Example(Box::new(example)),
            ],
        }],
    }
}

#[test]
fn hostile_text_stays_text() {
    let shown = |name: &str| to_string(find(name).expect("a renderer"), &run());
    for name in ["html", "junit"] {
        // The page has a script of its own.
        assert!(!shown(name).contains("<script>alert"), "{}", shown(name));
    }
    let github = shown("github");
    assert_eq!(github.lines().count(), 1, "{github}");
    assert!(
        github.starts_with("::error file=docs/page.md,line=7,"),
        "{github}"
    );
}

#[test]
fn the_record_reads_back_and_renders_the_same() {
    let json = to_string(find("json").expect("a renderer"), &run());
    let back: DocsRun = serde_json::from_str(&json).expect("the record's own form");
    assert_eq!(back, run());
    for renderer in ALL {
        assert_eq!(to_string(*renderer, &back), to_string(*renderer, &run()));
    }
    assert_eq!(back.counts()[&Standing::Failed], 1);
}
