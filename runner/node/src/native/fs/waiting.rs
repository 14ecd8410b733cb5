//! Which operations on files may wait for ever: those on pipes, sockets and devices.
//!
//! Such a one must not keep a thread that others wait for. Only work off the loop's thread asks; on the
//! loop's thread a script waits because it wants to.

use std::fs::{File, FileType};

use threadproof_agent::blocking;

/// Says that what comes next may wait, unless the file is one of a disk.
pub(super) fn before_use(file: &File) {
    if blocking::is_pooled() {
        let kind = file.metadata().map(|found| found.file_type());
        before(kind);
    }
}

/// Says that opening may wait, as it does for a pipe without another end.
pub(super) fn before_open(path: &str) {
    if blocking::is_pooled() {
        let kind = std::fs::metadata(path).map(|found| found.file_type());
        before(kind);
    }
}

fn before(kind: std::io::Result<FileType>) {
    // What cannot be looked at cannot be waited for: the operation fails as well.
    if kind.is_ok_and(|kind| !kind.is_file() && !kind.is_dir()) {
        blocking::may_wait();
    }
}
