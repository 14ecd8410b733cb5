//! The scripts that CI runs: `.ci/gate` decides, `.ci/comment` posts.
//!
//! A stand-in plays the runtime, and a server in a thread plays GitHub or GitLab. Without curl and jq
//! the tests of comments say so and end: CI has both, and nobody else posts comments.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use crate::places::{program, workspace};
use crate::support::{Ran, Suite};

const GOOD: &str = "expect: {stdout: \"x\\n\"}\n";

fn gate(suite: &Suite, options: &[&str]) -> Ran {
    let mut command = Command::new("bash");
    command
        .arg(workspace().join(".ci/gate"))
        .args(["-r", &suite.fake()])
        .args(options)
        .current_dir(suite.path(""));
    suite.clean(&mut command);
    command.env("THREADPROOF", program());
    command.output().expect("bash starts").into()
}

#[test]
fn the_gate_exits_as_the_run_does() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    gate(&suite, &[]).expect(0, &["1 passed"]);
    assert!(suite.path("target/threadproof/summary.md").is_file());
    suite.file("fixtures/a/b/main.cjs", "echo y");
    gate(&suite, &[]).expect(1, &["1 failed"]);
    gate(&suite, &["nothing-of-this-name"]).expect(4, &["nothing selected"]);
    gate(&suite, &["--no-such-option"]).expect(2, &["--no-such-option"]);
    gate(&suite, &["-r", "nodd"]).expect(2, &["did you mean `node`?"]);
}

#[test]
fn the_gate_can_fail_on_a_regression_only() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.case("a/wrong-all-along", "echo y", GOOD);
    suite.run(&["--output", "release"]).expect(1, &[]);
    let against = ["--against", "release/run.json"];
    let regression = [&against[..], &["--fail-on", "regression"]].concat();
    gate(&suite, &against).expect(1, &["still failing"]);
    gate(&suite, &regression).expect(0, &["still failing"]);
    suite.file("fixtures/a/b/main.cjs", "echo y");
    gate(&suite, &regression).expect(1, &["newly failing"]);
    let comment = std::fs::read_to_string(suite.path("target/threadproof/comparison.md"));
    assert!(
        comment
            .expect("written")
            .starts_with("<!-- threadproof compare -->")
    );
}

#[test]
fn the_gate_says_what_it_lacks_before_it_runs() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    for (options, message) in [
        (&["--against", "none.json"][..], "none.json: no such file"),
        (&["--against"], "--against needs a value"),
        (&["--fail-on", "regression"], "needs --against RECORD"),
        (&["--fail-on", "luck"], "allowed are unexpected, regression"),
    ] {
        gate(&suite, options).expect(2, &[message]);
    }
    assert!(!suite.has_reports());
}

#[test]
fn nothing_of_the_last_run_is_left_when_this_one_ends_early() {
    let suite = Suite::with("a/b", "echo x", GOOD);
    suite.run(&["--output", "release"]).expect(0, &[]);
    gate(&suite, &["--against", "release/run.json"]).expect(0, &[]);
    let left = |name: &str| suite.path("target/threadproof").join(name).exists();
    assert!(left("comparison.md") && left("run.json"));
    let missing = ["--against", "release/run.json", "-r", "bun@99"];
    gate(&suite, &missing).expect(5, &["bun@99"]);
    for name in [
        "comparison.md",
        "summary.md",
        "run.json",
        "junit.xml",
        "report.html",
    ] {
        assert!(!left(name), "{name} is of the run before");
    }
    // A record that is to be overwritten can still be compared with.
    gate(&suite, &[]).expect(0, &[]);
    gate(&suite, &["--against", "target/threadproof/run.json"]).expect(0, &["1 unchanged"]);
}

/// A place of releases with one archive, and what its sums say of it.
fn releases(suite: &Suite, program: &str, sums_of: &str) -> String {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let script = format!(
        "set -e; mkdir -p r/v9.9.9/threadproof-{target}; cd r/v9.9.9
         printf '%s' '{sums_of}' > threadproof-{target}/threadproof
         tar -czf threadproof-{target}.tar.gz threadproof-{target}
         sha256sum threadproof-{target}.tar.gz > SHA256SUMS
         echo '0000  another.tar.gz' >> SHA256SUMS
         printf '%s' '{program}' > threadproof-{target}/threadproof
         tar -czf threadproof-{target}.tar.gz threadproof-{target}"
    );
    let mut command = Command::new("bash");
    let made = command
        .args(["-c", &script])
        .current_dir(suite.path(""))
        .status();
    assert!(made.expect("bash starts").success());
    format!("file://{}", suite.path("r").display())
}

fn get(suite: &Suite, releases: &str, version: &str) -> Ran {
    let mut command = Command::new(workspace().join(".ci/get"));
    command.args(["got", version]).current_dir(suite.path(""));
    command.env("THREADPROOF_RELEASES", releases);
    command.output().expect("bash starts").into()
}

#[test]
fn a_release_is_unpacked_only_if_its_sum_is_right() {
    if !can_comment() {
        return;
    }
    let suite = Suite::new();
    let place = releases(&suite, "one", "another");
    get(&suite, &place, "9.9.9").expect(5, &["is not what SHA256SUMS of release 9.9.9 says"]);
    assert!(!suite.path("got/threadproof").exists());
    get(&suite, &place, "9.9.8").expect(5, &["cannot download", "release 9.9.8"]);
    let target = format!(
        "threadproof-{}-unknown-linux-gnu.tar.gz",
        std::env::consts::ARCH
    );
    let sum = format!("cd r/v9.9.9; sha256sum {target} > SHA256SUMS; echo '0000  x' >> SHA256SUMS");
    let mut command = Command::new("bash");
    let summed = command
        .args(["-c", &sum])
        .current_dir(suite.path(""))
        .status();
    assert!(summed.expect("bash starts").success());
    let ran = get(&suite, &place, "9.9.9");
    assert!(
        ran.expect(0, &[])
            .stdout
            .trim()
            .ends_with("/got/threadproof")
    );
    let got = std::fs::read_to_string(suite.path("got/threadproof"));
    assert_eq!(got.expect("unpacked"), "one");
}

fn can_comment() -> bool {
    let missing = ["curl", "jq"].into_iter().find(|tool| {
        let started = Command::new(tool).arg("--version").output();
        started.is_err()
    });
    if let Some(tool) = missing {
        eprintln!("skipped: {tool} is not on the PATH");
    }
    missing.is_none()
}

#[test]
fn a_comment_on_github_is_posted_once_and_then_replaced() {
    if !can_comment() {
        return;
    }
    let suite = Suite::new();
    suite.file("event.json", r#"{"pull_request": {"number": 7}}"#);
    suite.file("c.md", "<!-- threadproof compare -->\n## \"quoted\"\n");
    let others = r#"[{"id": 1, "body": "hello"}]"#;
    let ours =
        r#"[{"id": 1, "body": "hello"}, {"id": 9, "body": "<!-- threadproof compare -->\nold"}]"#;
    let asked = comment(&suite, &[others, "{}"], &github(&suite), "posted c.md");
    assert_eq!(
        asked[0].0,
        "GET /repos/us/it/issues/7/comments?per_page=100&page=1 Bearer secret"
    );
    assert_eq!(
        asked[1].0,
        "POST /repos/us/it/issues/7/comments Bearer secret"
    );
    let body: serde_json::Value = serde_json::from_str(&asked[1].1).expect("JSON");
    assert_eq!(
        body["body"],
        "<!-- threadproof compare -->\n## \"quoted\"\n"
    );
    let asked = comment(&suite, &[ours, "{}"], &github(&suite), "replaced comment 9");
    assert_eq!(
        asked[1].0,
        "PATCH /repos/us/it/issues/comments/9 Bearer secret"
    );
}

#[test]
fn a_comment_on_gitlab_is_replaced_below_its_request() {
    if !can_comment() {
        return;
    }
    let suite = Suite::new();
    suite.file("c.md", "<!-- threadproof -->\nnews\n");
    let ours = r#"[{"id": 9, "body": "<!-- threadproof -->\nold"}]"#;
    let variables = [
        ("GITLAB_CI", "true"),
        ("CI_PROJECT_ID", "3"),
        ("CI_MERGE_REQUEST_IID", "5"),
        ("GITLAB_TOKEN", "secret"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let asked = comment(&suite, &[ours, "{}"], &variables, "replaced comment 9");
    assert_eq!(
        asked[1].0,
        "PUT /projects/3/merge_requests/5/notes/9 secret"
    );
}

#[test]
fn a_comment_outside_of_a_request_is_not_posted() {
    if !can_comment() {
        return;
    }
    let suite = Suite::new();
    suite.file("event.json", "{}");
    suite.file("c.md", "<!-- threadproof -->\nnews\n");
    comment(&suite, &[], &github(&suite), "no pull or merge request");
    comment(&suite, &[], &[], "neither GitHub Actions nor GitLab CI");
}

fn github(suite: &Suite) -> [(&'static str, String); 4] {
    [
        ("GITHUB_ACTIONS", "true".to_owned()),
        ("GITHUB_REPOSITORY", "us/it".to_owned()),
        ("GITHUB_TOKEN", "secret".to_owned()),
        (
            "GITHUB_EVENT_PATH",
            suite.path("event.json").display().to_string(),
        ),
    ]
}

/// Posts `c.md` to a server that gives `answers`; returns what the server was asked.
#[track_caller]
fn comment(
    suite: &Suite,
    answers: &[&str],
    variables: &[(&str, String)],
    says: &str,
) -> Vec<(String, String)> {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", server.local_addr().expect("bound"));
    let answers: Vec<String> = answers.iter().map(|answer| (*answer).to_owned()).collect();
    let serving = thread::spawn(move || {
        answers
            .iter()
            .map(|answer| serve(&server.accept().expect("a call").0, answer))
            .collect()
    });
    let mut command = Command::new("bash");
    command
        .arg(workspace().join(".ci/comment"))
        .arg("c.md")
        .current_dir(suite.path(""));
    suite.clean(&mut command);
    command
        .env_remove("GITLAB_CI")
        .env("NO_PROXY", "127.0.0.1")
        .env("GITHUB_API_URL", &address)
        .env("CI_API_V4_URL", &address)
        .envs(variables.iter().map(|(name, value)| (name, value)));
    let ran: Ran = command.output().expect("bash starts").into();
    ran.expect(0, &[says]);
    serving.join().expect("it served")
}

/// Answers one request; returns its first line with the token, and its body.
fn serve(stream: &TcpStream, answer: &str) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("readable");
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let found = head.iter().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then(|| value.to_owned())
        });
        found.unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).expect("a whole body");
    let reply = format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{answer}",
        answer.len()
    );
    (&mut &*stream).write_all(reply.as_bytes()).expect("heard");
    let token = header("authorization") + &header("private-token");
    let asked = head[0].replace(" HTTP/1.1", "");
    (
        format!("{asked} {token}"),
        String::from_utf8(body).expect("UTF-8"),
    )
}
