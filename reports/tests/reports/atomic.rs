//! Writing whole or not at all.

use std::fs;
use std::io;

use threadproof_reports::atomic::write;

#[test]
fn folders_are_made_and_the_text_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a/b/report.txt");
    write(&path, |out| out.write_all(b"one")).unwrap();
    write(&path, |out| out.write_all(b"two")).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "two");
    assert_eq!(
        fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1,
        "nothing is left over"
    );
}

#[test]
fn a_failure_leaves_the_old_file_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("report.txt");
    write(&path, |out| out.write_all(b"good")).unwrap();
    let error = write(&path, |out| {
        out.write_all(b"half")?;
        Err(io::Error::other("disk full"))
    })
    .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("report.txt: disk full; nothing was left half-written")
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "good");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_device_a_device() {
    let root = tempfile::tempdir().unwrap();
    let (file, link) = (root.path().join("file"), root.path().join("link"));
    fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    write(&link, |out| out.write_all(b"new")).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    write("/dev/null".as_ref(), |out| out.write_all(b"gone")).unwrap();
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_folder_in_the_way_is_named() {
    let root = tempfile::tempdir().unwrap();
    let error = write(root.path(), |out| out.write_all(b"x")).unwrap_err();
    assert!(error.to_string().starts_with("cannot write "));
}
