//! Installs the packages of a lock file, once, into a folder named by what the file says.
//!
//! It must never know which packages they are.

use std::fmt;
use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest, Sha256};
use threadproof_harness::runtimes::locate::on_path;

/// What npm needs to know.
const FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// What npm says when it is the registry that it cannot reach.
const UNREACHABLE: [&str; 8] = [
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
];

/// Why nothing can be run.
#[derive(Debug)]
pub enum Missing {
    /// Something is not on this machine: a reason to skip.
    Absent(String),
    /// Something is wrong: a reason to fail.
    Broken(String),
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(why) | Self::Broken(why) => f.write_str(why),
        }
    }
}

/// The folder `node_modules` that the lock file in `folder` describes, below `shelf`.
///
/// # Errors
/// Without npm or a registry; and when the lock file cannot be followed.
pub fn install(folder: &Utf8Path, shelf: &Utf8Path) -> Result<Utf8PathBuf, Missing> {
    let broken = |error: std::io::Error| {
        Missing::Broken(format!("cannot prepare the packages in {shelf}: {error}"))
    };
    let mut hash = Sha256::new();
    for file in FILES {
        hash.update(fs::read(folder.join(file)).map_err(broken)?);
    }
    let name: String = hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let done = shelf.join(name);
    let modules = done.join("node_modules");
    if modules.is_dir() {
        return Ok(modules);
    }
    let npm = on_path("npm").ok_or_else(|| {
        Missing::Absent("npm is not on the PATH; it installs the packages".to_owned())
    })?;
    fs::create_dir_all(shelf).map_err(broken)?;
    // Beside its final place, so that moving it there is one step.
    let desk = tempfile::Builder::new()
        .prefix(".new-")
        .tempdir_in(shelf)
        .map_err(broken)?;
    for file in FILES {
        fs::copy(folder.join(file), desk.path().join(file)).map_err(broken)?;
    }
    let output = Command::new(npm)
        .args(["ci", "--no-progress", "--fetch-retries=1"])
        .current_dir(desk.path())
        .output()
        .map_err(broken)?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(if UNREACHABLE.iter().any(|code| said.contains(code)) {
            let first = said.lines().find(|line| line.contains("error"));
            Missing::Absent(format!(
                "the npm registry cannot be reached: {}",
                first.unwrap_or_default()
            ))
        } else {
            Missing::Broken(format!("npm cannot follow the lock file:\n{said}"))
        });
    }
    // Another process may have been faster, with the same result.
    if let Err(error) = fs::rename(desk.keep(), &done)
        && !modules.is_dir()
    {
        return Err(broken(error));
    }
    Ok(modules)
}
