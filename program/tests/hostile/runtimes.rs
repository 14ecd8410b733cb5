//! Runtimes that are missing, strange, hostile, or exchanged while they are used.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::support::{Ran, Suite};
use crate::{EXITS, within_patience};

fn ask(suite: &Suite, runtime: &str) -> Ran {
    within_patience(&mut suite.command(&["run", "-r", &format!("mine={runtime}")]))
}

#[test]
fn a_runtime_that_cannot_be_asked_says_why() {
    let suite = Suite::with("a/one", "", EXITS);
    let made = std::cell::Cell::new(0);
    let program = |text: &str| {
        made.set(made.get() + 1);
        let name = format!("runtime-{}", made.get());
        suite.program(&name, text).display().to_string()
    };
    let answer = |text: &str| program(&format!("#!/bin/sh\n{text}\n"));
    ask(&suite, "/nowhere/at/all").expect(5, &["not installed", "/nowhere/at/all"]);
    for (runtime, parts) in [
        // Of another architecture: an ELF file for a machine that nobody has.
        (
            program("\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0\u{2}\0\u{7f}\u{7f}\u{1}\0\0\0"),
            "cannot start",
        ),
        (program("no program at all"), "cannot start"),
        (answer("exit 3"), "exited with 3"),
        (answer("kill -SEGV $$"), "died of SIGSEGV"),
        (answer("echo no json"), "said `no json`"),
        (answer("echo '{}'"), "`process.versions.node` is missing"),
        (
            answer("echo '{\"node\": \"strange\"}'"),
            "`strange`, no version",
        ),
        (
            answer(
                "printf '{\"node\": \"1.2.3-'; head -c 70000 /dev/zero | tr '\\0' x; echo '\"}'",
            ),
            "no version",
        ),
        (
            answer("head -c 10485760 /dev/zero | tr '\\0' x"),
            "wrote more than 8 MiB instead of its versions",
        ),
        (
            answer("echo '{\"node\": \"22.1.0\", \"mine\": \"99999999999999999999.1.1\"}'"),
            "",
        ),
    ] {
        let ran = ask(&suite, &runtime);
        assert!(
            ran.code == Some(5) || parts.is_empty(),
            "{parts}: {}",
            ran.text()
        );
        assert!(ran.text().contains(parts), "{parts}: {}", ran.text());
        assert!(!ran.text().contains("panicked"), "{}", ran.text());
    }
    let locked = program("#!/bin/sh\necho '{\"node\": \"22.1.0\"}'\n");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o644)).expect("it is ours");
    ask(&suite, &locked).expect(5, &["Permission denied"]);
}

#[test]
fn a_runtime_that_is_exchanged_during_the_run_is_noticed() {
    let suite = Suite::new();
    let own = suite.path("fake").display().to_string();
    let exchange =
        format!("cp '{own}' '{own}.new'; echo '# new' >> '{own}.new'; mv '{own}.new' '{own}'");
    suite.case("a/before", "", EXITS);
    suite.case("b/exchanges", &exchange, EXITS);
    suite.case("c/after", "", EXITS);
    suite.run(&["-j", "1"]).expect(
        5,
        &[
            "was replaced during the run, and was fake@1.2.3 when it was asked",
            "1 passed, 2 failed",
        ],
    );
    suite.case("b/exchanges", &format!("rm '{own}'"), EXITS);
    suite
        .run(&["-j", "1"])
        .expect(5, &["went away during the run", "1 passed, 2 failed"]);
}
