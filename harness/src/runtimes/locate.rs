//! Finds the program of a runtime: given, in the cache, or on the `PATH`.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::spec::Spec;
use super::versions_sorted;
use super::{Adapter, Custom, Found, adapter};
use crate::plan::window::Window;

/// Where a program was found.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The program.
    pub program: Utf8PathBuf,
    /// Where it comes from, for people.
    pub origin: &'static str,
}

/// The folder in which `threadproof runtimes add` puts runtimes.
#[must_use]
pub fn cache_folder() -> Utf8PathBuf {
    let from = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(folder) = from("THREADPROOF_CACHE") {
        return folder.into();
    }
    let base = from("XDG_CACHE_HOME").map(Utf8PathBuf::from).or_else(|| {
        let home = Utf8PathBuf::from(from("HOME")?);
        Some(home.join(if cfg!(target_os = "macos") {
            "Library/Caches"
        } else {
            ".cache"
        }))
    });
    base.unwrap_or_else(|| std::env::temp_dir().to_string_lossy().into_owned().into())
        .join("threadproof")
}

/// Every program that may be the runtime asked for, best first. Versions are not looked at, but for
/// those in the cache, whose folders are named by them.
#[must_use]
pub fn candidates(spec: &Spec, own: &Utf8Path) -> Vec<Candidate> {
    if let Some(command) = &spec.command {
        let program = on_path(command.program.as_str()).unwrap_or_else(|| command.program.clone());
        return vec![Candidate {
            program,
            origin: "command line",
        }];
    }
    let Some(adapter) = adapter(&spec.name) else {
        return Vec::new();
    };
    if adapter.name() == "boa" {
        return vec![Candidate {
            program: own.to_owned(),
            origin: "built in",
        }];
    }
    let from_path = adapter
        .program()
        .and_then(on_path)
        .map(|program| Candidate {
            program,
            origin: "PATH",
        });
    let cached = cached(adapter)
        .into_iter()
        .filter(|(version, _)| spec.accepts(version))
        .map(|(_, program)| Candidate {
            program,
            origin: "cache",
        });
    from_path.into_iter().chain(cached).collect()
}

/// The cached versions of a runtime, newest first.
#[must_use]
pub fn cached(adapter: &dyn Adapter) -> Vec<(Version, Utf8PathBuf)> {
    let Some(package) = adapter.package() else {
        return Vec::new();
    };
    let folder = cache_folder().join("runtimes").join(adapter.name());
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| {
        let version = Version::parse(entry.file_name()).ok()?;
        let program = entry.path().join("package").join(package.binary);
        program.is_file().then_some((version, program))
    });
    versions_sorted(found.collect())
}

/// The runtime that `spec` and `program` make together.
#[must_use]
pub fn assemble(spec: &Spec, program: Utf8PathBuf) -> Found {
    let words = spec
        .command
        .as_ref()
        .map(|command| command.words.clone())
        .unwrap_or_default();
    if let Some(adapter) = adapter(&spec.name) {
        return Found {
            adapter: Arc::new(Known(adapter)),
            program,
            extra: words,
        };
    }
    let custom = Custom {
        name: spec.name.clone(),
        words,
        env: spec.env.clone(),
    };
    Found {
        adapter: Arc::new(custom),
        program,
        extra: Vec::new(),
    }
}

/// A known adapter behind a pointer that a custom one shares.
#[derive(Debug)]
struct Known(&'static dyn Adapter);

impl Adapter for Known {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn program(&self) -> Option<&str> {
        self.0.program()
    }

    fn launch(&self, script: &super::Script<'_>) -> super::Launch {
        self.0.launch(script)
    }

    fn version_keys(&self) -> &[&str] {
        self.0.version_keys()
    }

    fn package(&self) -> Option<super::Package> {
        self.0.package()
    }

    fn how_to_get(&self) -> String {
        self.0.how_to_get()
    }

    fn is_optional(&self) -> bool {
        self.0.is_optional()
    }

    fn refuses(&self, window: Option<Window>) -> Option<&'static str> {
        self.0.refuses(window)
    }
}

/// The first program of this name on the `PATH`; a name with a slash is looked up as it is.
#[must_use]
pub fn on_path(name: &str) -> Option<Utf8PathBuf> {
    let absolute = |path: Utf8PathBuf| {
        let path = std::path::absolute(&path)
            .ok()
            .and_then(|path| Utf8PathBuf::from_path_buf(path).ok());
        path.filter(|path| is_program(path))
    };
    if name.contains('/') {
        return absolute(name.into());
    }
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':')
        .filter(|folder| !folder.is_empty())
        .find_map(|folder| absolute(Utf8Path::new(folder).join(name)))
}

fn is_program(path: &Utf8Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
