//! Archives made here byte by byte, good ones and broken ones. What the packer of Electron's own
//! makes is read by the fixture `electron/asar-files-read-in-worker`.

use super::*;

/// An archive with this header and these bytes behind it.
fn pack(json: &str, data: &[u8]) -> Vec<u8> {
    let text = u32::try_from(json.len()).expect("short");
    let padded = text.next_multiple_of(4);
    let mut bytes = Vec::new();
    for number in [4, padded + 8, padded + 4, text] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(json.as_bytes());
    bytes.resize(16 + padded as usize, 0);
    bytes.extend(data);
    bytes
}

/// A folder with a file called `a.asar` that holds `bytes`; gone when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn with(test: &str, bytes: &[u8]) -> Self {
        let name = format!("threadproof-asar-{}-{test}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("a.asar"), bytes).expect("an archive");
        Self(folder)
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.0.join("a.asar").join(inside)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn files_folders_and_links_are_found() {
    let json = r#"{"files":{
        "sub":{"files":{"b.txt":{"size":3,"offset":"2"}}},
        "a.txt":{"size":2,"offset":"0","executable":true},
        "to-file":{"link":"sub/b.txt"},
        "to-folder":{"link":"sub"},
        "loop":{"link":"loop"},
        "out":{"size":1,"unpacked":true}}}"#;
    let folder = Folder::with("good", &pack(json, b"hibye"));
    let archives = Archives::default();
    let read = |inside: &str| archives.read(&folder.path(inside));
    assert_eq!(read("a.txt").expect("a file"), b"hi");
    assert_eq!(read("sub/b.txt").expect("a file"), b"bye");
    assert_eq!(read("sub/../to-file").expect("a link"), b"bye");
    assert_eq!(read("to-folder/b.txt").expect("a link on the way"), b"bye");
    for (inside, kind) in [
        ("none.txt", io::ErrorKind::NotFound),
        ("loop", io::ErrorKind::NotFound),
        ("a.txt/deeper", io::ErrorKind::NotFound),
        ("sub", io::ErrorKind::IsADirectory),
        ("", io::ErrorKind::IsADirectory),
        // The file beside the archive is not there.
        ("out", io::ErrorKind::NotFound),
    ] {
        assert_eq!(read(inside).expect_err(inside).kind(), kind, "{inside}");
    }
    let root = archives.find(&folder.path("")).expect("an archive");
    let names = root.names().expect("a folder");
    assert_eq!(
        names,
        ["a.txt", "loop", "out", "sub", "to-file", "to-folder"]
    );
    std::fs::create_dir(folder.0.join("a.asar.unpacked")).expect("a folder");
    std::fs::write(folder.0.join("a.asar.unpacked/out"), "x").expect("a file");
    assert_eq!(read("out").expect("beside the archive"), b"x");
}

#[test]
fn broken_archives_are_refused() {
    let good = pack(r#"{"files":{}}"#, b"");
    for (name, bytes, message) in [
        ("short", good[..10].to_vec(), "can't be read"),
        (
            "text",
            b"this is only a text, no archive".to_vec(),
            "impossible sizes",
        ),
        ("cut", good[..good.len() - 4].to_vec(), "impossible sizes"),
        ("json", pack("{\"files\":", b""), "not JSON"),
        ("leaf", pack(r#"{"size":0,"offset":"0"}"#, b""), "`/`"),
        (
            "outside",
            pack(r#"{"files":{"a":{"size":9,"offset":"0"}}}"#, b"x"),
            "`a`",
        ),
        (
            "wraps",
            pack(
                r#"{"files":{"a":{"size":9,"offset":"18446744073709551615"}}}"#,
                b"x",
            ),
            "`a`",
        ),
        (
            "escapes",
            pack(r#"{"files":{"..":{"files":{}}}}"#, b""),
            "`..`",
        ),
        (
            "slash",
            pack(r#"{"files":{"a/b":{"files":{}}}}"#, b""),
            "`a/b`",
        ),
    ] {
        let folder = Folder::with(name, &bytes);
        let error = Archive::open(&folder.0.join("a.asar"))
            .expect_err(name)
            .to_string();
        assert!(error.contains(message), "{name}: {error}");
        let archives = Archives::default();
        assert!(archives.find(&folder.path("a")).is_none(), "{name}");
    }
}

#[test]
fn a_folder_with_the_name_of_an_archive_is_a_folder() {
    let folder = Folder::with("folder", b"");
    let inside = folder.0.join("b.asar");
    std::fs::create_dir(&inside).expect("a folder");
    std::fs::write(inside.join("c.txt"), "plain").expect("a file");
    let archives = Archives::default();
    assert!(archives.find(&inside.join("c.txt")).is_none());
    assert_eq!(
        archives.read(&inside.join("c.txt")).expect("a file"),
        b"plain"
    );
}
