//! `docs history`: claims that hold, claims that do not, and claims that cannot be checked; and
//! `docs coverage`: sentences with and without fixtures, and an edited page.

use crate::support::Suite;

const PAGE: &str = "# Threads

## `worker_threads.threadId`

<!-- YAML
added: v10.5.0
-->

## `worker_threads.notThereYet`

<!-- YAML
added: v99.0.0
-->

## Class: `Worker`

<!-- YAML
added: v10.5.0
-->

### `worker.unref()`

<!-- YAML
added: v99.0.0
-->

### `worker.noSuchThing()`

<!-- YAML
added: v10.5.0
changes:
  - version: v12.0.0
    description: It is calmer.
-->

### Event: `'exit'`

<!-- YAML
added: v10.5.0
-->
";

#[test]
fn claims_are_held_against_what_is_there() {
    let suite = Suite::new();
    suite.file("page.md", PAGE);
    let ran = suite.threadproof(&["docs", "history", "page.md", "-r", "boa"]);
    ran.expect(
        1,
        &[
            "worker.unref(): added in 99.0.0",
            "it is there",
            "worker.noSuchThing(): added in 10.5.0",
            "it is not there",
            "not checked, 1, a change of behaviour: worker.noSuchThing() (12.0.0)",
            "Event: 'exit' (10.5.0)",
            "3 of 7 claims hold",
            "2 wrong, 2 not checked",
        ],
    );
    assert!(!ran.text().contains("notThereYet:"), "{}", ran.text());
}

#[test]
fn a_page_without_claims_says_so() {
    let suite = Suite::new();
    suite.file("page.md", "# Page\n\nWords.\n");
    suite
        .threadproof(&["docs", "history", "page.md", "-r", "boa"])
        .expect(4, &["page.md says nothing of versions"]);
}

#[test]
fn an_edited_page_names_the_fixtures_to_look_at_again() {
    let suite = Suite::with("ports/close", "echo x", "expect: {stdout: \"x\\n\"}\n");
    let entry = "- id: an-id\n  area: port\n  says: closing one port closes its other end\n  \
                 pages: { page.md: [Ports] }\n";
    suite.file("expectations/inventory.yaml", entry);
    let page = "# Ports\n\nWhen a port closes, its other end is closed too. Use it.\n";
    suite.file("page.md", page);
    let coverage = |args: &[&str]| {
        let words = [&["docs", "coverage", "page.md"][..], args].concat();
        suite.threadproof(&words)
    };
    coverage(&[]).expect(
        0,
        &[
            "0 shown by fixtures",
            "2 not mapped",
            "not mapped: page.md:3 Use it.",
        ],
    );
    coverage(&["--accept"]).expect(0, &["1 proposed"]);
    coverage(&["--all"]).expect(0, &["an-id: ports/close (proposed)", "1 not mapped"]);
    let map = suite.path("docs/coverage/page.md.yaml");
    let text = std::fs::read_to_string(&map).expect("the map was written");
    assert!(!text.contains("other end"), "{text}");
    suite.file(
        "docs/coverage/page.md.yaml",
        &text.replace(", proposed: true", ""),
    );
    coverage(&[]).expect(0, &["1 shown by fixtures, 0 proposed"]);
    suite.file(
        "page.md",
        &page.replace("closed too", "closed, too, at once"),
    );
    coverage(&[]).expect(
        1,
        &[
            "changed or gone under Ports: look again at ports/close",
            "1 gone",
        ],
    );
    suite.file(
        "docs/coverage/page.md.yaml",
        &text.replace("an-id", "no-id"),
    );
    coverage(&[]).expect(2, &["docs/coverage/page.md.yaml:6", "has no `no-id`"]);
}
