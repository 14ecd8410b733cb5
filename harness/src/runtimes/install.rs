//! Installs a runtime from the npm registry into the user's cache folder.
//!
//! `npm` fetches the package, so its settings, mirrors and credentials apply; no script of the
//! package is run. A runtime counts as installed only after it has started and told its version.

use std::fs;
use std::io;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use thiserror::Error;

use super::identity::{RuntimeError, ask};
use super::locate::{assemble, cache_folder, cached, on_path};
use super::spec::Spec;
use super::{Adapter, Package, adapter};
use crate::execute::Executor;

/// What was installed.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The version that the program told.
    pub version: Version,
    /// Where it is.
    pub folder: Utf8PathBuf,
    /// Whether it was not there before.
    pub is_new: bool,
}

/// Why a runtime could not be installed.
#[derive(Debug, Error)]
pub enum InstallError {
    /// There is no package of it.
    #[error("`{name}` cannot be installed from here; {how}")]
    NoPackage {
        /// The runtime.
        name: String,
        /// What to do instead.
        how: String,
    },
    /// A path was given.
    #[error("`{0}` already has a path; write only a name and a version, as in `node@22`")]
    HasPath(String),
    /// A program that is needed is missing.
    #[error("`{0}` is not on the PATH; it is needed to install a runtime")]
    Tool(&'static str),
    /// A program that is needed failed.
    #[error("{tool} failed: {said}; check the version, and that the npm registry can be reached")]
    Failed {
        /// The program.
        tool: &'static str,
        /// Its last words.
        said: String,
    },
    /// The package does not hold the program.
    #[error("the package {package} has no file {binary}; it may be of another platform")]
    NoBinary {
        /// The package.
        package: String,
        /// The program in it.
        binary: &'static str,
    },
    /// What was fetched does not start.
    #[error("what was fetched does not start, nothing was installed: {0}")]
    Mute(#[from] RuntimeError),
    /// The cache folder cannot be written.
    #[error("cannot write {path}: {source}; set THREADPROOF_CACHE to another folder")]
    Cache {
        /// The folder.
        path: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Installs the newest version that `spec` accepts.
///
/// # Errors
/// When there is no such package, it cannot be fetched, or it does not start.
pub fn install(spec: &Spec, executor: &Executor) -> Result<Installed, InstallError> {
    if spec.command.is_some() {
        return Err(InstallError::HasPath(spec.to_string()));
    }
    let no_package = |how: String| InstallError::NoPackage {
        name: spec.name.clone(),
        how,
    };
    let known =
        adapter(&spec.name).ok_or_else(|| no_package("give its path with -r".to_owned()))?;
    let package = known
        .package()
        .ok_or_else(|| no_package(known.how_to_get()))?;
    let shelf = cache_folder().join("runtimes").join(&spec.name);
    if let Some((version, folder)) = already_there(spec, known, &shelf) {
        return Ok(Installed {
            version,
            folder,
            is_new: false,
        });
    }
    let cache_error = |source| InstallError::Cache {
        path: shelf.clone(),
        source,
    };
    fs::create_dir_all(&shelf).map_err(cache_error)?;
    // Beside its final place, so that moving it there is one step.
    let desk = tempfile::Builder::new()
        .prefix(".new-")
        .tempdir_in(&shelf)
        .map_err(cache_error)?;
    let folder = Utf8PathBuf::from_path_buf(desk.path().to_owned()).map_err(|path| {
        cache_error(io::Error::other(format!("{} is not UTF-8", path.display())))
    })?;
    fetch(spec, &package, &folder)?;
    let program = folder.join("package").join(package.binary);
    if !program.is_file() {
        return Err(InstallError::NoBinary {
            package: package.name,
            binary: package.binary,
        });
    }
    make_runnable(&program).map_err(cache_error)?;
    let (version, _) = ask(&assemble(spec, program), executor)?;
    let target = shelf.join(version.to_string());
    let is_new = !target.exists();
    if is_new {
        fs::rename(&folder, &target).map_err(cache_error)?;
    }
    Ok(Installed {
        version,
        folder: target,
        is_new,
    })
}

/// An exact version that is in the cache already needs no network.
fn already_there(
    spec: &Spec,
    known: &dyn Adapter,
    shelf: &Utf8Path,
) -> Option<(Version, Utf8PathBuf)> {
    let wanted = spec.version.as_ref()?.comparators.first()?;
    wanted.patch?;
    let (version, _) = cached(known)
        .into_iter()
        .find(|(version, _)| spec.accepts(version))?;
    let folder = shelf.join(version.to_string());
    Some((version, folder))
}

fn fetch(spec: &Spec, package: &Package, folder: &Utf8Path) -> Result<(), InstallError> {
    let version = spec
        .written
        .split_once('@')
        .map_or("latest", |(_, version)| version);
    let wanted = format!("{}@{version}", package.name);
    let npm = [
        "pack",
        "--silent",
        "--pack-destination",
        folder.as_str(),
        &wanted,
    ];
    call("npm", &npm, folder)?;
    let archive = folder.read_dir_utf8().into_iter().flatten().flatten();
    let archive = archive
        .map(|entry| entry.path().to_owned())
        .find(|path| path.extension() == Some("tgz"));
    let archive = archive.ok_or_else(|| InstallError::Failed {
        tool: "npm",
        said: format!("it wrote no archive of {wanted}"),
    })?;
    call("tar", &["-xzf", archive.as_str()], folder)?;
    // The archive is as large as the program; what is left of it is only the program.
    let _ = fs::remove_file(archive);
    Ok(())
}

fn call(tool: &'static str, args: &[&str], folder: &Utf8Path) -> Result<(), InstallError> {
    let program = on_path(tool).ok_or(InstallError::Tool(tool))?;
    let failed = |said: String| InstallError::Failed { tool, said };
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().map(str::trim).find(|line| !line.is_empty());
    Err(failed(said.unwrap_or("it said nothing").to_owned()))
}

fn make_runnable(program: &Utf8Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = program.metadata()?.permissions();
    permissions.set_mode(permissions.mode() | 0o755);
    fs::set_permissions(program, permissions)
}
