//! Where an option comes from: the command line, a variable of the environment, threadproof.toml.
//! And what the environment says of colours and of CI.

use std::process::Output;

use crate::support::{Ran, Suite};

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

fn with(suite: &Suite, args: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = suite.command(args);
    command.envs(variables.iter().copied());
    let output: Output = command.output().expect("starts");
    output.into()
}

#[test]
fn a_flag_beats_a_variable_and_a_variable_beats_the_settings() {
    let suite = Suite::with(
        "a/observed",
        "echo y",
        &format!("tier: node-observed\n{GOOD}"),
    );
    suite.case("a/b", "echo x", GOOD);
    let settings = format!(
        "output = \"from-settings\"\n[run]\nruntimes = ['{}']\njobs = 1\ngate = \"all\"\nreports = [\"md=from-settings.md\"]\n",
        suite.fake()
    );
    suite.file("threadproof.toml", &settings);
    let last = |args: &[&str], variables: &[(&str, &str)]| {
        with(&suite, args, variables)
            .code
            .expect("it ends by itself")
    };
    // What was observed fails either way, and decides only when everything gates.
    let (strict, lenient) = (1, 0);
    assert_eq!(last(&["run"], &[]), strict);
    assert!(suite.path("from-settings/run.json").is_file());
    assert!(suite.path("from-settings.md").is_file());
    let variable = ("THREADPROOF_GATE", "documented");
    assert_eq!(last(&["run"], &[variable]), lenient);
    assert_eq!(last(&["run", "--gate", "all"], &[variable]), strict);
    let moved = [("THREADPROOF_OUTPUT", "from-variable")];
    last(&["run", "--report", "md=flag.md"], &moved);
    assert!(suite.path("from-variable/run.json").is_file());
    assert!(suite.path("flag.md").is_file());
    suite.file("other.toml", "[run]\nruntimes = [\"nodd\"]\n");
    with(&suite, &["run", "--config", "other.toml"], &[]).expect(2, &["did you mean `node`?"]);
}

#[test]
fn deadlines_of_the_settings_are_scaled() {
    let suite = Suite::with(
        "a/slow",
        "sleep 0.6; echo x",
        &format!("timeout: 300ms\n{GOOD}"),
    );
    suite.run(&[]).expect(1, &["TIMEOUT"]);
    suite.file("threadproof.toml", "[run]\ntimeout-scale = 30.0\n");
    suite.run(&[]).expect(0, &[]);
    suite.file("threadproof.toml", "[run]\ntimeout-scale = 0.0\n");
    suite.run(&[]).expect(2, &["timeout-scale: give a factor"]);
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let suite = Suite::with("a/b", "echo y", GOOD);
    let fake = suite.fake();
    let coloured = |args: &[&str], variables: &[(&str, &str)]| {
        let args = [&["run", "-r", &fake], args].concat();
        with(&suite, &args, variables).stdout.contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(
        &[],
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]
    ));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("THREADPROOF_COLOR", "always")]));
}

#[test]
fn what_allows_no_verdict_has_an_exit_code_of_its_own() {
    // Two hundred alike events, and four patterns that each may take any number of them.
    let suite = Suite::new();
    let events: Vec<String> = (0..4)
        .map(|one| format!("    e{one}: {{kind: m, count: {{max: 200}}}}"))
        .collect();
    suite.case(
        "a/undecided",
        "i=0; while [ $i -lt 200 ]; do i=$((i+1)); mark m 0; done; completed",
        &format!("timeout: 60s\nexpect:\n  events:\n{}\n", events.join("\n")),
    );
    let ran = suite.run(&[]);
    ran.expect(
        3,
        &["inconclusive a/undecided", "1 results: 1 inconclusive"],
    );
    assert_eq!(ran.last_line(), "0 passed, 0 failed, 0 skipped");
    // A failure is more than a doubt.
    suite.case("a/wrong", "echo y", GOOD);
    suite.run(&[]).expect(1, &[]);
}

#[test]
fn a_merge_tells_github_of_the_whole() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.case("a/wrong", "echo y", GOOD);
    for part in ["1", "2"] {
        let shard = format!("{part}/2");
        suite.run(&["--shard", &shard, "--output", part]);
    }
    let summary = suite.path("summary.md");
    let ran = with(
        &suite,
        &["merge", "1/run.json", "2/run.json"],
        &[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_STEP_SUMMARY", summary.to_str().expect("UTF-8")),
        ],
    );
    ran.expect(1, &["::error", "1 passed, 1 failed, 0 skipped"]);
    let summary = std::fs::read_to_string(summary).expect("written");
    assert!(summary.contains("a/wrong"), "{summary}");
}

#[test]
fn the_runtimes_of_the_settings_are_listed_and_looked_after() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    let settings = format!(
        "[runtimes.mine]\ncommand = '{} {{file}}'\n[runtimes.gone]\ncommand = '/nowhere/gone {{file}}'\n",
        suite.path("fake").display()
    );
    suite.file("threadproof.toml", &settings);
    for command in ["runtimes", "doctor"] {
        suite
            .threadproof(&[command])
            .expect(0, &["22.1.0", "/fake", "/nowhere/gone"]);
    }
}

#[test]
fn the_schema_of_records_can_be_printed() {
    let suite = Suite::new();
    let ran = suite.threadproof(&["report", "--schema"]);
    let schema: serde_json::Value = serde_json::from_str(&ran.expect(0, &[]).stdout).expect("JSON");
    assert_eq!(schema["properties"]["schema"]["const"], 1);
}
