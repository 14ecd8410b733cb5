//! Cases that run as the script of a window, on stand-ins for Electron.
//!
//! A real Electron needs a display; what is its part here (opening a window, running the page) is
//! done by a stand-in that checks what it is asked for.

use threadproof_reports::record::{Raw, Verdict};

use crate::support::Suite;

const WINDOW: &str =
    "run: {profile: electron, web_preferences: {nodeIntegrationInWorker: true}, args: [a]}\n";

/// Answers as Electron, checks what it is started with, and prints the rest of it.
const CHECKS: &str = r#"#!/bin/sh
if [ "$ELECTRON_RUN_AS_NODE" = 1 ]; then
  echo '{"node":"22.20.0","electron":"39.2.0"}'; exit 0
fi
[ -s "$1" ] || { echo "no app at $1"; exit 3; }
grep -q '<script src="main.cjs">' _window.html || { echo 'no page'; exit 4; }
echo "$DISPLAY $* $THREADPROOF_WINDOW"
"#;

/// Runs the app that it is given on the reference, with a module `electron` that it finds.
const RUNS: &str = r#"#!/bin/sh
if [ "$ELECTRON_RUN_AS_NODE" = 1 ]; then
  echo '{"node":"22.20.0","electron":"39.2.0"}'; exit 0
fi
folder=$(dirname "$1")/node_modules/electron
mkdir -p "$folder" && cp "$STAND_IN/electron.js" "$folder/index.js"
exec "$REFERENCE" boa "$@"
"#;

/// The module `electron`, as far as the app uses it; a window is the reference's.
const MODULE: &str = r"
const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');
const EventEmitter = require('events');

const app = new EventEmitter();
app.whenReady = () => Promise.resolve();
app.exit = (code) => process.exit(code);

const FLAGS = { nodeIntegration: '--node-integration', nodeIntegrationInWorker: '--node-integration-in-worker' };

class BrowserWindow {
  constructor({ show, webPreferences }) {
    if (show !== false) throw new Error('the window is not hidden');
    if (webPreferences.contextIsolation !== false) throw new Error('the page is isolated');
    this.flags = Object.keys(FLAGS).filter((name) => webPreferences[name]).map((name) => FLAGS[name]);
    this.webContents = new EventEmitter();
  }

  async loadFile(page) {
    const [, script] = /src=.(.*?).>/.exec(fs.readFileSync(page, 'utf8'));
    const file = path.join(path.dirname(page), script);
    const child = spawn(process.execPath, ['boa', '--profile', 'electron', ...this.flags, file]);
    const told = (make) => (text) => {
      for (const line of String(text).trimEnd().split('\n')) this.webContents.emit('console-message', ...make(line));
    };
    child.stdout.on('data', told((message) => [{ level: 'info', message }]));
    child.stderr.on('data', told((message) => [{}, 3, message, 1, page]));
    child.on('close', () => app.emit('window-all-closed'));
  }
}

module.exports = { app, BrowserWindow };
";

#[test]
fn electron_gets_an_app_that_knows_the_case() {
    let suite = Suite::new();
    let told = "{\"page\":\"_window.html\",\"webPreferences\":{\"nodeIntegration\":false,\
                \"nodeIntegrationInWorker\":true,\"sandbox\":false}}";
    let stdout = format!(":9 --no-sandbox ../../_electron/app.cjs a {told}");
    suite.case(
        "a/called",
        "",
        &format!("{WINDOW}expect: {{stdout: {{lines: ['{stdout}']}}}}\n"),
    );
    let checks = CHECKS.replace("\"$1\"", "\"$2\"");
    let program = suite.program("stand-in", &checks);
    let runtime = format!("electron-renderer={} --no-sandbox", program.display());
    let mut command = suite.command(&["run", "-r", &runtime]);
    let ran: crate::support::Ran = command
        .env("DISPLAY", ":9")
        .output()
        .expect("it runs")
        .into();
    ran.expect(0, &[]);
    assert_eq!(suite.result().runtime, "electron-renderer@39.2.0");
}

#[test]
fn a_window_runs_the_case_and_its_output_comes_back() {
    let suite = Suite::new();
    suite.file(
        "fixtures/a/window/worker.js",
        "postMessage(typeof require);\n",
    );
    let script = "new Worker('worker.js').onmessage = ({ data }) => {\n\
                  console.log(`${typeof globalThis.require} ${data}`);\n\
                  console.error('told as an error');\n\
                  close();\n};\n";
    let expect = "expect: {stdout: \"undefined function\\n\", stderr: \"told as an error\\n\"}\n";
    suite.case("a/window", script, &format!("{WINDOW}{expect}"));
    suite.file("electron.js", MODULE);
    let stand_in = suite.path("").display().to_string();
    let runs = RUNS
        .replace("$STAND_IN", stand_in.trim_end_matches('/'))
        .replace("$REFERENCE", env!("CARGO_BIN_EXE_threadproof"));
    let program = suite.program("stand-in", &runs);
    let runtime = format!("electron-renderer={}", program.display());
    suite.threadproof(&["run", "-r", &runtime]).expect(0, &[]);
    // The same case, without the detour.
    suite.threadproof(&["run"]).expect(0, &[]);
}

#[test]
fn a_case_for_a_window_is_skipped_where_there_is_none() {
    let suite = Suite::new();
    suite.case(
        "a/window",
        "",
        &format!("{WINDOW}expect: {{stdout: \"x\"}}\n"),
    );
    let fake = suite.fake();
    let ran = suite.threadproof(&["run", "-r", &fake]);
    ran.expect(0, &["1 on fake@1.2.3 skipped: needs Electron's renderer"]);
    assert_eq!(ran.last_line(), "0 passed, 0 failed, 1 skipped");
    let result = suite.result();
    assert_eq!((result.raw, result.verdict), (Raw::Skip, Verdict::Unsuited));
}

#[test]
fn a_window_skips_what_is_no_case_for_it() {
    let suite = Suite::with("a/b", "", "expect: {stdout: \"x\"}\n");
    let program = suite.program("stand-in", CHECKS);
    let runtime = format!("electron-renderer={}", program.display());
    let ran = suite.threadproof(&["run", "-r", &runtime]);
    ran.expect(0, &["skipped: no case for a window"]);
}

#[test]
fn preferences_need_a_window_and_have_names() {
    for (run, messages) in [
        (
            "run: {web_preferences: {sandbox: true}}",
            [
                "`web_preferences` without a window",
                "add `profile: electron`",
            ],
        ),
        (
            "run: {profile: electron, web_preferences: {nodeIntegrationInWorkers: true}}",
            [
                "unknown key `nodeIntegrationInWorkers`",
                "nodeIntegrationInWorker",
            ],
        ),
        (
            "run: {profile: chrome}",
            ["`profile` cannot be `chrome`", "electron"],
        ),
    ] {
        let suite = Suite::with("a/b", "", &format!("{run}\nexpect: {{stdout: \"x\"}}\n"));
        suite.threadproof(&["check"]).expect(2, &messages);
    }
}
