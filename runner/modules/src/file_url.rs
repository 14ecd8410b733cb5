//! `file:` URLs and paths.

use std::path::{Path, PathBuf};

use boa_engine::Context;
use url::Url;

use threadproof_engine::access;

/// The `file:` URL of an absolute path.
#[must_use]
pub fn from_path(path: &Path) -> String {
    Url::from_file_path(path).map_or_else(|()| format!("file://{}", path.display()), Into::into)
}

/// The path that a `file:` URL names; `None` for another scheme, or a host that is not this one.
#[must_use]
pub fn to_path(url: &str) -> Option<PathBuf> {
    let url = Url::parse(url).ok()?;
    (url.scheme() == "file")
        .then(|| url.to_file_path().ok())
        .flatten()
}

/// The folder of a module, for resolving what it names. Modules without a file use the working
/// directory.
#[must_use]
pub fn folder_of(module: Option<&Path>, context: &Context) -> PathBuf {
    module
        .filter(|path| path.is_absolute())
        .and_then(Path::parent)
        .map_or_else(|| access::folder(context), Path::to_path_buf)
}
