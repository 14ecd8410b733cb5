//! `threadproof docs extract`: pages of every form, each held against what a reader counts in it.
//!
//! `THREADPROOF_DOCS` may name more pages, or folders of them, relative to the workspace: those
//! that `data/examples.yaml` knows are counted, the others have to be readable.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest, Sha256};
use threadproof_harness::diagnose::Text;
use threadproof_harness::docs::model::{Claim, Example, Page, Promised};
use threadproof_harness::docs::{read, read_all};
use threadproof_harness::yaml::Document;

fn here() -> Utf8PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR")
        .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Utf8PathBuf::from(package).join("tests")
}

fn page(name: &str) -> Page {
    read(&here().join("pages").join(name)).expect("the page reads")
}

/// An example on one line: id, label, line, twin, promises.
fn brief(example: &Example) -> String {
    let (_, id) = example.id.split_once('#').expect("an id has a `#`");
    let label = if example.label.is_empty() {
        "-"
    } else {
        &example.label
    };
    let mut words = format!("{id} {label} :{}", example.line);
    if let Some(twin) = &example.twin {
        words += &format!(" twin {}", twin.rsplit('/').next().unwrap_or(twin));
    }
    if example.lost_breaks {
        words += " lost";
    }
    for promise in &example.promises {
        words += &match &promise.kind {
            Promised::Prints(lines) => format!(" prints {}", lines.join("|")),
            Promised::Warns(lines) => format!(" warns {}", lines.join("|")),
            Promised::Gives(value) => format!(" gives {value}"),
            Promised::Completes => " completes".to_owned(),
            Promised::Throws(what) => format!(" throws {}", what.as_deref().unwrap_or("-")),
        };
    }
    words
}

#[track_caller]
fn expect(name: &str, expected: &[&str]) {
    let found: Vec<String> = page(name).examples.iter().map(brief).collect();
    assert_eq!(found, expected, "{name}");
}

#[test]
fn every_shape_of_markdown_is_found() {
    expect(
        "shapes.md",
        &[
            "parcels/1 mjs :18 twin 2 prints { holds: 'tea' }",
            "parcels/2 cjs :26 twin 1 prints { holds: 'tea' }",
            "parcelsealwax/1 js :36 prints true",
            "parcelsealwax/2 ts :45 throws SealError",
            "parcelsealwax/3 md :52",
            "parcelsend/1 bash :62",
            "parcelsend/2 - :68",
            "parcelsend/3 js :71 lost",
            "what-is-printed/1 js :78 prints sent|  tea prints tea prints bye",
        ],
    );
    let page = page("shapes.md");
    let said: Vec<&str> = page
        .examples
        .iter()
        .filter_map(|example| example.said_before.as_deref())
        .collect();
    assert_eq!(
        said[..4],
        [
            "To make one, call parcel():",
            "To make one, call parcel():",
            "Light a candle:",
            "Break one so:"
        ]
    );
    assert_eq!(
        page.examples[2].code,
        "candle.light();\nconsole.log(candle.burns);  // true"
    );
    assert_eq!(page.examples[4].code, "```js\nquoted();\n```");
}

#[test]
fn three_forms_of_a_page_hold_the_same() {
    let pages = ["same.md", "same.html", "same.json"].map(page);
    let rests = pages.each_ref().map(|page| {
        let examples = page.examples.iter().map(|one| {
            let twin = one.twin.as_deref().and_then(|twin| twin.split_once('#'));
            (
                one.id.split_once('#').expect("an id").1,
                one.language,
                &one.code,
                twin.map(|(_, id)| id),
                &one.said_before,
                &one.promises,
            )
        });
        examples.collect::<Vec<_>>()
    });
    assert_eq!(rests[0].len(), 3);
    assert_eq!(
        rests[0][0].2,
        "if (lamp && 1 < 2) {\n  lamp.on('\"a\" & b');\n}\n// Prints: <on>"
    );
    assert_eq!(rests[0], rests[1]);
    assert_eq!(rests[0], rests[2]);
    let claims = pages.each_ref().map(|page| {
        let plain = |claim: &Claim| {
            format!(
                "{:?} {:?} {:?} {}",
                claim.heading, claim.kind, claim.versions, claim.text
            )
        };
        let mut claims: Vec<String> = page.claims.iter().map(plain).collect();
        claims.sort();
        claims
    });
    assert_eq!(claims[0].len(), 4);
    assert_eq!(claims[0], claims[1]);
    assert_eq!(claims[0], claims[2]);
}

#[test]
fn damaged_pages_are_read_as_far_as_they_go() {
    expect(
        "damaged.html",
        &[
            "the-bell/1 js :1",
            "the-bell/2 js :1 lost",
            "the-bell/3 js :1 lost",
        ],
    );
    assert_eq!(page("damaged.html").prose[0].text, "tone <Map> or <any>");
    expect(
        "damaged.txt",
        &[
            "the-kettle/1 - :7 twin 2 prints full",
            "the-kettle/2 - :16 twin 1 prints full",
            "kettleboildegrees/1 - :31 twin 2",
            "kettleboildegrees/2 - :34 twin 1",
            "kettlepour/1 - :44",
        ],
    );
}

#[test]
fn examples_of_declarations_and_blogs_are_found() {
    expect(
        "members.d.ts",
        &["door/1 js :9 throws Error: locked", "doorclose/1 ts :24"],
    );
    assert_eq!(
        page("members.d.ts").examples[0].code.lines().nth(2),
        Some("  ${key}")
    );
    expect(
        "post.html",
        &[
            "how-i-built-a-fence/1 js :9 prints 2",
            "boards/1 ts :12",
            "boards/2 - :15",
        ],
    );
    expect("none.md", &[]);
}

/// The pages that `THREADPROOF_DOCS` names.
fn named() -> Vec<Utf8PathBuf> {
    let root = here().join("../..");
    let value = std::env::var_os("THREADPROOF_DOCS").unwrap_or_default();
    std::env::split_paths(&value)
        .filter_map(|path| Utf8PathBuf::from_path_buf(path).ok())
        .filter(|path| !path.as_str().is_empty())
        .map(|path| root.join(path))
        .collect()
}

/// How many examples the known pages hold, by name and hash.
fn counts() -> Vec<(String, String, BTreeMap<String, usize>)> {
    let path = here().join("data/examples.yaml");
    let text = std::fs::read_to_string(&path).expect("the counts are there");
    let document = Document::parse(Text::new(&path, text)).expect("the counts read");
    serde_json::from_value::<Vec<serde_json::Value>>(document.root.to_json())
        .expect("a list")
        .into_iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().expect("a text").to_owned();
            let examples = serde_json::from_value(entry["examples"].clone()).expect("counts");
            (text("page"), text("sha256"), examples)
        })
        .collect()
}

fn hash(path: &Utf8Path) -> String {
    let bytes = std::fs::read(path).expect("readable");
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"))
}

#[test]
fn a_known_page_holds_as_many_examples_as_were_counted() {
    let mut paths = vec![here().join("pages")];
    paths.extend(named());
    let mut counted = 0;
    for path in paths {
        let pages = read_all(&[path]).unwrap_or_else(|errors| panic!("{errors:?}"));
        for page in &pages {
            let hash = hash(&page.path);
            let counts = counts();
            let Some((_, _, expected)) = counts
                .iter()
                .find(|(name, known, _)| *name == page.name && *known == hash)
            else {
                continue;
            };
            let mut found: BTreeMap<String, usize> = BTreeMap::new();
            for example in &page.examples {
                *found.entry(example.label.clone()).or_default() += 1;
            }
            assert_eq!(found, *expected, "{}", page.path);
            counted += 1;
        }
    }
    assert!(counted > 0, "no page was known");
}
