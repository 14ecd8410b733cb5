//! Where the workspace and the program are now.
//!
//! A nextest archive is built in one place and run in another: what the compiler wrote down is then
//! wrong, and nextest tells better. Nothing else may be read from the environment here.

use camino::{Utf8Path, Utf8PathBuf};

/// The workspace that is tested.
pub fn workspace() -> Utf8PathBuf {
    let package = now("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"));
    let root = Utf8Path::new(&package).join("..");
    root.canonicalize_utf8().unwrap_or(root)
}

/// The program that is tested.
pub fn program() -> Utf8PathBuf {
    now(
        "NEXTEST_BIN_EXE_threadproof",
        env!("CARGO_BIN_EXE_threadproof"),
    )
    .into()
}

fn now(name: &str, built: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| built.to_owned())
}
