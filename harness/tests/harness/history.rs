//! `docs history`: claims that hold, claims that do not, and claims that cannot be checked.

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
