//! What a case, a file or a runtime says reaches a terminal and a CI log as text, never as orders.

use crate::support::{Ran, Suite};
use crate::{EXITS, run, within_patience};

/// Everything that a terminal obeys, in one text, and the commands of CI systems.
const WILD: &str = r"\033[31mred \033]0;title\007 \302\2332J \r over \010\177 \342\200\256rtl\n::error::one\n  ::stop-commands::two\nx ##[error]three ##vso[task]four ##teamcity[five]\n";

#[track_caller]
fn assert_inert(ran: &Ran) {
    // Colours of our own are the only sequences that may be there.
    let mut text = ran.text();
    for code in [
        "0", "1", "2", "31", "32", "33", "36", "1;31", "1;32", "34", "38;5;8",
    ] {
        text = text.replace(&format!("\x1b[{code}m"), "");
    }
    let wrong = text.chars().find(|one| {
        (one.is_control() && !matches!(one, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(one)
    });
    assert_eq!(wrong, None, "{text:?}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        let found = ["##[", "##vso[", "##teamcity["]
            .iter()
            .find(|one| line.contains(**one));
        assert_eq!(found, None, "{line}");
    }
}

#[test]
fn a_case_sends_nothing_to_a_terminal_that_it_would_obey() {
    let suite = Suite::new();
    suite.case("a/prints", &format!("printf '{WILD}'"), EXITS);
    suite.case("a/errs", &format!("printf '{WILD}' >&2; exit 1"), EXITS);
    suite.case(
        "a/marks",
        &format!("mark '\\u001b[31m' '\"\\u001b[31m\\u009b\"'; check '\\u001b[32m' false; printf '{WILD}' >> $TRACE; completed 1"),
        "expect: {events: {a: {kind: a}}}\n",
    );
    suite.case(
        "a/leaks",
        "sh -c 'exec -a \"$(printf \"\\033[31mx\")\" sleep 89.25' & exit 0",
        EXITS,
    );
    for colour in ["never", "always"] {
        let ran = run(&suite, &["--color", colour]);
        ran.expect(
            1,
            &[
                "\\x1b[31mred",
                "\\x9b2J",
                "\\x0d over",
                "\\::error::one",
                "#\\#[error]three",
            ],
        );
        assert_inert(&ran);
    }
}

#[test]
fn names_and_texts_of_a_suite_are_inert_too() {
    let suite = Suite::new();
    suite.case("a/\u{1b}[31mname", "echo x", EXITS);
    suite.expectation(
        "a/texts",
        "schema: 1\npromises: \"\\e[31mred\\n::error::x\"\ncovers: [an-id]\nexpect: {stdout: \"\\e[2J\"}\n",
    );
    suite.file("fixtures/a/texts/main.cjs", "echo x");
    for colour in ["never", "always"] {
        let ran = run(&suite, &["--color", colour]);
        ran.expect(1, &["\\x1b[31m"]);
        assert_inert(&ran);
    }
    suite.expectation(
        "a/texts",
        "schema: 1\n\"\\e[31mkey\": 1\nk\u{1b}[31m: \u{9b}31m\n::error: x\n",
    );
    let ran = within_patience(&mut suite.command(&["check"]));
    assert_inert(ran.expect(2, &[]));
}

#[test]
fn what_a_runtime_says_of_itself_is_inert() {
    let suite = Suite::with("a/one", "echo x", EXITS);
    let wild = suite.program("wild", &format!("#!/bin/sh\nprintf '{WILD}'; exit 1\n"));
    let spec = format!("wild={}", wild.display());
    let ran = within_patience(&mut suite.command(&["run", "-r", &spec]));
    assert_inert(ran.expect(5, &["exited with 1 and said"]));
}
