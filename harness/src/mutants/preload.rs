//! A runtime that loads a script first, in the main thread and in every worker.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use thiserror::Error;

use crate::engine::Column;
use crate::plan::window::Window;
use crate::runtimes::identity::Runtime;
use crate::runtimes::{Adapter, Found, Launch, Package, Script};

/// Why a script cannot be loaded first.
#[derive(Debug, Error)]
pub enum PreloadError {
    /// The runtime has no way that is known here.
    #[error("mutants cannot be loaded into `{0}`; use `-r node` or `-r boa`")]
    Runtime(String),
    /// The script cannot be written.
    #[error("cannot write {path}: {reason}; check TMPDIR and free space")]
    Write {
        /// The file.
        path: Utf8PathBuf,
        /// What the system says.
        reason: String,
    },
}

/// How a runtime is told to load a script first.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Through `NODE_OPTIONS`, which no script can tell from its own command line.
    Variable,
    /// By an option before the script.
    Option,
}

/// The adapter of a runtime that loads a script first.
#[derive(Debug)]
pub struct Preloaded {
    inner: Arc<dyn Adapter + Send>,
    file: Utf8PathBuf,
    way: Way,
}

impl Preloaded {
    /// The runtime with `script` loaded first, which is written into `folder` under `name`.
    ///
    /// # Errors
    /// When the runtime cannot load one, or it cannot be written.
    pub fn column(
        runtime: &Runtime,
        folder: &Utf8Path,
        name: &str,
        script: &str,
    ) -> Result<Column, PreloadError> {
        let way = match runtime.name() {
            "node" => Way::Variable,
            "boa" => Way::Option,
            other => return Err(PreloadError::Runtime(other.to_owned())),
        };
        let file = folder.join(format!("{name}.cjs"));
        std::fs::write(&file, script).map_err(|error| PreloadError::Write {
            path: file.clone(),
            reason: error.to_string(),
        })?;
        let adapter = Self {
            inner: Arc::clone(&runtime.found.adapter),
            file,
            way,
        };
        let found = Found {
            adapter: Arc::new(adapter),
            ..runtime.found.clone()
        };
        let mut runtime = runtime.clone();
        runtime.found = found;
        Ok(Column::Present(Box::new(runtime)))
    }
}

impl Adapter for Preloaded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn program(&self) -> Option<&str> {
        self.inner.program()
    }

    fn launch(&self, script: &Script<'_>) -> Launch {
        let mut launch = self.inner.launch(script);
        match self.way {
            Way::Variable => {
                let words = format!("--require={}", self.file);
                launch.env.insert("NODE_OPTIONS".to_owned(), words);
            }
            Way::Option => {
                let words = ["--require".to_owned(), self.file.to_string()];
                launch.args.splice(1..1, words);
            }
        }
        launch
    }

    fn version_keys(&self) -> &[&str] {
        self.inner.version_keys()
    }

    fn package(&self) -> Option<Package> {
        self.inner.package()
    }

    fn how_to_get(&self) -> String {
        self.inner.how_to_get()
    }

    fn refuses(&self, window: Option<Window>) -> Option<&'static str> {
        self.inner.refuses(window)
    }
}
