//! `threadproof docs extract` from outside: what it says and exits with when a page is no page.

use std::process::{Command, Output};

use camino::Utf8Path;

fn extract(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_threadproof"))
        .args(["docs", "extract"])
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[track_caller]
fn expect(path: &Utf8Path, code: i32, words: &str) {
    let output = extract(&[path.as_str()]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains(words), "{path}: {errors}");
    assert_eq!(output.status.code(), Some(code), "{path}: {errors}");
}

#[test]
fn what_is_no_page_gets_one_clear_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Utf8Path::from_path(folder.path()).expect("UTF-8");
    let write = |name: &str, bytes: &[u8]| {
        let path = root.join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    expect(&root.join("absent.md"), 2, "cannot read ");
    expect(
        &write("image.md", b"# A\n\xff\xfe"),
        2,
        "image.md:2: not UTF-8",
    );
    expect(&write("packed.md.gz", b"\x1f\x8b\x08"), 2, "gunzip --keep ");
    expect(
        &write("open.md", b"# A\r\n\r\n```js\r\na();\r\n"),
        2,
        "open.md:3:1",
    );
    expect(
        &write("versions.md", b"<!-- YAML\nadded: [\n-->\n"),
        2,
        "in the comment on versions",
    );
    expect(
        &write("other.json", b"{}"),
        2,
        "no page of Node's documentation",
    );
    expect(
        &write("words.md", b"# A\n\nwords\n"),
        4,
        "no code example in ",
    );
    expect(&write("empty.md", b""), 4, "no code example in ");
    let empty = root.join("empty");
    std::fs::create_dir(&empty).expect("made");
    expect(&empty, 2, "no page in ");
}

#[test]
fn a_folder_stands_for_its_pages_and_all_errors_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Utf8Path::from_path(folder.path()).expect("UTF-8");
    std::fs::write(root.join("b.md"), "```js\nb();\n```\n").expect("written");
    std::fs::write(root.join("a.md"), "# A\n\n```js\na();\n```\n").expect("written");
    std::fs::write(root.join("c.png"), [0xff]).expect("written");
    let output = extract(&["--quiet", root.as_str()]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "a.md#a/1\nb.md#top/1\n"
    );
    assert_eq!(output.status.code(), Some(0));
    let output = extract(&["--format", "json", root.as_str()]);
    let pages: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(pages[1]["examples"][0]["code"], "b();");
    let twice = extract(&[
        root.as_str(),
        root.join("a.md").as_str(),
        root.join("d.md").as_str(),
    ]);
    let errors = String::from_utf8_lossy(&twice.stderr);
    assert!(errors.contains("have the same name"), "{errors}");
    assert!(errors.contains("cannot read "), "{errors}");
    assert!(twice.stdout.is_empty());
    assert_eq!(twice.status.code(), Some(2));
}
