//! Finding the file that a specifier names.
//!
//! The algorithm of `node_modules`, package `exports` and `imports` is `oxc_resolver`'s; this file
//! sets its conditions to Node's and gives failures the words and codes that Node uses.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError, ResolveOptions, ResolverGeneric};
use thiserror::Error;

use threadproof_ground::access::{Access, Permission, VirtualFiles};
use threadproof_ground::paths::normal;

use super::files::ModuleFiles;
use threadproof_ground::asar::Archives;

/// Why a specifier could not be resolved.
#[derive(Debug, Error)]
pub enum NotFound {
    /// No such file or folder.
    #[error("Cannot find module '{0}'")]
    Module(String),
    /// No package of that name above the importing file.
    #[error("Cannot find package '{0}'")]
    Package(String),
    /// The package exists but does not export that path.
    #[error("Package subpath '{subpath}' is not defined by \"exports\" in {package_json}")]
    NotExported {
        /// The path inside the package, beginning with `./`.
        subpath: String,
        /// The package's `package.json`.
        package_json: String,
    },
    /// A folder was imported where Node wants a file.
    #[error("Directory import '{0}' is not supported resolving ES modules")]
    Directory(String),
    /// The package's own description is broken.
    #[error("Invalid package config {0}.")]
    Config(String),
}

impl NotFound {
    /// The `code` that the error has, for `require` (`esm` false) or `import`.
    #[must_use]
    pub fn code(&self, esm: bool) -> &'static str {
        match self {
            Self::Module(_) | Self::Package(_) if esm => "ERR_MODULE_NOT_FOUND",
            Self::Module(_) | Self::Package(_) => "MODULE_NOT_FOUND",
            Self::NotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            Self::Directory(_) => "ERR_UNSUPPORTED_DIR_IMPORT",
            Self::Config(_) => "ERR_INVALID_PACKAGE_CONFIG",
        }
    }
}

/// Resolves specifiers for `require` and for `import`.
#[derive(Debug)]
pub struct Resolver {
    require: ResolverGeneric<ModuleFiles>,
    import: ResolverGeneric<ModuleFiles>,
    files: ModuleFiles,
    keeps_links: bool,
    access: Option<Arc<Access>>,
}

/// What options of the command line ask of a resolver.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Conditions of packages besides Node's own (`--conditions`).
    pub conditions: Vec<String>,
    /// Whether a file keeps the name by which it was found (`--preserve-symlinks`).
    pub keeps_links: bool,
}

impl Resolver {
    /// A resolver that finds `files` in front of those on the disk; a thread that reads archives as
    /// folders gives them, and one whose scripts may not read everything says so.
    #[must_use]
    pub fn new(
        files: VirtualFiles,
        archives: Option<Arc<Archives>>,
        access: Option<Arc<Access>>,
        wanted: &Wanted,
    ) -> Self {
        let files = ModuleFiles::over_disk(files, archives, access.clone());
        let conditions = |kind: &str| {
            let own = ["node", kind, "module-sync", "node-addons"].map(String::from);
            let asked = wanted.conditions.iter().cloned();
            own.into_iter().chain(asked).collect::<Vec<_>>()
        };
        let options = ResolveOptions {
            condition_names: conditions("require"),
            extensions: [".js", ".json", ".node"].map(String::from).to_vec(),
            main_fields: vec!["main".into()],
            symlinks: !wanted.keeps_links,
            ..ResolveOptions::default()
        };
        let require = ResolverGeneric::new_with_file_system(files.clone(), options);
        let options = ResolveOptions {
            condition_names: conditions("import"),
            extensions: Vec::new(),
            fully_specified: true,
            main_fields: vec!["main".into()],
            symlinks: !wanted.keeps_links,
            ..ResolveOptions::default()
        };
        let import = ResolverGeneric::new_with_file_system(files.clone(), options);
        Self {
            require,
            import,
            files,
            keeps_links: wanted.keeps_links,
            access,
        }
    }

    /// What was found, unless scripts may not read it: to them, it is not there.
    fn shown(&self, found: PathBuf, specifier: &str) -> Result<PathBuf, NotFound> {
        let refused = self
            .access
            .as_ref()
            .is_some_and(|access| !access.allows(Permission::FileSystemRead, &found));
        if refused {
            return Err(NotFound::Module(specifier.into()));
        }
        Ok(found)
    }

    /// The file that `require(specifier)` in `folder` means.
    ///
    /// # Errors
    /// [`NotFound`] when there is none.
    pub fn require(&self, specifier: &str, folder: &Path) -> Result<PathBuf, NotFound> {
        match self.require.resolve(folder, specifier) {
            Ok(found) => self.shown(found.into_path_buf(), specifier),
            Err(error) => {
                // What is not there now may be there the next time.
                self.require.clear_cache();
                // A file is found whatever its package says of itself; who loads it is told.
                let path = normal(&folder.join(specifier));
                if matches!(error, ResolveError::Json(_))
                    && specifier.starts_with(['.', '/'])
                    && self.files.metadata(&path).is_ok_and(FileMetadata::is_file)
                {
                    return Ok(self.files.canonicalize(&path).unwrap_or(path));
                }
                Err(explain(&error, specifier))
            }
        }
    }

    /// The file that `import specifier` in `folder` means. `specifier` is no URL.
    ///
    /// # Errors
    /// [`NotFound`] when there is none.
    pub fn import(&self, specifier: &str, folder: &Path) -> Result<PathBuf, NotFound> {
        let relative = specifier.starts_with("./")
            || specifier.starts_with("../")
            || specifier.starts_with('/');
        if relative {
            // Node does not search here: the URL's path is the file.
            let path = normal(&folder.join(specifier));
            return match self.files.metadata(&path) {
                Ok(found) if found.is_dir() => Err(NotFound::Directory(path.display().to_string())),
                Ok(_) if self.keeps_links => self.shown(path, specifier),
                Ok(_) => self.shown(self.files.canonicalize(&path).unwrap_or(path), specifier),
                Err(_) => Err(NotFound::Module(path.display().to_string())),
            };
        }
        match self.import.resolve(folder, specifier) {
            Ok(found) => self.shown(found.into_path_buf(), specifier),
            Err(error) => {
                self.import.clear_cache();
                if !matches!(error, ResolveError::NotFound(_)) {
                    return Err(explain(&error, specifier));
                }
                // A package without `exports` may still be found as `require` finds it.
                self.require.resolve(folder, specifier).map_or_else(
                    |_| {
                        self.require.clear_cache();
                        Err(NotFound::Package(package_name(specifier).into()))
                    },
                    |found| self.shown(found.into_path_buf(), specifier),
                )
            }
        }
    }
}

fn package_name(specifier: &str) -> &str {
    let slashes = if specifier.starts_with('@') { 2 } else { 1 };
    specifier
        .match_indices('/')
        .nth(slashes - 1)
        .map_or(specifier, |(at, _)| &specifier[..at])
}

fn explain(error: &ResolveError, specifier: &str) -> NotFound {
    match error {
        ResolveError::PackagePathNotExported {
            subpath,
            package_json_path,
            ..
        } => NotFound::NotExported {
            subpath: subpath.clone(),
            package_json: package_json_path.display().to_string(),
        },
        ResolveError::Json(json) => NotFound::Config(json.path.display().to_string()),
        _ => NotFound::Module(specifier.into()),
    }
}
