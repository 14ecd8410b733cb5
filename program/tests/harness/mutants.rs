//! `threadproof mutants`: what is broken is noticed, what is permitted is not, and what the suite
//! does not notice is said.

use serde_json::Value as Json;
use threadproof_harness::mutants::read;

use crate::places::workspace;
use crate::support::Suite;

const CASE: &str = "
const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
const { equal, mark, done } = require('../../_lib/observe.cjs');
const { port1, port2 } = new MessageChannel();
port1.postMessage(1);
equal('first', receiveMessageOnPort(port2), { message: 1 });
mark('seen', 'whatever');
done();
";

const EXPECTS: &str = "expect:
  events:
    seen: { thread: main, kind: seen }
  checks: [first]
";

const INVENTORY: &str = "- id: an-id
  area: a
- id: other-id
  area: a
";

const MUTANTS: &str = r"- name: nothing-is-received
  breaks: an-id
  does: receiveMessageOnPort gives nothing
  preload: |
    wt.receiveMessageOnPort = () => undefined;
  probe: |
    const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(1);
    console.log(receiveMessageOnPort(port2) === undefined ? 'broken' : 'whole');
- name: receiving-is-marked
  permitted: no page forbids it
  does: what is received is frozen
  preload: |
    const { receiveMessageOnPort } = wt;
    wt.receiveMessageOnPort = (port) => { const taken = receiveMessageOnPort(port); return taken && { ...taken, more: 1 }; };
  probe: |
    const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(1);
    console.log(receiveMessageOnPort(port2).more ? 'broken' : 'whole');
- name: terminate-is-gone
  breaks: other-id
  does: workers have no terminate
  preload: |
    delete wt.Worker.prototype.terminate;
  probe: |
    console.log('terminate' in require('worker_threads').Worker.prototype ? 'whole' : 'broken');
- name: is-none
  breaks: an-id
  does: nothing at all
  preload: |
    void wt;
  probe: |
    console.log('whole');
";

fn suite() -> Suite {
    let suite = Suite::with("a/case", CASE, EXPECTS);
    for name in ["observe.cjs", "same.cjs"] {
        let text = std::fs::read_to_string(workspace().join("fixtures/_lib").join(name));
        suite.file(&format!("fixtures/_lib/{name}"), &text.expect("readable"));
    }
    suite.file("expectations/inventory.yaml", INVENTORY);
    suite.file("mutants/a.yaml", MUTANTS);
    suite
}

fn score(suite: &Suite) -> Json {
    let text = std::fs::read_to_string(suite.path("score.json")).expect("written");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn each_mutant_gets_what_the_suite_made_of_it() {
    let suite = suite();
    let ran = suite.threadproof(&["mutants", "-r", "boa", "--json", "score.json"]);
    ran.expect(1, &["1 of 2 faults killed, 1 false alarms of 1 permitted"]);
    let score = score(&suite);
    let found = |name: &str| {
        let mutants = score["mutants"].as_array().expect("a list").iter();
        let mut named = mutants.filter(|one| one["name"] == name);
        named.next().expect(name)["found"].clone()
    };
    assert_eq!(found("nothing-is-received"), "killed");
    assert_eq!(found("receiving-is-marked"), "false-alarm");
    assert_eq!(found("terminate-is-gone"), "survived");
    assert_eq!(found("is-none"), "not-shown");
    assert_eq!(score["areas"]["all"]["killed"], 1);
}

#[test]
fn a_fixture_that_looks_away_is_found() {
    let suite = suite();
    let ran = suite.threadproof(&["mutants", "--fixtures", "-r", "boa", "--json", "score.json"]);
    ran.expect(1, &["a/case: a wrong mark `seen` is not noticed"]);
    let score = score(&suite);
    assert_eq!(score["areas"]["all"]["killed"], 1, "{score}");
    assert_eq!(score["unnoticed"].as_array().map(Vec::len), Some(1));

    let excuse =
        r#"[{ "case": "a/case", "of": "mark", "name": "seen", "reason": "any value will do" }]"#;
    suite.file("mutants/excuses.json", excuse);
    let ran = suite.threadproof(&["mutants", "--fixtures", "-r", "boa"]);
    ran.expect(0, &["1 noticed, 1 excused, 0 not noticed"]);
}

#[test]
fn what_is_wrong_with_a_mutant_is_said() {
    let suite = suite();
    for (text, message) in [
        ("- name: a\n", "missing field"),
        (
            "- { name: a, breaks: nobody, does: x, preload: x, probe: x }\n",
            "`nobody`",
        ),
        (
            "- { name: a, does: x, preload: x, probe: x }\n",
            "either `breaks` or `permitted`",
        ),
    ] {
        suite.file("mutants/a.yaml", text);
        suite
            .threadproof(&["mutants", "-r", "boa"])
            .expect(2, &[message]);
    }
    suite.file("mutants/a.yaml", MUTANTS);
    suite
        .threadproof(&["mutants", "-r", "boa", "nobody"])
        .expect(4, &["no mutant is called like nobody"]);
}

#[test]
fn the_mutants_of_the_suite_can_be_read() {
    let mutants = read(&workspace()).expect("readable");
    assert!(mutants.iter().filter(|one| one.breaks.is_some()).count() > 100);
    assert!(mutants.iter().filter(|one| one.permitted.is_some()).count() > 10);
}
